"""Lessons on disk: a folder with `lesson.toml`, that file itself, or the folder as a `.lesson`.

The files that a lesson names are in its folder; a `.lesson` is unpacked into a separate folder,
within limits, and nothing in it is run.
"""

import json
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from core.disk.writing import read_bytes
from core.documents.examples import example_named
from core.documents.opening import LESSON_FILE, LESSON_SUFFIX
from core.errors import FileError, one_of
from core.lesson.lessons.described import Lesson
from core.resources import resource_path

if TYPE_CHECKING:
    from core.documents.kept import Opened, Unpacked

NAME, SUFFIX = LESSON_FILE, LESSON_SUFFIX
_EXAMPLE = "example:"
MOST_PACKED, MOST_PARTS = 32 * 1024**2, 200


@dataclass(frozen=True)
class LessonFile:
    """An opened lesson, and the folder of the files it names.

    `unpacked` keeps the folder of a packed one; hold on to it, as the folder is deleted when
    nothing refers to it.
    """

    lesson: Lesson
    folder: Path
    unpacked: "Unpacked | None" = None

    def languages(self) -> tuple[str, ...]:
        """Return the languages that it is translated into, from the names of their files."""
        return languages_in(self.folder)

    def translated(self, language: str) -> tuple["LessonFile", tuple[str, ...]]:
        """Return it in another language, and the texts that have no translation.

        Raises FileError if there is no such translation, or it does not fit the lesson.
        """
        from core.lesson.lessons.reading import MOST_BYTES
        from core.lesson.lessons.translated import translated

        if language not in self.languages():
            known = one_of((self.lesson.language, *self.languages()))
            raise FileError(f"there is no translation {language[:20]}", f"there is {known}")
        path = self.folder / f"lesson.{language}.toml"
        text = _text(read_bytes(path, MOST_BYTES), path.name)
        lesson, missing = translated(self.lesson, text, path.name)
        return replace(self, lesson=lesson), missing

    def best_in(self, language: str) -> "LessonFile":
        """Return it in a language if it has that, else as it is."""
        if language == self.lesson.language or language not in self.languages():
            return self
        return self.translated(language)[0]

    def project(self, name: str) -> "Opened":
        """Open a project that the lesson names: one in its folder, or `example:xor`.

        Raises FileError for one that does not exist or leads out of the folder.
        """
        from core.documents.project_file import open_file
        from core.documents.table_access import check_tables

        if name.startswith(_EXAMPLE):
            return open_file(example_named(name.removeprefix(_EXAMPLE)).path)
        inside = PurePosixPath(name)
        if inside.is_absolute() or ".." in inside.parts or "\\" in name or ":" in name:
            raise FileError(f"{name[:60]} is not in the lesson's folder", "put it there")
        path = self.folder / inside
        opened = open_file(path)
        check_tables(opened, path, ())
        return opened


def languages_in(folder: Path) -> tuple[str, ...]:
    """Return the languages that the lesson in a folder is translated into."""
    found = sorted(folder.glob("lesson.*.toml"))
    return tuple(path.name.split(".")[1] for path in found if path.name.count(".") == 2)


def open_lesson(path: Path) -> LessonFile:
    """Open a lesson: a folder, its `lesson.toml`, a `.lesson`, or the name of a supplied one.

    Raises FileError, with file, line and step, for anything that does not make sense.
    """
    from core.lesson.lessons.reading import MOST_BYTES, read_lesson

    if not path.exists() and len(path.parts) == 1 and not path.suffix:
        return open_lesson(shipped_lesson(path.name))
    if path.is_dir():
        path = path / NAME
    if path.suffix.lower() == SUFFIX:
        return _unpacked(path)
    if path.suffix.lower() != ".toml":
        raise FileError(f"{path.name} is not a lesson", f"give a folder, {NAME} or a {SUFFIX}")
    return LessonFile(
        read_lesson(_text(read_bytes(path, MOST_BYTES), path.name), path.name), path.parent
    )


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FileError(f"{name}, line {line}: this is not UTF-8", "save it as UTF-8") from None


def _unpacked(path: Path) -> LessonFile:
    from core.disk.bounded import damaged, zip_members
    from core.documents.kept import Unpacked
    from core.lesson.lessons.reading import read_lesson

    members = zip_members(read_bytes(path, MOST_PACKED), path.name)
    if len(members) > MOST_PARTS:
        raise damaged(path.name, "it holds too many parts")
    if sum(map(len, members.values())) > MOST_PACKED:
        raise damaged(path.name, "it would unpack to more than 32 MB")
    if NAME not in members:
        raise damaged(path.name, f"it holds no {NAME}")
    unpacked = Unpacked()
    for name, content in members.items():
        target = unpacked.folder / PurePosixPath(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    text = _text(members[NAME], path.name)
    return LessonFile(read_lesson(text, path.name), unpacked.folder, unpacked)


def shipped_groups() -> dict[str, tuple[str, ...]]:
    """Return the names of the supplied lessons by group, in the order in which to take them."""
    listed = json.loads(resource_path("lessons", "index.json").read_text(encoding="utf-8"))
    return {group: tuple(names) for group, names in listed.items()}


def shipped_lessons() -> tuple[str, ...]:
    """Return the names of the supplied lessons, in the order in which to take them."""
    return tuple(name for names in shipped_groups().values() for name in names)


def is_shipped(path: Path) -> bool:
    """Return whether a lesson is one that ships, by where it is: it is never written over."""
    return path.resolve().is_relative_to(resource_path("lessons").resolve())


def shipped_lesson(name: str) -> Path:
    """Return the folder of a supplied lesson. Raises FileError that lists the known ones."""
    if name not in shipped_lessons():
        raise FileError(f"there is no lesson {name[:60]}", f"known are {one_of(shipped_lessons())}")
    return resource_path("lessons", name)
