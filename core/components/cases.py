"""Formulas of several cases, as components write them: `1 where z > 0, else slope`.

Which case applies to a number is read from the formula itself, so that a component states its rule
once; the card then shows the case that applies, and why.
"""

import math
import operator
import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_MINUS = "−"
_CASE = re.compile(r"(.+?) where (.+)")
_RELATION = re.compile(r"\s*(<|>|≤|≥)\s*")
_NUMBER = re.compile(rf"[{_MINUS}-]?\d+(?:\.\d+)?")
_HOLDS = MappingProxyType({"<": operator.lt, ">": operator.gt, "≤": operator.le, "≥": operator.ge})
_OPPOSITE = MappingProxyType({"<": "≥", ">": "≤", "≤": ">", "≥": "<"})
_TURNED = MappingProxyType({"<": ">", ">": "<", "≤": "≥", "≥": "≤"})


@dataclass(frozen=True)
class Case:
    """The case of a formula that applies: `formula`, and the condition for it."""

    formula: str
    condition: str  # in symbols: −3 < z ≤ 3, or for the last case z ≤ 0


def holding(formula: str, values: Mapping[str, float]) -> Case | None:
    """Return the case of a right side that applies when its letters have these values.

    None if it has no cases, or they cannot be decided: a value is NaN, or a condition is not a
    comparison of letters and numbers.
    """
    *parts, last = formula.split(", ")
    if not parts or not last.startswith("else ") or any(math.isnan(v) for v in values.values()):
        return None
    reason = ""
    for part in parts:
        found = _CASE.fullmatch(part)
        steps = None if found is None else _steps(found[2], values)
        if found is None or steps is None:
            return None
        failed = [step for step in steps if not step[3]]
        if not failed:
            return Case(found[1], found[2])
        left, relation, right, _ = failed[0]
        reason = f"{left} {_OPPOSITE[relation]} {right}"
        if _NUMBER.fullmatch(left):  # 0 < z fails: z ≤ 0, with the letter first
            reason = f"{right} {_TURNED[_OPPOSITE[relation]]} {left}"
    return Case(last.removeprefix("else "), reason)


def _steps(condition: str, values: Mapping[str, float]) -> list[tuple[str, str, str, bool]] | None:
    """Return the comparisons of a chain such as −3 < z ≤ 3, and whether each holds."""
    pieces = _RELATION.split(condition)
    sides, relations = pieces[::2], pieces[1::2]
    numbers = [_value(side, values) for side in sides]
    if not relations or any(number is None for number in numbers):
        return None
    found = []
    for i, relation in enumerate(relations):
        left, right = numbers[i], numbers[i + 1]
        assert left is not None and right is not None
        found.append((sides[i], relation, sides[i + 1], _HOLDS[relation](left, right)))
    return found


def _value(side: str, values: Mapping[str, float]) -> float | None:
    if _NUMBER.fullmatch(side):
        return float(side.replace(_MINUS, "-"))
    return values.get(side)
