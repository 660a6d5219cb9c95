"""Lessons set aside in case of a crash: found once their window is gone, and only then."""

import os
from pathlib import Path
from typing import Any

from core.documents import lock
from core.documents.lesson_aside import LessonAside
from core.documents.lesson_writing import begin_writing, save_lesson
from core.lesson.writing.edits import new_lesson


def test_what_a_crash_leaves_is_found_and_what_is_open_is_not(
    tmp_path: Path, monkeypatch: Any
) -> None:
    folder = tmp_path / "aside"
    aside, other = LessonAside(folder), LessonAside(folder)
    assert aside.left() == ()
    path = aside.begin()
    assert path is not None
    file = begin_writing(new_lesson("en", "example:xor"))
    save_lesson(file.lesson, file.folder, path)
    with monkeypatch.context() as elsewhere:
        elsewhere.setattr(lock.os, "getpid", os.getppid)  # asked from another process
        assert other.left() == ()
    assert aside.left() == ()
    assert aside._lock is not None
    aside._lock.release()  # as after a crash: nobody holds it
    (left,) = other.left()
    assert (left.path, left.title) == (path, "My lesson")
    (folder / "damaged.lesson").write_bytes(b"PK\x03\x04 no zip")
    assert len(other.left()) == 1


def test_the_end_leaves_nothing(tmp_path: Path) -> None:
    aside = LessonAside(tmp_path)
    path = aside.begin()
    assert path is not None
    path.write_bytes(b"x")
    aside.end()
    assert aside.path is None and list(tmp_path.iterdir()) == []


def test_without_a_place_nothing_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", "utf-8")
    assert LessonAside(tmp_path / "file" / "sub").begin() is None
