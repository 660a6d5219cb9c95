"""The program on the desktop: menu entry, icons, file types, and where it keeps its files."""
