"""Lessons that are being written: the files that one is made of, saved as a folder or packed.

While a lesson is written its files are in a folder of its own, so that nothing of the author's
changes before it is saved. What is saved is read back, and must be the same.
"""

import io
import zipfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from core.disk.json_text import parse_json
from core.disk.writing import read_bytes, write_bytes
from core.documents.kept import Unpacked
from core.documents.lesson_file import (
    MOST_PACKED,
    MOST_PARTS,
    NAME,
    SUFFIX,
    LessonFile,
    open_lesson,
)
from core.errors import FileError, UserError
from core.lesson.lessons.described import Lesson
from core.lesson.writing.written import bare, checked, written
from core.project import Project
from core.words import say, translate

_EXAMPLE, _RESOURCE = "example:", "resource:"
#: a date for the parts of a packed lesson: the same lesson gives the same bytes
_DATE = (1980, 1, 1, 0, 0, 0)


def begin_writing(lesson: Lesson) -> LessonFile:
    """Return a lesson with an empty folder for its files; it lives as long as what is returned."""
    unpacked = Unpacked()
    return LessonFile(lesson, unpacked.folder, unpacked)


def open_for_writing(path: Path, language: str = "") -> LessonFile:
    """Open a lesson in a folder of its own, with copies of the files that it names.

    With a language it is taken in that one, where it has it, and its translations are left out:
    they would not follow the edits. Raises FileError, with file, line and step, for what is no
    lesson.
    """
    found = open_lesson(path)
    names = list(_names(found.lesson, found.folder))
    if language:
        found = found.best_in(language)
        names = [name for name in names if not name.endswith(".toml")]
    made = begin_writing(found.lesson)
    for name in names:
        _put(made.folder / name, _part(found.folder, name))
    return made


def is_by_hand(path: Path) -> bool:
    """Return whether a lesson's file is other than this program would write it.

    It then loses its comments and its order of keys by being saved here. Raises FileError for what
    is no lesson.
    """
    found = open_lesson(path)
    home = found.folder / NAME
    return read_bytes(home, MOST_PACKED).decode("utf-8-sig") != written(found.lesson)


def save_lesson(lesson: Lesson, folder: Path, path: Path) -> None:
    """Write a lesson whose files are in a folder: packed as a `.lesson`, else as a folder.

    Raises FileError, with the step, for a lesson that is not complete, or that cannot be written.
    """
    text, _ = checked(lesson, NAME)
    parts = {NAME: text.encode("utf-8")}
    for name in _names(lesson, folder):
        parts[name] = _part(folder, name)
    if len(parts) > MOST_PARTS or sum(map(len, parts.values())) > MOST_PACKED:
        raise FileError(
            translate("Lessons", "the lesson is too large: more than 32 MB, or 200 files"),
            translate("Lessons", "take networks with less data"),
        )
    if path.suffix.lower() == SUFFIX:
        write_bytes(path, _packed(parts))
    else:
        _write_folder(path, parts)
    if bare(open_lesson(path).lesson) != bare(lesson):
        raise FileError(
            say("Lessons", "{name} was not written as it is", name=path.name),
            translate("Lessons", "save it in another place"),
        )


def project_names(lesson: Lesson) -> tuple[str, ...]:
    """Return the files of the networks that a lesson names, each once."""
    names = (lesson.project, *(step.project for step in lesson.steps))
    return tuple(dict.fromkeys(name for name in names if name and not name.startswith(_EXAMPLE)))


def _names(lesson: Lesson, folder: Path) -> Iterable[str]:
    """Return the files beside `lesson.toml`: networks, their tables, and translations."""
    found: dict[str, None] = {}
    for name in project_names(lesson):
        found[name] = None
        if name.endswith(".json"):
            table = _table_of(folder, name)
            if table:
                found[table] = None
    for path in sorted(folder.glob("lesson.*.toml")):
        found[path.name] = None
    return found


def _table_of(folder: Path, name: str) -> str:
    """Return the table beside or below a project that it names, as the lesson's folder has it."""
    content = _part(folder, name)
    project = Project.from_json(parse_json(content, name))
    table = project.data.source.file
    if table is None or table.startswith(_RESOURCE):
        return ""
    path = Path(name).parent / table
    if Path(table).is_absolute() or ".." in path.parts:
        raise FileError(
            say("Lessons", "{name} names a table outside the lesson", name=name),
            translate("Lessons", "copy the table into the lesson's folder"),
        )
    return path.as_posix()


def _part(folder: Path, name: str) -> bytes:
    path = folder / name
    if ".." in Path(name).parts or Path(name).is_absolute():
        raise FileError(
            say("Lessons", "{name} is not in the lesson's folder", name=name[:60]),
            translate("Lessons", "put it there"),
        )
    return read_bytes(path, MOST_PACKED)


def _put(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    write_bytes(path, content)


def _write_folder(path: Path, parts: dict[str, bytes]) -> None:
    """Write what differs, `lesson.toml` last: until then the lesson before is whole."""
    home = path.parent if path.name == NAME else path
    if home.exists() and not home.is_dir():
        raise FileError(
            say("Lessons", "{name} is a file", name=home.name),
            say("Lessons", "choose a folder, or a name that ends in {suffix}", suffix=SUFFIX),
        )
    try:
        home.mkdir(parents=True, exist_ok=True)
        for name in sorted(parts, key=lambda name: name == NAME):
            target = home / name
            if not (target.is_file() and target.read_bytes() == parts[name]):
                _put(target, parts[name])
    except OSError as error:
        raise FileError(
            say("Lessons", "{name} cannot be written: {why}", name=home.name, why=error.strerror),
            translate("Lessons", "choose another folder"),
        ) from None


def _packed(parts: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            info = zipfile.ZipInfo(name, _DATE)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return made.getvalue()


def with_lesson(file: LessonFile, lesson: Lesson) -> LessonFile:
    """Return the files of a lesson with another lesson over them."""
    return replace(file, lesson=lesson)


def free_name(folder: Path, stem: str, suffix: str, content: bytes | None = None) -> str:
    """Return a name that no other file has; that of an equal file, where the content is known."""
    number, name = 2, f"{stem}{suffix}"
    while (folder / name).exists():
        if content is not None and (folder / name).read_bytes() == content:
            return name
        name, number = f"{stem}-{number}{suffix}", number + 1
        if number > 10_000:
            raise UserError("too many networks in one lesson", "begin another lesson")
    return name
