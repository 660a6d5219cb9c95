"""The program's array as a table in which cells that differ from the notebook are highlighted."""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import (
    QAbstractTableModel,
    QCoreApplication,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from core.lesson.numbers import figure, full
from gui.kit.colours import sign_text_colour
from gui.kit.fonts import caption_font, number_font
from gui.kit.plain import plain_tip
from gui.kit.room import RowsOfText
from gui.kit.theme import LIGHT, Theme

Array = NDArray[np.floating[Any]]
Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_Role = Qt.ItemDataRole

_NARROW, _WIDE, _ROW, _DIGITS = 84, 150, 26, 4


class ComparedModel(QAbstractTableModel):
    """Our cells; where `differs`, theirs beside. Rows and columns count from 0, as in NumPy."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._ours: Array = np.zeros((0, 0))
        self._theirs: Array | None = None
        self._differs: NDArray[np.bool_] | None = None
        self._dimensions = 2
        self._called: Callable[[tuple[int, ...]], str] | None = None

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme

    def show(
        self,
        ours: Array,
        theirs: Array | None = None,
        differs: NDArray[np.bool_] | None = None,
        called: Callable[[tuple[int, ...]], str] | None = None,
    ) -> None:
        """Show an array; with another of its size and a mask, those that differ are lit.

        `called` says what the number at a place of the array is called, "" where it has no name.
        """
        self.beginResetModel()
        self._dimensions, self._called = np.ndim(ours), called
        self._ours, self._theirs, self._differs = _matrix(ours), None, None
        if theirs is not None and differs is not None:
            self._theirs, self._differs = _matrix(theirs.reshape(ours.shape)), _matrix(differs)
        self.endResetModel()

    def is_lit(self, row: int, column: int) -> bool:
        """Return whether a cell differs."""
        return self._differs is not None and bool(self._differs[row, column])

    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else int(self._ours.shape[0])

    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else int(self._ours.shape[1])

    def data(self, index: Index, role: int = _Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if not index.isValid():
            return None
        value, lit = float(self._ours[row, column]), self.is_lit(row, column)
        if role == _Role.DisplayRole:
            if not lit:
                return figure(value, _DIGITS)
            assert self._theirs is not None
            return " ≠ ".join(_apart(value, float(self._theirs[row, column])))
        if role == _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.ForegroundRole:
            return QColor(self._theme.now) if lit else sign_text_colour(self._theme, value)
        if role == _Role.BackgroundRole and lit:
            fill = QColor(self._theme.now)
            fill.setAlphaF(0.18)
            return fill
        if role == _Role.ToolTipRole:
            return plain_tip(self._words(row, column))
        return None

    def _words(self, row: int, column: int) -> str:
        """Return what a cell is called, and its number in full; where it differs, both."""
        name, depth = "", self._dimensions
        if self._called is not None and depth <= 2:
            name = self._called((row, column)[2 - depth :])
        value = float(self._ours[row, column])
        if not self.is_lit(row, column) or self._theirs is None:
            return f"{name}: {full(value)}" if name else full(value)
        words = QCoreApplication.translate(
            "NotebookDialog", "here {ours}\nin the notebook {theirs}"
        ).format(ours=full(value), theirs=full(float(self._theirs[row, column])))
        return f"{name}\n{words}" if name else words

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        return str(section) if role == _Role.DisplayRole else None


#: in tables with up to this many cells, every text is measured
_MEASURED = 4_000


class ComparedTable(QTableView):
    """Shows a ComparedModel with all its columns, each wide enough."""

    def __init__(self, model: ComparedModel) -> None:
        super().__init__()
        self._compared = model
        self.setModel(model)
        self.setFont(number_font(self.font()))
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        for header, size in ((self.horizontalHeader(), _NARROW), (self.verticalHeader(), _ROW)):
            header.setFont(caption_font(self.font()))
            header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
            header.setDefaultSectionSize(size)
            header.setHighlightSections(False)
        RowsOfText(self, _ROW)
        self.verticalHeader().setMinimumWidth(36)

    def show_widths(self, wide: bool) -> None:
        """Give columns room for one number, or for two."""
        scale = self.fontMetrics().horizontalAdvance("0") / 8.0
        self.horizontalHeader().setDefaultSectionSize(round((_WIDE if wide else _NARROW) * scale))
        model = self._compared
        if wide and model.rowCount() * model.columnCount() <= _MEASURED:
            metrics = self.fontMetrics()
            for column in range(model.columnCount()):
                texts = (str(model.index(r, column).data()) for r in range(model.rowCount()))
                widest = max(map(metrics.horizontalAdvance, texts), default=0) + 20
                header = self.horizontalHeader()
                header.resizeSection(column, max(header.defaultSectionSize(), widest))


def _matrix(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array with rows and columns: a vector is one row, a single number one cell."""
    return array if array.ndim == 2 else array.reshape(1, -1)


def _apart(ours: float, theirs: float) -> tuple[str, str]:
    """Return two numbers with enough digits to tell them apart, up to a limit."""
    texts = "", ""
    for digits in range(_DIGITS, 8):
        texts = figure(ours, digits), figure(theirs, digits)
        if texts[0] != texts[1]:
            break
    return texts
