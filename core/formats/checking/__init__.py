"""An export is read back and compared."""
