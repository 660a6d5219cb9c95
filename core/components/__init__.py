"""What a network is made of: one kind of component a file, each with its registry."""
