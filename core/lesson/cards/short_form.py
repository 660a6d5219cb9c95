"""Why the gradient of an output's sum has a short form: the chain rule from the loss to it."""

import numpy as np

from core.lesson.cards.chain import gradient_z, long_way, sum_slope
from core.lesson.cards.content import (
    Block,
    Cell,
    Line,
    Reason,
    Token,
    cell,
    inside,
    number,
    summed,
    with_result,
)
from core.lesson.cards.context import Context
from core.lesson.cards.slopes import activation_of, slopes_of
from core.lesson.cards.symbols import (
    slope_symbol,
    told,
    unit_symbol,
)
from core.lesson.formulas.lines import mixes_units
from core.lesson.names.symbols import slope
from core.words import translate

#: the most outputs whose paths are written out
_PATHS = 4


def of_loss(context: Context, layer: int) -> tuple[Reason, ...]:
    """Return the chain rule behind the short form, and for softmax the paths through outputs."""
    if context.gradient_of_outputs(layer) is None:
        words = translate(
            "StepPanel",
            "An output is so close to 0 or 1 that ∂L/∂ŷ is infinite. The short form does not need "
            "it: that is why it is used.",
        )
        return (Reason(words),) if context.is_fused(layer) else ()
    found = []
    activation = activation_of(context, layer)
    if context.is_fused(layer) and not activation.gives_shares:
        words = translate(
            "StepPanel",
            "The short form is the chain rule, simplified: the slope of the activation cancels "
            "out.",
        )
        found.append(Reason(words, long_way(context, layer)))
    if mixes_units(activation) and context.layers[layer].units <= _PATHS:
        words = translate(
            "StepPanel",
            "Every output depends on this sum, so it reaches the loss by one path through each of "
            "them: every path is a product, and all of them are added up.",
        )
        found.append(Reason(words, _through_outputs(context, layer)))
    elif mixes_units(activation) and context.is_fused(layer):
        words = translate(
            "StepPanel",
            "Every output depends on this sum, so the paths through all of them are added up.",
        )
        found.append(Reason(words, long_way(context, layer)))
    return tuple(found)


def _through_outputs(context: Context, layer: int) -> tuple[Block, ...]:
    """Return ∂L/∂z₁ as the sum over all outputs: ∂L/∂ŷ₁·∂ŷ₁/∂z₁ + ∂L/∂ŷ₂·∂ŷ₂/∂z₁."""
    row, unit = context.row, context.unit
    gradient = context.gradient_of_outputs(layer)
    assert gradient is not None
    said = context.said("forward", layer)
    z, a = (np.asarray(said[name][row], dtype=np.float64)[:, None] for name in "za")
    activation = activation_of(context, layer)
    sum_symbol = unit_symbol(context, "z", layer, unit)
    outputs = [unit_symbol(context, "a", layer, j) for j in range(len(a))]
    slopes, steps = [], []
    for j, output in enumerate(outputs):
        one = np.zeros_like(z)
        one[j] = 1.0
        value = float(slopes_of(activation, z, a, one)[unit, 0])
        name = slope(sum_symbol.text, output.text)
        slopes.append(Token(inside(value), value))
        cells: list[Cell] = []
        if activation.gives_shares:
            cells = _share_slope(context, layer, j, float(a[j, 0]), float(a[unit, 0]))
        result = cell("= " if cells else "", number(value, first=True))
        steps.append(Line(f"{name} =", (*cells, result)))
    ahead = [slope_symbol(output) for output in outputs]
    symbols = [
        cell(lead, "·", slope(sum_symbol.text, output.text))
        for lead, output in zip(ahead, outputs, strict=True)
    ]
    numbers = [
        cell(number(gradient[row, j], of=lead, first=j == 0), "·", slopes[j])
        for j, lead in enumerate(ahead)
    ]
    whole: Block = (
        told(sum_slope(context, layer, unit), *summed(symbols)),
        *with_result(summed(numbers), cell(gradient_z(context, layer))),
    )
    given: Block = tuple(
        told(lead, cell(number(gradient[row, j], of=lead, first=True)))
        for j, lead in enumerate(ahead)
    )
    return given, tuple(steps), whole


def _share_slope(context: Context, layer: int, at: int, a: float, own: float) -> list[Cell]:
    """Return softmax's ∂aⱼ/∂zᵢ in symbols and numbers: ŷ₁·(1 − ŷ₁), or −ŷ₂·ŷ₁."""
    unit = context.unit
    name, mine = (unit_symbol(context, "a", layer, j) for j in (at, unit))
    given, other = number(a, of=name, first=True), number(own, of=mine)
    if at == unit:
        return [cell(mine, "·(1 − ", mine, ")"), cell("= ", given, "·(1 − ", other, ")")]
    return [cell("−", name, "·", mine), cell("= −", given, "·", other)]
