"""Worksheets: one update to be worked out on paper, and its key.

sheet      the tables of an update with their addresses, what is given and what is asked
drawing    weights that are good to calculate with, drawn by seed and number
html, latex, questions   how sheets and keys are written
"""
