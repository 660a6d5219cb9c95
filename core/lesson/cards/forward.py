"""What the step panel says of a layer's forward phase: its sums and outputs, worked out.

Dense: z = Σ x·w + b and a = f(z). Dropout: a = x·mask. Batch normalization: x̂, then a.
"""

from typing import Any

import numpy as np

from core.components.activations import Activation
from core.components.layers import Equation
from core.data.samples import Task
from core.lesson.cards.batch import sample_matrix, target_columns
from core.lesson.cards.content import (
    MOST_COLUMNS,
    Block,
    Column,
    Line,
    Matrix,
    Token,
    cell,
    inside,
    number,
    shown,
    summed,
    window,
)
from core.lesson.cards.context import Context
from core.lesson.cards.words import miss, rows_and_columns, verdict
from core.lesson.formulas.lines import mixes_units
from core.lesson.formulas.sums import NeuronFormula, Term
from core.lesson.names.symbols import own_weight
from core.lesson.numbers import subscript
from core.lesson.parts import bias, neuron, weight
from core.words import say, translate


def forward_blocks(context: Context, layer: int) -> tuple[Block, ...]:
    """Return the equation of the followed neuron for the followed sample."""
    match context.equation(layer):
        case Equation.WEIGHTED_SUM:
            return dense_sum(context, layer), dense_output(context, layer)
        case Equation.MASK:
            return dropout_block(context, layer)
        case Equation.NORMALIZED:
            return norm_blocks(context, layer)
        case Equation.OWN:
            return (whole_output(context, layer),)


def sum_name(context: Context, layer: int, unit: int) -> str:
    """Return the symbol of a sum: z, or z₂ where there are several."""
    return "z" + subscript(unit + 1) if context.is_numbered(layer) else "z"


def dense_sum(context: Context, layer: int) -> Block:
    """Return z = Σ x·w + b in symbols, in numbers, and its result."""
    said, row, unit = context.said("forward", layer), context.row, context.unit
    weights = context.learned(layer, "weight")[:, unit]
    names = context.names(layer - 1)
    x = said["x"][row]
    terms = tuple(
        Term(names[i], i + 1, float(x[i]), float(weights[i])) for i in range(len(weights))
    )
    written, left, rest = NeuronFormula("a", "", terms, None).written()
    symbols: list[tuple[Token, ...]] = []
    numbers: list[tuple[Token, ...]] = []
    for term in written:
        i = term.number - 1
        source, edge = context.neuron(layer - 1, i), weight(layer, i, unit)
        w = own_weight(term.number) if len(weights) > 1 else "w"
        symbols.append(cell(Token(term.symbol, None, source), "·", Token(w, None, edge)))
        value = 0.0 if term.value is None else term.value
        lead = number(value, source, first=not numbers)
        numbers.append(cell(lead, "·", number(term.weight, edge)))
    if left:
        more = say("StepPanel", "{count} more", count=left)
        symbols.append(cell(more))
        numbers.append(cell(number(rest or 0.0)))
    if context.has_bias(layer):
        part = bias(layer, unit)
        symbols.append(cell(Token("b", None, part)))
        numbers.append(cell(number(context.learned(layer, "bias")[unit], part)))
    z = number(said["z"][row, unit], neuron(layer, unit), first=True, now=True)
    return (
        Line(f"{sum_name(context, layer, unit)} =", summed(symbols)),
        Line("=", summed(numbers)),
        Line("=", (cell(z),)),
    )


def called(context: Context, layer: int, argument: str) -> str:
    """Return an activation applied: tanh(z), σ(0.1963)."""
    if context.layers[layer].is_identity:
        return argument
    activation = activation_of(context, layer)
    return f"{activation.symbol or activation.name.replace('_', ' ')}({argument})"


def dense_output(context: Context, layer: int) -> Block:
    """Return a = f(z) with its number; of softmax, the share of the exponentials."""
    said, row, unit = context.said("forward", layer), context.row, context.unit
    name = context.names(layer)[unit]
    a = number(said["a"][row, unit], neuron(layer, unit), first=True, now=True)
    z, part = float(said["z"][row, unit]), neuron(layer, unit)
    if context.layers[layer].is_identity:
        same = cell(sum_name(context, layer, unit))
        return (Line(f"{name} =", (same, cell("= ", a))),)
    activation = activation_of(context, layer)
    if activation.gives_shares:
        return _shares(context, layer, name, a)
    if mixes_units(activation):
        of_all = called(context, layer, "z") + subscript(unit + 1)
        return (Line(f"{name} =", (cell(of_all), cell("= ", a))),)
    symbol = called(context, layer, sum_name(context, layer, unit))
    with_number = called(context, layer, "|").split("|")
    worked = (Token("= " + with_number[0]), Token(shown(z), z, part), Token(with_number[1]))
    return (Line(f"{name} =", (cell(symbol), worked, cell("= ", a))),)


def activation_of(context: Context, layer: int) -> Activation:
    """Return the activation of a layer of neurons."""
    neurons = context.project.layers[layer].neurons
    assert neurons is not None
    return neurons.activation


def _shares(context: Context, layer: int, name: str, a: Token) -> Block:
    """Return a share e^zᵢ/Σ e^z; the largest z is taken off where it would run over."""
    z = np.asarray(context.said("forward", layer)["z"][context.row], dtype=np.float64)
    unit = context.unit
    parts = [f"e^z{subscript(i + 1)}" for i in range(len(z))]
    if len(z) > 3:
        parts = [parts[unit], "Σ e^z"]
    with np.errstate(all="ignore"):
        powers = np.exp(z)
    fits = bool(np.all(np.isfinite(powers)) and np.sum(powers) > 0.0)
    below = parts[-1] if len(z) > 3 else f"({' + '.join(parts)})"
    lines = [Line(f"{name} =", (cell(f"e^z{subscript(unit + 1)}/{below}"),))]
    if fits:
        over = Token(inside(float(powers[unit])), float(powers[unit]), neuron(layer, unit))
        total = float(np.sum(powers))
        lines.append(Line("=", (cell(over, "/", Token(inside(total), total)),)))
    return (*lines, Line("=", (cell(a),)))


def whole_output(context: Context, layer: int) -> Block:
    """Return a = layer(x) with its number: what is said of a kind that is not written out."""
    index = context.unit
    value = context.said("forward", layer)["a"][context.row, index]
    name = "a" + subscript(index + 1) if context.is_numbered(layer) else "a"
    applied = cell(f"{context.project.layers[layer].label}(x)")
    if np.isnan(value):  # it is not said
        return (Line(f"{name} =", (applied,)),)
    part = context.neuron(layer, index)
    a = number(value, part, first=True, now=True)
    return (Line(f"{name} =", (applied, cell("= ", a))),)


def dropout_block(context: Context, layer: int) -> tuple[Block, ...]:
    """Return a = x·mask; the mask is 0 or 1/(1 − p)."""
    said, row, unit = context.said("forward", layer), context.row, context.unit
    name, part = context.names(layer)[unit], context.neuron(layer, unit)
    x, mask = number(said["x"][row, unit], part, first=True), said["mask"][row, unit]
    a = number(said["a"][row, unit], part, first=True, now=True)
    drawn = Line("mask =", (cell(number(mask, first=True, now=True)),))
    if mask:
        rate = getattr(context.project.layers[layer], "rate", 0.0)
        kept = cell(f"1/(1 − {shown(rate)})")
        drawn = Line("mask =", (kept, cell("= ", number(mask, first=True, now=True))))
    return (
        (drawn,),
        (
            Line("a =", (cell(f"{name}·mask"),)),
            Line("=", (cell(x, "·", number(mask)), cell("= ", a))),
        ),
    )


def norm_blocks(context: Context, layer: int) -> tuple[Block, ...]:
    """Return x̂ = (x − mean)/√(variance + ε) and a = scale·x̂ + shift."""
    said, row, unit = context.said("forward", layer), context.row, context.unit
    name, part = context.names(layer)[unit], context.neuron(layer, unit)
    mean, variance = said["mean"][unit], said["variance"][unit]
    epsilon = getattr(context.project.layers[layer], "epsilon", 0.0)
    x = number(said["x"][row, unit], part, first=True)
    hat = said["normalized"][row, unit]
    scale, shift = context.learned(layer, "scale")[unit], context.learned(layer, "shift")[unit]
    a = number(said["a"][row, unit], part, first=True, now=True)
    figures = (
        Line("mean =", (cell(number(mean, first=True, now=True)),)),
        Line("variance =", (cell(number(variance, first=True, now=True)),)),
    )
    root = (
        cell("(", x, " − ", number(mean), ")"),
        cell("/√(", number(variance), f" + {shown(epsilon)})"),
    )
    normalized = (
        Line("x̂ =", (cell(f"({name} − mean)/√(variance + ε)"),)),
        Line("=", root),
        Line("=", (cell(number(hat, first=True, now=True)),)),
    )
    scaled = (
        Line("a =", summed([cell("scale·x̂"), cell("shift")])),
        Line("=", summed([cell(number(scale, first=True), "·", number(hat)), cell(number(shift))])),
        Line("=", (cell(a),)),
    )
    return figures, normalized, scaled


def forward_note(context: Context, layer: int) -> str:
    """Return the activation's formula, unless that is no more than its name."""
    if context.layers[layer].is_identity:
        return ""
    activation = activation_of(context, layer)
    formula = activation.formula
    return "" if formula == f"a = {activation.name} z" else formula or activation.label


def forward_remark(context: Context, layer: int) -> str:
    """Return what the numbers mean: how firm an output is, whether a neuron was dropped."""
    said, row = context.said("forward", layer), context.row
    if layer == context.output:
        if context.facts is not None and context.facts.task is Task.REGRESSION:
            at = row, context.unit
            return miss(float(said["a"][at]), float(context.said("batch")["y"][at]))
        return verdict(np.asarray(said["a"][row]), context.facts, context.layers[layer].activation)
    if context.equation(layer) is Equation.MASK:
        dropped = not said["mask"][row, context.unit]
        words = translate(
            "StepPanel", "Kept, and made larger, so that the layer's sum stays the same on average."
        )
        if dropped:
            words = translate("StepPanel", "Dropped for this sample.")
        return words
    return ""


def forward_matrix(context: Context, layer: int) -> Matrix:
    """Return inputs, sums and outputs of the whole batch; of the output layer, the targets too."""
    said, unit = context.said("forward", layer), context.unit
    columns = input_columns(context, layer)
    dense = context.is_dense(layer)
    names = context.names(layer)
    a = np.asarray(said["a"])
    if dense:
        columns += unit_columns(
            context, layer, tuple(sum_name(context, layer, i) for i in range(a.shape[1])), said["z"]
        )
    for key, symbol in (("mask", "mask"), ("normalized", "x̂")):
        if not dense and key in said and np.shape(said[key]) == a.shape:
            symbols = tuple(symbol + subscript(i + 1) for i in range(a.shape[1]))
            columns += unit_columns(context, layer, symbols, said[key])
    if not dense:
        names = tuple("a" + subscript(i + 1) for i in range(a.shape[1]))
    if not (dense and context.layers[layer].is_identity):
        columns += unit_columns(context, layer, names, a)
    if layer == context.output:
        columns += target_columns(context)
    return sample_matrix(context, columns, f"A{layer + 1}", a, unit)


def sources_shown(context: Context, layer: int) -> range:
    """Return which inputs of a layer are shown: those around the followed weight or neuron."""
    part, at = context.cursor.part, context.unit
    if part is not None and part.layer == layer and part.name == "weight":
        at = int(part.index[0])
    elif context.is_dense(layer):
        at = 0
    return window(context.layers[layer].inputs, at, MOST_COLUMNS // 3)


def input_columns(context: Context, layer: int) -> list[Column]:
    """Return the inputs of a layer, of many some."""
    x = np.asarray(context.said("forward", layer)["x"])
    names = context.names(layer - 1)
    shown_ones = sources_shown(context, layer)
    return [
        Column(names[i], x[:, i], "read", 4 + k, part=context.neuron(layer - 1, i))
        for k, i in enumerate(shown_ones)
    ]


def unit_columns(
    context: Context, layer: int, names: tuple[str, ...], values: Any, kind: str = "written"
) -> list[Column]:
    """Return one column a unit, of many those around the followed one."""
    unit, array = context.unit, np.asarray(values)
    return [
        Column(
            names[i],
            array[:, i],
            kind,
            3 * abs(i - unit) + (0 if i == unit else 2),
            i,
            context.neuron(layer, i),
        )
        for i in window(len(names), unit, MOST_COLUMNS // 3)
    ]


def forward_shapes(context: Context, layer: int) -> str:
    """Return the shapes that are multiplied: (4, 2) @ (2, 1) + (1,) → (4, 1)."""
    m, inputs, units = context.size, context.layers[layer].inputs, context.layers[layer].units
    if not context.is_dense(layer):
        return f"({m}, {inputs}) → ({m}, {units}) · {rows_and_columns()}"
    added = f" + ({units},)" if context.has_bias(layer) else ""
    return f"({m}, {inputs}) @ ({inputs}, {units}){added} → ({m}, {units}) · {rows_and_columns()}"
