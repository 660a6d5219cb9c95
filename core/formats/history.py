"""A loss history as a table: one row per epoch, for a spreadsheet or your own plots."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.disk.csv_text import csv_text
from core.disk.writing import check_writable
from core.errors import FileError
from core.history.book import unpacked
from core.history.figures import History, Thinned, in_order
from core.history.parts import Packed

SUFFIX = ".csv"


def history_csv(kept: History | Packed) -> bytes:
    """Return a history as CSV: epoch, update, loss, test_loss and the metrics of both parts.

    A metric over the test part is named `test_accuracy`, over a validation part, if there is one,
    `validation_accuracy`, and its loss `validation_loss`. Numbers have all their digits; unknown
    ones (no test part, a file of the first version without updates) are empty.

    With more than a million entries the first rows may stand for several epochs each: then more
    columns say for how many (`entries`, 1 for an exact row), up to which epoch and update, and the
    lowest and the highest of each figure, whose own column has the mean.
    """
    history = unpacked(kept)
    columns: dict[str, NDArray[Any]] = {
        "epoch": history.epochs.astype(np.int64),
        "update": history.updates.astype(np.int64),
        "loss": history.loss,
        "test_loss": history.test_loss,
        **in_order(history.metrics),
        **{f"test_{name}": values for name, values in in_order(history.test_metrics).items()},
    }
    if history.validation_loss.size:
        columns["validation_loss"] = history.validation_loss
    validated = in_order(history.validation_metrics).items()
    columns |= {f"validation_{name}": values for name, values in validated}
    if history.thinned is not None:
        columns = _with_spans(columns, history.thinned)
    rows = len(columns["epoch"])
    cells = [_cells(values, rows) for values in columns.values()]
    return csv_text((columns, *zip(*cells, strict=True))).encode()


def _with_spans(exact: dict[str, NDArray[Any]], thinned: Thinned) -> dict[str, NDArray[Any]]:
    """Return the columns with a row per span before the exact rows, and the spans' own columns."""
    count, rows = len(thinned), len(exact["epoch"])
    places: dict[str, NDArray[Any]] = {
        "epoch": thinned.epochs[:, 0].astype(np.int64),
        "update": thinned.updates[:, 0].astype(np.int64),
    }
    figures = {_column(name): values for name, values in in_order(thinned.figures).items()}
    columns = {}
    for name, values in exact.items():
        means = figures[name][:, 2] if name in figures else np.full(count, np.nan)
        columns[name] = np.concatenate([places.get(name, means), values])
    columns["entries"] = np.append(thinned.entries, np.ones(rows, dtype=np.int64))
    for name, ends in (("epoch", thinned.epochs), ("update", thinned.updates)):
        columns[f"last_{name}"] = np.append(ends[:, 1].astype(np.int64), exact[name])
    for name, values in figures.items():
        for number, end in enumerate(("lowest", "highest")):
            columns[f"{name}_{end}"] = np.append(values[:, number], exact[name])
    return columns


def _column(name: str) -> str:
    """Return the column of a series: `test_accuracy` for `test_metrics/accuracy`."""
    kind, _, metric = name.rpartition("/")
    return kind.removesuffix("metrics") + metric


def _cells(values: NDArray[Any], rows: int) -> list[str]:
    """Return one cell per row; rows beyond a series are empty."""
    written = [repr(value) for value in values.tolist()[:rows]]
    return written + [""] * (rows - len(written))


def check_history_path(out: Path, source: Path) -> None:
    """Raise FileError if a history cannot be written to `out`, or would replace `source`."""
    if out.suffix.lower() != SUFFIX:
        raise FileError(f"{out.name} does not end in {SUFFIX}", f"add {SUFFIX}")
    check_writable(out)
    if out.exists() and source.exists() and out.samefile(source):
        raise FileError(
            f"the history would replace the table {source.name} itself", "choose another name"
        )
