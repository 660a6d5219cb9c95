"""Pictures of the surface at chosen epochs of the recorded run: which epochs, size and folder."""

import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QWidget

from core.counts import counted
from core.errors import UserError
from core.registry import Parameter
from core.run.strip import (
    LARGEST,
    MOST_EPOCHS,
    SMALLEST,
    TOGETHER,
    file_name,
    read_epochs,
)
from core.words import say
from gui.exchange.folder_field import FolderField
from gui.kit.dialog import LongTask, SmallDialog, Verb
from gui.kit.form import Row
from gui.kit.number_field import NumberField
from gui.kit.plain import may_replace
from gui.kit.room import make_room
from gui.kit.style import text_scale

_translate = QCoreApplication.translate

SIZE, PICTURES = 320, 5


def spread(first: int, last: int, pictures: int) -> tuple[int, ...]:
    """Return this many epochs from the first to the last, evenly spread, without repeats."""
    places = np.linspace(first, last, min(pictures, MOST_EPOCHS))
    return tuple(sorted({int(place) for place in np.rint(places)}))


class StripDialog(SmallDialog):
    """Asks for epochs, a size and a folder, and shows how far drawing is."""

    strip_requested = Signal(object, object, int, bool)  # folder, epochs, size, together
    cancelled = Signal()
    folder_wanted = Signal(object)  # Path: show this folder

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("StripDialog", "Save surfaces at epochs"), "", parent)
        self.setMinimumWidth(round(460 * text_scale()))
        self._known = (0, 0)
        self._filled = ""  # the epochs that the dialog proposed
        self.epochs = QLineEdit()
        self._epochs_row = Row(
            _translate("StripDialog", "At the epochs"),
            _translate("StripDialog", "The epochs to draw, with commas between them: 0, 10, 100"),
            self.epochs,
            wide=True,
        )
        self.count = NumberField(
            Parameter(
                "pictures",
                "integer",
                PICTURES,
                _translate("StripDialog", "this many epochs, evenly spread; listed below"),
                1,
                MOST_EPOCHS,
            )
        )
        self._count_row = self._row(_translate("StripDialog", "Pictures"), self.count)
        self.side = NumberField(
            Parameter(
                "size",
                "integer",
                SIZE,
                _translate("StripDialog", "the side of a picture in pixels"),
                SMALLEST,
                LARGEST,
            )
        )
        self._size_row = self._row(_translate("StripDialog", "Size in pixels"), self.side)
        self.folder = FolderField(_translate("StripDialog", "Folder of the pictures"))
        self.together = QCheckBox(
            _translate("StripDialog", "Also one picture with all side by side")
        )
        self._build()
        self.show_recorded(0, 0)

    def _build(self) -> None:
        self.together.setChecked(True)
        self.together.setAccessibleName(self.together.text())
        self.together.setToolTip(TOGETHER)
        folder = Row(
            _translate("StripDialog", "Folder"),
            _translate("StripDialog", "Where the pictures go"),
            self.folder,
            wide=True,
        )
        for part in (self._count_row, self._epochs_row, self._size_row, folder, self.together):
            self.rows.addWidget(part)
        verbs = (
            Verb(
                _translate("StripDialog", "Draw them"),
                _translate("StripDialog", "Draw the pictures and write them (Enter)"),
            ),
            Verb(
                _translate("StripDialog", "Cancel"),
                _translate("StripDialog", "Stop here; the pictures drawn so far stay"),
            ),
        )
        self.task = task = LongTask(self, verbs, self._begin, self._stop)
        task.lock(self.epochs, self.count, self.side, self.folder, self.together)
        task.folder_wanted.connect(self.folder_wanted)
        self.run, self.progress, self.open_folder = task.button, task.progress, task.open_folder
        self.outcome, self.error = task.outcome, task.error
        self.progress.setAccessibleName(_translate("StripDialog", "Pictures drawn so far"))
        self.epochs.textEdited.connect(lambda _: self._reword())
        self.folder.changed.connect(self._show)
        self.count.edited.connect(lambda _: self._fill())

    def _row(self, label: str, field: NumberField) -> Row:
        help = field.parameter.help
        row = Row(label, help[:1].upper() + help[1:], field)
        field.setToolTip(help[:1].upper() + help[1:])
        field.setAccessibleName(label)
        field.refused.connect(row.show_error)
        return row

    # what it receives

    def ask(self, folder: Path) -> None:
        """Show the window, keeping the folder chosen before."""
        if not self.folder.path.text():
            self.folder.set_folder(folder)
        self.task.forget()
        self._say()
        self.bring()
        make_room(self)
        self.epochs.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.epochs.selectAll()

    def show_recorded(self, first: int, last: int) -> None:
        """Show which epochs can be drawn, and update the dialog's own proposal."""
        self._known = (first, last)
        text = _translate(
            "StripDialog",
            "What the network said over the plane at epochs of this run, one PNG each. Epochs "
            "{first} to {last} are recorded; training may continue meanwhile.",
        )
        self.about.setText(text.format(first=f"{first:,}", last=f"{last:,}"))
        if self.epochs.text() == self._filled:
            self._fill()

    def show_progress(self, done: int, whole: int) -> None:
        """Show how many pictures are drawn."""
        pictures = counted(whole, "picture")
        text = say("StripDialog", "{done} of {pictures}", done=done, pictures=pictures)
        self.task.tell(done, whole, text)
        self._say()

    def show_made(self, folder: Path, count: int) -> None:
        """Report that all pictures are done."""
        name, pictures = folder.name or str(folder), counted(count, "picture")
        text = say("StripDialog", "Saved in the folder {name}: {pictures}.",
                   name=name, pictures=pictures)  # fmt: skip
        self.task.end(text, folder)
        self._say()

    def show_error(self, error: UserError) -> None:
        """Report why there are no pictures."""
        self.task.fail(error)
        self._say()

    @property
    def is_running(self) -> bool:
        """Whether pictures are being drawn."""
        return self.task.is_running

    # what a person does

    def _fill(self) -> None:
        """Propose epochs, evenly spread over what is recorded."""
        pictures = self.count.value()
        chosen = spread(*self._known, pictures if isinstance(pictures, int) else PICTURES)
        self._filled = ", ".join(map(str, chosen))
        self.epochs.setText(self._filled)
        self._show()

    def _begin(self) -> None:
        self.side.commit()
        size = self.side.value()
        if self._size_row.error.text() or not isinstance(size, int):
            return
        try:
            epochs = read_epochs(self.epochs.text())
        except UserError as error:
            self._epochs_row.show_error(f"{error.message}: {error.hint}")
            self.epochs.setFocus()
            return
        folder, together = self.folder.folder(), self.together.isChecked()
        names = [*map(file_name, epochs), *([TOGETHER] if together else [])]
        there = [name for name in names if os.path.exists(folder / name)]
        if there and not self.may_replace(there):
            return
        self.task.begin()
        self.show_progress(0, len(epochs))
        self.strip_requested.emit(folder, epochs, size, together)

    def may_replace(self, names: Sequence[str]) -> bool:
        """Ask whether pictures of these names may be replaced."""
        return may_replace(self, names)

    def _stop(self) -> None:
        self.cancelled.emit()
        done = self.progress.value()
        text = say("StripDialog", "Stopped after {pictures}, which stay in the folder.",
                   pictures=counted(done, "picture"))  # fmt: skip
        self.task.end(text, self.folder.folder() if done else None)
        self._say()

    # showing

    def _reword(self) -> None:
        """Forget what was said about something else."""
        self.task.say("")
        self._say()

    def _say(self) -> None:
        self._epochs_row.show_error("")
        self._show()

    def _show(self) -> None:
        named = bool(self.epochs.text().strip()) and bool(self.folder.path.text().strip())
        self.task.show(named)
