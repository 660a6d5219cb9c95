"""Weights of a file beside a project: names, order and fit."""
