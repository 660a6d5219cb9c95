"""Autosave: a copy of the document kept aside, to be found again after a crash.

Each window has a key, and under it one file and a note: its name, where it is saved, and when. The
next start finds the files of windows that are gone. Writing is as safe as saving: the previous copy
stays until the new one is complete.
"""

import contextlib
import json
import os
import re
import secrets
import time
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.disk.json_text import to_json
from core.disk.processes import began, computer, is_alive
from core.disk.writing import open_ordinary, write_bytes
from core.documents.seal import Seal
from core.errors import FileError
from core.history.book import small
from core.records import Record

if TYPE_CHECKING:
    from core.documents.kept import Kept

#: the most files kept; the oldest that no window needs are removed first
MOST_FILES = 20
#: an autosave keeps the present state and this much of the past; more is left to saving
MOST_BYTES = 64 * 1024**2
#: seconds for which a file of another computer is left alone
_OLD_SECONDS = 24 * 3600.0
_MAX_NOTE = 64 * 1024


class Found(Record):
    """A document that was open when its window came to an end."""

    key: str
    path: Path
    name: str
    original: Path | None  # where it is saved, if it is
    known: Seal | None  # identifies the file there
    time: float  # seconds since 1970
    update: int
    thumbnail: bytes | None


def _path_of(text: object) -> Path | None:
    """Return the path in a note; None if relative: its folder is no longer known."""
    path = Path(text) if isinstance(text, str) and text else None
    return path if path is not None and path.is_absolute() else None


def _light(kept: "Kept") -> "Kept":
    """Return it with old epochs as spans if there are many: it is written again and again."""
    history = None if kept.history is None else small(kept.history)
    runs = tuple(replace(run, history=small(run.history)) for run in kept.runs)
    return replace(kept, history=history, runs=runs)


class Recovery:
    """A folder of recovery files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @staticmethod
    def new_key() -> str:
        """Return a key for a window."""
        return f"{os.getpid()}-{secrets.token_hex(4)}"

    def write(
        self,
        key: str,
        kept: "Kept",
        name: str,
        original: Path | None,
        folder: Path | None,
        known: Seal | None = None,
    ) -> None:
        """Keep a document under a key, replacing what was kept there.

        `original` is where the person has saved it, and `known` identifies the file there. Raises
        FileError if it cannot be written; what was kept before stays.
        """
        from core.documents.backstep_file import set_aside

        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(
                f"the folder {self.folder} cannot be created: {error.strerror}",
                "make room, or choose another folder for recovery",
            ) from None
        process = os.getpid()
        note = {
            "host": computer(),
            "process": process,
            "began": began(process),
            "name": name[:200],
            "original": None if original is None else str(original.absolute()),
            "known": None if known is None else known.to_text(),
            "update": 0 if kept.moment is None else kept.moment.record.update,
        }
        # the note first: a note without a file does no harm, but a file without a note has no owner
        write_bytes(self._note(key), to_json(note).encode("utf-8", "replace"))
        set_aside(self._file(key), _light(kept).within(MOST_BYTES), folder)
        self._clear()

    def discard(self, key: str) -> None:
        """Forget what is kept under a key: it has been saved, or is not wanted."""
        for path in (self._file(key), self._note(key)):
            with contextlib.suppress(OSError):
                path.unlink()

    def found(self) -> list[Found]:
        """Return the documents of windows that are gone, the newest first."""
        from core.documents.backstep_file import read_thumbnail

        found = []
        for written, key in self._keys():
            note = self._read(key)
            if note is None or self._is_held(note, written):
                continue
            update, original = note.get("update"), _path_of(note.get("original"))
            found.append(
                Found(
                    key,
                    self._file(key),
                    str(note.get("name"))[:200],
                    original,
                    Seal.from_text(note.get("known")),
                    written,
                    update if isinstance(update, int) else 0,
                    read_thumbnail(self._file(key)),
                )
            )
        return found

    def _file(self, key: str) -> Path:
        return self.folder / f"{key}.backstep"

    def _note(self, key: str) -> Path:
        return self.folder / f"{key}.json"

    def _keys(self) -> list[tuple[float, str]]:
        """Return the times and keys of all files, the newest first."""
        found = []
        with contextlib.suppress(OSError):
            for entry in os.scandir(self.folder):
                name = re.fullmatch(r"(\d{1,10}-[0-9a-f]{8})\.backstep", entry.name)
                if name is not None and entry.is_file(follow_symlinks=False):
                    found.append((entry.stat().st_mtime, name[1]))
        return sorted(found, reverse=True)

    def _read(self, key: str) -> dict[str, Any] | None:
        try:
            with open_ordinary(self._note(key)) as file:
                note = json.loads(file.read(_MAX_NOTE))
        except (OSError, ValueError, RecursionError):
            return None
        return note if isinstance(note, dict) else None

    def _is_held(self, note: dict[str, Any], written: float) -> bool:
        """Return whether the window of a file is still alive, as far as can be known."""
        process, begun = note.get("process"), note.get("began")
        if note.get("host") != computer():
            return time.time() - written < _OLD_SECONDS
        if isinstance(process, bool) or not isinstance(process, int):
            return False
        return is_alive(process, begun if isinstance(begun, str) else "")

    def _clear(self) -> None:
        """Remove the oldest files if there are too many, and notes without a file."""
        keys = self._keys()
        for written, key in keys[MOST_FILES:]:
            note = self._read(key)
            if note is None or not self._is_held(note, written):
                self.discard(key)
        there = {key for _, key in keys}
        for path in self.folder.glob("*.json"):
            if path.stem not in there and re.fullmatch(r"\d{1,10}-[0-9a-f]{8}", path.stem):
                note = self._read(path.stem)
                if note is None or not self._is_held(note, 0.0):
                    self.discard(path.stem)
