"""Lines of small text."""
