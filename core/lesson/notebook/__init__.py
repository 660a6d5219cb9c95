"""Arrays of one's own beside the program's."""
