"""What a command of the command line is: its name, its arguments, and what it does."""

import argparse
import sys
from collections.abc import Callable
from dataclasses import dataclass

from core.errors import UserError
from core.words import plain_lines

#: exit statuses: done; a check failed; something the person can fix; training diverged
OK, FAILED, USER_ERROR, DIVERGED = 0, 1, 2, 3


@dataclass(frozen=True)
class Command:
    """One command: `run` returns an exit status, and may raise UserError."""

    name: str
    help: str
    arguments: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]
    #: the arguments that may be `-` or a compressed file: see core.cli.arriving
    reads: tuple[str, ...] = ("file",)


def tell(text: str) -> None:
    """Print a text, without any control codes. Raises UserError on a full disk."""
    if sys.stdout is None:  # closed by whoever started the program
        return
    try:
        sys.stdout.write(plain_lines(text) + "\n")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise cannot_print(error) from None


def cannot_print(error: OSError) -> UserError:
    """Return the error of output that cannot be written."""
    return UserError(
        f"the output cannot be written: {error.strerror or error}",
        "make room, or write the output somewhere else",
    )
