"""How tables were first read: kept for projects without settings for reading or columns."""
