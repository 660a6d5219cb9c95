"""Figures of a network that was changed on purpose: without a unit, pruned, or with noise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

#: what is changed to some amount: weights pruned over all layers or in each, or noise on something
PRUNE, PRUNE_LAYERS, ON_WEIGHTS, ON_INPUTS = "prune", "prune_layers", "weights", "inputs"
KINDS = (PRUNE, PRUNE_LAYERS, ON_WEIGHTS, ON_INPUTS)
#: those that are drawn at random
NOISY = (ON_WEIGHTS, ON_INPUTS)


@dataclass(frozen=True, eq=False)
class Worth:
    """What each hidden unit is worth: the figures of all parts with it, and without it.

    `units` are (layer, unit) of k units; `parts` (p) are train and whichever else there are.
    `metric` names the score. `score` and `loss` (p,) are those of the network as it is, `scores`
    and `losses` (k, p) those without each unit. `off` marks units that are off as it is. `update`
    and `epoch` say when.
    """

    units: tuple[tuple[int, int], ...]
    parts: tuple[str, ...]
    metric: str
    score: Floats
    loss: Floats
    scores: Floats
    losses: Floats
    off: NDArray[np.bool_]
    update: int
    epoch: int

    @property
    def worth(self) -> Floats:
        """How much the score of every part falls without each unit, (k, p)."""
        return self.score - self.scores


@dataclass(frozen=True, eq=False)
class Curve:
    """The figures over the amount of a change, for all parts.

    `kind` is one of KINDS. `amounts` (k,) are shares: of the weights pruned, or the standard
    deviation of the noise by that of a layer's weights or of an input. `scores` and `losses` (k, r,
    p) have a figure for each of r draws of noise; pruning has one. `pruned` (k,) is how many of the
    `weights` are pruned.
    """

    kind: str
    parts: tuple[str, ...]
    metric: str
    amounts: Floats
    scores: Floats
    losses: Floats
    pruned: NDArray[np.intp]
    weights: int
    seed: int
    update: int
    epoch: int

    @property
    def draws(self) -> int:
        """How often noise was drawn for every amount; 1 for pruning."""
        return int(self.scores.shape[1])

    def of(self, part: str, loss: bool = False) -> tuple[Floats, Floats, Floats]:
        """Return mean, least and greatest figure of a part over the draws, (k,) each."""
        found = (self.losses if loss else self.scores)[:, :, self.parts.index(part)]
        return found.mean(axis=1), found.min(axis=1), found.max(axis=1)
