"""`predict`: apply a trained network to a table."""

import argparse
import sys
from pathlib import Path
from typing import Any

from core.cli.command import OK, Command
from core.cli.opening import add_file, opening
from core.disk.csv_text import csv_text
from core.disk.writing import check_writable, write_bytes
from core.errors import FileError
from core.resources import program
from core.run.alone import Alone
from core.run.commands import PredictTable
from core.run.makers.predicting import Predictions
from core.words import plain_lines


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("table", type=Path, metavar="TABLE")
    parser.add_argument("--out", type=Path, metavar="OUT.csv", help="write here, not to the screen")


def predict(arguments: argparse.Namespace) -> int:
    """Write one row of predictions for every row of a table."""
    if arguments.out is not None:
        check_writable(arguments.out)
    alone = Alone()
    alone.do(opening(arguments))
    if not alone.run.is_trained():
        raise FileError(
            f"{arguments.file.name} holds no trained weights",
            f"train it first: {program()} train FILE --epochs 100 --save OUT.backstep",
        )
    predictions = alone.ask(PredictTable(arguments.table), "predicted")
    text = _as_csv(predictions)
    if arguments.out is None:
        sys.stdout.write(plain_lines(text) if sys.stdout.isatty() else text)
    else:
        write_bytes(arguments.out, text.encode())
    return OK


def _as_csv(predictions: Predictions) -> str:
    """Return predictions as CSV: the class, where there are classes, and every output."""
    names, classes, chosen = predictions.names, predictions.classes, predictions.chosen
    if chosen is None:
        return csv_text([list(names), *(map(float, row) for row in predictions.outputs)])
    if chosen.ndim == 2:
        head = [f"predicted {name}" for name in names]
        shown = [[classes[k] for k in row] for row in chosen]
    else:
        head = ["predicted"]
        shown = [[classes[k]] for k in chosen]
    rows: list[list[Any]] = [[*head, *(f"output {name}" for name in names)]]
    for told, row in zip(shown, predictions.outputs, strict=True):
        rows.append([*told, *(float(value) for value in row)])
    return csv_text(rows)


COMMAND = Command("predict", "apply a trained network to a table", _arguments, predict)
