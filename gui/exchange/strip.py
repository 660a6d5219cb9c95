"""Pictures of the surface at chosen epochs of the recorded run: which epochs, size and folder."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QMessageBox, QProgressBar, QWidget

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
from gui.exchange.folder_field import FolderField
from gui.kit.dialog import SmallDialog
from gui.kit.form import Row
from gui.kit.number_field import NumberField
from gui.kit.plain import Label, message_box
from gui.kit.room import make_room
from gui.kit.style import set_role, text_scale

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
        super().__init__(_translate("StripDialog", "Pictures of the surface"), "", parent)
        self.setMinimumWidth(round(460 * text_scale()))
        self._known = (0, 0)
        self._running = False
        self._made: Path | None = None
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
        self.progress = QProgressBar()
        self.outcome, self.error = Label(), Label()
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
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_translate("StripDialog", "Pictures drawn so far"))
        set_role(self.error, "error")
        for label in (self.outcome, self.error):
            label.setWordWrap(True)
        parts = (self._count_row, self._epochs_row, self._size_row, folder, self.together)
        for part in (*parts, self.progress, self.outcome, self.error):
            self.rows.addWidget(part)
        self.open_folder = self.add_button(
            _translate("StripDialog", "Open folder"),
            _translate("StripDialog", "Show the folder with the pictures"),
            self._open_folder,
        )
        words = (_translate("StripDialog", "Draw them"), _translate("StripDialog", "Cancel"))
        self.run = self.add_turning_button(words, self._run_or_cancel, primary=True)
        self.add_close()
        self.epochs.textEdited.connect(lambda _: self._say("", ""))
        self.folder.changed.connect(self._show)
        self.count.edited.connect(lambda _: self._fill())
        self.finished.connect(lambda _: self._stop() if self._running else None)

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
        if not self._running:
            self._made = None
            self._say("", "")
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
        if self._running:
            self.progress.setRange(0, max(1, whole))
            self.progress.setValue(done)
            text = _translate("StripDialog", "{done} of {whole} pictures")
            self._say(text.format(done=done, whole=whole), "")

    def show_made(self, folder: Path, count: int) -> None:
        """Report that all pictures are done."""
        self._running, self._made = False, folder
        text = _translate("StripDialog", "{count} pictures are in the folder {folder}.")
        if count == 1:
            text = _translate("StripDialog", "{count} picture is in the folder {folder}.")
        self._say(text.format(count=count, folder=folder.name or str(folder)), "")

    def show_error(self, error: UserError) -> None:
        """Report why there are no pictures."""
        self._running = False
        self._say("", f"{error.message}: {error.hint}" if error.hint else error.message)

    @property
    def is_running(self) -> bool:
        """Whether pictures are being drawn."""
        return self._running

    # what a person does

    def _fill(self) -> None:
        """Propose epochs, evenly spread over what is recorded."""
        pictures = self.count.value()
        chosen = spread(*self._known, pictures if isinstance(pictures, int) else PICTURES)
        self._filled = ", ".join(map(str, chosen))
        self.epochs.setText(self._filled)
        self._show()

    def _run_or_cancel(self) -> None:
        if self._running:
            self._stop()
            return
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
        there = [name for name in names if (folder / name).exists()]
        if there and not self.may_replace(there):
            return
        self._running, self._made = True, None
        self._say("", "")
        self.show_progress(0, len(epochs))
        self.strip_requested.emit(folder, epochs, size, together)

    def may_replace(self, names: Sequence[str]) -> bool:
        """Ask whether pictures of these names may be replaced."""
        text = _translate("StripDialog", "Replace {count} existing pictures in the folder?")
        if len(names) == 1:
            text = _translate("StripDialog", "Replace {name}?")
        box = message_box(
            self,
            _translate("StripDialog", "Replace"),
            text.format(count=len(names), name=names[0]),
            "\n".join(names[:5]) + ("\n…" if len(names) > 5 else ""),
        )
        replace = box.addButton(
            _translate("StripDialog", "Replace"), QMessageBox.ButtonRole.AcceptRole
        )
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is replace

    def _stop(self) -> None:
        self._running = False
        self.cancelled.emit()
        done = self.progress.value()
        text = _translate("StripDialog", "Stopped after {count} pictures; they stay in the folder.")
        self._made = self.folder.folder() if done else None
        self._say(text.format(count=done), "")

    def _open_folder(self) -> None:
        if self._made is not None:
            self.folder_wanted.emit(self._made)

    # showing

    def _say(self, outcome: str, error: str) -> None:
        self.outcome.setText(outcome)
        self.error.setText(error)
        self._epochs_row.show_error("")
        self._show()

    def _show(self) -> None:
        words = _translate("StripDialog", "Draw them")
        help = _translate("StripDialog", "Draw the pictures and write them (Enter)")
        if self._running:
            words = _translate("StripDialog", "Cancel")
            help = _translate("StripDialog", "Stop here; the pictures drawn so far stay")
        self.run.turn_to(words, help)
        named = bool(self.epochs.text().strip()) and bool(self.folder.path.text().strip())
        self.run.setEnabled(self._running or named)
        for part in (self.epochs, self.count, self.side, self.folder, self.together):
            part.setEnabled(not self._running)
        self.progress.setVisible(self._running)
        self.outcome.setVisible(bool(self.outcome.text()))
        self.error.setVisible(bool(self.error.text()))
        self.open_folder.setEnabled(self._made is not None)
        make_room(self)
