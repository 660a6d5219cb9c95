"""Lessons in the window: the list of those that ship, and the page of the one at hand."""
