"""The verdict of the diagnostics: one sentence from measured numbers, by the doctor's criteria."""

import math
from collections.abc import Sequence

from core.components.metrics import score_of
from core.data.samples import Task
from core.lesson.names.layers import the_layer
from core.lesson.numbers import count, figure, rough, tidy
from core.moments.evaluation import Evaluation
from core.pictures.snapshot import LayerDiagnostics, LayerPicture
from core.run.doctor.criteria import (
    DEAD_SHARE,
    EXPLODED,
    LARGE,
    OF_UNITS,
    USUAL,
    VANISHED,
    first_to_last,
    is_solved,
)
from core.words import say, translate


def verdict(
    layers: Sequence[LayerPicture],
    found: Sequence[LayerDiagnostics],
    task: Task,
    figures: Evaluation,
) -> str:
    """Return what the layers' figures say of a moment: the first thing wrong, or that nothing is.

    As with the doctor, nothing is wrong while the task is solved.
    """
    sized = [one for one in found if one.gradient_size is not None]
    if not sized:
        return translate("Diagnostics", "No update has been done yet: there is nothing to judge.")
    if not is_solved(task, figures.metrics.get(score_of(task).name, float("-inf"))):
        for look in (_gradient, _steps, _units):
            text = look(layers, found)
            if text:
                return text
    return _healthy(sized)


def _gradient(layers: Sequence[LayerPicture], found: Sequence[LayerDiagnostics]) -> str:
    """Return the sentence about a gradient that vanishes or explodes on its way back."""
    sized = [one for one in found if one.gradient_size is not None]
    share = first_to_last([one.gradient_size or 0.0 for one in sized])
    if share is None:
        return ""
    first, last = (the_layer(layers, one.layer) for one in (sized[0], sized[-1]))
    if share == 0.0:
        return say("Diagnostics", "No gradient at all reaches {first}.", first=first)
    if share < VANISHED:
        return say(
            "Diagnostics",
            "The gradient vanishes on its way back: at {first} it is {times} times smaller than at "
            "{last}.",
            first=first, last=last, times=_times(1.0 / share),
        )  # fmt: skip
    if share > EXPLODED:
        return say(
            "Diagnostics",
            "The gradient explodes on its way back: at {first} it is {times} times larger than at "
            "{last}.",
            first=first, last=last, times=_times(share),
        )  # fmt: skip
    return ""


def _steps(layers: Sequence[LayerPicture], found: Sequence[LayerDiagnostics]) -> str:
    """Return the sentence about steps as large as the weights."""
    moved = [one for one in found if one.update_ratio is not None]
    if not moved:
        return ""
    most = max(moved, key=lambda one: one.update_ratio or 0.0)
    if not (most.update_ratio or 0.0) > LARGE:
        return ""
    return say(
        "Diagnostics",
        "The steps are as large as the weights: this one is {share} of those of {layer}; {usual} "
        "is usual.",
        layer=the_layer(layers, most.layer), share=figure(most.update_ratio),
        usual=tidy(USUAL),
    )  # fmt: skip


def _units(_: Sequence[LayerPicture], found: Sequence[LayerDiagnostics]) -> str:
    """Return the sentence about units that are dead or saturated."""
    units, dead = sum(one.units for one in found), sum(one.dead for one in found)
    if units and dead >= DEAD_SHARE * units:
        return say(
            "Diagnostics",
            "{dead} of {units} hidden neurons are dead: they give the same for every sample, with "
            "a slope of 0.",
            dead=count(dead), units=count(units),
        )  # fmt: skip
    bounded = [one for one in found if one.saturated is not None]
    units, far = sum(one.units for one in bounded), sum(one.saturated or 0 for one in bounded)
    if units and far >= OF_UNITS * units:
        return say(
            "Diagnostics",
            "{far} of {units} hidden neurons are saturated: at the end of their range hardly any "
            "gradient gets through.",
            far=count(far), units=count(units),
        )  # fmt: skip
    return ""


def _healthy(sized: Sequence[LayerDiagnostics]) -> str:
    """Return the sentence about figures of which none is wrong."""
    sizes = [one.gradient_size or 0.0 for one in sized]
    ratios = [one.update_ratio for one in sized if one.update_ratio is not None]
    if not max(sizes) > 0.0:
        return translate("Diagnostics", "The gradient is 0 in every layer: nothing moves any more.")
    if not ratios:
        return translate("Diagnostics", "Nothing stands out.")
    if len(sizes) == 1 or not min(sizes) > 0.0:
        return say(
            "Diagnostics",
            "Nothing stands out: the step is {share} of the weights.",
            share=_span(ratios),
        )
    return say(
        "Diagnostics",
        "Nothing stands out: the layers' gradients lie within a factor of {times}; the step is "
        "{share} of the weights.",
        times=_within(max(sizes) / min(sizes)), share=_span(ratios),
    )  # fmt: skip


def _within(times: float) -> str:
    """Return a factor that is not exceeded: a whole number, from 2."""
    return count(max(2, math.ceil(times))) if times < 1e6 else rough(times)


def _span(values: Sequence[float]) -> str:
    low, high = rough(min(values)), rough(max(values))
    return low if low == high else say("Diagnostics", "{low} to {high}", low=low, high=high)


def _times(factor: float) -> str:
    """Return a factor in two digits: 1.7, 230, 7 000."""
    if factor < 10.0:
        return figure(factor, 1)
    return count(int(float(f"{factor:.2g}"))) if factor < 1e6 else rough(factor)
