"""The probe: one input sent through the network, with every sum and every output kept."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.pictures.snapshot import Probe
from core.training.trainer import Trainer

Array = NDArray[np.floating[Any]]


def probe(
    trainer: Trainer, raw: Array, sample: int | None = None, target: Array | None = None
) -> Probe:
    """Send raw inputs (r,) through the network.

    Raises DataError for a wrong number of inputs, and for numbers that features or scaling cannot
    handle.
    """
    row = np.asarray(raw, dtype=np.float64).reshape(1, -1)
    inputs = trainer.dataset.network_inputs(row)
    plan = trainer.figures.predictor.plan(1)
    with np.errstate(all="ignore"):
        plan.x[:-1] = inputs.T
        plan.run()
        answer = trainer.dataset.original_outputs(plan.a.T.astype(np.float64))
    return Probe(
        raw=row[0].copy(),
        inputs=inputs[0].copy(),
        sums=tuple(z[:, 0].copy() for z in plan.layer_sums),
        outputs=tuple(a[:, 0].copy() for a in plan.layer_outputs),
        answer=answer[0].copy(),
        sample=sample,
        target=None if target is None else target.copy(),
    )
