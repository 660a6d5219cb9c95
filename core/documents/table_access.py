"""Which tables a project file may read: an untrusted file must not reach for other files.

Tables inside the file, and those beside or below it, are its own. Any other is read only if the
person has allowed it by name, and a network path never: just looking at it would tell another
computer who is looking.
"""

import os
import re
from collections.abc import Collection, Iterable
from pathlib import Path, PurePosixPath, PureWindowsPath

from core.documents.kept import Opened
from core.errors import FileError, UserError
from core.project import Project
from core.words import plain

_RESOURCE = "resource:"
#: \\host\share, //host/share, and http://host, smb:host, …; one letter is a drive
_NETWORK = re.compile(r"\s*(?:[\\/]{2}|[A-Za-z][A-Za-z0-9+.-]+:)")
_MOST_NAMED = 5


class TablesElsewhere(UserError):
    """A project file names `tables` elsewhere that nobody has allowed."""

    def __init__(self, path: Path, tables: tuple[str, ...]) -> None:
        self.path, self.tables = path, tables
        named = ", ".join(tables[:_MOST_NAMED])
        super().__init__(
            f"{path.name} names a table in another place: {named}",
            "if you trust the file, allow it by that name (--allow-table PATH; from Python "
            "tables=[PATH]); or put the table beside the file",
        )


def is_network(path: str) -> bool:
    """Return whether a path leads to another computer, on any system."""
    return not path.startswith(_RESOURCE) and _NETWORK.match(path) is not None


def is_elsewhere(path: str, folder: Path, home: Path) -> bool:
    """Return whether a table is neither beside nor below a project file.

    `folder` is where its relative paths start, `home` the folder of the file itself. Links are
    followed: what counts is where a table really is.
    """
    if path.startswith(_RESOURCE) or not path.strip():
        return False
    other = PureWindowsPath(path)
    plainly_below = not (other.drive or other.root or PurePosixPath(path).is_absolute())
    if not plainly_below and os.name != "nt" and not PurePosixPath(path).is_absolute():
        return True
    if not plainly_below or ".." in other.parts or ".." in PurePosixPath(path).parts:
        folders = {home, folder}
    else:
        folders = {folder}
    try:
        real = os.path.realpath(folder / path)
        return not any(_is_in(real, os.path.realpath(place)) for place in folders)
    except (OSError, ValueError):
        return True


def _is_in(path: str, folder: str) -> bool:
    try:
        return os.path.commonpath((path, folder)) == folder
    except ValueError:  # on another drive
        return False


def check_tables(opened: Opened, path: Path, allowed: Collection[str] = ()) -> None:
    """Check that an opened file names only its own tables and those that are `allowed`.

    Raises FileError for a path on a network, TablesElsewhere for tables in other places.
    """
    if opened.dataset is not None:
        return  # the person has opened the table itself
    named = tuple(dict.fromkeys(_tables_of(opened)))
    for table in named:
        if is_network(table):
            raise FileError(
                f"{plain(path.name)} names a table on a network: {table[:80]}",
                "copy the table beside the file, and name it there",
            )
    elsewhere = tuple(
        table
        for table in named
        if table not in allowed and is_elsewhere(table, opened.folder, path.parent)
    )
    if elsewhere:
        raise TablesElsewhere(path, elsewhere)


def _tables_of(opened: Opened) -> Iterable[str]:
    """Yield every table that an opened file names: in its project, and in its runs."""
    projects: list[Project] = [opened.project, *(run.project for run in opened.runs)]
    moments = [opened.moment, *(run.moment for run in opened.runs)]
    projects += [moment.project for moment in moments if moment is not None]
    for project in projects:
        if project.data.source.file is not None:
            yield project.data.source.file
