"""Why? The explanation of a backward stop's numbers, with the numbers themselves.

The chain rule behind a short form; the paths from the loss to a weight, each a product, and their
sum; how much a sum changes with its weight, ∂z/∂w = x, and with its bias, ∂z/∂b = 1; how the
samples add up.
"""

import numpy as np

from core.components.layers import Equation
from core.lesson.cards.backward import followed_part, shares, sum_of_slopes
from core.lesson.cards.chain import ahead_weight, gradient_z, long_way, sum_slope
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
from core.lesson.cards.slopes import activation_of, slope_at, slope_of, slopes_of
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

#: the most paths that are written out, and the most samples in a sum
_PATHS, _SAMPLES = 4, 4


def reasons(context: Context, layer: int) -> tuple[Reason, ...]:
    """Return what is behind the numbers of a layer's backward stop; nothing for a custom kind."""
    match context.equation(layer):
        case Equation.WEIGHTED_SUM:
            return (*_of_loss(context, layer), *_of_weight(context, layer), *_bias(context, layer))
        case Equation.MASK:
            return (_mask(context, layer),)
        case Equation.NORMALIZED:
            return _norm(context, layer)
        case Equation.OWN:
            return ()


# ---------------------------------------------------------------------- from the loss to z


def _of_loss(context: Context, layer: int) -> tuple[Reason, ...]:
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


# ---------------------------------------------------------------------- from z to a weight


def _of_weight(context: Context, layer: int) -> tuple[Reason, ...]:
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
        "From the loss to {weight} there is one path in sample {number} through each unit of the "
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
        "number; dropped units get 0.",
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
    row, unit = context.row, context.unit
    forward, said = context.said("forward", layer), context.said("backward", layer)
    g = np.asarray(said["gradient_z"][:, unit], dtype=np.float64)
    normal = np.asarray(forward["normalized"][:, unit], dtype=np.float64)
    epsilon = context.project.layers[layer].norm_epsilon
    scale = float(context.learned(layer, "scale")[unit])
    k = scale / float(np.sqrt(forward["variance"][unit] + epsilon))
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
