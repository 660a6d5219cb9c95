"""What a command writes may leave by standard output, as `-`.

It is written whole to a folder of its own first, checked as every file is, and then copied; what
the command tells meanwhile goes to standard error.
"""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, redirect_stdout
from pathlib import Path

from core.cli.command import cannot_print
from core.errors import FileError

STANDARD_OUTPUT = "standard-output"


@contextmanager
def departures(arguments: argparse.Namespace, writes: Mapping[str, str]) -> Iterator[None]:
    """Let a command write to files of its own where it is to write to standard output.

    `writes` are the arguments that may be `-`, each with the suffix of what is written; where that
    is empty, `arguments.format` says it. Raises FileError for what cannot leave so.
    """
    leaving = [name for name in writes if str(getattr(arguments, name, None)) == "-"]
    if not leaving:
        yield
        return
    (name,) = leaving
    out = sys.stdout
    if out is None or not hasattr(out, "buffer"):
        raise FileError("there is no standard output", "give a file")
    if out.isatty():
        raise FileError("standard output is a terminal", "send it to a file or program: … - > FILE")
    suffix = writes[name] or str(getattr(arguments, "format", ""))
    if not suffix:
        raise FileError("nothing says in which format", "give --format, as in --format npz")
    suffix = suffix if suffix.startswith(".") else f".{suffix}"
    if Path(suffix).name != suffix:
        raise FileError(f"{suffix[:40]} is no format", "give --format, as in --format npz")
    with tempfile.TemporaryDirectory(prefix="backstep-") as folder:
        path = Path(folder, f"{STANDARD_OUTPUT}{suffix}")
        setattr(arguments, name, path)
        with redirect_stdout(sys.stderr):
            yield
        made = list(Path(folder).iterdir())
        if made != [path]:
            raise FileError(
                f"{suffix} is {len(made)} files, and standard output is one", "give a file"
            )
        out.flush()
        try:
            with path.open("rb") as file:
                shutil.copyfileobj(file, out.buffer)
            out.buffer.flush()
        except BrokenPipeError:
            raise
        except OSError as error:
            raise cannot_print(error) from None
