"""What the step panel says about a layer's backward phase: the chain rule as applied.

If the loss and the last activation are combined, the short form (ŷ − y)/n comes first, and the
chain behind it is folded away. Then comes the slope of one number: a sum over the samples.
"""

import re

import numpy as np

from core.components.layers import Equation
from core.lesson.cards.batch import sample_matrix
from core.lesson.cards.chain import (
    gradient_blocks,
    short_form,
    sum_slope,
)
from core.lesson.cards.content import (
    Array,
    Bars,
    Block,
    Cell,
    Column,
    Line,
    Matrix,
    Token,
    cell,
    inside,
    number,
    shown,
    summed,
)
from core.lesson.cards.context import Context
from core.lesson.cards.forward import (
    input_columns,
    sources_shown,
    unit_columns,
)
from core.lesson.cards.loss import divides_by, divisor, omega
from core.lesson.cards.slopes import activation_of, activation_words, constant_words, is_long
from core.lesson.cards.symbols import (
    learned_slope,
    learned_symbol,
    of_column,
    slope_symbol,
    told,
    unit_symbol,
)
from core.lesson.cards.words import divided, rows_and_columns, together, weighed_by_class
from core.lesson.contribution.words import sentence
from core.lesson.contributions import contributions, penalty_part
from core.lesson.formulas.printing import PLAIN, expression
from core.lesson.names.settings import component_label
from core.lesson.names.symbols import between
from core.lesson.parts import Part, weight
from core.words import translate

_WRITTEN = 4
#: a weight whose slope is less than this share of the largest one of its neuron tells nothing
_TELLING = 0.01
#: the weight in a penalty's slope; the group is one in parentheses of its own
_PENALIZED = re.compile(r"(?<![A-Za-z])(?:(?<=\()(w)(?=\))|w)(?![A-Za-z])")
#: what is added to a sum as it is: its slope is the plain sum of those of the units
_PLAIN_SUMS = ("bias", "shift")


def followed_part(context: Context, layer: int) -> Part | None:
    """Return the number of this layer whose slope is shown: the followed or a telling one."""
    part, learns = context.cursor.part, context.layers[layer].arrays
    here = part is not None and part.layer == layer and part.name in learns
    if part is not None and here and part.index[-1] == context.unit:
        return part
    if context.is_dense(layer):
        return weight(layer, telling_source(context, layer, context.unit), context.unit)
    return first_number(context, layer)


def telling_source(context: Context, layer: int, unit: int) -> int:
    """Return which of a neuron's weights to look at: its first, if its gradient is not tiny.

    Otherwise, as with the pixels at a picture's edge, the one that gets the most.
    """
    slopes = context.said("backward", layer).get("gradient_weight")
    if slopes is None:
        return 0
    sizes = np.nan_to_num(np.abs(np.asarray(slopes)[:, unit]))
    return 0 if sizes[0] >= _TELLING * sizes.max() else int(np.argmax(sizes))


def first_number(context: Context, layer: int) -> Part | None:
    """Return the followed unit's number in the first array that a layer learns, or None."""
    for name in context.project.layers[layer].learned_names(context.layers[layer].inputs):
        shape = context.learned(layer, name).shape
        if shape:
            return Part(layer, name, (*(0 for _ in shape[1:]), min(context.unit, shape[-1] - 1)))
    return None


def backward_blocks(context: Context, layer: int) -> tuple[Block, ...]:
    """Return ∂L/∂z as the engine computes it, then the slope of the followed number."""
    if context.is_fused(layer):
        blocks = short_form(context, layer)
    else:
        blocks = gradient_blocks(context, layer)
    part = followed_part(context, layer)
    if part is None:
        return blocks
    return (*blocks, *_slope(context, layer, part), *_added(context, layer, part))


def _added(context: Context, layer: int, part: Part) -> tuple[Block, ...]:
    """Return the slope of the followed neuron's bias, if another number is followed."""
    name = {Equation.WEIGHTED_SUM: "bias", Equation.NORMALIZED: "shift"}
    other = Part(layer, name.get(context.equation(layer), ""), (context.unit,))
    if other.name not in context.layers[layer].arrays or other.name == part.name:
        return ()
    head, cells = sum_of_slopes(context, layer, other)
    return ((told(head, *cells),),)


def sum_of_slopes(context: Context, layer: int, part: Part) -> tuple[Token, tuple[Cell, Cell]]:
    """Return the symbol of a slope that is a sum over samples, the sum in symbols, and its value.

    For a bias or a shift it is the plain sum of ∂L/∂z, or ∂L/∂a.
    """
    head, unit = learned_slope(context, part), part.index[-1]
    given = sum_slope(context, layer, unit)
    symbols = cell(*(("Σ ",) if context.size > 1 else ()), given)
    if part.name == "scale":
        symbols = cell(*symbols[:-1], unit_symbol(context, "normalized", layer, unit), "·", given)
    result = number(slope_of(context, layer, part), of=head, first=True, now=True)
    return head, (symbols, cell("= ", result))


def backward_note(context: Context, layer: int) -> str:
    """Return the slope of the activation if it is too long for the equation."""
    if not context.is_dense(layer) or context.is_fused(layer):
        return ""
    activation = activation_of(context, layer)
    derivative = str(activation.derivative)
    constants = context.constants.values(activation)
    if is_long(derivative):
        return activation_words(context, layer, derivative)
    if not constants:
        return ""
    return translate("StepPanel", "{name} with {constants}").format(
        name=component_label(activation), constants=constant_words(constants)
    )


def slope_name(context: Context, part: Part) -> str:
    """Return the symbol of the samples' sum: ∂L/∂w⁽¹⁾₁₁; it does not include the penalty."""
    return slope_symbol(learned_symbol(context, part)).text


def shares(context: Context, layer: int, part: Part) -> Array:
    """Return what every sample adds to a number's slope, (m,); empty if unknown."""
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
    """Return the engine's slope of a number; NaN if its layer does not give it."""
    found = context.said("backward", layer).get(f"gradient_{part.name}")
    return np.nan if found is None else float(found[part.index])


def _slope(context: Context, layer: int, part: Part) -> tuple[Block, ...]:
    each, whole = shares(context, layer, part), slope_of(context, layer, part)
    symbol = learned_slope(context, part)
    result = cell(number(whole, of=symbol, first=True, now=True))
    if not each.size:
        return () if np.isnan(whole) else ((told(symbol, result),),)
    blocks = _own_share(context, layer, part, float(each[context.row]))
    penalizes = context.project.regularizer.penalizes
    together = float(np.sum(each))
    plain_symbol = Token(slope_name(context, part)) if penalizes else symbol
    reached = cell(number(together, first=True)) if penalizes else result
    if len(each) == 1:
        blocks.append((told(plain_symbol, reached),))
    elif len(each) <= _WRITTEN:
        added = [cell(number(one, first=i == 0)) for i, one in enumerate(each)]
        blocks.append((told(plain_symbol, *summed(added)), Line("=", (reached,))))
    else:
        words = translate("StepPanel", "Σ of {count} samples")
        cells = cell(words.format(count=len(each)))
        blocks.append((told(plain_symbol, cells, cell("= ", *reached)),))
    if penalizes:
        blocks += _with_penalty(context, part, together, result)
    return tuple(blocks)


def _own_share(context: Context, layer: int, part: Part, mine: float) -> list[Block]:
    """Return what the followed sample adds to the slope: x·∂L/∂z for a weight, ∂L/∂z for a bias."""
    row, unit = context.row, part.index[-1]
    slope = sum_slope(context, layer, unit)
    value = number(context.said("backward", layer)["gradient_z"][row, unit], of=slope)
    went = context.said("forward", layer)
    if part.name == "weight":
        factor = unit_symbol(context, "a", layer - 1, part.index[0])
        lead = number(went["x"][row, part.index[0]], of=factor, first=True)
    elif part.name == "scale":
        factor = unit_symbol(context, "normalized", layer, unit)
        lead = number(went["normalized"][row, unit], of=factor, first=True)
    else:
        return []
    of = translate("StepPanel", "sample {number}:  ")
    lead_in = Token(of.format(number=context.number(row)))
    worked = (cell(lead, "·", value), cell("= ", number(mine, first=True)))
    return [(Line("", (cell(lead_in, factor, "·", slope),)), Line("=", worked))]


def _with_penalty(context: Context, part: Part, together: float, result: Cell) -> list[Block]:
    """Return ∂R for the number, and ∂J = ∂L + ∂R, which the update uses."""
    name = learned_symbol(context, part)
    added, regularizer = penalty_of(context, part), context.project.regularizer
    of_penalty, of_loss = (slope_symbol(name, letter).text for letter in "RL")
    lines = [Line(f"{of_penalty} =", (cell(number(added, first=True)),))]
    if part.name != "weight":
        words = translate("StepPanel", "0: only weights are penalized")
        lines = [Line(f"{of_penalty} =", (cell(words),))]
    elif regularizer.is_written:
        text = expression(regularizer.numpy_gradient("w"), PLAIN).replace(" ⊙ ", "·")
        own = float(context.learned(part.layer, "weight")[part.index])
        numbers = _PENALIZED.sub(lambda w: shown(own) if w[1] else inside(own), text)
        lines = [
            Line(f"{of_penalty} =", (cell(_PENALIZED.sub(name.text, text)),)),
            Line("=", (cell(numbers), cell("= ", number(added, first=True)))),
        ]
    return [
        tuple(lines),
        (
            told(learned_slope(context, part), cell(of_loss), cell(f"+ {of_penalty}")),
            Line("=", (cell(number(together, first=True)), cell("+ ", number(added)))),
            Line("=", (result,)),
        ),
    ]


def backward_bars(context: Context, layer: int) -> tuple[Bars, ...]:
    """Return what every sample adds to the slope of the followed number, as bars."""
    part = followed_part(context, layer)
    if part is None:
        return ()
    each = shares(context, layer, part)
    if not each.size:
        return ()
    title = translate("StepPanel", "What each sample adds to {slope}")
    name = slope_name(context, part)
    if part.name == "weight":
        source = context.names(layer - 1)[part.index[0]]
        name = f"{name} ({between(source, context.names(layer)[part.index[-1]])})"
    names = tuple(context.label(i) for i in range(len(each))) if len(each) <= 512 else ()
    bar = ""
    if part.name in _PLAIN_SUMS:
        bar = of_column(sum_slope(context, layer, part.index[-1]))
    whole = learned_slope(context, part).address
    total = together(each)
    return (Bars(title.format(slope=name), names, each, context.row, total, bar, whole),)


def backward_remark(context: Context, layer: int) -> str:
    """Return why the slope is divided, and what samples ask of the followed number."""
    words = []
    if context.is_fused(layer):
        y = context.said("batch")["y"]
        loss = context.project.loss
        words.append(divided(divisor(loss, y.shape), divides_by(loss)))
        if loss.weights_by_class(y.shape[1]):
            words.append(weighed_by_class(omega(loss, context.unit, y.shape[1])))
    part = followed_part(context, layer)
    if part is not None and context.is_known(layer):
        each = shares(context, layer, part)
        if each.size:
            penalty = penalty_of(context, part)
            numbers = tuple(context.number(row) for row in range(context.size))
            words.append(sentence(each, penalty, str(part.name), context.row, numbers))
    return " ".join(one for one in words if one)


def backward_matrix(context: Context, layer: int) -> Matrix:
    """Return the inputs, ∂L/∂z, and the ∂L/∂x that is passed on, for the whole batch."""
    said, dense = context.said("backward", layer), context.is_dense(layer)
    gradient_z, handed = np.asarray(said["gradient_z"]), np.asarray(said["gradient_x"])
    columns = input_columns(context, layer)
    columns += unit_columns(context, layer, "z" if dense else "a", gradient_z, by=slope_symbol)
    if layer > 0:
        for k, i in enumerate(sources_shown(context, layer)):
            name = slope_symbol(unit_symbol(context, "a", layer - 1, i))
            address = "" if np.isnan(handed[:, i]).any() else of_column(name)
            column = Column(name.text, handed[:, i], "written", 5 + k, None, name.part, address)
            columns.append(column)
    return sample_matrix(
        context, columns, f"dZ{layer + 1}" if dense else f"dA{layer + 1}", gradient_z, context.unit
    )


def backward_shapes(context: Context, layer: int) -> str:
    """Return the shapes of the slopes: ∂L/∂W is (2, 4) @ (4, 1) → (2, 1)."""
    m, inputs, units = context.size, context.layers[layer].inputs, context.layers[layer].units
    if not context.is_dense(layer):
        return f"({m}, {units}) → ({m}, {inputs}) · {rows_and_columns()}"
    return f"∂L/∂W: ({inputs}, {m}) @ ({m}, {units}) → ({inputs}, {units}) · {rows_and_columns()}"
