"""The parts of a `.backstep` file: a zip whose content is limited when it is read.

Whatever is written here can be read again: parts that would shrink very much are stored
uncompressed, so every file written by the program is within the limits for reading.
"""

import zipfile
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from core.disk.bounded import damaged, safetensors_arrays, zip_members
from core.disk.json_text import check_texts, parse_json, to_json
from core.disk.writing import read_bytes

Arrays = dict[str, NDArray[Any]]

_MAX_FILE = 4 * 1024**3
_MAX_PARTS = 400
#: a larger part is stored uncompressed, and so is everything once this much was compressed
_PACK_PART = 16 * 1024**2
_PACK_ALL = 48 * 1024**2
#: the most memory for JSON: this much, plus this many times the real size of its file
_FREE_JSON = 96 * 1024**2
_MOST_JSON = 26


class PartsWriter:
    """Writes parts into a zip; the same parts give the same bytes."""

    def __init__(self, file: BinaryIO) -> None:
        self._archive = zipfile.ZipFile(file, "w")
        self._packed = 0

    def add(self, name: str, content: bytes, pack: bool = True) -> None:
        """Add a part, compressed if that is worth it."""
        info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
        pack = pack and len(content) <= _PACK_PART and self._packed + len(content) <= _PACK_ALL
        if pack:
            info.compress_type = zipfile.ZIP_DEFLATED
            self._packed += len(content)
        self._archive.writestr(info, content)

    def add_json(self, name: str, value: Any) -> None:
        """Add a part of JSON."""
        self.add_text(name, to_json(value))

    def add_text(self, name: str, text: str) -> None:
        """Add a part that is already JSON text."""
        content = text.encode()
        self.add(name, content, pack=_memory_of(content) <= _FREE_JSON)

    def add_arrays(self, name: str, arrays: Arrays, pack: bool = False) -> None:
        """Add arrays; compressing trained numbers saves hardly anything."""
        from safetensors.numpy import save

        whole = {key: np.ascontiguousarray(array) for key, array in arrays.items()}
        self.add(name, save(whole), pack)

    def close(self) -> None:
        """Write the directory at the end."""
        self._archive.close()


class Parts:
    """The parts of a file, read into memory within bounds. Raises FileError for a damaged one."""

    def __init__(self, path: Path) -> None:
        self.name = path.name
        content = read_bytes(path, _MAX_FILE)
        self._size = len(content)
        self._members = zip_members(content, path.name)
        if len(self._members) > _MAX_PARTS:
            raise damaged(path.name, "it holds too many parts")

    def __contains__(self, name: str) -> bool:
        return name in self._members

    def content(self, name: str, most: int) -> bytes | None:
        """Return a part, or None if there is none of that name; each can be taken once."""
        content = self._members.pop(name, None)
        if content is not None and len(content) > most:
            raise damaged(self.name, f"{name} would unpack to {len(content):,} bytes")
        return content

    def json(self, name: str, most: int) -> Any:
        """Return what a JSON part holds, or None if there is none."""
        content = self.content(name, most)
        if content is None:
            return None
        check_json(content, f"{self.name}: {name}", self._size)
        found = parse_json(content, f"{self.name}: {name}")
        if found is None:
            raise damaged(self.name, f"{name} holds nothing")
        check_texts(found, content, f"{self.name}: {name}")
        return found

    def arrays(self, name: str) -> Arrays | None:
        """Return the arrays of a part, as views of it, or None if there is none."""
        content = self.content(name, _MAX_FILE)
        if content is None:
            return None
        return safetensors_arrays(content, f"{self.name}: {name}")[0]


def check_json(content: bytes, name: str, size: int) -> None:
    """Raise FileError if JSON would take far more memory than its file of `size` bytes."""
    needed = _memory_of(content)
    if needed > _FREE_JSON + _MOST_JSON * size:
        raise damaged(name, f"it would take {needed / 1024**2:,.0f} MB")


def _memory_of(content: bytes) -> int:
    """Return the most memory Python needs for JSON, in bytes, roughly."""
    return (
        2 * len(content)
        + 34 * content.count(b",")
        + 30 * content.count(b'"')
        + 72 * content.count(b"[")
        + 300 * content.count(b"{")
    )
