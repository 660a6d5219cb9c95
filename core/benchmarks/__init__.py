"""Benchmarks of the engine: the reference networks, other programs beside it, and recording."""
