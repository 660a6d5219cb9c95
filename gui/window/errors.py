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
from collections.abc import Callable, Sequence
from logging.handlers import RotatingFileHandler
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from core.errors import UserError
from gui.documents.keeping import log_folder
from gui.kit.folders import open_folder
from gui.program.fault import FaultDialog, Kept, told_with

_translate = QCoreApplication.translate

_LOG = logging.getLogger("backstep")

#: how many different tracebacks are shown and logged in one run
MOST = 20
#: bytes of the log before another is begun, how many old ones are kept, and what is read of faults
_LOG_BYTES, _OLD_LOGS, _MOST_FAULT = 500_000, 2, 64_000

Offer = Callable[[str, Sequence[tuple[str, Callable[[], None]]]], None]


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
        self._lock = threading.Lock()
        self._seen: set[str] = set()
        self._log: Path | None = None
        self._handler: logging.Handler | None = None
        self._faults: TextIO | None = None
        self._watching = False
        self._old_hooks: tuple[Callable[..., object], Callable[..., object]] | None = None
        self._tell: Callable[[UserError], None] | None = None
        self.dialog: FaultDialog | None = None
        #: what the interpreter wrote as an earlier run was ended by the system, "" if none was
        self.last_fault = ""
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

    def keep_by(self, kept: Kept) -> None:
        """Say who sets a copy of the document aside as a bug is shown."""
        self._kept = kept

    def offer_last_fault(self, offer: Offer) -> None:
        """Say that the run before this was ended by the system, if it was."""
        log = self._log
        if self.last_fault and log is not None:
            words = _translate(
                "FaultDialog", "Backstep came to a sudden end the last time. The log says more."
            )
            answers = [
                (_translate("FaultDialog", "Open log folder"), lambda: _shown(log.parent, offer))
            ]
            offer(words, answers)

    def _open_log(self, folder: Path) -> None:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            path = folder / "backstep.log"
            self._handler = RotatingFileHandler(
                path, maxBytes=_LOG_BYTES, backupCount=_OLD_LOGS, encoding="utf-8", delay=True
            )
            self._faults = (folder / "faults.log").open("a+", encoding="utf-8", errors="replace")
        except OSError:
            return
        self._handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        _LOG.addHandler(self._handler)
        _LOG.propagate = False
        logging.raiseExceptions = False  # a full disk is no reason to write on standard error
        self._log = path
        self._take_last_fault(self._faults)

    def _take_last_fault(self, faults: TextIO) -> None:
        """Move what a run before this has left into the log, which is rotated."""
        try:
            faults.seek(0)
            self.last_fault = faults.read(_MOST_FAULT).strip()
            if self.last_fault:
                _LOG.error("an earlier run was ended by the system\n%s", self.last_fault)
                faults.truncate(0)
        except (OSError, ValueError):
            return

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
        _LOG.error("%s\n%s", told_with(self._version), details)
        self._caught.emit(details)

    @Slot(str)
    def _show(self, details: str) -> None:
        """Show one dialog; while it is open, further bugs are added to its details."""
        kept = self._kept if self._set_aside() else None
        if self.dialog is not None:
            self.dialog.add(details)
            return
        self.dialog = FaultDialog(details, self._version, self._log, kept)
        self.dialog.finished.connect(self._closed)
        self.dialog.show()

    def _set_aside(self) -> bool:
        """Set a copy of the document aside; return whether that went without another bug."""
        if self._kept is None:
            return False
        try:
            self._kept.set_aside()
            self._kept.kept_words()
        except Exception:
            _LOG.exception("and no copy could be set aside")
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
