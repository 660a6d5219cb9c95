"""What anyone may see of a training: plain data, without an engine."""
