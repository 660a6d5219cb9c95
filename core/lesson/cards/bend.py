"""The bend of a neuron: its activation as a curve over z, with the slope, and its position.

The activation itself computes the curves. One that mixes units has no curve of a single number:
then an output is drawn against its own sum, with the other sums held fixed.
"""

import numpy as np
from numpy.typing import NDArray

from core.lesson.cards.content import shown
from core.lesson.cards.context import Context
from core.lesson.cards.slopes import activation_of, slopes_of
from core.lesson.cards.symbols import unit_symbol
from core.lesson.formulas.lines import mixes_units
from core.lesson.names.settings import component_label
from core.records import Record
from core.words import say, translate

Vector = NDArray[np.float64]

#: points on a curve; one of them is z itself
POINTS = 241
#: the curve extends at least this far to either side, and this much farther than z
_LEAST, _FARTHER = 4.0, 1.25
#: larger numbers are not drawn
_LARGEST = 1e6


class Bend(Record, eq=False):
    """A neuron's curve: outputs and slopes (n,) at ascending sums (n,), and its position."""

    name: str  # of the activation
    z_symbol: str
    a_symbol: str
    sums: Vector
    outputs: Vector
    slopes: Vector
    z: float
    a: float
    slope: float
    words: str


def bend_of(context: Context, layer: int, unit: int) -> Bend | None:
    """Return the bend of a neuron for the followed sample.

    None if its layer has none, or its sum is not computed yet or too large to draw.
    """
    said = context.said("forward", layer)
    if not context.is_dense(layer) or "z" not in said or unit >= context.layers[layer].units:
        return None
    activation, row = activation_of(context, layer), context.row
    own = np.asarray(said["z"][row], dtype=np.float64)
    z = float(own[unit])
    if not abs(z) < _LARGEST:
        return None
    mixes = mixes_units(activation)
    sums = _around(z)
    held = np.repeat((own if mixes else own[unit : unit + 1])[:, None], len(sums), axis=1)
    at = unit if mixes else 0
    held[at] = sums
    outputs, chosen = np.empty_like(held), np.zeros_like(held)
    with np.errstate(all="ignore"):
        activation.forward(held, outputs, np.empty_like(held))
    chosen[at] = 1.0
    slopes = slopes_of(activation, held, outputs, chosen)[at]
    here = int(np.flatnonzero(sums == z)[0])
    names = [unit_symbol(context, kind, layer, unit).text for kind in "za"]
    a, slope = float(outputs[at, here]), float(slopes[here])
    words = _words(names, z, a, slope)
    if activation.is_identity:
        words = say("Bend", "No bend: {a} is {z} itself, with the slope 1 everywhere.",
                    a=names[1], z=names[0])  # fmt: skip
    if mixes:
        held_words = say(
            "Bend",
            "{name} depends on all sums: this is {a} against {z}, with the other sums fixed.",
            name=component_label(activation),
            a=names[1],
            z=names[0],
        )
        words = f"{held_words} {words}"
    return Bend(
        component_label(activation),
        names[0],
        names[1],
        sums,
        outputs[at].copy(),
        slopes.copy(),
        z,
        a,
        slope,
        words,
    )


def _around(z: float) -> Vector:
    """Return ascending sums on both sides of 0, including z itself."""
    reach = max(_LEAST, _FARTHER * abs(z))
    sums = np.linspace(-reach, reach, POINTS)
    sums[np.argmin(np.abs(sums - z))] = z
    return np.asarray(sums, dtype=np.float64)


def _words(names: list[str], z: float, a: float, slope: float) -> str:
    """Return what the curve gives here, and how steep it is."""
    told = say("Bend", "At {z} = {at} it gives {a} = {out}.", z=names[0], at=shown(z),
               a=names[1], out=shown(a))  # fmt: skip
    if slope == 0.0:
        flat = translate("Bend", "It is flat here: none of the blame gets through.")
        return f"{told} {flat}"
    way = translate("Bend", "Its tangent there rises by {slope} for 1 more of {z}: f′ = {signed}.")
    if slope < 0.0:
        way = translate(
            "Bend", "Its tangent there falls by {slope} for 1 more of {z}: f′ = {signed}."
        )
    rise = way.format(slope=shown(abs(slope)), z=names[0], signed=shown(slope))
    return f"{told} {rise}"
