"""Mending a planted bug: the lines of the backward pass, layer by layer, one of them with the slip.

They are the NumPy lines of a textbook, four for every layer with weights, and say nothing of which
is wrong; whoever reads them compares.
"""

from core.lesson.names.layers import layer_title
from core.records import Record
from core.run.learning.planted import spoiled_layers
from core.training.bugs import bug_named
from core.training.trainer import Trainer


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
            lines, wrong = _lines(i, last, trainer.bug if i in spoiled else "")
            found.append(LayerCode(i, layer_title(trainer.project.layers, i), lines, wrong))
    return tuple(found)


def _lines(layer: int, last: bool, name: str) -> tuple[tuple[str, ...], int | None]:
    """Return the lines of a layer, and which of them has the slip."""
    k, x = layer + 1, f"A{layer}" if layer else "X"
    lines = [
        "dZ{k} = (A{k} - y) / n" if last else "dZ{k} = dA{k} * f_slope(Z{k})",
        "dW{k} = {x}.T @ dZ{k}",
        "db{k} = np.sum(dZ{k}, axis=0)",
        "d{x} = dZ{k} @ W{k}.T" if layer else "W{k} -= eta * dW{k}",
    ]
    wrong = None
    if name:
        bug = bug_named(name)
        made = _made(bug.right)
        # the line that makes the same; ∂L/∂a of the output stands before its ∂L/∂z
        wrong = next((n for n, line in enumerate(lines) if _made(line) == made), 0)
        lines[wrong] = bug.wrong
        if made == "dA{k}":
            lines[1:] = ["dZ{k} = dA{k} * f_slope(Z{k})", *lines[1:3]]
    return tuple(line.format(k=k, x=x) for line in lines), wrong


def _made(line: str) -> str:
    """Return the name of the array that a line makes."""
    return line.split()[0]
