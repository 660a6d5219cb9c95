"""What applies to every test: which are run, one thread, no stray collection, compiled files kept.

Otherwise every worker, and every program that a test starts, would compile the same thousand files
again, which takes a third of the time of all tests. They are kept in pytest's folder, not beside
the sources.
"""

import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests import garbage
from tests.amount import VARIABLE

# The same random cases in every run: a change that is green stays green. Others are looked through
# with `--hypothesis-profile=search`, and what they find becomes a case of its own. Neither profile
# asks how long an example takes, as that depends on the machine.
_TIMELESS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("search", _TIMELESS)
settings.register_profile("steady", _TIMELESS, derandomize=True)
settings.load_profile("steady")

# as in main.py: two workers on two cores gain nothing from threads that wait for each other
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

if sys.dont_write_bytecode and sys.pycache_prefix is None:
    kept = str(Path(__file__).resolve().parent.parent / ".pytest_cache" / "compiled")
    sys.dont_write_bytecode, sys.pycache_prefix = False, kept
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ["PYTHONPYCACHEPREFIX"] = kept


garbage.take_over()


@pytest.fixture
def piecemeal(monkeypatch: pytest.MonkeyPatch) -> None:
    """In every slice, let long work do the least it can, as on the slowest machine.

    For tests that interrupt something: a fast machine would have done it within one slice.
    """
    for place in ("slicer", "time", "playing"):
        monkeypatch.setattr(f"core.run.{place}.SLICE_SECONDS", 0.0)


@pytest.fixture(autouse=True)
def garbage_in_one_thread() -> Iterator[None]:
    """Collect garbage between tests, and fail a test during which another thread did so."""
    yield
    garbage.collect()
    elsewhere = garbage.collected_elsewhere()
    assert not elsewhere, f"garbage was collected in another thread: {elsewhere}"


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the option that runs the tests in full."""
    parser.addoption(
        "--thorough",
        action="store_true",
        default=bool(os.environ.get(VARIABLE)),
        help="run the tests marked `thorough` too, and random tests with all their examples",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Tell the test modules, and the programs they start, how much to run."""
    if config.getoption("--thorough"):
        os.environ[VARIABLE] = "1"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the thorough tests out of a normal run."""
    if config.getoption("--thorough"):
        return
    left = [item for item in items if item.get_closest_marker("thorough")]
    if left:
        config.hook.pytest_deselected(items=left)
        items[:] = [item for item in items if not item.get_closest_marker("thorough")]
