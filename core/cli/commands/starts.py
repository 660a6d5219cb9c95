"""`starts`: trains from many initial weights, and counts how often the task is solved."""

import argparse
from dataclasses import asdict

from core.cli.arguments import some_epochs, some_starts
from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.disk.json_text import to_json
from core.run.alone import Alone, interruptible
from core.run.commands import TryStarts


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("--count", type=some_starts, default=20, metavar="N", help="20 otherwise")
    parser.add_argument(
        "--epochs",
        type=some_epochs,
        default=1000,
        metavar="N",
        help="epochs per start; by default 1000",
    )
    parser.add_argument("--json", action="store_true", help="print one object per start")


def starts(arguments: argparse.Namespace) -> int:
    """Train from many starts, each with its own seed; print each result and the number solved."""
    alone = Alone()
    alone.do(opening(arguments))
    with interruptible() as caught:
        told = alone.do(TryStarts(arguments.count, arguments.epochs), go_on=lambda: not caught)
    results = [answer.values[0] for answer in told if answer.news == "starts_tried"]
    found = results[-1] if results else []
    for result in found:
        if arguments.json:
            tell(to_json(asdict(result)))
            continue
        test = "" if result.test_loss is None else f", test {result.test_loss:.6g}"
        ending = "diverged" if result.diverged else "solved" if result.solved else "not solved"
        tell(
            f"seed {result.seed}: training loss {result.loss:.6g}{test}, "
            f"score {result.score:.4g}  {ending}"
        )
    if not arguments.json:
        solved = sum(result.solved for result in found)
        tell(f"{solved} of {len(found)} starts solved it")
    return OK


COMMAND = Command(
    "starts", "train from many starts, and say how many solve the task", _arguments, starts
)
