"""Training in a thread of its own."""
