"""A loss history as a table: one row an epoch, for a spreadsheet or a plot of one's own."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.disk.csv_text import csv_text
from core.disk.writing import check_writable
from core.errors import FileError
from core.pictures.snapshot import History

SUFFIX = ".csv"


def history_csv(history: History) -> bytes:
    """Return a history as CSV: epoch, update, loss, test_loss and the metrics of both parts.

    A metric over the test part is named `test_accuracy`. Numbers have all their digits; what is
    not known (no test part, a file of the first version without updates) is empty.
    """
    columns: dict[str, NDArray[Any]] = {
        "epoch": history.epochs.astype(np.int64),
        "update": history.updates.astype(np.int64),
        "loss": history.loss,
        "test_loss": history.test_loss,
        **history.metrics,
        **{f"test_{name}": values for name, values in history.test_metrics.items()},
    }
    rows = len(history.epochs)
    cells = [_cells(values, rows) for values in columns.values()]
    return csv_text((columns, *zip(*cells, strict=True))).encode()


def _cells(values: NDArray[Any], rows: int) -> list[str]:
    """Return one cell a row; those that a series does not reach are empty."""
    written = [repr(value) for value in values.tolist()[:rows]]
    return written + [""] * (rows - len(written))


def check_history_path(out: Path, source: Path) -> None:
    """Raise FileError where a history cannot be written to `out`, or would replace `source`."""
    if out.suffix.lower() != SUFFIX:
        raise FileError(f"{out.name} does not end in {SUFFIX}", f"add {SUFFIX}")
    check_writable(out)
    if out.exists() and source.exists() and out.samefile(source):
        raise FileError(
            f"the history would replace the table {source.name} itself", "choose another name"
        )
