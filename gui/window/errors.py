"""The net under the program: bugs are logged, shown once each, and never end it.

An exception in a slot or a paint reaches `sys.excepthook` in whichever thread raised it, up to
thousands of times a second. It is logged at once and shown by a queued signal, on the window's
thread, once for every distinct traceback. What a person can mend (UserError) is shown in the
notice bar instead.
"""

import faulthandler
import logging
import sys
import threading
import traceback
from collections.abc import Callable
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from core.errors import UserError
from core.words import say
from gui.documents.keeping import log_folder
from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate

_LOG = logging.getLogger("backstep")

#: how many different tracebacks are shown and logged in one run
MOST = 20


class ErrorDialog(QDialog):
    """One bug: that it happened, that nothing is lost, and details to copy."""

    def __init__(self, details: str, log: Path | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(_translate("ErrorDialog", "Something went wrong"))
        self.resize(640, 420)
        title = Label(_translate("ErrorDialog", "Something went wrong inside Backstep"))
        set_role(title, "title")
        said = _translate(
            "ErrorDialog",
            "This is a fault of the program, not yours. You can go on working; to be safe, save "
            "your project under another name. The details help whoever mends it.",
        )
        if log is not None:
            kept = say("ErrorDialog", "They are also in {path}", path=log)
            said = f"{said} {kept}"
        words = Label(said)
        words.setWordWrap(True)
        self.details = QPlainTextEdit(details)
        self.details.setReadOnly(True)
        self.details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.details.setAccessibleName(_translate("ErrorDialog", "Details"))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        self.copy_button = buttons.addButton(
            _translate("ErrorDialog", "Copy details"), QDialogButtonBox.ButtonRole.ActionRole
        )
        self.copy_button.setToolTip(_translate("ErrorDialog", "Put the details on the clipboard"))
        self.copy_button.clicked.connect(self.copy)
        buttons.rejected.connect(self.close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        for widget in (title, words, self.details, buttons):
            layout.addWidget(widget)

    @Slot()
    def copy(self) -> None:
        """Put the details on the clipboard."""
        QGuiApplication.clipboard().setText(self.details.toPlainText())


class ErrorNet(QObject):
    """Catches what nothing else caught, in any thread."""

    _caught = Signal(str)
    _told = Signal(object)

    def __init__(self, folder: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._log: Path | None = None
        self._handler: logging.Handler | None = None
        self._faults: TextIO | None = None
        self._watching = False
        self._old_hooks: tuple[Callable[..., object], Callable[..., object]] | None = None
        self._tell: Callable[[UserError], None] | None = None
        self.dialog: ErrorDialog | None = None
        self._open_log(folder or log_folder())
        self._caught.connect(self._show, Qt.ConnectionType.QueuedConnection)
        self._told.connect(self._pass_on, Qt.ConnectionType.QueuedConnection)

    @property
    def log(self) -> Path | None:
        """The log file, or None where none could be written."""
        return self._log

    def install(self) -> None:
        """Take over the hooks of the interpreter and of its threads."""
        self._old_hooks = (sys.excepthook, threading.excepthook)
        sys.excepthook = self._catch
        threading.excepthook = self._catch_in_thread
        if self._faults is not None and not faulthandler.is_enabled():
            faulthandler.enable(self._faults)
            self._watching = True

    def remove(self) -> None:
        """Give the hooks back and close the log."""
        if self._old_hooks is not None:
            sys.excepthook, threading.excepthook = self._old_hooks
            self._old_hooks = None
        if self._watching:
            faulthandler.disable()
            self._watching = False
        if self._faults is not None:
            self._faults.close()
            self._faults = None
        if self._handler is not None:
            _LOG.removeHandler(self._handler)
            self._handler.close()
            self._handler = None

    def tell_user_errors(self, tell: Callable[[UserError], None]) -> None:
        """Say where a stray UserError is shown: it is no bug."""
        self._tell = tell

    def _open_log(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "backstep.log"
            self._handler = RotatingFileHandler(
                path, maxBytes=500_000, backupCount=2, encoding="utf-8", delay=True
            )
            self._faults = (folder / "faults.log").open("w", encoding="utf-8")
        except OSError:
            return
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        _LOG.addHandler(self._handler)
        _LOG.propagate = False
        self._log = path

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
        _LOG.error("%s", details)
        self._caught.emit(details)

    @Slot(str)
    def _show(self, details: str) -> None:
        """Show one dialog; while it is open, further bugs are added to its details."""
        if self.dialog is not None:
            self.dialog.details.appendPlainText("\n" + details)
            return
        self.dialog = ErrorDialog(details, self._log)
        self.dialog.finished.connect(self._closed)
        self.dialog.show()

    @Slot(int)
    def _closed(self, _: int) -> None:
        if self.dialog is not None:
            self.dialog.deleteLater()
            self.dialog = None

    @Slot(object)
    def _pass_on(self, error: UserError) -> None:
        if self._tell is not None:
            self._tell(error)
