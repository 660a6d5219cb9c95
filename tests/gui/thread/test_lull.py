"""Training waits between two slices while the window is busy with something large."""

import sys
import threading

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from core.run.commands import Play
from core.run.run import Run
from gui.thread import lull as lulls
from gui.thread.lull import Lull
from gui.thread.worker import Worker


def _slices(worker: Worker, monkeypatch) -> list[str]:  # type: ignore[no-untyped-def]
    done: list[str] = []
    monkeypatch.setattr(Run, "work", lambda _: done.append("slice"))
    monkeypatch.setattr(worker, "_arm", lambda: None)  # its timer belongs to the worker's thread
    return done


def test_a_slice_waits_for_the_end_of_a_lull(qtbot: QtBot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(lulls, "MOST", 30.0)
    lull = Lull()
    worker = Worker(lull)
    done = _slices(worker, monkeypatch)
    lull.begin()
    training = threading.Thread(target=worker._work)
    training.start()
    training.join(0.02)
    assert training.is_alive() and not done
    qtbot.waitUntil(lambda: not training.is_alive())  # the event loop ends it
    assert done == ["slice"]


def test_a_lull_ends_by_itself_if_the_window_stays_busy(qtbot: QtBot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(lulls, "MOST", 0.001)
    lull = Lull()
    worker = Worker(lull)
    done = _slices(worker, monkeypatch)
    lull.begin()
    worker._work()  # in this thread, so that no event loop can end the lull
    assert done == ["slice"]
    monkeypatch.setattr(lulls, "MOST", 30.0)
    worker._work()  # nor does it wait again for the same one
    assert done == ["slice", "slice"]


def test_closing_ends_a_lull(qtbot: QtBot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(lulls, "MOST", 30.0)
    lull = Lull()
    worker = Worker(lull)
    done = _slices(worker, monkeypatch)
    lull.begin()
    worker.close()
    worker._work()
    assert not done


def test_another_size_or_appearing_begins_a_lull(qtbot: QtBot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(lulls, "MOST", 30.0)
    lull, widget, waited = Lull(), QWidget(), []
    qtbot.addWidget(widget)
    monkeypatch.setattr(lull, "begin", lambda: waited.append(widget.size()))
    lull.heed(widget)
    widget.resize(300, 200)
    widget.show()
    widget.setToolTip("nothing")
    waited.clear()
    widget.resize(310, 200)
    assert waited == [widget.size()]
    widget.hide()
    widget.show()
    assert len(waited) == 3


def test_a_command_gives_way_to_the_window(qtbot: QtBot, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    usual, seen = sys.getswitchinterval(), []
    monkeypatch.setattr(Run, "do", lambda *_: seen.append(sys.getswitchinterval()))
    worker = Worker()
    worker.do(Play())
    assert seen and seen[0] < usual / 10
    assert sys.getswitchinterval() == usual
