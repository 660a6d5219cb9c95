"""Permutation importance: how much worse a network gets if one input is shuffled.

The values of one input are dealt out anew among the samples, which breaks what ties them to the
target and leaves everything else as it is; the drop of the score is the input's importance
(Breiman, "Random Forests", 2001, section 10; Fisher, Rudin and Dominici, 2019). Inputs that say
the same share it: shuffling one of them leaves the other.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False)
class Importance:
    """The drop of the score of a part, for every input that was shuffled.

    `names` (k) are the columns of the data: the inputs that stand for the categories of one column
    are shuffled together. `drops` (k, repeats) are score − score after shuffling. `metric` names
    the score, `score` is that of the network as it is. `update` and `epoch` say when.
    """

    part: str
    metric: str
    score: float
    names: tuple[str, ...]
    drops: NDArray[np.float64]
    seed: int
    samples: int
    update: int
    epoch: int

    @property
    def repeats(self) -> int:
        """How often every input was shuffled."""
        return int(self.drops.shape[1])

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean drop (k,); drops that cancel out leave rounding errors, which are no drop."""
        return np.asarray(self.drops.mean(axis=1).round(14), dtype=np.float64)

    @property
    def deviation(self) -> NDArray[np.float64]:
        """The standard deviation of the drops (k,), dividing by the number of repeats."""
        return np.asarray(self.drops.std(axis=1), dtype=np.float64)

    def order(self) -> NDArray[np.intp]:
        """Return the numbers of the inputs (k,), the most important first, nan last."""
        return np.argsort(-self.mean, kind="stable")
