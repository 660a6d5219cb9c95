"""The file that a command opens, and the tables elsewhere that it may read."""

import argparse
import sys
from pathlib import Path

from core.data.table_files import with_needs
from core.errors import one_of
from core.run.alone import Alone
from core.run.commands import OpenFile, PlantBug
from core.run.learning.planted import BUG_NAMES
from core.words import plain, plain_lines, say

#: the name that stands for no bug
NO_BUG = "none"


def add_file(parser: argparse.ArgumentParser) -> None:
    """Let a command take a FILE, and --allow-table for tables it may read."""
    parser.add_argument("file", type=Path, metavar="FILE", help="- reads standard input")
    parser.add_argument(
        "--allow-table",
        action="append",
        default=[],
        metavar="PATH",
        help="let FILE read this table, although it is neither beside nor below it",
    )


def add_bug(parser: argparse.ArgumentParser) -> None:
    """Let a command take --bug, which plants one in the backward pass."""
    parser.add_argument(
        "--bug",
        metavar="NAME",
        help=f"plant a bug in the backward pass: {one_of(BUG_NAMES)}",
    )


def plant(alone: Alone, arguments: argparse.Namespace) -> None:
    """Plant the requested bug. Raises UserError if it is unknown."""
    if arguments.bug is not None and arguments.bug != NO_BUG:
        alone.do(PlantBug(arguments.bug))


def forewarn(path: Path) -> None:
    """Say what reading a large table will take, before it is read, on standard error."""
    begin = say("Worker", "Reading {name}", name=plain(path.name))
    told = with_needs(begin, path)
    if told != begin and sys.stderr is not None:
        sys.stderr.write(f"{plain_lines(told)}\n")
        sys.stderr.flush()


def allowed(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the tables elsewhere that the file may read."""
    return tuple(arguments.allow_table)


def opening(arguments: argparse.Namespace) -> OpenFile:
    """Return the command that opens the file."""
    return OpenFile(arguments.file, allowed(arguments))
