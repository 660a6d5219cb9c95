"""What the step panel says about the loss: each sample's term, and how they make one number.

A term is the loss of that sample alone; whether the whole is the mean of the terms or their sum is
found by giving the loss the same sample twice.
"""

import re

import numpy as np

from core.components.losses import Loss
from core.counts import counted
from core.lesson.cards.batch import sample_matrix, target_columns
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
    number,
    pieces,
    shown,
    summed,
)
from core.lesson.cards.context import Context
from core.lesson.cards.forward import unit_columns
from core.lesson.cards.slopes import bare, constant_words
from core.lesson.cards.symbols import target, told, unit_symbol
from core.lesson.formulas.lines import penalty_lines
from core.lesson.formulas.printing import PLAIN, formulas
from core.lesson.names.settings import component_label
from core.lesson.numbers import count, subscript
from core.words import say, translate

#: the most terms that are written out, and the most outputs in a term
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
    loss.unweighted.backward_fused(np.ones_like(out), np.zeros_like(out), out)
    return round(1.0 / float(out.flat[0])) if out.size and out.flat[0] else 1


def divides_by(loss: Loss) -> str:
    """Return what the loss divides by: n, all its values; m, the samples; or nothing."""
    plain = loss.unweighted
    text = plain.numpy_fused() if plain.fused else plain.numpy_gradient()
    return "n" if ".size" in text else "m" if "len(" in text else ""


def divisor_block(context: Context) -> Block:
    """Return what n or m is, on a separate line; nothing if the loss divides by neither."""
    by = divides_by(context.project.loss)
    m, units = np.shape(context.said("batch")["y"])
    samples = counted(m, "sample")
    if by == "m":
        return (Line("m =", (cell(samples),), "m"),)
    outputs = counted(units, "output")
    if by != "n":
        return ()
    value = Token(count(m * units), m * units, address="n")
    return (Line("n =", (cell(f"{samples} · {outputs}"), cell("= ", value)), "n"),)


def weighed(template: str, weight: str) -> str:
    """Return a formula times a class weight, placed after its sign."""
    sign = "−" if template.startswith("−") else ""
    return f"{sign}{weight}·{template.removeprefix(sign)}"


def omega(loss: Loss, output: int, outputs: int) -> str:
    """Return the symbol of a class weight: ω; ω₂ where every output has two classes of its own."""
    return "ω" + (subscript(output + 1) if len(loss.weights_by_class(outputs)) > 1 else "")


def weight_block(context: Context, every: bool = False) -> tuple[Block, ...]:
    """Return what ω is, the weight of the followed sample's class; nothing if all weights are 1.

    It is that of the followed output, or of `every` output where each has its own.
    """
    y = np.asarray(context.said("batch")["y"][context.row], dtype=np.float64)
    loss, facts = context.project.loss, context.facts
    one_hot = len(loss.weights_by_class(len(y))) == 1 < len(y)
    outputs = [min(context.unit, len(y) - 1)]
    if every and len(loss.weights_by_class(len(y))) > 1:
        outputs = list(range(min(len(y), MOST_WRITTEN)))
    lines = []
    for output in outputs:
        weight = loss.class_weight(y, output)
        if weight is None:
            return ()
        number_of_class = int(np.argmax(y)) if one_hot else int(y[output] >= 0.5)
        words = translate("StepPanel", "the weight of its class")
        if facts is not None and number_of_class < len(facts.classes):
            name = facts.classes[number_of_class]
            words = say("StepPanel", "the weight of class {name}", name=name)
        if len(outputs) > 1:
            name = context.names(context.output)[output]
            words = say("StepPanel", "{weight}, for {output}", weight=words, output=name)
        value = cell(Token(shown(weight), weight), f", {words}")
        lines.append(Line(f"{omega(loss, output, len(y))} =", (value,)))
    return (tuple(lines),)


class LossTerms:
    """The terms of the current batch, computed for display."""

    def __init__(self, context: Context) -> None:
        last = context.said("forward", len(context.layers) - 1)
        self.a, self.z = np.asarray(last["a"]), np.asarray(last["z"])
        self.y = np.asarray(context.said("batch")["y"])
        self.loss = context.project.loss
        self.each = terms_of(self.loss, self.a, self.y, self.z)
        self.mean = is_mean(self.loss, self.a, self.y, self.z, self.each)
        self.value = float(context.said("loss")["value"])


def loss_blocks(context: Context, terms: LossTerms) -> tuple[Block, ...]:
    """Return the followed sample's term, the whole loss, and the penalty."""
    row = context.row
    own = float(terms.each[row])
    name = Token("L", address="L")
    if len(terms.each) > 1:
        name = Token("L" + subscript(context.number(row)), address=f"L[{row + 1}]")
    value = number(own, of=name, first=True, now=True)
    worked = _worked(context, terms)
    lines = [told(name, cell(value))]
    if worked is not None:
        symbols, numbers = worked
        lines = [told(name, *symbols), Line("=", (*numbers, cell("= ", value)))]
    blocks: list[Block] = [tuple(lines)]
    blocks += weight_block(context, every=True)
    if len(terms.each) > 1:
        blocks.append(_whole(terms))
    if context.project.regularizer.penalizes:
        blocks += _objective(context, terms)
    return tuple(blocks)


def _objective(context: Context, terms: LossTerms) -> list[Block]:
    """Return the penalty R with its formula, and J = L + R, which is minimised."""
    penalty = float(context.said("loss")["penalty"])
    value = number(penalty, first=True, now=True, of=Token("R", address="R"))
    rows: list[Line] = []
    if context.project.regularizer.is_written and (lines := penalty_lines(context.project)):
        formula = formulas(lines[0], PLAIN, " = ")[0].partition(" = ")[2]
        rows.append(Line("R =", pieces(formula), "R"))
    rows.append(Line("=", (cell(value),)) if rows else Line("R =", (cell(value),), "R"))
    whole = terms.value + penalty
    loss = number(terms.value, first=True, of=Token("L", address="L"))
    total = number(whole, first=True, now=True, of=Token("J", address="J"))
    added = (cell(loss), cell("+ ", number(penalty, of=Token("R", address="R"))))
    return [
        tuple(rows),
        (
            Line("J =", (cell(Token("L", address="L"), " + ", Token("R", address="R")),), "J"),
            Line("=", (*added, cell("= ", total))),
        ),
    ]


def _whole(terms: LossTerms) -> Block:
    m = len(terms.each)
    value = Token(shown(terms.value), terms.value, None, True, "L")
    words = translate("StepPanel", "sum of {count}")
    if terms.mean:
        words = translate("StepPanel", "mean of {count}")
    words = words.format(count=count(m))
    if m > _WRITTEN:
        return (Line("L =", (cell(words), cell("= ", value)), "L"),)
    cells = [
        cell(number(term, first=i == 0, of=Token("", address=f"L[{i + 1}]")))
        for i, term in enumerate(terms.each)
    ]
    added = summed(cells)
    if terms.mean:
        added = ((Token("("), *added[0]), *added[1:-1], (*added[-1], Token(f")/{m}")))
    return (
        Line("L =", (cell(words),), "L"),
        Line("=", added),
        Line("=", (cell(value),)),
    )


def _worked(context: Context, terms: LossTerms) -> tuple[tuple[Cell, ...], tuple[Cell, ...]] | None:
    """Return a sample's term in symbols and in numbers, for losses that write it out."""
    row, loss = context.row, terms.loss
    a, y = terms.a[row], terms.y[row]
    symbols: list[Cell] = []
    numbers: list[Cell] = []
    for i, (says, wanted) in enumerate(zip(a, y, strict=True)):
        found = loss.term(float(says), float(wanted), shown)
        if found is None:
            return None
        if not found[0]:
            continue
        weight = loss.class_weight(np.asarray(y, dtype=np.float64), i)
        if weight is not None:
            found = weighed(found[0], omega(loss, i, len(a))), weighed(found[1], shown(weight))
        if len(symbols) == MOST_WRITTEN:
            return None
        name, aim = unit_symbol(context, "a", context.output, i), target(context, i)
        symbols.append(_in_numbers(found[0], name, aim))
        output = number(says, of=name)
        numbers.append(_in_numbers(found[1], output, number(float(wanted), of=aim)))
    if not symbols:
        return None
    if len(a) > 1 and terms.mean and not loss.adds_outputs:  # a mean over samples and outputs
        n = str(len(a))
        for cells in (symbols, numbers):
            cells[0] = (Token("("), *cells[0])
            cells[-1] = (*cells[-1], Token(f")/{n}"))
    return summed(symbols), summed(numbers)


def _in_numbers(template: str, says: Token, aim: Token) -> Cell:
    """Return a term with the output and its target filled in."""
    tokens = {"{a}": says, "{y}": aim}
    found = re.split(r"(\{[ay]\})", template)
    cells = [
        bare(tokens[piece], "".join(found[:i]), "".join(found[i + 1 :]))
        if piece in tokens
        else piece
        for i, piece in enumerate(found)
    ]
    return cell(*(one for one in cells if one))


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
        "L[*]",
        "L",
    )


def loss_matrix(context: Context, terms: LossTerms) -> Matrix:
    """Return outputs, targets and terms of the whole batch."""
    last = len(context.layers) - 1
    columns = unit_columns(context, last, "a", terms.a, "read")
    columns += target_columns(context)
    columns.append(Column("Lᵢ", terms.each, "written", 0, address="L[*]"))
    name = translate("NotebookDialog", "L of each sample")
    return sample_matrix(context, columns, name, terms.each[:, None], context.unit)


def loss_remark(terms: LossTerms) -> str:
    """Return the name of the loss, and what guessing would cost."""
    loss = terms.loss
    label = component_label(loss)
    label = label[:1].upper() + label[1:]
    if constants := loss.constants():
        words = translate("StepPanel", "{name} with {constants}")
        label = words.format(name=label, constants=constant_words(constants))
    if loss.unweighted != loss:
        words = translate("StepPanel", "{name}; each sample counts by the weight of its class.")
        return words.format(name=label)
    if loss.of_a_guess is not None and terms.mean and terms.a.shape[1] == 1:
        words = translate("StepPanel", "{name}; answering 0.5 every time would give {guess}.")
        return words.format(name=label, guess=shown(loss.of_a_guess))
    return f"{label}."
