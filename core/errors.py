"""Errors that the person at the screen can mend.

A UserError says what is wrong and where, and carries a hint on what to do about it. Any other
exception is a bug. The command line prints a UserError as two lines; the window shows the same two
sentences beside what caused them.
"""

from collections.abc import Iterable
from typing import Self

from core.words import plain, shortened

#: letters of a message, and of a hint, at most: some lines of a window
_MOST = 1200


class UserError(Exception):
    """Something the person can mend: `message` says what and where, `hint` what to do.

    `line` (from 1) and `column` (from 0) locate the fault in a table, where it has one place.
    """

    line: int | None = None
    column: int | None = None

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        # it may quote names of any length from an untrusted file
        self.message = plain(shortened(" ".join(message.split()), _MOST))
        self.hint = plain(shortened(" ".join(hint.split()), _MOST))

    def at(self, line: int | None = None, column: int | None = None) -> Self:
        """Return the error with its place in a table."""
        self.line, self.column = line, column
        return self


class ProjectError(UserError):
    """A project description that does not make sense: an unknown name, a value out of range."""


class FileError(UserError):
    """A file that is missing, damaged, of the wrong kind or newer than this program."""


class DataError(UserError):
    """A table or point set that cannot be trained on in its present form."""


class SizeError(UserError):
    """A network or table too large for this program, refused before anything is allocated."""


def one_of(names: Iterable[str]) -> str:
    """Return names as a phrase for a hint: `a, b or c`."""
    listed = list(names)
    if len(listed) < 2:
        return "".join(listed)
    return ", ".join(listed[:-1]) + " or " + listed[-1]
