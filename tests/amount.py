"""How much of each test runs every time, and how much only in a thorough run.

The command in the README is run while a change is being made, so it has to stay under two minutes:
it takes a part of the tests over random cases and long lists. With `--thorough`, as in CI, it takes
all of them, and the tests marked `thorough` too.
"""

import os
from collections.abc import Iterable
from typing import TypeVar

Case = TypeVar("Case")

#: set by tests/conftest.py for every process of a run with `--thorough`
VARIABLE = "BACKSTEP_THOROUGH_TESTS"


def thorough() -> bool:
    """Return whether every test is to be run in full."""
    return bool(os.environ.get(VARIABLE))


def some(count: int) -> int:
    """Return how many random examples to try: all, or a fifth but at least five."""
    return count if thorough() else min(count, max(5, count // 5))


def few(cases: Iterable[Case], count: int) -> list[Case]:
    """Return all cases, or only this many, evenly spread and always the same."""
    every = list(cases)
    if thorough() or len(every) <= count:
        return every
    return [every[index * len(every) // count] for index in range(count)]
