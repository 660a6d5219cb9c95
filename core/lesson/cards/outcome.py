"""What an update did, in sentences chosen from its numbers, so that they are true of it.

Momentum and the like may move a number along its gradient, a rate may be too high, frozen numbers
stay, and dropout draws new masks: each is mentioned only if it is the case.
"""

import numpy as np

from core.components.layers import Equation
from core.counts import counted
from core.lesson.cards.content import shown
from core.lesson.cards.context import Context
from core.lesson.numbers import count
from core.records import Record
from core.words import say, translate

#: losses that differ by less count as equal: rounding alone causes as much
_EQUAL = 1e-9


class Moves(Record):
    """How many numbers moved against their gradients, how many did not, how many stayed.

    `frozen` is how many of those that stayed are frozen.
    """

    against: int
    otherwise: int
    stayed: int
    frozen: int

    @property
    def total(self) -> int:
        """All numbers that are learned."""
        return self.against + self.otherwise + self.stayed


def moves_of(context: Context) -> Moves:
    """Return how the numbers of all layers moved in the current update."""
    against = otherwise = stayed = frozen = 0
    for layer in range(len(context.layers)):
        said, slopes = context.said("update", layer), context.said("backward", layer)
        for key, before in said.items():
            name = key.removesuffix("_before")
            slope = slopes.get(f"gradient_{name}")
            if name == key or key == "optimizer_state_before" or slope is None:
                continue
            with np.errstate(all="ignore"):
                step = np.sign(np.asarray(said[f"{name}_after"]) - np.asarray(before))
            here = int(np.count_nonzero(step * np.sign(slope) < 0.0))
            rest = int(np.count_nonzero(step == 0.0))
            against, stayed = against + here, stayed + rest
            otherwise += step.size - here - rest
            mask = context.layers[layer].held.get(name)
            frozen += 0 if mask is None else int(np.count_nonzero(mask))
    return Moves(against, otherwise, stayed, frozen)


def update_why(context: Context) -> str:
    """Return what all numbers did: stepped against their gradients, or some of them not."""
    moves = moves_of(context)
    if moves.stayed == moves.total:
        return translate("StepPanel", "No number moved in this update.")
    if moves.otherwise:
        return say(
            "StepPanel",
            "{count} of {total} did not move against their gradient: {optimizer} takes "
            "more than this gradient into account.",
            count=count(moves.otherwise),
            total=counted(moves.total, "number"),
            optimizer=translate("Components", context.project.optimizer.label),
        )
    if moves.stayed:
        said = say(
            "StepPanel",
            "{count} of {total} take one step against their gradient; the others stay.",
            count=count(moves.against),
            total=counted(moves.total, "number"),
        )
        if moves.frozen:
            said += " " + say("StepPanel", "{count} are frozen.", count=count(moves.frozen))
        return said
    if context.project.regularizer.penalizes:
        return translate(
            "StepPanel",
            "Every number takes one step against its gradient, the direction in which J = L + R "
            "falls at first.",
        )
    return translate(
        "StepPanel",
        "Every number takes one step against its gradient, the direction in which the loss falls "
        "at first.",
    )


def update_outcome(context: Context) -> str:
    """Return what the step did to the loss of this batch, and whether it was too far."""
    after = context.step.loss_after
    value = context.said("loss").get("value")
    if after is None or value is None:
        return ""
    words = translate(
        "StepPanel", "Next forward pass on this batch: training loss {before} → {after}"
    )
    if any(layer.told.equation is Equation.MASK for layer in context.layers):
        words = translate(
            "StepPanel",
            "This batch again, with the same neurons dropped: training loss {before} → {after}",
        )
    text = words.format(before=shown(value), after=shown(after))
    risen = _too_far(context, float(value), after)
    return f"{text}. {risen}" if risen else text


def _too_far(context: Context, before: float, after: float) -> str:
    """Return that the loss rose, and why if that is known."""
    if not after > before + _EQUAL * abs(before):
        return ""
    moves = moves_of(context)
    if moves.otherwise or context.project.regularizer.penalizes:
        return translate("StepPanel", "The loss has risen.")
    return translate("StepPanel", "That was too far: the loss has risen.")
