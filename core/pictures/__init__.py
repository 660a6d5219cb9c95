"""What views may see of training: plain data, without an engine."""
