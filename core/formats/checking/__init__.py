"""Checking an export by reading it back and comparing."""
