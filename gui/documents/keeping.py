"""Autosave and recovery: after a crash, the open document can be recovered.

A copy of the document is set aside every twenty seconds while there is something to lose, and
deleted as soon as the document is saved, discarded or closed. A new window offers the copies left
by windows that have crashed.
"""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QCoreApplication, QObject, QStandardPaths, QTimer, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.desktop.places import portable_place
from core.documents.autosave import Found, Recovery
from core.documents.lock import FileLock
from core.documents.seal import Seal
from core.errors import UserError
from core.project import Project
from core.records import Record
from core.run.states import State
from core.words import say
from gui.documents.controller import FileController
from gui.documents.document import Document, document_name
from gui.documents.unsaved import Standing

if TYPE_CHECKING:
    from gui.documents.recovery import RecoveryDialog

_translate = QCoreApplication.translate

#: including the time that writing takes, at most half a minute is lost
AUTOSAVE_MS = 20_000
#: how many times the timer waits for a copy being written before it requests another
_PATIENCE = 3


class KeepingSession(Protocol):
    """The part of the session that sets copies aside, on its own thread."""

    state: State

    def autosave(
        self,
        folder: Path,
        key: str,
        project: Project,
        thumbnail: bytes | None,
        name: str,
        original: Path | None,
        known: Seal | None,
    ) -> None:
        """Set a copy aside; `autosaved` or `autosave_failed` follows."""


def recovery_folder() -> Path:
    """Return where copies are set aside: beside a portable program, else on this computer."""
    portable = portable_place("recovery")
    if portable is not None:
        return portable
    place = QStandardPaths.StandardLocation.AppLocalDataLocation
    return Path(QStandardPaths.writableLocation(place)) / "recovery"


def log_folder() -> Path:
    """Return where the log is kept: beside a portable program, else on this computer."""
    portable = portable_place("logs")
    if portable is not None:
        return portable
    location = QStandardPaths.StandardLocation.AppDataLocation
    return Path(QStandardPaths.writableLocation(location) or Path.home() / ".backstep")


class _Claim(Record):
    """A copy that this window is recovering, and the lock that keeps others from it."""

    found: Found
    lock: FileLock


class Keeping(QObject):
    """Sets copies of one window's document aside, and offers those of windows that have crashed."""

    told = Signal(str)
    #: a message, and (label, action) for each answer to it
    offered = Signal(str, object)
    #: what `kept_words` returns has changed
    kept_changed = Signal()

    def __init__(
        self,
        window: QWidget,
        document: Document,
        session: KeepingSession,
        files: FileController,
        picture: Callable[[], bytes | None],
        folder: Path | None,
    ) -> None:
        """Set copies aside in `folder`; with None, set none aside and recover none."""
        super().__init__(window)
        self._window, self._document, self._session = window, document, session
        self._files, self._picture = files, picture
        self._recovery = None if folder is None else Recovery(folder)
        self._key = Recovery.new_key()
        self._on_its_way: Standing | None = None
        self._waited = 0
        self._aside: Standing | None = None  # the state that the copy holds
        self._failed: UserError | None = None
        self._told: set[str] = set()
        # the copy that is to be recovered, and the one that the document was recovered from
        self._wanted: _Claim | None = None
        self._source: _Claim | None = None
        self.dialog: RecoveryDialog | None = None
        self.timer = QTimer(self)
        self.timer.setInterval(AUTOSAVE_MS)
        self.timer.timeout.connect(self.autosave)
        if folder is not None:
            self.timer.start()
        document.replaced.connect(self._replaced)
        files.recovery_failed.connect(self._show_damaged)

    # ------------------------------------------------------------------ setting aside

    @Slot()
    def autosave(self) -> None:
        """Set a copy aside if there is anything to lose that the last copy does not hold."""
        if self._recovery is None or self._files.is_busy() or self._is_waiting():
            return
        standing = self._files.unsaved.standing()
        if not self._files.unsaved.differs():
            self._forget()
            return
        if standing == self._aside:
            return
        if self._session.state is State.EMPTY and not self._document.is_modified():
            return
        self._on_its_way, self._waited = standing, 0
        self._session.autosave(
            self._recovery.folder,
            self._key,
            self._document.project,
            self._picture(),
            document_name(self._document),
            self._document.path,
            self._files.guard.known,
        )

    @Slot(float)
    def autosaved(self, _: float) -> None:
        """Note that a copy was written."""
        self._aside, self._on_its_way = self._on_its_way, None
        self._failed = None
        self._told.clear()
        self.kept_changed.emit()

    @Slot(object)
    def autosave_failed(self, error: UserError) -> None:
        """Report why there is no copy, once until copying works again."""
        self._on_its_way, self._failed = None, error
        self.kept_changed.emit()
        if error.message not in self._told:
            self._told.add(error.message)
            text = _translate(
                "Keeping",
                "No copy can be kept in case of a crash: {reason}. Save often. ({hint})",
            )
            self.told.emit(text.format(reason=error.message, hint=error.hint))

    def set_aside(self) -> None:
        """Set a copy aside at once, after an error; `kept_words` then describes the outcome."""
        self.autosave()
        self.kept_changed.emit()

    def kept_words(self) -> str:
        """Return a sentence on what is safe if the program ends now."""
        path = self._document.path
        if not self._files.unsaved.differs():
            if path is None:
                return _translate("Keeping", "There are no unsaved changes.")
            return say("Keeping", "Everything is saved in {path}", path=path)
        if self._on_its_way is not None:
            return _translate("Keeping", "A copy of your project is being saved…")
        if self._failed is None and self._aside is not None:
            return _translate(
                "Keeping",
                "A copy of your project as it is now has been kept; after a crash, the next start "
                "offers it.",
            )
        if self._failed is not None:
            return say(
                "Keeping",
                "No copy could be kept ({reason}): save your project under another name.",
                reason=self._failed.message,
            )
        return _translate(
            "Keeping", "There is no copy of your latest changes: save your project now."
        )

    @Slot(object)
    def saved(self, _: object) -> None:
        """Delete the copies: everything is in the person's file."""
        self._forget()
        if self._files.recovered is None:
            self._forget_source()

    def end(self) -> None:
        """Delete the copies: the window is closed, and nothing more is to be kept.

        Call this after the session has ended: until then it might still be writing one.
        """
        self.timer.stop()
        self._forget()
        self._forget_source()
        self._let_go()

    def _is_waiting(self) -> bool:
        """Return whether a copy is being written; after too long a wait, assume not."""
        self._waited += 1
        if self._waited > _PATIENCE:
            self._on_its_way = None
        return self._on_its_way is not None

    @Slot(object)
    def _replaced(self, _: Project) -> None:
        """Delete the old copies: another document is open, the last one is saved or discarded."""
        self._forget()
        self._forget_source()
        wanted, self._wanted = self._wanted, None
        if wanted is not None and self._files.recovered == wanted.found:
            self._source = wanted
        elif wanted is not None:
            wanted.lock.release()

    def _forget(self) -> None:
        self._aside = self._on_its_way = None
        if self._recovery is not None:
            self._recovery.discard(self._key)

    def _forget_source(self) -> None:
        if self._source is not None and self._recovery is not None:
            self._source.lock.release()
            self._recovery.discard(self._source.found.key)
        self._source = None

    def _let_go(self) -> None:
        """Leave the copy that was to be recovered to other windows."""
        if self._wanted is not None:
            self._wanted.lock.release()
        self._wanted = None

    # ------------------------------------------------------------------ recovering

    def recoverable(self) -> int:
        """Return how many documents of crashed windows can be recovered."""
        return len(self._found())

    @Slot()
    def offer_recovery(self) -> None:
        """Show what crashed windows have left, if anything."""
        from gui.documents.recovery import RecoveryDialog

        found = self._found()
        if not found:
            return
        if self.dialog is not None:
            self.dialog.deleteLater()  # what it shows may be another window's by now
        dialog = RecoveryDialog(found, self._window)
        dialog.recover_requested.connect(self.recover)
        dialog.discard_requested.connect(self._discard)
        dialog.open()
        self.dialog = dialog

    def _found(self) -> list[Found]:
        """Return the copies that no other window is using or recovering."""
        found = []
        for item in [] if self._recovery is None else self._recovery.found():
            lock = FileLock.acquire(item.path)
            if isinstance(lock, FileLock):
                lock.release()
                found.append(item)
        return found

    @Slot(object)
    def recover(self, found: Found) -> None:
        """Open a copy as a document that is not saved yet."""
        lock = FileLock.acquire(found.path)
        if not isinstance(lock, FileLock):
            said = _translate("Keeping", "“{name}” is being recovered in another window")
            self.told.emit(said.format(name=found.name))
            return
        self._let_go()
        self._wanted = _Claim(found, lock)
        self._files.open_recovered(found)

    @Slot(object)
    def _discard(self, found: Found) -> None:
        if self.dialog is None or not self._files.questions.discard_recovery(found.name):
            return
        if self._recovery is not None:
            self._recovery.discard(found.key)
        self.dialog.remove(found)

    @Slot(object, object)
    def _show_damaged(self, found: Found, error: UserError) -> None:
        """Report that a copy cannot be opened, and offer to discard it."""
        self._let_go()
        if not os.path.exists(found.path):
            return  # another window has saved or discarded it; the error says so
        text = _translate("Keeping", "“{name}” cannot be recovered: {reason}")
        answers = (
            (_translate("Keeping", "Discard it"), lambda: self._discard_damaged(found)),
            (_translate("Keeping", "Keep it"), lambda: None),
        )
        self.offered.emit(text.format(name=found.name, reason=error.message), answers)

    def _discard_damaged(self, found: Found) -> None:
        if self._recovery is not None:
            self._recovery.discard(found.key)
