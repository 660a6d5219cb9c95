"""A network and its backward pass as formulas: text, LaTeX and NumPy."""
