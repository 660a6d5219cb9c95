"""The start page: examples as pictures, what was open before, and what is in a file."""
