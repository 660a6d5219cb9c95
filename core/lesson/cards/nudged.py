"""What a nudge shows: a little more of one number, followed through z, a, ŷ and the loss.

Every line is a real difference, after minus before; below it is the slope there times the previous
difference. Where the two differ, the function bends.
"""

from dataclasses import dataclass, replace

import numpy as np

from core.components.layers import Equation
from core.lesson.cards.chain import ahead_weight
from core.lesson.cards.content import (
    Array,
    Block,
    Cell,
    Cursor,
    Line,
    Token,
    cell,
    inside,
    number,
    shown,
    summed,
)
from core.lesson.cards.context import Context
from core.lesson.cards.loss import LossTerms
from core.lesson.cards.slopes import activation_of, slopes_of
from core.lesson.cards.symbols import learned_slope, learned_symbol, slope_symbol, unit_symbol
from core.lesson.formulas.lines import mixes_units
from core.lesson.names.symbols import objective
from core.lesson.numbers import count, figure, subscript
from core.lesson.parts import Part
from core.pictures.findings import Nudge
from core.pictures.snapshot import Facts, LayerPicture, StepPicture
from core.words import say, translate

#: the most units of a layer that are followed; if there are more, those that move the most
_UNITS = 3
#: a smaller gap between a difference and its slope is rounding, relative to the larger
_ROUNDING = 1e-9


@dataclass(frozen=True)
class NudgeCard:
    """A nudge for display: the followed sample's chain, the whole batch, and what it means."""

    sample: str
    chain: tuple[Block, ...]
    batch: str
    whole: Block
    words: str


def nudge_card(
    step: StepPicture,
    layers: tuple[LayerPicture, ...],
    facts: Facts | None,
    sample: int | None,
    nudge: Nudge,
) -> NudgeCard:
    """Return what is said of a nudge; `sample` is the followed row of the batch."""
    # once the update is done, its record says what the weights were before it
    updated = tuple(records for records in step.records if records[0].phase == "update")
    before, after = (
        Context(replace(step, records=(*found, *updated)), layers, facts, Cursor(sample, 0))
        for found in (nudge.before, nudge.after)
    )
    chain = _Chain(before, after, nudge)
    words = say("Nudge", "Sample {number}, which is followed:", number=before.number(before.row))
    batch = _batch_words(before)
    return NudgeCard(words, chain.blocks(), batch, _whole(before, nudge), _meaning(before, nudge))


def _batch_words(context: Context) -> str:
    """Return how the loss of the batch relates to that of the followed sample."""
    text = translate("Nudge", "The whole update, which has only this sample:")
    if context.size > 1:
        text = translate("Nudge", "The whole batch, the sum of {count} samples' losses:")
        if LossTerms(context).mean:
            text = translate("Nudge", "The whole batch, the mean of {count} samples' losses:")
    text = text.format(count=count(context.size))
    if context.project.regularizer.penalizes:
        return say("Nudge", "{text} with the penalty, J = L + R:", text=text.removesuffix(":"))
    return text


class _Chain:
    """The chain of differences of the followed sample."""

    def __init__(self, before: Context, after: Context, nudge: Nudge) -> None:
        self.before, self.after, self.nudge = before, after, nudge
        self.part = Part(nudge.layer, nudge.name, nudge.index)

    def blocks(self) -> tuple[Block, ...]:
        """Return Δw, and what follows from it in every layer up to the loss of the sample."""
        found: list[Block] = [(self._first(),)]
        for layer in range(self.nudge.layer, len(self.before.layers)):
            if self.before.is_dense(layer):
                for unit in self._units(layer, "z"):
                    found.append(self._sum(layer, unit))
            for unit in self._units(layer, "a"):
                if not (self.before.is_dense(layer) and self.before.layers[layer].is_identity):
                    found.append(self._output(layer, unit))
            if np.array_equal(*self._row(layer, "a"), equal_nan=True):
                found.append(
                    (Line("", (cell(translate("Nudge", "nothing changes from here on")),)),)
                )
                break
        found.append(self._loss())
        return tuple(block for block in found if block)

    def _first(self) -> Line:
        symbol, nudge = learned_symbol(self.before, self.part), self.nudge
        moved = _from_to(nudge.value, nudge.value + nudge.by)
        return Line(f"Δ{symbol.text} =", (cell(_given(nudge.by), moved),))

    def _row(self, layer: int, kind: str) -> tuple[Array, Array]:
        """Return one kind of number for the followed sample, before and after, (units,)."""
        old, new = (
            np.asarray(one.said("forward", layer)[kind][one.row], dtype=np.float64)
            for one in (self.before, self.after)
        )
        return old, new

    def _units(self, layer: int, kind: str) -> list[int]:
        """Return the units of a layer that are followed: those that move the most."""
        if layer == self.nudge.layer and self.before.is_dense(layer) and kind == "z":
            return [int(self.nudge.index[-1])]
        old, new = self._row(layer, kind)
        sizes = np.nan_to_num(np.abs(new - old), posinf=0.0)
        order = np.argsort(-sizes, kind="stable")[:_UNITS]
        moved = [int(unit) for unit in sorted(order) if sizes[unit] > 0.0]
        return moved or [int(order[0])]

    def _sum(self, layer: int, unit: int) -> Block:
        """Return Δz: x·Δw in the layer of the number, else the sum of w·Δa."""
        name = unit_symbol(self.before, "z", layer, unit)
        old, new = (float(values[unit]) for values in self._row(layer, "z"))
        lines = [self._told(name, old, new)]
        if layer == self.nudge.layer:
            moved = learned_symbol(self.before, self.part)
            if self.nudge.name == "weight":
                x = unit_symbol(self.before, "a", layer - 1, self.nudge.index[0])
                came_in = float(
                    self.before.said("forward", layer)["x"][self.before.row][self.nudge.index[0]]
                )
                lines.append(
                    _line(
                        [cell(x, f"·Δ{moved.text}")],
                        [cell(number(came_in, of=x, first=True), "·", _given(self.nudge.by))],
                        came_in * self.nudge.by,
                    )
                )
            else:
                lines.append(_line([cell(f"Δ{moved.text}")], [], self.nudge.by))
            return tuple(lines)
        came, went = self._row(layer - 1, "a")
        weights = self.before.learned(layer, "weight")[:, unit]
        sources = self._units(layer - 1, "a")
        if np.count_nonzero(went - came) > len(sources):
            return tuple(lines)
        symbols, numbers, total = list[Cell](), list[Cell](), 0.0
        for i in sources:
            edge = ahead_weight(self.before, layer, i, unit)
            source = unit_symbol(self.before, "a", layer - 1, i)
            symbols.append(cell(edge, f"·Δ{source.text}"))
            change = float(went[i] - came[i])
            value = number(float(weights[i]), of=edge, first=not numbers)
            numbers.append(cell(value, "·", inside(change)))
            total += change * float(weights[i])
        lines.append(_line(list(summed(symbols)), list(summed(numbers)), total))
        return tuple(lines)

    def _output(self, layer: int, unit: int) -> Block:
        """Return Δa, which is about f′(z)·Δz if the activation mixes no units."""
        name = unit_symbol(self.before, "a", layer, unit)
        (old, new) = (values[unit] for values in self._row(layer, "a"))
        lines = [self._told(name, float(old), float(new))]
        if self.before.equation(layer) is Equation.WEIGHTED_SUM:
            activation = activation_of(self.before, layer)
            if not mixes_units(activation):
                z, a = (self._row(layer, kind)[0][unit : unit + 1, None] for kind in "za")
                slope = float(slopes_of(activation, z, a, np.ones_like(z))[0, 0])
                sums = self._row(layer, "z")
                change = float(sums[1][unit] - sums[0][unit])
                z_name = unit_symbol(self.before, "z", layer, unit)
                symbols = [cell(f"f′({z_name.text})·Δ{z_name.text}")]
                numbers = [cell(Token(shown(slope), slope), "·", inside(change))]
                lines.append(_line(symbols, numbers, slope * change))
        elif self.before.equation(layer) is Equation.MASK:
            mask = float(self.before.said("forward", layer)["mask"][self.before.row][unit])
            drawn = unit_symbol(self.before, "mask", layer, unit)
            source = unit_symbol(self.before, "a", layer - 1, unit)
            came = self._row(layer - 1, "a")
            change = float(came[1][unit] - came[0][unit])
            numbers = [cell(number(mask, of=drawn, first=True), "·", inside(change))]
            lines.append(_line([cell(drawn, f"·Δ{source.text}")], numbers, mask * change))
        return tuple(lines)

    def _loss(self) -> Block:
        """Return ΔL of the sample, which is about ∂L/∂ŷ·Δŷ of that sample alone."""
        before, row = LossTerms(self.before), self.before.row
        old, new = float(before.each[row]), float(LossTerms(self.after).each[row])
        symbol = Token("L")
        if self.before.size > 1:
            symbol = Token("L" + subscript(self.before.number(row)))
        lines = [self._told(symbol, old, new)]
        layer = len(self.before.layers) - 1
        gradient = self.before.gradient_of_outputs(layer)
        outputs = self._row(layer, "a")
        units = self._units(layer, "a")
        moved = np.count_nonzero(outputs[1] - outputs[0])
        if gradient is None or moved > len(units):
            return tuple(lines)
        # the slope of this sample's loss: the batch's is a mean of these
        share = self.before.size if before.mean else 1
        symbols, numbers, total = list[Cell](), list[Cell](), 0.0
        for unit in units:
            name = unit_symbol(self.before, "a", layer, unit)
            slope = float(gradient[row, unit]) * share
            change = float(outputs[1][unit] - outputs[0][unit])
            symbols.append(cell(f"{slope_symbol(name, symbol.text).text}·Δ{name.text}"))
            text = shown(slope) if not numbers else inside(slope)
            numbers.append(cell(Token(text, slope), "·", inside(change)))
            total += slope * change
        lines.append(_line(list(summed(symbols)), list(summed(numbers)), total))
        return tuple(lines)

    def _told(self, symbol: Token, old: float, new: float) -> Line:
        change = new - old
        return Line(
            f"Δ{symbol.text} =",
            (cell(Token(shown(change), change, symbol.part, True), _from_to(old, new)),),
        )


def _whole(context: Context, nudge: Nudge) -> Block:
    """Return ΔL of the batch, and the slope times Δw."""
    of = objective(context.project.regularizer.penalizes)
    part = Part(nudge.layer, nudge.name, nudge.index)
    slope, symbol = learned_slope(context, part), learned_symbol(context, part)
    change = nudge.loss_after - nudge.loss
    numbers = cell(number(nudge.slope, of=slope, first=True), "·", _given(nudge.by))
    return (
        Line(
            f"Δ{of} =",
            (
                cell(
                    Token(shown(change), change, None, True), _from_to(nudge.loss, nudge.loss_after)
                ),
            ),
        ),
        _line([cell(slope, f"·Δ{symbol.text}")], [numbers], nudge.slope * nudge.by),
    )


def _meaning(context: Context, nudge: Nudge) -> str:
    """Return, in words, what the loss does, what its slope predicts, and the gap between them."""
    change, said = nudge.loss_after - nudge.loss, nudge.slope * nudge.by
    what = translate("Nudge", "loss")
    if context.project.regularizer.penalizes:
        what = translate("Nudge", "loss with its penalty")
    if not (np.isfinite(change) and np.isfinite(said)):
        return translate("Nudge", "The loss is not a finite number there.")
    left = change - said
    size = max(abs(change), abs(said), abs(nudge.loss) * 1e-6)
    if change == 0.0 and said == 0.0:
        return say(
            "Nudge", "The {what} does not change: this number has no effect on it here.", what=what
        )
    first = say("Nudge", "The {what} does not change.", what=what)
    if change > 0.0:
        first = say("Nudge", "The {what} rises by {change}.", what=what, change=shown(change))
    elif change < 0.0:
        first = say("Nudge", "The {what} falls by {change}.", what=what, change=shown(-change))
    if abs(left) <= _ROUNDING * size:
        second = translate("Nudge", "The slope predicts exactly that: the loss is straight here.")
    elif change * said < 0.0 or abs(left) > abs(said):
        second = say(
            "Nudge",
            "The slope predicts {said}: it is valid only nearby, and this step is too long for it.",
            said=shown(said),
        )
    else:
        second = say(
            "Nudge",
            "The slope predicts {said}; the difference of {left} comes from the bend, and shrinks "
            "faster than the step.",
            said=shown(said),
            left=shown(abs(left)),
        )
    return f"{first} {second}"


def _line(symbols: list[Cell], numbers: list[Cell], result: float) -> Line:
    cells = list(symbols)
    if numbers:
        first, *others = numbers
        cells += [(Token("= "), *first), *others]
    return Line("≈", (*cells, cell("= ", Token(shown(result), result))))


def _from_to(old: float, new: float) -> str:
    """Return a number's change, with enough digits to tell both values apart."""
    texts = shown(old), shown(new)
    for digits in range(5, 16):
        if texts[0] != texts[1] or old == new:
            break
        texts = figure(old, digits), figure(new, digits)
    return translate("Nudge", "   from {old} to {new}").format(old=texts[0], new=texts[1])


def _given(value: float) -> Token:
    return Token(shown(value), value)
