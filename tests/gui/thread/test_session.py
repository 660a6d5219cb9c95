"""The session with its thread, once: commands go over, snapshots come back, the thread ends."""

import pytest
from PySide6.QtCore import QThread

import core.data.sheets
from core.documents.opening import opening_project
from core.run.states import State
from gui.thread.session import Session
from tests.hostile.made_sheets import small_xlsx


def test_training_in_the_thread(qtbot):
    session = Session()
    threads = []
    snapshots = []

    def draw(snapshot):
        snapshots.append(snapshot)
        threads.append(QThread.currentThread())
        session.acknowledge()

    session.snapshot_ready.connect(draw)
    try:
        with qtbot.waitSignal(session.state_changed, timeout=10_000):
            session.load(opening_project(), None)
        assert session.state is State.READY
        session.set_speed(None)
        session.play()
        qtbot.waitUntil(lambda: bool(snapshots) and snapshots[-1].update > 500, timeout=20_000)
        session.pause()
        qtbot.waitUntil(lambda: session.state is State.PAUSED, timeout=10_000)
        assert all(thread is session.thread() for thread in threads)
        updates = [snapshot.update for snapshot in snapshots]
        assert updates == sorted(updates)
    finally:
        session.shut_down()
    session._thread.wait(60_000)
    assert not session.is_alive()


def test_shut_down_in_the_middle_of_training(qtbot):
    session = Session()
    session.snapshot_ready.connect(lambda _: session.acknowledge())
    session.load(opening_project(), None)
    session.set_speed(None)
    session.play()
    qtbot.waitUntil(lambda: session.state is State.RUNNING, timeout=10_000)
    session.shut_down()
    assert not session.is_alive()
    session.shut_down()  # a second time does no harm


@pytest.fixture
def reading(qtbot, tmp_path, monkeypatch):
    """A session in the middle of a table that takes for ever."""
    monkeypatch.setattr(core.data.sheets, "_READER", "tests.disk.readers:never_ends")
    monkeypatch.setattr(core.data.sheets, "_rows_in", lambda piece, path: iter(()))
    monkeypatch.setattr(core.data.sheets, "_names_in", lambda piece, path: ["a", "a"])
    small_xlsx(tmp_path / "t.xlsx")
    session = Session()
    shares = []
    session.progress.connect(lambda _, done, whole: shares.append(done) if whole else None)
    session.open_file(tmp_path / "t.xlsx")
    try:
        qtbot.waitUntil(lambda: bool(shares and shares[-1]), timeout=10_000)
        yield session
    finally:
        session.shut_down()
    assert not session.is_alive()


def test_reading_a_table_is_cancelled(qtbot, reading):
    with qtbot.waitSignal(reading.failed, timeout=10_000) as failed:
        reading.cancel_going()
    assert failed.args[0].message == "Reading was stopped"
    # and the thread answers as ever
    with qtbot.waitSignal(reading.state_changed, timeout=10_000):
        reading.load(opening_project(), None)
    assert reading.state is State.READY


def test_shut_down_in_the_middle_of_reading(reading):
    """The fixture sees that it ends."""
