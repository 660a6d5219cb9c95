"""The file that a window has open: its lock, and whether another program has changed it. Also what
is known about files being read or written, until the session has answered.
"""

import os
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from core.data.samples import Source
from core.documents.autosave import Found
from core.documents.lock import FileLock, Held
from core.documents.seal import Seal, changed, seal
from core.project import Project
from core.records import Record
from core.run.states import State
from gui.documents.unsaved import Standing

_REFRESH_MS = 60_000
_LOCKED = ".backstep"  # other kinds of file are never written over


class GuardedFile(QObject):
    """Holds the lock of one file while it is open here, and notices when its content changes."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        #: the file that is open, or None
        self.path: Path | None = None
        #: who else has it open, or None where this window holds it
        self.held: Held | None = None
        self._lock: FileLock | None = None
        self._seal: Seal | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_REFRESH_MS)
        self._timer.timeout.connect(self.refresh)

    def take(self, path: Path | None, known: Seal | None) -> Held | None:
        """Guard a file instead of the present one; return who else has it open.

        `known` is the seal of its content; None if the file did not exist.
        """
        lock = None if path is None or path.suffix.lower() != _LOCKED else self.lock_for(path)
        self._keep(lock if isinstance(lock, FileLock) else None)
        self.held = lock if isinstance(lock, Held) else None
        self.path, self._seal = path, known
        return self.held

    def take_saved(self, path: Path, lock: FileLock) -> None:
        """Guard a file that was just written."""
        self._keep(lock)
        self.path, self.held, self._seal = path, None, seal(path)

    def lock_for(self, path: Path) -> FileLock | Held:
        """Return a lock for writing a file (our own if we hold it), or who else holds it."""
        held = self._lock
        same = held is not None and held.path == Path(os.path.realpath(path))
        if held is not None and same and (held.is_ours() or not held.is_there):
            return held
        return FileLock.acquire(path)

    def give_back(self, lock: FileLock) -> None:
        """Release a lock for a file that is not written after all."""
        if lock is not self._lock:
            lock.release()

    def is_changed(self) -> bool:
        """Return whether the file's content differs from what was opened or saved."""
        return self.path is not None and changed(self.path, self._seal)

    @property
    def known(self) -> Seal | None:
        """The seal of the open file's content; None if it did not exist."""
        return self._seal

    def accept(self) -> None:
        """Accept the file's present content as known."""
        self._seal = None if self.path is None else seal(self.path)

    def release(self) -> None:
        """Let others have the file."""
        self._keep(None)
        self.path, self.held, self._seal = None, None, None

    @Slot()
    def refresh(self) -> None:
        """Tell other computers that the file is still open."""
        if self._lock is not None:
            self._lock.refresh()

    def _keep(self, lock: FileLock | None) -> None:
        if self._lock is not None and self._lock is not lock:
            self._lock.release()
        self._lock = lock
        if lock is None:
            self._timer.stop()
        else:
            self._timer.start()


class FileSession(Protocol):
    """The part of the session that reads and writes files, on its own thread."""

    state: State

    def load(self, project: Project) -> None:
        """Build a project that is in no file."""

    def open_file(self, path: Path, tables: tuple[str, ...] = ()) -> None:
        """Open a file; `opened`, `elsewhere` or `failed` follows."""

    def open_table(self, path: Path, source: Source) -> None:
        """Open a table, read as a source says; `opened` or `failed` follows."""

    def save(self, path: Path, project: Project, thumbnail_png: bytes | None) -> None:
        """Save; `saved` or `failed` follows."""


class Opening(Record):
    """A file being read: the seal of its content, and what is recovered with it.

    `revision` is that of the document it is to replace; `source` says how to read a table.
    """

    path: Path
    known: Seal | None
    revision: int
    found: Found | None = None
    source: Source | None = None


class Saving(Record):
    """A file being written: what it will hold, and the lock under which it is written."""

    path: Path
    project: Project
    standing: Standing
    lock: FileLock


def known_again(found: Found) -> Seal | None:
    """Return the seal of a recovered document's file.

    None if the file has changed since: it may be newer, and the person is asked about it.
    """
    try:
        newer = found.original is None or found.original.stat().st_mtime > found.time
    except OSError:
        return found.known
    return None if newer else found.known
