"""JavaScript: one ES module."""
