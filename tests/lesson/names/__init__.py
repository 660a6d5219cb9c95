"""What layers, units and numbers are called."""
