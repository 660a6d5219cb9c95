"""The child's side of reading apart: it limits itself, reads, and sends the result as JSON.

A line is a list: ["share", the progress], ["item", a piece of what was read], ["error", message,
hint] for a UserError, ["failed", why] for any other fault, ["memory"], or ["end"]. Only what the
reader needs is imported here: neither NumPy nor a window.
"""

import json
import os
import signal
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any, NoReturn

from core.errors import UserError

#: the hidden first argument that makes a frozen program its own child
READ_APART = "--read-apart"

#: a reader: it takes an open file, a function for its progress, and arguments, and yields pieces
Reader = Callable[..., Iterator[Any]]

#: seconds of computing beyond its time limit after which the system ends a child
_GRACE = 5


def serve(reader: str, order: str) -> NoReturn:
    """Read standard input with a reader (`module:function`); ends the process.

    `order` is JSON: the reader's `arguments`, `memory` in bytes (0: not bounded here), `seconds`.
    """
    out = os.fdopen(os.dup(1), "wb")
    # whatever a library prints must not be mixed into the lines
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    told = json.loads(order)
    _end_with_parent()
    _bound(told["memory"], told["seconds"])

    def say(*line: Any) -> None:
        out.write(json.dumps(line, ensure_ascii=False).encode("utf-8", "replace") + b"\n")
        out.flush()

    try:
        with open(0, "rb", closefd=False) as file:
            module, _, name = reader.partition(":")
            found: Reader = getattr(import_module(module), name)
            for item in found(file, lambda share: say("share", share), **told["arguments"]):
                say("item", item)
        say("end")
    except UserError as error:
        say("error", error.message, error.hint)
    except MemoryError:
        say("memory")
    except Exception as error:
        say("failed", str(error)[:200])
    except BaseException:  # a fault in Rust, whose message is for its authors
        say("failed", "it is damaged")
    # skip any cleaning up: memory goes with the process
    os._exit(0)


def _end_with_parent() -> None:
    """Have Linux end this process when the thread that started it ends, for whatever reason.

    Elsewhere it ends at its next output, as nobody is listening any more.
    """
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    parent = os.getppid()
    try:
        # PR_SET_PDEATHSIG of linux/prctl.h
        ctypes.CDLL(None).prctl(1, signal.SIGKILL, 0, 0, 0)
    except (OSError, AttributeError):  # a C library without it
        return
    if os.getppid() != parent:
        os._exit(1)  # the parent ended in the meantime


def _bound(memory: int, seconds: float) -> None:
    """Have the system limit this process's memory and time; no files, no core dump."""
    try:
        import resource
    except ImportError:  # Windows: the parent watches it
        return
    bounds = [
        (resource.RLIMIT_CPU, int(seconds) + _GRACE),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ]
    if memory:
        bounds.append((resource.RLIMIT_AS, memory))
    for kind, most in bounds:
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):  # the limit is lower already, or unknown here
            continue
