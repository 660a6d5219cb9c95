"""Drawing points by hand: the plane that is drawn in, and the window round it."""
