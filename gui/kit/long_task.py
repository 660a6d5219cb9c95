"""What a small window shows of something long that it starts: the button, how far, how it went."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal
from PySide6.QtWidgets import QProgressBar, QWidget

from core.errors import UserError
from gui.kit.dialog import SmallDialog, make_room
from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate


@dataclass(frozen=True)
class Verb:
    """What a button says, and what it does as its tooltip."""

    words: str
    help: str


class LongTask(QObject):
    """What a small window shows of a long task: the button that starts and cancels it, how far it
    is, how it went, and where what it has made can be found.

    `starts` is called when the person wants it: where all is right, it calls `begin`. `stops` is
    called when the person cancels, or closes the window meanwhile.
    """

    folder_wanted = Signal(object)  # Path: show this folder

    def __init__(
        self,
        dialog: SmallDialog,
        verbs: tuple[Verb, Verb],
        starts: Callable[[], None],
        stops: Callable[[], None],
    ) -> None:
        super().__init__(dialog)
        self._dialog, self._verbs = dialog, verbs
        self._starts, self._stops = starts, stops
        self._fields: tuple[QWidget, ...] = ()
        self._made: Path | None = None
        self.is_running = False
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.outcome, self.error = Label(), Label()
        set_role(self.error, "error")
        for label in (self.outcome, self.error):
            label.setWordWrap(True)
        for part in (self.progress, self.outcome, self.error):
            dialog.rows.addWidget(part)
        self.open_folder = dialog.add_button(
            _translate("LongTask", "Open folder"),
            _translate("LongTask", "Show the folder with what was made"),
            self._open_folder,
        )
        self.button = dialog.add_turning_button(
            [verb.words for verb in verbs], self._start_or_cancel, primary=True
        )
        dialog.add_close()
        dialog.finished.connect(lambda _: self.cancel())

    def lock(self, *fields: QWidget) -> None:
        """From now on, lock these fields while it runs."""
        self._fields = fields

    def _start_or_cancel(self) -> None:
        if self.is_running:
            self.cancel()
        else:
            self._starts()

    def begin(self) -> None:
        """Note that it runs from now on."""
        self.is_running, self._made = True, None
        self.progress.setValue(0)
        self.say("")

    def cancel(self) -> None:
        """Cancel it, if it is running."""
        if self.is_running:
            self.is_running = False
            self._stops()

    def forget(self) -> None:
        """Show nothing of the last time, unless it is still running."""
        if not self.is_running:
            self._made = None
            self.say("")

    def tell(self, done: int, whole: int, text: str) -> None:
        """Show how far it is, unless it was cancelled."""
        if self.is_running:
            self.progress.setRange(0, max(1, whole))
            self.progress.setValue(done)
            self.say(text)

    def end(self, text: str, folder: Path | None) -> None:
        """Say that it is over, and where to find what was made."""
        self.is_running, self._made = False, folder
        self.say(text)

    def fail(self, error: UserError) -> None:
        """Say why it has ended."""
        self.is_running = False
        self.say("", f"{error.message}: {error.hint}" if error.hint else error.message)

    def say(self, outcome: str, error: str = "") -> None:
        """Show how it goes, or what is wrong."""
        self.outcome.setText(outcome)
        self.error.setText(error)

    def show(self, ready: bool) -> None:
        """Show what can be done now; `ready` says whether it can begin."""
        verb = self._verbs[self.is_running]
        self.button.turn_to(verb.words, verb.help)
        self.button.setEnabled(self.is_running or ready)
        for field in self._fields:
            field.setEnabled(not self.is_running)
        self.progress.setVisible(self.is_running)
        for label in (self.outcome, self.error):
            label.setVisible(bool(label.text()))
        self.open_folder.setEnabled(self._made is not None)
        make_room(self._dialog)

    def _open_folder(self) -> None:
        if self._made is not None:
            self.folder_wanted.emit(self._made)
