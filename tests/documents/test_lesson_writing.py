"""Lessons saved as a folder and packed, opened to be changed, and refused in words."""

import shutil
from pathlib import Path

import pytest

from core.documents.lesson_file import open_lesson, shipped_lesson, shipped_lessons
from core.documents.lesson_writing import begin_writing, open_for_writing, save_lesson
from core.errors import FileError
from core.lesson.lessons.described import Moment
from core.lesson.writing.edits import changed, new_lesson, with_project
from core.lesson.writing.written import bare
from tests.amount import few


@pytest.mark.parametrize("name", few(list(shipped_lessons()), 2))
@pytest.mark.parametrize("target", ["copy.lesson", "copy"])
def test_a_lesson_is_changed_saved_and_opened_again(name: str, target: str, tmp_path: Path) -> None:
    file = open_for_writing(shipped_lesson(name))
    lesson = changed(file.lesson, 0, title="Mine")
    path = tmp_path / target
    save_lesson(lesson, file.folder, path)
    again = open_lesson(path)
    assert bare(again.lesson) == bare(lesson)
    for step in again.lesson.steps:
        assert again.project(step.project or again.lesson.project).project
    before = path.read_bytes() if path.is_file() else (path / "lesson.toml").read_bytes()
    opened = open_for_writing(path)
    save_lesson(opened.lesson, opened.folder, path)
    after = path.read_bytes() if path.is_file() else (path / "lesson.toml").read_bytes()
    assert after == before


def test_translations_and_tables_go_along(tmp_path: Path) -> None:
    home = tmp_path / "home"
    shutil.copytree(shipped_lesson("one-neuron"), home)
    (home / "lesson.de.toml").write_text('language = "de"\ntitle = "Ein Neuron"\n', "utf-8")
    (home / "private.txt").write_text("not named", "utf-8")
    file = open_for_writing(home)
    assert sorted(path.name for path in file.folder.iterdir()) == ["lesson.de.toml", "neuron.json"]
    save_lesson(file.lesson, file.folder, tmp_path / "a.lesson")
    assert open_lesson(tmp_path / "a.lesson").languages() == ("de",)
    copy = open_for_writing(home, "de")
    assert copy.lesson.title == "Ein Neuron" and copy.lesson.language == "de"
    assert copy.languages() == () and open_for_writing(home, "fr").lesson.title == "One neuron"


def test_nothing_else_in_a_folder_is_touched(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    file = begin_writing(new_lesson("en", "example:xor"))
    save_lesson(file.lesson, file.folder, tmp_path / "lesson.toml")
    assert (tmp_path / "notes.txt").read_text("utf-8") == "mine"
    assert open_lesson(tmp_path).lesson.title == "My lesson"


def test_what_is_missing_or_outside_is_told_and_nothing_is_written(tmp_path: Path) -> None:
    file = begin_writing(new_lesson("en", "gone.json"))
    with pytest.raises(FileError):
        save_lesson(file.lesson, file.folder, tmp_path / "a.lesson")
    outside = with_project(new_lesson("en", "example:xor"), 0, "../secret.json")
    with pytest.raises(FileError, match="not in the lesson's folder"):
        save_lesson(outside, file.folder, tmp_path / "a.lesson")
    blank = changed(new_lesson("en", "example:xor"), 0, text=" ", moment=Moment(3))
    with pytest.raises(FileError, match="text is missing"):
        save_lesson(blank, file.folder, tmp_path / "a.lesson")
    (tmp_path / "taken").write_text("a file", "utf-8")
    with pytest.raises(FileError, match="is a file"):
        save_lesson(new_lesson("en", "example:xor"), file.folder, tmp_path / "taken")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["taken"]
