"""Histories: figures of every epoch, kept exactly while there is room, and older ones as spans."""
