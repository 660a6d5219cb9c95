"""Importing many modules at once: without looking for garbage, of which there is none then."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """Turn Python's collection off for a block that only imports and creates.

    It would go over all the new modules and classes again and again, which takes a twentieth of the
    time until the window is there.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
