"""The gradient check: every slope of the loss compared with central differences.

The slope of a parameter w is compared with (L(w + h) − L(w − h))/2h of the same forward pass, the
same batch and the same dropout mask, in float64 whatever the project's precision. Of a few steps,
the one is used whose result changes least when it is halved. At a kink (such as a rectifier at
exactly 0) the two sides have different slopes, and a difference means nothing: such a slope is
reported as being at a kink, and is compared a small step aside.
"""

import math
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pictures.findings import TOLERANCE, ArrayCheck, GradientCheck, Worst
from core.training.network import Network
from core.training.trainer import Trainer
from core.training.twin import HeldBatch, twin_at

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Tampered = Callable[[NDArray[np.floating[Any]]], None]

#: if there are more parameters than this, they are sampled evenly
MAX_CHECKED = 20_000
_STEPS = (1e-5, 1e-6, 1e-4, 1e-3)
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class _Slope:
    """The difference around one parameter, and its own possible error."""

    central: float
    trust: float


@dataclass(frozen=True, eq=False)
class _Found:
    """What the check has found, each (parameters,)."""

    slopes: Array
    numeric: Array
    errors: Array
    wrong: Mask
    kinks: Mask


def float64_twin(trainer: Trainer) -> Trainer:
    """Return a separate trainer at the same moment in float64, with the same numbers.

    It draws the batch and the dropout masks that the trainer would draw next.
    """
    return twin_at(trainer.dataset, trainer.moment(), "float64")


def check_trainer(
    trainer: Trainer,
    *,
    progress: Callable[[int, int], None] | None = None,
    tampered: Tampered | None = None,
) -> GradientCheck:
    """Compare every slope of the next batch of a float64 trainer, which is not changed.

    `progress` is called with what is done and the whole; `tampered` may spoil the gradient, so
    that a test can see the check fail.
    """
    start = trainer.moment()
    steps = _steps(trainer, tampered)
    with np.errstate(all="ignore"):
        while True:
            try:
                done, whole = next(steps)
            except StopIteration as end:
                result: GradientCheck = end.value
                break
            if progress is not None:
                progress(done, whole)
    trainer.restore(start)
    return result


class GradientChecking:
    """A check in slices, on a twin, while the trainer continues.

    `done` of `whole` slopes are compared; `result` is set when `work` has returned True. To cancel
    it, drop it.
    """

    def __init__(self, trainer: Trainer, *, tampered: Tampered | None = None) -> None:
        """Take over the trainer's moment, in float64. Raises SizeError if that is too large."""
        self._steps = _steps(float64_twin(trainer), tampered)
        self.done = 0
        self.whole = _chosen(trainer.network.parameter_count).size
        self.result: GradientCheck | None = None

    def work(self, seconds: float) -> bool:
        """Continue for this long, by at least one slope; return whether the check is finished."""
        clock = time.perf_counter
        end = clock() + seconds
        with np.errstate(all="ignore"):
            while self.result is None:
                try:
                    self.done, self.whole = next(self._steps)
                except StopIteration as last:
                    self.result = last.value
                    break
                if clock() >= end:
                    break
        return self.result is not None


def _steps(
    trainer: Trainer, tampered: Tampered | None
) -> Generator[tuple[int, int], None, GradientCheck]:
    """Check a trainer, which is left in the middle; yield what is done and the whole.

    What overflows on the way is the caller's to keep silent: an errstate in here would be the
    caller's too between two steps.
    """
    batch = HeldBatch(trainer)
    parameters = trainer.state.parameters

    def slopes() -> Array:
        gradient = batch.gradient().astype(np.float64)
        if tampered is not None:
            tampered(gradient)
        return gradient

    value = batch.loss()
    gradient = slopes()
    chosen = _chosen(parameters.size)
    whole = chosen.size
    errors, numeric = np.full((2, parameters.size), np.nan)
    kinks, wrong = np.zeros((2, parameters.size), dtype=bool)
    # a slope that is nearly 0 compared with others cannot scale its own error
    floor = max(1e-3 * float(np.max(np.abs(gradient), initial=0.0)), 1e-5 * abs(value))
    for done, i in enumerate(chosen):
        slope = float(gradient[i])
        numeric[i], agrees = _compare(parameters, int(i), slope, batch.loss, value)
        errors[i] = _relative(slope, float(numeric[i]), floor)
        wrong[i] = not agrees
        yield done + 1, whole
    suspects = np.flatnonzero(wrong)
    if suspects.size:
        # a slope that disagrees only here, and not a small step aside, is at a kink
        parameters += _aside(parameters)
        value = batch.loss()
        aside = slopes()
        for done, i in enumerate(suspects):
            _, kinks[i] = _compare(parameters, int(i), float(aside[i]), batch.loss, value)
            yield whole + done + 1, whole + suspects.size
        wrong &= ~kinks
        errors[kinks] = 0.0
    return _result(trainer.network, _Found(gradient, numeric, errors, wrong, kinks), batch.size)


def _relative(slope: float, numeric: float, floor: float) -> float:
    """Return the relative error of a slope; infinite where there is no number to compare."""
    if not (math.isfinite(slope) and math.isfinite(numeric) and math.isfinite(floor)):
        return math.inf
    size = max(abs(slope), abs(numeric), floor)
    return abs(slope - numeric) / size if size else 0.0


def _aside(parameters: NDArray[np.floating[Any]]) -> Array:
    """Return a small step for every parameter, the same every time, to leave a kink."""
    signs = np.random.default_rng(0).uniform(0.5, 1.0, parameters.size)
    aside: Array = 1e-3 * signs * np.random.default_rng(1).choice([-1.0, 1.0], parameters.size)
    return aside


def _chosen(count: int) -> NDArray[np.intp]:
    if count <= MAX_CHECKED:
        return np.arange(count)
    return np.linspace(0, count - 1, MAX_CHECKED).astype(np.intp)


def _compare(
    parameters: NDArray[np.floating[Any]],
    i: int,
    slope: float,
    loss: Callable[[], float],
    value: float,
) -> tuple[float, bool]:
    """Return the numeric slope, and whether the given one agrees with it."""
    best: _Slope | None = None
    for step in _STEPS:
        around = _differences(parameters, i, step, loss, value)
        if _agrees(slope, around):
            return around.central, True
        if best is None or around.trust < best.trust:
            best = around
    assert best is not None
    return best.central, False


def _differences(
    parameters: NDArray[np.floating[Any]],
    i: int,
    step: float,
    loss: Callable[[], float],
    value: float,
) -> _Slope:
    """Return differences with step h and h/2, their better mix (Richardson), and its error."""
    kept = float(parameters[i])
    h = step * max(1.0, abs(kept))

    def at(offset: float) -> float:
        parameters[i] = kept + offset
        return loss()

    plus, minus, half_plus, half_minus = at(h), at(-h), at(h / 2), at(-h / 2)
    parameters[i] = kept
    whole = (plus - minus) / (2 * h)
    half = (half_plus - half_minus) / h
    rounding = 8 * _EPSILON * max(abs(value), abs(plus), abs(minus)) / h
    return _Slope(
        central=(4 * half - whole) / 3,
        trust=abs(half - whole) / 3 * 0.01 + rounding,
    )


def _agrees(slope: float, around: _Slope) -> bool:
    """Return whether a slope agrees, allowing for the difference's own error."""
    size = max(abs(slope), abs(around.central))
    return bool(abs(slope - around.central) <= TOLERANCE * size + around.trust)


def _result(network: Network, found: _Found, samples: int) -> GradientCheck:
    return GradientCheck(
        arrays=_by_array(network, found),
        samples=samples,
        errors=found.errors,
        layer_errors=_by_layer(network, found.errors),
        layer_kinks=_by_layer(network, found.kinks),
        layer_slopes=_by_layer(network, found.slopes),
        layer_numeric=_by_layer(network, found.numeric),
        worst=_worst(network, found),
    )


def _by_layer(network: Network, vector: NDArray[Any]) -> tuple[dict[str, NDArray[Any]], ...]:
    return tuple(
        {name: array.copy() for name, array in arrays.items()} for arrays in network.learned(vector)
    )


def _worst(network: Network, found: _Found) -> Worst | None:
    """Return the slope with the largest error: of those that disagree, if any does."""
    if not found.errors.size:
        return None
    looked_at = np.where(found.wrong, found.errors, np.nan) if found.wrong.any() else found.errors
    worst = int(np.nanargmax(looked_at))
    for layer, arrays in enumerate(_by_layer(network, np.arange(found.errors.size))):
        for name, array in arrays.items():
            place = np.argwhere(array == worst)
            if place.size:
                return Worst(
                    layer=layer,
                    name=name,
                    index=tuple(int(k) for k in place[0]),
                    slope=float(found.slopes[worst]),
                    numeric=float(found.numeric[worst]),
                    error=float(found.errors[worst]),
                    kink=bool(found.kinks[worst]),
                )
    return None


def _by_array(network: Network, all_found: _Found) -> tuple[ArrayCheck, ...]:
    found = []
    kink_arrays = _by_layer(network, all_found.kinks)
    wrong_arrays = _by_layer(network, all_found.wrong)
    for layer, arrays in enumerate(network.learned(all_found.errors)):
        for name, array in arrays.items():
            checked = ~np.isnan(array)
            if not checked.any():
                continue
            flat = int(np.nanargmax(array))
            worst = float(array.reshape(-1)[flat])
            found.append(
                ArrayCheck(
                    layer=layer,
                    name=name,
                    checked=int(checked.sum()),
                    size=array.size,
                    worst=worst,
                    worst_index=tuple(int(k) for k in np.unravel_index(flat, array.shape)),
                    failures=int(np.count_nonzero(wrong_arrays[layer][name])),
                    kinks=int(np.count_nonzero(kink_arrays[layer][name])),
                )
            )
    return tuple(found)
