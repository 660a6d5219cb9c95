"""Reading apart: a file that needs a third-party library is read in a separate process.

On a damaged or malicious file such a library may crash the program, run for ever or use up all
memory. In a child with limits on memory and time, only the child ends. Its findings come back as
bounded lines of JSON, never as pickle: a hijacked child cannot run anything here.
"""

import json
import queue
import re
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from core.disk.child import READ_APART
from core.disk.processes import memory_of
from core.disk.writing import open_ordinary
from core.errors import FileError, UserError
from core.records import Record

#: called often with the progress of reading, 0 to 1; raising from it ends the reading
Watch = Callable[[float], None]

#: seconds between two checks of the child, and of its memory if that check is costly
_LOOK = 0.02
_LOOK_AT_MEMORY = 0.2
#: the most lines that wait to be taken
_AHEAD = 16
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
_START = (
    "import sys; sys.path[:] = sys.argv.pop(1).split('\\n'); "
    "from core.disk.child import serve; serve(*sys.argv[1:])"
)


class Limits(Record):
    """What a child may use: bytes of memory, seconds, bytes handed over, and bytes per line."""

    memory: int = 2 * 1024**3
    seconds: float = 60.0
    output: int = 256 * 1024**2
    line: int = 16 * 1024**2


def unwatched(_share: float) -> None:
    """Let reading continue, whatever its progress."""


def read_apart(
    path: Path,
    reader: str,
    arguments: Mapping[str, Any],
    *,
    refuse: Callable[[str], UserError],
    limits: Limits,
    watch: Watch = unwatched,
) -> Iterator[Any]:
    """Yield what a reader (`module:function`) finds in a file, as plain JSON values.

    The reader is called in the child with the open file, a function that takes its progress, and
    the arguments. Its UserErrors are raised here as FileErrors; any other failure is passed as a
    phrase to `refuse`, which makes an error of it. The pieces come from an untrusted process, so
    the caller must check them.
    """
    try:
        file = open_ordinary(path)
    except OSError as error:
        raise FileError(f"{path.name} cannot be read ({error.strerror})", "check it") from None
    order = {
        "arguments": dict(arguments),
        "memory": limits.memory if system_bounds_memory() else 0,
        "seconds": limits.seconds,
    }
    with file, _Child(file, reader, json.dumps(order), limits) as child:
        share = 0.0
        for line in child.lines(refuse):
            match line:
                case ["share", float(share)] | ["share", int(share)]:
                    pass
                case ["item", item]:
                    yield item
                case ["error", str(message), str(hint)]:
                    raise FileError(message, hint)
                case ["failed", str(why)]:
                    raise refuse(why)
                case ["memory"]:
                    raise refuse(_memory_words(limits))
                case ["end"]:
                    return
                case None:
                    pass
                case _:
                    raise refuse("")
            watch(min(max(share, 0.0), 1.0))
        raise refuse(
            "reading it stopped suddenly: it is damaged, or needs more than "
            f"{limits.memory / 1024**2:,.0f} MB of memory"
        )


def system_bounds_memory() -> bool:
    """Return whether the system enforces a memory limit; if not, the child is watched."""
    return sys.platform.startswith("linux")


def _memory_words(limits: Limits) -> str:
    return f"reading it takes more than {limits.memory / 1024**2:,.0f} MB of memory"


def child_command(reader: str, order: str) -> list[str]:
    """Return the command that starts the child: this Python, or the frozen program itself."""
    if getattr(sys, "frozen", False):
        return [sys.executable, READ_APART, reader, order]
    root = str(Path(__file__).resolve().parents[2])
    # imported from where this process imports it, but never from the current folder
    places = [root, *(place for place in sys.path if place and place != root)]
    return [sys.executable, "-I", "-S", "-c", _START, "\n".join(places), reader, order]


class _Child:
    """A running child, always ended; its lines come through a thread and a short queue."""

    def __init__(self, file: BinaryIO, reader: str, order: str, limits: Limits) -> None:
        import subprocess  # most files are read without

        self._limits = limits
        self._end = time.monotonic() + limits.seconds
        self._next_look = 0.0
        try:
            self._process = subprocess.Popen(
                child_command(reader, order),
                stdin=file,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # Ctrl+C is for the parent only
                start_new_session=True,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise FileError(
                f"no process could be started to read the file: {error.strerror or error}",
                "close other programs, or save the table as CSV",
            ) from None
        self._queue: queue.Queue[bytes] = queue.Queue(_AHEAD)
        self._pump = threading.Thread(target=self._carry, name="reading apart", daemon=True)
        self._pump.start()

    def __enter__(self) -> "_Child":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        while self._queue.get():
            pass
        self._pump.join()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _carry(self) -> None:
        stream = self._process.stdout
        assert stream is not None
        try:
            while line := stream.readline(self._limits.line):
                self._queue.put(line)
        finally:
            self._queue.put(b"")

    def lines(self, refuse: Callable[[str], UserError]) -> Iterator[Any]:
        """Yield what the child sends, None while it is silent; end when the child has ended."""
        said = 0
        while True:
            try:
                line = self._queue.get(timeout=_LOOK)
            except queue.Empty:
                line = None
            if line == b"":
                # leave room for the end marker
                self._queue.put(b"")
                return
            self._look(refuse)
            if line is None:
                yield None
                continue
            said += len(line)
            if said > self._limits.output or not line.endswith(b"\n"):
                raise refuse("it holds too much text")
            yield _parsed(line, refuse)

    def _look(self, refuse: Callable[[str], UserError]) -> None:
        """Raise if the child has taken too long or, if its memory is watched, too much of it."""
        now = time.monotonic()
        if now > self._end:
            raise refuse(f"reading it takes more than {self._limits.seconds:.0f} seconds")
        if now > self._next_look and not system_bounds_memory():
            self._next_look = now + _LOOK_AT_MEMORY
            if memory_of(self._process.pid) > self._limits.memory:
                raise refuse(_memory_words(self._limits))


def _parsed(line: bytes, refuse: Callable[[str], UserError]) -> Any:
    """Return the JSON of a line, all of whose strings can be encoded as UTF-8."""
    try:
        found = json.loads(line)
        if _SURROGATE.search(line):
            json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        raise refuse("") from None
    return found
