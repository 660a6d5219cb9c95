"""Bugs that can be planted: slips in hand-written backward passes, to be found and fixed.

A plan made with a bug has an extra call after some of its phases, which spoils arrays that these
have written; the phases themselves do not change. A moment carries the name of the bug, so twins,
replays and gradient checks have it too.
"""

from core.training.bugs.base import BUGS, Bug, Ends, Spoiled, Spot, bug_named, planted
from core.training.bugs.batches import FirstSample, LastSample, NoMean, WrongCount
from core.training.bugs.slopes import Half, NoSlope, Sign, SlopeOfOther
from core.training.bugs.weights import NewWeights, Transposed, UpdatedTooEarly

__all__ = (
    "BUGS",
    "Bug",
    "Ends",
    "FirstSample",
    "Half",
    "LastSample",
    "NewWeights",
    "NoMean",
    "NoSlope",
    "Sign",
    "SlopeOfOther",
    "Spoiled",
    "Spot",
    "Transposed",
    "UpdatedTooEarly",
    "WrongCount",
    "bug_named",
    "planted",
)
