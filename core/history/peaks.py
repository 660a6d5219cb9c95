"""The points of a series to draw: all, or if there are many, the extremes of each stretch.

No extreme is left out, however long the series is, and only a bounded amount is read.
"""

import numpy as np
from numpy.typing import NDArray

from core.history.book import FigureBook
from core.history.spans import spans_of

Floats = NDArray[np.float64]

_FACTOR = 2


def peaks(book: FigureBook, name: str, most: int) -> tuple[Floats, Floats]:
    """Return epochs and figures to draw: about `most`, or twice the spans that are wider.

    Values that are not finite become NaN, a gap. Empty if there is no such series.
    """
    count = len(book)
    if name not in book.names or not count:
        return np.empty(0), np.empty(0)
    if not book.is_packed and count <= most:
        values = book.values(name, 0)
        return book.epochs.between(0, count), np.where(np.isfinite(values), values, np.nan)
    stride = 1
    while 2 * (count // stride) > most:
        stride *= _FACTOR
    starts, figures = _pieces(book, name, stride)
    # pieces that begin in the same stretch are drawn as one; wider spans are drawn alone
    first = np.flatnonzero(np.diff(starts // stride, prepend=-1))
    low = np.fmin.reduceat(figures[:, 0], first)
    high = np.fmax.reduceat(figures[:, 1], first)
    left = starts[first]
    right = np.append(left[1:], count) - 1
    at = np.empty(2 * first.size + 1)
    shown = np.empty(at.size)
    at[0:-1:2], at[1:-1:2] = book.epochs.take(left), book.epochs.take(right)
    # a rise is drawn upwards and a fall downwards, so that smooth curves stay smooth
    falls = _falls(figures[first, 2], figures[np.append(first[1:], starts.size) - 1, 2])
    shown[0:-1:2], shown[1:-1:2] = np.where(falls, high, low), np.where(falls, low, high)
    last = float(book.figures_at(name, count - 1)[2])
    at[-1], shown[-1] = at[-2], last if np.isfinite(last) else np.nan
    return at, shown


def _pieces(book: FigureBook, name: str, stride: int) -> tuple[NDArray[np.int64], Floats]:
    """Return the starts of the pieces of a series, and their lowest, highest and mean (n, 3)."""
    spans = book.summary()
    ends = np.cumsum(spans.entries)
    starts = ends - spans.entries
    border = int(ends[-1]) if ends.size else 0
    tail = book.values(name, border)
    # a stretch of the tail is no wider than one to draw, and begins where one begins
    width = min(stride, book.limits.width)
    head = min(-border % width, tail.size)
    body = head + (tail.size - head) // width * width
    parts = [spans.of(name)]
    places = [starts]
    for begin, end, step in ((0, head, 1), (head, body, width), (body, tail.size, 1)):
        if end > begin:
            parts.append(spans_of({name: tail[begin:end]}, step).of(name))
            places.append(np.arange(border + begin, border + end, step))
    return np.concatenate(places), np.concatenate(parts)


def _falls(begin: Floats, end: Floats) -> NDArray[np.bool_]:
    """Return which stretches fall, given the means at their beginnings and ends."""
    following = np.append(begin[1:], end[-1:])
    with np.errstate(invalid="ignore"):
        found: NDArray[np.bool_] = np.where(begin == end, begin > following, begin > end)
    return found
