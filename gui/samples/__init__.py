"""Every sample in a table: its values, what the network says, and how far off that is."""
