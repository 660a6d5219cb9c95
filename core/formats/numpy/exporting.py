"""A NumPy script: the network as a program that predicts and trains further, to learn from."""

import sys
from pathlib import Path
from typing import Any

import numpy as np

from core.errors import FileError
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.numpy.script import numpy_script
from core.formats.scripts.running import can_run, predictions_of, run_script
from core.formats.scripts.tables import names_as_numbers
from core.records import record


@EXPORTERS.register
@record
class NumpyExporter(Exporter):
    """One file that needs only NumPy: `python net.py` checks itself and trains further."""

    name = "numpy_script"
    label = "NumPy script"
    suffix = ".py"
    good_for = "For understanding it, and for continuing without Backstep."
    place = 6
    description = "NumPy script"
    carries = (
        "A readable program that contains the weights: it predicts and, for dense layers, trains "
        "further to the same numbers; small training data are included."
    )

    def check_name(self, path: Path) -> None:
        """Raise FileError if the script would hide a module that it imports."""
        if path.stem in sys.stdlib_module_names or path.stem == "numpy":
            raise FileError(
                f"a script called {path.name} would hide Python's own module {path.stem}",
                "choose another name",
            )

    def content(self, trained: Trained) -> bytes:
        """Return the source. Raises FileError for anything that the script cannot contain."""
        return numpy_script(trained).encode()

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Run the script in a separate process, on the samples and on its own check."""
        if not can_run():
            namespace: dict[str, Any] = {"__name__": path.stem}
            exec(compile(path.read_text(encoding="utf-8"), path.name, "exec"), namespace)
            with np.errstate(all="ignore"):
                return ReadBack(namespace["predict"](trained.samples), "run inside this program")
        outputs = predictions_of(path, trained.samples, names_as_numbers(trained))
        check = run_script(path)
        trained_on = "updates on:" in check.stdout
        if check.returncode and not trained_on:
            raise FileError(
                f"{path.name} was run as a check, and its own check failed",
                "export it as NPZ or ONNX, and please report this",
            )
        how = "run in a separate process"
        if check.returncode:
            how += "; trained further, it drifts away from Backstep by more than rounding"
        elif trained_on:
            how += ", also trained further"
        return ReadBack(outputs, how)
