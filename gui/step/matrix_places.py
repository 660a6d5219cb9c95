"""Where everything in a matrix goes: its columns, rows and names, for one width and font."""

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFont, QFontMetricsF

from core.lesson.cards.content import Matrix
from gui.kit.fonts import caption_font, number_font
from gui.kit.theme import SPACE
from gui.step.matrix_fit import Fit, fit, texts_of

#: the room for the marks after the rows
MARK = 16.0
_NAMES, _HEAD = 116.0, 72.0
#: the space beside a column’s numbers and its least width: as usual, and where some would not fit
_ROOMY, _TIGHT = (12.0, 40.0), (8.0, 24.0)


class Places:
    """The measures of one matrix for one width."""

    def __init__(self, matrix: Matrix, width: float, font: QFont) -> None:
        figures = QFontMetricsF(number_font(font))
        words = QFontMetricsF(caption_font(font))
        self.matrix = matrix
        self.texts = [texts_of(matrix, i) for i in range(len(matrix.columns))]
        self.line = max(22.0, figures.height() + 5.0)
        self.top = self.line * (2 if matrix.above else 1)
        names = [*matrix.labels, matrix.title]
        widest = max((words.horizontalAdvance(name) for name in names), default=0.0)
        self.label_width = min(_NAMES, widest) + SPACE[1]
        self.width = width
        contents = []
        for column, texts in zip(matrix.columns, self.texts, strict=True):
            wide = max((figures.horizontalAdvance(text) for text in texts), default=0.0)
            contents.append(max(wide, min(_HEAD, words.horizontalAdvance(column.name))))
        ranks = [column.rank for column in matrix.columns]
        right = width - 1.0 - (MARK if matrix.marks else 0.0)
        for pad, least in (_ROOMY, _TIGHT):
            widths = [max(least, content + pad) for content in contents]
            self.fit: Fit = fit(widths, ranks, self.label_width, right)
            if not self.fit.left_out:
                break

    @property
    def height(self) -> int:
        """The total height."""
        lines = len(self.matrix.rows) + (1 if self.matrix.below else 0)
        return round(self.top + lines * self.line) + 3

    def cell(self, place: int, shown: int) -> QRectF:
        """Return the rectangle of a cell, given its row and column among those shown."""
        top = self.top + place * self.line
        return QRectF(self.fit.lefts[shown], top, self.fit.widths[shown], self.line)

    def header(self, shown: int) -> QRectF:
        """Return the rectangle of a column's name."""
        return QRectF(self.fit.lefts[shown], 0.0, self.fit.widths[shown], self.line)

    def row(self, place: int) -> QRectF:
        """Return the rectangle of a whole row."""
        return QRectF(0.0, self.top + place * self.line, self.width, self.line)

    def row_at(self, at: QPointF) -> int | None:
        """Return which of the rows shown is at a place."""
        place = int((at.y() - self.top) // self.line)
        return place if 0 <= place < len(self.matrix.rows) else None

    def column_at(self, at: QPointF) -> int | None:
        """Return the index of the column at a place."""
        found = self.fit
        edges = zip(found.columns, found.lefts, found.widths, strict=True)
        return next((c for c, left, wide in edges if left <= at.x() < left + wide), None)
