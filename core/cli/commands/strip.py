"""`strip`: the network's output at chosen epochs, as PNG pictures."""

import argparse
from pathlib import Path

from core.cli.command import DIVERGED, OK, Command, tell
from core.cli.opening import add_file, opening
from core.cli.report import ending_lines, progress_bar
from core.counts import counted
from core.disk.writing import write_bytes
from core.errors import UserError
from core.formats.surface_picture import together_png
from core.pictures.snapshot import Outcome
from core.run.alone import Alone, interruptible
from core.run.commands import AskSurface, GoToEpoch, Reset, SetEnd
from core.run.makers.figures import Standing
from core.run.strip import TOGETHER, check_folder, file_name, read_epochs, read_size


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--epochs", type=read_epochs, required=True, metavar="A,B,…")
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER")
    parser.add_argument("--size", type=read_size, default=320, metavar="PIXELS")
    parser.add_argument(
        "--together", action="store_true", help=f"also all of them side by side, in {TOGETHER}"
    )


def strip(arguments: argparse.Namespace) -> int:
    """Draw the surface at every chosen epoch that training reaches; print what each shows."""
    epochs: tuple[int, ...] = arguments.epochs
    check_folder(arguments.out, epochs)
    alone = Alone()
    alone.do(opening(arguments))
    saved = _standing(alone)
    if (saved.epoch, saved.samples) > (epochs[0], 0):
        alone.do(Reset())
        tell(
            f"{arguments.file.name} is saved after epoch {saved.epoch}: trained again from its "
            f"start"
        )
    alone.do(SetEnd(max(epochs)))
    pictures = []
    with interruptible() as caught, progress_bar(alone.run, max(epochs)) as show:
        for epoch in epochs:
            if _standing(alone).epoch < epoch and not alone.run.is_over():
                alone.do(GoToEpoch(epoch), go_on=lambda: show() or not caught)
            standing = _standing(alone)
            if standing.epoch != epoch or standing.outcome is Outcome.DIVERGED:
                break
            png = alone.ask(AskSurface(arguments.size), "surface_drawn")
            write_bytes(arguments.out / file_name(epoch), png)
            tell(f"{file_name(epoch)}: epoch {epoch}, training loss {standing.loss:.6g}")
            pictures.append((epoch, png))
        interrupted = bool(caught)
    standing = _standing(alone)
    if arguments.together and pictures:
        write_bytes(arguments.out / TOGETHER, together_png(pictures))
        tell(f"{TOGETHER}: {counted(len(pictures), 'picture')}")
    missing = epochs[len(pictures) :]
    if missing:
        for line in ending_lines(standing, interrupted):
            tell(line)
        text = f"training ended after epoch {standing.epoch}: no picture of epoch "
        text += ", ".join(map(str, missing))
        if not pictures and standing.outcome in (Outcome.TARGET, Outcome.PATIENCE):
            raise UserError(text, "choose earlier epochs, or take the stop rule out of the project")
        tell(text)
    return DIVERGED if standing.outcome is Outcome.DIVERGED else OK


def _standing(alone: Alone) -> Standing:
    standing = alone.run.standing()
    assert standing is not None
    return standing


COMMAND = Command(
    "strip", "draw the network's output at chosen epochs, as PNG pictures", _arguments, strip
)
