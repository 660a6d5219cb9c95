"""Diagnostics: how weights, gradients and activations are spread, layer by layer.

Weights, gradients and steps are those of the last update; activations are those of the training
samples (at most a thousand, evenly taken, as the doctor does) now, in prediction mode.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pictures.snapshot import Histogram, LayerDiagnostics
from core.run.doctor.criteria import (
    MOST_SAMPLES,
    change,
    dead_units,
    examined,
    saturated_units,
    size,
)
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]

BINS = 40
#: from larger arrays a histogram takes an evenly spread selection
_MOST = 50_000


def histogram(values: Array) -> Histogram | None:
    """Return the histogram of an array's finite values; None if there are none."""
    flat = np.asarray(values, dtype=np.float64).reshape(-1)
    if flat.size > _MOST:
        flat = flat[np.linspace(0, flat.size - 1, _MOST).astype(np.intp)]
    flat = flat[np.isfinite(flat)]
    if not flat.size:
        return None
    low, high = float(flat.min()), float(flat.max())
    if low == high:
        low, high = low - 0.5 * max(1.0, abs(low)), high + 0.5 * max(1.0, abs(high))
    counts, edges = np.histogram(flat, bins=BINS, range=(low, high))
    return Histogram(counts.astype(np.intp), edges)


def diagnostics(
    trainer: Trainer, gradient: Array | None, last_step: Array | None
) -> tuple[LayerDiagnostics, ...]:
    """Return one entry per layer, from the gradient and the step of the last update."""
    arrays = trainer.network.learned(trainer.state.parameters)
    gradients = None if gradient is None else trainer.network.learned(gradient)
    steps = None if last_step is None else trainer.network.learned(last_step)
    sums, activations = _passed(trainer)
    hidden = [i for i, span in enumerate(trainer.network.spans) if span.layer.neurons is not None]
    found = []
    for i, learned in enumerate(arrays):
        weights = _joined(learned)
        slopes = None if gradients is None else _joined(gradients[i])
        slope = None if gradients is None else gradients[i].get("weight")
        step = None if steps is None else _joined(steps[i])
        norm = None if slopes is None or not slopes.size else float(np.linalg.norm(slopes))
        ratio = None
        if step is not None and weights.size and np.any(weights):
            ratio = change(step, weights)
        layer = trainer.network.spans[i].layer.neurons if i in hidden[:-1] else None
        dead, far = None, None
        if layer is not None:
            dead = dead_units(layer.activation, sums[i], activations[i])
            far = saturated_units(layer.activation, activations[i])
        found.append(
            LayerDiagnostics(
                layer=i,
                weights=histogram(weights) if weights.size else None,
                gradients=None if slopes is None or not slopes.size else histogram(slopes),
                activations=histogram(activations[i]),
                gradient_norm=norm,
                update_ratio=ratio,
                gradient_size=None if slope is None else size(slope),
                units=0 if layer is None else trainer.network.spans[i].units,
                dead=0 if dead is None else int(dead.sum()),
                saturated=None if far is None else int(far.sum()),
            )
        )
    return tuple(found)


def _passed(trainer: Trainer) -> tuple[list[Array], list[Array]]:
    """Return the sums and the outputs of every layer, each (units, samples)."""
    most = min(MOST_SAMPLES, trainer.figures.predictor.chunk)
    inputs = examined(trainer.dataset.train.inputs, most)
    plan = trainer.figures.predictor.plan(len(inputs))
    with np.errstate(all="ignore"):
        plan.x[:-1] = inputs.T
        plan.run()
    return plan.layer_sums, plan.layer_outputs


def _joined(arrays: dict[str, Array]) -> Array:
    if not arrays:
        return np.empty(0)
    joined: Array = np.concatenate([array.reshape(-1) for array in arrays.values()])
    return joined
