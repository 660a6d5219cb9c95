"""Comparing a person's own arrays with the program's."""
