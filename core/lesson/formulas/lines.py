"""Lines: every phase of an update in NumPy, with samples as rows and the tutorials' names.

Layers are numbered from 1 in the order of the project, whether they have weights or not: in
dense, dropout, dense the names are W1, b1, Z1, A1, then D2 and A2, then W3, b3, Z3, A3. A leading d
means the slope of the loss: dW1 is ∂L/∂W1. X and y are the batch, L its loss.
"""

import re
from collections.abc import Iterator

import numpy as np

from core.components.activations import Activation
from core.components.layers import Layer
from core.components.notation import LayerNames, code_name
from core.fit import output_activation
from core.lesson.formulas.updates import counter_lines, update_lines
from core.project import Project

_VARIABLE = re.compile(r"\b[agyz]\b")


def functions_of(project: Project) -> dict[str, Activation]:
    """Return the activations of the project by their names in code.

    The same activation with other hyper-parameters gets a number: leaky_relu, leaky_relu_2.
    """
    found: dict[str, Activation] = {}
    for layer in project.layers:
        activation = None if layer.neurons is None else layer.neurons.activation
        if activation is None or activation.is_identity:
            continue
        if activation in found.values():
            continue
        alike = sum(other.name == activation.name for other in found.values())
        found[code_name(activation.name) + (f"_{alike + 1}" if alike else "")] = activation
    return found


def names_of(project: Project) -> tuple[LayerNames, ...]:
    """Return the names of every layer's arrays, in order."""
    functions = {activation: name for name, activation in functions_of(project).items()}
    names = []
    for i, layer in enumerate(project.layers):
        neurons = layer.neurons
        function = "" if neurons is None else functions.get(neurons.activation, "")
        names.append(LayerNames(i + 1, f"A{i}" if i else "X", function))
    return tuple(names)


def mixes_units(activation: Activation) -> bool:
    """Return whether a unit's output depends on the sums of others, as softmax's does.

    It is tried out, with the same sum beside three others, so no activation has to declare it.
    """
    z = np.array([[0.3, 0.3, 0.3], [-0.2, 1.7, -3.0]])
    a = np.empty_like(z)
    with np.errstate(all="ignore"):
        activation.forward(z, a, np.empty_like(z))
    return bool(np.any(a[0] != a[0, 0]))


def is_fused(project: Project) -> bool:
    """Return whether loss and last activation are combined into ∂L/∂z = (a − y)/n."""
    return project.loss.fused and output_activation(project) in project.loss.fits


def with_names(expression: str, **names: str) -> str:
    """Return an expression of a, g, y and z with other names for them."""
    return _VARIABLE.sub(lambda match: names.get(match[0], match[0]), expression)


def loss_lines(project: Project) -> tuple[str, ...]:
    """Return the loss and its slope: ∂L/∂A of the outputs, or ∂L/∂Z if the two are fused."""
    last, loss = names_of(project)[-1], project.loss
    value = f"L = {with_names(loss.numpy(), a=last.output)}"
    if is_fused(project):
        return value, f"d{last.sums} = {with_names(loss.numpy_fused(), a=last.output)}"
    return value, f"d{last.output} = {with_names(loss.numpy_gradient(), a=last.output)}"


def penalty_lines(project: Project) -> tuple[str, ...]:
    """Return the regularizer's penalty on all weights; it is kept apart from the loss."""
    regularizer = project.regularizer
    weights = [
        names.of("weight")
        for names, layer in zip(names_of(project), project.layers, strict=True)
        if layer.neurons is not None
    ]
    if not (regularizer.penalizes and weights):
        return ()
    return ("penalty = " + " + ".join(regularizer.numpy(weight) for weight in weights),)


def forward_lines(project: Project) -> list[tuple[str, ...]]:
    """Return the forward pass while training, layer by layer."""
    pairs = zip(project.layers, names_of(project), strict=True)
    return [layer.numpy_forward(names) for layer, names in pairs]


def backward_lines(project: Project) -> list[tuple[str, ...]]:
    """Return the backward pass, layer by layer in the order of the layers, not of the pass."""
    fused, last = is_fused(project), len(project.layers)
    return [
        layer.numpy_backward(names, project.regularizer, fused and names.number == last)
        for layer, names in zip(project.layers, names_of(project), strict=True)
    ]


def learned_of(project: Project) -> list[tuple[str, ...]]:
    """Return the names of each layer's learned arrays in code: W1, b1."""
    found = []
    for layer, names in zip(project.layers, names_of(project), strict=True):
        # the names are the same for any number of inputs
        found.append(tuple(names.of(name) for name in layer.learned_names(1)))
    return found


def phase_lines(project: Project) -> dict[tuple[str, int | None], str]:
    """Return the NumPy line of every phase, by kind and layer; ("update", i) is layer i's part.

    Activations are called by name: `Z1 = X @ W1 + b1; A1 = tanh(Z1)`.
    """
    found: dict[tuple[str, int | None], str] = {}
    found["batch", None] = "X, y = inputs[batch], targets[batch]"
    for i, lines in enumerate(forward_lines(project)):
        found["forward", i] = _joined(lines)
    found["loss", None] = _joined((*loss_lines(project), *penalty_lines(project)))
    backward = backward_lines(project)
    for i in reversed(range(len(backward))):
        found["backward", i] = _joined(backward[i])
    learned = learned_of(project)
    counting = counter_lines(project.optimizer)
    for i, names in enumerate(learned):
        if names:
            found["update", i] = _joined((*counting, *update_lines(project.optimizer, names)))
    every = tuple(name for names in learned for name in names)
    found["update", None] = _joined((*counting, *update_lines(project.optimizer, every)))
    return found


def _joined(lines: tuple[str, ...]) -> str:
    """Return statements on one line; those that need their own lines follow."""
    apart = [line for line in lines if "\n" in line or line.startswith("#")]
    short = "; ".join(line for line in lines if line not in apart)
    return "\n".join([*([short] if short else []), *apart])


def definitions(project: Project) -> Iterator[str]:
    """Yield the functions that the lines call, as defined in a script.

    Components without an expression are named in a comment.
    """
    for name, activation in functions_of(project).items():
        if activation.is_written:
            yield f"def {name}(z):\n    return {activation.numpy()}"
        else:
            yield _left_to_you(f"{name}(z)", "activations")
        if activation.is_gradient_written:
            yield f"def {name}_gradient(g, z, a):\n    return {activation.numpy_gradient()}"
        else:
            yield _left_to_you(f"{name}_gradient(g, z, a)", "activations")
    if not project.loss.is_written:
        yield _left_to_you(f"the loss {code_name(project.loss.name)}", "losses")
    regularizer = project.regularizer
    if regularizer.penalizes and not regularizer.is_written:
        yield _left_to_you(f"the penalty {code_name(regularizer.name)}", "regularizers.py")
    for layer in _unwritten_kinds(project):
        yield _left_to_you(f"the layer {code_name(layer.name)}, forward and backward", "layers")


def _unwritten_kinds(project: Project) -> list[Layer]:
    """Return one layer of every kind without statements."""
    kinds = {layer.name: layer for layer in project.layers if not layer.is_written}
    return list(kinds.values())


def _left_to_you(what: str, file: str) -> str:
    return f"# {what}: define it yourself, as in the program's core/components/{file}"
