"""The list of a lesson's steps, with what can be done to the one that is selected."""

from PySide6.QtCore import QCoreApplication, QPoint, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QPushButton, QVBoxLayout, QWidget

from core.words import plain, say
from gui.writing.fields import button

_translate = QCoreApplication.translate


class RowsList(QWidget):
    """A short list with buttons below it: rows are selected, moved up and down, and deleted."""

    selected = Signal(int)
    activated = Signal(int)
    moved = Signal(int, int)
    deleted = Signal(int)

    def __init__(self, name: str, help: str, rows: int) -> None:
        super().__init__()
        self.list = QListWidget()
        self.list.setAccessibleName(name)
        self.list.setToolTip(help)
        self.list.setFixedHeight(rows * 25 + 6)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.list.currentRowChanged.connect(self._tell)
        self.list.itemActivated.connect(lambda _: self.activated.emit(self.list.currentRow()))
        self.up = button(
            _translate("Writing", "Up"),
            _translate("Writing", "Move the selected one up"),
            lambda: self._move(-1),
        )
        self.down = button(
            _translate("Writing", "Down"),
            _translate("Writing", "Move the selected one down"),
            lambda: self._move(1),
        )
        self.delete = button(
            _translate("Writing", "Delete"),
            _translate("Writing", "Delete the selected one (Ctrl+Z brings it back)"),
            lambda: self.deleted.emit(self.list.currentRow()),
        )
        self.buttons = QHBoxLayout()
        self.buttons.setSpacing(4)
        for each in (self.up, self.down, self.delete):
            self.buttons.addWidget(each)
        self.buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.list)
        column.addLayout(self.buttons)

    def show_rows(self, texts: list[str], at: int, fewest: int = 0) -> None:
        """Show rows, one of them selected; `fewest` of them have to stay."""
        here = self.list.verticalScrollBar().value()
        self.list.blockSignals(True)
        if [self.list.item(row).text() for row in range(self.list.count())] != texts:
            self.list.clear()
            self.list.addItems(texts)
        self.list.setCurrentRow(at)
        self.list.blockSignals(False)
        self.list.verticalScrollBar().setValue(here)
        if self.list.currentItem() is not None:
            self.list.scrollToItem(self.list.currentItem())
        self.up.setEnabled(at > 0)
        self.down.setEnabled(0 <= at < len(texts) - 1)
        self.delete.setEnabled(at >= 0 and len(texts) > fewest)

    def _tell(self, row: int) -> None:
        if row >= 0:
            self.selected.emit(row)

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        if 0 <= row + by < self.list.count():
            self.moved.emit(row, row + by)


class StepsList(RowsList):
    """The steps; Enter or a double click shows the moment of one in the window."""

    added = Signal()
    copied = Signal(int)

    def __init__(self) -> None:
        super().__init__(
            _translate("Writing", "Steps"),
            _translate("Writing", "The steps of the lesson; Enter shows the moment of one"),
            4,
        )
        self.add = button(
            _translate("Writing", "Add"),
            _translate("Writing", "Add a step after this one, at the moment that the window shows"),
            self.added.emit,
        )
        self.copy = button(
            _translate("Writing", "Copy"),
            _translate("Writing", "Put a copy of this step after it"),
            lambda: self.copied.emit(self.list.currentRow()),
        )
        self.buttons.insertWidget(0, self.add)
        self.buttons.insertWidget(1, self.copy)

    def show_steps(self, titles: list[str], at: int) -> None:
        """Show the steps by their titles."""
        rows = [
            say("Writing", "{n}  {title}", n=number, title=plain(title))
            for number, title in enumerate(titles, 1)
        ]
        self.show_rows(rows, at, fewest=1)


def below(widget: QPushButton) -> QPoint:
    """Return where a menu of a button opens."""
    return widget.mapToGlobal(QPoint(0, widget.height()))
