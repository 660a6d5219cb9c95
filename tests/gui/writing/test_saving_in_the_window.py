"""A lesson of the editor: saved, reopened, asked about, and gone on with after a crash."""

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from core.documents.lesson_aside import LessonAside
from core.documents.lesson_file import open_lesson, shipped_lesson, shipped_lessons
from gui.documents.questions import Answer
from tests.gui.writing.author import Author


@pytest.mark.thorough
def test_what_is_left_unsaved_is_asked_about(author: Author, monkeypatch: Any) -> None:
    author.begin()
    author.click(author.editor.close_it)
    assert not author.writing.is_writing()  # nothing was edited: nothing is asked
    author.begin()
    author.type(author.editor.step.title, "Mine")
    answers = [Answer.CANCEL, Answer.DISCARD]
    asked: list[str] = []

    def ask(name: str, _: bool) -> Answer:
        asked.append(name)
        return answers.pop(0)

    monkeypatch.setattr(author.window.files.questions, "unsaved", ask)
    author.click(author.editor.close_it)
    assert author.writing.is_writing() and asked == ["My lesson"]
    closed: list[bool] = []
    assert not author.writing.may_close(lambda: closed.append(True))
    assert closed == [True] and not author.writing.is_writing()
    assert not author.window.left.isVisible() or author.window.settings_area.isVisible()
    assert author.writing.may_close(lambda: None)


@pytest.mark.thorough
def test_one_that_ships_is_changed_as_a_copy_and_ones_own_in_its_file(
    author: Author, tmp_path: Path, monkeypatch: Any
) -> None:
    window, real = author.window, author.real
    window.actions_table["write_lesson"].trigger()
    dialog = author.writing.dialog
    assert dialog is not None and dialog.list.count() == 1 + len(shipped_lessons())
    dialog.list.setCurrentRow(5)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    real.wait(author.writing.is_writing)
    assert author.lesson.id.startswith("chain-rule-") and author.writing._path is None
    real.wait(lambda: window.lessons.followed is None)
    assert "Not saved" in author.editor.lesson.file.text()
    folder = tmp_path / "own"
    monkeypatch.setattr(
        QFileDialog,
        "getSaveFileName",
        lambda *_: (str(folder) + ".lesson", "Folder with a lesson.toml (*)"),
    )
    author.click(author.editor.save)
    real.wait(lambda: (folder / "lesson.toml").is_file())
    real.wait(lambda: not author.editor.is_unsaved())
    assert (folder / "chain.json").is_file()
    author.writing.close()
    author.writing.open(shipped_lesson("loss") / "lesson.toml")  # not as a copy: it is one
    real.wait(author.writing.is_writing)
    assert author.writing._path is None
    author.writing.close()
    author.writing.open(folder / "lesson.toml")
    real.wait(author.writing.is_writing)
    author.type(author.editor.step.title, "Mine")
    author.click(author.editor.save)
    real.wait(lambda: not author.editor.is_unsaved())
    assert open_lesson(folder).lesson.steps[0].title == "Mine"
    assert open_lesson(shipped_lesson("chain-rule")).lesson.steps[0].title != "Mine"


@pytest.mark.thorough
def test_the_next_person_finds_no_lesson_that_another_writes(
    author: Author, monkeypatch: Any
) -> None:
    author.begin()
    author.type(author.editor.step.title, "Mine")
    asked: list[bool] = []
    monkeypatch.setattr(
        author.window.teaching.classroom, "ask", lambda unsaved: asked.append(unsaved) is None
    )
    author.window.actions_table["start_over"].trigger()
    lessons = author.window.lessons
    author.real.wait(lambda: lessons._is_shown and lessons.followed is None)
    assert asked == [True] and not author.writing.is_writing()
    lessons.leave()
    assert not author.editor.isVisible()


@pytest.mark.thorough
def test_what_a_crash_left_is_offered_and_gone_on_with(
    author: Author, tmp_path: Path, monkeypatch: Any
) -> None:
    folder = tmp_path / "aside"
    aside = LessonAside(folder)
    monkeypatch.setattr(author.writing, "_aside", aside)
    author.begin()
    author.type(author.editor.step.title, "Precious")
    author.writing.set_aside()
    author.real.wait(lambda: aside.path is not None and aside.path.exists())
    left = aside.path
    assert left is not None and aside._lock is not None
    aside._lock.release()
    monkeypatch.setattr(author.writing, "_aside", LessonAside(folder))  # the next window
    author.editor.note_saved(author.lesson, "")
    author.writing.choose()
    dialog = author.writing.dialog
    assert dialog is not None and dialog.list.item(1).text().startswith("“My lesson”, left unsaved")
    dialog.list.setCurrentRow(1)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    author.real.wait(author.editor.is_unsaved)
    assert author.lesson.steps[0].title == "Precious" and author.writing._path is None
    author.real.wait(lambda: not left.exists())
    own = author.writing._aside.path
    author.real.wait(lambda: own is not None and own.exists())
    author.writing.close()
    author.real.settle()
    assert not list(folder.glob("*.lesson"))


@pytest.mark.thorough
def test_closing_the_window_saves_first_where_that_is_asked(
    author: Author, tmp_path: Path, monkeypatch: Any
) -> None:
    author.begin()
    author.type(author.editor.step.title, "Mine")
    path = tmp_path / "mine.lesson"
    questions = author.window.files.questions
    monkeypatch.setattr(questions, "unsaved", lambda *_: Answer.SAVE)
    where = [("", ""), (str(path), "Lesson in one file (*.lesson)")]
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: where.pop(0))
    closed: list[bool] = []
    assert not author.writing.may_close(lambda: closed.append(True))
    author.real.settle()
    assert closed == [] and author.writing.is_writing()  # no file was chosen
    assert not author.writing.may_close(lambda: closed.append(True))
    author.real.wait(lambda: closed == [True])
    assert open_lesson(path).lesson.steps[0].title == "Mine"
    assert not author.writing.is_writing()


@pytest.mark.thorough
def test_what_cannot_be_saved_is_said_and_its_step_is_gone_to(
    author: Author, tmp_path: Path
) -> None:
    author.begin()
    author.writing._path = tmp_path / "mine.lesson"
    author.click(author.editor.steps.copy)
    author.type(author.editor.step.title, "")
    author.editor.steps.list.setCurrentRow(0)
    author.click(author.editor.save)
    author.real.wait(lambda: bool(author.real.failures))
    assert "title is missing" in author.real.failures[-1]
    assert author.editor.at == 1 and not (tmp_path / "mine.lesson").exists()
    author.real.failures.clear()
