"""Mending a planted bug: the lines of the backward pass, layer by layer, one of them with the slip.

They are the NumPy lines of a textbook for this loss, and say nothing of which is wrong; whoever
reads them compares. So each of the others must be right: where the loss does not go through the
output's activation, ∂L/∂a has a line of its own.
"""

import numpy as np

from core.components.losses import Loss
from core.lesson.names.layers import layer_title
from core.records import Record
from core.run.learning.planted import spoiled_layers
from core.training.bugs import bug_named
from core.training.trainer import Trainer

#: the slope of the loss, as bugs write it: by the sum, of a mean
_ERROR = "(A{k} - y) / n"
#: what a slope that is no multiple of the error is called
_SLOPE = "loss_slope(A{k}, y)"


class LayerCode(Record):
    """The backward lines of a layer; `layer` counts from 0, `wrong` is the line's place or None."""

    layer: int
    title: str
    lines: tuple[str, ...]
    wrong: int | None


def code_of(trainer: Trainer) -> tuple[LayerCode, ...]:
    """Return the lines of every layer with weights, last layer first, with the planted bug."""
    spoiled = spoiled_layers(trainer)
    found = []
    for i, span in reversed(list(enumerate(trainer.network.spans))):
        if span.layer.neurons is not None:
            last = i == len(trainer.network.spans) - 1
            loss = trainer.project.loss.unweighted if last else None
            lines, wrong = _lines(i, loss, trainer.bug if i in spoiled else "")
            found.append(LayerCode(i, layer_title(trainer.project.layers, i), lines, wrong))
    return tuple(found)


def _lines(layer: int, loss: Loss | None, name: str) -> tuple[tuple[str, ...], int | None]:
    """Return the lines of a layer, and which of them has the slip; `loss` if it is the last."""
    k, x = layer + 1, f"A{layer}" if layer else "X"
    lines = [] if loss is None else [_of_loss(_ERROR, loss)]
    if loss is None or not loss.fused:
        lines.append("dZ{k} = dA{k} * f_slope(Z{k})")
    lines += [
        "dW{k} = {x}.T @ dZ{k}",
        "db{k} = np.sum(dZ{k}, axis=0)",
        "d{x} = dZ{k} @ W{k}.T" if layer else "W{k} -= eta * dW{k}",
    ]
    wrong = None
    if name:
        bug = bug_named(name)
        if loss is not None and "(A{k} - y)" in bug.right:
            wrong = 0
            lines[0] = bug.wrong
            if _made(bug.right) == "dZ{k}":
                lines[0] = _of_loss(bug.wrong.split(" = ")[1], loss)
        else:  # the line that makes the same
            made = _made(bug.right)
            wrong = next((n for n, line in enumerate(lines) if _made(line) == made), 0)
            lines[wrong] = bug.wrong
    return tuple(line.format(k=k, x=x) for line in lines), wrong


def _made(line: str) -> str:
    """Return the name of the array that a line makes."""
    return line.split()[0]


def _of_loss(error: str, loss: Loss) -> str:
    """Return the line of the first slope, from one by the sum of a mean of (ŷ − y)."""
    if _slope(loss, 1.0, 1) != 2.0 * _slope(loss, 1.0, 2):  # a sum
        error = error.removesuffix(" / n")
    if loss.fused:
        return f"dZ{{k}} = {error}"
    single, double = _slope(loss, 1.0, 1), _slope(loss, 2.0, 1)
    if double != 2.0 * single or single not in (1.0, 2.0):
        error = error.replace("(y - A{k})", f"-{_SLOPE}").replace("(A{k} - y)", _SLOPE)
        error = error.replace("A{k} - y", _SLOPE)
    elif single == 2.0:
        error = f"2 * {error}" if error.startswith("(") else f"2 * ({error})"
    return f"dA{{k}} = {error}"


def _slope(loss: Loss, error: float, samples: int) -> float:
    """Return the slope of the loss by the first of some outputs that are off by an error."""
    y = np.zeros((1, samples))
    a, out, work = np.full_like(y, error), np.zeros_like(y), np.zeros_like(y)
    with np.errstate(all="ignore"):
        if loss.fused:
            loss.backward_fused(a, y, out)
        else:
            loss.forward(a, y, a, work)
            loss.backward(a, y, out, work)
    return float(out[0, 0])
