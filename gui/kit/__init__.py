"""What all rooms of the window draw with."""
