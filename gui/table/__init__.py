"""The table dialog: how a table is read, and what the network will see of it."""
