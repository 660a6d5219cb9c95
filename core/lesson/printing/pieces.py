"""A card taken apart for printing: headings, sentences, equations, tables and code, in order."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.counts import counted
from core.lesson.cards.content import Bars, Block, Card, Matrix, line_text, shown
from core.words import say


@dataclass(frozen=True)
class Heading:
    """The name of a stop, and its place in its update."""

    title: str
    place: str


@dataclass(frozen=True)
class Words:
    """A sentence or a few."""

    text: str


@dataclass(frozen=True)
class Equation:
    """Lines of a formula, one below the other."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """A table: its title, the names of its columns, and its rows, all as words."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    left_out: str = ""  # how many rows are not in it, or nothing


@dataclass(frozen=True)
class Code:
    """Lines of NumPy."""

    lines: tuple[str, ...]


Piece = Heading | Words | Equation | Grid | Code


def _equation(block: Block) -> Equation:
    return Equation(tuple(" ".join(line_text(line).split()) for line in block))


def _matrix(matrix: Matrix) -> Grid:
    head = ("", *(column.name for column in matrix.columns))
    marks = matrix.marks or ("",) * len(matrix.rows)
    rows = tuple(
        (
            f"{label} {mark}".strip(),
            *(shown(float(column.values[row])) for column in matrix.columns),
        )
        for row, label, mark in zip(matrix.rows, matrix.labels, marks, strict=True)
    )
    return Grid(matrix.title, head, rows, _left_out(matrix.above, matrix.below))


def _left_out(above: int, below: int) -> str:
    if not above + below:
        return ""
    return say(
        "Printing", "{above} above and {below} below", above=counted(above, "row"), below=below
    )


def _bars(bars: Bars) -> Grid:
    rows = tuple((name, shown(float(v))) for name, v in zip(bars.names, bars.values, strict=True))
    return Grid(bars.title, ("", bars.total), rows)


def pieces_of(card: Card) -> Iterator[Piece]:
    """Yield all that a card says, in the order in which the step panel shows it."""
    yield Heading(card.title, card.place)
    yield from _words(card.why)
    yield from map(_equation, card.blocks)
    yield from _words(card.note, card.remark, card.outcome)
    for i, reason in enumerate(card.reasons):
        why = say("Printing", "Why? {reason}", reason=reason.words) if i == 0 else reason.words
        yield Words(why)
        yield from map(_equation, reason.blocks)
    yield from map(_bars, card.bars)
    if card.matrix is not None:
        yield _matrix(card.matrix)
    yield from _words(card.shapes)
    if card.line:
        yield Code(tuple(card.line.replace("; ", "\n").splitlines()))


def _words(*texts: str) -> Iterator[Words]:
    for text in texts:
        if text.strip():
            yield Words(" ".join(text.split()))
