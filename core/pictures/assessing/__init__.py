"""How good a network's answers are: curves, counts and figures that views and commands show."""
