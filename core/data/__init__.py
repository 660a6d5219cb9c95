"""Where samples come from: sources, features, scaling and the split into training and test."""
