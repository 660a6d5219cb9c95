"""Garbage is collected between tests, in the thread that runs them.

As in the program: Python's automatic collection may run in any thread. In the thread that trains it
would destroy windows while Qt goes over them in its own, which now and then ends the process.
"""

import gc
import threading

#: how many tests come before a collection of older garbage, and of all
OLDER_EVERY, ALL_EVERY = 20, 1000

_done = 0
_elsewhere: list[str] = []


def take_over() -> None:
    """Turn automatic collection off, and note which other threads collect all the same."""
    gc.disable()
    gc.callbacks.append(_note)


def collect() -> None:
    """Collect after a test: young garbage, and now and then older."""
    global _done
    gc.disable()  # should the test have left it on
    _done += 1
    gc.collect(2 if _done % ALL_EVERY == 0 else int(_done % OLDER_EVERY == 0))


def collected_elsewhere() -> list[str]:
    """Return the names of the threads that collected since the last call."""
    names = _elsewhere.copy()
    _elsewhere.clear()
    return names


def _note(phase: str, _: dict[str, int]) -> None:
    thread = threading.current_thread()
    if phase == "start" and thread is not threading.main_thread():
        _elsewhere.append(thread.name)
