"""A PyTorch script."""
