"""Formulas as trees, for a typesetter: what the program itself writes in LaTeX, and no more.

parts    what a formula is made of
parsing  a line of LaTeX as a tree
numbers  the formulas of the layers with a sample's own numbers
"""
