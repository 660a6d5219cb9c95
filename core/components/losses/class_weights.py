"""Class weights: how much a sample of each class counts in a loss.

A loss is the weighted sum of the losses of its samples, still divided by their number, so that a
sample's gradient does not depend on the rest of its batch. `balanced` gives every class of the
training part the same influence: n/(k·n_c) for n samples, k classes and n_c samples of the class
(King and Zeng, "Logistic Regression in Rare Events Data", 2001, equation 7, normalised by k).
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.errors import ProjectError

Array = NDArray[np.floating[Any]]
#: by class; or by output and class (0 and 1), if several outputs have their own weights
Weights = tuple[float, ...] | tuple[tuple[float, float], ...]
#: the setting of a loss: "none", "balanced", or weights
Wish = str | Weights

NONE, BALANCED = "none", "balanced"
HELP = (
    "how much a sample of each class counts: all the same, balanced so that every class of the "
    "training part has the same influence, or a weight for each class"
)
_LARGEST = 1e6


def read_class_weights(value: Any, where: str) -> Wish:
    """Read `none`, `balanced`, `[1, 5]`, or `[[1, 5], [1, 2]]` by outputs. Raises ProjectError."""
    if isinstance(value, str) and value in (NONE, BALANCED):
        return value
    if isinstance(value, (list, tuple)) and value:
        if len(value) > 1 and all(map(_is_weight, value)) and any(value):
            return tuple(float(weight) for weight in value)
        pairs = [isinstance(pair, (list, tuple)) and len(pair) == 2 for pair in value]
        if all(pairs) and all(_is_weight(weight) for pair in value for weight in pair):
            return tuple((float(low), float(high)) for low, high in value)
    raise ProjectError(
        f"{where}: {str(value)[:40]!r} gives no class weights",
        "give none, balanced, or a list with a weight from 0 to 1,000,000 for each class: [1, 5]",
    )


def _is_weight(value: Any) -> bool:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    return number and 0.0 <= value <= _LARGEST


def given(wish: Wish) -> Weights | None:
    """Return the weights as numbers, None if there are none."""
    return None if isinstance(wish, str) else wish


def balanced(counts: Array) -> tuple[float, ...]:
    """Return n/(k·n_c) of counts (k,); a class without samples gets 1 and is not one of the k."""
    present = counts > 0
    share = counts.sum() / max(1, int(present.sum()))
    weights = np.divide(share, counts, out=np.ones(len(counts)), where=present)
    return tuple(float(weight) for weight in weights)


def class_counts(targets: Array) -> Array:
    """Return how many samples (outputs, 2) say no and yes, of targets (m, outputs)."""
    yes = targets.sum(axis=0)
    return np.column_stack([len(targets) - yes, yes])


def of_two(wish: Wish, targets: Array) -> Wish:
    """Return the weights of no and yes for targets (m, outputs), balanced if asked for."""
    if wish != BALANCED:
        return wish
    pairs = [balanced(counts) for counts in class_counts(targets)]
    if len(pairs) == 1:
        return pairs[0]
    return tuple((no, yes) for no, yes in pairs)


def of_many(wish: Wish, targets: Array) -> Wish:
    """Return the weights of the classes for one-hot targets (m, classes)."""
    return balanced(targets.sum(axis=0)) if wish == BALANCED else wish


def weights_problem(wish: Wish, outputs: int, classes: int) -> str:
    """Return what is wrong with weights for this many outputs or classes, "" if nothing."""
    weights = given(wish)
    if weights is None:
        return ""
    if isinstance(weights[0], tuple):
        return "" if classes == 2 and len(weights) == outputs else f"{len(weights)} pairs"
    return "" if len(weights) == classes else f"{len(weights)} class weights"


def value_weights(weights: Weights, y: Array) -> Array:
    """Return the weight of each target y (outputs, m); interpolated between 0 and 1."""
    if not isinstance(weights[0], tuple):
        no, yes = weights
        made: Array = y * yes + (1.0 - y) * no
        return made
    # made like y, whose class sees what is done with it when an update is recorded
    pairs = np.full_like(y, weights, shape=(len(weights), 2))
    made = y * pairs[:, 1:] + (1.0 - y) * pairs[:, :1]
    return made


def sample_weights(weights: Weights, y: Array) -> Array:
    """Return the weight of each sample with class shares y (classes, m), as (m,)."""
    column = np.full_like(y, [[weight] for weight in weights], shape=(len(weights), 1))
    made: Array = np.add.reduce(y * column, axis=0)
    return made


def value_weights_code(weights: Weights) -> str:
    """Return `value_weights` as a NumPy expression of y (m, outputs)."""
    if not isinstance(weights[0], tuple):
        no, yes = weights
        return f"({no!r} * (1 - y) + {yes!r} * y)"
    lows, highs = np.array(weights).T.tolist()
    return f"(np.array({lows}) * (1 - y) + np.array({highs}) * y)"


def sample_weights_code(weights: Weights) -> str:
    """Return `sample_weights` as a NumPy expression of y (m, classes), of shape (m, 1)."""
    return f"np.sum(np.array({list(weights)}) * y, axis=1, keepdims=True)"


def weight_of(weights: Weights, y: Sequence[float], output: int, one_hot: bool) -> float:
    """Return the weight of an output of a sample with targets y (outputs,)."""
    column = np.array(y, dtype=np.float64)[:, np.newaxis]
    if one_hot:
        return float(sample_weights(weights, column)[0])
    return float(value_weights(weights, column)[output, 0])
