"""Two moments beside each other."""
