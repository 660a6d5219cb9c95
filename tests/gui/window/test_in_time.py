"""Parts of the window that are late are made while nobody waits for it."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.late import Late, made
from gui.window import in_time
from gui.window.in_time import InTime


def parts_of(done: list[str]) -> list[Late[str]]:
    def making(name: str) -> Late[str]:
        return Late(lambda: done.append(name) or name)  # type: ignore[func-returns-value]

    return [making("a"), made("b"), making("c")]


def test_a_part_a_turn(qtbot: QtBot) -> None:
    done: list[str] = []
    parts = InTime(parts_of(done), lambda: done.append("hush"))
    parts.make_next()
    assert done == ["hush", "a"] and not parts.is_done()
    parts.make_next()  # one is there already
    assert done == ["hush", "a", "hush", "c"] and parts.is_done()


def test_all_are_made_by_themselves(qtbot: QtBot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(in_time, "FIRST_MS", 0)
    monkeypatch.setattr(in_time, "NEXT_MS", 0)
    done: list[str] = []
    parts = InTime(parts_of(done), lambda: None)
    parts.begin()
    qtbot.waitUntil(parts.is_done)
    assert done == ["a", "c"]


def test_none_while_a_button_is_held(qtbot: QtBot) -> None:
    done: list[str] = []
    parts, widget = InTime(parts_of(done), lambda: None), QWidget()
    qtbot.addWidget(widget)
    QTest.mousePress(widget, Qt.MouseButton.LeftButton)
    parts.make_next()
    assert done == []
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton)
    parts.make_next()
    assert done == ["a"]
