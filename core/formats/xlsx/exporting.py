"""An Excel workbook: one update as live formulas, a cell for every number."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import FileError
from core.formats.checking.plain_forward import ReadNetwork
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.formats.scripts.text import plain_text
from core.formats.xlsx.network import workbook
from core.formats.xlsx.package import package
from core.formats.xlsx.recalculating import Workbook
from core.records import record

Array = NDArray[np.floating[Any]]

#: how far predictions after the update may differ, relative to their size
_LATER = 1e-8
_LATER_FLOAT32 = 1e-3


@EXPORTERS.register
@record
class ExcelExporter(Exporter):
    """Sheets for the start, forward, backward and the update of the next batch."""

    name = "excel"
    label = "Excel workbook"
    suffix = ".xlsx"
    description = "Excel workbook"
    carries = (
        "The next update as live formulas, a cell for every number: forward pass, loss, and for "
        "dense layers the backward pass and the optimizer's step."
    )
    good_for = "For seeing in a spreadsheet how one number follows from another."
    place = 11

    def content(self, trained: Trained) -> bytes:
        """Return the workbook. Raises FileError for parts without formulas, or with too many."""
        return package(workbook(trained), plain_text(trained.project.name) or "A network")

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Recalculate all formulas, with the samples in place of the batch."""
        how = "formulas recalculated"
        after = Workbook(path)
        if "net.L" in after:
            after.table("net.L")
        if "net.eta" in after:
            found, later = _after(after, trained)
            if later is not None:
                allowed = _LATER_FLOAT32 if trained.precision == "float32" else _LATER
                apart = float(np.max(np.abs(found - later)))
                if apart <= allowed * max(1.0, float(np.max(np.abs(later)))):
                    how += ", the update too"
                else:
                    how += "; the update drifts away from Backstep's by more than rounding"
        return ReadBack(predicted(Workbook(path), trained.samples), how)


def predicted(book: Workbook, samples: Array) -> Array:
    """Return a workbook's predictions (m, outputs) for raw inputs (m, raw) put in its cells."""
    size = len(book.table("net.inputs"))
    batches = -(-len(samples) // size)
    rows = np.arange(batches * size) % len(samples)
    # (batches, size, raw) as (size, raw, batches): all batches at once
    given = samples[rows].reshape(batches, size, -1).transpose(1, 2, 0)
    book.set("net.inputs", np.ascontiguousarray(given))
    found = book.table("net.predictions")
    if found.ndim == 2:  # they do not depend on the inputs
        found = np.repeat(found[:, :, None], batches, axis=2)
    outputs = found.transpose(2, 0, 1).reshape(batches * size, -1)
    return np.ascontiguousarray(outputs[: len(samples)])


def _after(book: Workbook, trained: Trained) -> tuple[Array, Array | None]:
    """Return predictions after the update, by the workbook and by Backstep."""
    if trained.later is None:
        raise FileError("Excel workbook: an update without its training", "please report this")
    plain = trained.plain()
    layers = []
    for n, (described, arrays) in enumerate(plain.layers, start=1):
        short = {"weight": "W", "bias": "b"}
        made = {
            key: book.table(f"net.{short[key]}{n}.after").reshape(array.shape)
            for key, array in arrays.items()
        }
        layers.append((described, made))
    updated = ReadNetwork(layers, plain.features, plain.inputs, plain.targets)
    return updated.predict(trained.samples, np.float64), trained.later(1, trained.samples)
