"""A run as a person uses it."""
