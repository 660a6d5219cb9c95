"""CSV: a zip of tables, one per matrix, for spreadsheets and programs that read nothing else."""

import csv
import io
import json
import zipfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Scaling
from core.disk.csv_text import csv_text
from core.disk.json_text import to_json
from core.formats.checking.plain_forward import Array, ReadNetwork, layers_by_name
from core.formats.checking.verification import ReadBack
from core.formats.exporters import EXPORTERS, Exporter, Trained
from core.records import record
from core.words import plain

_README = """{name}: a network trained by Backstep ({epochs}, {updates}).

layers.csv       the layers in order, and the folder with the arrays of each
NAME/weight.csv  a row for every input, a column for every neuron; no header
NAME/bias.csv    one row, a number for every neuron
inputs.csv       the inputs of the network; scaled = (input - offset) * factor
targets.csv      the outputs; output = scaled / factor + offset (factor 0: output = offset)
classes.csv      the names of the classes in the order of their numbers; empty for a regression
project.json     everything else: features, activations and their parameters, options of training

Z = A @ weight + bias, then the activation; dropout does nothing in prediction, and a batch_norm
layer gives (A - running_mean) / sqrt(running_variance + epsilon) * scale + shift.
Numbers have a point, columns a comma, texts are UTF-8. The threshold between two classes is
{threshold}. A text that begins like a formula (= + - @) has an apostrophe in front: no spreadsheet
runs it.
"""


@EXPORTERS.register
@record
class CsvExporter(Exporter):
    """A zip in which `dense_0/weight.csv` is a matrix (inputs, units), and so on.

    `numpy.loadtxt(…, delimiter=",", ndmin=2)` and every spreadsheet can read it; all digits are
    kept.
    """

    name = "csv"
    label = "tables (CSV in a zip)"
    suffix = ".zip"
    good_for = "For spreadsheets: every table opens in a spreadsheet program."
    place = 3
    description = "CSV tables in a zip"
    carries = (
        "One table per matrix, tables of the layers, of the names and scaling of inputs and "
        "targets, and of the classes, and the project as JSON text."
    )

    def content(self, trained: Trained) -> bytes:
        """Return the archive; the same network gives the same bytes."""
        project, dataset = trained.project, trained.dataset
        folders = {layer.layer: layer.name for layer in trained.layers}
        files = {
            "README.txt": _README.format(
                name=plain(project.name),
                epochs=trained.epochs,
                updates=trained.updates,
                threshold=trained.threshold,
            ),
            "layers.csv": _table(
                ("layer", "kind", "folder", "parameters"),
                (
                    (i, layer.name, folders.get(i, ""), to_json(layer.write()))
                    for i, layer in enumerate(project.layers)
                ),
            ),
        }
        for layer in trained.layers:
            for name, array in layer.arrays.items():
                files[f"{layer.name}/{name}.csv"] = _table(None, _texts(_matrix(array)))
        files["inputs.csv"] = _scaling_table(dataset.input_names, dataset.input_scaling)
        files["targets.csv"] = _scaling_table(dataset.target_names, dataset.target_scaling)
        files["classes.csv"] = _table(("class",), ((name,) for name in dataset.classes))
        files["project.json"] = to_json(project.to_json(), indent=1)
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            for name, text in files.items():
                info = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
                info.compress_type = zipfile.ZIP_DEFLATED
                archive.writestr(info, text.encode())
        return buffer.getvalue()

    def read_back(self, path: Path, trained: Trained) -> ReadBack:
        """Read the tables with NumPy and go forward in plain NumPy."""
        arrays: dict[str, Array] = {}
        with zipfile.ZipFile(path) as archive:
            project = json.loads(archive.read("project.json"))
            for name in archive.namelist():
                if "/" in name:
                    matrix = np.loadtxt(io.BytesIO(archive.read(name)), delimiter=",", ndmin=2)
                    key = name.removesuffix(".csv")
                    one_row = len(matrix) == 1 and not key.endswith("/weight")
                    arrays[key] = matrix[0] if one_row else matrix
            scalings = [
                _read_scaling(archive.read(f"{name}.csv")) for name in ("inputs", "targets")
            ]
        network = ReadNetwork(
            layers_by_name(project["layers"], arrays), project["data"]["features"], *scalings
        )
        return network.read_back(trained.samples, "the tables read back by NumPy")


def _matrix(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array as a table: if it has more than two axes, all but the first are joined."""
    return np.atleast_2d(array) if array.ndim < 3 else array.reshape(len(array), -1)


def _texts(matrix: NDArray[Any]) -> Iterable[list[str]]:
    return ([repr(float(value)) for value in row] for row in matrix)


def _table(head: Sequence[str] | None, rows: Iterable[Sequence[Any]]) -> str:
    return csv_text(rows if head is None else (head, *rows))


def _scaling_table(names: Sequence[str], scaling: Scaling) -> str:
    numbers = _texts(np.column_stack([scaling.offset, scaling.factor]))
    rows = ([name, *pair] for name, pair in zip(names, numbers, strict=True))
    return _table(("name", "offset", "factor"), rows)


def _read_scaling(content: bytes) -> tuple[Array, Array]:
    rows = list(csv.reader(io.StringIO(content.decode(), newline="")))[1:]
    return np.array([float(row[1]) for row in rows]), np.array([float(row[2]) for row in rows])
