"""What the step panel says of the loss: each sample's own term, and how they make one number.

A term is what the loss itself says of that sample alone; whether the whole is the mean of the
terms or their sum is found by giving the loss the same sample twice.
"""

import re

import numpy as np

from core.components.losses import Loss
from core.lesson.cards.batch import sample_matrix, target_columns, target_names
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
from core.lesson.cards.forward import unit_columns
from core.lesson.numbers import count, subscript
from core.lesson.parts import neuron
from core.words import translate

#: terms that are written out one by one, and outputs of one term
_WRITTEN, MOST_WRITTEN = 4, 3


def value_of(loss: Loss, a: Array, y: Array, z: Array) -> float:
    """Return the loss of outputs, targets and sums (m, outputs)."""
    with np.errstate(all="ignore"):
        work = np.empty_like(a.T)
        return float(loss.forward(a.T.copy(), y.T.copy(), z.T.copy(), work))


def terms_of(loss: Loss, a: Array, y: Array, z: Array) -> Array:
    """Return the loss of every sample alone, (m,), of arrays (m, outputs)."""
    rows = range(len(a))
    terms = [value_of(loss, *(array[i : i + 1] for array in (a, y, z))) for i in rows]
    return np.array(terms, dtype=np.float64)


def is_mean(loss: Loss, a: Array, y: Array, z: Array, terms: Array) -> bool:
    """Return whether the loss of a batch is the mean of its samples' terms, not their sum."""
    finite = np.abs(np.nan_to_num(terms, nan=0.0, posinf=0.0, neginf=0.0))
    if not finite.size or not np.any(finite):
        return True
    i = int(np.argmax(finite))
    twice = value_of(loss, *(np.repeat(array[i : i + 1], 2, axis=0) for array in (a, y, z)))
    return bool(abs(twice - terms[i]) < abs(twice - 2.0 * terms[i]))


def divisor(loss: Loss, shape: tuple[int, ...]) -> int:
    """Return what the short form (a − y)/n is divided by, for a batch (m, outputs)."""
    out = np.empty(shape[::-1])
    loss.backward_fused(np.ones_like(out), np.zeros_like(out), out)
    return round(1.0 / float(out.flat[0])) if out.size and out.flat[0] else 1


class LossTerms:
    """The terms of the batch at hand, worked out for display."""

    def __init__(self, context: Context) -> None:
        last = context.said("forward", len(context.layers) - 1)
        self.a, self.z = np.asarray(last["a"]), np.asarray(last["z"])
        self.y = np.asarray(context.said("batch")["y"])
        self.loss = context.project.loss
        self.each = terms_of(self.loss, self.a, self.y, self.z)
        self.mean = is_mean(self.loss, self.a, self.y, self.z, self.each)
        self.value = float(context.said("loss")["value"])


def loss_blocks(context: Context, terms: LossTerms) -> tuple[Block, ...]:
    """Return the followed sample's term, the whole, and the penalty beside it."""
    row = context.row
    own = float(terms.each[row])
    name = "L" + subscript(context.number(row)) if len(terms.each) > 1 else "L"
    result = cell("= ", number(own, first=True, now=True))
    worked = _worked(context, terms)
    lines = [Line(f"{name} =", (cell(number(own, first=True, now=True)),))]
    if worked is not None:
        symbols, numbers = worked
        lines = [Line(f"{name} =", symbols), Line("=", (*numbers, result))]
    blocks: list[Block] = [tuple(lines)]
    if len(terms.each) > 1:
        blocks.append(_whole(terms))
    penalty = float(context.said("loss")["penalty"])
    if penalty:
        words = translate("StepPanel", "(the penalty, beside the loss)")
        value = number(penalty, first=True, now=True)
        blocks.append((Line("R =", (cell(value), cell(words))),))
    return tuple(blocks)


def _whole(terms: LossTerms) -> Block:
    m = len(terms.each)
    value = Token(shown(terms.value), terms.value, None, True)
    words = translate("StepPanel", "sum of {count}")
    if terms.mean:
        words = translate("StepPanel", "mean of {count}")
    words = words.format(count=count(m))
    if m > _WRITTEN:
        return (Line("L =", (cell(words), cell("= ", value))),)
    cells = [cell(number(term, first=i == 0)) for i, term in enumerate(terms.each)]
    added = summed(cells)
    if terms.mean:
        added = ((Token("("), *added[0]), *added[1:-1], (*added[-1], Token(f")/{m}")))
    return (
        Line("L =", (cell(words),)),
        Line("=", added),
        Line("=", (cell(value),)),
    )


def _worked(context: Context, terms: LossTerms) -> tuple[tuple[Cell, ...], tuple[Cell, ...]] | None:
    """Return a sample's term in symbols and in numbers, for the losses that write it down."""
    row, loss = context.row, terms.loss
    a, y = terms.a[row], terms.y[row]
    names, targets = context.names(context.output), target_names(context)
    symbols: list[Cell] = []
    numbers: list[Cell] = []
    for i, (says, wanted) in enumerate(zip(a, y, strict=True)):
        found = loss.term(float(says), float(wanted), shown)
        if found is None:
            return None
        if not found[0]:
            continue
        if len(symbols) == MOST_WRITTEN:
            return None
        symbols.append(cell(found[0].format(a=names[i], y=targets[i])))
        output = number(says, neuron(context.output, i), first=True)
        numbers.append(_in_numbers(found[1], output, Token(inside(float(wanted)), float(wanted))))
    if not symbols:
        return None
    if len(a) > 1 and terms.mean and not loss.adds_outputs:  # a mean over samples and outputs
        n = str(len(a))
        for cells in (symbols, numbers):
            cells[0] = (Token("("), *cells[0])
            cells[-1] = (*cells[-1], Token(f")/{n}"))
    return summed(symbols), summed(numbers)


def _in_numbers(template: str, says: Token, aim: Token) -> Cell:
    """Return a term with the output and its target in their places."""
    tokens = {"{a}": says, "{y}": aim}
    pieces = re.split(r"(\{[ay]\})", template)
    return cell(*(tokens.get(piece, piece) for piece in pieces if piece))


def loss_bars(context: Context, terms: LossTerms) -> Bars:
    """Return every sample's term as a bar."""
    words = translate("StepPanel", "added up: {total}")
    if terms.mean:
        words = translate("StepPanel", "their mean: {total}")
    return Bars(
        translate("StepPanel", "How wrong each sample is"),
        tuple(context.label(i) for i in range(context.size)) if context.size <= 512 else (),
        terms.each,
        context.row,
        words.format(total=shown(terms.value)),
    )


def loss_matrix(context: Context, terms: LossTerms) -> Matrix:
    """Return outputs, targets and terms of the whole batch."""
    last = len(context.layers) - 1
    columns = unit_columns(context, last, context.names(context.output), terms.a, "read")
    columns += target_columns(context)
    columns.append(Column("L", terms.each, "written", 0))
    return sample_matrix(context, columns, "L", terms.each[:, None], context.unit)


def loss_remark(terms: LossTerms) -> str:
    """Return what the loss is called, and what a guess would have."""
    loss = terms.loss
    label = loss.label[:1].upper() + loss.label[1:]
    if loss.of_a_guess is not None and terms.mean and terms.a.shape[1] == 1:
        words = translate("StepPanel", "{name}; answering 0.5 every time would give {guess}.")
        return words.format(name=label, guess=shown(loss.of_a_guess))
    return f"{label}."
