"""What the step panel says in words: the purpose of a phase, and the meaning of a number."""

import numpy as np

from core.components.activations import bounds_of
from core.components.layers import Equation
from core.data.samples import Task
from core.lesson.cards.content import Array, shown
from core.lesson.names.layers import output_layer
from core.lesson.names.symbols import output_symbol
from core.lesson.numbers import count
from core.pictures.snapshot import Facts, LayerPicture, Stop
from core.words import say
from core.words import translate as _translate


def why(stop: Stop | None, layers: tuple[LayerPicture, ...], fused: bool = False) -> str:
    """Return the purpose of a phase, in one sentence of at most 25 words."""
    if stop is None:
        return _translate(
            "StepPanel",
            "Nothing of this update is computed yet. Step forward to see its batch go in.",
        )
    equation = Equation.OWN if stop.layer is None else layers[stop.layer].told.equation
    last = stop.layer is not None and stop.layer == output_layer(layers)
    if stop.kind == "batch":
        return _translate(
            "StepPanel",
            "An update looks at all these samples together: each adds its part to every gradient.",
        )
    if stop.kind == "loss":
        return _translate(
            "StepPanel",
            "One number says how wrong the whole batch came out. Making it smaller is what "
            "learning means.",
        )
    if stop.kind == "update":
        return _translate(
            "StepPanel",
            "Every number takes the step that the optimizer computes from its gradient.",
        )
    return (
        _why_forward(equation, last, layers, stop)
        if stop.kind == "forward"
        else _why_backward(equation, last, fused)
    )


def _why_forward(
    equation: Equation, last: bool, layers: tuple[LayerPicture, ...], stop: Stop
) -> str:
    if equation is Equation.MASK:
        return _translate(
            "StepPanel",
            "Some neurons are silenced at random, so that the others do not rely on any single "
            "one.",
        )
    if equation is Equation.NORMALIZED:
        return _translate(
            "StepPanel",
            "Every input is brought to mean 0 and variance 1 over the batch, then scaled and "
            "shifted by learned numbers.",
        )
    if not last:
        return _translate(
            "StepPanel",
            "Every hidden neuron adds up its inputs, weighted, and bends the sum with its "
            "activation.",
        )
    output = layers[stop.layer or 0]
    if output.gives_shares:
        return _translate(
            "StepPanel",
            "Each output adds up its inputs, weighted; softmax turns the sums into shares that add "
            "up to 1.",
        )
    if bounds_of(output.activation) == (0.0, 1.0):
        return _translate(
            "StepPanel",
            "Each output adds up what the neurons before it send, weighted, and squeezes the sum "
            "into 0 to 1.",
        )
    return _translate("StepPanel", "Each output adds up what the neurons before it send, weighted.")


def _why_backward(equation: Equation, last: bool, fused: bool) -> str:
    if equation is Equation.MASK:
        return _translate(
            "StepPanel",
            "Silenced neurons had no effect on the loss, so no blame goes back to them.",
        )
    if equation is Equation.NORMALIZED:
        return _translate(
            "StepPanel",
            "The blame goes back through scale, mean and variance, which all depend on the whole "
            "batch.",
        )
    if fused:
        return _translate(
            "StepPanel",
            "How the loss changes with each output's sum is how far the output is off, divided up "
            "if the loss is a mean.",
        )
    if last:
        return _translate(
            "StepPanel",
            "The chain rule: how the loss changes with the output, times how the output changes "
            "with its sum.",
        )
    return _translate(
        "StepPanel",
        "Each neuron takes the blame that the next layer passes back, times the slope of its "
        "activation.",
    )


def one_sample() -> str:
    """Return an explanation of a batch of one sample."""
    return _translate("StepPanel", "This update looks at a single sample: only that one counts.")


def followed_words(size: int, number: int) -> str:
    """Return that all samples go in, and which one is followed."""
    if size == 1:
        return say("StepPanel", "One sample goes in: number {number}.", number=number)
    words = _translate("StepPanel", "All {count} go in together; we follow number {number}.")
    if size == 4:
        words = _translate("StepPanel", "All four go in together; we follow number {number}.")
    return words.format(count=count(size), number=count(number))


def verdict(outputs: Array, facts: Facts | None, activation: str, unit: int = 0) -> str:
    """Return which class outputs (units,) favour, and how firmly; else nothing.

    Where every output answers a question of its own, that is what the followed one says.
    """
    if facts is None or facts.task is Task.REGRESSION or not np.all(np.isfinite(outputs)):
        return ""
    if facts.task is Task.TWO_CLASSES and len(outputs) > 1:
        return say(
            "StepPanel",
            "{output}: {verdict}",
            output=output_symbol(unit, len(outputs)),
            verdict=verdict(outputs[unit : unit + 1], facts, activation),
        )
    if len(outputs) == 1:
        low, high = bounds_of(activation) or (facts.threshold - 1.0, facts.threshold + 1.0)
        off = float(outputs[0]) - facts.threshold
        reach = high - facts.threshold if off > 0 else facts.threshold - low
        share, says = abs(off) / (reach or 1.0), int(off > 0)
    else:
        order = np.argsort(outputs)
        says = int(order[-1])
        share = float(outputs[order[-1]] - outputs[order[-2]])
    if share == 0.0:
        return _translate("StepPanel", "Undecided.")
    names = facts.classes
    name = names[says] if says < len(names) else str(says)
    words = _translate("StepPanel", "Clearly says {name}.")
    if share < 0.15:
        words = _translate("StepPanel", "Barely says {name}.")
    elif share < 0.5:
        words = _translate("StepPanel", "Leans towards {name}.")
    elif share < 0.9:
        words = _translate("StepPanel", "Says {name}.")
    return words.format(name=name)


def miss(output: float, target: float) -> str:
    """Return by how much a number is off its target."""
    if output == target:
        return _translate("StepPanel", "Right on the target.")
    words = _translate("StepPanel", "{off} under the target {target}.")
    if output > target:
        words = _translate("StepPanel", "{off} over the target {target}.")
    return words.format(off=shown(abs(output - target)), target=shown(target))


def divided(n: int, by: str) -> str:
    """Return why a gradient is divided: the loss is a mean over n values, or m samples."""
    if n == 1:
        return ""
    words = _translate("StepPanel", "Divided by {n} because the loss is a mean over {n} values.")
    if by == "m":
        words = _translate(
            "StepPanel", "Divided by {n} because the loss is a mean over {n} samples."
        )
    return words.format(n=count(n))


def weighed_by_class(omega: str) -> str:
    """Return why a slope is multiplied by a class weight, which has this symbol."""
    words = _translate("StepPanel", "Multiplied by {omega} because the loss weights each class.")
    return words.format(omega=omega)


def together(values: Array) -> str:
    """Return what bars add up to."""
    total = float(np.sum(values, dtype=np.float64))
    sign = "+" if total > 0 else ""
    return say("StepPanel", "together {total}", total=sign + shown(total))


def scaled_words() -> str:
    """Return that targets are scaled here, but not in the overall figures."""
    return _translate(
        "StepPanel",
        "Inputs and targets are scaled here, as the network sees them; the loss in the bar above "
        "is in the target's own units.",
    )


def rows_and_columns(of_inputs: bool = False) -> str:
    """Return how to read the shapes."""
    if of_inputs:
        return _translate("StepPanel", "rows are samples, columns are inputs")
    return _translate("StepPanel", "rows are samples, columns are neurons")
