"""The command line: training, prediction and everything else that needs no window.

Every command is one file in `core/cli/commands`. Exit statuses: 0; 1 for a failed check; 2 for
something the person can fix, with a line `error: …` and a line `hint: …`; 3 when training diverged.
"""

import argparse
import importlib
from collections.abc import Sequence
from typing import NoReturn

from core import __version__
from core.cli import commands
from core.cli.arriving import arrivals
from core.cli.command import Command
from core.cli.leaving import departures
from core.cli.names import command_names
from core.errors import UserError
from core.importing import uncollected
from core.resources import program


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are two lines, like all other errors."""

    def error(self, message: str) -> NoReturn:
        raise UserError(message, f"see {self.prog} --help")


def command_named(name: str) -> Command:
    """Return the command of a name, of those that `command_names` lists."""
    module = importlib.import_module(f"{commands.__name__}.{name.replace('-', '_')}")
    found: Command = module.COMMAND
    return found


def build_parser(names: Sequence[str] | None = None) -> argparse.ArgumentParser:
    """Return the parser of these commands, or of all; imports what they need."""
    parser = _Parser(
        prog=program(),
        description="Backstep: build a neural network, watch it learn, take the weights with you.",
        epilog=f"{program()} [FILE] opens the window, with a project or a table if one is given; "
        f"before FILE, --safe-mode ignores the settings, --reset-settings forgets them, and "
        f"--same-window opens the file in the window that is already open.",
    )
    parser.add_argument("--version", action="version", version=f"Backstep {__version__}")
    choices = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    for name in command_names() if names is None else names:
        command = command_named(name)
        own = choices.add_parser(command.name, help=command.help, description=command.help)
        command.arguments(own)
        own.set_defaults(run=command.run, reads=command.reads, writes=command.writes)
    parser.set_defaults(run=_no_command, reads=(), writes={})
    return parser


def _no_command(arguments: argparse.Namespace) -> int:
    raise UserError("no command is given that works here", f"see {program()} --help")


def run(arguments: Sequence[str]) -> int:
    """Run one command; returns its exit status. Raises UserError for what the person can fix."""
    # if the command is known, the others need not be imported
    named = [name for name in arguments[:1] if name in command_names()]
    with uncollected():
        parsed = build_parser(named or None).parse_args(arguments)
    with arrivals(parsed, parsed.reads), departures(parsed, parsed.writes):
        status: int = parsed.run(parsed)
    return status
