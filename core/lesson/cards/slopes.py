"""The slope of the followed neuron's activation: f′(z) in symbols, in numbers, and its value.

If the formula has cases, the one that applies is written, with its constants by name, and why. The
slope is computed for display by the activation's own `backward`.
"""

import re
from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from core.components.activations import Activation
from core.components.cases import Case
from core.components.working import whole
from core.lesson.addresses.address import Address
from core.lesson.cards.content import (
    Array,
    Cell,
    Line,
    Token,
    cell,
    inside,
    number,
    pieces,
    shown,
)
from core.lesson.cards.context import Context
from core.lesson.cards.symbols import told, unit_symbol
from core.lesson.names.settings import formula_words
from core.records import Record
from core.words import translate

#: longer formulas of a slope are not repeated in numbers
_LONG = 34
_LETTER = re.compile(r"(?<![A-Za-zα-ωσ])(?:e(⁻?ᶻ)|([az]))(?![A-Za-zᵢⱼ])")


def activation_of(context: Context, layer: int) -> Activation:
    """Return the activation of a layer of neurons."""
    neurons = context.project.layers[layer].neurons
    assert neurons is not None
    return neurons.activation


def slope_at(context: Context, layer: int) -> float:
    """Return f′(z) of the followed neuron and sample, for an activation that mixes no units."""
    said, at = context.said("forward", layer), (context.row, context.unit)
    z, a = (np.array([[said[name][at]]]) for name in "za")
    return float(slopes_of(activation_of(context, layer), z, a, np.ones_like(z))[0, 0])


def slopes_of(activation: Activation, z: Array, a: Array, gradient: Array) -> Array:
    """Return ∂L/∂z for ∂L/∂a = `gradient`, all (units, samples)."""
    out = np.empty_like(z)
    with np.errstate(all="ignore"):
        activation.backward(gradient, z, a, out, np.empty_like(z))
    return out


def slope_of(context: Context, layer: int) -> Token:
    """Return the symbol of the activation's slope: f′(z₁)."""
    z = unit_symbol(context, "z", layer, context.unit)
    address = str(Address("slope", layer + 1, (context.row + 1, context.unit + 1)))
    return Token(f"f′({z.text})", address=address)


def is_long(derivative: str) -> bool:
    """Return whether the formula of a slope is too long for an equation."""
    return len(derivative.partition(" = ")[2]) > _LONG


def slope_lines(context: Context, layer: int) -> tuple[Line, ...]:
    """Return f′(z) in symbols, in numbers if it is short, and its value."""
    activation = activation_of(context, layer)
    told_slope = formula_words(activation.derivative)
    derivative = context.constants.in_formula(activation, told_slope)
    _, _, right = derivative.partition(" = ")
    slope, symbol = slope_at(context, layer), slope_of(context, layer)
    value = Token(shown(slope), slope, None, True, symbol.address)
    names, values = _letters(context, layer)
    z, a = (float(values[kind].value or 0.0) for kind in "za")
    case, long = activation.slope_case_of(z, a), is_long(activation.derivative)
    if case is not None:
        worked = _case(context, layer, case, value)
        if long and len(worked) == 1:  # a constant is its own value
            return (told(symbol, *worked),)
        if long:
            return told(symbol, *worked[:1]), Line("=", _without_equals(worked[1:]))
        return told(symbol, *_lettered(right, names, {})), Line("=", worked)
    if long or not right:
        return (told(symbol, cell(value)),)
    if " " not in right and not _LETTER.search(right):
        return (told(symbol, *pieces(right), cell("= ", value)),)
    numbers = _lettered(right, values, context.constants.values(activation))
    return told(symbol, *_lettered(right, names, {})), Line("=", (*numbers, cell("= ", value)))


def output_case(context: Context, layer: int, a: Token) -> Line | None:
    """Return the case of a = f(z) that applies: slope·z₁ = 0.01·(−0.58) = −0.0058, as …"""
    _, values = _letters(context, layer)
    z, output = (float(values[kind].value or 0.0) for kind in "za")
    case = activation_of(context, layer).case_of(z, output)
    return None if case is None else Line("=", _case(context, layer, case, a))


def constant_words(constants: Mapping[str, float]) -> str:
    """Return constants by their letters: β₁ = 0.9, ε = 1·10⁻⁸."""
    return ", ".join(f"{letter} = {whole(value)}" for letter, value in constants.items())


def activation_words(context: Context, layer: int, formula: str) -> str:
    """Return a formula of a layer's activation in the symbols of the followed neuron.

    Its constants stand behind: h₁ = z₁ where z₁ > 0, else slope·z₁, with slope = 0.01.
    """
    activation = activation_of(context, layer)
    names = {kind: unit_symbol(context, kind, layer, context.unit) for kind in "az"}
    formula = context.constants.in_formula(activation, formula_words(formula))
    formula = " ".join(_text((one,)) for one in _lettered(formula, names, {}))
    constants = constant_words(context.constants.values(activation))
    if not (formula and constants):
        return formula
    return translate("StepPanel", "{formula}, with {constants}").format(
        formula=formula, constants=constants
    )


def bare(token: Token, before: str, after: str) -> Token:
    """Return a number without parentheses if it begins a formula or is in some: −0.5 − 2."""
    if token.value is None or before[-1:] not in ("", "(", "|") or after[:1] in ("²", "^"):
        return token
    return replace(token, text=shown(token.value))


def _letters(context: Context, layer: int) -> tuple[dict[str, Token], dict[str, Token]]:
    """Return the symbols of a and z of the followed neuron, and their numbers."""
    said, at = context.said("forward", layer), (context.row, context.unit)
    names = {kind: unit_symbol(context, kind, layer, context.unit) for kind in "az"}
    return names, {kind: number(float(said[kind][at]), of=names[kind]) for kind in "az"}


def _case(context: Context, layer: int, case: Case, value: Token) -> tuple[Cell, ...]:
    """Return the case that applies, in symbols and in numbers, its value, and why it applies."""
    names, values = _letters(context, layer)
    activation = activation_of(context, layer)
    formula = context.constants.in_formula(activation, case.formula)
    symbols = _lettered(formula, names, {})
    numbers = _lettered(formula, values, context.constants.values(activation))
    found = [_text(symbols), _text(numbers), value.text]
    cells: list[Cell] = []
    if found[0] not in found[1:]:
        cells += symbols
    if found[1] != found[2]:
        cells += _behind(numbers) if cells else numbers
    condition = "".join(
        token.text for one in _lettered(case.condition, values, {}) for token in one
    )
    condition = condition.replace("(", "").replace(")", "")
    why = translate("StepPanel", ", as {condition}").format(condition=condition)
    cells.append(cell(*(("= ",) if cells else ()), value, why))
    return tuple(cells)


def _without_equals(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    first, *others = cells
    head, *rest = first
    return ((replace(head, text=head.text.removeprefix("= ")), *rest), *others)


def _behind(cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
    return ((Token("= "), *cells[0]), *cells[1:])


def _text(cells: tuple[Cell, ...]) -> str:
    return "".join(token.text for one in cells for token in one)


def _lettered(
    words: str, letters: Mapping[str, Token], constants: Mapping[str, float]
) -> tuple[Cell, ...]:
    """Return a formula in cells, with tokens for a and z, and numbers for its constants."""
    if constants:
        names = "|".join(sorted(constants, key=len, reverse=True))
        words = re.sub(
            rf"(?<![A-Za-z])(?:{names})(?![A-Za-z₀-₉])",
            lambda one: inside(constants[one[0]]),
            words,
        )
    found = []
    for piece in pieces(words):
        text, start, tokens = piece[0].text, 0, list[Token | str]()
        for match in _LETTER.finditer(text):
            before = text[start : match.start()]
            if match[1]:
                signed = match[1] != "ᶻ"
                tokens += [f"{before}e^{'(−' if signed else ''}", letters["z"]]
                tokens += [")"] if signed else []
            else:
                factor = "·" if before[-1:].isnumeric() else ""
                token = bare(letters[match[2]], before, text[match.end() :])
                tokens += [before + factor, token]
                if text[match.end() : match.end() + 1] == "(":
                    tokens.append("·")
            start = match.end()
        found.append(cell(*(one for one in (*tokens, text[start:]) if one)))
    return tuple(found)


class Normalizing(Record, eq=False):
    """What the way back through the followed unit of a batch normalization is made of.

    `g` is its ∂L/∂a and `normal` its x̂, (samples of the batch,) each; `factor` is γ/√(σ² + ε).
    """

    g: Array
    normal: Array
    scale: float
    epsilon: float
    factor: float


def normalizing(context: Context, layer: int) -> Normalizing:
    """Return the numbers of the followed unit of a batch normalization, as the update had them."""
    forward, said = context.said("forward", layer), context.said("backward", layer)
    unit, epsilon = context.unit, context.project.layers[layer].norm_epsilon
    scale = float(context.learned(layer, "scale")[unit])
    return Normalizing(
        np.asarray(said["gradient_z"][:, unit], dtype=np.float64),
        np.asarray(forward["normalized"][:, unit], dtype=np.float64),
        scale,
        epsilon,
        scale / float(np.sqrt(forward["variance"][unit] + epsilon)),
    )
