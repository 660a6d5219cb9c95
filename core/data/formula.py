"""A formula as a source: y = f(x1, x2), or f(x), as a person types it."""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.random import Generator

from core.data.expressions import Expression, ExpressionError, read_expression
from core.data.generated import LIMIT
from core.data.samples import SOURCES, Samples, Source, Task
from core.errors import DataError, ProjectError
from core.records import record
from core.registry import number_text, parameter
from core.words import say

_NAMES = ("x1", "x2", "x")


def _read(text: Any, where: str) -> str:
    """Return an expression, after checking it. Raises ProjectError if it cannot be read."""
    if not isinstance(text, str):
        raise ProjectError(
            f"{where}: {str(text)[:40]!r} is not a text", "write it like sin(x1) * x2"
        )
    try:
        found = read_expression(text, _NAMES)
    except ExpressionError as error:
        raise ProjectError(f"{where}: {error.message}", error.hint) from None
    if "x" in found.names and len(found.names) > 1:
        raise ProjectError(
            say("Formula", "{where}: it has both x and {name}", where=where, name=_other(found)),
            say("Formula", "write x for one input, or x1 and x2 for two"),
        )
    return text.strip()


def _other(found: Expression) -> str:
    return min(found.names - {"x"})


@SOURCES.register
@record
class Formula(Source):
    """y = f(x1, x2), or f(x) of one input; a comparison such as x1·x2 < 0 makes two classes."""

    name = "formula"
    label = "formula"
    group = "regression"

    expression: str = parameter(
        "sin(x1) * x2",
        "y as a formula of x1 and x2, or of x alone: + - * / ^, sin, exp, max and others; with < "
        "or > it gives two classes",
        kind="text",
        reader=_read,
    )
    samples: int = parameter(1200, "how many samples to draw", low=4, high=100_000)
    noise: float = parameter(0.0, "noise, as a share of the natural spread", low=0.0, high=0.5)
    reach: float = parameter(
        LIMIT, "inputs are between minus this number and this number", low=0.1, high=LIMIT
    )

    def draw(self, rng: Generator, folder: Path | None) -> Samples:
        """Return inputs (samples, 2) or (samples, 1), evenly spread, and targets (samples, 1).

        Noise is normal, as a share of the deviation of y; for a comparison, it moves the inputs, so
        that some samples change sides. Raises DataError if y is not finite somewhere, or if all
        samples fall into one class.
        """
        found = read_expression(self.expression, _NAMES)
        names = ("x",) if "x" in found.names else ("x1", "x2")
        inputs = rng.uniform(-self.reach, self.reach, (self.samples, len(names)))
        drawn = rng.standard_normal(inputs.shape if found.compares else self.samples)
        moved = inputs + self.noise * self.reach * drawn if found.compares else inputs
        values = found.values(dict(zip(names, moved.T, strict=True)))
        wrong = np.flatnonzero(~np.isfinite(values) | (np.abs(values) > _LARGEST))
        if len(wrong):
            place = zip(names, inputs[wrong[0]].tolist(), strict=True)
            raise DataError(
                say(
                    "Formula",
                    "formula: {n} of {all} values are not finite, the first at {place}",
                    n=f"{len(wrong):,}",
                    all=f"{self.samples:,}",
                    place=", ".join(f"{name} = {number_text(value)}" for name, value in place),
                ),
                say(
                    "Formula",
                    "keep roots and logarithms above 0 with abs or max, or divide by something "
                    "that is never 0",
                ),
            )  # fmt: skip
        if not found.compares:
            targets = values + self.noise * float(np.std(values)) * drawn
            return Samples(inputs, targets[:, np.newaxis], names, ("y",), Task.REGRESSION)
        if len(np.unique(values)) < 2:
            raise DataError(
                say("Formula", "formula: all samples fall into one class"),
                say("Formula", "compare with another number, or draw more samples"),
            )
        return Samples(inputs, values[:, np.newaxis], names, ("y",), Task.TWO_CLASSES, ("0", "1"))


#: the largest number that can be squared and summed
_LARGEST = 1e150
