"""Every sample in a table: what it is, what the network says to it, and how far off that is."""
