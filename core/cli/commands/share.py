"""`share`: a project as one line of text, to be sent in a message."""

import argparse
import sys

from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.documents.shared_text import SharedText
from core.errors import UserError
from core.run.alone import Alone
from core.run.commands import AskText


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)


def share(arguments: argparse.Namespace) -> int:
    """Print a project as one line, with its trained weights if they fit and its table if small."""
    alone = Alone()
    alone.do(opening(arguments))
    trainer = alone.run.trainer
    if trainer is None:
        raise UserError(f"{arguments.file.name} holds no network", "build one and save it")
    made: SharedText = alone.ask(AskText(trainer.project), "text_made")
    if made.left_out and sys.stderr is not None:
        sys.stderr.write("the trained weights are not in the line: there are too many\n")
    tell(made.text)
    return OK


COMMAND = Command(
    "share",
    "print a project as one line of text, which Paste in the window opens",
    _arguments,
    share,
)
