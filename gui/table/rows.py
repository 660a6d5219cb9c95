"""The first rows of a table as they are read, and the cell that is wrong."""

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, Qt, QTimer
from PySide6.QtGui import QColor, QFont
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from core.data.reading.options import Reading
from core.data.reading.telling.preview import Preview
from core.words import say
from gui.kit.fonts import number_font
from gui.kit.icons import mixed
from gui.kit.plain import plain_tip
from gui.kit.style import text_scale
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate

_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
_NUMBERS = ("number", "date")
_ROW = 24


class PreviewModel(QAbstractTableModel):
    """The rows of a preview; missing cells are a dash."""

    def __init__(self) -> None:
        super().__init__()
        self.preview = Preview("", Reading())
        self.theme = LIGHT
        self.font = QFont()

    def show(self, preview: Preview) -> None:
        """Show another preview."""
        self.beginResetModel()
        self.preview = preview
        self.endResetModel()

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.preview.rows)

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.preview.heads)

    def data(self, index: Any, role: int = _Role.DisplayRole) -> Any:
        row, column = index.row(), index.column()
        if not (0 <= row < len(self.preview.rows) and 0 <= column < len(self.preview.heads)):
            return None
        text, head = self.preview.rows[row][column], self.preview.heads[column]
        if role == _Role.DisplayRole:
            return "–" if text is None else text
        if role == _Role.ToolTipRole:
            return plain_tip(text or _translate("TableDialog", "no value"))
        if role == _Role.TextAlignmentRole:
            left = head.kind not in _NUMBERS
            side = Qt.AlignmentFlag.AlignLeft if left else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.FontRole and head.kind in _NUMBERS:
            return self.font
        if role == _Role.BackgroundRole and self.is_wrong(row, column):
            return QColor(mixed(self.theme.error, self.theme.canvas, 0.22))
        if role == _Role.ForegroundRole:
            quiet = text is None or head.role == "ignored"
            return QColor(self.theme.secondary if quiet else self.theme.text)
        return None

    def is_wrong(self, row: int, column: int) -> bool:
        """Return whether a cell is where the error is."""
        if self.preview.error is None:
            return False
        line, place = self.preview.mark
        if line is None and place is None:
            return False
        return line in (row, None) and place in (column, None)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is Qt.Orientation.Horizontal or not 0 <= section < len(self.preview.lines):
            return None
        if role == _Role.DisplayRole:
            return f"{self.preview.lines[section]:,}"
        if role == _Role.ToolTipRole:
            return say("TableDialog", "Line {n} of the file", n=self.preview.lines[section])
        if role == _Role.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.ForegroundRole and section == self.preview.mark[0]:
            return QColor(self.theme.error)
        return None


class RowsView(QTableView):
    """The rows, to look at but not to change."""

    def __init__(self) -> None:
        super().__init__()
        self.rows = PreviewModel()
        self.setModel(self.rows)
        self.setAccessibleName(_translate("TableDialog", "The first rows, as they are read"))
        self.setToolTip(_translate("TableDialog", "The first rows, as they are read"))
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.horizontalHeader().hide()
        self.horizontalHeader().setMinimumSectionSize(60)
        down = self.verticalHeader()
        down.setSectionsClickable(False)
        down.setHighlightSections(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        down.setDefaultSectionSize(round(_ROW * text_scale()))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.rows.theme, self.rows.font = theme, number_font(self.font())
        self.viewport().update()

    def show_preview(self, preview: Preview) -> None:
        """Show other rows, with the wrong one in view."""
        self.rows.show(preview)
        # once what is below has taken its room
        QTimer.singleShot(0, self, self.show_mark)

    def show_mark(self) -> None:
        """Bring the wrong cell into view, if there is one."""
        row, column = self.rows.preview.mark
        if self.rows.preview.error is not None and (row is not None or column is not None):
            index = self.rows.index(row or 0, column or 0)
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
