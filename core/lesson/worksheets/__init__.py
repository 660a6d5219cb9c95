"""Worksheets: one update to work out on paper, and its key.

sheet      the tables of an update with their addresses, what is given and what is asked for
drawing    weights that are easy to calculate with, drawn by seed and number
html, latex, questions   how sheets and keys are written
"""
