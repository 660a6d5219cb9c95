"""What a neuron computes, the way people write it: z = x₁·w₁ + x₂·w₂ + b and a = tanh(z).

A formula is shown rounded and copied exactly: `neuron_text` and `neuron_latex` hold every digit.
If a neuron has many inputs, only the largest terms are written out and the rest is one sum.
"""

import math
import re
from types import MappingProxyType

import numpy as np

from core.components.activations import ACTIVATIONS, Activation
from core.lesson.names.notation import Notation
from core.lesson.names.symbols import input_symbol
from core.lesson.numbers import subscript
from core.pictures.snapshot import LayerPicture, Probe
from core.records import Record

#: the most terms that are written out; if there are more, only the largest
MOST_TERMS, LARGEST = 6, 4
MOST_COPIED = 32

_BELOW = str.maketrans("₀₁₂₃₄₅₆₇₈₉", "0123456789")
_ABOVE = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")
_GREEK = MappingProxyType(
    {
        "ŷ": r"\hat{y}",
        "x̂": r"\hat{x}",
        "γ": r"\gamma",
        "β": r"\beta",
        "μ": r"\mu",
        "σ²": r"\sigma^2",
    }
)
_GROUPS = r"(σ²|x̂|[a-zŷγβμ])(?:⁽([⁰¹²³⁴⁵⁶⁷⁸⁹]+)⁾)?([₀-₉,]*)(²?)"
_SYMBOL = r"(?:σ²|x̂|[a-zŷγβμ])(?:⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾)?[₀-₉,]*²?"


class Term(Record):
    """One product of the sum: `value` is the input's, None if no sample is followed."""

    symbol: str
    number: int  # of the input, from 1
    value: float | None
    weight: float
    weight_symbol: str = "w"


class NeuronFormula(Record):
    """A neuron's sum and output: z = Σ xᵢ·wᵢ + b and a = f(z)."""

    symbol: str  # of the output: a, ŷ
    activation: str
    terms: tuple[Term, ...]
    bias: float | None
    z: float | None = None
    a: float | None = None
    unit: int | None = None  # which output, if the function takes all sums, from 1
    sum: str = "z"  # the symbols of the sum and of the bias
    bias_symbol: str = "b"

    @property
    def known(self) -> type[Activation] | None:
        """The activation, None if there is none of that name."""
        return ACTIVATIONS.named(self.activation) if self.activation in ACTIVATIONS else None

    def written(self, most: int = MOST_TERMS) -> tuple[tuple[Term, ...], int, float | None]:
        """Return the terms written out, how many are not, and the sum of those."""
        if len(self.terms) <= most:
            return self.terms, 0, None
        products = [t.weight if t.value is None else t.value * t.weight for t in self.terms]
        sizes = np.nan_to_num(np.abs(products), nan=-1.0, posinf=np.finfo(float).max)
        largest = sorted(np.argsort(-sizes, kind="stable")[:LARGEST].tolist())
        rest = set(range(len(self.terms))) - set(largest)
        total = None
        if self.terms[0].value is not None:
            total = float(np.sum([products[i] for i in sorted(rest)]))
        return tuple(self.terms[i] for i in largest), len(rest), total


def neuron_formula(
    layers: tuple[LayerPicture, ...],
    layer: int,
    unit: int,
    sources: tuple[str, ...],
    probe: Probe | None = None,
) -> NeuronFormula:
    """Return the formula of one unit of a dense layer; `sources` are the symbols of its inputs."""
    picture, notation = layers[layer], Notation.of(layers)
    column = np.asarray(picture.arrays["weight"])[:, unit]
    bias = picture.arrays.get("bias")
    came = z = a = None
    if probe is not None and layer < len(probe.sums) and layer < len(probe.outputs):
        came = probe.inputs if layer == 0 else probe.outputs[layer - 1]
        if len(came) == len(column) and unit < len(probe.outputs[layer]):
            z = float(probe.sums[layer][unit])
            a = float(probe.outputs[layer][unit])
        else:
            came = None
    terms = tuple(
        Term(
            sources[i] if i < len(sources) else input_symbol(i),
            i + 1,
            None if came is None else float(came[i]),
            float(column[i]),
            notation.learned(layer, "weight", (i, unit)),
        )
        for i in range(len(column))
    )
    return NeuronFormula(
        notation.output(layer, unit),
        picture.activation,
        terms,
        None if bias is None else float(bias[unit]),
        z,
        a,
        unit + 1 if picture.gives_shares else None,
        notation.of_unit("z", layer, unit),
        notation.learned(layer, "bias", (unit,)),
    )


def output_words(formula: NeuronFormula) -> str:
    """Return the right side of the second line: tanh(z)."""
    activation = formula.known
    if not formula.activation or (activation is not None and activation.is_identity):
        return formula.sum
    name = formula.activation.replace("_", " ")
    if formula.unit is None:
        return f"{name}({formula.sum})"
    return f"{name}({all_sums(formula.sum)}){subscript(formula.unit)}"


def all_sums(symbol: str) -> str:
    """Return the symbol for all sums of a layer, without the unit's index: z⁽²⁾ for z⁽²⁾₃."""
    return symbol.rstrip("₀₁₂₃₄₅₆₇₈₉")


def neuron_text(formula: NeuronFormula) -> str:
    """Return a formula as plain text, every number in full."""
    terms, left, rest = formula.written(MOST_COPIED)
    symbols = [f"{t.symbol}·{t.weight_symbol}" for t in terms]
    numbers = [
        f"{t.symbol if t.value is None else _plain(t.value)}·{_plain(t.weight)}" for t in terms
    ]
    if left:
        symbols.append(f"{left} more")
        numbers.append(f"{left} more" if rest is None else _plain(rest))
    if formula.bias is not None:
        symbols.append(formula.bias_symbol)
        numbers.append(_plain(formula.bias))
    head = f"{formula.sum} = "
    below = "= ".rjust(len(head))
    lines = [head + " + ".join(symbols), below + " + ".join(numbers)]
    if formula.z is not None:
        lines.append(below + _plain(formula.z, False))
    last = f"{formula.symbol} = {output_words(formula)}"
    if formula.a is not None:
        last += " = " + _plain(formula.a, False)
    return "\n".join([*lines, last])


def neuron_latex(formula: NeuronFormula) -> str:
    """Return a formula as LaTeX, ready for display math; every number in full."""
    terms, left, rest = formula.written(MOST_COPIED)
    symbols = [f"{latex_name(t.symbol)} {latex_name(t.weight_symbol)}" for t in terms]
    numbers = [
        f"{latex_name(t.symbol) if t.value is None else latex_number(t.value)}"
        f" \\cdot {latex_number(t.weight)}"
        for t in terms
    ]
    if left:
        more = rf"\text{{{left} more}}"
        symbols.append(more)
        numbers.append(more if rest is None else latex_number(rest))
    if formula.bias is not None:
        symbols.append(latex_name(formula.bias_symbol))
        numbers.append(latex_number(formula.bias))
    lines = [f"{latex_name(formula.sum)} &= " + " + ".join(symbols), "&= " + " + ".join(numbers)]
    if formula.z is not None:
        lines.append("&= " + latex_number(formula.z, False))
    last = f"{latex_name(formula.symbol)} &= {_latex_output(formula)}"
    if formula.a is not None:
        last += " = " + latex_number(formula.a, False)
    body = " \\\\\n".join([*lines, last])
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def weight_text(
    name: str, value: float, gradient: float | None, change: float | None, of: str = "L"
) -> str:
    """Return a weight or bias as plain text: its name, value, gradient `of` L or J, last change."""
    lines = [f"{name} = {_plain(value, False)}"]
    if gradient is not None:
        lines.append(f"∂{of}/∂{name} = {_plain(gradient, False)}")
    if change is not None:
        lines.append(f"Δ{name} = {_plain(change, False)}")
    return "\n".join(lines)


def weight_latex(
    name: str, value: float, gradient: float | None, change: float | None, of: str = "L"
) -> str:
    """Return a weight or bias as LaTeX: its name, value, gradient `of` L or J, last change."""
    shown = latex_name(name)
    lines = [f"{shown} &= {latex_number(value, False)}"]
    if gradient is not None:
        slope = rf"\frac{{\partial {of}}}{{\partial {shown}}}"
        lines.append(f"{slope} &= {latex_number(gradient, False)}")
    if change is not None:
        lines.append(rf"\Delta {shown} &= {latex_number(change, False)}")
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}"


def latex_name(name: str) -> str:
    r"""Return a name as LaTeX writes it: x₁² as x_{1}^{2}, ŷ as \hat{y}; others as text."""
    plain = re.fullmatch(rf"(sin )?((?:{_SYMBOL})+)", name)
    if plain is None or (len(name) > 1 and name.isalpha() and name not in _GREEK):
        escaped = re.sub(r"([\\{}_^%$#&~])", _escaped, name)
        return rf"\text{{{escaped}}}"
    parts = []
    for letter, layer, index, square in re.findall(_GROUPS, plain[2]):
        part = _GREEK.get(letter, letter)
        if index:
            part += f"_{{{index.translate(_BELOW)}}}"
        if layer:
            part += f"^{{({layer.translate(_ABOVE)})}}"
        parts.append(part + ("^{2}" if square else ""))
    return (r"\sin " if plain[1] else "") + " ".join(parts)


def latex_number(value: float, inside: bool = True) -> str:
    """Return a number for LaTeX in full; a negative one inside a sum in parentheses."""
    if math.isnan(value):
        return r"\text{NaN}"
    if math.isinf(value):
        return r"\infty" if value > 0 else r"(-\infty)" if inside else r"-\infty"
    mantissa, _, exponent = _digits(value).partition("e")
    if exponent:
        mantissa += rf" \cdot 10^{{{int(exponent)}}}"
    return f"({mantissa})" if inside and value < 0 else mantissa


def _escaped(found: re.Match[str]) -> str:
    special = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}
    return special.get(found[1], "\\" + found[1])


def _digits(value: float) -> str:
    return "0" if value == 0.0 else repr(float(value)).removesuffix(".0")


def _plain(value: float, inside: bool = True) -> str:
    text = _digits(value)
    return f"({text})" if inside and value < 0 else text


def _latex_output(formula: NeuronFormula) -> str:
    z = latex_name(formula.sum if formula.unit is None else all_sums(formula.sum))
    if not formula.activation:
        return z
    if formula.known is not None and formula.known.tex_in_line:
        return re.sub(r"(?<![A-Za-z\\])z(?![A-Za-z])", lambda _: z, formula.known.tex_in_line)
    name = rf"\operatorname{{{formula.activation.replace('_', ' ')}}}({z})"
    return name if formula.unit is None else f"{name}_{{{formula.unit}}}"
