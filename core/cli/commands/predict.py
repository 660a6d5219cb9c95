"""`predict`: apply a trained network to a table."""

import argparse
import io
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, BinaryIO

import numpy as np

from core.cli.arguments import a_threshold
from core.cli.arriving import unpacked
from core.cli.command import OK, Command
from core.cli.opening import add_file, opening
from core.counts import counted
from core.data.reading.describing import listed
from core.disk.csv_text import csv_columns, csv_text, written
from core.disk.writing import check_writable, write_with
from core.errors import FileError, UserError
from core.resources import program
from core.run.alone import Alone
from core.run.answers import Answer
from core.run.commands import PredictTable
from core.run.makers.predicting import Predictions
from core.words import plain_lines

#: bytes kept in memory before they are printed
_IN_MEMORY = 2**22


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("table", type=Path, metavar="TABLE", help="- reads standard input")
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="write here, not to the screen")
    parser.add_argument("--proba", action="store_true", help="the probability of every class")
    parser.add_argument(
        "--threshold",
        type=a_threshold,
        metavar="T",
        help="predict the second of two classes above this probability",
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

        with _table(arguments.table) as table:
            alone.do(PredictTable(table, arguments.threshold), listen=hear)

    if arguments.out is not None:
        write_with(arguments.out, write)
    else:
        with tempfile.SpooledTemporaryFile(_IN_MEMORY) as file:
            write(file)
            file.seek(0)
            shown = sys.stdout.isatty()
            text = io.TextIOWrapper(file, "utf-8", newline="")
            while piece := text.readline() if shown else text.read(_IN_MEMORY):
                sys.stdout.write(plain_lines(piece) if shown else piece)
    for note in writing.notes():
        sys.stderr.write(plain_lines(note) + "\n")
    return OK


@contextmanager
def _table(path: Path) -> Iterator[Path]:
    """Give the file of a table; standard input is saved first, as it is read twice."""
    if str(path) != "-":
        with unpacked(path) as found:
            yield found
        return
    with tempfile.TemporaryDirectory() as folder:
        kept = Path(folder) / "standard input"
        with kept.open("wb") as file:
            shutil.copyfileobj(sys.stdin.buffer, file)
        yield kept


class _Writing:
    """Writes predictions as CSV, and counts rows that could not be predicted."""

    def __init__(self, probabilities: bool) -> None:
        self._probabilities = probabilities
        self._begun = False
        self._empty = 0
        self._surplus: tuple[str, ...] = ()
        self._told: tuple[str, ...] = ()

    def text(self, found: Predictions) -> str:
        """Return the rows of a piece; the first piece has the header above them."""
        self._surplus, self._told = found.surplus, found.notes
        empty = np.isnan(found.outputs).all(axis=1)
        self._empty += int(empty.sum())
        head, columns = self._columns(found)
        for row in empty.nonzero()[0].tolist():
            for column in columns:
                column[row] = ""
        text = csv_columns(columns)
        if not self._begun:
            text = csv_text([head]) + text
        self._begun = True
        return text

    def _columns(self, found: Predictions) -> tuple[list[str], list[list[str]]]:
        """Return the header, and the cells by column: classes if there are any, then outputs."""
        names, classes, chosen = found.names, tuple(map(written, found.classes)), found.chosen
        outputs = _numbers(found.outputs)
        if chosen is None:
            if self._probabilities:
                raise UserError(
                    "numbers are predicted, which have no probabilities", "leave --proba out"
                )
            return list(names), outputs
        several = chosen.ndim == 2
        told = chosen.T if several else [chosen]
        called = (*classes, "")  # index -1, no class, gives the last one
        shown = [list(map(called.__getitem__, column.tolist())) for column in told]
        head = [f"predicted {name}" for name in names] if several else ["predicted"]
        if not self._probabilities:
            return [*head, *(f"output {name}" for name in names)], [*shown, *outputs]
        heads, shares = _probabilities(found)
        return [*head, *heads], [*shown, *shares]

    def notes(self) -> list[str]:
        """Return remarks on the predictions."""
        notes = []
        if self._surplus:
            notes.append(f"not needed: {listed(self._surplus)}")
        notes += self._told
        if self._empty:
            notes.append(
                f"no prediction for {counted(self._empty, 'row')}: a cell is missing for which "
                "there is no fill value"
            )
        return notes


def _numbers(matrix: Any) -> list[list[str]]:
    """Return the columns of a matrix, each number with all its digits."""
    return [list(map(repr, column.tolist())) for column in matrix.T]


def _probabilities(found: Predictions) -> tuple[list[str], list[list[str]]]:
    """Return the probability of every class: header and columns. Raises UserError if none."""
    outputs = found.outputs
    given = outputs[~np.isnan(outputs).any(axis=1)]
    sums = given.sum(axis=1)
    one_of_many = len(found.names) == len(found.classes) > 1 and found.chosen.ndim == 1
    if (given < 0).any() or (given > 1).any() or (one_of_many and (abs(sums - 1) > 1e-6).any()):
        raise UserError(
            "the outputs are not probabilities", "train with a sigmoid or softmax output"
        )
    if one_of_many:
        heads = [f"probability {name}" for name in found.classes]
        return heads, _numbers(outputs)
    if found.chosen.ndim == 1:
        (column,) = outputs.T
        heads = [f"probability {name}" for name in found.classes]
        return heads, _numbers(np.column_stack([1.0 - column, column]))
    heads = [f"probability {name}={found.classes[1]}" for name in found.names]
    return heads, _numbers(outputs)


COMMAND = Command("predict", "apply a trained network to a table", _arguments, predict)
