"""What a command of the command line is: its name, its arguments, and what it does."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from core.words import plain_lines

#: exit statuses: done; a check failed; what the person can mend; training diverged
OK, FAILED, USER_ERROR, DIVERGED = 0, 1, 2, 3


@dataclass(frozen=True)
class Command:
    """One command: `run` returns an exit status, and raises UserError for what can be mended."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def tell(text: str) -> None:
    """Print a text, in which nothing commands the terminal."""
    sys.stdout.write(plain_lines(text) + "\n")
