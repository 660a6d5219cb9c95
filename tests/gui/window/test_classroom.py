"""Lessons in a class: the next person starts over."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

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
    real.wait(lambda: lessons._is_shown and lessons.followed is None)


def answer(real: RealWindow, text: str) -> None:
    task = real.window.lessons.page.tasks[0]
    task.field.put(text)
    task.check.click()


@pytest.mark.thorough
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
    real.wait(lambda: window.lessons._is_shown and window.lessons.followed is None)
    assert len(asked) == 2 and window.lessons.page.title.text() == "The weighted sum"
    task = window.lessons.page.tasks[0]
    assert not task.attempt.is_over and task.field.given() == ""
    assert settings.recent() == [] and window.speed.speed() == 20
    assert settings.text_size() == 110 and settings.theme() == "light"
    assert window.lessons._progress.answers == ()
