"""What the views of the window have in common: how each describes itself, its choices and axes."""
