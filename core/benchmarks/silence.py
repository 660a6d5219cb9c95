"""How long a window may go without answering: the cases, and the silences between two beats.

A beat is a timer of the window's thread. On a busy machine the window does not cause all of a
silence: a thread that is ready to run may have to wait for a processor. Linux tells for how long,
so each silence is reported in three ways: as a person felt it, how much of it the window's thread
worked, and what remains without the waiting for a processor. The last is the program's own part:
work, and waiting for the training thread to release the interpreter.
"""

import json
import math
import os
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

import numpy as np

from core.documents.examples import example_named

#: the longest allowed, in milliseconds; changing the theme of everything may take longer
LIMIT_MS, THEME_MS = 100.0, 250.0

#: what is done in each case, in order
OPEN, PLAY, RESIZE, THEME, VIEWS, STEP, ASIDE = (
    "opening",
    "playing",
    "resizing",
    "theme",
    "views",
    "step view",
    "setting aside",
)
DEEDS = (OPEN, PLAY, RESIZE, THEME, VIEWS, STEP, ASIDE)


@dataclass(frozen=True)
class Clock:
    """The clocks of the window's thread so far, in seconds: time, own work, waiting.

    `waited` is how long it and the training thread waited for a processor; NaN if not counted.
    """

    at: float
    worked: float
    waited: float


@dataclass(frozen=True)
class Silence:
    """The time between two beats, in milliseconds; `own` is the program's own part of it."""

    felt: float = 0.0
    worked: float = 0.0
    own: float = 0.0


def silence(before: Clock, now: Clock, beat: float) -> Silence:
    """Return the silence between two beats that should be `beat` seconds apart."""
    felt = max(0.0, now.at - before.at - beat)
    worked = now.worked - before.worked
    waited = now.waited - before.waited
    own = felt if math.isnan(waited) else max(felt - waited, min(worked, felt))
    return Silence(1000 * felt, 1000 * worked, 1000 * own)


def clock(threads: tuple[int, ...]) -> Clock:
    """Read the clocks; `threads` are the native ids of the threads whose waiting counts."""
    return Clock(time.perf_counter(), time.thread_time(), sum(map(_waited, threads)))


def _waited(thread: int) -> float:
    """Return how long a thread of this process has waited for a processor, in seconds."""
    try:
        text = Path(f"/proc/{os.getpid()}/task/{thread}/schedstat").read_text(encoding="ascii")
        return int(text.split()[1]) / 1e9
    except (OSError, ValueError, IndexError):
        return math.nan


@dataclass
class Worst:
    """The longest silences during one action: the longest felt, and the longest own part."""

    felt: Silence = Silence()
    own: Silence = Silence()

    def hear(self, one: Silence) -> None:
        """Keep a silence if it is the longest of its kind."""
        if one.felt > self.felt.felt:
            self.felt = one
        if one.own > self.own.own:
            self.own = one


def limit_of(deed: str) -> float:
    """Return how long a silence may last, in milliseconds."""
    return THEME_MS if deed == THEME else LIMIT_MS


# ---------------------------------------------------------------------- what is opened


@dataclass(frozen=True)
class Case:
    """What is opened: `file` writes it into a folder and returns where it is."""

    name: str
    file: Callable[[Path], Path]


def _network(folder: Path, *units: int) -> Path:
    """Write a project: layers of these units on the circle's points, and one output."""
    layers: list[dict[str, Any]] = [
        {"name": "dense", "units": n, "activation": {"name": "tanh"}} for n in units
    ]
    layers.append({"name": "dense", "units": 1, "activation": {"name": "sigmoid"}})
    project = {
        "format": "backstep-project",
        "version": 1,
        "data": {"source": {"name": "circle"}},
        "layers": layers,
        "loss": {"name": "binary_cross_entropy"},
        "optimizer": {"name": "sgd", "learning_rate": 0.01},
    }
    path = folder / "network.json"
    path.write_text(json.dumps(project), encoding="utf-8")
    return path


def _table(folder: Path, columns: int, rows: int = 10**9, size: int = 10**9) -> Path:
    """Write a table of numbers and a class after them, of at most this many rows or bytes."""
    draw = np.random.default_rng(0)
    # a few hundred rows, repeated: only their number matters
    lines = [
        ",".join(f"{value:.5f}" for value in row) + f",{'ab'[int(row[0] > 0)]}\n"
        for row in draw.normal(size=(500, columns))
    ]
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8") as file:
        left = size - file.write(",".join(f"x{n}" for n in range(columns)) + ",class\n")
        for line in islice(cycle(lines), rows):
            left -= len(line)
            if left < 0:
                break
            file.write(line)
    return path


CASES = (
    Case("iris", lambda _: example_named("iris").path),
    Case("100,000 rows", lambda folder: _table(folder, 4, rows=100_000)),
    Case("1,000 inputs", lambda folder: _table(folder, 1000, rows=500)),
    Case("100 layers", lambda folder: _network(folder, *[4] * 100)),
    Case("5,000 neurons", lambda folder: _network(folder, 5000)),
    Case("3 × 1,000 neurons", lambda folder: _network(folder, 1000, 1000, 1000)),
    Case("64 MB of CSV", lambda folder: _table(folder, 10, size=64 * 1024**2)),
    Case("300 MB of CSV", lambda folder: _table(folder, 20, size=300 * 1024**2)),
)


# ---------------------------------------------------------------------- what it came to


def row(case: Case, deed: str, worst: Worst) -> dict[str, Any]:
    """Return the figures of one action."""
    limit = limit_of(deed)
    return {
        "case": case.name,
        "while": deed,
        "longest_ms": round(worst.felt.felt, 1),
        "of_it_worked_ms": round(worst.felt.worked, 1),
        "longest_own_ms": round(worst.own.own, 1),
        "of_it_own_worked_ms": round(worst.own.worked, 1),
        "limit_ms": limit,
        "held": worst.own.own <= limit,
    }


HEAD = (
    f"{'case':<16} {'while':<14} {'longest':>9} {'of it worked':>13} "
    f"{'longest own':>12} {'of it worked':>13}   limit\n"
)


def told(found: dict[str, Any]) -> str:
    """Return the figures of one action as a line below HEAD."""
    return (
        f"{found['case']:<16} {found['while']:<14} {found['longest_ms']:>6.0f} ms "
        f"{found['of_it_worked_ms']:>10.0f} ms {found['longest_own_ms']:>9.0f} ms "
        f"{found['of_it_own_worked_ms']:>10.0f} ms {found['limit_ms']:>4.0f} ms"
        f"{'' if found['held'] else '  too long'}\n"
    )
