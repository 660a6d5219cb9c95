"""Rows of labelled bars, and the place of each: without a widget or a painter."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from core.lesson.numbers import figure
from gui.kit.fonts import caption_font, number_font
from gui.kit.theme import SPACE

Array = NDArray[np.floating[Any]]

#: the rows shown at a time, and the significant digits of their numbers
MOST, _DIGITS = 12, 4


@dataclass(frozen=True)
class Extra:
    """A separate row below the others, with a hatched bar, or only a number."""

    label: str
    value: float
    bar: bool = False


def _no_address(_: int) -> str:
    return ""


@dataclass(frozen=True, eq=False)
class Rows:
    """What is shown: `values` (n,) in the order of `order`, labels and tooltips by number.

    `marked` is outlined; `left` others are only counted, at the end; `ends` are the words over the
    left and the right side; `summed` says whether the sum of the rows not shown means something.
    `slope` returns the address of the slope that a row is a part of.
    """

    values: Array
    order: NDArray[np.intp]
    label: Callable[[int], str]
    tip: Callable[[int, float], str]
    marked: int | None = None
    extras: tuple[Extra, ...] = ()
    ends: tuple[str, str] = ("", "")
    left: int = 0
    summed: bool = True
    slope: Callable[[int], str] = _no_address

    def limit(self) -> float:
        """Return the value of the longest bar of all rows, so that the scale stays while paging."""
        bars = [extra.value for extra in self.extras if extra.bar]
        every = np.abs(np.concatenate([self.values[self.order], bars]))
        return float(np.max(every[np.isfinite(every)], initial=0.0))


@dataclass(frozen=True, eq=False)
class Sheet:
    """Rows at their places: from row `first` on, for one width in pixels and one font."""

    rows: Rows
    first: int
    width: float
    font: QFont

    def seen(self) -> list[int]:
        """Return the numbers of the visible rows, in order."""
        return [int(number) for number in self.rows.order[self.first : self.first + MOST]]

    def hidden(self) -> int:
        """Return how many rows are not visible."""
        return len(self.rows.order) - len(self.seen()) + self.rows.left

    def rest(self) -> float:
        """Return the sum of the rows that are not visible."""
        values = self.rows.values
        with np.errstate(all="ignore"):
            return float(values.sum() - values[self.seen()].sum())

    @property
    def high(self) -> float:
        """The height of a row."""
        return max(20.0, QFontMetricsF(number_font(self.font)).height() + 4.0)

    @property
    def lines(self) -> int:
        """How many rows there are, including the one that counts the others."""
        return len(self.seen()) + bool(self.hidden())

    def row_rect(self, line: int) -> QRectF:
        """Return where one of the rows is, counted from 0."""
        top = self.high if any(self.rows.ends) else 0.0
        return QRectF(0.0, top + line * self.high, self.width, self.high)

    def extra_rect(self, number: int) -> QRectF:
        """Return where one of the rows below the others is."""
        top = self.row_rect(self.lines).top() + SPACE[1]
        return QRectF(0.0, top + number * self.high, self.width, self.high)

    def height(self) -> int:
        """Return the height of everything."""
        extras = len(self.rows.extras)
        rect = self.extra_rect(extras) if extras else self.row_rect(self.lines)
        return round(rect.top()) + 2

    def line_at(self, y: float) -> int | None:
        """Return the row at a height, including the one that counts the others, or None."""
        line = int(np.floor((y - self.row_rect(0).top()) / self.high))
        return line if 0 <= line < self.lines else None

    def extra_at(self, y: float) -> Extra | None:
        """Return the row below the others at a height, or None."""
        number = int(np.floor((y - self.extra_rect(0).top()) / self.high))
        return self.rows.extras[number] if 0 <= number < len(self.rows.extras) else None

    def columns(self) -> tuple[float, float]:
        """Return where the bars begin and where they end."""
        rows, seen = self.rows, self.seen()
        words = QFontMetricsF(caption_font(self.font))
        figures = QFontMetricsF(number_font(self.font))
        names = [words.horizontalAdvance(rows.label(number)) for number in seen]
        names += [words.horizontalAdvance(extra.label) for extra in rows.extras if extra.bar]
        numbers = [float(rows.values[number]) for number in seen]
        numbers += [extra.value for extra in rows.extras]
        left = min(max(names, default=0.0) + SPACE[2], 0.4 * self.width)
        widest = max((figures.horizontalAdvance(signed(value)) for value in numbers), default=0.0)
        return left, max(left + 8.0, self.width - widest - SPACE[2])


def signed(value: float) -> str:
    """Return a figure with its sign, even a plus."""
    text = figure(value, _DIGITS)
    return "+" + text if value > 0.0 else text
