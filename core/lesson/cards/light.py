"""What the diagram lights up for a phase: what it reads, what it writes, and the numbers there.

Violet means now: what is read is outlined, what is written is filled.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating[Any]]


@dataclass(frozen=True)
class Lit:
    """Neurons of a layer, or the edges that lead into them: one unit, or all of them (None)."""

    layer: int  # −1: the network's inputs
    unit: int | None = None


@dataclass(frozen=True)
class Light:
    """What a phase does to the network, as the diagram shows it.

    `values` are the followed sample's numbers under the neurons, one vector (units,) a layer, −1
    the inputs; NaN stands for what is not computed yet, shown as "·". `backward` turns the arrows
    leftwards. `ghosts` are the arrays before an update, drawn behind the new ones, one dictionary
    a layer as in LayerPicture.arrays. `edges` replaces what the edges show, one array (inputs,
    units) a layer: a sample's pushes, say; empty: the weights.

    `slopes` are ∂L/∂z of the followed sample, one vector (units,) a layer, NaN where this update
    has not computed it: then they stand under the neurons, and `values` small beside them. `handed`
    are ∂L/∂a as they are handed back to the layer before, (inputs,). `gradients` are those of what
    is learned, as far as this update has computed them, one dictionary a layer; None where no
    update is stepped through. `objective` is what they are slopes of, L or J. `faded` values are
    those of numbers that have changed since.
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
