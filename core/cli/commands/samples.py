"""`samples`: the training and test samples with the network's predictions, as a table."""

import argparse
from pathlib import Path

from core.cli.command import OK, Command
from core.cli.opening import add_file, opening
from core.formats.samples import check_samples_path
from core.run.alone import Alone
from core.run.commands import SaveSamples


def _arguments(parser: argparse.ArgumentParser) -> None:
    add_file(parser)
    parser.add_argument("out", type=Path, metavar="OUT", help="a .csv or .xlsx file")
    parser.add_argument(
        "--scaled", action="store_true", help="as the network sees them: one-hot and scaled"
    )


def samples(arguments: argparse.Namespace) -> int:
    """Write every sample with its part, inputs, targets and, if trained, the predictions."""
    check_samples_path(arguments.out)
    alone = Alone()
    alone.do(opening(arguments))
    alone.do(SaveSamples(arguments.out, arguments.scaled))
    return OK


COMMAND = Command(
    "samples", "write the training and test samples with the predictions", _arguments, samples
)
