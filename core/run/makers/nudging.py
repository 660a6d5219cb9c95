"""The nudge: one number moved a little, and the real effect compared with the slope's prediction.

A slope says how much the loss changes for a small change of one number. Here that change is made,
on a twin in float64: the current batch and its dropout masks are held fixed, and every phase's
record before and after is kept, so that the change can be followed through sums, outputs and
losses.
"""

import numpy as np

from core.moments.moment import Moment
from core.pictures.findings import Nudge
from core.training.trainer import Trainer
from core.training.twin import HeldBatch, array_with, twin_at

#: what is added to the number
BY = 0.01


def nudge(
    trainer: Trainer,
    start: Moment,
    layer: int,
    name: str,
    index: tuple[int, ...],
    by: float = BY,
) -> Nudge:
    """Return the effect of `by` more of one learned number on the update that begins at `start`.

    `trainer` lends its data and is not touched. Raises ValueError if the layer learns no such
    number.
    """
    twin = twin_at(trainer.dataset, start, "float64")
    array = array_with(twin, layer, name, index)
    with np.errstate(all="ignore"):
        batch = HeldBatch(twin)
        value, loss = float(array[index]), batch.loss()
        slope = float(twin.network.learned(batch.gradient())[layer][name][index])
        before = batch.records()
        array[index] = value + by
        loss_after = batch.loss()
        batch.gradient()
        after = batch.records()
    return Nudge(layer, name, index, value, by, before, after, loss, loss_after, slope)
