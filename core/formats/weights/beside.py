"""Numbers beside the layers of a file: the scaling of inputs and targets, and what is unknown.

A mean and a deviation under usual names become a scaling. Any other numbers may be part of the
network, and are asked about, unless their name says that they only tell of its training.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from numpy.typing import NDArray

from core.data.dataset import Scaling
from core.formats.weights.tutorials import are_numbers, from_mean

Array = NDArray[Any]

_MEANS = ("mean", "mu", "x_mean", "input_mean", "mean_", "scaler_mean", "scaler_mean_")
_SPREADS = (
    *("std", "sigma", "x_std", "input_std", "scale_"),
    *("scaler_std", "scaler_scale", "scaler_scale_"),
)
_TARGET_MEANS = ("y_mean", "target_mean", "output_mean")
_TARGET_SPREADS = ("y_std", "target_std", "output_std")
_SCALERS = ("scaler_mean", "scaler_mean_", "scaler_scale", "scaler_scale_", "scaler_std")
#: numbers about training, none of which changes predictions
_TOLD = re.compile(
    r"(?:(?:best|last|train|training|val|valid|validation|test|num|n|total|global|current)_?)*"
    r"(?:epochs?|steps?|iterations?|updates?|lr|learning_rates?|eta|momentum|loss(?:es)?|costs?|"
    r"errors?|history|acc|accurac(?:y|ies)|scores?|mse|rmse|mae|r2|seed|random_state|"
    r"dropout(?:_?rate)?|weight_?decay|l1|l2|tol|tolerance|patience|seconds|"
    r"times?|version|batch_size|batches_tracked|sizes?|layers?|shapes?|classes)_?",
    re.IGNORECASE,
)


def without_scalers(arrays: Mapping[str, Array]) -> tuple[dict[str, Array], dict[str, Array]]:
    """Return the arrays without a scaler's mean and scale beside the layers, and these."""
    found = {
        key: array
        for key, array in arrays.items()
        if key.lower() in _SCALERS and array.ndim <= 1 and are_numbers([array])
    }
    return {key: array for key, array in arrays.items() if key not in found}, found


def buffers(arrays: Mapping[str, Array], inputs: int) -> tuple[Scaling | None, tuple[str, ...]]:
    """Return the scaling given by a mean and a deviation besides the layers, and their names."""
    return _scaling(arrays, inputs, _MEANS, _SPREADS)


def target_buffers(
    arrays: Mapping[str, Array], outputs: int
) -> tuple[Scaling | None, tuple[str, ...]]:
    """Return the same for the targets."""
    return _scaling(arrays, outputs, _TARGET_MEANS, _TARGET_SPREADS)


def may_matter(name: str, array: Array) -> bool:
    """Return whether an array outside all layers may be part of the network."""
    own = re.split(r"[./]", name)[-1]
    # a mask of yes and no is multiplied with weights
    holds = are_numbers([array]) or (array.dtype.kind == "b" and array.ndim > 0)
    return holds and array.size > 0 and _TOLD.fullmatch(own) is None


def _scaling(
    arrays: Mapping[str, Array], count: int, means: Iterable[str], spreads: Iterable[str]
) -> tuple[Scaling | None, tuple[str, ...]]:
    mean, deviation = _called(arrays, means, count), _called(arrays, spreads, count)
    if mean is None or deviation is None:
        return None, ()
    return from_mean(arrays[mean], arrays[deviation].astype(float)), (mean, deviation)


def _called(arrays: Mapping[str, Array], names: Iterable[str], count: int) -> str | None:
    for key, array in arrays.items():
        own = re.split(r"[./]", key)[-1].lower()
        if own in tuple(names) and array.size == count and are_numbers([array]):
            return key
    return None
