"""A NumPy script: the network as a program that predicts and trains on, to be learned from."""

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import FileError
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.numpy.script import numpy_script
from core.formats.scripts.running import can_run, predictions_of, run_script


@EXPORTERS.register
@dataclass(frozen=True)
class NumpyExporter(Exporter):
    """One file that needs NumPy and nothing else: `python net.py` checks itself and trains on."""

    name = "numpy_script"
    label = "NumPy script"
    suffix = ".py"
    good_for = "For understanding it, and for going on without Backstep."
    place = 6
    description = "NumPy script"
    carries = (
        "A readable program with the weights in it: it predicts and, for dense layers, trains on "
        "to the same numbers; small training data go along."
    )

    def check_name(self, path: Path) -> None:
        """Raise FileError where the script would stand in for a module that it imports."""
        if path.stem in sys.stdlib_module_names or path.stem == "numpy":
            raise FileError(
                f"a script called {path.name} would be taken for Python's own module {path.stem}",
                "choose another name",
            )

    def content(self, trained: Trained) -> bytes:
        """Return the source. Raises FileError for what cannot be written as such a script."""
        return numpy_script(trained).encode()

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Run the script in a process of its own, on the samples and on its own check."""
        if not can_run():
            namespace: dict[str, Any] = {"__name__": path.stem}
            exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), namespace)
            with np.errstate(all="ignore"):
                return ReadBack(namespace["predict"](trained.samples), "run inside this program")
        outputs = predictions_of(path, trained.samples)
        check = run_script(path)
        trained_on = "updates on:" in check.stdout
        if check.returncode and not trained_on:
            raise FileError(
                f"{path.name} was run as a check, and its own check failed",
                "export it as NPZ or ONNX, and please report this",
            )
        how = "run in a process of its own"
        if check.returncode:
            how += "; trained on, it drifts away from Backstep by more than rounding"
        elif trained_on:
            how += ", also trained on"
        return ReadBack(outputs, how)
