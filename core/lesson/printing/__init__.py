"""Cards of an update, written out for other places than the window."""
