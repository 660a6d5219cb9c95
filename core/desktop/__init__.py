"""The program as a thing of the desktop: menu entry, icons, file types, where it keeps things."""
