"""The letters: x₁, h₂, ŷ and w₁₂, and names in textbook style."""

import re
from functools import lru_cache
from types import MappingProxyType

from core.lesson.numbers import subscript, superscript
from core.words import plain_name

_TEXTBOOK = re.compile(r"[xy]\d+(\^2|\*x\d+)?|sin\(x\d+\)", re.ASCII)
_NUMBERED = re.compile(r"([xy])([0-9]+)")
#: how many names are kept: views ask for those of thousands of units whenever they are laid out
_MANY = 16_384

#: the letters of single numbers, by the name of their array
_LETTERS = MappingProxyType(
    {
        "weight": "w",
        "bias": "b",
        "scale": "γ",
        "shift": "β",
        "running_mean": "running μ",
        "running_variance": "running σ²",
    }
)


@lru_cache(maxsize=_MANY)
def pretty_name(name: str) -> str:
    """Return a name in textbook style: x1 → x₁, x1^2 → x₁², x1*x2 → x₁x₂; others unchanged."""
    if not _TEXTBOOK.fullmatch(name):
        return plain_name(name)
    shown = name.replace("^2", "²").replace("*", "").replace("sin(", "sin ").replace(")", "")
    return _NUMBERED.sub(lambda found: found[1] + subscript(int(found[2])), shown)


def input_symbol(unit: int) -> str:
    """Return the symbol of an input, counted from 0: x₁."""
    return "x" + subscript(unit + 1)


@lru_cache(maxsize=_MANY)
def hidden_symbol(unit: int) -> str:
    """Return the symbol of a hidden unit's output, counted from 0: h₁."""
    return "h" + subscript(unit + 1)


def output_symbol(unit: int, units: int) -> str:
    """Return the symbol of an output, counted from 0: ŷ, or ŷ₂ if there are several."""
    return "ŷ" if units == 1 else "ŷ" + subscript(unit + 1)


def target_symbol(unit: int, units: int) -> str:
    """Return the symbol of an output's target, counted from 0: y, or y₂."""
    return "y" if units == 1 else "y" + subscript(unit + 1)


def between(source: str, unit: str) -> str:
    """Return a weight by the units it connects: x₁ → h₁."""
    return f"{source} → {unit}"


def letter(name: str) -> str:
    """Return the letter of an array's numbers: w of weight; its own name if it has none."""
    return _LETTERS.get(name, name)


@lru_cache(maxsize=_MANY)
def indexed(letter: str, layer: int, *indexes: int) -> str:
    """Return a symbol with its layer above and its indexes below: w⁽¹⁾₂₃, w⁽¹⁾₁₂,₃; all from 1."""
    apart = "," if any(index > 9 for index in indexes) else ""
    return f"{letter}⁽{superscript(layer)}⁾{apart.join(subscript(index) for index in indexes)}"


def slope(symbol: str, of: str = "L") -> str:
    """Return the symbol of a slope: ∂L/∂z₁; of the loss with its penalty ∂J/∂w⁽¹⁾₁₁."""
    return f"∂{of}/∂{symbol}"


def objective(penalizes: bool) -> str:
    """Return what is minimised: L, or J = L + R if weights are penalized."""
    return "J" if penalizes else "L"
