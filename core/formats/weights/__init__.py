"""Fitting a file's weights to a project: names, order and shapes."""
