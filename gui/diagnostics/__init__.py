"""How healthy training is, layer by layer."""
