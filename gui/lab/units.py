"""The table of what each hidden unit is worth: the figures without it, and how they change."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QFontMetricsF, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from core.components.metrics import METRICS
from core.lesson.assessing import part_in_words
from core.lesson.lab import change_words, figure_words, worth_heads, worth_rows
from core.lesson.numbers import full
from core.pictures.lab.measured import Worth
from gui.kit.fonts import caption_font
from gui.kit.plain import plain_tip
from gui.kit.style import mono

_translate = QCoreApplication.translate
#: the size of the numbers, and the room beside them, in pixels
_DIGITS, _PAD = 11, 26.0
#: the least room for the name of a unit
_NAME = 48
_VALUE = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
#: keys that belong to the window: it plays and steps with them
_OF_THE_WINDOW = (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right)


class _Cell(QTableWidgetItem):
    """A cell that sorts by its number; what is not a number counts as the greatest."""

    def __lt__(self, other: QTableWidgetItem) -> bool:
        mine, theirs = self.data(_VALUE), other.data(_VALUE)
        if mine != mine or theirs != theirs:
            return bool(mine == mine)
        return bool(mine < theirs)


class UnitTable(QTableWidget):
    """Shows a Worth as score or as loss; a click on a head sorts, Ctrl+C copies the table."""

    def __init__(self) -> None:
        super().__init__(0, 0)
        self._worth: Worth | None = None
        self._names: list[str] = []
        self._loss = False
        self._widths: list[int] = []
        self._digits = mono(_DIGITS)
        self.setAccessibleName(_translate("Lab", "What each neuron is worth"))
        self.setToolTip(
            _translate(
                "Lab", "The figures without each neuron. A click on a head sorts, Ctrl+C copies"
            )
        )
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setSortingEnabled(True)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head.setMinimumSectionSize(30)
        head.setSortIndicatorShown(False)
        head.sortIndicatorChanged.connect(self._mark_head)
        head.setDefaultAlignment(_RIGHT)

    def show_worth(self, worth: Worth | None, names: list[str], is_loss: bool) -> None:
        """Show what was measured; `names` are those of its units."""
        self._worth, self._names, self._loss = worth, names, is_loss
        self._digits = mono(_DIGITS)  # once for all cells: the text size may be another
        self.setSortingEnabled(False)
        self.clear()
        if worth is None:
            self._widths = []
            self.setRowCount(0)
            self.setColumnCount(0)
            return
        self.setColumnCount(1 + 2 * len(worth.parts))
        self.setRowCount(len(names))
        self._set_heads(worth)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for k, name in enumerate(names):
            shown = name if not worth.off[k] else f"{name} · {_translate('Lab', 'off')}"
            self._put(k, 0, shown, float(k), _LEFT)
            for p in range(len(worth.parts)):
                found, whole = worth.scores[k, p], worth.score[p]
                if is_loss:
                    found, whole = worth.losses[k, p], worth.loss[p]
                text = figure_words(worth.metric, float(found), is_loss)
                self._put(k, 1 + 2 * p, text, float(found), _RIGHT)
                change = float(found - whole)
                text = change_words(worth.metric, change, is_loss)
                self._put(k, 2 + 2 * p, text, change, _RIGHT)
        self.setSortingEnabled(True)
        self.horizontalHeader().setSortIndicatorShown(False)  # it would be over the words
        # the unit without which most is lost first: on the last part, from which least was learned
        order = Qt.SortOrder.DescendingOrder if is_loss else Qt.SortOrder.AscendingOrder
        self.sortItems(2 * len(worth.parts), order)

    def _set_heads(self, worth: Worth) -> None:
        heads = [(_translate("Lab", "Neuron"), _translate("Lab", "The neuron that is left out"))]
        label = METRICS.named(worth.metric).label
        figure = _translate("Lab", "loss") if self._loss else label
        for part in worth.parts:
            said = part_in_words(part)
            tip = _translate("Lab", "{figure} of the {part} part without the neuron")
            heads.append((said[:1].upper() + said[1:], tip.format(figure=figure, part=said)))
            tip = _translate(
                "Lab", "How the {figure} of the {part} part changes without the neuron"
            )
            heads.append(("Δ", tip.format(figure=figure, part=said)))
        self._widths = []
        digits = QFontMetricsF(mono(_DIGITS)).horizontalAdvance
        font = caption_font(self.font())
        font.setBold(True)
        words = QFontMetricsF(font).horizontalAdvance
        for column, (text, tip) in enumerate(heads):
            head = QTableWidgetItem(text)
            head.setToolTip(plain_tip(tip))
            head.setTextAlignment(_RIGHT if column else _LEFT)
            self.setHorizontalHeaderItem(column, head)
            longest = digits("−10.0" if column % 2 == 0 else "100.0 %")
            self._widths.append(round(max(longest, words(text)) + _PAD))
            self.setColumnWidth(column, self._widths[-1])
        self._make_room()

    def _make_room(self) -> None:
        """Leave out differences, the first part's first, where there is no room for all columns."""
        columns = range(self.columnCount())
        left = self.viewport().width() - _NAME - sum(self._widths[1:])
        for column in columns[2::2]:
            self.setColumnHidden(column, left < 0)
            left += self._widths[column] if left < 0 else 0

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._make_room()

    def _mark_head(self, sorted_by: int, _: Qt.SortOrder) -> None:
        """Mark the column that the table is sorted by: its head is bold."""
        for column in range(self.columnCount()):
            head = self.horizontalHeaderItem(column)
            if head is not None:
                font = caption_font(self.font())
                font.setBold(column == sorted_by)
                head.setFont(font)

    def _put(self, row: int, column: int, text: str, value: float, where: Qt.AlignmentFlag) -> None:
        cell = _Cell(text)
        cell.setData(_VALUE, value)
        cell.setTextAlignment(where)
        if column:
            cell.setFont(self._digits)
            cell.setToolTip(full(value))
        self.setItem(row, column, cell)

    def text(self) -> str:
        """Return the whole table, tabs between columns, every number in full, as it is sorted."""
        if self._worth is None:
            return ""
        rows = worth_rows(self._worth, self._names)
        model = self.model()
        cells = [model.index(row, 0) for row in range(self.rowCount())]
        order = [int(model.data(cell, _VALUE)) for cell in cells]
        lines = ["\t".join(worth_heads(self._worth))]
        lines += ["\t".join(str(cell) for cell in rows[k]) for k in order]
        return "\n".join(lines) + "\n"

    def copy(self) -> None:
        """Copy the whole table."""
        QGuiApplication.clipboard().setText(self.text())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.key() in _OF_THE_WINDOW:
            event.ignore()
        else:
            super().keyPressEvent(event)
