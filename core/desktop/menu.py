"""The files that tell a Linux desktop about the program: menu entry, icons, file types.

They are the same in a person's own folder, in a package and in an AppImage; only the line that
starts the program differs.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from core.desktop.starting import exec_line, start_words
from core.disk.writing import write_bytes
from core.errors import FileError
from core.resources import resource_path

#: the sizes of the icons, in pixels
ICON_SIZES = (16, 22, 24, 32, 48, 64, 128, 256, 512)
#: our drawing and its destination: the kind of icon and its name there
_ICONS = (("backstep", "apps", "backstep"), ("document", "mimetypes", "application-x-backstep"))

_ENTRY = Path("applications", "backstep.desktop")
_TYPES = Path("mime", "packages", "backstep.xml")
_ABOUT = Path("metainfo", "org.backstep.Backstep.metainfo.xml")

#: the key of our menu entry that lists the folders made for it, from the data folder
_MADE = "X-Backstep-Folders="

#: the files in each of these folders that only summarise the others, and the program that rewrites
#: the summary
_SUMMARIES: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("applications", ("update-desktop-database", "-q"), ("mimeinfo.cache",)),
    (
        "mime",
        ("update-mime-database",),
        (
            *("XMLnamespaces", "aliases", "generic-icons", "globs", "globs2", "icons", "magic"),
            *("mime.cache", "subclasses", "treemagic", "types", "version"),
        ),
    ),
    (
        "icons/hicolor",
        ("gtk-update-icon-cache", "-q", "-t", "-f", "--ignore-theme-index"),
        ("icon-theme.cache",),
    ),
)


def data_home(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the folder of a person's own menu entries and icons: XDG_DATA_HOME or its default."""
    named = environment.get("XDG_DATA_HOME", "")
    # the specification says that relative paths are ignored
    if named and Path(named).is_absolute():
        return Path(named)
    return Path.home() / ".local" / "share"


def menu_files(words: list[str]) -> dict[Path, bytes]:
    """Return every file by its path under the data folder, for a program started by `words`."""
    entry = resource_path("menu", "backstep.desktop").read_text(encoding="utf-8")
    files = {
        _ENTRY: entry.replace("@EXEC@", exec_line(words)).encode(),
        _TYPES: resource_path("menu", _TYPES.name).read_bytes(),
        _ABOUT: resource_path("menu", _ABOUT.name).read_bytes(),
    }
    theme = Path("icons", "hicolor")
    for drawing, kind, name in _ICONS:
        for size in ICON_SIZES:
            place = theme / f"{size}x{size}" / kind / f"{name}.png"
            files[place] = resource_path("icons", "sizes", f"{drawing}-{size}.png").read_bytes()
        svg = resource_path("icons", f"{drawing}.svg").read_bytes()
        files[theme / "scalable" / kind / f"{name}.svg"] = svg
    return files


def install(folder: Path) -> list[Path]:
    """Write the files under a data folder; return their paths. Raises FileError."""
    missing = {place for place in _folders(folder) if not _whole(folder, place).is_dir()}
    made = sorted(missing | _made(folder), key=str)
    written = []
    for place, content in menu_files(start_words()).items():
        path = folder / place
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise FileError(
                f"{path.parent} cannot be created ({error.strerror})",
                "make sure that you can write to your home folder, or set XDG_DATA_HOME",
            ) from None
        if place == _ENTRY and made:
            content += f"{_MADE}{';'.join(place.as_posix() for place in made)};\n".encode()
        write_bytes(path, content)
        written.append(path)
    _sum_up(folder)
    return written


def uninstall(folder: Path) -> list[Path]:
    """Remove the files, and the folders made for them that are empty; return the files' paths.

    Raises FileError.
    """
    gone, made = [], _made(folder)
    for place in menu_files([]):
        path = folder / place
        if path.is_file():
            try:
                path.unlink()
            except OSError as error:
                raise FileError(
                    f"{path} cannot be removed ({error.strerror})", "remove it by hand"
                ) from None
            gone.append(path)
    _sum_up(folder)
    _tidy(folder, made)
    return gone


def _folders(folder: Path) -> set[Path]:
    """Return every folder that installing needs, from the data folder: its own parents as `..`."""
    inside = {parent for place in menu_files([]) for parent in place.parents}
    outside = {Path(*[".."] * up) for up in range(1, len(folder.parts))}
    return inside | outside | {Path("mime", "application")}


def _whole(folder: Path, place: Path) -> Path:
    """Return the path of a folder without `..`, which leads nowhere where none is yet."""
    return Path(os.path.normpath(folder / place))


def _made(folder: Path) -> set[Path]:
    """Return the folders that were made when our menu entry was written, by what it says."""
    try:
        lines = (folder / _ENTRY).read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError:
        return set()
    said = next((line for line in lines if line.startswith(_MADE)), _MADE)
    named = {Path(name) for name in said.removeprefix(_MADE).split(";") if name}
    return named & _folders(folder)


def _sum_up(folder: Path) -> None:
    """Have the desktop's own programs rewrite their summaries, if they are installed."""
    for place, command, _ in _SUMMARIES:
        program = shutil.which(command[0])
        if program is None or not (folder / place).is_dir():
            continue
        try:
            subprocess.run(
                [program, *command[1:], str(folder / place)],
                capture_output=True,
                timeout=60,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired):
            continue  # a desktop without it reads the folder itself, only more slowly


def _tidy(folder: Path, made: set[Path]) -> None:
    """Remove summaries of empty folders, and then our folders, from the innermost, if empty."""
    for place, _, summaries in _SUMMARIES:
        where = folder / place
        known = {where / name for name in summaries}
        if where.is_dir() and {path for path in where.rglob("*") if path.is_file()} <= known:
            for path in known:
                path.unlink(missing_ok=True)
    whole = {_whole(folder, place) for place in made}
    for path in sorted(whole, key=lambda path: len(path.parts), reverse=True):
        try:
            path.rmdir()
        except OSError:
            continue  # it holds files of other programs, or does not exist
