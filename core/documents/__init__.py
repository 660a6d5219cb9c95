"""How a project is stored: files, locks, seals, recovery."""
