"""Slices of training follow one another at once, until something waits for the event loop."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from core.run.commands import Pause
from core.run.run import Run
from gui.thread import worker as workers
from gui.thread.lull import Lull
from gui.thread.worker import Worker

CALLS: list[Callable[[Worker, Lull], None]] = [
    lambda worker, _: worker.expect(),
    lambda worker, _: worker.close(),
    lambda _, lull: lull.begin(),
]


@pytest.fixture
def lull(qtbot: QtBot) -> Lull:
    return Lull()


@pytest.mark.parametrize("call", CALLS, ids=("command", "close", "lull"))
def test_the_slice_during_which_something_comes_is_the_last(
    call: Callable[[Worker, Lull], None], lull: Lull, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_MOST_SECONDS", 60.0)
    monkeypatch.setattr(Run, "is_at_full_speed", lambda _: True)
    worker, done = Worker(lull), list[int]()
    monkeypatch.setattr(worker, "_arm", lambda: None)

    def work(_: Run) -> None:
        done.append(len(done))
        if len(done) == 3:
            call(worker, lull)

    monkeypatch.setattr(Run, "work", work)
    worker._work()
    assert len(done) == 3
    lull.end()


def test_at_a_set_speed_each_slice_has_a_turn_of_its_own(
    lull: Lull, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workers, "_MOST_SECONDS", 60.0)
    monkeypatch.setattr(Run, "is_at_full_speed", lambda _: False)
    worker, done = Worker(lull), list[str]()
    monkeypatch.setattr(worker, "_arm", lambda: None)
    monkeypatch.setattr(Run, "work", lambda _: done.append("slice"))
    worker._work()
    assert done == ["slice"]


def test_a_command_that_has_come_is_not_waited_for(
    lull: Lull, monkeypatch: pytest.MonkeyPatch
) -> None:
    worker = Worker(lull)
    monkeypatch.setattr(Run, "is_at_full_speed", lambda _: True)
    worker.expect()
    assert not worker._goes_on()
    worker.do(Pause())
    assert worker._goes_on()
