"""What a formula is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """Letters that are written as they are; `kind` is italic, upright, sign, or code.

    A sign (=, +, ·) has space around it.
    """

    text: str
    kind: str = "upright"


@dataclass(frozen=True)
class Space:
    """Empty room, in ems."""

    width: float


@dataclass(frozen=True)
class Row:
    """Parts side by side on one line."""

    parts: tuple["Part", ...]


@dataclass(frozen=True)
class Script:
    """A part with something raised, lowered, or both."""

    base: "Part"
    below: "Part | None" = None
    above: "Part | None" = None


@dataclass(frozen=True)
class Fraction:
    """One part above a line, the other below."""

    above: "Part"
    below: "Part"


@dataclass(frozen=True)
class Root:
    """A part under a square root."""

    inside: "Part"


@dataclass(frozen=True)
class Fenced:
    """A part between signs that grow with it; "" is none."""

    left: str
    inside: "Part"
    right: str


@dataclass(frozen=True)
class Accent:
    """A part with a mark over it: ˆ or ¯."""

    mark: str
    base: "Part"


@dataclass(frozen=True)
class Grid:
    """Rows of cells: the cases of a formula, or a matrix (columns are then centred)."""

    rows: tuple[tuple["Part", ...], ...]
    centred: bool


Part = Text | Space | Row | Script | Fraction | Root | Fenced | Accent | Grid
