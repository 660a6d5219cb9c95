"""The project that a new window shows: XOR, which learns in three seconds."""

import json
import os
from pathlib import Path

from core.data.reading.formats.records import is_table_file
from core.disk.gzipped import inner_suffix
from core.project import Project
from core.resources import resource_path

_PROJECTS = (".backstep", ".json")
#: what holds weights and never a table
_WEIGHTS = (".npz", ".npy", ".safetensors", ".onnx")
#: what the file in the folder of a lesson is called, and how a packed one ends
LESSON_FILE, LESSON_SUFFIX = "lesson.toml", ".lesson"


def examples_folder() -> Path:
    """Return where the example projects are."""
    return resource_path("examples")


def opening_file() -> Path:
    """Return the file of the opening project."""
    return examples_folder() / "xor.json"


def opening_project() -> Project:
    """Return the project that a new window shows."""
    return Project.from_json(json.loads(opening_file().read_text(encoding="utf-8")))


def is_example(path: Path | None) -> bool:
    """Return whether a file is one of the program's own, which are never written over."""
    return path is not None and path.parent == examples_folder()


def is_project(path: Path | None) -> bool:
    """Return whether a file's name is that of a project; any other is taken to be a table."""
    return path is not None and (
        path.suffix.lower() in _PROJECTS or path.name.lower().endswith(".json.gz")
    )


def holds_project(path: Path) -> bool:
    """Return whether a file is a project; JSON that is a list of rows is a table."""
    if not is_project(path) or inner_suffix(path) != ".json":
        return is_project(path)
    return not is_table_file(path)


def is_weights(path: Path) -> bool:
    """Return whether a file's name is that of weights alone, packed by gzip or not."""
    return inner_suffix(path) in _WEIGHTS


def is_lesson(path: Path) -> bool:
    """Return whether a path is a lesson by its name: a .lesson, its lesson.toml, or its folder."""
    is_one = path.suffix.lower() == LESSON_SUFFIX or path.name == LESSON_FILE
    return is_one or os.path.isfile(path / LESSON_FILE)
