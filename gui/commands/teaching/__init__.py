"""Lessons as commands: played, listed, handed in, and written."""
