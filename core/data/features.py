"""Features: functions of two inputs that the network may get instead of the inputs themselves.

They are computed from the raw inputs, before any scaling.
"""

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from core.data.samples import Matrix
from core.records import Record

Vector = NDArray[np.float64]

_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


class Feature(Record):
    """A function of two raw inputs; `name` is for files, `label` for people."""

    name: str
    label: str
    template: str
    function: Callable[[Vector, Vector], Vector]

    def __call__(self, inputs: Matrix) -> Vector:
        """Return the feature (m,) of raw inputs (m, 2); infinite if out of range."""
        with np.errstate(over="ignore", invalid="ignore"):
            return self.function(inputs[:, 0], inputs[:, 1])

    def display_name(self, names: tuple[str, ...]) -> str:
        """Return its name for two raw inputs with these names: x₁², or width²."""
        shown = [display_name(name) for name in names]
        if shown == ["x₁", "x₂"]:
            return self.label
        return self.template.format(*shown)


def display_name(name: str) -> str:
    """Return an input's name for people: x1 as x₁, all others unchanged."""
    if name.startswith("x") and name[1:].isdecimal() and name.isascii():
        return name.translate(_SUBSCRIPTS)
    return name


_ALL = (
    Feature("x1", "x₁", "{0}", lambda x1, x2: x1.copy()),
    Feature("x2", "x₂", "{1}", lambda x1, x2: x2.copy()),
    Feature("x1^2", "x₁²", "{0}²", lambda x1, x2: x1 * x1),
    Feature("x2^2", "x₂²", "{1}²", lambda x1, x2: x2 * x2),
    Feature("x1*x2", "x₁x₂", "{0}·{1}", lambda x1, x2: x1 * x2),
    Feature("sin(x1)", "sin x₁", "sin {0}", lambda x1, x2: np.sin(x1)),
    Feature("sin(x2)", "sin x₂", "sin {1}", lambda x1, x2: np.sin(x2)),
)

#: all features by name, in menu order
FEATURES: Mapping[str, Feature] = MappingProxyType({feature.name: feature for feature in _ALL})
