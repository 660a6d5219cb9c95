"""What makes pictures of training: plain data for views, from the engine's arrays."""
