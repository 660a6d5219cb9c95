"""Where the tokens of equations go: terms in columns, one below the other, as large as fits.

Lines are aligned at their equals signs. An equation that is too wide is set smaller; if it is still
too wide, its columns continue on further lines, at the same places.
"""

from collections.abc import Callable

from PySide6.QtCore import QRectF

from core.lesson.cards.content import Block, Token
from core.records import Record

#: sizes in pixels at the usual text size: the largest at which no line has to be continued is used
SIZES = (18, 16, 14)
#: and if a line must be continued, the largest at which two terms fit side by side
_WRAPPED = (14, 13, 12)
#: equations with more lines are set smaller from the start
_LONG = 7
_GAP, _LEADING, _BETWEEN = 6.0, 1.5, 8.0

Measure = Callable[[int, str], float]


class Run(Record):
    """A token and its place."""

    token: Token
    rect: QRectF


class Laid(Record):
    """Tokens at their places, in a font of `size` pixels (before the text size is applied)."""

    size: int
    runs: tuple[Run, ...]
    height: float


def lay_out(
    blocks: tuple[Block, ...], room: float, scale: float, measure: Measure, small: bool = False
) -> Laid:
    """Return blocks laid out in `room` pixels; `measure` gives the width of a text at a size.

    `small` equations are shown beside others, and start at the smaller sizes.
    """
    lines = sum(len(block) for block in blocks)
    for size in SIZES[-1:] if small else SIZES if lines <= _LONG else SIZES[1:]:
        if all(_width(block, size, measure) <= room for block in _with_heads(blocks)):
            return _placed(blocks, size, room, scale, measure)
    for across in (2, 1):
        for size in _WRAPPED:
            head = _head_width(blocks, size, measure)
            if all(
                head + _needed(block, min(across, _most(block)), size, measure) <= room
                for block in blocks
            ):
                return _placed(blocks, size, room, scale, measure)
    return _placed(blocks, _WRAPPED[-1], room, scale, measure)


def _with_heads(blocks: tuple[Block, ...]) -> list[tuple[Block, tuple[Block, ...]]]:
    return [(block, blocks) for block in blocks]


def _head_width(blocks: tuple[Block, ...], size: int, measure: Measure) -> float:
    heads = [measure(size, line.head) for block in blocks for line in block if line.head]
    return max(heads, default=0.0) + (_GAP if heads else 0.0)


def _cell_width(cell: tuple[Token, ...], size: int, measure: Measure) -> float:
    return sum(measure(size, token.text) for token in cell)


def _columns(block: Block, across: int, size: int, measure: Measure) -> list[float]:
    """Return the widths of the columns when `across` cells are side by side.

    A line with a single cell, a result, needs no column of its own.
    """
    widths = [0.0] * across
    for line in block:
        if len(line.cells) == 1 and across > 1:
            continue
        for i, cell in enumerate(line.cells):
            widths[i % across] = max(widths[i % across], _cell_width(cell, size, measure))
    return widths


def _needed(block: Block, across: int, size: int, measure: Measure) -> float:
    single = [_cell_width(line.cells[0], size, measure) for line in block if len(line.cells) == 1]
    columns = _columns(block, across, size, measure)
    return max([sum(columns) + _GAP * (across - 1), *single])


def _most(block: Block) -> int:
    return max((len(line.cells) for line in block), default=1) or 1


def _width(found: tuple[Block, tuple[Block, ...]], size: int, measure: Measure) -> float:
    block, blocks = found
    return _head_width(blocks, size, measure) + _needed(block, _most(block), size, measure)


def _placed(
    blocks: tuple[Block, ...], size: int, room: float, scale: float, measure: Measure
) -> Laid:
    high = size * _LEADING * scale
    head = _head_width(blocks, size, measure)
    runs: list[Run] = []
    y = 0.0
    for number, block in enumerate(blocks):
        if number:
            y += _BETWEEN * scale
        across = _most(block)
        while across > 1 and head + _needed(block, across, size, measure) > room:
            across -= 1
        columns = _columns(block, across, size, measure)
        for line in block:
            wide = measure(size, line.head)
            if line.head:
                place = QRectF(head - _GAP - wide, y, wide, high)
                runs.append(Run(Token(line.head, address=line.address), place))
            for i, cell in enumerate(line.cells):
                if i and i % across == 0:
                    y += high
                x = head + sum(columns[: i % across]) + _GAP * (i % across)
                for token in cell:
                    wide = measure(size, token.text)
                    runs.append(Run(token, QRectF(x, y, wide, high)))
                    x += wide
            y += high
    return Laid(size, tuple(runs), y)
