"""Panels edit the project; they do not know that training exists."""
