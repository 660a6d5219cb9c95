"""Typeset formulas: boxes, and a document in which they are read, copied and printed."""
