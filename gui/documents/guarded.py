"""The file that a window has open: its lock, whether another program has changed it, and others on
their way in or out, as far as they are known until the session has answered.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QTimer, Slot

from core.data.samples import Source
from core.documents.autosave import Found
from core.documents.lock import FileLock, Held
from core.documents.seal import Seal, changed, seal
from core.project import Project
from core.run.states import State
from gui.documents.unsaved import Standing

_REFRESH_MS = 60_000
_LOCKED = ".backstep"  # others are never written over


class GuardedFile(QObject):
    """Holds the lock of one file as long as it is open here, and knows the file again."""

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
        """Guard a file instead of the one so far; return who else has it open.

        `known` is how it is recognised; None: it was not there.
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
        """Return a lock for writing a file, or who has it; the one held already if it is ours."""
        held = self._lock
        same = held is not None and held.path == Path(os.path.realpath(path))
        if held is not None and same and (held.is_ours() or not held.is_there):
            return held
        return FileLock.acquire(path)

    def give_back(self, lock: FileLock) -> None:
        """Release a lock that was for a file that is not written after all."""
        if lock is not self._lock:
            lock.release()

    def is_changed(self) -> bool:
        """Return whether another content lies there than was opened or saved."""
        return self.path is not None and changed(self.path, self._seal)

    @property
    def known(self) -> Seal | None:
        """How the open file is recognised; None where it was not there."""
        return self._seal

    def accept(self) -> None:
        """Take the file as it is now for known."""
        self._seal = None if self.path is None else seal(self.path)

    def release(self) -> None:
        """Let others have the file."""
        self._keep(None)
        self.path, self.held, self._seal = None, None, None

    @Slot()
    def refresh(self) -> None:
        """Say to other computers that the file is still open."""
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


@dataclass(frozen=True)
class Opening:
    """A file on its way in: how it is recognised, and what is recovered with it.

    `revision` is that of the document which it is to replace; `source` says how a table is read.
    """

    path: Path
    known: Seal | None
    revision: int
    found: Found | None = None
    source: Source | None = None


@dataclass(frozen=True)
class Saving:
    """A file on its way out: what it will hold, and the lock under which it is written."""

    path: Path
    project: Project
    standing: Standing
    lock: FileLock


def known_again(found: Found) -> Seal | None:
    """Return how the file of a recovered document is recognised.

    None where it has been touched since: what is there may be newer, and is asked about.
    """
    try:
        newer = found.original is None or found.original.stat().st_mtime > found.time
    except OSError:
        return found.known
    return None if newer else found.known
