"""The safety net: bugs are logged, shown once each, and never end the program.

An exception in a slot or a paint reaches `sys.excepthook` in whichever thread raised it, up to
thousands of times a second. It is logged at once and shown by a queued signal, on the window's
thread, once for every distinct traceback. What a person can put right (UserError) is shown in the
notice bar instead.
"""

import sys
import threading
import traceback
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol

import PySide6
from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, Signal, SignalInstance, Slot
from PySide6.QtGui import QGuiApplication, QIcon, QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from core.desktop.log import Log
from core.errors import UserError
from core.words import say
from gui.documents.keeping import log_folder
from gui.kit.folders import open_folder
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.terms.asking import asks_by_key

_translate = QCoreApplication.translate

#: how many different tracebacks are shown and logged in one run
MOST = 20

Offer = Callable[[str, Sequence[tuple[str, Callable[[], None]]]], None]

_SIZE = QSize(640, 460)


class Kept(Protocol):
    """Whatever knows how much of the document is safe, and can set a copy aside."""

    @property
    def kept_changed(self) -> SignalInstance:
        """The signal that the result of `kept_words` has changed."""

    def set_aside(self) -> None:
        """Set a copy aside, if there is anything to lose."""

    def kept_words(self) -> str:
        """Return a sentence on what is safe now."""


class FaultDialog(QDialog):
    """Reports one bug: that it happened, what is saved, and details to copy."""

    def __init__(
        self,
        details: str,
        version: str = "",
        log: Path | None = None,
        kept: Kept | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(_translate("FaultDialog", "Something went wrong"))
        self.resize(_SIZE)
        self._log, self._kept = log, kept
        title = Label(_translate("FaultDialog", "Something went wrong inside Backstep"))
        set_role(title, "title")
        said = _translate(
            "FaultDialog",
            "This is a fault in the program, not yours. You can go on working; to be safe, save "
            "your project under another name. The details help whoever fixes it.",
        )
        if log is not None:
            place = say("FaultDialog", "They are also in {path}", path=log)
            said = f"{said} {place}"
        words = Label(said)
        self.saved = Label()
        self.saved.setAccessibleName(_translate("FaultDialog", "What is saved"))
        for label in (words, self.saved):
            label.setWordWrap(True)
        self.details = QPlainTextEdit(f"{told_with(version)}\n\n{details}")
        self.details.setReadOnly(True)
        self.details.setTabChangesFocus(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setAccessibleName(_translate("FaultDialog", "Details"))
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        close = self._buttons.button(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        close.setToolTip(_translate("FaultDialog", "Go on working (Esc)"))
        self.copy_button = self._button(
            _translate("FaultDialog", "&Copy details"),
            _translate("FaultDialog", "Copy the details to the clipboard"),
        )
        self.copy_button.clicked.connect(self.copy)
        self.folder_button = self._button(
            _translate("FaultDialog", "Open &log folder"),
            _translate("FaultDialog", "Show the files with this and earlier faults"),
        )
        self.folder_button.setVisible(log is not None)
        self.folder_button.clicked.connect(self._open_folder)
        self._buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        for widget in (title, words, self.saved, self.details, self._buttons):
            layout.addWidget(widget)
        self._show_kept()
        if kept is not None:
            kept.kept_changed.connect(self._show_kept)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not asks_by_key(event, self):
            super().keyPressEvent(event)

    def add(self, details: str) -> None:
        """Add the details of another fault below those shown."""
        self.details.appendPlainText("\n" + details)

    def _button(self, words: str, help: str) -> QPushButton:
        button = self._buttons.addButton(words, QDialogButtonBox.ButtonRole.ActionRole)
        button.setToolTip(help)
        return button

    @Slot()
    def copy(self) -> None:
        """Copy the details to the clipboard."""
        QGuiApplication.clipboard().setText(self.details.toPlainText())

    @Slot()
    def _show_kept(self) -> None:
        words = "" if self._kept is None else self._kept.kept_words()
        self.saved.setText(words)
        self.saved.setVisible(bool(words))

    @Slot()
    def _open_folder(self) -> None:
        if self._log is not None and not open_folder(self._log.parent):
            self.saved.setText(
                say(
                    "FaultDialog",
                    "No program was found to open folders. The log is in {path}",
                    path=self._log.parent,
                )
            )
            self.saved.setVisible(True)


def told_with(version: str) -> str:
    """Return the versions and the platform, a line each."""
    from core.desktop.about import engine_and_platform

    qt = f"Qt {PySide6.__version__} ({QGuiApplication.platformName()})"
    return f"Backstep {version}\n{engine_and_platform()}\n{qt}"


class ErrorNet(QObject):
    """Catches what nothing else caught, in any thread."""

    _caught = Signal(str)
    _told = Signal(object)

    def __init__(
        self, folder: Path | None = None, version: str = "", parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._version = version
        self._kept: Kept | None = None
        self._window: QWidget | None = None
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._old_hooks: tuple[Callable[..., object], Callable[..., object]] | None = None
        self._tell: Callable[[UserError], None] | None = None
        self.dialog: FaultDialog | None = None
        self._log = Log(folder or log_folder())
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    @property
    def log(self) -> Path | None:
        """The log file, or None if none could be written."""
        return self._log.path

    def install(self) -> None:
        """Take over the hooks of the interpreter and of its threads."""
        self._old_hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._catch
        threading.excepthook = self._catch_in_thread
        self._log.watch()

    def remove(self) -> None:
        """Give the hooks back and close the log."""
        if self._old_hooks is not None:
            sys.excepthook, threading.excepthook = self._old_hooks
            self._old_hooks = None
        self._log.close()

    def tell_user_errors(self, tell: Callable[[UserError], None]) -> None:
        """Set where a stray UserError is shown, since it is not a bug."""
        self._tell = tell

    def keep_by(self, kept: Kept, window: QWidget | None = None) -> None:
        """Set who sets a copy of the document aside when a bug is shown, and over which window."""
        self._kept, self._window = kept, window

    def offer_last_fault(self, offer: Offer) -> None:
        """Report it if the system ended the previous session of the program."""
        log = self._log.path
        if self._log.last_fault and log is not None:
            words = _translate(
                "FaultDialog", "Backstep ended unexpectedly last time. The log says more."
            )
            answers = [
                (_translate("FaultDialog", "Open log folder"), lambda: _shown(log.parent, offer))
            ]
            offer(words, answers)

    def _catch_in_thread(self, args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None:
            self._catch(args.exc_type, args.exc_value, args.exc_traceback)

    def _catch(
        self,
        kind: type[BaseException],
        error: BaseException,
        trace: TracebackType | None,
    ) -> None:
        """Log an exception and queue it for the window; called in any thread."""
        if issubclass(kind, (KeyboardInterrupt, SystemExit)):
            QCoreApplication.quit()
            return
        if isinstance(error, UserError):
            self._told.emit(error)
            return
        where = "".join(traceback.format_tb(trace)) + kind.__name__
        with self._lock:
            if where in self._seen or len(self._seen) >= MOST:
                return
            self._seen.add(where)
        details = "".join(traceback.format_exception(kind, error, trace))
        self._log.write(f"{told_with(self._version)}\n{details}")
        self._caught.emit(details)

    @Slot(str)
    def _show(self, details: str) -> None:
        """Show one dialog; while it is open, further bugs are added to its details."""
        kept = self._kept if self._set_aside() else None
        if self.dialog is not None:
            self.dialog.add(details)
            return
        self.dialog = FaultDialog(details, self._version, self._log.path, kept, self._window)
        self.dialog.finished.connect(self._closed)
        self.dialog.show()

    def _set_aside(self) -> bool:
        """Set a copy of the document aside; return whether that worked without another bug."""
        if self._kept is None:
            return False
        try:
            self._kept.set_aside()
            self._kept.kept_words()
        except Exception:
            self._log.write(f"and no copy could be set aside\n{traceback.format_exc()}")
            return False
        return True

    @Slot(int)
    def _closed(self, _: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    @Slot(object)
    def _pass_on(self, error: UserError) -> None:
        if self._tell is not None:
            self._tell(error)


def _shown(folder: Path, offer: Offer) -> None:
    if not open_folder(folder):
        offer(str(folder), [])
