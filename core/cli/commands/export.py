"""`export`: the weights of a project, in the format that the suffix names."""

import argparse
from pathlib import Path

from core.cli.command import OK, Command, tell
from core.cli.opening import add_file, opening
from core.cli.report import export_to
from core.disk.json_text import to_json
from core.formats.exporters import exporter_for
from core.run.alone import Alone
from core.run.commands import Export


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("out", type=Path, metavar="OUT")
    parser.add_argument(
        "--precision",
        choices=("float32", "float64"),
        default="",
        help="round the numbers to this precision",
    )
    parser.add_argument("--json", action="store_true", help="print the result as one object")


def export(arguments: argparse.Namespace) -> int:
    """Write the weights that a file holds; report the check made by reading them back."""
    exporter_for(arguments.out)
    alone = Alone()
    alone.do(opening(arguments))
    if arguments.json:
        written = alone.ask(Export(arguments.out, arguments.precision), "export_checked")
        found = written.verified
        told = {"parameters": written.parameters, "samples": found.samples}
        told |= {"largest_difference": found.largest, "checked": found.how}
        tell(to_json({**told, "trained": alone.run.is_trained()}))
        return OK
    for line in export_to(alone, [arguments.out], arguments.precision):
        tell(line)
    return OK


COMMAND = Command(
    "export", "write the weights of a project; the format follows the suffix", _arguments, export
)
