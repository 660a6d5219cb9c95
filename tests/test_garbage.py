"""While tests run, no other thread than theirs collects garbage."""

import gc
import threading

from tests import garbage


def test_nothing_is_collected_by_itself() -> None:
    assert not gc.isenabled()


def test_a_collection_in_another_thread_is_noticed() -> None:
    thread = threading.Thread(target=gc.collect, args=(0,), name="another")
    thread.start()
    thread.join()
    assert garbage.collected_elsewhere() == ["another"]
    assert garbage.collected_elsewhere() == []
