"""How a NumPy script trains further: loss, gradients, update, and the order of the samples.

Everything that determines the next update is included: the optimizer's state, its counters, the
epoch's order and the state of the generator that shuffles.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.activations import Activation
from core.components.layers import Layer
from core.components.notation import number
from core.formats.exporters import Trained
from core.formats.numpy.names import ScriptNames, named
from core.formats.scripts.text import array_lines, returned, wrapped
from core.moments.moment import Moment, State
from core.project import Project

Array = NDArray[np.floating[Any]]


def training_sections(names: ScriptNames) -> Iterator[str]:
    """Yield the source of everything that further training needs."""
    yield _loss(names)
    yield _backward(names)
    yield _update(names)
    yield _train(names)


def training_left_out(trained: Trained) -> str | None:
    """Return why a script of this network does not train, None if it does."""
    project, moment = trained.project, trained.moment
    for layer in project.layers:
        if layer.neurons is None:
            return f"training with {layer.label} is not written out here"
    optimizer = project.optimizer
    if not optimizer.code_body():
        return f"the update of {optimizer.label} is not written out here"
    if not optimizer.schedule.code_body(number(optimizer.learning_rate)):
        return f"the schedule {optimizer.schedule.label} is not written out here"
    if moment is None:
        return "the moment of training was not known"
    if moment.frozen is not None:
        return "some of its numbers are frozen"
    if moment.aside is not None:
        return "some of its weights are switched off"
    unwritten = _unwritten(project)
    if unwritten is not None:
        return f"{unwritten} has no NumPy expression for its gradient"
    return None


def _unwritten(project: Project) -> str | None:
    """Return the first component that lacks an expression needed for training, in words."""
    if not project.loss.is_written:
        return f"the loss {project.loss.label}"
    regularizer = project.regularizer
    if regularizer.penalizes and not regularizer.is_written:
        return f"the regularizer {regularizer.label}"
    for layer in project.layers:
        activation = None if layer.neurons is None else layer.neurons.activation
        if activation is None or activation.is_gradient_written:
            continue
        if not only_fused(project, activation):
            return f"the activation {activation.label}"
    return None


def only_fused(project: Project, activation: Activation) -> bool:
    """Return whether an activation's gradient is never needed, as the loss includes it."""
    dense = [layer.neurons for layer in project.layers if layer.neurons is not None]
    users = [i for i, layer in enumerate(dense) if layer.activation == activation]
    return project.loss.fused and users == [len(dense) - 1]


@dataclass(frozen=True)
class _Slopes:
    """The gradients of a network as expressions: of its loss, penalty and activations."""

    project: Project

    @property
    def fused(self) -> bool:
        """Whether the loss gives ∂L/∂Z of the last layer itself."""
        return self.project.loss.fused

    def of_loss(self, a: str) -> str:
        """Return ∂L/∂Z if it is fused, else ∂L/∂A, for outputs called `a`."""
        loss = self.project.loss
        return named(loss.numpy_fused() if self.fused else loss.numpy_gradient(), a=a)

    def of_penalty(self, weight: str) -> str:
        """Return what the penalty adds to the gradient of a weight, with a plus before it."""
        regularizer = self.project.regularizer
        if not regularizer.penalizes:
            return ""
        return f" + {regularizer.numpy_gradient(weight)}"


def rate_of(names: ScriptNames) -> str:
    """Return the body of learning_rate(t)."""
    optimizer = names.trained.project.optimizer
    return optimizer.schedule.code_body(number(optimizer.learning_rate))


def _loss(names: ScriptNames) -> str:
    loss = names.trained.fitted.loss
    lines = ["def loss(X, y):", f'    """The {loss.label} over unscaled samples."""']
    if loss.fused:
        lines.append(f"    {names.forwarded} = forward(prepare(X))")
        expression = named(loss.numpy_from_sums(), z=f"Z{names.last}")
    else:
        expression = named(loss.numpy(), a="A")
        lines.append("    A = predict(X)")
    lines.append(returned(expression))
    return "\n".join(lines)


def _backward(names: ScriptNames) -> str:
    slopes = _Slopes(names.trained.fitted)
    lines = [
        f"def backward(X, y, {names.forwarded}):",
        '    """The gradients of the loss, from the last layer to the first."""',
    ]
    for n, layer, arrays in reversed(names.dense()):
        f = names.functions.get(layer.activation)
        if n == names.last:
            slope = slopes.of_loss(f"A{n}")
            if slopes.fused or f is None:
                lines.append(f"    dZ{n} = {slope}")
            else:
                lines.append(f"    dA{n} = {slope}")
                lines.append(f"    dZ{n} = {f}_gradient(dA{n}, Z{n}, A{n})")
        elif f is None:
            lines.append(f"    dZ{n} = dZ{n + 1} @ W{n + 1}.T")
        else:
            lines.append(f"    dA{n} = dZ{n + 1} @ W{n + 1}.T")
            lines.append(f"    dZ{n} = {f}_gradient(dA{n}, Z{n}, A{n})")
        before = "X" if n == 1 else f"A{n - 1}"
        lines.append(f"    dW{n} = {before}.T @ dZ{n}{slopes.of_penalty(f'W{n}')}")
        if "bias" in arrays:
            lines.append(f"    db{n} = dZ{n}.sum(axis=0)")
    listed = ", ".join(f"d{name}" for name in names.parameters())
    lines.append(wrapped(f"return [{listed}]", "    ").replace("\n", "\n    "))
    return "\n".join(lines)


def _update(names: ScriptNames) -> str:
    moment, project = names.trained.moment, names.trained.project
    assert moment is not None
    slots = project.optimizer.state_slots()
    lines = ["# The optimizer's state, and how many updates are done."]
    for slot, vectors in slots_of(names, moment, slots).items():
        if not any(np.any(vector) for vector in vectors):
            lines.append(f"{slot} = [np.zeros_like(P) for P in parameters]")
            continue
        listed = [f"{slot}_{name}" for name in names.parameters()]
        lines += array_lines(zip(listed, vectors, strict=True), names.packed)
        lines.append(wrapped(f"{slot} = [{', '.join(listed)}]").replace("\n", "\n    "))
    for counter, value in moment.record.counters.items():
        whole = int(value) if float(value).is_integer() and counter == "steps" else value
        lines.append(f"{counter} = {whole!r}")
    lines.append(f"updates_done = {moment.record.update}")
    return (
        "\n".join(lines)
        + '\n\n\ndef learning_rate(t):\n    """The rate of the update after t updates."""\n'
        + f"{rate_of(names)}\n\n\ndef update(gradients, rate):\n"
        + f'    """{project.optimizer.label}: change the parameters in place."""\n'
        + f"{project.optimizer.code_body()}"
    )


def slots_of(names: ScriptNames, moment: Moment, slots: tuple[str, ...]) -> dict[str, list[Array]]:
    """Return every state vector in the shapes of the parameters, by slot."""
    count = names.trained.parameter_count
    state = State(count, slots, moment.state.size - count * (1 + len(slots)), moment.state.dtype)
    state.vector[...] = moment.state
    found: dict[str, list[Array]] = {}
    for slot, vector in state.slots.items():
        arrays, start = [], 0
        for layer, inputs in _with_inputs(names.trained):
            size = layer.parameter_size(inputs)
            nothing = np.empty(0, dtype=vector.dtype)
            views = layer.arrays(inputs, vector[start : start + size], nothing)
            arrays += [np.ascontiguousarray(view) for view in views.values()]
            start += size
        found[slot] = arrays
    return found


def _train(names: ScriptNames) -> str:
    moment = names.trained.moment
    assert moment is not None
    count = len(names.trained.dataset.train)
    size = names.trained.project.batch_size
    whole = (size is None or size >= count) and moment.record.cursor == 0
    head = ""
    targets = "np.asarray(y, dtype=np.float64)"
    if names.scales_targets:
        targets = f"({targets} - target_offset) * target_factor"
    if names.trained.precision == "float32":
        targets = f"({targets}).astype(np.float32)"
    if whole:
        rows, of_rows, said = "", "A0, Y", "each over all samples"
    else:
        head, said = _batches(names, moment, count) + "\n\n\n", "each over the next batch"
        rows = "        rows = next_batch(len(A0))\n"
        of_rows = "A0[rows], Y[rows]"
    body = f"        X_batch, y_batch = {of_rows}\n" if not whole else ""
    x, t = ("A0", "Y") if whole else ("X_batch", "y_batch")
    forwarded = f"*forward({x})"
    return (
        f"{head}def train(X, y, updates):\n"
        f'    """Do this many more updates, {said}."""\n'
        f"    global updates_done\n"
        "    A0 = prepare(X)\n"
        f"    Y = {targets}\n"
        "    for _ in range(updates):\n"
        f"{rows}{body}"
        f"        gradients = backward({x}, {t}, {forwarded})\n"
        "        update(gradients, learning_rate(updates_done))\n"
        "        updates_done += 1"
    )


def _batches(names: ScriptNames, moment: Moment, count: int) -> str:
    project = names.trained.project
    training = project.training
    size = project.batch_size if project.batch_size is not None else count
    order, position = "None", 0
    if moment.permutation is not None and names.with_data:
        position = moment.record.cursor
        listed = ", ".join(str(k) for k in moment.permutation)
        order = "np.array([\n" + wrapped(listed, "    ") + "\n])"
    lines = ["# The order of the samples."]
    lines.append(f"batch_size = {size}")
    if training.shuffle:
        lines.append("rng = np.random.default_rng()")
        lines.append(f"rng.bit_generator.state = {_state_text(moment.record.shuffle_state)}")
    lines.append(f"order, position = {order}, {position}")
    drawn = "rng.permutation(count)" if training.shuffle else "np.arange(count)"
    every = " in a new order every epoch" if training.shuffle else ""
    return "\n".join(lines) + (
        "\n\n\ndef next_batch(count):\n"
        f'    """The rows of the next batch out of `count`{every}."""\n'
        "    global order, position\n"
        "    if order is None or len(order) != count:\n"
        f"        order, position = {drawn}, 0\n"
        "    rows = order[position : position + batch_size]\n"
        "    position += batch_size\n"
        "    if position >= count:  # the epoch is over; its last batch may be smaller\n"
        "        order = None\n"
        "    return rows"
    )


def _with_inputs(trained: Trained) -> Iterator[tuple[Layer, int]]:
    """Yield every layer with its number of inputs."""
    inputs = trained.dataset.inputs
    for layer in trained.project.layers:
        yield layer, inputs
        inputs = layer.units_out(inputs)


def _state_text(state: dict[str, Any]) -> str:
    inner = state["state"]
    return (
        "{\n"
        f'    "bit_generator": "{state["bit_generator"]}",\n'
        f'    "state": {{"state": {inner["state"]}, "inc": {inner["inc"]}}},\n'
        f'    "has_uint32": {state["has_uint32"]},\n'
        f'    "uinteger": {state["uinteger"]},\n'
        "}"
    )
