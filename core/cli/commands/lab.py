"""`lab`: what each hidden unit of a network is worth, and what pruning and noise cost."""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from core.cli.arguments import some_draws, whole_seed
from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.components.metrics import METRICS
from core.counts import counted
from core.disk.csv_text import csv_text
from core.disk.json_text import to_json
from core.disk.writing import write_bytes
from core.errors import FileError, UserError
from core.lesson.assessing import part_in_words
from core.lesson.lab import (
    change_words,
    curve_heads,
    curve_rows,
    figure_words,
    kind_words,
    point_words,
    unit_names,
    worth_heads,
    worth_rows,
)
from core.pictures.lab.measured import (
    NOISY,
    ON_INPUTS,
    ON_WEIGHTS,
    PRUNE,
    PRUNE_LAYERS,
    Curve,
    Worth,
)
from core.resources import program
from core.run.alone import Alone, interruptible
from core.run.answers import Answer
from core.run.commands import AskCurve, AskWorth, SetRecording
from core.words import plain

Asked = AskWorth | AskCurve

#: the amounts of a curve if none are given: shares of the weights, and deviations
SHARES = tuple(round(0.1 * k, 1) for k in range(11))
NOISES = tuple(round(0.2 * k, 1) for k in range(11))


def _amounts(text: str) -> tuple[float, ...]:
    try:
        found = tuple(float(part) for part in text.split(","))
    except ValueError:
        found = ()
    if not found or not all(np.isfinite(found)) or len(found) > 1000:
        raise argparse.ArgumentTypeError(f"{text[:40]!r} is not a list such as 0,0.1,0.5")
    return found


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    what = parser.add_mutually_exclusive_group()
    what.add_argument(
        "--units",
        action="store_true",
        help="measure without each hidden neuron in turn; so it is if nothing else is asked for",
    )
    what.add_argument("--prune", action="store_true", help="set the smallest weights to 0")
    what.add_argument(
        "--noise", choices=(ON_WEIGHTS, ON_INPUTS), help="add random numbers to these"
    )
    parser.add_argument(
        "--per-layer", action="store_true", help="with --prune: so many in each layer, not overall"
    )
    parser.add_argument(
        "--amounts",
        type=_amounts,
        metavar="A,B,…",
        help="shares of the weights (0 to 1), or noise by the deviation of what it is on",
    )
    parser.add_argument(
        "--draws", type=some_draws, metavar="N", help="with --noise: draws for every amount; 10"
    )
    parser.add_argument(
        "--seed", type=whole_seed, metavar="S", help="with --noise: of the draws; 0 if not given"
    )
    parser.add_argument("--json", action="store_true", help="print all figures as one object")
    parser.add_argument("--csv", type=Path, metavar="OUT", help="write the table to this file")


def lab(arguments: argparse.Namespace) -> int:
    """Measure changed copies of the network at its present moment."""
    _check(arguments)
    alone = Alone()
    alone.do(SetRecording(False))
    alone.do(opening(arguments))
    if not alone.run.is_trained():
        raise FileError(
            f"{arguments.file.name} holds no trained weights",
            f"train it first: {program()} train FILE --epochs 100 --save OUT.backstep",
        )
    found = _measured(alone, arguments)
    if found is None:
        sys.stderr.write("stopped by the keyboard: nothing was measured to its end\n")
        return OK
    heads, rows = table_of(alone, found)
    if arguments.csv is not None:
        write_bytes(arguments.csv, csv_text([heads, *rows]).encode())
    if arguments.json:
        tell(to_json(as_object(found, heads, rows)))
    else:
        for line in as_lines(alone, found):
            tell(plain(line))
    return OK


def _check(arguments: argparse.Namespace) -> None:
    """Raise UserError for options that do not go together, and for a table of another kind."""
    noisy = arguments.noise is not None
    for given, needs, there in (
        ("--per-layer", "--prune", arguments.prune or not arguments.per_layer),
        ("--draws", "--noise", noisy or arguments.draws is None),
        ("--seed", "--noise", noisy or arguments.seed is None),
        ("--amounts", "--prune or --noise", noisy or arguments.prune or not arguments.amounts),
    ):
        if not there:
            raise UserError(f"{given} goes with {needs} only", f"add {needs}, or leave it out")
    out = arguments.csv
    if out is not None and out.suffix.lower() != ".csv":
        raise UserError(f"{out.name} is not the name of a .csv file", "give a name such as lab.csv")


def _measured(alone: Alone, arguments: argparse.Namespace) -> Worth | Curve | None:
    """Return what was measured, None if the keyboard has stopped it."""
    command: Asked = AskWorth()
    if arguments.prune:
        kind = PRUNE_LAYERS if arguments.per_layer else PRUNE
        command = AskCurve(kind, arguments.amounts or SHARES, 1, 0)
    elif arguments.noise is not None:
        draws = 10 if arguments.draws is None else arguments.draws
        amounts = arguments.amounts or NOISES
        command = AskCurve(arguments.noise, amounts, draws, arguments.seed or 0)
    found: list[Worth | Curve] = []

    def hear(answer: Answer) -> None:
        if answer.news == "lab_measured" and answer.values[0] is not None:
            found.append(answer.values[0])

    with interruptible() as caught:
        alone.do(command, lambda: not caught, hear)
    return found[0] if found else None


def _names(alone: Alone, worth: Worth) -> list[str]:
    layers = () if alone.snapshot is None else alone.snapshot.layers
    return unit_names(worth.units, alone.facts, layers)


def table_of(alone: Alone, found: Worth | Curve) -> tuple[list[str], list[list[object]]]:
    """Return the heads and rows of the table."""
    if isinstance(found, Worth):
        return worth_heads(found), worth_rows(found, _names(alone, found))
    return curve_heads(found), curve_rows(found)


def as_object(
    found: Worth | Curve, heads: Sequence[str], rows: Sequence[Sequence[object]]
) -> dict[str, Any]:
    """Return what `lab --json` prints. What is not a number is null."""
    table = [dict(zip(heads, row, strict=True)) for row in rows]
    about: dict[str, Any] = {
        "updates": found.update,
        "epochs": found.epoch,
        "metric": found.metric,
        "parts": found.parts,
    }
    if isinstance(found, Worth):
        whole = {
            part: {found.metric: float(found.score[p]), "loss": float(found.loss[p])}
            for p, part in enumerate(found.parts)
        }
        return {"what": "units", **about, "whole": whole, "units": table}
    drawn = {"draws": found.draws, "seed": found.seed} if found.kind in NOISY else {}
    return {"what": found.kind, **about, **drawn, "weights": found.weights, "amounts": table}


def as_lines(alone: Alone, found: Worth | Curve) -> list[str]:
    """Return what `lab` prints for people."""
    label = METRICS.named(found.metric).label
    after = f"after {counted(found.epoch, 'epoch')}"
    if isinstance(found, Curve):
        drawn = ""
        if found.kind in NOISY:
            drawn = f", {counted(found.draws, 'draw')}, seed {found.seed}: mean (least – greatest)"
        lines = [f"{after}, {label} with {kind_words(found.kind)}{drawn}"]
        return [*lines, *(f"  {point_words(found, k)}" for k in range(len(found.amounts)))]
    whole = " · ".join(
        f"{part_in_words(part)} {figure_words(found.metric, float(found.score[p]))}"
        for p, part in enumerate(found.parts)
    )
    lines = [f"{after}, {label} with all neurons: {whole}", "without a neuron:"]
    last = len(found.parts) - 1
    names = _names(alone, found)
    for k in np.argsort(-found.worth[:, last], kind="stable").tolist():
        said = [
            f"{part_in_words(part)} {figure_words(found.metric, float(found.scores[k, p]))} "
            f"({change_words(found.metric, -float(found.worth[k, p]))})"
            for p, part in enumerate(found.parts)
        ]
        off = " (off)" if found.off[k] else ""
        lines.append(f"  {names[k]}{off}: {' · '.join(said)}")
    return lines


COMMAND = Command(
    "lab", "what each neuron is worth, and what pruning and noise cost", _arguments, lab
)
