"""Where batch normalization is: between a layer's sum and its activation, or after that.

Files with only arrays do not say, except for PyTorch's numbers: in 0, 2, 3 the activation is 1.
"""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from core.components.activations import Linear
from core.formats.importers import Imported, ImportedLayer


def placed(layers: Sequence[ImportedLayer]) -> tuple[ImportedLayer, ...]:
    """Return layers with the place of batch normalization, as far as their numbers show it.

    Numbers that leave none out are no sign: a list of layers is counted like that as well, with
    activations that have no number.
    """
    found = list(layers)
    steps = [_steps(one, other) for one, other in pairwise(layers)]
    if None in steps or all(step == 1 for step in steps):
        return tuple(found)
    for i, layer in enumerate(layers[:-1]):
        straight = steps[i] == 1
        if straight and layer.has_neurons and layers[i + 1].has_neurons:
            found[i] = replace(layer, activation=Linear())  # nothing is between them
        if layer.has_neurons or not i or not layers[i - 1].has_neurons:
            continue
        before = steps[i - 1]
        if before == 1 and straight:  # there is no activation at all
            found[i - 1] = replace(layers[i - 1], activation=Linear())
            found[i] = replace(layer, behind=True)
        elif before == 1:
            found[i] = replace(layer, behind=False)
        elif before is not None and straight:
            found[i] = replace(layer, behind=True)
    return tuple(found)


def without_activation(layers: Sequence[ImportedLayer]) -> tuple[str, ...]:
    """Return a notice of the layers that their numbers show to have no activation."""
    straight = [layer.name[:40] for layer in layers if layer.activation is not None]
    shown = ", ".join(straight[:6])
    said = f"Behind {shown} the next layer follows at once by its number: no activation."
    return (said,) if straight else ()


def _steps(first: ImportedLayer, second: ImportedLayer) -> int | None:
    """Return how far apart the numbers of two layers in a list are, None if not numbered."""
    parted = [re.fullmatch(r"(.*?\.)?(\d{1,6})", layer.name) for layer in (first, second)]
    one, other = parted
    if one is None or other is None or one[1] != other[1]:
        return None
    steps = int(other[2]) - int(one[2])
    return steps if steps > 0 else None


def is_open(layers: Sequence[ImportedLayer], place: int) -> bool:
    """Return whether the place of a batch normalization between two layers is unknown."""
    layer, before = layers[place], layers[place - 1] if place else None
    return (
        not layer.has_neurons
        and layer.behind is None
        and before is not None
        and before.has_neurons
        and before.activation is None
        and place < len(layers) - 1
    )


def with_place(imported: Imported, behind: bool) -> Imported:
    """Return the network with every undecided batch normalization before or after f."""
    layers = imported.layers
    return replace(
        imported,
        layers=tuple(
            replace(layer, behind=behind) if is_open(layers, i) else layer
            for i, layer in enumerate(layers)
        ),
    )


def with_vectors(layers: Sequence[ImportedLayer], meaning: str) -> tuple[ImportedLayer, ...]:
    """Return layers whose four vectors behind a matrix mean "norm", "no_scale" or "no_shift".

    Keras's `get_weights` gives γ, β, mean and variance, without γ or β if a layer has none, so that
    the bias of the dense layer before it may be the first of four.
    """
    found = list(layers)
    for i, layer in enumerate(layers):
        before = found[i - 1] if i else None
        if meaning == "norm" or layer.has_neurons or before is None or not before.has_neurons:
            continue
        first, second = layer.scale, layer.shift
        if before.bias is not None or first is None or second is None:
            continue
        found[i - 1] = replace(before, bias=first)
        if meaning == "no_scale":
            found[i] = replace(layer, scale=np.ones_like(first))
        else:
            found[i] = replace(layer, scale=second, shift=np.zeros_like(second))
    return tuple(found)


def folded(imported: Imported, *, sure: bool = False) -> Imported:
    """Return the network with batch normalization merged into the weights, if it precedes f.

    Between a sum and its activation Backstep has no place for it: W·s and (b − mean)·s + shift
    with s = scale/√(variance + ε) do the same. `sure` leaves undecided ones alone.
    """
    layers: list[ImportedLayer] = []
    for i, layer in enumerate(imported.layers):
        before = layers[-1] if layers else None
        mean, variance, scale, shift = (
            layer.running_mean,
            layer.running_variance,
            layer.scale,
            layer.shift,
        )
        stays = layer.behind is True or (sure and layer.behind is None)
        if (
            before is None
            or before.weight is None
            or (before.activation is not None and layer.behind is not False)
            or stays
            or mean is None
            or variance is None
            or scale is None
            or shift is None
            or scale.size != before.units
            or i == len(imported.layers) - 1
        ):
            layers.append(layer)
            continue
        s = scale / np.sqrt(variance + (layer.epsilon or 1e-5))
        bias = np.zeros(before.units) if before.bias is None else before.bias
        bias = (bias - mean) * s + shift
        layers[-1] = replace(before, weight=before.weight * s, bias=bias)
    return replace(imported, layers=tuple(layers))
