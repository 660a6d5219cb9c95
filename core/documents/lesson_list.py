"""The list of the lessons that ship: in groups, in a language, with how far somebody is in each."""

import time
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from core.documents.lesson_file import (
    languages_in,
    open_lesson,
    shipped_groups,
    shipped_lesson,
    shipped_lessons,
)
from core.documents.lesson_progress import kept_progress
from core.errors import FileError
from core.lesson.lessons.described import Lesson
from core.lesson.lessons.progress import Progress
from core.words import translate


@dataclass(frozen=True)
class Entry:
    """One lesson of the list; its file opens in whichever language is wanted then."""

    path: Path
    lesson: Lesson
    progress: Progress


@dataclass(frozen=True)
class Group:
    """Lessons under one heading."""

    title: str
    entries: tuple[Entry, ...]


def lesson_groups(language: str, folder: Path | None) -> tuple[Group, ...]:
    """Return the lessons that ship, in a language where they have it.

    `folder` is where progress is kept, None if nowhere.
    """
    titles = {
        "first_steps": translate("Lessons", "First steps"),
        "training": translate("Lessons", "Training"),
        "tutorials": translate("Lessons", "Tutorials"),
    }
    return tuple(
        Group(titles[key], tuple(_entry(name, language, folder) for name in names))
        for key, names in shipped_groups().items()
    )


def _entry(name: str, language: str, folder: Path | None) -> Entry:
    lesson = _read(name, language)
    progress = Progress.begin(lesson)
    if folder is not None:
        with suppress(FileError):  # said when the lesson is opened
            progress = kept_progress(folder, lesson)
    return Entry(shipped_lesson(name) / "lesson.toml", lesson, progress)


def read_on(language: str, seconds: float) -> bool:
    """Read lessons for about this long; return whether all are known, and the list is quick.

    What was read before is known, and takes no time.
    """
    end = time.perf_counter() + seconds
    for name in shipped_lessons():
        known = _read.cache_info().misses
        _read(name, language)
        if time.perf_counter() >= end and _read.cache_info().misses > known:
            return False
    return True


@lru_cache(maxsize=256)  # those that ship do not change
def _read(name: str, language: str) -> Lesson:
    return open_lesson(shipped_lesson(name)).best_in(language).lesson


def title_of(name: str, language: str) -> str:
    """Return the title of a supplied lesson, in a language if it has that."""
    return _read(name, language).title


@lru_cache(maxsize=1)
def lesson_languages() -> tuple[str, ...]:
    """Return the codes of the languages that some lesson has, English first."""
    found = {
        language for name in shipped_lessons() for language in languages_in(shipped_lesson(name))
    }
    return ("en", *sorted(found - {"en"}))
