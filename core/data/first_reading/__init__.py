"""How tables were first read: projects that say nothing of reading or columns keep it."""
