"""The batch of a workbook: the one that training would take next."""

import numpy as np
from numpy.typing import NDArray

from core.formats.exporters import Trained


def next_rows(trained: Trained) -> NDArray[np.intp]:
    """Return the rows of the training part that the next update uses, in order.

    If it is not known how training continues, the first ones.
    """
    training, moment = trained.project.training, trained.moment
    count = len(trained.dataset.train)
    size = count if trained.project.batch_size is None else trained.project.batch_size
    if moment is None:
        return np.arange(min(size, count))
    order = moment.permutation
    if order is None and training.shuffle:
        rng = np.random.default_rng()
        rng.bit_generator.state = moment.record.shuffle_state
        order = rng.permutation(count)
    elif order is None:
        order = np.arange(count)
    start = moment.record.cursor
    return np.asarray(order[start : start + size])
