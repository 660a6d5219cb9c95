"""Explaining: the mathematics of a network and its training, said in the field's own notation."""
