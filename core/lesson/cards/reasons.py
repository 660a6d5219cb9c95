"""Why? The explanation of a backward stop's numbers, with the numbers themselves.

The chain rule behind a short form; the paths from the loss to a weight, each a product, and their
sum; how much a sum changes with its weight, ∂z/∂w = x, and with its bias, ∂z/∂b = 1; how the
samples add up.
"""

import numpy as np

from core.components.layers import Equation
from core.lesson.cards.backward import shares, sum_of_slopes
from core.lesson.cards.chain import sum_slope
from core.lesson.cards.content import (
    Block,
    Line,
    Reason,
    Token,
    cell,
    number,
    summed,
    with_result,
)
from core.lesson.cards.context import Context
from core.lesson.cards.paths import of_weight
from core.lesson.cards.short_form import of_loss
from core.lesson.cards.slopes import normalizing
from core.lesson.cards.symbols import (
    learned_symbol,
    slope_symbol,
    told,
    unit_symbol,
)
from core.lesson.names.symbols import slope
from core.lesson.parts import Part
from core.words import say, translate

#: the most samples of a sum that are written out
_SAMPLES = 4


def reasons(context: Context, layer: int) -> tuple[Reason, ...]:
    """Return what is behind the numbers of a layer's backward stop; nothing for a custom kind."""
    match context.equation(layer):
        case Equation.WEIGHTED_SUM:
            return (*of_loss(context, layer), *of_weight(context, layer), *_bias(context, layer))
        case Equation.MASK:
            return (_mask(context, layer),)
        case Equation.NORMALIZED:
            return _norm(context, layer)
        case Equation.OWN:
            return ()


# ---------------------------------------------------------------------- from z to the bias


def _bias(context: Context, layer: int) -> tuple[Reason, ...]:
    """Return why the bias's slope is a plain sum: ∂z/∂b = 1."""
    if not context.has_bias(layer):
        return ()
    part = Part(layer, "bias", (context.unit,))
    bias, z = learned_symbol(context, part), unit_symbol(context, "z", layer, context.unit)
    words = say(
        "StepPanel",
        "{bias} is simply added to the sum, whatever the inputs are: ∂{z}/∂{bias} = 1. So every "
        "sample adds its {slope} to the slope of the bias, without any factor.",
        bias=bias.text,
        z=z.text,
        slope=sum_slope(context, layer, context.unit).text,
    )
    return (Reason(words, (_summed(context, layer, part),)),)


def _summed(context: Context, layer: int, part: Part) -> Block:
    """Return a slope as the sum of what the samples add, with their numbers if they are few."""
    each = shares(context, layer, part)
    head, (symbols, result) = sum_of_slopes(context, layer, part)
    if not 2 <= len(each) <= _SAMPLES:
        return (told(head, symbols, result),)
    given = sum_slope(context, layer, part.index[-1])
    array, _, place = given.address.partition("[")
    added = []
    for i, one in enumerate(each):
        address = f"{array}[{i + 1},{place.partition(',')[2]}" if part.name != "scale" else ""
        added.append(cell(number(one, given.part, i == 0, of=Token("", address=address))))
    return told(head, symbols), *with_result(summed(added), result[1:])


# ---------------------------------------------------------------------- other layers


def _mask(context: Context, layer: int) -> Reason:
    """Return ∂a/∂x = d of a dropout."""
    row, unit = context.row, context.unit
    source, name, drawn = (
        unit_symbol(context, kind, at, unit)
        for kind, at in (("a", layer - 1), ("a", layer), ("mask", layer))
    )
    value = float(context.said("forward", layer)["mask"][row, unit])
    words = translate(
        "StepPanel",
        "The layer only multiplied by the mask, so the slope coming back is multiplied by the same "
        "number; dropped neurons get 0.",
    )
    block: Block = (
        told(name, cell(source, "·", drawn)),
        Line(
            f"{slope(source.text, name.text)} =",
            (cell(drawn, " = ", number(value, of=drawn, first=True)),),
        ),
    )
    return Reason(words, (block,))


def _norm(context: Context, layer: int) -> tuple[Reason, ...]:
    """Return the three paths through a normalization, and the slopes of its scale and shift."""
    row, unit, said = context.row, context.unit, context.said("backward", layer)
    of = normalizing(context, layer)
    g, normal, k = of.g, of.normal, of.factor
    name = unit_symbol(context, "a", layer - 1, unit)
    hat, mu, spread = (
        unit_symbol(context, kind, layer, unit) for kind in ("normalized", "mean", "variance")
    )
    source = slope_symbol(name)
    parts = (
        (translate("StepPanel", "direct"), cell("k·g"), k * g[row]),
        (mu.text, cell("−k·mean g"), -k * float(np.mean(g))),
        (
            spread.text,
            cell("−k·", hat, "·mean(g·", hat, ")"),
            -k * normal[row] * np.mean(g * normal),
        ),
    )
    lines = []
    for through, formula, value in parts:
        lead = translate("StepPanel", "through {unit}:  ").format(unit=through)
        if through == parts[0][0]:
            lead = f"{through}:  "
        lines.append(Line("", (cell(lead, *formula), cell("= ", number(float(value), first=True)))))
    added = summed(
        [cell(number(float(value), first=i == 0)) for i, (_, _, value) in enumerate(parts)]
    )
    result = number(said["gradient_x"][row, unit], of=source, first=True)
    whole = Line(f"{source.text} =", (*added, cell("= ", result)), source.address)
    words = say(
        "StepPanel",
        "{name} reaches the loss by three paths: itself, the mean, and the variance, of which it "
        "is a part.",
        name=name.text,
    )
    found = [Reason(words, (tuple(lines), (whole,)))]
    gamma, beta = (Part(layer, kind, (unit,)) for kind in ("scale", "shift"))
    output = unit_symbol(context, "a", layer, unit)
    factor: Block = (
        Line(
            f"{slope(learned_symbol(context, gamma).text, output.text)} =",
            (cell(hat, " = ", number(normal[row], of=hat, first=True)),),
        ),
    )
    words = translate(
        "StepPanel", "The scale is a factor: its slope is the sum of its inputs times ∂L/∂a."
    )
    found.append(Reason(words, (factor, _summed(context, layer, gamma))))
    words = say(
        "StepPanel",
        "{shift} is simply added: ∂{output}/∂{shift} = 1, so its slope is the plain sum.",
        shift=learned_symbol(context, beta).text,
        output=output.text,
    )
    found.append(Reason(words, (_summed(context, layer, beta),)))
    return tuple(found)
