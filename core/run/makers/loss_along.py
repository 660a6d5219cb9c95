"""The loss along one parameter: what the current batch would cost if this number were different.

All other numbers are held fixed, and so are the batch and its dropout masks: it is the curve whose
slope the backward phase gives, and along which the update takes its hop.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.moments.moment import Moment
from core.pictures.findings import LossCurve
from core.training.trainer import Trainer
from core.training.twin import HeldBatch, array_with, twin_at

Array = NDArray[np.float64]

#: points of a curve; an odd number, so that the middle one is the value
POINTS = 81
#: the curve extends this many hops to either side, and at least this share of the value (or of 1)
_HOPS = 4.0
_LEAST_SHARE = 1e-3
#: if there is no hop, this share of the value (or of 1)
_NO_HOP_SHARE = 0.5


def loss_along(
    trainer: Trainer,
    start: Moment,
    layer: int,
    name: str,
    index: tuple[int, ...],
    reached: float | None = None,
    *,
    width: float | None = None,
) -> LossCurve:
    """Return the loss of the update that begins at `start`, along one learned number of a layer.

    `trainer` lends its data and is not touched: everything is done on a twin. `reached` is where
    the update has taken the number; if None, it is computed. The curve extends `width` to either
    side, or a few hops. Raises ValueError if the layer learns no such number.
    """
    twin = twin_at(trainer.dataset, start)
    array = array_with(twin, layer, name, index)
    with np.errstate(all="ignore"):
        batch = HeldBatch(twin)
        value, loss = float(array[index]), batch.loss()
        slope = float(twin.network.learned(batch.gradient())[layer][name][index])
        if reached is None:
            before = twin.state.parameters.copy()
            batch.update()
            reached = float(array[index])
            twin.state.parameters[...] = before
        reached = float(array.dtype.type(reached))  # in the network's precision
        values = _values(value, reached, width, array.dtype)
        losses = np.empty_like(values)
        for i, at in enumerate(values):
            array[index] = at
            losses[i] = batch.loss()
    return LossCurve(
        layer=layer,
        name=name,
        index=index,
        values=values,
        losses=np.where(np.isfinite(losses), losses, np.nan),
        value=value,
        loss=loss,
        slope=slope,
        rate=start.project.optimizer.rate(start.record.update),
        reached=reached if bool(np.any(values == reached)) else value,
    )


def _values(
    value: float, reached: float, width: float | None, dtype: np.dtype[np.floating[Any]]
) -> Array:
    """Return ascending values around `value`, in the network's precision."""
    hop = abs(reached - value)
    far = not np.isfinite(hop)
    size = max(1.0, abs(value))
    if width is None:
        hopped = hop > 0.0 and not far
        width = max(_HOPS * hop, _LEAST_SHARE * size) if hopped else _NO_HOP_SHARE * size
    elif not far:
        width = max(width, hop)
    # near the largest numbers there is less room
    largest = float(np.finfo(dtype).max)
    width = min(width, largest / 4.0, largest - abs(value))
    values = np.linspace(value - width, value + width, POINTS)
    values[POINTS // 2] = value
    if 0.0 < hop <= width:
        # the nearest place on its side, which is never the middle
        steps = max(1, round(hop / width * (POINTS // 2)))
        values[POINTS // 2 + (steps if reached > value else -steps)] = reached
    exact: Array = values.astype(dtype).astype(np.float64)
    return exact
