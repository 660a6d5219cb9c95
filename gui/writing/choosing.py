"""What to write: a new lesson, one of one's own, a copy of one that ships, or one left unsaved."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from core.words import plain
from gui.kit.dialog import SmallDialog

_translate = QCoreApplication.translate


@dataclass(frozen=True)
class Choice:
    """One thing to begin with: its words; where it is, None for nothing; whether as a copy."""

    words: str
    path: Path | None = None
    is_copy: bool = False
    is_recovered: bool = False


class ChoosingDialog(SmallDialog):
    """Emits the Choice that was made, and closes."""

    chosen = Signal(object)
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("Writing", "Write a lesson"),
            _translate(
                "Writing",
                "A lesson is a row of steps. Each shows a moment of training in this window, with "
                "a text and tasks; the program works the answers out.",
            ),
            parent,
        )
        self._choices: tuple[Choice, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName(_translate("Writing", "What to begin with"))
        self.list.setToolTip(_translate("Writing", "Enter or a double click begins"))
        self.list.itemActivated.connect(self._choose)
        self.rows.addWidget(self.list, 1)
        self.open_file = self.add_button(
            _translate("Writing", "Open a file…"),
            _translate("Writing", "Change a lesson of your own: a .lesson, or a lesson.toml"),
            self._ask_file,
        )
        self.write = self.add_button(
            _translate("Writing", "Begin"),
            _translate("Writing", "Begin with what is selected (Enter)"),
            self._choose_current,
            primary=True,
        )
        self.add_close()
        self.resize(460, 480)

    def show_choices(self, choices: Sequence[Choice]) -> None:
        """Show what there is to begin with, the first selected."""
        self._choices = tuple(choices)
        self.list.clear()
        for choice in self._choices:
            self.list.addItem(QListWidgetItem(plain(choice.words)))
        self.list.setCurrentRow(0)
        self.list.setFocus()
        self.fit_text()
        self.grow()

    def fit_text(self) -> None:
        """Show all that there is to begin with whole."""
        self.list.ensurePolished()
        self.list.setMinimumWidth(self.list.sizeHintForColumn(0) + 28)

    @Slot()
    def _choose_current(self) -> None:
        self._choose()

    @Slot()
    def _choose(self, *_: object) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._choices):
            self.accept()
            self.chosen.emit(self._choices[row])

    @Slot()
    def _ask_file(self) -> None:
        self.accept()
        self.file_wanted.emit()
