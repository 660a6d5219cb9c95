"""Who moved a number, in words: which samples of the batch ask for more, which for less."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lesson.numbers import count
from core.words import say, translate

Array = NDArray[np.floating[Any]]


def wish(name: str, slope: float) -> str:
    """Return what a slope asks for: a positive one asks for less, a negative one for more."""
    more, less = {
        "weight": (translate("Questions", "more weight"), translate("Questions", "less weight")),
        "bias": (translate("Questions", "a larger bias"), translate("Questions", "a smaller bias")),
        "scale": (
            translate("Questions", "a larger scale"),
            translate("Questions", "a smaller scale"),
        ),
    }.get(
        name,
        (translate("Questions", "a larger shift"), translate("Questions", "a smaller shift")),
    )
    return more if slope < 0.0 else less


def _shorter(name: str, slope: float) -> str:
    """Return the same when the number has already been named."""
    if name == "weight":
        return translate("Questions", "more") if slope < 0.0 else translate("Questions", "less")
    if slope < 0.0:
        return translate("Questions", "a larger one")
    return translate("Questions", "a smaller one")


def sentence(
    values: Array, penalty: float, name: str, row: int | None, numbers: Sequence[int]
) -> str:
    """Return what the samples of a batch ask for, and the penalty; `values` (m,) are their slopes.

    `row` is the followed sample, or None for the loudest; `numbers` are the samples' numbers.
    """
    said = _samples(values, name, row, numbers)
    if penalty and np.isfinite(penalty):
        text = translate("Questions", "The penalty asks for {what}.")
        said += " " + text.format(what=wish(name, penalty))
    return said


def _samples(values: Array, name: str, row: int | None, numbers: Sequence[int]) -> str:
    if not np.all(np.isfinite(values)):
        return translate("Questions", "Some of these are no longer finite.")
    sizes = np.abs(values)
    asking = np.flatnonzero(sizes)
    if not len(asking):
        return translate("Questions", "No sample has a say here: every part is 0.")
    mine = int(np.argmax(sizes)) if row is None or not 0 <= row < len(values) else row
    if len(asking) == 1:
        return _alone(int(asking[0]), mine, values, name, numbers)
    others = sizes.copy()
    others[mine] = -1.0
    other = int(np.argmax(others))
    said = _two(mine, other, values, name, numbers)
    if len(asking) == 2 or abs(np.sum(np.sign(values))) == len(asking):
        return said  # it is clear what they want together: the louder side, or all the same
    together = float(values.sum())
    if together == 0.0:
        return f"{said} " + translate("Questions", "Together they cancel out.")
    return f"{said} " + say(
        "Questions", "Together they ask for {what}.", what=_shorter(name, together)
    )


def _alone(only: int, mine: int, values: Array, name: str, numbers: Sequence[int]) -> str:
    """Return what the only sample that asks for anything asks for."""
    text = translate("Questions", "Only sample {sample} has a say: it asks for {what}.")
    if len(values) == 1:
        text = translate("Questions", "Sample {sample} asks for {what}.")
    return text.format(sample=count(numbers[only]), what=wish(name, float(values[only])))


def _two(mine: int, other: int, values: Array, name: str, numbers: Sequence[int]) -> str:
    """Return what the followed sample asks for, and the loudest of the others."""
    own, theirs = float(values[mine]), float(values[other])
    known = {"number": count(numbers[mine]), "other": count(numbers[other])}
    if own == 0.0:
        text = translate(
            "Questions", "Sample {number} has no say here; sample {other} asks loudest, for {what}."
        )
        return text.format(**known, what=wish(name, theirs))
    text = translate(
        "Questions",
        "Sample {number} asks for {first}, the next loudest, sample {other}, for {second}.",
    )
    if abs(theirs) > abs(own):
        text = translate(
            "Questions",
            "Sample {number} asks for {first}, sample {other} asks louder for {second}.",
        )
    elif abs(theirs) == abs(own):
        text = translate(
            "Questions", "Sample {number} asks for {first}, sample {other} as loudly for {second}."
        )
    return text.format(**known, first=wish(name, own), second=_shorter(name, theirs))
