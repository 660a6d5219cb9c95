"""A race: two variants of one network trained side by side, and the first number that parts."""
