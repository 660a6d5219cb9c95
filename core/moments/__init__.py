"""Moments: everything that determines how training continues, and recorded runs.

Plain data. Training takes moments and restores them; files store them, without knowing training.
"""
