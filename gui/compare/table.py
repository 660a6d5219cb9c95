"""A table of ready-made rows that can be copied as text, with numbers coloured by sign."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from core.lesson.comparison import Cell, Row
from gui.kit.colours import sign_text_colour
from gui.kit.fonts import number_font
from gui.kit.plain import plain_tip
from gui.kit.room import RowsOfText
from gui.kit.theme import LIGHT, Theme

_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
_ROW, _NARROWEST = 26, 84
#: this many rows decide how wide a column is
_MEASURED = 40


class RowsModel(QAbstractTableModel):
    """Rows of cells under headers."""

    def __init__(self) -> None:
        super().__init__()
        self.headers: tuple[str, ...] = ()
        self.rows: Sequence[Row] = ()
        self.theme = LIGHT
        #: whether numbers stand among texts: to the left, without the colour of their sign
        self.plain = False
        self.font = QFont()  # the font of numbers

    def show(self, headers: tuple[str, ...], rows: Sequence[Row]) -> None:
        """Show other rows."""
        self.beginResetModel()
        self.headers, self.rows = headers, rows
        self.endResetModel()

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.headers)

    def data(self, index: Any, role: int = _Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if not (0 <= row < len(self.rows) and 0 <= column < len(self.rows[row])):
            return None
        cell: Cell = self.rows[row][column]
        if role == _Role.DisplayRole:
            return cell.text
        if role == _Role.ToolTipRole:
            return plain_tip(cell.whole)
        if role == _Role.TextAlignmentRole:
            text = cell.value is None or self.plain
            side = Qt.AlignmentFlag.AlignLeft if text else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.FontRole and cell.value is not None:
            return self.font
        if role == _Role.ForegroundRole and cell.value is not None and not self.plain:
            return sign_text_colour(self.theme, cell.value)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.headers):
            return None
        if role == _Role.DisplayRole:
            return self.headers[section]
        if role == _Role.TextAlignmentRole:
            number = bool(self.rows) and self.rows[0][section].value is not None
            number = number and not self.plain
            side = Qt.AlignmentFlag.AlignRight if number else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    def as_text(self, rows: Sequence[int] | None = None) -> str:
        """Return some rows, or all, as lines under the headers, with tabs between columns."""
        chosen = self.rows if rows is None else [self.rows[row] for row in rows]
        lines = ["\t".join(self.headers)]
        lines += ["\t".join(cell.copied.replace("\t", " ") for cell in row) for row in chosen]
        return "\n".join(lines)


class RowsTable(QTableView):
    """The table; `row_chosen` carries a row that was clicked, or on which Enter was pressed."""

    row_chosen = Signal(int)

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self.rows = RowsModel()
        self.setModel(self.rows)
        self.setAccessibleName(name)
        self.setToolTip(help)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setTabKeyNavigation(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        RowsOfText(self, _ROW)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(60)
        head.setResizeContentsPrecision(_MEASURED)
        self.clicked.connect(lambda index: self.row_chosen.emit(index.row()))

    def set_theme(self, theme: Theme) -> None:
        """Take a theme's colours and text size."""
        self.rows.theme, self.rows.font = theme, number_font(self.font())
        self.viewport().update()

    def show_rows(self, headers: tuple[str, ...], rows: Sequence[Row], wide: int = 0) -> None:
        """Show other rows, from the top; the column `wide` takes the remaining room."""
        self.rows.show(headers, rows)
        head, modes = self.horizontalHeader(), QHeaderView.ResizeMode
        for column in range(len(headers)):
            if column == wide:
                head.setSectionResizeMode(column, modes.Stretch)
                continue
            head.setSectionResizeMode(column, modes.Interactive)
            self.resizeColumnToContents(column)
            head.resizeSection(column, max(_NARROWEST, head.sectionSize(column) + 8))
        self.scrollToTop()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy(sorted({index.row() for index in self.selectedIndexes()}))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if self.currentIndex().isValid():
                self.row_chosen.emit(self.currentIndex().row())
        else:
            super().keyPressEvent(event)

    def copy(self, rows: Sequence[int] | None = None) -> None:
        """Copy some rows, or all, to the clipboard."""
        QGuiApplication.clipboard().setText(self.rows.as_text(rows or None))


def change_headers(first: str) -> tuple[str, ...]:
    """Return the headers of a table of changes."""
    translate = QCoreApplication.translate
    return (
        first,
        translate("CompareDialog", "before"),
        translate("CompareDialog", "after"),
        translate("CompareDialog", "change"),
    )
