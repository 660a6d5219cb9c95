"""Formats that other programs read: one folder each, with its writer and its reader."""
