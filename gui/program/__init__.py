"""The program itself: its preferences, its keys, what it is."""
