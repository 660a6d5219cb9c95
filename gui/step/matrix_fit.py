"""Which columns of a matrix fit, and how wide they are; also a matrix as text."""

from itertools import pairwise

import numpy as np

from core.lesson.cards.content import Matrix, shown
from core.lesson.cards.covering import COVERED
from core.records import Record

#: the width of a gap where columns are left out
GAP = 14.0


class Fit(Record):
    """The columns shown: their indexes, left edges and widths, and how many are left out."""

    columns: tuple[int, ...]
    lefts: tuple[float, ...]
    widths: tuple[float, ...]
    left_out: int


def fit(widths: list[float], ranks: list[int], left: float, right: float) -> Fit:
    """Return the columns that fit between two edges, keeping those of the lowest rank."""
    order = sorted(range(len(widths)), key=lambda i: (ranks[i], i))
    kept: list[int] = []
    for most in range(len(order), 0, -1):
        kept = sorted(order[:most])
        if _needed(kept, widths) <= right - left or most == 1:
            break
    spare = max(0.0, right - left - _needed(kept, widths)) / max(1, len(kept))
    extra = min(spare, 28.0)
    # right-aligned, as numbers are
    x = right - _needed(kept, widths) - extra * len(kept)
    lefts, wides = [], []
    for place, i in enumerate(kept):
        if i != (kept[place - 1] + 1 if place else 0):
            x += GAP
        lefts.append(x)
        wides.append(widths[i] + extra)
        x += widths[i] + extra
    return Fit(tuple(kept), tuple(lefts), tuple(wides), len(widths) - len(kept))


def _needed(kept: list[int], widths: list[float]) -> float:
    """Return the room for columns, and for the gaps between and around them."""
    inner = sum(b != a + 1 for a, b in pairwise(kept))
    outer = (kept[0] > 0) + (kept[-1] < len(widths) - 1)
    return sum(widths[i] for i in kept) + GAP * (inner + outer)


def as_table(matrix: Matrix) -> str:
    """Return the rows shown, with every digit, separated by tabs, for a spreadsheet."""
    lines = ["\t".join([matrix.title, *(column.name for column in matrix.columns)])]
    for label, row in zip(matrix.labels, matrix.rows, strict=True):
        values = (repr(float(column.values[row])) for column in matrix.columns)
        lines.append("\t".join([label, *values]))
    return "\n".join(lines) + "\n"


def texts_of(matrix: Matrix, column: int) -> list[str]:
    """Return the numbers of a column as shown, with a dot for NaN and a ? for a covered one."""
    one = matrix.columns[column]
    texts = ["·" if np.isnan(one.values[row]) else shown(one.values[row]) for row in matrix.rows]
    pairs = zip(matrix.rows, texts, strict=True)
    return [COVERED if row in one.covered else text for row, text in pairs]
