"""Lessons that are being written, set aside in case of a crash: one file for each window.

A file is locked while its window lives; one that is not locked was left by a crash.
"""

import secrets
from contextlib import suppress
from pathlib import Path

from core.documents.lock import FileLock
from core.documents.opening import LESSON_SUFFIX
from core.errors import UserError
from core.records import Record

_MOST_LEFT = 20


class LeftLesson(Record):
    """A lesson that was left by a crash: where it is, its title, when it was set aside."""

    path: Path
    title: str
    time: float


class LessonAside:
    """The file of one window, in a folder of the program's own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock: FileLock | None = None

    @property
    def path(self) -> Path | None:
        """Where the lesson at hand is set aside, None between two lessons."""
        return None if self._lock is None else self._lock.path

    def begin(self) -> Path | None:
        """Take a new file for a lesson; None where none can be written."""
        self.end()
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError:
            return None
        lock = FileLock.acquire(self._folder / f"{secrets.token_hex(8)}{LESSON_SUFFIX}")
        self._lock = lock if isinstance(lock, FileLock) else None
        return self.path

    def end(self) -> None:
        """Delete the file, and let go of its name."""
        if self._lock is not None:
            with suppress(OSError):
                self._lock.path.unlink(missing_ok=True)
            self._lock.release()
        self._lock = None

    def left(self) -> tuple[LeftLesson, ...]:
        """Return what crashed windows have left, the newest first."""
        from core.documents.lesson_file import open_lesson

        found = []
        for path in sorted(self._folder.glob(f"*{LESSON_SUFFIX}"))[:_MOST_LEFT]:
            if path == self.path:
                continue
            lock = FileLock.acquire(path)
            if not isinstance(lock, FileLock):
                continue  # its window lives
            lock.release()
            try:
                found.append(LeftLesson(path, open_lesson(path).lesson.title, path.stat().st_mtime))
            except (UserError, OSError):
                continue  # it is damaged, or went meanwhile
        return tuple(sorted(found, key=lambda left: -left.time))
