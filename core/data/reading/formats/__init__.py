"""Formats: tables in files of their own kinds, as the grid of their cells."""
