"""The card of every stop of an update."""
