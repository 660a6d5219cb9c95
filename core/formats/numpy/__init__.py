"""A NumPy script."""
