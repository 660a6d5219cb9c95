"""The gradient check: every slope of the loss against central differences.

The slope of a parameter w is compared with (L(w + h) − L(w − h))/2h of the same forward pass, the
same batch and the same dropout mask, in float64 whatever the project's precision. The step is
the one, of a few, whose result changes least when it is halved. At a kink (a rectifier at exactly
0, say) the two sides have different slopes, and a difference says nothing: such a slope is said
to be at a kink, and is compared a small step aside.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.training.plan import penalty_of
from core.training.trainer import Trainer

Array = NDArray[np.float64]

#: relative agreement that is asked for
TOLERANCE = 1e-6
#: more parameters than this are sampled evenly
MAX_CHECKED = 20_000
_STEPS = (1e-5, 1e-6, 1e-4, 1e-3)
_EPSILON = float(np.finfo(np.float64).eps)


@dataclass(frozen=True)
class ArrayCheck:
    """The check of one array: how many slopes, the largest relative error, and its index."""

    layer: int
    name: str
    checked: int
    size: int
    worst: float
    worst_index: tuple[int, ...]
    failures: int
    kinks: int


@dataclass(frozen=True)
class GradientCheck:
    """The check of a whole network on one batch."""

    arrays: tuple[ArrayCheck, ...]
    samples: int

    @property
    def failures(self) -> int:
        """How many slopes disagree."""
        return sum(item.failures for item in self.arrays)


@dataclass(frozen=True)
class _Slope:
    """The difference around one parameter, and how far it can be wrong by itself."""

    central: float
    trust: float


def float64_twin(trainer: Trainer) -> Trainer:
    """Return a trainer of the same project and data in float64, with the same numbers in it."""
    training = replace(trainer.project.training, precision="float64")
    twin = Trainer(replace(trainer.project, training=training), trainer.dataset)
    twin.state.parameters[...] = trainer.state.parameters
    twin.state.statistics[...] = trainer.state.statistics
    return twin


def check_trainer(
    trainer: Trainer,
    *,
    progress: Callable[[int, int], None] | None = None,
    tampered: Callable[[NDArray[np.floating[Any]]], None] | None = None,
) -> GradientCheck:
    """Compare every slope of the next batch of a float64 trainer; it is left as it was.

    `progress` is called with what is done and the whole; `tampered` may spoil the gradient, so
    that a test can see the check fail.
    """
    start = trainer.moment()
    plan = trainer.plan_at_hand()
    dropout = trainer.dropout_state()
    plan.phases[0].run()
    forward = [phase.run for phase in plan.phases if phase.kind in ("forward", "loss")]
    backward = [phase.run for phase in plan.phases if phase.kind == "backward"]
    parameters = trainer.state.parameters

    def loss() -> float:
        trainer.set_dropout_state(dropout)
        for call in forward:
            call()
        return plan.loss_value + penalty_of(
            trainer.network, parameters, trainer.project.regularizer
        )

    def slopes() -> Array:
        for call in backward:
            call()
        gradient = trainer.gradient.astype(np.float64)
        if tampered is not None:
            tampered(gradient)
        return gradient

    with np.errstate(all="ignore"):
        value = loss()
        gradient = slopes()
        chosen = _chosen(parameters.size)
        errors = np.full(parameters.size, np.nan)
        kinks = np.zeros(parameters.size, dtype=bool)
        wrong = np.zeros(parameters.size, dtype=bool)
        # a slope that is nearly 0 beside the others is no measure for its own error
        floor = max(1e-3 * float(np.max(np.abs(gradient), initial=0.0)), 1e-5 * abs(value))
        for done, i in enumerate(chosen):
            slope = float(gradient[i])
            numeric, agrees = _compare(parameters, int(i), slope, loss, value)
            size = max(abs(slope), abs(numeric), floor)
            errors[i] = abs(slope - numeric) / size if size else 0.0
            wrong[i] = not agrees
            if progress is not None:
                progress(done + 1, chosen.size)
        suspects = np.flatnonzero(wrong)
        if suspects.size:
            # a slope that disagrees only here, and not a small step aside, stands at a kink
            parameters += _aside(parameters)
            value = loss()
            gradient = slopes()
            for i in suspects:
                _, kinks[i] = _compare(parameters, int(i), float(gradient[i]), loss, value)
            wrong &= ~kinks
            errors[kinks] = 0.0
    trainer.restore(start)
    return GradientCheck(_by_array(trainer, errors, wrong, kinks), plan.size)


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
    """Return whether a slope is met, but for what the difference itself can be wrong by."""
    size = max(abs(slope), abs(around.central))
    return bool(abs(slope - around.central) <= TOLERANCE * size + around.trust)


def _by_array(
    trainer: Trainer, errors: Array, wrong: NDArray[np.bool_], kinks: NDArray[np.bool_]
) -> tuple[ArrayCheck, ...]:
    found = []
    network = trainer.network
    kink_arrays = network.learned(kinks.astype(np.float64))
    wrong_arrays = network.learned(wrong.astype(np.float64))
    for layer, arrays in enumerate(network.learned(errors)):
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
