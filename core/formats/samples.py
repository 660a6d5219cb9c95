"""The samples as a table: exactly the parts used for training and testing, with predictions.

One row per sample: its part, its inputs, its targets, and the network's prediction. In the source's
form, inputs of a table are its columns again, with missing cells filled in as for training; in the
network's form, they are one-hot and scaled.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from core.data.dataset import Dataset, Part
from core.data.reading.cells.dates import date_text
from core.data.samples import Column, Matrix, Task
from core.disk.csv_text import csv_text
from core.disk.writing import check_writable
from core.disk.xlsx_text import xlsx_bytes
from core.errors import FileError

SUFFIXES = (".csv", ".xlsx")


class Answers(Protocol):
    """A network's predictions: see core.run.makers.predicting."""

    @property
    def names(self) -> tuple[str, ...]:
        """Of the outputs."""

    @property
    def outputs(self) -> Any:
        """In original units (m, outputs)."""

    @property
    def classes(self) -> tuple[str, ...]:
        """Names of the classes; none for a regression."""

    @property
    def chosen(self) -> Any:
        """Numbers of the classes (m,) or (m, outputs); None for a regression."""


def check_samples_path(path: Path) -> None:
    """Raise FileError if samples cannot be written to a file."""
    if path.suffix.lower() not in SUFFIXES:
        raise FileError(f"{path.name}: samples are written as CSV or XLSX", "use the suffix .csv")
    check_writable(path)


def samples_bytes(
    suffix: str, dataset: Dataset, answers: dict[str, Answers], scaled: bool = False
) -> bytes:
    """Return the samples of every part as CSV or XLSX; `answers` are by part, or empty.

    Raises SizeError for more than a spreadsheet can hold.
    """
    rows = samples_rows(dataset, answers, scaled)
    return xlsx_bytes(rows) if suffix.lower() == ".xlsx" else csv_text(rows).encode()


def samples_rows(
    dataset: Dataset, answers: dict[str, Answers], scaled: bool = False
) -> Iterator[list[Any]]:
    """Yield the header, then a row for every sample."""
    begun = False
    for name, part in dataset.parts.items():
        head, columns = _of_inputs(dataset, part, scaled)
        more, targets = _of_targets(dataset, part, scaled)
        said, told = _of_answers(dataset, answers.get(name))
        if not begun:
            begun = True
            yield ["part", *head, *more, *said]
        for cells in zip(*columns, *targets, *told, strict=True):
            yield [name, *cells]


def _of_inputs(dataset: Dataset, part: Part, scaled: bool) -> tuple[list[str], list[list[Any]]]:
    if scaled:
        return list(dataset.input_names), part.inputs.T.tolist()
    columns = dataset.columns or tuple(Column(name) for name in dataset.raw_names)
    cells, at = [], 0
    for column in columns:
        width = len(column.input_names())
        cells.append(_as_in_the_table(column, part.raw_inputs[:, at : at + width]))
        at += width
    return [column.name for column in columns], cells


def _as_in_the_table(column: Column, values: Matrix) -> list[Any]:
    """Return the cells (m,) of a column whose inputs are (m, k)."""
    if column.is_one_hot:
        places = values.argmax(axis=1).tolist()
        return [column.categories[place] for place in places]
    numbers: list[Any] = values[:, 0].tolist()
    if column.categories:
        # a value filled in with a mean is between the two
        names = dict(enumerate(column.categories))
        return [names.get(number, number) for number in numbers]
    if column.kind == "date":
        return [date_text(column.origin + number) for number in numbers]
    return numbers


def _of_targets(dataset: Dataset, part: Part, scaled: bool) -> tuple[list[str], list[list[Any]]]:
    names = list(dataset.target_names)
    if scaled:
        return [f"target {name}" for name in names], part.targets.T.tolist()
    targets = part.original_targets
    if dataset.task is Task.REGRESSION or not dataset.classes:
        return names, targets.T.tolist()
    if dataset.task is Task.CLASSES:
        chosen = targets.argmax(axis=1).tolist()
        return ["target"], [[dataset.classes[k] for k in chosen]]
    return names, [[dataset.classes[int(k)] for k in column] for column in targets.T.tolist()]


def _of_answers(dataset: Dataset, answers: Answers | None) -> tuple[list[str], list[list[Any]]]:
    if answers is None:
        return [], []
    outputs = answers.outputs.T.tolist()
    if answers.chosen is None:
        return [f"predicted {name}" for name in answers.names], outputs
    told = answers.chosen.T if np.ndim(answers.chosen) == 2 else [answers.chosen]
    heads = [f"predicted {name}" for name in answers.names] if len(told) > 1 else ["predicted"]
    words = [[answers.classes[k] if k >= 0 else "" for k in column.tolist()] for column in told]
    return [*heads, *(f"output {name}" for name in answers.names)], [*words, *outputs]
