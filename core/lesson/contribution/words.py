"""Who moved a number, in words: which samples of the batch ask for more of it, which for less."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lesson.numbers import count
from core.words import say, translate

Array = NDArray[np.floating[Any]]


def wish(name: str, slope: float) -> str:
    """Return what a slope asks for: uphill is less of the number, downhill more."""
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
    """Return the same where the number has been named already."""
    if name == "weight":
        return translate("Questions", "more") if slope < 0.0 else translate("Questions", "less")
    if slope < 0.0:
        return translate("Questions", "a larger one")
    return translate("Questions", "a smaller one")


def sentence(values: Array, penalty: float, name: str) -> str:
    """Return what the samples of a batch ask for, and the penalty; `values` (m,) are their slopes.

    Samples are called by their place in the batch, counted from 1.
    """
    said = _samples(values, name)
    if penalty and np.isfinite(penalty):
        text = translate("Questions", "The penalty asks for {what}.")
        said += " " + text.format(what=wish(name, penalty))
    return said


def _samples(values: Array, name: str) -> str:
    if not np.all(np.isfinite(values)):
        return translate("Questions", "Some of these are no longer finite.")
    down, up = np.flatnonzero(values < 0.0), np.flatnonzero(values > 0.0)
    asking = len(down) + len(up)
    if not asking:
        return translate("Questions", "No sample has a say here: every part is 0.")
    loudest = int(np.argmax(np.abs(values)))
    what = wish(name, float(values[loudest]))
    if asking == 1:
        text = translate("Questions", "Only sample {sample} has a say: it asks for {what}.")
        if len(values) == 1:
            text = translate("Questions", "Sample {sample} asks for {what}.")
        return text.format(sample=count(loudest + 1), what=what)
    if not len(down) or not len(up):
        text = translate(
            "Questions", "All that have a say ask for {what}, sample {sample} loudest."
        )
        return text.format(what=what, sample=count(loudest + 1))
    together = float(values.sum())
    if asking == 2:
        text = translate(
            "Questions", "Sample {quiet} asks for {first}, sample {loud} asks louder for {second}."
        )
        quiet = int(down[0] if loudest == up[0] else up[0])
        if values[quiet] == -values[loudest]:
            text = translate(
                "Questions",
                "Sample {quiet} asks for {first}, sample {loud} as loudly for {second}.",
            )
        return text.format(
            quiet=count(quiet + 1),
            first=wish(name, float(values[quiet])),
            loud=count(loudest + 1),
            second=_shorter(name, float(values[loudest])),
        )
    text = say(
        "Questions",
        "{more} samples ask for {first}, {fewer} for {second}; sample {sample} is the loudest.",
        more=count(len(down)),
        first=wish(name, -1.0),
        fewer=count(len(up)),
        second=_shorter(name, 1.0),
        sample=count(loudest + 1),
    )
    if len(down) == 1:
        text = say(
            "Questions",
            "One sample asks for {first}, {fewer} for {second}; sample {sample} is the loudest.",
            first=wish(name, -1.0),
            fewer=count(len(up)),
            second=_shorter(name, 1.0),
            sample=count(loudest + 1),
        )
    if together == 0.0:
        return f"{text} " + translate("Questions", "Together they cancel out.")
    return f"{text} " + say(
        "Questions", "Together they ask for {what}.", what=_shorter(name, together)
    )
