"""What the diagram lights up for a phase: what it reads, what it writes, and the numbers there.

Violet means now: what is read is outlined, what is written is filled.
"""

from dataclasses import field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.records import Record

Array = NDArray[np.floating[Any]]


class Lit(Record):
    """Neurons of a layer, or the edges that lead into them: one unit, or all of them (None)."""

    layer: int  # −1: the network's inputs
    unit: int | None = None


class Light(Record):
    """What a phase does to the network, for the diagram.

    `values` are the followed sample's numbers under the neurons, one vector (units,) per layer, −1
    for the inputs; NaN means not computed yet, shown as "·". `backward` makes the arrows point
    left. `ghosts` are the arrays before an update, drawn behind the new ones, one dictionary per
    layer as in LayerPicture.arrays. `edges` replaces what the edges show, one array (inputs, units)
    per layer, such as a sample's pushes; if empty, the weights are shown.

    `slopes` are ∂L/∂z of the followed sample, one vector (units,) per layer, NaN where this update
    has not computed them; if present they are shown under the neurons, with `values` small beside
    them. `handed` are the ∂L/∂a passed back to the previous layer, (inputs,). `gradients` are those
    of the learned arrays, as far as this update has computed them, one dictionary per layer; None
    if no update is being stepped through. `objective` is what they are slopes of, L or J. `faded`
    means that the numbers behind `values` have changed since.
    """

    read_neurons: tuple[Lit, ...] = ()
    read_edges: tuple[Lit, ...] = ()
    written_neurons: tuple[Lit, ...] = ()
    written_edges: tuple[Lit, ...] = ()
    values: dict[int, Array] = field(default_factory=dict)
    backward: bool = False
    ghosts: tuple[dict[str, Array], ...] = ()
    edges: dict[int, Array] = field(default_factory=dict)
    edges_label: str = ""  # what `edges` are, in words
    slopes: dict[int, Array] = field(default_factory=dict)
    handed: dict[int, Array] = field(default_factory=dict)
    gradients: dict[int, dict[str, Array]] | None = None
    objective: str = "L"
    faded: bool = False
