"""The parts of a worksheet on paper: each has a size, and is painted whole or moved as a whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from PySide6.QtCore import QByteArray, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from core.lesson.worksheets.html import diagram
from core.lesson.worksheets.sheet import Cell, Sheet, Table, plainly, written

#: units of length: a quarter of a point, of which there are 288 in an inch
PER_INCH = 288
_INK, _GREY, _SHADE = "#000000", "#555555", "#eeeeee"


def millimetres(length: float) -> float:
    """Return a length in millimetres in the units of a page."""
    return length * PER_INCH / 25.4


def font(points: float, bold: bool = False, italic: bool = False) -> QFont:
    """Return the program's font in a size for paper."""
    made = QFont(QApplication.font())
    made.setPixelSize(round(points * PER_INCH / 72))
    made.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    made.setBold(bold)
    made.setItalic(italic)
    return made


class Block(Protocol):
    """A part of a page; `width` and `height` in units of a page."""

    width: float
    height: float

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Paint it with its upper left corner at a place."""


@dataclass(frozen=True)
class _Run:
    """Letters of one font in a line."""

    text: str
    font: QFont
    colour: str = _INK

    @property
    def width(self) -> float:
        return QFontMetricsF(self.font).horizontalAdvance(self.text)


class Heading:
    """The label of a sheet, with its seed and, on a further page, the number of the page."""

    def __init__(self, label: str, small: str, width: float) -> None:
        self._runs = (_Run(label, font(14, bold=True)), _Run(small, font(9), _GREY))
        self.width = width
        self.height = QFontMetricsF(self._runs[0].font).height()
        room = width - self._runs[1].width - millimetres(3)
        metrics = QFontMetricsF(self._runs[0].font)
        self._label = metrics.elidedText(label, Qt.TextElideMode.ElideMiddle, room)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        label, small = self._runs
        metrics = QFontMetricsF(label.font)
        _write(painter, _Run(self._label, label.font), x, y + metrics.ascent())
        after = metrics.horizontalAdvance(self._label) + millimetres(3)
        _write(painter, small, x + after, y + metrics.ascent())


class Who:
    """Lines for the name of a person, and the date."""

    def __init__(self, words: Sequence[str], width: float) -> None:
        self._words, self.width = words, width
        self.height = millimetres(7)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        gap = millimetres(8)
        share = (self.width - gap * (len(self._words) - 1)) / len(self._words)
        for i, words in enumerate(self._words):
            left, base = x + i * (share + gap), y + self.height - millimetres(1)
            _write(painter, _Run(words, font(9), _GREY), left, base - millimetres(1))
            painter.setPen(QPen(QColor(_INK), 1))
            painter.drawLine(QPointF(left, base), QPointF(left + share, base))


class Diagram:
    """The network with its weights, from the same drawing as in HTML."""

    def __init__(self, sheet: Sheet, width: float) -> None:
        self._picture = QSvgRenderer(QByteArray(diagram(sheet).encode()))
        size = self._picture.viewBoxF().size()
        scale = min(width / size.width(), millimetres(42) / size.height(), PER_INCH / 96)
        self.width, self._wide = width, size.width() * scale
        self.height = size.height() * scale

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        left = x + (self.width - self._wide) / 2
        self._picture.render(painter, QRectF(left, y, self._wide, self.height))


class Lines:
    """Lines of text, broken where they are longer than the page is wide; in a box if asked."""

    def __init__(self, lines: Sequence[str], width: float, boxed: bool = False) -> None:
        self.width, self._boxed = width, boxed
        self._text, self._font = "\n".join(lines), font(9.5)
        self._pad = millimetres(1.5) if boxed else 0.0
        room = QRectF(0, 0, width - 2 * self._pad, 1e6)
        needed = QFontMetricsF(self._font).boundingRect(room, _WRAPPED, self._text)
        self.height = needed.height() + 2 * self._pad

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        around = QRectF(x, y, self.width, self.height)
        painter.setPen(QPen(QColor(_INK), 2))
        if self._boxed:
            painter.drawRect(around)
        painter.setFont(self._font)
        inside = around.adjusted(self._pad, self._pad, -self._pad, self._pad)
        painter.drawText(inside, _WRAPPED, self._text)


_WRAPPED = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop


class Grid:
    """A table with its title; made smaller if it is wider than the page."""

    def __init__(self, table: Table, digits: int, is_key: bool, most: float) -> None:
        self._size = 8.5 if is_key else 9.5
        self._pad = millimetres(1.5)
        self._row = millimetres(5.2 if is_key or table.part == "given" else 6.6)
        self._title = _Run(table.title, font(self._size, bold=True))
        plain = font(self._size)
        self._cells = [[[_Run("", plain)], *([_Run(name, plain)] for name in table.columns)]]
        room = 0.0 if is_key or table.part == "given" else millimetres(15)
        asked = False
        for row in table.rows:
            runs = [self._runs(cell, table.part, digits, is_key) for cell in row.cells]
            self._cells.append([[_Run(row.head, plain)], *runs])
            asked = asked or any(cell.asked for cell in row.cells)
        columns = list(zip(*self._cells, strict=True))
        self._widths = [
            max(sum(run.width for run in runs) + self._pad * (len(runs) + 1) for runs in column)
            + (room if i and asked else 0.0)
            for i, column in enumerate(columns)
        ]
        self._above = QFontMetricsF(self._title.font).height()
        wide = max(sum(self._widths), self._title.width)
        self._scale = min(1.0, most / wide)
        self.width = wide * self._scale
        self.height = (self._above + self._row * len(self._cells)) * self._scale

    def _runs(self, cell: Cell, part: str, digits: int, is_key: bool) -> list[_Run]:
        """Return what is in a cell: with its address at the left if it is asked for."""
        if part == "given":
            return [_Run(plainly(cell.value), font(self._size))]
        if not cell.asked:
            return [_Run(written(cell.value, digits), font(self._size))]
        address = _Run(f"{cell.address} ", font(0.75 * self._size), _GREY)
        if not is_key:
            return [address, _Run("", font(self._size))]
        exact, rounded = written(cell.value, digits), written(cell.by_rounding, digits)
        found = [address, _Run(exact, font(self._size, bold=True))]
        if rounded != exact:
            found.append(_Run(f" ({rounded})", font(self._size, italic=True), _GREY))
        return found

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        painter.save()
        painter.translate(x, y)
        painter.scale(self._scale, self._scale)
        _write(painter, self._title, 0, QFontMetricsF(self._title.font).ascent())
        top = self._above
        for j, row in enumerate(self._cells):
            left = 0.0
            for i, (runs, width) in enumerate(zip(row, self._widths, strict=True)):
                cell = QRectF(left, top, width, self._row)
                if i == 0 or j == 0:
                    painter.fillRect(cell, QColor(_SHADE))
                painter.setPen(QPen(QColor(_GREY), 1))
                painter.drawRect(cell)
                self._write_cell(painter, runs, cell, i == 0 or j == 0)
                left += width
            top += self._row
        painter.restore()

    def _write_cell(self, painter: QPainter, runs: list[_Run], cell: QRectF, is_head: bool) -> None:
        metrics = QFontMetricsF(font(self._size))
        base = cell.center().y() + (metrics.ascent() - metrics.descent()) / 2
        at = cell.left() + self._pad
        if len(runs) > 1:  # the address at the left, the number at the right
            _write(painter, runs[0], at, base)
            runs = runs[1:]
        if not is_head:
            at = cell.right() - self._pad - sum(run.width for run in runs)
        for run in runs:
            _write(painter, run, at, base)
            at += run.width


def _write(painter: QPainter, run: _Run, x: float, base: float) -> None:
    painter.setFont(run.font)
    painter.setPen(QColor(run.colour))
    painter.drawText(QPointF(x, base), run.text)
