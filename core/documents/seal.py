"""A seal: identifies the content of a file, so that a change from outside is noticed."""

import hashlib
import os
import re
from pathlib import Path

from core.disk.writing import open_ordinary
from core.records import Record

_PIECE = 64 * 1024
_LINE = re.compile(r"(\d{1,20}) (-?\d{1,20}) (\d{1,20}) ([0-9a-f]{32})", re.ASCII)


class Seal(Record):
    """Size, time and place of a file, and a digest of its beginning and end.

    The end of a `.backstep` file is its directory, with a checksum of every part.
    """

    size: int
    time: int
    inode: int
    digest: bytes

    def to_text(self) -> str:
        """Return it as a line of text, for a note."""
        return f"{self.size} {self.time} {self.inode} {self.digest.hex()}"

    @classmethod
    def from_text(cls, text: object) -> "Seal | None":
        """Return the seal in a line of text, or None if it is not one."""
        found = _LINE.fullmatch(text) if isinstance(text, str) else None
        if found is None:
            return None
        size, time, inode = (int(found[k]) for k in (1, 2, 3))
        return cls(size, time, inode, bytes.fromhex(found[4]))


def seal(path: Path) -> Seal | None:
    """Return the seal of a file in its present state, or None if it cannot be read."""
    try:
        with open_ordinary(path) as file:
            stat = os.fstat(file.fileno())
            digest = hashlib.blake2b(file.read(_PIECE), digest_size=16)
            file.seek(max(0, stat.st_size - _PIECE))
            digest.update(file.read(_PIECE))
    except OSError:
        return None
    return Seal(stat.st_size, stat.st_mtime_ns, stat.st_ino, digest.digest())


def changed(path: Path, known: Seal | None) -> bool:
    """Return whether the content at a path has changed since it was sealed.

    A file that is gone has not changed: nothing would be lost by writing it again. A file where
    there was none before (`known` is None) counts as changed.
    """
    try:
        stat = os.stat(path)
    except OSError:
        return False
    if known is None:
        return True
    if (stat.st_size, stat.st_mtime_ns, stat.st_ino) == (known.size, known.time, known.inode):
        return False
    now = seal(path)
    return now is not None and (now.size, now.digest) != (known.size, known.digest)
