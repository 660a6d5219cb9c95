"""The commands: a file each, found by its name; each has a `COMMAND`."""
