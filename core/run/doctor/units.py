"""Rules about units and layers: dead, saturated, alike, starved of gradient."""

from collections.abc import Generator
from dataclasses import replace
from itertools import pairwise
from typing import Any

import numpy as np

from core.components.activations import ACTIVATIONS, Activation
from core.components.layers import Neurons
from core.counts import counted
from core.data.options import seed_after
from core.lesson.numbers import rough
from core.pictures.findings import Finding
from core.run.doctor.criteria import (
    DEAD_SHARE,
    OF_SAMPLES,
    OF_UNITS,
    VANISHED,
    first_to_last,
    saturated_units,
    size,
)
from core.run.doctor.data import differ_in_size
from core.run.doctor.equal_rows import groups
from core.run.doctor.looking import Looking
from core.run.doctor.rules import Look, Rule
from core.training.twin import HeldBatch
from core.words import say, translate

#: the settings of a layer that say how it starts
_START = ("initializer", "bias_initializer")


def _units(look: Looking) -> int:
    return sum(span.units for _, span in look.hidden())


def dead(look: Looking) -> Look:
    """Find units that give the same for every sample, with a slope of 0."""
    yield
    found, units = look.dead(), _units(look) - len(look.off_units)
    if not units or len(found) < DEAD_SHARE * units:
        return None
    layers = sorted({layer for layer, _ in found})
    settings = _usual_start(look, layers, _START)
    settings |= {f"layers.{i}.activation": _leaking().name for i in layers}
    return Finding(
        "dead_units",
        translate("Doctor", "Dead neurons"),
        _of_dead(look, found, units),
        translate("Doctor", "Where the slope is 0 for every sample, no gradient can move a weight"),
        settings,
        units=tuple(found),
        plot="surface",
    )  # fmt: skip


def _of_dead(look: Looking, found: list[tuple[int, int]], units: int) -> str:
    """Return what was measured of dead units: most give 0, others the end of their range."""
    values = {
        "dead": len(found),
        "units": units,
        "samples": counted(len(look.samples), "sample"),
    }
    if all(look.passed[1][layer][unit, 0] == 0.0 for layer, unit in found):
        return say(
            "Doctor", "{dead} of {units} hidden neurons give 0 for each of {samples}", **values
        )
    return say(
        "Doctor", "{dead} of {units} hidden neurons give the same for each of {samples}", **values
    )


def _leaking() -> Activation:
    """Return the first activation with a slope on both sides and an open end: none of it dies."""
    z = np.array([[-5.0, 5.0]])
    for kind in ACTIVATIONS:
        if kind.bounds is not None or kind.is_identity or kind.gives_shares:
            continue
        f, a, slope, work = kind(), np.empty_like(z), np.empty_like(z), np.empty_like(z)
        f.forward(z, a, work)
        f.backward(np.ones_like(z), z, a, slope, work)
        if np.all(np.abs(slope) > 1e-3):
            return f
    raise LookupError("no activation leaks")


def saturated(look: Looking) -> Look:
    """Find bounded units that are at an end of their range on nearly every sample."""
    yield
    found: list[tuple[int, int]] = []
    bounded = 0
    for i, span in look.hidden():
        activation = span.layer.neurons.activation if span.layer.neurons else None
        far = None if activation is None else saturated_units(activation, look.passed[1][i])
        if far is None:
            continue
        bounded += span.units
        found += [(i, int(unit)) for unit in np.flatnonzero(far)]
    if not bounded or len(found) < OF_UNITS * bounded:
        return None
    settings: dict[str, Any] = {"data.scaling": "standard"}
    if differ_in_size(look) is None or look.project.data.scales:
        settings = _smaller_start(look, sorted({layer for layer, _ in found}))
    return Finding(
        "saturated_units",
        translate("Doctor", "Saturated neurons"),
        say(
            "Doctor", "{count} of {units} bounded neurons are at an end of their range on {share} "
            "of samples",
            count=len(found), units=bounded, share=f"{OF_SAMPLES:.0%}".replace("%", " %"),
        ),
        translate(
            "Doctor",
            "At the end of its range an activation is flat: hardly any gradient gets through",
        ),
        settings,
        units=tuple(found),
        plot="surface",
    )  # fmt: skip


def _smaller_start(look: Looking, layers: list[int]) -> dict[str, Any]:
    """Return the settings of a start with small weights: the usual one, else shorter steps."""
    settings = _usual_start(look, layers, _START)
    if not settings:
        # the start was small: the steps are the cause
        settings = {"optimizer.learning_rate": float(f"{look.rate / 10.0:.2g}")}
        settings |= other_start(look)
    return settings


def _usual_start(look: Looking, layers: list[int], fields: tuple[str, ...]) -> dict[str, Any]:
    """Return the settings that give layers their default start."""
    settings: dict[str, Any] = {} if look.project.weights is None else {"weights": None}
    for i in layers:
        neurons = look.project.layers[i].neurons
        for name in fields if neurons is not None else ():
            if getattr(neurons, name) != _usual(name):
                settings[f"layers.{i}.{name}"] = _usual(name).write()
    return settings


def _usual(field: str) -> Any:
    """Return the default of a field of a layer."""
    return next(item for item in Neurons.parameters() if item.name == field).default


def other_start(look: Looking, by: int = 1) -> dict[str, Any]:
    """Return the settings of other starting weights on the same data."""
    settings: dict[str, Any] = {"seed": seed_after(look.project.seed, by)}
    settings["data.seed"] = look.project.data_seed()
    if look.project.weights is not None:
        settings["weights"] = None
    return settings


def alike(look: Looking) -> Look:
    """Find units of one layer with the same weights in and out, which always stay the same."""
    yield
    found: list[tuple[int, int]] = []
    dense = look.dense()
    for i, after in pairwise(dense):
        if after != i + 1 and look.arrays[after]["weight"].shape[0] != _width(look, i):
            continue
        arrays = look.arrays[i]
        joined = [arrays["weight"].T, look.arrays[after]["weight"]]
        if "bias" in arrays:
            joined.append(arrays["bias"][:, np.newaxis])
        rows = np.hstack([each.reshape(_width(look, i), -1) for each in joined])
        group, sizes = yield from groups(rows)
        same = [(i, int(unit)) for unit in np.flatnonzero(sizes[group] > 1)]
        found += [each for each in same if each not in look.off_units]
    if not found:
        return None
    layers = sorted({layer for layer, _ in found})
    settings: dict[str, Any] = {} if look.project.weights is None else {"weights": None}
    for i in range(len(look.project.layers)):
        neurons = look.project.layers[i].neurons
        if neurons is not None and _draws_alike(neurons):
            settings[f"layers.{i}.initializer"] = _usual("initializer").write()
    return Finding(
        "twins",
        translate("Doctor", "Twins"),
        say(
            "Doctor", "{neurons} of {layers} have another one with the same weights",
            neurons=counted(len(found), "neuron"), layers=counted(len(layers), "layer"),
        ),
        translate("Doctor", "Neurons that start alike get the same gradient and stay alike"),
        settings or other_start(look),
        units=tuple(found),
        plot="weights",
    )  # fmt: skip


def _width(look: Looking, layer: int) -> int:
    return look.twin.network.spans[layer].units


def _draws_alike(neurons: Neurons) -> bool:
    drawn = neurons.initializer.draw(np.random.default_rng(0), (3, 3), 3, 3)
    return bool(np.all(drawn == drawn.flat[0]))


def vanishing(look: Looking) -> Look:
    """Find a first layer that gets almost no gradient compared with the last."""
    yield
    dense = look.dense()
    if look.is_solved:
        return None
    share = first_to_last([size(look.gradients[i]["weight"]) for i in dense])
    if share is None or not share < VANISHED:
        return None
    settings = yield from _best_bends(look)
    return Finding(
        "vanishing_gradient",
        translate("Doctor", "Gradient vanishes"),
        say(
            "Doctor", "∂L/∂W of the first layer is {share} of that of the last",
            share=rough(share),
        ),
        translate("Doctor", "The gradient shrinks at every layer on its way back"),
        settings,
        plot="diagnostics",
    )  # fmt: skip


def _best_bends(look: Looking) -> Generator[None, None, dict[str, Any]]:
    """Return the activation of hidden layers with which the first layer gets most of the gradient.

    Tried from the same weights: every common one that bends.
    """
    best: tuple[float, str] | None = None
    for kind in ACTIVATIONS:
        if not kind.common or kind.is_identity or kind.gives_shares:
            continue
        project = look.at_rate(1.0)
        for i, span in look.hidden():
            layer = span.layer.neurons
            assert layer is not None
            project = project.with_layer(i, replace(layer, activation=kind()))
        twin = look.start(project)
        with np.errstate(all="ignore"):
            batch = HeldBatch(twin)
            batch.loss()
            slopes = twin.network.learned(batch.gradient())
        dense = look.dense()
        last = size(slopes[dense[-1]]["weight"])
        share = size(slopes[dense[0]]["weight"]) / last if last else 0.0
        if np.isfinite(share) and (best is None or share > best[0]):
            best = share, kind.name
        yield
    assert best is not None
    return {f"layers.{i}.activation": best[1] for i, _ in look.hidden()}


ALIKE_RULES = (Rule("twins", alike),)
UNIT_RULES = (
    Rule("dead_units", dead),
    Rule("saturated_units", saturated),
    Rule("vanishing_gradient", vanishing),
)
