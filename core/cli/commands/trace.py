"""`trace`: every phase of the next updates, as JSON lines."""

import argparse

from core.cli.arguments import updates
from core.cli.command import OK, Command, tell
from core.cli.opening import add_bug, add_file, opening, plant
from core.disk.json_text import to_json
from core.run.alone import Alone
from core.run.answers import Answer
from core.run.commands import Trace


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    add_bug(parser)
    parser.add_argument("--updates", type=updates, default=1, metavar="K")


def trace(arguments: argparse.Namespace) -> int:
    """Print every phase of the next updates."""
    alone = Alone()
    alone.do(opening(arguments))
    plant(alone, arguments)
    alone.do(Trace(arguments.updates), listen=_print)
    return OK


def _print(answer: Answer) -> None:
    if answer.news == "traced":
        (record,) = answer.values
        line = {"phase": record.phase, "epoch": record.epoch, "update": record.update}
        if record.layer is not None:
            line["layer"] = record.layer
        tell(to_json({**line, **record.values}))


COMMAND = Command("trace", "print every phase of the next updates as JSON lines", _arguments, trace)
