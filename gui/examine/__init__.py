"""Windows that look closer."""
