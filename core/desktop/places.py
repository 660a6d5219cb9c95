"""Where a portable program keeps settings, recovered documents and logs: beside itself.

It is portable where a file `portable` lies beside it, as on a stick. Otherwise each of these is
where the system keeps such things, which the window asks Qt for.
"""

from pathlib import Path

from core.resources import program_folder

#: the name of the file that makes a program portable; what is in it does not matter
MARK = "portable"
#: the folder beside the program in which it then keeps everything
KEPT = "backstep-data"


def portable_folder(program: Path | None = None) -> Path | None:
    """Return the folder in which a portable program keeps things, None where it is not portable.

    `program` is the folder in which the program lies; by default the one that runs.
    """
    folder = program_folder() if program is None else program
    if folder is None or not (folder / MARK).is_file():
        return None
    return folder / KEPT


def portable_place(name: str) -> Path | None:
    """Return the path of a thing called `name` in a portable program's folder, else None."""
    folder = portable_folder()
    return None if folder is None else folder / name
