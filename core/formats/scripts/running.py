"""Running an exported script in a process of its own, and reading what it predicts."""

import csv
import io
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import FileError

Array = NDArray[np.floating[Any]]

_SECONDS = 60.0


def can_run() -> bool:
    """Return whether there is a Python to run scripts with: a packaged program has none."""
    return bool(sys.executable) and not getattr(sys, "frozen", False)


def run_script(path: Path, *arguments: str, python: str = "") -> subprocess.CompletedProcess[str]:
    """Run a script alone: no settings of the person's Python, nothing of this program's.

    Raises FileError where it does not end in a minute.
    """
    kept = ("SYSTEMROOT", "PATH", "LD_LIBRARY_PATH", "TEMP", "TMP", "OPENBLAS_NUM_THREADS")
    environment = {name: os.environ[name] for name in kept if name in os.environ}
    try:
        return subprocess.run(
            [python or sys.executable, "-I", "-X", "utf8", str(path), *arguments],
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


def predictions_of(path: Path, samples: Array, *arguments: str, python: str = "") -> Array:
    """Return what a script prints for a table of samples, without its classes.

    Raises FileError where it fails.
    """
    table = path.with_name("samples.csv")
    np.savetxt(table, samples, delimiter=",", fmt="%.17g")
    result = run_script(path, str(table), *arguments, python=python)
    if result.returncode:
        last = (result.stderr.strip().splitlines() or ["it says nothing"])[-1]
        raise FileError(
            f"{path.name} was run as a check and failed: {last[:200]}",
            "export it as NPZ or ONNX, and please report this",
        )
    head, *rows = list(csv.reader(io.StringIO(result.stdout)))
    told = sum(name == "predicted" or name.startswith("predicted ") for name in head)
    skipped = told if len(head) > told else 0
    return np.array([[float(cell) for cell in row[skipped:]] for row in rows])
