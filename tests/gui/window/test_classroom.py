"""Lessons in a class: answers are handed in and graded, and the next person starts over."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from core.cli.program import run
from core.documents.lesson_file import shipped_lesson
from core.documents.lesson_progress import progress_path
from tests.gui.real import RealWindow


@pytest.fixture
def real(shared: RealWindow, tmp_path: Path, monkeypatch: Any) -> Iterator[RealWindow]:
    monkeypatch.setattr(shared.window.lessons, "folder", tmp_path / "lessons")
    yield shared
    shared.window.lessons.leave()


def play(real: RealWindow) -> None:
    lessons = real.window.lessons
    real.window.files.open_path(shipped_lesson("one-neuron") / "lesson.toml")
    real.wait(lambda: lessons._is_shown and lessons.following.step is None)


def answer(real: RealWindow, text: str) -> None:
    task = real.window.lessons.page.tasks[0]
    task.field.put(text)
    task.check.click()


def test_answers_are_handed_in_under_a_name_and_graded(
    real: RealWindow, tmp_path: Path, monkeypatch: Any, capsys: Any
) -> None:
    window, act = real.window, real.window.actions_table["hand_in"]
    window.lessons.forget()
    assert not act.isEnabled()
    play(real)
    answer(real, "0.1")
    assert act.isEnabled()
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "ada"), ""))
    window.lessons.leave()
    assert window.notice_bar.actions_shown()[-1].text() == "Hand in…"
    act.trigger()
    dialog = window.teaching.classroom.dialog
    assert dialog is not None and "1 of 6 right" in dialog.counts.text()
    assert not dialog.write.isEnabled()
    QTest.keyClicks(dialog.name, "Ada Lovelace")
    QTest.keyClick(dialog.name, Qt.Key.Key_Return)
    real.wait(lambda: (tmp_path / "ada.json").exists())
    real.settle()
    assert not dialog.isVisible() and "ada.json" in window.notice_bar.message.text()
    assert run(["lesson", "grade", str(tmp_path / "ada.json")]) == 0
    table = capsys.readouterr().out.splitlines()
    assert table[1].startswith("Ada Lovelace,one-neuron,sum,z,right,1,0,")
    assert len(table) == 7 and all(",open,0,0,0.0" in line for line in table[2:])


def test_the_next_person_starts_over(real: RealWindow, monkeypatch: Any) -> None:
    window, settings = real.window, real.window._settings
    play(real)
    answer(real, "0.1")
    real.settle()
    kept = progress_path(window.lessons.folder, "one-neuron")
    assert kept.exists()
    settings.set_text_size(110)
    settings.add_recent(Path("mine.backstep"))
    window.speed.set_speed(500)
    asked: list[bool] = []
    room = window.teaching.classroom
    monkeypatch.setattr(room, "ask", lambda unsaved: bool(asked.append(unsaved)))
    window.actions_table["start_over"].trigger()
    real.settle()
    assert asked == [False] and kept.exists() and window.speed.speed() == 500
    monkeypatch.setattr(room, "ask", lambda unsaved: asked.append(unsaved) is None)
    window.actions_table["start_over"].trigger()
    real.wait(lambda: window.lessons._is_shown and window.lessons.following.step is None)
    assert len(asked) == 2 and window.lessons.page.title.text() == "The weighted sum"
    task = window.lessons.page.tasks[0]
    assert not task.attempt.is_over and task.field.given() == ""
    assert settings.recent() == [] and window.speed.speed() == 20
    assert settings.text_size() == 110 and settings.theme() == "light"
    assert window.lessons._progress.right() == 0
