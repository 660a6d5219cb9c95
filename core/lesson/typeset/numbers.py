"""A sample's own numbers in the formulas of the layers, in the LaTeX of the typesetter."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.layers import Equation, layer_kind
from core.lesson.numbers import short
from core.pictures.snapshot import LayerPicture, Probe

Array = NDArray[np.floating[Any]]

#: a longer vector is shortened, a larger matrix is not written out
_LONGEST, _LARGEST = 6, 6


def sample_lines(layers: tuple[LayerPicture, ...], probe: Probe) -> list[str]:
    """Return a line of LaTeX for the inputs, and for every layer what it makes of them.

    A row is a sample, as in the formulas: z = x W + b with all numbers where they are few, and
    only the results elsewhere.
    """
    found = [f"x &= {_vector(probe.inputs)}"]
    before = np.asarray(probe.inputs)
    for k, layer in enumerate(layers):
        sums, outputs = np.asarray(probe.sums[k]), np.asarray(probe.outputs[k])
        name = k + 1
        if layer_kind(layer.kind).equation is Equation.WEIGHTED_SUM:
            found.append(f"z_{{{name}}} &= {_sum(before, layer)}{_vector(sums)}")
        found.append(f"a_{{{name}}} &= {_vector(outputs)}")
        before = outputs
    answer = rf"\hat{{y}} &= {_vector(np.atleast_1d(probe.answer))}"
    if probe.target is not None:
        answer += rf" \qquad y = {_vector(np.atleast_1d(probe.target))}"
    return [*found, answer]


def _sum(inputs: Array, layer: LayerPicture) -> str:
    """Return x W + b in numbers, with the sign of equality after it; "" where they are many."""
    weight, bias = layer.arrays.get("weight"), layer.arrays.get("bias")
    if weight is None or max(weight.shape) > _LARGEST:
        return ""
    text = rf"{_vector(inputs)} \, {_matrix(weight)}"
    if bias is not None:
        text += f" + {_vector(bias)}"
    return f"{text} = "


def _vector(values: Array) -> str:
    flat = np.asarray(values).reshape(-1)
    shown = [_number(value) for value in flat[:_LONGEST]]
    if flat.size > _LONGEST:
        shown = [*shown[: _LONGEST - 1], r"\ldots"]
    return r"\begin{bmatrix} " + " & ".join(shown) + r" \end{bmatrix}"


def _matrix(values: Array) -> str:
    rows = (" & ".join(map(_number, row)) for row in values)
    return r"\begin{bmatrix} " + r" \\ ".join(rows) + r" \end{bmatrix}"


def _number(value: float) -> str:
    return rf"\text{{{short(float(value))}}}"
