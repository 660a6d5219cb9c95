"""`export`: the weights of a project, in the format of the suffix."""

import argparse
from pathlib import Path

from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.cli.report import export_to
from core.formats.exporters import exporter_for
from core.run.alone import Alone


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("out", type=Path, metavar="OUT")


def export(arguments: argparse.Namespace) -> int:
    """Write the weights that a file holds; say what reading them back has shown."""
    exporter_for(arguments.out)
    alone = Alone()
    alone.do(opening(arguments))
    for line in export_to(alone, [arguments.out]):
        tell(line)
    return OK


COMMAND = Command(
    "export", "write the weights of a project; the format follows the suffix", _arguments, export
)
