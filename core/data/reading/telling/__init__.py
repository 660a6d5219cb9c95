"""Telling: a table told as a preview, as plain values, in sentences, in words for buttons."""
