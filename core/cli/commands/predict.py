"""`predict`: apply a trained network to a table."""

import argparse
import io
import math
import sys
import tempfile
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np

from core.cli.command import OK, Command
from core.cli.opening import add_file, opening
from core.data.reading.describing import listed
from core.disk.csv_text import csv_text
from core.disk.writing import check_writable, write_with
from core.errors import FileError, UserError
from core.resources import program
from core.run.alone import Alone
from core.run.answers import Answer
from core.run.commands import PredictTable
from core.run.makers.predicting import Predictions
from core.words import plain_lines

#: bytes that are kept in memory before they are shown
_IN_MEMORY = 2**22


def _threshold(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a threshold")
    return value


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("table", type=Path, metavar="TABLE")
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="write here, not to the screen")
    parser.add_argument("--proba", action="store_true", help="the probability of every class")
    parser.add_argument(
        "--threshold", type=_threshold, metavar="T", help="the second of two classes above it"
    )


def predict(arguments: argparse.Namespace) -> int:
    """Write one row of predictions for every row of a table, piece by piece."""
    if arguments.out is not None:
        check_writable(arguments.out)
    alone = Alone()
    alone.do(opening(arguments))
    if not alone.run.is_trained():
        raise FileError(
            f"{arguments.file.name} holds no trained weights",
            f"train it first: {program()} train FILE --epochs 100 --save OUT.backstep",
        )
    writing = _Writing(arguments.proba)

    def write(file: BinaryIO | IO[bytes]) -> None:
        def hear(answer: Answer) -> None:
            if answer.news == "predicted":
                file.write(writing.text(answer.values[0]).encode())

        alone.do(PredictTable(arguments.table, arguments.threshold), listen=hear)

    if arguments.out is not None:
        write_with(arguments.out, write)
    else:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            write(file)
            file.seek(0)
            for line in io.TextIOWrapper(file, "utf-8", newline=""):
                sys.stdout.write(plain_lines(line) if sys.stdout.isatty() else line)
    for note in writing.notes():
        sys.stderr.write(plain_lines(note) + "\n")
    return OK


class _Writing:
    """Makes CSV of predictions, and counts what could not be predicted."""

    def __init__(self, probabilities: bool) -> None:
        self._probabilities = probabilities
        self._begun = False
        self._empty = 0
        self._surplus: tuple[str, ...] = ()

    def text(self, found: Predictions) -> str:
        """Return the rows of a piece, the head above the first one."""
        self._surplus = found.surplus
        empty = np.isnan(found.outputs).all(axis=1)
        self._empty += int(empty.sum())
        head, columns = self._columns(found)
        rows: list[list[Any]] = [] if self._begun else [head]
        self._begun = True
        for gone, *cells in zip(empty.tolist(), *columns, strict=True):
            rows.append([""] * len(cells) if gone else cells)
        return csv_text(rows)

    def _columns(self, found: Predictions) -> tuple[list[str], list[list[Any]]]:
        """Return the head, and the cells by columns: classes where there are any, then outputs."""
        names, classes, chosen = found.names, found.classes, found.chosen
        outputs = [column.tolist() for column in found.outputs.T]
        if chosen is None:
            if self._probabilities:
                raise UserError(
                    "numbers are predicted, which have no probabilities", "leave --proba out"
                )
            return list(names), outputs
        several = chosen.ndim == 2
        told = chosen.T if several else [chosen]
        shown = [[classes[k] if k >= 0 else "" for k in column.tolist()] for column in told]
        head = [f"predicted {name}" for name in names] if several else ["predicted"]
        if not self._probabilities:
            return [*head, *(f"output {name}" for name in names)], [*shown, *outputs]
        heads, shares = _probabilities(found)
        return [*head, *heads], [*shown, *shares]

    def notes(self) -> list[str]:
        """Return what is to be said beside the predictions."""
        notes = []
        if self._surplus:
            notes.append(f"not needed: {listed(self._surplus)}")
        if self._empty:
            notes.append(
                f"{self._empty:,} rows lack a cell that is not filled in: their predictions are "
                "empty"
            )
        return notes


def _probabilities(found: Predictions) -> tuple[list[str], list[list[float]]]:
    """Return the probability of every class: heads and columns. Raises UserError for none."""
    outputs = found.outputs
    given = outputs[~np.isnan(outputs).any(axis=1)]
    sums = given.sum(axis=1)
    one_of_many = len(found.names) == len(found.classes) > 1 and found.chosen.ndim == 1
    if (given < 0).any() or (given > 1).any() or (one_of_many and (abs(sums - 1) > 1e-6).any()):
        raise UserError(
            "the outputs are not probabilities", "train with an output of sigmoid or softmax"
        )
    if one_of_many:
        heads = [f"probability {name}" for name in found.classes]
        return heads, [column.tolist() for column in outputs.T]
    if found.chosen.ndim == 1:
        (column,) = outputs.T
        heads = [f"probability {name}" for name in found.classes]
        return heads, [(1.0 - column).tolist(), column.tolist()]
    heads = [f"probability {name}={found.classes[1]}" for name in found.names]
    return heads, [column.tolist() for column in outputs.T]


COMMAND = Command("predict", "apply a trained network to a table", _arguments, predict)
