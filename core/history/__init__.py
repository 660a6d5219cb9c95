"""Histories: figures of every epoch, kept exactly as long as there is room and as spans beyond."""
