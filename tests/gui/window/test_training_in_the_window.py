"""The whole window with real training behind it: figures, repaints, delays, closing."""

import gc
import sys

import pyqtgraph
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest

from core.documents.examples import example_named
from core.run.states import State
from gui.thread.session import Session
from gui.window.main_window import MainWindow


@pytest.fixture
def window(qtbot, settings):
    pyqtgraph.setConfigOptions(imageAxisOrder="row-major")
    made = MainWindow(Session(), settings)
    qtbot.addWidget(made)
    made.show()
    made.open_first()
    qtbot.waitUntil(lambda: made._session.state is State.READY, timeout=20_000)
    yield made
    made.document.stack.setClean()
    made._session.shut_down()
    made._session._thread.wait(60_000)
    assert not made._session.is_alive()


def watch(window) -> list:
    seen: list = []
    window._session.snapshot_ready.connect(seen.append)
    return seen


def train_example(qtbot, window, name: str, seconds: int):
    """Open an example, play it as fast as it goes, and return the last snapshot."""
    seen = watch(window)
    window._session.open_file(example_named(name).path)
    qtbot.waitUntil(lambda: bool(seen) and window.document.project.name != "XOR", timeout=20_000)
    window._session.set_speed(None)
    window.actions_table["play"].trigger()
    qtbot.waitUntil(
        lambda: window._session.state in (State.FINISHED, State.DIVERGED), timeout=seconds * 1000
    )
    worker = window._session.worker()
    qtbot.waitUntil(lambda: seen[-1].update == worker.trainer.update, timeout=20_000)
    return seen[-1]


def test_iris_is_learned_in_the_window(qtbot, window):
    last = train_example(qtbot, window, "iris", 60)
    assert last.test_metrics["accuracy"] >= 0.95


@pytest.mark.long
@pytest.mark.parametrize("name", ["digits", "spiral"])
def test_larger_examples_are_learned_in_the_window(qtbot, window, name):
    last = train_example(qtbot, window, name, 100)
    assert last.test_metrics["accuracy"] >= 0.95


@pytest.mark.thorough
def test_none_loses_no_references_over_many_repaints(qtbot, window):
    # PySide6 6.12.0 drops a reference to None in every void call: some 170 in one repaint, 34,000
    # in all. Garbage that is collected meanwhile gives back some thousands.
    window.resize(900, 600)
    window.loss.grab()
    gc.collect()
    before = sys.getrefcount(None)
    for _ in range(200):
        window.loss.grab()
    assert sys.getrefcount(None) > before - 17_000


@pytest.mark.thorough
def test_the_window_answers_while_it_trains(qtbot, window):
    window._session.set_speed(None)
    beats: list[int] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(window._session.worker().trainer.update))
    window.actions_table["play"].trigger()
    timer.start(5)
    qtbot.waitUntil(lambda: len(beats) > 200, timeout=60_000)
    timer.stop()
    window.actions_table["play"].trigger()
    qtbot.waitUntil(lambda: window._session.state is State.PAUSED, timeout=10_000)
    # machines are shared, so nothing is timed: training went on between the window's beats
    assert len(set(beats)) > 20


def test_closing_while_it_trains_ends_the_thread(qtbot, window):
    window._session.set_speed(None)
    window.actions_table["play"].trigger()
    qtbot.waitUntil(lambda: window._session.state is State.RUNNING, timeout=10_000)
    assert window.close()
    qtbot.waitUntil(lambda: not window._session.is_alive(), timeout=10_000)


def test_what_is_typed_in_an_open_dialog_is_taken_before_the_window_goes(qtbot, window):
    """Afterwards the dialog, half gone, could tell nobody: an error at quitting."""
    window.actions_table["stops"].trigger()
    dialog = window.dialogs.stops
    dialog.activateWindow()
    dialog.update_field.setFocus()
    qtbot.waitUntil(dialog.update_field.hasFocus)
    QTest.keyClicks(dialog.update_field, "7")
    told = []
    dialog.changed.connect(told.append)
    assert window.close()
    assert not dialog.isVisible() and len(told) == 1
