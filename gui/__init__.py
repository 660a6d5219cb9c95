"""The window of Backstep."""
