"""How good the network is, where that takes long enough to be a job of its own."""
