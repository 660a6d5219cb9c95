"""Formats that other programs read: a folder for each, with its writer and its reader."""
