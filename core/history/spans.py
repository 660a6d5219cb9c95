"""Spans: summaries of figures that are not kept individually.

A span of epochs has the lowest, the highest and the mean of each figure. Spans can be joined and
merged without the original figures: extremes stay extremes, and means are weighted.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Spans:
    """Spans in order: `entries` (k,) of each, and by name the figures (k, 3).

    The columns are the lowest, the highest and the mean of the finite values; NaN if there are
    none.
    """

    entries: Counts = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    figures: Mapping[str, Floats] = field(default_factory=dict)

    def __len__(self) -> int:
        return self.entries.size

    @property
    def total(self) -> int:
        """How many entries they stand for."""
        return int(self.entries.sum())

    @property
    def nbytes(self) -> int:
        """Their size in bytes."""
        return self.entries.nbytes + sum(values.nbytes for values in self.figures.values())

    def of(self, name: str) -> Floats:
        """Return the lowest, highest and mean (k, 3) of a figure; NaN if it was not recorded."""
        found = self.figures.get(name)
        return np.full((len(self), 3), np.nan) if found is None else found

    def part(self, start: int, stop: int) -> "Spans":
        """Return the spans from number `start` to before `stop`."""
        figures = {name: values[start:stop] for name, values in self.figures.items()}
        return Spans(self.entries[start:stop], figures)

    def first(self, entries: int) -> "Spans":
        """Return the spans of the first entries; a span that is cut keeps its figures."""
        ends = np.cumsum(self.entries)
        whole = int(np.searchsorted(ends, entries, side="right"))
        left = entries - (int(ends[whole - 1]) if whole else 0)
        if not left or whole == len(self):
            return self.part(0, whole)
        made = self.part(0, whole + 1)
        return Spans(np.append(made.entries[:-1], np.int64(left)), made.figures)

    def merged(self, factor: int) -> "Spans":
        """Return spans merged in groups of `factor`; the last group may be smaller."""
        starts = np.arange(0, len(self), factor)
        if not starts.size:
            return self
        figures = {}
        for name, values in self.figures.items():
            weights = np.where(np.isnan(values[:, 2]), 0, self.entries)
            sums = np.add.reduceat(np.where(weights > 0, values[:, 2], 0.0) * weights, starts)
            whole = np.add.reduceat(weights, starts)
            with np.errstate(invalid="ignore", divide="ignore"):
                means = sums / whole
            low = np.fmin.reduceat(values[:, 0], starts)
            high = np.fmax.reduceat(values[:, 1], starts)
            figures[name] = np.column_stack([low, high, np.clip(means, low, high)])
        return Spans(np.add.reduceat(self.entries, starts), figures)


def spans_of(series: Mapping[str, Floats], width: int) -> Spans:
    """Return spans of `width` values each, for series whose length is a multiple of it."""
    count = max((values.size for values in series.values()), default=0) // width
    figures = {}
    for name, values in series.items():
        rows = np.where(np.isfinite(values), values, np.nan).reshape(count, width)
        known = np.count_nonzero(~np.isnan(rows), axis=1)
        with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
            means = np.where(np.isnan(rows), 0.0, rows).sum(axis=1) / known
        low, high = np.fmin.reduce(rows, axis=1), np.fmax.reduce(rows, axis=1)
        # neither rounding nor overflowing sums may move a mean outside its span
        figures[name] = np.column_stack([low, high, np.clip(means, low, high)])
    return Spans(np.full(count, width, dtype=np.int64), figures)


def joined(*parts: Spans) -> Spans:
    """Return spans one after the other; figures that one does not have are NaN there."""
    filled = [part for part in parts if len(part)]
    if len(filled) == 1:
        return filled[0]
    names = dict.fromkeys(name for part in filled for name in part.figures)
    if not filled:
        return Spans()
    figures = {name: np.concatenate([part.of(name) for part in filled]) for name in names}
    return Spans(np.concatenate([part.entries for part in filled]), figures)
