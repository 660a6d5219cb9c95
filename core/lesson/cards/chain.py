"""The chain rule of one layer, written out: ∂L/∂a, the slope of the activation, ∂L/∂z.

The slope is worked out for display by the activation's own `backward`.
"""

import re

import numpy as np

from core.components.layers import Equation
from core.lesson.cards.batch import target_names
from core.lesson.cards.content import (
    Array,
    Block,
    Cell,
    Line,
    Token,
    cell,
    inside,
    number,
    pieces,
    shown,
    summed,
    with_result,
)
from core.lesson.cards.context import Context
from core.lesson.cards.forward import activation_of, sum_name
from core.lesson.cards.loss import divisor
from core.lesson.formulas.lines import mixes_units
from core.lesson.formulas.printing import PLAIN, expression
from core.lesson.formulas.sums import NeuronFormula, Term
from core.lesson.names.layers import short_names
from core.lesson.names.symbols import own_weight
from core.lesson.numbers import subscript
from core.lesson.parts import neuron, weight
from core.words import say, translate

#: longer formulas of a slope are not repeated in numbers
_LONG = 34
_LETTER = re.compile(r"(?<![A-Za-zα-ωσ])([az])(?![A-Za-z(])")


def gradient_z(context: Context, layer: int) -> Token:
    """Return ∂L/∂z of the followed neuron and sample, as the engine wrote it."""
    value = context.said("backward", layer)["gradient_z"][context.row, context.unit]
    return number(value, context.neuron(layer, context.unit), first=True, now=True)


def short_form(context: Context, layer: int) -> Block:
    """Return ∂L/∂z = (ŷ − y)/n with its numbers."""
    row, unit = context.row, context.unit
    a = context.said("forward", layer)["a"][row, unit]
    y = context.said("batch")["y"]
    name, target = context.names(layer)[unit], target_names(context)[unit]
    n = divisor(context.project.loss, y.shape)
    by, in_numbers = ("/n", f"/{n}") if n > 1 else ("", "")
    says, wanted = number(a, neuron(layer, unit), first=True), number(y[row, unit])
    opened, closed = ("(", ")") if by else ("", "")
    return (
        Line(
            f"∂L/∂{sum_name(context, layer, unit)} =",
            (cell(f"{opened}{name} − {target}{closed}{by}"),),
        ),
        Line("=", (cell(opened, says, " − ", wanted, closed, in_numbers),)),
        Line("=", (cell(gradient_z(context, layer)),)),
    )


def gradient_blocks(context: Context, layer: int) -> tuple[Block, ...]:
    """Return ∂L/∂a, the slope, and ∂L/∂z; of layers without activation what they hand on."""
    came = handed_back(context, layer)
    match context.equation(layer):
        case Equation.WEIGHTED_SUM:
            return (came, *_through(context, layer))
        case Equation.MASK:
            return (came, _dropout(context, layer))
        case Equation.NORMALIZED:
            return (came, _norm(context, layer))
        case Equation.OWN:
            return (came, _handed_on(context, layer))


def chain_blocks(context: Context, layer: int) -> tuple[Block, ...]:
    """Return the long way behind the short form."""
    return (_of_loss(context, layer), *_through(context, layer))


def handed_back(context: Context, layer: int) -> Block:
    """Return ∂L/∂a of the followed neuron: from the loss, or as the layer after hands it back."""
    if layer == len(context.layers) - 1:
        return _of_loss(context, layer)
    gradient = context.gradient_of_outputs(layer)
    assert gradient is not None
    unit, row, after = context.unit, context.row, layer + 1
    part = context.neuron(layer, unit)
    result = cell(number(gradient[row, unit], part, first=True, now=context.is_dense(layer)))
    head = f"∂L/∂{_output(context, layer)} ="
    if not context.is_dense(after):
        words = translate("StepPanel", "from ← {layer}")
        words = words.format(layer=short_names(context.layers)[after])
        return (Line(head, (result, cell(words))),)
    slopes = context.said("backward", after)["gradient_z"][row]
    weights = context.learned(after, "weight")[unit]
    terms = tuple(
        Term(f"∂L/∂{sum_name(context, after, i)}", i + 1, float(slopes[i]), float(weights[i]))
        for i in range(len(weights))
    )
    written, left, rest = NeuronFormula("a", "", terms, None).written()
    symbols: list[tuple[Token, ...]] = []
    numbers: list[tuple[Token, ...]] = []
    for term in written:
        i = term.number - 1
        edge, ahead = weight(after, unit, i), neuron(after, i)
        w = own_weight(term.number) if len(weights) > 1 else "w"
        symbols.append(cell(Token(term.symbol, None, ahead), "·", Token(w, None, edge)))
        value = 0.0 if term.value is None else term.value
        lead = number(value, ahead, first=not numbers)
        numbers.append(cell(lead, "·", number(term.weight, edge)))
    if left:
        more = say("StepPanel", "{count} more", count=left)
        symbols.append(cell(more))
        numbers.append(cell(number(rest or 0.0)))
    return (Line(head, summed(symbols)), *with_result(summed(numbers), result))


def _output(context: Context, layer: int) -> str:
    """Return the symbol of an output; of layers without activation it is called a."""
    return context.names(layer)[context.unit] if context.is_dense(layer) else "a"


def _of_loss(context: Context, layer: int) -> Block:
    """Return ∂L/∂ŷ as the loss gives it."""
    gradient = context.gradient_of_outputs(layer)
    assert gradient is not None
    row, unit = context.row, context.unit
    formula = expression(context.project.loss.numpy_gradient(), PLAIN).replace(" ⊙ ", "·")
    formula = re.sub(r"\ba\b", "ŷ", formula).replace("Y", "y")
    result = number(gradient[row, unit], context.neuron(layer, unit), first=True, now=True)
    return (
        Line(f"∂L/∂{context.names(layer)[unit]} =", (cell(formula),)),
        Line("=", (cell(result),)),
    )


def slope_at(context: Context, layer: int) -> float:
    """Return f′(z) of the followed neuron and sample, of an activation that mixes no units."""
    said, at = context.said("forward", layer), (context.row, context.unit)
    z, a = (np.array([[said[name][at]]]) for name in "za")
    out = np.empty_like(z)
    with np.errstate(all="ignore"):
        activation_of(context, layer).backward(np.ones_like(z), z, a, out, np.empty_like(z))
    return float(out[0, 0])


def _through(context: Context, layer: int) -> tuple[Block, ...]:
    """Return the slope of the activation, and ∂L/∂z = ∂L/∂a·f′(z)."""
    row, unit = context.row, context.unit
    activation = activation_of(context, layer)
    gradient = context.gradient_of_outputs(layer)
    assert gradient is not None
    z = sum_name(context, layer, unit)
    name = context.names(layer)[unit]
    if activation.gives_shares:
        return (_mixed(context, layer, np.asarray(gradient[row], dtype=np.float64)),)
    if mixes_units(activation):
        letter = name.rstrip("₀₁₂₃₄₅₆₇₈₉")
        over_all = cell(f"Σ ∂L/∂{letter}·∂{letter}/∂{z}")
        return ((Line(f"∂L/∂{z} =", (over_all, cell("= ", gradient_z(context, layer)))),),)
    came = number(gradient[row, unit], neuron(layer, unit), first=True)
    if context.layers[layer].is_identity:
        same = cell(f"∂L/∂{name}")
        return ((Line(f"∂L/∂{z} =", (same, cell("= ", gradient_z(context, layer)))),),)
    slope = slope_at(context, layer)
    said = context.said("forward", layer)
    lines = [*_slope_lines(activation.derivative, said, (row, unit), slope)]
    product: Block = (
        Line(f"∂L/∂{z} =", (cell(f"∂L/∂{name}·f′(z)"),)),
        *with_result(
            (cell(came, "·", Token(inside(slope), slope)),), cell(gradient_z(context, layer))
        ),
    )
    return tuple(lines), product


def is_long(derivative: str) -> bool:
    """Return whether the formula of a slope is too long to stand in an equation."""
    return len(derivative.partition(" = ")[2]) > _LONG


def _slope_lines(
    derivative: str, said: object, at: tuple[int, int], slope: float
) -> tuple[Line, ...]:
    """Return f′(z) in symbols, in numbers where it is short, and its value."""
    _, _, right = derivative.partition(" = ")
    result = cell("= ", Token(shown(slope), slope, None, True))
    symbols = pieces(right)
    if is_long(derivative) or not right:
        return (Line("f′(z) =", (cell(Token(shown(slope), slope, None, True)),)),)
    if " " not in right:
        return (Line("f′(z) =", (*symbols, result)),)
    values = {name: inside(float(said[name][at])) for name in "az"}  # type: ignore[index]

    def written(match: re.Match[str]) -> str:
        before = match.string[: match.start()][-1:]
        return ("·" if before.isdigit() else "") + values[match[1]]

    numbers = pieces(_LETTER.sub(written, right))
    return (Line("f′(z) =", symbols), Line("=", (*numbers, result)))


def _mixed(context: Context, layer: int, gradient: Array) -> Block:
    """Return softmax's ∂L/∂zᵢ = aᵢ·(gᵢ − Σⱼ gⱼ·aⱼ), which depends on all outputs."""
    row, unit = context.row, context.unit
    a = np.asarray(context.said("forward", layer)["a"][row], dtype=np.float64)
    mean = float(np.sum(gradient * a))
    i = subscript(unit + 1)
    worked: Cell = cell(
        number(a[unit], neuron(layer, unit), first=True),
        "·(",
        number(gradient[unit], first=True),
        " − ",
        Token(inside(mean), mean),
        ")",
    )
    return (
        Line(f"∂L/∂z{i} =", (cell(f"ŷ{i}·(g{i} − Σ g·ŷ),  g = ∂L/∂ŷ"),)),
        Line("=", (worked,)),
        Line("=", (cell(gradient_z(context, layer)),)),
    )


def _dropout(context: Context, layer: int) -> Block:
    row, unit = context.row, context.unit
    said, part = context.said("backward", layer), context.neuron(layer, unit)
    mask = context.said("forward", layer)["mask"][row, unit]
    came = number(said["gradient_z"][row, unit], part, first=True)
    result = number(said["gradient_x"][row, unit], part, first=True, now=True)
    return (
        Line(f"∂L/∂{context.names(layer)[unit]} =", (cell("∂L/∂a·mask"),)),
        Line("=", (cell(came, "·", number(mask)), cell("= ", result))),
    )


def _handed_on(context: Context, layer: int) -> Block:
    """Return ∂L/∂x of a kind of layer whose slope is not written out."""
    source = min(context.unit, context.layers[layer].inputs - 1)
    value = context.said("backward", layer)["gradient_x"][context.row, source]
    part, label = context.neuron(layer - 1, source), context.project.layers[layer].label
    name = context.names(layer - 1)[source]
    cells = [cell(f"∂L/∂a·∂{label}/∂{name}")]
    if not np.isnan(value):  # else it is not said
        cells.append(cell("= ", number(value, part, first=True, now=True)))
    return (Line(f"∂L/∂{name} =", tuple(cells)),)


def _norm(context: Context, layer: int) -> Block:
    """Return ∂L/∂x = scale/√(variance + ε)·(g − mean g − x̂·mean(g·x̂))."""
    row, unit = context.row, context.unit
    forward, said = context.said("forward", layer), context.said("backward", layer)
    g = np.asarray(said["gradient_z"][:, unit], dtype=np.float64)
    hat = np.asarray(forward["normalized"][:, unit], dtype=np.float64)
    epsilon = getattr(context.project.layers[layer], "epsilon", 0.0)
    scale = float(context.learned(layer, "scale")[unit])
    factor = scale / float(np.sqrt(forward["variance"][unit] + epsilon))
    result = said["gradient_x"][row, unit]
    part = context.neuron(layer, unit)
    return (
        Line(
            f"∂L/∂{context.names(layer)[unit]} =",
            (cell("k·(g − mean g − x̂·mean(g·x̂))"),),
        ),
        Line("k =", (cell("scale/√(variance + ε)"), cell("= ", number(factor, first=True)))),
        Line(
            "=",
            (
                cell(number(factor, first=True), "·(", number(g[row], first=True)),
                cell("− ", number(float(np.mean(g)))),
                cell("− ", number(hat[row]), "·", number(float(np.mean(g * hat))), ")"),
            ),
        ),
        Line("=", (cell(number(result, part, first=True, now=True)),)),
    )
