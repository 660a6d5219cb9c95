"""`self-test`: tries the whole program offscreen; run by `main.py`, as it needs the window."""

import argparse
from typing import NoReturn

from core.cli.command import Command
from core.errors import UserError
from core.resources import program


def _arguments(parser: argparse.ArgumentParser) -> None:
    """Take none."""


def self_test(arguments: argparse.Namespace) -> NoReturn:
    """Refuse, as there is no window here. Raises UserError."""
    raise UserError("the self-test opens the window", f"run: {program()} self-test")


COMMAND = Command(
    "self-test",
    "open the window offscreen, train, step, save, open, export, quit",
    _arguments,
    self_test,
)
