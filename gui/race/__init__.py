"""A race: two variants of one network in one window, side by side."""
