"""The table of what each hidden unit is worth: the figures without it, and how they change."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableWidget, QTableWidgetItem

from core.components.metrics import METRICS
from core.lesson.assessing import part_in_words
from core.lesson.lab import change_words, figure_words, worth_heads, worth_rows
from core.lesson.numbers import full
from core.pictures.lab.measured import Worth
from gui.kit.plain import plain_tip
from gui.kit.style import mono

_translate = QCoreApplication.translate
_VALUE = Qt.ItemDataRole.UserRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
#: keys that belong to the window: it plays and steps with them
_OF_THE_WINDOW = (Qt.Key.Key_Space, Qt.Key.Key_Left, Qt.Key.Key_Right)


class _Cell(QTableWidgetItem):
    """A cell that sorts by its number; one that is not a number comes last."""

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
        self.setAccessibleName(_translate("Lab", "What each unit is worth"))
        self.setToolTip(
            _translate(
                "Lab", "The figures without each unit. A click on a head sorts, Ctrl+C copies"
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
        head.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        head.setMinimumSectionSize(36)
        head.setDefaultAlignment(_RIGHT)

    def show_worth(self, worth: Worth | None, names: list[str], is_loss: bool) -> None:
        """Show what was measured; `names` are those of its units."""
        self._worth, self._names, self._loss = worth, names, is_loss
        self.setSortingEnabled(False)
        self.clear()
        if worth is None:
            self.setRowCount(0)
            self.setColumnCount(0)
            return
        self.setColumnCount(1 + 2 * len(worth.parts))
        self.setRowCount(len(names))
        self._set_heads(worth)
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
        # the unit without which most is lost first: on the last part, from which least was learned
        order = Qt.SortOrder.DescendingOrder if is_loss else Qt.SortOrder.AscendingOrder
        self.sortItems(2 * len(worth.parts), order)

    def _set_heads(self, worth: Worth) -> None:
        heads = [(_translate("Lab", "Unit"), _translate("Lab", "The unit that is left out"))]
        label = METRICS.named(worth.metric).label
        figure = _translate("Lab", "loss") if self._loss else label
        for part in worth.parts:
            said = part_in_words(part)
            tip = _translate("Lab", "{figure} of the {part} part without the unit")
            heads.append((said[:1].upper() + said[1:], tip.format(figure=figure, part=said)))
            tip = _translate("Lab", "How the {figure} of the {part} part changes without the unit")
            heads.append(("±", tip.format(figure=figure, part=said)))
        for column, (text, tip) in enumerate(heads):
            head = QTableWidgetItem(text)
            head.setToolTip(plain_tip(tip))
            head.setTextAlignment(_RIGHT if column else _LEFT)
            self.setHorizontalHeaderItem(column, head)

    def _put(self, row: int, column: int, text: str, value: float, where: Qt.AlignmentFlag) -> None:
        cell = _Cell(text)
        cell.setData(_VALUE, value)
        cell.setTextAlignment(where)
        if column:
            cell.setFont(mono(12))
            cell.setToolTip(full(value))
        self.setItem(row, column, cell)

    def text(self) -> str:
        """Return the whole table, tabs between columns, every number in full, as it is sorted."""
        if self._worth is None:
            return ""
        rows = worth_rows(self._worth, self._names)
        order = [int(self.item(row, 0).data(_VALUE)) for row in range(self.rowCount())]
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
