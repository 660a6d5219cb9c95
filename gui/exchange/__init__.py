"""Exporting to other programs and importing from them."""
