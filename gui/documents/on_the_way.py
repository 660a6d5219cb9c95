"""A file on its way in or out: what is known of it until the session has answered."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.documents.autosave import Found
from core.documents.lock import FileLock
from core.documents.seal import Seal
from core.project import Project
from core.run.states import State
from gui.documents.unsaved import Standing


class FileSession(Protocol):
    """The part of the session that reads and writes files, on its own thread."""

    state: State

    def open_file(self, path: Path, tables: tuple[str, ...] = ()) -> None:
        """Open a file; `opened`, `elsewhere` or `failed` follows."""

    def save(self, path: Path, project: Project, thumbnail_png: bytes | None) -> None:
        """Save; `saved` or `failed` follows."""


@dataclass(frozen=True)
class Opening:
    """A file on its way in: how it is recognised, and what is recovered with it.

    `revision` is that of the document which it is to replace.
    """

    path: Path
    known: Seal | None
    revision: int
    found: Found | None = None


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
