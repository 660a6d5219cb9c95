"""A book of figures: the newest of them exact, older ones as spans, within a bounded size.

From old to new it holds spans, widest first, then packed blocks, then a tail of plain numbers.
Epochs and updates are never thinned: they are progressions.

Entries keep their numbers, counted from 0, however they are stored. Overwriting an entry (in a
replay) changes only entries that are kept exactly; a span stays the same, as the same figures come
again. Cutting through a span leaves its figures to the entries before the cut, although they
include some that are gone.
"""

from collections.abc import Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from core.history.figures import History, Thinned, history_of, series_of
from core.history.parts import Block, Limits, Packed, block_of
from core.history.progression import Progression
from core.history.spans import Spans, joined

Floats = NDArray[np.float64]


class FigureBook:
    """Figures by name, one row per entry; values that a series did not get are NaN."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = Limits() if limits is None else limits
        self._room = self.limits.room
        self._forget()

    def _forget(self) -> None:
        self.epochs, self.updates = Progression(), Progression()
        self._levels: list[Spans] = []  # the finest first
        self._blocks: list[Block] = []
        self._packed = 0
        self._thinned = 0
        self._tail: dict[str, Floats] = {}
        self._filled = 0
        #: the last block that was read or written, and whether it must be packed again
        self._open: tuple[int, dict[str, Floats]] | None = None
        self._written = False
        #: `summary`, until something is sealed, thinned or cut
        self._summary: Spans | None = None

    def __len__(self) -> int:
        return self.epochs.count

    @property
    def count(self) -> int:
        """How many entries there are."""
        return self.epochs.count

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the series."""
        return tuple(self._tail)

    @property
    def thinned(self) -> int:
        """How many entries are not kept individually: those before this number."""
        return self._thinned

    @property
    def is_packed(self) -> bool:
        """Whether some figures are not plain numbers."""
        return bool(self._thinned or self._blocks)

    # ------------------------------------------------------------------ writing

    def append(self, epoch: float, update: float, figures: Mapping[str, float]) -> None:
        """Add an entry; this happens every epoch, so it must be quick."""
        place = self._filled
        if place == self._room:
            self._seal()
            place = self._filled
        self.epochs.append(epoch)
        self.updates.append(update)
        self._filled = place + 1
        tail = self._tail
        if tail.keys() == figures.keys():
            for name, value in figures.items():
                tail[name][place] = value
        else:
            self._write_tail(place, figures)

    def _write_tail(self, place: int, figures: Mapping[str, float]) -> None:
        tail = self._tail
        for name in figures.keys() - tail.keys():
            self._begin(name)
        for name in tail.keys() - figures.keys():
            tail[name][place] = np.nan
        for name, value in figures.items():
            tail[name][place] = value

    def _begin(self, name: str) -> None:
        self._tail[name] = np.full(self.limits.room, np.nan)

    def extend(self, epochs: Floats, updates: Floats, series: Mapping[str, Floats]) -> None:
        """Add entries: series as long as their epochs and updates."""
        for name in series:
            if name not in self._tail:
                self._begin(name)
        start = 0
        while start < epochs.size:
            if self._filled == self.limits.room:
                self._seal()
            stop = min(epochs.size, start + self.limits.room - self._filled)
            place = slice(self._filled, self._filled + stop - start)
            for name, tail in self._tail.items():
                values = series.get(name)
                tail[place] = np.nan if values is None else values[start:stop]
            self.epochs.extend(epochs[start:stop])
            self.updates.extend(updates[start:stop])
            self._filled = place.stop
            start = stop

    def put(self, at: int, epoch: float, update: float, figures: Mapping[str, float]) -> None:
        """Overwrite entry number `at`, or add it at the end."""
        if at < len(self) and self.epochs.at(at) != epoch:
            self.cut(at)  # it belongs to another course of training
        if at >= len(self):
            self.append(epoch, update, figures)
            return
        place = at - self._thinned
        block, within = divmod(place, self.limits.block)
        if place < 0:
            return
        if block >= len(self._blocks):
            self._write_tail(place - len(self._blocks) * self.limits.block, figures)
            return
        series = self._opened(block)
        for name, value in figures.items():
            values = series.setdefault(name, np.full(self.limits.block, np.nan))
            if values[within] != value and not (np.isnan(values[within]) and np.isnan(value)):
                values[within] = value
                self._written = True

    def cut(self, count: int) -> None:
        """Forget all but the first `count` entries."""
        if count >= len(self):
            return
        self._close()
        self._summary = None
        self.epochs.cut(count)
        self.updates.cut(count)
        left, block = count - self._thinned, self.limits.block
        if left < 0:
            self._blocks, self._packed, self._filled = [], 0, 0
            self._levels = self._levels_to(count)
            self._thinned = count
        elif left >= len(self._blocks) * block:
            self._filled = left - len(self._blocks) * block
        else:
            whole, self._filled = divmod(left, block)
            opened = self._opened(whole)
            for name, tail in self._tail.items():
                tail[: self._filled] = opened[name][: self._filled]
            del self._blocks[whole:]
            self._packed = sum(kept.nbytes for kept in self._blocks)
        self._open = None

    def _levels_to(self, count: int) -> list[Spans]:
        kept = []
        for level in reversed(self._levels):
            kept.append(level.first(count))
            count = max(0, count - level.total)
        return kept[::-1]

    # ------------------------------------------------------------------ packing and thinning

    def _seal(self) -> None:
        """Pack the oldest plain numbers, and thin what exceeds the limits."""
        block, left = self.limits.block, self._filled - self.limits.block
        sealed = {name: tail[:block] for name, tail in self._tail.items()}
        self._blocks.append(block_of(sealed, self.limits.width))
        self._summary = None
        self._packed += self._blocks[-1].nbytes
        for tail in self._tail.values():
            tail[:left] = tail[block : block + left]
        self._filled = left
        self._thin()

    def _thin(self) -> None:
        if len(self) > self.limits.exact:
            self.shrink()

    def shrink(self) -> None:
        """Thin what does not fit, even if there are few enough entries to keep them all."""
        limits = self.limits
        self._close()
        most, gone, size = limits.packed_size(len(self._tail)), 0, self._packed
        exact = len(self) - self._thinned
        while gone < len(self._blocks) and (exact > limits.exact or size > most):
            exact -= limits.block
            size -= self._blocks[gone].nbytes
            gone += 1
        if not gone:
            return
        spans = joined(*(block.spans for block in self._blocks[:gone]))
        del self._blocks[:gone]
        self._open, self._packed = None, size
        self._thinned += gone * limits.block
        self._take_in(spans)

    def _take_in(self, spans: Spans) -> None:
        """Add spans to the finest level, and merge each level's surplus into the next."""
        most, factor = self.limits.spans(len(self._tail)), self.limits.factor
        number = 0
        while len(spans):
            if number == len(self._levels):
                self._levels.append(Spans())
            level = joined(self._levels[number], spans)
            more = max(0, len(level) - most) // factor * factor
            spans = level.part(0, more).merged(factor)
            self._levels[number] = level.part(more, len(level))
            number += 1

    def _opened(self, number: int) -> dict[str, Floats]:
        """Return the figures of a block as plain numbers."""
        if self._open is None or self._open[0] != number:
            self._close()
            block = self._blocks[number]
            self._open = number, {name: block.values(name).copy() for name in self._tail}
        return self._open[1]

    def _close(self) -> None:
        """Pack the block again that was written to."""
        if self._written and self._open is not None:
            number, series = self._open
            self._packed -= self._blocks[number].nbytes
            self._blocks[number] = block_of(series, self.limits.width)
            self._packed += self._blocks[number].nbytes
            self._summary = None
        self._written = False

    # ------------------------------------------------------------------ reading

    def values(self, name: str, start: int, stop: int | None = None) -> Floats:
        """Return a copy of the figures from entry `start` on, none of them thinned.

        Raises IndexError for thinned entries, KeyError for an unknown series.
        """
        stop = len(self) if stop is None else min(stop, len(self))
        tail = self._tail[name]
        if start < self._thinned:
            raise IndexError(f"entry {start} is thinned")
        block = self.limits.block
        border = self._thinned + len(self._blocks) * block
        parts = []
        while start < min(stop, border):
            number, within = divmod(start - self._thinned, block)
            last = min(block, within + stop - start)
            parts.append(self._block_values(number, name)[within:last])
            start += last - within
        if start < stop:
            parts.append(tail[start - border : stop - border])
        return np.concatenate(parts) if parts else np.empty(0)

    def _block_values(self, number: int, name: str) -> Floats:
        if self._open is not None and self._open[0] == number:
            return self._open[1][name]
        return self._blocks[number].values(name)

    def figures_at(self, name: str, at: int) -> tuple[float, float, float]:
        """Return the lowest, highest and mean at an entry: all the same if it is kept exactly."""
        if at >= self._thinned:
            block, within = divmod(at - self._thinned, self.limits.block)
            if block < len(self._blocks):
                value = float(self._opened(block)[name][within])
            else:
                value = float(self.values(name, at, at + 1)[0])
            return value, value, value
        spans = self.spans()
        number = int(np.searchsorted(np.cumsum(spans.entries), at, side="right"))
        low, high, mean = spans.of(name)[number].tolist()
        return low, high, mean

    def span_at(self, at: int) -> tuple[int, int]:
        """Return the first and last entry of the span that contains an entry."""
        if at >= self._thinned:
            return at, at
        ends = np.cumsum(self.spans().entries)
        number = int(np.searchsorted(ends, at, side="right"))
        return (int(ends[number - 1]) if number else 0), int(ends[number]) - 1

    def spans(self) -> Spans:
        """Return the spans of the thinned entries, the oldest first."""
        return joined(*reversed(self._levels))

    def summary(self) -> Spans:
        """Return those spans, and the spans that packed entries would be thinned to."""
        self._close()
        if self._summary is None:
            self._summary = joined(self.spans(), *(block.spans for block in self._blocks))
        return self._summary

    def history(self, start: int = 0) -> History:
        """Return the entries from number `start` on; a span across it is included whole."""
        first = max(start, self._thinned)
        series = {name: self.values(name, first) for name in self._tail}
        epochs = self.epochs.between(first, len(self))
        updates = self.updates.between(first, len(self))
        thinned = self._thinned_from(start) if start < self._thinned else None
        return history_of(epochs, updates, series, thinned)

    def _thinned_from(self, start: int) -> Thinned:
        spans = self.spans()
        ends = np.cumsum(spans.entries)
        places = np.column_stack([ends - spans.entries, ends - 1])
        first = int(np.searchsorted(ends, start, side="right"))
        spans, places = spans.part(first, len(spans)), places[first:]
        figures = {name: spans.of(name) for name in self._tail}
        return Thinned(spans.entries, self.epochs.take(places), self.updates.take(places), figures)

    # ------------------------------------------------------------------ keeping

    def kept(self) -> Packed:
        """Return all it holds, for making another book."""
        self._close()
        tail = {name: values[: self._filled].copy() for name, values in self._tail.items()}
        levels, blocks = tuple(self._levels), tuple(self._blocks)
        return Packed(self.epochs.copy(), self.updates.copy(), levels, blocks, tail)

    def restore(self, kept: History | Packed) -> None:
        """Replace the contents with what was kept."""
        self._forget()
        if isinstance(kept, History):
            updates = kept.updates if kept.updates.size else np.zeros(kept.epochs.size)
            if kept.thinned is not None:
                self._restore_thinned(kept.thinned)
            self.extend(kept.epochs, updates, series_of(kept))
            return
        if any(block.count != self.limits.block for block in kept.blocks):
            self.restore(unpacked(kept))
            return
        self.epochs, self.updates = kept.epochs.copy(), kept.updates.copy()
        self._levels, self._blocks = list(kept.levels), list(kept.blocks)
        self._packed = sum(block.nbytes for block in self._blocks)
        self._thinned = sum(level.total for level in self._levels)
        for name, values in kept.tail.items():
            self._begin(name)
            self._tail[name][: values.size] = values
            self._filled = values.size

    def _restore_thinned(self, thinned: Thinned) -> None:
        """Take over spans; between their ends, epochs and updates go up evenly."""
        for counts, ends in ((self.epochs, thinned.epochs), (self.updates, thinned.updates)):
            for (first, last), entries in zip(ends, thinned.entries.tolist(), strict=True):
                counts.extend(np.linspace(first, last, entries))
        for name in thinned.figures:
            self._begin(name)
        self._thinned = int(thinned.entries.sum())
        self._take_in(Spans(thinned.entries, thinned.figures))


def small(kept: History | Packed) -> History | Packed:
    """Return what was kept, limited to the size allowed for a very long run."""
    if isinstance(kept, History):
        return kept
    book = _book_of(kept)
    book.shrink()
    return book.kept()


def _book_of(kept: Packed) -> FigureBook:
    count = kept.blocks[0].count if kept.blocks else Limits().block
    book = FigureBook(replace(Limits(), block=count, raw=max(Limits().raw, _longest(kept))))
    book.restore(kept)
    return book


def unpacked(kept: History | Packed) -> History:
    """Return what was kept as a history: its exact entries as plain numbers."""
    if isinstance(kept, History):
        return kept
    return _book_of(kept).history()


def _longest(kept: Packed) -> int:
    return max((values.size for values in kept.tail.values()), default=0)
