"""Backstep from Python: open a run and work with it, in a few names."""
