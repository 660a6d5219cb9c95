"""Two moments or runs beside each other."""
