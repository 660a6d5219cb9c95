"""What a network is made of: one kind of component per file, each with its registry."""
