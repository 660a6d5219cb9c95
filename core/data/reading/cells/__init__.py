"""Cells: what the text in a cell stands for: numbers, dates, answers, or no value."""
