"""Why a weight has its gradient: ∂z/∂w = x, and the paths from the loss to it with their sum."""

import numpy as np

from core.lesson.cards.backward import followed_part, shares
from core.lesson.cards.chain import ahead_weight, sum_slope
from core.lesson.cards.content import (
    Block,
    Line,
    Reason,
    Token,
    cell,
    inside,
    number,
    summed,
)
from core.lesson.cards.context import Context
from core.lesson.cards.slopes import activation_of, slope_at, slope_of
from core.lesson.cards.symbols import (
    learned_symbol,
    slope_symbol,
    told,
    unit_symbol,
)
from core.lesson.formulas.lines import mixes_units
from core.lesson.names.symbols import slope
from core.lesson.parts import Part
from core.words import say, translate

#: the most paths that are written out
_PATHS = 4


def of_weight(context: Context, layer: int) -> tuple[Reason, ...]:
    """Return ∂z/∂w = x, and the paths from the loss to the weight with their sum."""
    part = followed_part(context, layer)
    if part is None or part.name != "weight":
        part = Part(layer, "weight", (0, context.unit))
    source = part.index[0]
    row, unit = context.row, context.unit
    weight, z = learned_symbol(context, part), unit_symbol(context, "z", layer, unit)
    x = unit_symbol(context, "a", layer - 1, source)
    value = float(context.said("forward", layer)["x"][row, source])
    term = translate("StepPanel", "… + {term} + …")
    if context.layers[layer].inputs == 1:
        term = "{term} + …" if context.has_bias(layer) else "{term}"
    moved: Block = (
        told(z, cell(term.format(term=f"{x.text}·{weight.text}"))),
        Line(f"{slope(weight.text, z.text)} =", (cell(x, " = ", number(value, of=x, first=True)),)),
    )
    words = say(
        "StepPanel",
        "{weight} occurs only in the term {term} of the sum: if it grows a little, the sum grows "
        "{x} times as much.",
        weight=weight.text,
        term=f"{x.text}·{weight.text}",
        x=x.text,
    )
    return (Reason(words, (moved,)), *_paths(context, layer, part, x, value))


def _paths(context: Context, layer: int, part: Part, x: Token, value: float) -> tuple[Reason, ...]:
    """Return the product along every path from the loss to a weight, and the sum of them."""
    if not context.is_known(layer):
        return ()
    row, unit = context.row, context.unit
    mine = float(shares(context, layer, part)[row])
    last: list[Token | str] = ["·", x]
    last_number: list[Token | str] = ["·", number(value, of=x)]
    activation = activation_of(context, layer)
    gradient = context.gradient_of_outputs(layer)
    own = context.is_fused(layer) or gradient is None or mixes_units(activation)
    if not own and not context.layers[layer].is_identity:
        symbol, found = slope_of(context, layer), slope_at(context, layer)
        last = ["·", symbol, *last]
        last_number = ["·", Token(inside(found), found, address=symbol.address), *last_number]
    after = layer + 1
    if own or after == len(context.layers) or not context.is_dense(after):
        given = sum_slope(context, layer, unit)
        lead = context.said("backward", layer)["gradient_z"][row, unit]
        if not own:
            assert gradient is not None
            given = slope_symbol(unit_symbol(context, "a", layer, unit))
            lead = gradient[row, unit]
        words = say(
            "StepPanel",
            "From the loss to {weight} there is one path in sample {number}: the product along it.",
            weight=learned_symbol(context, part).text,
            number=context.number(row),
        )
        line = Line("", (cell(given, *last),))
        worked = cell(number(lead, of=given, first=True), *last_number)
        result = number(mine, first=True)
        return (Reason(words, ((line, Line("=", (worked, cell("= ", result)))),)),)
    return (_many_paths(context, part, last, last_number, mine),)


def _many_paths(
    context: Context,
    part: Part,
    last: list[Token | str],
    last_number: list[Token | str],
    mine: float,
) -> Reason:
    """Return the paths through all units of the dense layer ahead, and their sum."""
    layer, row = part.layer, context.row
    after, unit = layer + 1, context.unit
    slopes = np.asarray(context.said("backward", after)["gradient_z"][row], dtype=np.float64)
    weights = np.asarray(context.learned(after, "weight")[unit], dtype=np.float64)
    factors = [one.value for one in last_number if isinstance(one, Token)]
    products = slopes * weights * float(np.prod([one for one in factors if one is not None]))
    order = np.argsort(-np.nan_to_num(np.abs(products)), kind="stable")[:_PATHS]
    written = sorted(order.tolist()) if len(products) > _PATHS else range(len(products))
    names = context.names(after)
    blocks: list[Block] = []
    for k in written:
        edge, ahead = ahead_weight(context, after, unit, k), sum_slope(context, after, k)
        lead = translate("StepPanel", "through {unit}:  ").format(unit=names[k])
        handed = number(slopes[k], of=ahead, first=True)
        worked = cell(handed, "·", number(weights[k], of=edge), *last_number)
        blocks.append(
            (
                Line("", (cell(lead, ahead, "·", edge, *last),)),
                Line("=", (worked, cell("= ", number(products[k], first=True)))),
            )
        )
    result = cell(number(mine, first=True))
    if len(products) > 1:
        added = [cell(number(products[k], first=i == 0)) for i, k in enumerate(written)]
        left = len(products) - len(added)
        if left:
            rest = float(np.sum(products)) - float(np.sum(products[list(written)]))
            more = say("StepPanel", "{count} more", count=left)
            added.append(cell(number(rest), f" ({more})"))
        together = Token(translate("StepPanel", "together:  "))
        first, *others = summed(added)
        blocks.append((Line("", ((together, *first), *others)), Line("=", (result,))))
    words = say(
        "StepPanel",
        "From the loss to {weight} there is one path in sample {number} through each neuron of the "
        "next layer: the product along each, and their sum.",
        weight=learned_symbol(context, part).text,
        number=context.number(row),
    )
    if len(products) == 1:
        words = say(
            "StepPanel",
            "From the loss to {weight} there is one path in sample {number}: the product along it.",
            weight=learned_symbol(context, part).text,
            number=context.number(row),
        )
    return Reason(words, tuple(blocks))
