"""The names in a NumPy script, which all its sections share.

Arrays are numbered by layer, W1, b1, Z1, A1, counting all layers of the project from 1.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.components.layers import Layer, Neurons
from core.components.notation import code_name
from core.formats.exporters import Trained

Array = NDArray[np.floating[Any]]

#: training data with up to this many numbers are included
_MOST_DATA = 2_000


def named(expression: str, **names: str) -> str:
    """Return an expression with its variables renamed: a − y with a = A2 is A2 − y."""
    return re.sub(r"\b[a-z]\b", lambda match: names.get(match[0], match[0]), expression)


@dataclass(frozen=True)
class ScriptNames:
    """A trained network and the names of its parts; `left_out` is why it does not train.

    `functions` are the names of the activations; with `packed`, long arrays are compressed.
    """

    trained: Trained
    functions: dict[Activation, str]
    left_out: str | None
    packed: bool

    @property
    def trains(self) -> bool:
        """Whether the script can train further."""
        return self.left_out is None

    @property
    def with_data(self) -> bool:
        """Whether the training data are included."""
        train = self.trained.dataset.train
        return train.raw_inputs.size + train.original_targets.size <= _MOST_DATA

    def layers(self) -> Iterator[tuple[int, Layer, dict[str, Array]]]:
        """Yield number (from 1), layer and arrays."""
        for i, layer in enumerate(self.trained.project.layers):
            yield i + 1, layer, self.trained.arrays_of(i)

    def dense(self) -> list[tuple[int, Neurons, dict[str, Array]]]:
        """Return the layers of neurons in the same way."""
        return [
            (n, layer.neurons, arrays)
            for n, layer, arrays in self.layers()
            if layer.neurons is not None
        ]

    def parameters(self) -> list[str]:
        """Return the names of the learned arrays, in order: W1, b1, W2."""
        short = {"weight": "W", "bias": "b"}
        return [f"{short[key]}{n}" for n, _, arrays in self.dense() for key in arrays]

    @property
    def last(self) -> int:
        """The number of the last layer."""
        return len(self.trained.project.layers)

    @property
    def forwarded(self) -> str:
        """What forward() returns: Z1, A1, Z2, A2; layers without sums only have an A."""
        found = []
        for n, layer, _ in self.layers():
            found += [f"Z{n}", f"A{n}"] if layer.neurons else [f"A{n}"]
        return ", ".join(found)

    @property
    def scales_targets(self) -> bool:
        """Whether targets are scaled."""
        scaling = self.trained.dataset.target_scaling
        return bool(np.any(scaling.factor != 1.0) or np.any(scaling.offset != 0.0))


def names_of_functions(trained: Trained) -> dict[Activation, str]:
    """Return a name for every activation that is used: relu, leaky_relu, leaky_relu_2."""
    functions: dict[Activation, str] = {}
    for layer in trained.project.layers:
        f = None if layer.neurons is None else layer.neurons.activation
        if f is None or f.is_identity or f in functions:
            continue
        count = sum(known.name == f.name for known in functions)
        name = code_name(f.name)
        functions[f] = name if not count else f"{name}_{count + 1}"
    return functions
