"""What the step panel says about a phase, without widgets: a card of tokens, bars and a matrix.

A token is a piece of text that may stand for a number of the network; it keeps the full value and
the part of the network it belongs to, so that the panel and the diagram can point at each other.
"""

import math
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lesson.numbers import MINUS, figure, more_digits, tidy
from core.lesson.parts import Part, address_of
from core.records import Record

Array = NDArray[np.floating[Any]]

#: what stands for the row of a sample in the address of a column
EVERY = "*"
#: where rows are parts: the column of the numbers themselves, their slopes, what they become
OWN, SLOPE, AFTER = "*", "d*", "*'"

#: rows of a matrix that are shown at most, and columns that are offered to it
MOST_ROWS, MOST_COLUMNS = 12, 16


@dataclass(frozen=True)
class Cursor:
    """What the person is looking at: a row of the batch, a neuron of this layer, a number."""

    sample: int | None
    neuron: int
    part: Part | None = None


class Token(Record):
    """A piece of a formula; one with a `value` has the colour of its sign; `now`: just written.

    `address` says which number of the update it is or stands for; empty if none. One that `tells`
    of that number in words, such as which way it moves, is left out while the number is covered.
    """

    text: str
    value: float | None = None
    part: Part | None = None
    now: bool = False
    address: str = ""
    tells: bool = False


Cell = tuple[Token, ...]


class Line(Record):
    """One row of an equation: what is left of its terms (`z =`), and the terms.

    `address` is the address of the number for which the head stands.
    """

    head: str
    cells: tuple[Cell, ...]
    address: str = ""


#: lines whose terms are aligned one below the other
Block = tuple[Line, ...]


class Bars(Record):
    """A number for every sample of the batch, and what they add up to, in words.

    `address` is that of a bar, with * for its row, where they are numbers of the update; `whole` is
    that of what they come to.
    """

    title: str
    names: tuple[str, ...]
    values: Array  # (m,)
    followed: int | None
    total: str
    address: str = ""
    whole: str = ""

    def address_at(self, row: int) -> str:
        """Return the address of the number of a row, else that of what they come to."""
        return self.address.replace(EVERY, str(row + 1)) if self.address else self.whole


class Column(Record):
    """A column of a matrix: `values` (m,), what the phase did to it, and where a click leads.

    `kind` is read, written or plain; when space is tight, the columns with the lowest `rank` stay.
    """

    name: str
    values: Array
    kind: str = "read"
    rank: int = 0
    unit: int | None = None
    part: Part | None = None
    address: str = ""  # with * for the row: Z1[*,2]; of parts OWN, SLOPE or AFTER
    covered: frozenset[int] = frozenset()  # the rows of which a person is asked the number


class Matrix(Record):
    """Rows of numbers: the batch, or the numbers of a layer.

    `rows` are the indexes of those shown, `labels` their names; `above` and `below` say how many
    are not shown. `parts` are what the rows stand for, if they are not samples; `marks` follow
    them. `name` and `array` are the whole array that was written, as named in code.
    """

    title: str
    rows: tuple[int, ...]
    labels: tuple[str, ...]
    columns: tuple[Column, ...]
    followed: int | None = None
    above: int = 0
    below: int = 0
    parts: tuple[Part, ...] = ()
    marks: tuple[str, ...] = ()
    name: str = ""
    array: Array | None = None
    neuron: int | None = None  # whose column is followed

    def address_at(self, place: int, column: int) -> str:
        """Return the address of the number in one of the rows shown and a column; "" for none."""
        pattern = self.columns[column].address
        if not self.parts or not pattern:
            return pattern.replace(EVERY, str(self.rows[place] + 1))
        return str(address_of(self.parts[place], pattern == SLOPE, pattern == AFTER))


class Reason(Record):
    """One answer to "Why?": a sentence, and its equations."""

    words: str
    blocks: tuple[Block, ...] = ()


class Card(Record):
    """All that the panel says about a stop."""

    title: str
    place: str
    why: str
    blocks: tuple[Block, ...] = ()
    note: str = ""
    remark: str = ""
    reasons: tuple[Reason, ...] = ()
    bars: tuple[Bars, ...] = ()
    matrix: Matrix | None = None
    shapes: str = ""
    line: str = ""
    outcome: str = ""

    @property
    def every_block(self) -> tuple[Block, ...]:
        """Its equations, including those under "Why?"."""
        return (*self.blocks, *(block for reason in self.reasons for block in reason.blocks))


def shown(value: float) -> str:
    """Return a number with about four decimals, or unchanged if it is short: 0.5489, 0.8."""
    value = float(value)
    size = abs(value)
    if not math.isfinite(value) or size == 0.0:
        return tidy(value)
    if abs(float(f"{value:.4g}") - value) <= 1e-12 * size:
        return tidy(value)
    if 1e-4 <= size < 0.01:  # four decimals would be too few
        text = f"{value:.{5 + (size < 0.001) + more_digits()}f}"
        return text.replace("-", MINUS)
    return figure(value, 4)


def inside(value: float) -> str:
    """Return a number for use within a formula: a negative one in parentheses."""
    text = shown(value)
    return f"({text})" if text.startswith(MINUS) or "·" in text else text


def text(words: str) -> Token:
    """Return a piece that is not a number."""
    return Token(words)


def number(
    value: float,
    part: Part | None = None,
    first: bool = False,
    now: bool = False,
    of: Token | None = None,
) -> Token:
    """Return a number; a negative one is in parentheses unless it comes `first`.

    `of` is its symbol: the number gets its address, and its part if none is given.
    """
    value = float(value)
    if of is not None and part is None:
        part = of.part
    address = "" if of is None else of.address
    return Token(shown(value) if first else inside(value), value, part, now, address)


def cell(*pieces: Token | str) -> Cell:
    """Return a cell of tokens and plain text."""
    return tuple(Token(piece) if isinstance(piece, str) else piece for piece in pieces)


def summed(cells: list[Cell]) -> tuple[Cell, ...]:
    """Return terms with a plus before each but the first, or a minus that a formula begins with."""
    return tuple(_added(one) if i else one for i, one in enumerate(cells))


def _added(term: Cell) -> Cell:
    first, *rest = term
    if first.value is None and first.text.startswith(MINUS):
        return (Token(f"{MINUS} "), replace(first, text=first.text.removeprefix(MINUS)), *rest)
    return (Token("+ "), *term)


def with_result(numbers: tuple[Cell, ...], result: Cell) -> Block:
    """Return numbers and their result: on one line if they are few, else on two."""
    if len(numbers) <= 2:
        return (Line("=", (*numbers, (Token("= "), *result))),)
    return (Line("=", numbers), Line("=", (result,)))


def plain(block: Block) -> str:
    """Return a block as text, line by line."""
    return "\n".join(line_text(line) for line in block)


def line_text(line: Line) -> str:
    """Return a line as text: `z = 1·0.8 + 0·(−0.7) + 0`."""
    words = [line.head, *("".join(token.text for token in one) for one in line.cells)]
    return " ".join(word for word in words if word)


def window(count: int, centre: int | None, most: int) -> range:
    """Return which of `count` things are shown: at most `most`, around one of them."""
    if count <= most:
        return range(count)
    start = min(max(0, (centre or 0) - most // 2), count - most)
    return range(start, start + most)


def pieces(words: str) -> tuple[Cell, ...]:
    """Return a formula as cells, split before every + and − outside parentheses."""
    found, depth, start = [], 0, 0
    for i, letter in enumerate(words):
        depth += (letter in "([{") - (letter in ")]}")
        if depth == 0 and i and words[i : i + 3] in (" + ", f" {MINUS} "):
            found.append(words[start:i])
            start = i + 1
    found.append(words[start:])
    return tuple((Token(piece),) for piece in found)
