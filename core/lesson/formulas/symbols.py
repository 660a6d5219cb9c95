"""Symbols: how the names in NumPy lines look in formulas, W1 as W₁ and dW1 as ∂L/∂W₁."""

import re
from types import MappingProxyType

from core.components.notation import latex_text

_NAME = re.compile(r"(?P<head>d|[mvGgDs](?=[A-Z]|b\d|sc|sh))?(?P<stem>[A-Za-z_]+?)(?P<number>\d*)")
#: arrays whose layer stands above, as in the panel: β₂ is a constant of optimizers
_RAISED = frozenset({"scale", "shift", "mean", "variance", "running_mean", "running_variance"})
#: the letters of constants in LaTeX
_GREEK = MappingProxyType(
    {
        "α": r"\alpha",
        "β": r"\beta",
        "δ": r"\delta",
        "ε": r"\varepsilon",
        "λ": r"\lambda",
        "μ": r"\mu",
        "ρ": r"\rho",
        "ψ": r"\psi",
        "ν": r"\nu",
        "ν⁺": r"\nu^{+}",
        "ν⁻": r"\nu^{-}",
        "η⁺": r"\eta^{+}",
        "η⁻": r"\eta^{-}",
        "Δₘᵢₙ": r"\Delta_{\min}",
        "Δₘₐₓ": r"\Delta_{\max}",
    }
)
#: what the optimizers keep of an array: DW1 as Δ(W₁), the other letters as they are
_KEPT = MappingProxyType({"D": ("Δ", r"\Delta"), "g": ("g′", "g'")})
_SUBSCRIPTS = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def subscript(number: int | str) -> str:
    """Return digits as an index: ₁₂."""
    return str(number).translate(_SUBSCRIPTS)


def superscript(number: int | str) -> str:
    """Return digits as an exponent: ¹²."""
    return str(number).translate(_SUPERSCRIPTS)


def _plain_stem(stem: str) -> str:
    known = {
        "y": "Y",
        "eta": "η",
        "omega": "ω",
        "N": "X̂",
        "scale": "γ",
        "shift": "β",
        "mean": "μ",
        "variance": "σ²",
        "running_mean": "running μ",
        "running_variance": "running σ²",
        "mu": "μₜ",
        "mu_next": "μₜ₊₁",
    }
    return known.get(stem, stem)


def _latex_stem(stem: str, number: str) -> str:
    known = {
        "y": "Y",
        "eta": r"\eta",
        "omega": r"\omega",
        "N": r"\hat{X}",
        "scale": r"\gamma",
        "shift": r"\beta",
        "mean": r"\mu",
        "variance": r"\sigma^2",
        "running_mean": r"\bar{\mu}",
        "running_variance": r"\bar{\sigma}^2",
        "penalty": "R",
        "mu": r"\mu_{t}",
        "mu_next": r"\mu_{t+1}",
    }
    text = known.get(stem, stem)
    if number and stem in _RAISED:
        return f"{{{text}}}^{{({number})}}"
    return f"{text}_{{{number}}}" if number else text


def _parts(name: str) -> tuple[str, str, str]:
    match = _NAME.fullmatch(name)
    if match is None:
        return "", name, ""
    return match["head"] or "", match["stem"], match["number"]


def plain_symbol(name: str) -> str:
    """Return a name in the NumPy lines as a symbol in a formula: W1 → W₁, dW1 → ∂L/∂W₁."""
    head, stem, number = _parts(name)
    symbol = "R" if stem == "penalty" else _plain_stem(stem)
    if number:
        symbol += f"⁽{superscript(number)}⁾" if stem in _RAISED else subscript(number)
    if head == "d":
        return f"∂L/∂{symbol}"
    return f"{_KEPT.get(head, (head,))[0]}({symbol})" if head else symbol


def latex_symbol(name: str) -> str:
    """Return a name of the NumPy lines in LaTeX: W1 → W_{1}, dW1 → ∂L/∂W_{1} as a fraction."""
    head, stem, number = _parts(name)
    symbol = _latex_stem(stem, number)
    if head == "d":
        return rf"\frac{{\partial L}}{{\partial {symbol}}}"
    return f"{_KEPT.get(head, (head,))[-1]}({symbol})" if head else symbol


def latex_constant(letter: str) -> str:
    """Return the letter of a constant in LaTeX: β₁ as \\beta_{1}, slope unchanged."""
    stem = letter.rstrip("₀₁₂₃₄₅₆₇₈₉")
    index = letter[len(stem) :].translate(str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789"))
    text = _GREEK.get(stem) or (stem if len(stem) == 1 else rf"\mathrm{{{latex_text(stem)}}}")
    return f"{text}_{{{index}}}" if index else text
