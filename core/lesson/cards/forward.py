"""What the step panel says about a layer's forward phase: its sums and outputs, worked out.

Dense: z = Σ x·w + b and a = f(z). Dropout: a = x·d, d the mask. Batch normalization: x̂, then a.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from core.components.layers import Equation
from core.components.working import whole
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
from core.lesson.cards.slopes import activation_of, activation_words, output_case
from core.lesson.cards.symbols import learned_symbol, of_column, told, unit_symbol
from core.lesson.cards.words import miss, rows_and_columns, verdict
from core.lesson.formulas.lines import mixes_units
from core.lesson.formulas.sums import NeuronFormula, Term, all_sums
from core.lesson.names.constants import norm_epsilon
from core.lesson.names.settings import component_label
from core.lesson.numbers import subscript
from core.lesson.parts import Part, bias, weight
from core.words import say, translate

_LEARNED = ("scale", "shift")


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
        source = unit_symbol(context, "a", layer - 1, i)
        edge = learned_symbol(context, weight(layer, i, unit))
        symbols.append(cell(source, "·", edge))
        value = 0.0 if term.value is None else term.value
        lead = number(value, of=source, first=not numbers)
        numbers.append(cell(lead, "·", number(term.weight, of=edge)))
    if left:
        more = say("StepPanel", "{count} more", count=left)
        symbols.append(cell(more))
        numbers.append(cell(number(rest or 0.0)))
    if context.has_bias(layer):
        own = learned_symbol(context, bias(layer, unit))
        symbols.append(cell(own))
        numbers.append(cell(number(context.learned(layer, "bias")[unit], of=own)))
    z = unit_symbol(context, "z", layer, unit)
    result = cell(number(said["z"][row, unit], of=z, first=True, now=True))
    return told(z, *summed(symbols)), Line("=", summed(numbers)), Line("=", (result,))


def called(context: Context, layer: int, argument: str) -> str:
    """Return an activation applied: tanh(z), σ(0.1963)."""
    if context.layers[layer].is_identity:
        return argument
    activation = activation_of(context, layer)
    return f"{activation.symbol or activation.name.replace('_', ' ')}({argument})"


def dense_output(context: Context, layer: int) -> Block:
    """Return a = f(z) with its number; for softmax, the share of the exponentials."""
    said, row, unit = context.said("forward", layer), context.row, context.unit
    name, z = (unit_symbol(context, kind, layer, unit) for kind in "az")
    a = number(said["a"][row, unit], of=name, first=True, now=True)
    if context.layers[layer].is_identity:
        return (told(name, cell(z), cell("= ", a)),)
    activation = activation_of(context, layer)
    if activation.gives_shares:
        return _shares(context, layer, name, a)
    if mixes_units(activation):
        of_all = called(context, layer, all_sums(z.text)) + subscript(unit + 1)
        return (told(name, cell(of_all), cell("= ", a)),)
    opened, closed = called(context, layer, "|").split("|")
    value = float(said["z"][row, unit])
    worked = (Token(f"= {opened}"), Token(shown(value), value, z.part, address=z.address))
    applied = told(name, cell(opened, z, closed), (*worked, Token(closed)))
    case = output_case(context, layer, a)
    if case is not None:
        return applied, case
    return (replace(applied, cells=(*applied.cells, cell("= ", a))),)


def _shares(context: Context, layer: int, name: Token, a: Token) -> Block:
    """Return a share e^zᵢ/Σ e^z; the largest z is subtracted if it would overflow."""
    z = np.asarray(context.said("forward", layer)["z"][context.row], dtype=np.float64)
    unit = context.unit
    sums = [unit_symbol(context, "z", layer, i) for i in range(len(z))]
    with np.errstate(all="ignore"):
        powers = np.exp(z)
    fits = bool(np.all(np.isfinite(powers)) and np.sum(powers) > 0.0)
    below = cell(f"/Σ e^{all_sums(sums[0].text)}")
    if len(z) <= 3:
        inner = [piece for one in sums for piece in (Token(" + e^"), one)]
        below = cell("/(", Token("e^"), *inner[1:], ")")
    lines = [told(name, cell("e^", sums[unit], *below))]
    if fits:
        over = Token(inside(float(powers[unit])), float(powers[unit]), sums[unit].part)
        total = float(np.sum(powers))
        lines.append(Line("=", (cell(over, "/", Token(inside(total), total)),)))
    return (*lines, Line("=", (cell(a),)))


def whole_output(context: Context, layer: int) -> Block:
    """Return a = layer(x) with its number, for a kind that is not written out."""
    index = context.unit
    value = context.said("forward", layer)["a"][context.row, index]
    name = unit_symbol(context, "a", layer, index)
    applied = cell(f"{component_label(context.project.layers[layer])}(x)")
    if np.isnan(value):  # it is unknown
        return (told(name, applied),)
    return (told(name, applied, cell("= ", number(value, of=name, first=True, now=True))),)


def dropout_block(context: Context, layer: int) -> tuple[Block, ...]:
    """Return a = x·d; the mask d is 0 or 1/(1 − p)."""
    said, row, unit = context.said("forward", layer), context.row, context.unit
    source = unit_symbol(context, "a", layer - 1, unit)
    drawn, name = (unit_symbol(context, kind, layer, unit) for kind in ("mask", "a"))
    x, mask = number(said["x"][row, unit], of=source, first=True), said["mask"][row, unit]
    a = number(said["a"][row, unit], of=name, first=True, now=True)
    result = number(mask, of=drawn, first=True, now=True)
    draw = told(drawn, cell(result))
    if mask:
        rate = context.project.layers[layer].mask_rate
        draw = told(drawn, cell(f"1/(1 − {shown(rate)})"), cell("= ", result))
    return (
        (draw,),
        (
            told(name, cell(source, "·", drawn)),
            Line("=", (cell(x, "·", number(mask, of=drawn)), cell("= ", a))),
        ),
    )


def norm_blocks(context: Context, layer: int) -> tuple[Block, ...]:
    """Return x̂ = (x − μ)/√(σ² + ε) and a = γ·x̂ + β."""
    said, row, unit = context.said("forward", layer), context.row, context.unit
    source = unit_symbol(context, "a", layer - 1, unit)
    kinds = ("mean", "variance", "normalized", "a")
    mu, spread, hat, name = (unit_symbol(context, kind, layer, unit) for kind in kinds)
    gamma, beta = (learned_symbol(context, Part(layer, kind, (unit,))) for kind in _LEARNED)
    mean, variance = said["mean"][unit], said["variance"][unit]
    epsilon = context.project.layers[layer].norm_epsilon
    x = number(said["x"][row, unit], of=source, first=True)
    normal = said["normalized"][row, unit]
    scale, shift = (context.learned(layer, kind)[unit] for kind in _LEARNED)
    a = number(said["a"][row, unit], of=name, first=True, now=True)
    figures = (
        told(mu, cell(number(mean, of=mu, first=True, now=True))),
        told(spread, cell(number(variance, of=spread, first=True, now=True))),
        Line(f"{norm_epsilon(layer)} =", (cell(whole(epsilon)),)),
    )
    root = (
        cell("(", x, " − ", number(mean, of=mu), ")"),
        cell("/√(", number(variance, of=spread), f" + {whole(epsilon)})"),
    )
    normalized = (
        told(
            hat,
            cell("(", source, " − ", mu, ")"),
            cell("/√(", spread, f" + {norm_epsilon(layer)})"),
        ),
        Line("=", root),
        Line("=", (cell(number(normal, of=hat, first=True, now=True)),)),
    )
    product = cell(number(scale, of=gamma, first=True), "·", number(normal, of=hat))
    scaled = (
        told(name, *summed([cell(gamma, "·", hat), cell(beta)])),
        Line("=", summed([product, cell(number(shift, of=beta))])),
        Line("=", (cell(a),)),
    )
    return figures, normalized, scaled


def forward_note(context: Context, layer: int) -> str:
    """Return the activation's formula, unless that is only its name."""
    if context.layers[layer].is_identity:
        return ""
    activation = activation_of(context, layer)
    formula = activation.formula
    if formula == f"a = {activation.name} z" or activation.gives_shares:
        return ""  # the equation tells it all
    return activation_words(context, layer, formula) or component_label(activation)


def forward_remark(context: Context, layer: int) -> str:
    """Return what the numbers mean: how firm an output is, whether a neuron was dropped."""
    said, row = context.said("forward", layer), context.row
    if layer == context.output:
        if context.facts is not None and context.facts.task is Task.REGRESSION:
            at = row, context.unit
            return miss(float(said["a"][at]), float(context.said("batch")["y"][at]))
        activation = context.layers[layer].activation
        return verdict(np.asarray(said["a"][row]), context.facts, activation, context.unit)
    if context.equation(layer) is Equation.MASK:
        mask = float(said["mask"][row, context.unit])
        if mask == 1.0:
            return translate("StepPanel", "Kept unchanged: nothing is dropped.")
        words = translate(
            "StepPanel", "Kept, and scaled up, so that the layer's sum stays the same on average."
        )
        if not mask:
            words = translate("StepPanel", "Dropped for this sample.")
        return words
    return ""


def forward_matrix(context: Context, layer: int) -> Matrix:
    """Return inputs, sums and outputs of the whole batch; for the output layer, the targets too."""
    said, unit = context.said("forward", layer), context.unit
    columns = input_columns(context, layer)
    dense = context.is_dense(layer)
    a = np.asarray(said["a"])
    if dense:
        columns += unit_columns(context, layer, "z", said["z"])
    for key in ("mask", "normalized"):
        if not dense and key in said and np.shape(said[key]) == a.shape:
            columns += unit_columns(context, layer, key, said[key])
    if not (dense and context.layers[layer].is_identity):
        columns += unit_columns(context, layer, "a", a)
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
    """Return the inputs of a layer, or some of them if there are many."""
    x = np.asarray(context.said("forward", layer)["x"])
    found = []
    for k, i in enumerate(sources_shown(context, layer)):
        name = unit_symbol(context, "a", layer - 1, i)
        column = Column(name.text, x[:, i], "read", 4 + k, part=name.part, address=of_column(name))
        found.append(column)
    return found


def unit_columns(
    context: Context,
    layer: int,
    kind: str,
    values: Any,
    how: str = "written",
    by: Callable[[Token], Token] | None = None,
) -> list[Column]:
    """Return one column per unit; if there are many, those around the followed one.

    `kind` is the quantity: z, a, mask; `by` turns its symbol into another, such as its slope's.
    """
    unit, array = context.unit, np.asarray(values)
    found = []
    for i in window(array.shape[1], unit, MOST_COLUMNS // 3):
        name = unit_symbol(context, kind, layer, i)
        name = name if by is None else by(name)
        rank = 3 * abs(i - unit) + (0 if i == unit else 2)
        column = Column(name.text, array[:, i], how, rank, i, name.part, of_column(name))
        found.append(column)
    return found


def forward_shapes(context: Context, layer: int) -> str:
    """Return the shapes that are multiplied: (4, 2) @ (2, 1) + (1,) → (4, 1)."""
    m, inputs, units = context.size, context.layers[layer].inputs, context.layers[layer].units
    if not context.is_dense(layer):
        return f"({m}, {inputs}) → ({m}, {units}) · {rows_and_columns()}"
    added = f" + ({units},)" if context.has_bias(layer) else ""
    return f"({m}, {inputs}) @ ({inputs}, {units}){added} → ({m}, {units}) · {rows_and_columns()}"
