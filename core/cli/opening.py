"""The file that a command opens, and the tables elsewhere that it may name."""

import argparse
from pathlib import Path

from core.errors import one_of
from core.run.alone import Alone
from core.run.commands import OpenFile, PlantBug
from core.run.learning.planted import BUG_NAMES

#: the name of no bug at all
NO_BUG = "none"


def add_file(parser: argparse.ArgumentParser) -> None:
    """Let a command take a FILE, and --allow-table for what it may name."""
    parser.add_argument("file", type=Path, metavar="FILE", help="- is what comes in")
    parser.add_argument(
        "--allow-table",
        action="append",
        default=[],
        metavar="PATH",
        help="let FILE read this table, though it lies neither beside nor below it",
    )


def add_bug(parser: argparse.ArgumentParser) -> None:
    """Let a command take --bug, which plants one in the backward pass."""
    parser.add_argument(
        "--bug",
        metavar="NAME",
        help=f"plant a bug in the backward pass: {one_of(BUG_NAMES)}",
    )


def plant(alone: Alone, arguments: argparse.Namespace) -> None:
    """Plant the bug that is asked for. Raises UserError for one that is not known."""
    if arguments.bug is not None and arguments.bug != NO_BUG:
        alone.do(PlantBug(arguments.bug))


def allowed(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the tables elsewhere that the file may name."""
    return tuple(arguments.allow_table)


def opening(arguments: argparse.Namespace) -> OpenFile:
    """Return the command that opens the file."""
    return OpenFile(arguments.file, allowed(arguments))
