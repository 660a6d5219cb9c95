"""The situation follows training, the document, the tabs and the look as they change."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from pytestqt.qtbot import QtBot

from core.data.samples import Task
from core.pictures.snapshot import TimeSpan
from core.run.states import State
from gui.kit.settings import Settings
from gui.window.main_window import MainWindow
from tests.gui.fakes import FakeSession, xor_facts, xor_snapshot

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def session() -> FakeSession:
    return FakeSession()


@pytest.fixture
def window(qtbot: QtBot, session: FakeSession, settings: Settings) -> Iterator[MainWindow]:
    made = MainWindow(session, settings)  # type: ignore[arg-type]
    yield made
    made._closing = True
    made.close()
    made.deleteLater()


def test_nothing_is_behind_or_ahead_before_a_moment_is_shown(
    window: MainWindow, session: FakeSession
) -> None:
    """The state arrives before the first moment, and is passed to the whole window at once."""
    session.facts_ready.emit(xor_facts())
    session.tell_state(State.READY)
    now, act = window.situations.now(), window.actions_table
    assert now.state is State.READY and not (now.behind or now.ahead or now.moments)
    assert act["step"].isEnabled()
    for name in ("back", "back_epoch", "to_start", "to_end", "compare"):
        assert not act[name].isEnabled(), name


def test_a_moment_says_what_is_behind_and_ahead(window: MainWindow, session: FakeSession) -> None:
    session.facts_ready.emit(xor_facts())
    session.tell_state(State.PAUSED)
    at = xor_snapshot(window.document.project)
    session.snapshot_ready.emit(replace(at, update=4, time=TimeSpan(0, 9), past=True))
    act = window.actions_table
    assert act["back"].isEnabled() and act["to_end"].isEnabled() and act["compare"].isEnabled()
    session.snapshot_ready.emit(replace(at, update=0, time=TimeSpan(0, 0)))
    assert not act["back"].isEnabled() and not act["to_end"].isEnabled()
    session.facts_ready.emit(xor_facts())
    assert not window.situations.now().moments


def test_undo_follows_the_document(window: MainWindow) -> None:
    project = window.document.project
    assert not window.actions_table["undo"].isEnabled()
    window.document.edit(replace(project, name="other"), "name")
    assert window.situations.now().undo == "name"
    assert window.actions_table["undo"].text() == "Undo name"
    window.actions_table["undo"].trigger()
    assert window.document.project == project
    assert window.actions_table["redo"].text() == "Redo name"


def test_a_tab_without_a_meaning_is_in_no_menu(window: MainWindow, session: FakeSession) -> None:
    act = window.actions_table
    assert act["view_confusion"].isVisible()
    session.facts_ready.emit(replace(xor_facts(), task=Task.REGRESSION))
    assert not act["view_confusion"].isVisible()
    assert "confusion" not in window.situations.now().tabs


def test_the_step_view_and_the_unit(window: MainWindow, session: FakeSession) -> None:
    act = window.actions_table
    act["switch_view"].trigger()
    assert window.situations.now().stepping and act["step_view"].isChecked()
    act["unit_epoch"].trigger()
    assert window.situations.now().unit == "epoch"
    session.facts_ready.emit(replace(xor_facts(), updates_per_epoch=1))
    assert window.situations.now().unit == "update" and act["unit_update"].isChecked()
