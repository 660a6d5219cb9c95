"""Separate random streams from one seed, so that drawing from one does not affect the others."""

from enum import IntEnum

from numpy.random import PCG64, Generator, SeedSequence


class Stream(IntEnum):
    """What a stream of random numbers is for. The numbers are part of the file format."""

    WEIGHTS = 0
    SHUFFLE = 1
    DROPOUT = 2
    DATA = 3
    SPLIT = 4


def stream(seed: int, purpose: Stream) -> Generator:
    """Return the generator of one purpose for a seed (0 or more)."""
    return Generator(PCG64(SeedSequence(entropy=seed, spawn_key=(int(purpose),))))
