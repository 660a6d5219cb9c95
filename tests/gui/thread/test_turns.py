"""Slow views are drawn in turns while training runs, and at once when it is paused."""

import pytest
from PySide6.QtCore import QObject

from core.run.states import State
from gui.thread.turns import Turns


class Seen:
    def __init__(self, name, log):
        self.name, self.log = name, log

    def show_snapshot(self, snapshot):
        self.log.append((self.name, snapshot))


@pytest.fixture
def log():
    return []


@pytest.fixture
def turns(qtbot, log):
    parent = QObject()
    views = [Seen(name, log) for name in "abc"]
    made = Turns(views, lambda: log.append("drawn"), parent)
    yield made
    made.setParent(None)
    parent.deleteLater()


def test_where_training_stands_all_show_the_moment_at_once(turns, log, qtbot):
    turns.show_snapshot(1)
    assert log == [("a", 1), ("b", 1), ("c", 1)]
    qtbot.waitUntil(lambda: log[-1] == "drawn")


def test_while_it_runs_one_view_a_turn_and_the_next_moment_after_the_last(turns, log, qtbot):
    turns.show_state(State.RUNNING)
    turns.show_snapshot(1)
    assert log == []
    qtbot.waitUntil(lambda: "drawn" in log)
    assert log == [("a", 1), ("b", 1), ("c", 1), "drawn"]


def test_no_view_misses_a_moment(turns, log, qtbot):
    """A loss curve arrives in pieces: the piece that was not drawn yet comes first."""
    turns.show_state(State.RUNNING)
    turns.show_snapshot(1)
    turns.show_snapshot(2)
    assert log == [("a", 1), ("b", 1), ("c", 1)]
    turns.show_state(State.PAUSED)
    assert log[3:] == [("a", 2), ("b", 2), ("c", 2)]
    qtbot.waitUntil(lambda: log[-1] == "drawn")
    assert log.count("drawn") == 1


def test_what_is_built_anew_comes_after_what_was(turns, log):
    turns.show_state(State.RUNNING)
    turns.show_snapshot(1)
    turns.show_facts(None)
    assert log == [("a", 1), ("b", 1), ("c", 1)]
