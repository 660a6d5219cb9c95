"""`history`: loss and metrics of every epoch, as CSV."""

import argparse
from pathlib import Path

from core.cli.arguments import epochs
from core.cli.command import OK, Command
from core.cli.commands.train import COMMAND as TRAIN
from core.disk.writing import write_bytes
from core.documents.project_file import SUFFIX, open_file
from core.formats.history import check_history_path, history_csv


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("out", type=Path, metavar="OUT.csv")
    parser.add_argument("--epochs", type=epochs, metavar="N", help="train N epochs first")


def history(arguments: argparse.Namespace) -> int:
    """Write the history in a file; train first if it has none or `--epochs` asks for it."""
    check_history_path(arguments.out, arguments.file)
    if arguments.epochs is None and arguments.file.suffix.lower() == SUFFIX:
        kept = open_file(arguments.file).history
        if kept is not None:
            write_bytes(arguments.out, history_csv(kept))
            return OK
    parser = argparse.ArgumentParser()
    TRAIN.arguments(parser)
    asked = [] if arguments.epochs is None else ["--epochs", str(arguments.epochs)]
    return TRAIN.run(
        parser.parse_args([*asked, f"--history={arguments.out}", "--", str(arguments.file)])
    )


COMMAND = Command("history", "write loss and metrics of every epoch as CSV", _arguments, history)
