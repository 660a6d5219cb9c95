"""Running an exported script in a separate process, and reading its predictions."""

import csv
import io
import os
import runpy
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import FileError
from core.resources import is_frozen

Array = NDArray[np.floating[Any]]

_SECONDS = 60.0

#: the hidden first argument with which a frozen program, which is its own Python, runs a script
RUN_SCRIPT = "--run-script"


def can_run() -> bool:
    """Return whether there is a Python to run scripts with; an embedded one cannot."""
    return bool(sys.executable)


def serve(path: str, *arguments: str) -> None:
    """Run a script as Python would: the frozen program's side of `run_script`."""
    sys.argv[:] = [path, *arguments]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")
    runpy.run_path(path, run_name="__main__")


def _python() -> list[str]:
    """Return the command that runs a script in isolation, without the script."""
    if is_frozen():
        return [sys.executable, RUN_SCRIPT]
    return [sys.executable, "-I", "-X", "utf8"]


def run_script(path: Path, *arguments: str, python: str = "") -> subprocess.CompletedProcess[str]:
    """Run a script in isolation from the person's Python settings and from this program.

    Raises FileError if it does not end within a minute.
    """
    kept = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "TEMP", "TMP", "OPENBLAS_NUM_THREADS")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    try:
        return subprocess.run(
            [*([python, "-I", "-X", "utf8"] if python else _python()), str(path), *arguments],
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=environment,
            cwd=path.parent,
            timeout=_SECONDS,
            check=False,
            # on Windows, no console window flashes up
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except subprocess.TimeoutExpired:
        raise FileError(
            f"{path.name} was run as a check and did not end within {_SECONDS:.0f} seconds",
            "export it as NPZ or ONNX",
        ) from None


def predictions_of(
    path: Path, samples: Array, names: Sequence[str], *arguments: str, python: str = ""
) -> Array:
    """Return the outputs that a script prints for a table of samples, without its classes.

    `names` are the header of the table, as in `tables.names_as_numbers`.

    Raises FileError if it fails.
    """
    table = path.with_name("samples.csv")
    with table.open("w", encoding="utf-8", newline="") as file:
        # all quoted: a carriage return in a name would end the line otherwise
        csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(names)
        np.savetxt(file, samples, delimiter=",", fmt="%.17g")
    result = run_script(path, str(table), *arguments, python=python)
    if result.returncode:
        last = (result.stderr.strip().splitlines() or ["it printed no message"])[-1]
        raise FileError(
            f"{path.name} was run as a check and failed: {last[:200]}",
            "export it as NPZ or ONNX, and please report this",
        )
    head, *rows = list(csv.reader(io.StringIO(result.stdout)))
    told = sum(name == "predicted" or name.startswith("predicted ") for name in head)
    skipped = told if len(head) > told else 0
    return np.array([[float(cell) for cell in row[skipped:]] for row in rows])
