"""Doubting: what is doubtful about the cells of a column."""
