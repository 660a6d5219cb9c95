"""Garbage is collected in the window's thread, and objects from start-up are not visited again."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from gui.thread.garbage import MANY, PATIENCE, YOUNG_LOOKS, Collector

pytestmark = pytest.mark.thorough


class Ring:
    """Something that only the collector can free."""

    def __init__(self, ended: list[int]) -> None:
        self.me, self.ended = self, ended

    def __del__(self) -> None:
        self.ended.append(threading.get_ident())


@pytest.fixture
def collector(qapp: QApplication) -> Iterator[Collector]:
    gc.enable()  # as in a program just started
    made = Collector()
    made.start()
    yield made
    made.stop()
    assert gc.isenabled() and gc.get_freeze_count() == 0


def test_no_other_thread_collects(collector: Collector) -> None:
    ended: list[int] = []

    def litter() -> None:
        for _ in range(5):
            Ring(ended)
        junk = [[] for _ in range(20_000)]  # enough for Python to collect by itself
        del junk

    thread = threading.Thread(target=litter)
    thread.start()
    thread.join()
    assert ended == []
    collector.look()
    assert ended == [threading.get_ident()] * 5


def test_what_the_start_made_is_set_apart(collector: Collector) -> None:
    collector.settle()
    assert gc.get_freeze_count() > 10_000
    assert len(gc.get_objects()) < gc.get_freeze_count() / 10


def test_old_garbage_goes_with_a_full_look(collector: Collector) -> None:
    ended: list[int] = []
    ring = Ring(ended)
    collector.look()
    collector.look()  # it is old now
    del ring
    for _ in range(YOUNG_LOOKS):
        collector.look()
    assert len(ended) == 1


def test_after_the_end_nothing_is_set_apart(collector: Collector) -> None:
    collector.stop()
    collector.settle()  # as the timer may still fire
    assert gc.get_freeze_count() == 0


@pytest.mark.thorough
def test_while_very_many_objects_are_young_none_is_looked_at(collector: Collector) -> None:
    collector.settle()
    rows: list[list[int]] = [[] for _ in range(2 * MANY)]  # as the rows of a table being read
    ended: list[int] = []
    Ring(ended)
    collector.look()
    assert ended == [] and len(gc.get_objects(0)) > MANY
    rows.clear()
    collector.look()
    assert len(ended) == 1


@pytest.mark.thorough
def test_very_many_objects_that_stay_are_set_apart(collector: Collector) -> None:
    collector.settle()
    before = gc.get_freeze_count()
    rows: list[list[int]] = [[] for _ in range(2 * MANY)]
    for _ in range(PATIENCE + 1):
        collector.look()
    assert gc.get_freeze_count() >= before + len(rows)
    ended: list[int] = []
    Ring(ended)
    collector.look()
    assert len(ended) == 1
