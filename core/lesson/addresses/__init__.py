"""Addresses: every number of an update has one, and its symbol in every view comes from it.

address   what an address is, read and written: W1[2,1], dZ2[3,1], W1'[2,1]
moment    the number at an address, at the current stop
writing   the symbol of a number for the panel, LaTeX, NumPy and a screen reader
"""
