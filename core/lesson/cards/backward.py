"""What the step panel says of a layer's backward phase: the chain rule as it was applied.

Where the loss and the last activation are taken together, the short form (ŷ − y)/n comes first,
and the chain behind it is folded away. Then the slope of one number: a sum over the samples.
"""

import numpy as np

from core.lesson.cards.batch import sample_matrix
from core.lesson.cards.chain import chain_blocks, gradient_blocks, is_long, short_form
from core.lesson.cards.content import (
    Array,
    Bars,
    Block,
    Column,
    Line,
    Matrix,
    Token,
    cell,
    number,
    summed,
)
from core.lesson.cards.context import Context
from core.lesson.cards.forward import (
    activation_of,
    input_columns,
    sources_shown,
    sum_name,
    unit_columns,
)
from core.lesson.cards.loss import divisor
from core.lesson.cards.words import asks, divided, loudest_other, rows_and_columns, together
from core.lesson.contributions import contributions, penalty_part
from core.lesson.names.symbols import between
from core.lesson.numbers import subscript
from core.lesson.parts import Part, neuron, weight
from core.words import translate

_WRITTEN = 4


def followed_part(context: Context, layer: int) -> Part | None:
    """Return the number of this layer whose slope is shown: the followed one, else its first."""
    part, learns = context.cursor.part, context.layers[layer].arrays
    here = part is not None and part.layer == layer and part.name in learns
    if part is not None and here and part.index[-1] == context.unit:
        return part
    if context.is_dense(layer):
        return weight(layer, 0, context.unit)
    return first_number(context, layer)


def first_number(context: Context, layer: int) -> Part | None:
    """Return the followed unit's number in the first array that a layer learns, None for none."""
    for name in context.project.layers[layer].learned_names(context.layers[layer].inputs):
        shape = context.learned(layer, name).shape
        if shape:
            return Part(layer, name, (*(0 for _ in shape[1:]), min(context.unit, shape[-1] - 1)))
    return None


def backward_blocks(context: Context, layer: int) -> tuple[Block, ...]:
    """Return ∂L/∂z as the engine takes it, then the slope of the followed number."""
    if context.is_fused(layer):
        blocks: tuple[Block, ...] = (short_form(context, layer),)
    else:
        blocks = gradient_blocks(context, layer)
    part = followed_part(context, layer)
    return blocks if part is None else (*blocks, *_slope(context, layer, part))


def chain(context: Context, layer: int) -> tuple[tuple[Block, ...], str]:
    """Return the chain rule behind the short form, and words where it cannot be followed."""
    if not context.is_fused(layer):
        return (), ""
    if context.gradient_of_outputs(layer) is None:
        return (), translate(
            "StepPanel",
            "An output is within rounding of 0 or 1, where ∂L/∂ŷ is beyond all numbers. The short "
            "form does not need it: that is why it is used.",
        )
    return chain_blocks(context, layer), translate(
        "StepPanel", "The long way comes to the same: the slope of the activation cancels out."
    )


def backward_note(context: Context, layer: int) -> str:
    """Return the slope of the activation where it is too long to stand in the equation."""
    if not context.is_dense(layer) or context.is_fused(layer):
        return ""
    derivative = str(activation_of(context, layer).derivative)
    return derivative if is_long(derivative) else ""


def slope_name(part: Part) -> str:
    """Return the symbol of a slope: ∂L/∂w₁, ∂L/∂b."""
    if part.name == "weight":
        return "∂L/∂w" + subscript(part.index[0] + 1)
    return "∂L/∂" + {"bias": "b"}.get(str(part.name), str(part.name))


def shares(context: Context, layer: int, part: Part) -> Array:
    """Return what every sample adds to a number's slope, (m,); empty where that is not known."""
    if not context.is_known(layer):
        return np.empty(0)
    said = context.said("forward", layer), context.said("backward", layer)
    found = contributions(dict(said[0]), dict(said[1]), str(part.name), part.index)
    return np.asarray(found, dtype=np.float64)


def penalty_of(context: Context, part: Part) -> float:
    """Return what the regularizer adds to a number's slope."""
    regularizer = context.project.regularizer
    if part.name != "weight" or not regularizer.penalizes:
        return 0.0
    return penalty_part(regularizer, float(context.learned(part.layer, "weight")[part.index]))


def slope_of(context: Context, layer: int, part: Part) -> float:
    """Return a number's slope as the engine has it; NaN where its layer does not say it."""
    found = context.said("backward", layer).get(f"gradient_{part.name}")
    return np.nan if found is None else float(found[part.index])


def _slope(context: Context, layer: int, part: Part) -> tuple[Block, ...]:
    each, row, whole = shares(context, layer, part), context.row, slope_of(context, layer, part)
    if not each.size:
        found = number(whole, _shown_part(context, part), first=True, now=True)
        return () if np.isnan(whole) else ((Line(f"{slope_name(part)} =", (cell(found),)),),)
    mine = float(each[row])
    own, penalty = [], penalty_of(context, part)
    slope = number(
        context.said("backward", layer)["gradient_z"][row, part.index[-1]],
        context.neuron(layer, part.index[-1]),
    )
    if part.name == "weight":
        source = part.index[0]
        symbol = context.names(layer - 1)[source]
        z = sum_name(context, layer, part.index[-1])
        x = context.said("forward", layer)["x"][row, source]
        lead = number(x, context.neuron(layer - 1, source), first=True)
        own = [cell(f"{symbol}·∂L/∂{z}"), cell(lead, "·", slope)]
    elif part.name == "scale":
        hat = context.said("forward", layer)["normalized"][row, part.index[-1]]
        own = [cell("x̂·∂L/∂a"), cell(number(hat, first=True), "·", slope)]
    blocks: list[Block] = []
    if own:
        of = translate("StepPanel", "sample {number}:  ")
        lead_in = Token(of.format(number=context.number(row)))
        worked = (own[1], cell("= ", number(mine, first=True)))
        blocks.append((Line("", ((lead_in, *own[0]),)), Line("=", worked)))
    result = cell(number(whole, _shown_part(context, part), first=True, now=True))
    head = f"{slope_name(part)} ="
    added = [cell(number(one, first=i == 0)) for i, one in enumerate(each)]
    if len(each) > _WRITTEN:
        words = translate("StepPanel", "Σ of {count} samples")
        added = [cell(words.format(count=len(each)))]
        if penalty:
            together = float(np.sum(each))
            blocks.append((Line(words.format(count=len(each)), (cell("= ", number(together)),)),))
            added = [cell(number(together, first=True))]
    if penalty:
        words = translate("StepPanel", "(penalty)")
        added.append(cell(number(penalty, _shown_part(context, part)), " ", words))
    if len(each) > _WRITTEN and not penalty:
        blocks.append((Line(head, (*summed(added), cell("= ", *result))),))
    elif len(added) == 1:
        blocks.append((Line(head, (result,)),))
    else:
        terms = summed(added)
        blocks.append((Line(head, terms), Line("=", (result,))))
    return tuple(blocks)


def _shown_part(context: Context, part: Part) -> Part:
    """Return what the diagram can point at: scales and shifts stand at their neuron."""
    if context.is_dense(part.layer):
        return part
    return neuron(part.layer, min(int(part.index[-1]), context.layers[part.layer].units - 1))


def backward_bars(context: Context, layer: int) -> tuple[Bars, ...]:
    """Return what every sample adds to the slope of the followed number, as bars."""
    part = followed_part(context, layer)
    if part is None:
        return ()
    each = shares(context, layer, part)
    if not each.size:
        return ()
    title = translate("StepPanel", "What each sample adds to {slope}")
    name = slope_name(part)
    if part.name == "weight":
        source = context.names(layer - 1)[part.index[0]]
        name = f"{name} ({between(source, context.names(layer)[part.index[-1]])})"
    names = tuple(context.label(i) for i in range(len(each))) if len(each) <= 512 else ()
    return (Bars(title.format(slope=name), names, each, context.row, together(each)),)


def backward_remark(context: Context, layer: int) -> str:
    """Return why it is divided, and what samples ask of the followed number."""
    words = []
    if context.is_fused(layer):
        y = context.said("batch")["y"]
        words.append(divided(divisor(context.project.loss, y.shape)))
    part = followed_part(context, layer)
    if part is not None and context.is_known(layer):
        each = shares(context, layer, part)
        other = loudest_other(each, context.row)
        numbers = context.number(context.row), context.number(other or 0)
        words.append(asks(each, context.row, _noun(part), numbers))
    return " ".join(one for one in words if one)


def _noun(part: Part) -> str:
    nouns = {
        "weight": translate("StepPanel", "weight"),
        "bias": translate("StepPanel", "bias"),
        "scale": translate("StepPanel", "scale"),
        "shift": translate("StepPanel", "shift"),
    }
    return nouns.get(str(part.name), str(part.name))


def backward_matrix(context: Context, layer: int) -> Matrix:
    """Return the inputs, ∂L/∂z, and ∂L/∂x that is handed on, for the whole batch."""
    said, dense = context.said("backward", layer), context.is_dense(layer)
    gradient_z, handed = np.asarray(said["gradient_z"]), np.asarray(said["gradient_x"])
    letter = "z" if dense else "a"
    many = gradient_z.shape[1] > 1
    names = tuple(
        f"∂L/∂{letter}{subscript(i + 1) if many else ''}" for i in range(gradient_z.shape[1])
    )
    columns = input_columns(context, layer)
    columns += unit_columns(context, layer, names, gradient_z)
    if layer > 0:
        sources = context.names(layer - 1)
        columns += [
            Column(
                f"∂L/∂{sources[i]}",
                handed[:, i],
                "written",
                5 + k,
                part=context.neuron(layer - 1, i),
            )
            for k, i in enumerate(sources_shown(context, layer))
        ]
    return sample_matrix(
        context, columns, f"dZ{layer + 1}" if dense else f"dA{layer}", gradient_z, context.unit
    )


def backward_shapes(context: Context, layer: int) -> str:
    """Return the shapes of the slopes: ∂L/∂W is (2, 4) @ (4, 1) → (2, 1)."""
    m, inputs, units = context.size, context.layers[layer].inputs, context.layers[layer].units
    if not context.is_dense(layer):
        return f"({m}, {units}) → ({m}, {inputs}) · {rows_and_columns()}"
    return f"∂L/∂W: ({inputs}, {m}) @ ({m}, {units}) → ({inputs}, {units}) · {rows_and_columns()}"
