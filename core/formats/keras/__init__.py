"""A Keras script."""
