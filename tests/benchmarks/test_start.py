"""`bench --start`: what it starts, how it compares, and what it says."""

import sys

import pytest

from core.benchmarks import start
from core.errors import UserError


def test_ratios_are_those_within_a_turn():
    # the second turn is disturbed: both take twice as long
    base, other = iter([9.0, 1.0, 2.0, 1.0]), iter([9.0, 3.0, 6.0, 3.5])
    rows = start.compared({"base": lambda: next(base), "other": lambda: next(other)}, "base", 3)
    assert rows == [
        {"started": "base", "cpu_ms": 1000.0, "ratio": 1.0, "of": "base"},
        {"started": "other", "cpu_ms": 3500.0, "ratio": 3.0, "of": "base"},
    ]
    table = start.told(rows)
    assert "3.00 × base" in table and "Python 3." in table


@pytest.mark.skipif(sys.platform == "win32", reason="processor time is not told there")
def test_a_process_that_fails_is_told():
    with start.surroundings() as (folder, environment):
        assert "PYTHONDONTWRITEBYTECODE" not in environment
        assert environment["PYTHONPYCACHEPREFIX"].startswith(str(folder))
        with pytest.raises(UserError, match="has failed: no such thing"):
            start.processor_time([sys.executable, "-c", "exit('no such thing')"], environment)


@pytest.mark.thorough
@pytest.mark.skipif(sys.platform == "win32", reason="processor time is not told there")
def test_every_command_can_be_measured():
    rows = start.measure({}, turns=1)
    assert [row["started"] for row in rows][:2] == ["python", start.NUMPY]
    assert all(row["cpu_ms"] > 0 for row in rows)


def test_a_program_without_python_is_not_measured(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    with pytest.raises(UserError, match="no Python"):
        start.own_command()
