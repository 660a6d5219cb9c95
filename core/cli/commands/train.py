"""`train`: trains a project or a table, or continues with a saved one."""

import argparse
import time
from pathlib import Path

from core.cli.arguments import epochs
from core.cli.command import DIVERGED, OK, Command, tell
from core.cli.opening import add_bug, add_file, allowed, forewarn, plant
from core.cli.report import (
    as_object,
    export_to,
    progress_bar,
    summary_lines,
)
from core.counts import counted
from core.disk.json_text import to_json
from core.disk.writing import check_writable
from core.documents.project_file import SUFFIX, is_table
from core.errors import FileError, UserError
from core.pictures.snapshot import Outcome
from core.run.alone import Alone, interruptible
from core.run.commands import AskFigures, OpenWith, Save, SaveHistory, SetRecording

#: a table's default number of epochs, or more if this many updates take more
_EPOCHS, _UPDATES = 20, 500


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    add_bug(parser)
    parser.add_argument("--epochs", type=epochs, metavar="N", help="train N more epochs")
    parser.add_argument(
        "--set", action="append", default=[], metavar="PATH=VALUE", help="as in layers.0.units=8"
    )
    parser.add_argument(
        "--restart", action="store_true", help="let settings discard the training so far"
    )
    parser.add_argument(
        "--save",
        type=Path,
        metavar="OUT.backstep",
        help="save project and moment; - is standard output",
    )
    parser.add_argument(
        "--export", type=Path, action="append", default=[], metavar="OUT", help="weights; by suffix"
    )
    parser.add_argument("--history", type=Path, metavar="OUT.csv", help="loss and metrics by epoch")
    parser.add_argument("--json", action="store_true", help="print all figures as one object")


def train(arguments: argparse.Namespace) -> int:
    """Train; print figures; save and export if asked to, also after divergence."""
    if arguments.bug is not None and (arguments.save is not None or arguments.export):
        raise UserError(
            "a network with a bug in it is neither saved nor exported",
            "leave out --save and --export, or --bug",
        )
    if arguments.save is not None:
        if arguments.save.suffix.lower() != SUFFIX:
            raise FileError(f"{arguments.save.name} does not end in {SUFFIX}", f"add {SUFFIX}")
        check_writable(arguments.save)
    for path in arguments.export:
        from core.formats.exporters import exporter_for

        exporter_for(path)
    if arguments.history is not None:
        from core.formats.history import check_history_path

        check_history_path(arguments.history, arguments.file)
    forewarn(arguments.file)
    alone = Alone()
    alone.do(SetRecording(False))  # so that the same training gives the same file, byte for byte
    project, _ = alone.ask(
        OpenWith(arguments.file, tuple(arguments.set), allowed(arguments), arguments.restart),
        "opened",
    )
    plant(alone, arguments)
    wanted = arguments.epochs
    if wanted is None and project.training.epochs is None and not project.training.stop.any():
        if not is_table(arguments.file):
            raise UserError(
                "nothing says when to stop training",
                "give --epochs N, or set training.epochs or a stop rule in the project",
            )
        wanted = _usual_epochs(alone)
    start = alone.run.standing()
    assert start is not None
    end = start.end if wanted is None else start.epoch + wanted
    begin = time.perf_counter()
    with interruptible() as caught, progress_bar(alone.run, end) as show:
        alone.train(wanted, go_on=lambda: show() or not caught)
        interrupted = bool(caught)
    seconds = time.perf_counter() - begin
    if arguments.save is not None:
        alone.do(Save(arguments.save, project))
    if arguments.history is not None:
        alone.do(SaveHistory(arguments.history))
    exported = export_to(alone, arguments.export)
    figures = alone.ask(AskFigures(), "figured")
    if arguments.json:
        tell(to_json(as_object(figures, seconds)))
    else:
        chosen = []
        if wanted is not None and arguments.epochs is None:
            chosen = [
                f"trained for {counted(wanted, 'epoch')}, the default, as no number was given "
                "[--epochs N]"
            ]
        if alone.run.building.counted_anew:
            tell(
                f"the precision is now {project.training.precision}: the weights are kept, epochs "
                "and updates are counted anew, and the optimizer begins afresh"
            )
        for line in [*summary_lines(figures, seconds, interrupted), *chosen, *exported]:
            tell(line)
    return DIVERGED if figures.standing.outcome is Outcome.DIVERGED else OK


def _usual_epochs(alone: Alone) -> int:
    """Return the number of epochs for a table if none is given.

    By then the first network has learned a table of a few hundred rows or more, but does not yet
    overfit; a shorter table needs more epochs for as many updates.
    """
    return max(_EPOCHS, -(-_UPDATES // alone.run.showing.facts.updates_per_epoch))


COMMAND = Command(
    "train",
    "train a project or a table, or go on with a saved one",
    _arguments,
    train,
    writes={"save": SUFFIX},
)
