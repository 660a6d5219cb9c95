"""The file that a command opens, and the tables elsewhere that it may name."""

import argparse
from pathlib import Path

from core.run.commands import OpenFile


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


def allowed(arguments: argparse.Namespace) -> tuple[str, ...]:
    """Return the tables elsewhere that the file may name."""
    return tuple(arguments.allow_table)


def opening(arguments: argparse.Namespace) -> OpenFile:
    """Return the command that opens the file."""
    return OpenFile(arguments.file, allowed(arguments))
