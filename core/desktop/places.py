"""Where a portable program keeps settings, recovered documents and logs: beside itself.

It is portable if a file named `portable` is beside it, as on a USB stick. Otherwise each of these
is in the system's usual place, which the window asks Qt for.
"""

from pathlib import Path

from core.resources import program_folder

#: the name of the file that makes a program portable; its content does not matter
MARK = "portable"
#: the folder beside the program that then holds everything
KEPT = "backstep-data"


def portable_folder(program: Path | None = None) -> Path | None:
    """Return the folder in which a portable program keeps its files, None if not portable.

    `program` is the folder that contains the program; by default the running one.
    """
    folder = program_folder() if program is None else program
    if folder is None or not (folder / MARK).is_file():
        return None
    return folder / KEPT


def portable_place(name: str) -> Path | None:
    """Return the path of `name` in a portable program's folder; None if not portable."""
    folder = portable_folder()
    return None if folder is None else folder / name
