"""What a gradient check has found, part by part: how far slopes are off, and what that means.

The relative error of a slope is shown on a logarithmic scale; a number agrees, does not, is at a
kink (where a difference means nothing), or was not checked.
"""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.lesson.formulas.rows import Row, Run
from core.lesson.numbers import count, figure, rough
from core.lesson.parts import Part
from core.pictures.findings import TOLERANCE, ArrayCheck, GradientCheck
from core.pictures.snapshot import LayerPicture
from core.words import say, translate

Floats = NDArray[np.floating[Any]]

#: the ends of the scale: powers of ten
LEAST, MOST = -10, -2


class Verdict(IntEnum):
    """The check's verdict on a number; for several numbers, the largest counts."""

    UNCHECKED = 0
    KINK = 1
    AGREES = 2
    DIFFERS = 3


class Findings:
    """The verdicts of one check."""

    def __init__(self, check: GradientCheck) -> None:
        self._check = check
        #: under each name of a layer, the verdicts as numbers
        self._verdicts: list[dict[str, NDArray[np.int8]]] = []
        for errors, kinks in zip(check.layer_errors, check.layer_kinks, strict=True):
            found = {}
            for name, own in errors.items():
                verdicts = np.where(np.isnan(own), Verdict.UNCHECKED, Verdict.AGREES)
                found[name] = np.where(kinks[name], Verdict.KINK, verdicts).astype(np.int8)
            self._verdicts.append(found)
        for item in check.arrays:
            if item.failures:
                self._mark_wrong(item)

    def _mark_wrong(self, item: ArrayCheck) -> None:
        # the check only counts disagreements; they are the numbers that are furthest off
        verdicts = self._verdicts[item.layer][item.name]
        errors = self._check.layer_errors[item.layer][item.name]
        size = np.where(verdicts == Verdict.AGREES, errors, -1.0)
        worst = np.argsort(size, axis=None, kind="stable")[size.size - item.failures :]
        verdicts.reshape(-1)[worst] = Verdict.DIFFERS

    def errors(self, layer: int, name: str = "weight") -> Floats | None:
        """Return the relative errors of an array of a layer, or None if it has none."""
        if not 0 <= layer < len(self._check.layer_errors):
            return None
        return self._check.layer_errors[layer].get(name)

    def of_weights(self, layers: tuple[LayerPicture, ...]) -> dict[int, Floats]:
        """Return the relative errors of the weights, by layer; NaN where the check has none."""
        found: dict[int, Floats] = {}
        for index, layer in enumerate(layers):
            if "weight" in layer.arrays:
                shape = layer.arrays["weight"].shape
                errors = self.errors(index)
                fits = errors is not None and errors.shape == shape
                found[index] = errors if errors is not None and fits else np.full(shape, np.nan)
        return found

    def verdict(self, part: Part) -> Verdict:
        """Return the verdict on a number, a neuron (everything leading into it) or a layer."""
        if not 0 <= part.layer < len(self._verdicts):
            return Verdict.UNCHECKED
        if part.name is not None:
            found = _read(self._verdicts, part)
            return Verdict.UNCHECKED if found is None else Verdict(int(found))
        code = 0
        for verdicts in self._verdicts[part.layer].values():
            if part.index is None:
                code = max(code, int(verdicts.max(initial=0)))
            elif part.index < verdicts.shape[-1]:
                code = max(code, int(verdicts[..., part.index].max(initial=0)))
        return Verdict(code)

    def there(self) -> set[Verdict]:
        """Return every verdict that some number has."""
        found = set[int]()
        for arrays in self._verdicts:
            for verdicts in arrays.values():
                found |= set(np.unique(verdicts).tolist())
        return {Verdict(code) for code in found}

    def in_words(self) -> str:
        """Return the verdict on the whole network, in words."""
        failures = sum(item.failures for item in self._check.arrays)
        if not failures:
            return translate("NetworkDiagram", "Gradient check: all checked slopes agree.")
        text = translate("NetworkDiagram", "Gradient check: {count} slopes do not agree.")
        if failures == 1:
            text = translate("NetworkDiagram", "Gradient check: {count} slope does not agree.")
        return text.format(count=count(failures))

    def worst_of_units(self, layer: int, units: int) -> Floats:
        """Return the largest error (units,) of each unit; NaN where none is checked."""
        worst = np.full(units, -1.0)
        arrays = self._check.layer_errors[layer] if 0 <= layer < len(self._verdicts) else {}
        for errors in arrays.values():
            if errors.shape[-1:] == (units,):
                known = np.nan_to_num(errors, nan=-1.0, posinf=np.inf).reshape(-1, units)
                worst = np.maximum(worst, known.max(axis=0, initial=-1.0))
        return np.where(worst < 0.0, np.nan, worst)

    def rows(self, part: Part) -> list[Row]:
        """Return the two slopes of a number, how far they are apart, and the verdict."""
        if part.name is None:
            return [(Run(_words(self.verdict(part), of_many=True)),)]
        found = [
            _read(arrays, part)
            for arrays in (
                self._check.layer_slopes,
                self._check.layer_numeric,
                self._check.layer_errors,
            )
        ]
        slope, numeric, error = found
        rows: list[Row] = []
        if slope is not None and numeric is not None and error is not None and error == error:
            rows.append((Run(translate("NetworkDiagram", "slope ")), Run(figure(slope, 6), slope)))
            text = translate("NetworkDiagram", "by differences ")
            rows.append((Run(text), Run(figure(numeric, 6), numeric)))
            if self.verdict(part) is Verdict.DIFFERS and numeric:
                # a factor that is lost, a sign: the ratio tells them apart
                words = say("NetworkDiagram", "ratio {ratio}", ratio=figure(slope / numeric))
                rows.append((Run(words),))
            text = translate("NetworkDiagram", "relative error {error}")
            rows.append((Run(text.format(error=rough(error))),))
        verdict = self.verdict(part)
        rows.append((Run(_words(verdict, of_many=False)),))
        if verdict is Verdict.AGREES and error is not None and error > TOLERANCE:
            rows.append((Run(say("NetworkDiagram", "as exact as the difference itself")),))
        return rows


def share(errors: Floats) -> Floats:
    """Return the positions of errors on the scale, 0 to 1; NaN stays NaN."""
    with np.errstate(divide="ignore"):
        power = np.log10(np.asarray(errors, dtype=np.float64))
    return np.asarray(np.clip((power - LEAST) / (MOST - LEAST), 0.0, 1.0))


def _read(arrays: Sequence[dict[str, NDArray[Any]]], part: Part) -> float | None:
    if not 0 <= part.layer < len(arrays):
        return None
    array = arrays[part.layer].get(str(part.name))
    if array is None or len(part.index) != array.ndim:
        return None
    inside = all(0 <= i < n for i, n in zip(part.index, array.shape, strict=True))
    return float(array[tuple(part.index)]) if inside else None


def _words(verdict: Verdict, of_many: bool) -> str:
    if verdict is Verdict.DIFFERS:
        if of_many:
            return translate("NetworkDiagram", "! at least one slope does not agree")
        return translate("NetworkDiagram", "! the slopes do not agree")
    if verdict is Verdict.KINK:
        return translate("NetworkDiagram", "k: at a kink, where left and right slopes differ")
    if verdict is Verdict.AGREES:
        if of_many:
            return translate("NetworkDiagram", "✓ all checked slopes agree")
        return translate("NetworkDiagram", "✓ the slopes agree")
    return translate("NetworkDiagram", "not checked")
