"""The player: the C library that plays tapes, found for this platform and checked by its hash.

If there is none, or it is not the one that was built, there is no player and the phases run.
"""

import ctypes
import hashlib
import platform
import sys
from functools import cache
from pathlib import Path
from types import MappingProxyType

from core.resources import resource_path
from core.training.tape.loops import Unplayable, is_layout_known
from core.training.tape.writing import Tape

VERSION = 1
_ENDINGS = MappingProxyType({"linux": "so", "darwin": "dylib", "win32": "dll"})
_MACHINES = MappingProxyType(
    {"x86_64": "x86_64", "amd64": "x86_64", "aarch64": "aarch64", "arm64": "aarch64"}
)

_address, _count = ctypes.c_void_p, ctypes.c_longlong


class PlayedTape(ctypes.Structure):
    """A tape in the library's form; `tape` in resources/native/player.c."""

    _fields_ = (
        ("ops", _address),
        ("count", _count),
        ("batch", _address),
        ("size", _count),
        ("loss", _address),
    )


class Slice(ctypes.Structure):
    """What is played at once; `slice` in resources/native/player.c."""

    _fields_ = (
        ("whole", PlayedTape),
        ("rest", PlayedTape),
        ("figures", PlayedTape),
        ("cells", _address),
        ("cell_count", _count),
        ("found", _address),
        ("rows", _address),
        ("row_bytes", _count),
        ("samples", _count),
        ("order", _address),
        ("shuffle", _address),
        ("numbers", _address),
        ("number_cells", _address),
        ("number_bytes", _count),
        ("updates", _count),
        ("cursor", _count),
        ("drawn", _count),
        ("epochs", _count),
        ("wrong", _count),
    )


class Player:
    """The loaded library. Its calls do not hold the interpreter's lock."""

    def __init__(self, path: Path) -> None:
        """Load it. Raises OSError if that is not possible, Unplayable for another version."""
        library = ctypes.CDLL(str(path))
        version, self._run, self._play = (
            getattr(library, f"backstep_{name}") for name in ("player_version", "run", "play")
        )
        version.restype = self._play.restype = _count
        self._run.argtypes, self._run.restype = (_address, _count), None
        self._play.argtypes = (ctypes.POINTER(Slice),)
        if version() != VERSION:
            raise Unplayable("the player's library has another version")

    def run(self, tape: Tape) -> None:
        """Play a tape once."""
        self._run(tape.address, len(tape))

    def play(self, part: Slice) -> int:
        """Play updates; return how many were done before a loss that is not finite, or all."""
        return int(self._play(ctypes.byref(part)))


def library_name(system: str, machine: str) -> str | None:
    """Return the name of a platform's library, None if none is built for it."""
    ending, kind = _ENDINGS.get(system), _MACHINES.get(machine.lower())
    if ending is None or kind is None:
        return None
    return f"player-{system}-{kind}.{ending}"


def load(folder: Path, name: str | None) -> Player:
    """Return the player of a library in a folder. Raises Unplayable, which says why not."""
    if name is None:
        raise Unplayable("there is no player for this platform")
    if not is_layout_known():
        raise Unplayable("this interpreter stores its objects differently")
    path = folder / name
    try:
        lines = (folder / "hashes.txt").read_text(encoding="ascii").splitlines()
        hashes = {built: value for value, built in (line.split() for line in lines)}
        found = hashlib.sha256(path.read_bytes()).hexdigest()
    except (OSError, ValueError):
        raise Unplayable("the player's library for this platform is missing") from None
    if hashes.get(name) != found:
        raise Unplayable("the player's library is not the one that was built")
    try:
        return Player(path)
    except (OSError, AttributeError):
        raise Unplayable("the player's library cannot be loaded") from None


@cache
def player() -> Player:
    """Return the player of this machine. Raises Unplayable, which says why there is none."""
    return load(resource_path("native"), library_name(sys.platform, platform.machine()))
