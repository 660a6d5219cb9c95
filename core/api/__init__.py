"""Backstep from Python: a run to be opened, and what can be done with it, in a few names."""
