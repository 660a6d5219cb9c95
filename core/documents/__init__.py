"""How a project is kept: files, locks, seals, recovery."""
