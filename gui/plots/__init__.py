"""Plots show snapshots; they do not know where these come from."""
