"""Moments: everything that decides how training goes on, and runs as they were recorded.

Plain data. Training takes them and puts them back; files keep them, and know nothing of training.
"""
