"""The numbers of a layer."""
