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
