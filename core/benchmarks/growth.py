"""How the time grows with layers, neurons, batch and samples, by tape and by phases."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from core.benchmarks.engine import Reference, reference_dataset
from core.training.trainer import Trainer

ENGINES = ("tape", "phases")
#: the unit of a curve: microseconds an update, or milliseconds a whole epoch with its figures
UPDATE, EPOCH = "µs an update", "ms an epoch"

_TURNS = 5
_SECONDS = 0.06

#: this thread's own time, which other programs do not lengthen, where it is fine enough
_FINE = time.get_clock_info("thread_time").resolution <= 1e-5
_clock = time.thread_time if _FINE else time.perf_counter


@dataclass(frozen=True)
class Sized(Reference):
    """A reference network on a number of samples."""

    count: int = 1000

    @property
    def samples(self) -> int:
        """How many samples an epoch has."""
        return self.count


@dataclass(frozen=True)
class Curve:
    """What grows, on which network, in which unit, and the networks by what has grown."""

    name: str
    network: str
    unit: str
    points: tuple[tuple[int, Sized], ...]


@dataclass(frozen=True)
class Point:
    """The time at one place of a curve, by engine, in the curve's unit."""

    value: int
    times: dict[str, float]


def _of(batch: int, *sizes: int) -> Sized:
    return Sized(sizes, batch, max(1000, 20 * batch))


CURVES = (
    Curve(
        "layers", "2-8-…-8-1, batch 10", UPDATE,
        tuple((n, _of(10, 2, *(8,) * n, 1)) for n in (1, 2, 4, 8, 16)),
    ),
    Curve(
        "neurons", "2-N-N-1, batch 32", UPDATE,
        tuple((n, _of(32, 2, n, n, 1)) for n in (4, 8, 16, 32, 64, 128, 256, 512)),
    ),
    Curve(
        "batch", "2-8-8-1", UPDATE,
        tuple((n, _of(n, 2, 8, 8, 1)) for n in (1, 10, 32, 100, 320, 1000)),
    ),
    Curve(
        "samples", "2-8-8-1, batch 10", EPOCH,
        tuple((n, Sized((2, 8, 8, 1), 10, n)) for n in (100, 1000, 10_000, 100_000)),
    ),
)  # fmt: skip


def measure(curve: Curve, seconds: float = _SECONDS, turns: int = _TURNS) -> Iterator[Point]:
    """Yield the points of a curve: the best of `turns` turns of some `seconds` each."""
    for value, reference in curve.points:
        project, dataset = reference_dataset(reference)
        trainers = {name: Trainer(project, dataset, name) for name in ENGINES}
        best = dict.fromkeys(ENGINES, math.inf)
        timed = _epoch if curve.unit == EPOCH else _update
        for trainer in trainers.values():
            trainer.run(epochs=1)
        for _ in range(turns):
            for name, trainer in trainers.items():
                best[name] = min(best[name], timed(trainer, reference, seconds))
        yield Point(value, best)


def _repeated(act: Callable[[], float], seconds: float) -> float:
    """Return the least that `act` returns, done for some seconds, at least once.

    Whatever else the machine does only adds to a time, so the least is the nearest.
    """
    found = [act()]
    while sum(found) < seconds:
        found.append(act())
    return min(found)


def _timed(act: Callable[[], object]) -> float:
    begin = _clock()
    act()
    return _clock() - begin


def _epoch(trainer: Trainer, _: Sized, seconds: float) -> float:
    return 1e3 * _repeated(lambda: _timed(lambda: trainer.run(epochs=1)), seconds)


def _update(trainer: Trainer, reference: Sized, seconds: float) -> float:
    """Return the time of an update, without the last of each epoch and its figures."""
    part = -(-reference.samples // reference.batch) - 1

    def most_of_an_epoch() -> float:
        found = _timed(lambda: trainer.run(updates=part))
        trainer.run(epochs=1)
        return found

    return 1e6 * _repeated(most_of_an_epoch, seconds) / part
