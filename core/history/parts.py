"""The parts of a book of figures, and their limits."""

from collections.abc import Mapping
from dataclasses import field

import numpy as np
from numpy.typing import NDArray

from core.history.packing import pack, unpack
from core.history.progression import Progression
from core.history.spans import Spans, spans_of
from core.records import Record

Floats = NDArray[np.float64]


class Limits(Record):
    """How much of a run is kept.

    Up to `exact` entries, every one is kept, whatever its size. Beyond that the newest are kept: at
    most `exact`, and only as many as fit, with the spans, into `size` bytes. The same limits hold
    in memory and in a file. `raw` entries are kept unpacked, then they are packed `block` at a
    time; later they become spans of `width` entries, and `factor` of those become one of the next
    level. There are about `levels` levels, which share `span_size` bytes.
    """

    exact: int = 1_000_000
    size: int = 4_200_000
    span_size: int = 1_500_000
    levels: int = 8
    raw: int = 8192
    block: int = 4096
    width: int = 64
    factor: int = 4

    @property
    def room(self) -> int:
        """The most entries that are kept unpacked."""
        return self.raw + self.block

    def packed_size(self, series: int) -> int:
        """Return how many bytes packed entries may take, with this many series."""
        return max(0, self.size - self.span_size - 8 * series * self.room)

    def spans(self, series: int) -> int:
        """Return how many spans a level may have, with this many series."""
        return max(4 * self.factor, self.span_size // ((8 + 24 * series) * self.levels))


class Block(Record, eq=False):
    """A stretch of entries, packed, with the spans that it will be thinned to."""

    packed: Mapping[str, bytes]
    spans: Spans

    @property
    def nbytes(self) -> int:
        """The size of its packed figures, in bytes."""
        return sum(len(content) for content in self.packed.values())

    @property
    def count(self) -> int:
        """How many entries it holds."""
        return self.spans.total

    def values(self, name: str) -> Floats:
        """Return the figures of a name; NaN where it was not taken."""
        content = self.packed.get(name)
        if content is None:
            return np.full(self.count, np.nan)
        return unpack(content, self.count)


def block_of(series: Mapping[str, Floats], width: int) -> Block:
    """Return series of equal length as a block."""
    packed = {name: pack(values) for name, values in series.items()}
    return Block(packed, spans_of(series, width))


def read_block(packed: Mapping[str, bytes], count: int, width: int) -> Block:
    """Return a block from packed figures. Raises ValueError if their number is wrong."""
    series = {name: unpack(content, count) for name, content in packed.items()}
    return Block(packed, spans_of(series, width))


class Packed(Record, eq=False):
    """All that a book of figures holds at one time, for storing and for making another book.

    Blocks and spans are shared and never change; the tail is a copy.
    """

    epochs: Progression
    updates: Progression
    levels: tuple[Spans, ...] = ()
    blocks: tuple[Block, ...] = ()
    tail: Mapping[str, Floats] = field(default_factory=dict)

    @property
    def nbytes(self) -> int:
        """Its size in bytes, roughly."""
        return (
            sum(level.nbytes for level in self.levels)
            + sum(block.nbytes for block in self.blocks)
            + sum(values.nbytes for values in self.tail.values())
            + 24 * (self.epochs.runs + self.updates.runs)
        )
