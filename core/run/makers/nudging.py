"""The nudge: one number moved a little, and sent through the network beside the slope's word.

A slope says what the loss changes by for a small change of one number. Here that change is made,
on a twin in float64: the batch at hand and its dropout masks are held, and what every phase says
before and after is kept, so that the change can be followed through sums, outputs and losses.
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
    """Return what `by` more of one learned number does to the update that begins at `start`.

    `trainer` lends its data and is not touched. Raises ValueError where the layer learns no such
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
