"""A stop as a program: NumPy lines that run in an empty notebook without changes.

Whatever the lines need and do not compute themselves comes first, as arrays exact to the last bit:
data, weights, the state of the optimizer, `eta` and `t`, and the functions that are called. So
every stop runs by itself, and all of them in turn make up the update.
"""

import ast
import builtins
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from core.components.layers import Equation
from core.components.notation import first_line
from core.lesson.formulas.lines import (
    backward_lines,
    definitions,
    forward_lines,
    learned_of,
    loss_lines,
    names_of,
    penalty_lines,
)
from core.lesson.formulas.updates import counter_lines, is_written_out, update_lines
from core.lesson.notebook.arrays import arrays_of
from core.pictures.snapshot import LayerPicture, StepPicture
from core.project import Project


def program_of(step: StepPicture, layers: tuple[LayerPicture, ...]) -> str:
    """Return the last finished stop as a program; empty before the first."""
    if not step.done:
        return ""
    stop = step.rail[step.done - 1]
    known = _known(step, layers)
    if stop.kind == "batch":
        lines = [_assigned(name, known[name]) for name in ("X", "y")]
    elif stop.kind == "update":
        lines = list(_update(step, layers))
    else:
        lines = _lines_of(step, stop.kind, stop.layer)
    body = "\n".join(lines)
    called = [text for text in definitions(step.project) if _name_of(text) in _read(body)]
    given = [_assigned(name, known[name]) for name in _read(body) if name in known]
    head = ["import numpy as np", *given]
    return "\n\n\n".join(["\n".join(head), *called, body]) + "\n"


def _lines_of(step: StepPicture, kind: str, layer: int | None) -> list[str]:
    project = step.project
    if kind == "loss" or layer is None:
        return [*loss_lines(project), *penalty_lines(project)]
    if kind == "backward":
        return list(backward_lines(project)[layer])
    mask = names_of(project)[layer].of("mask")
    lines = forward_lines(project)[layer]
    drawn = (step.record("forward", layer) or step.records[0][0]).values.get("mask")
    if drawn is None:
        return list(lines)
    return [_assigned(mask, drawn) if line.startswith(f"{mask} = ") else line for line in lines]


# ---------------------------------------------------------------------- the update


def _update(step: StepPicture, layers: tuple[LayerPicture, ...]) -> Iterator[str]:
    """Yield the update of every layer, by statements or by the optimizer's own function."""
    project = step.project
    learned = [name for names in learned_of(project) for name in names]
    frozen = _frozen(project, layers)
    yield from (f"kept_{name} = {name}.copy()" for name in frozen)
    if is_written_out(project.optimizer):
        yield from counter_lines(project.optimizer)
        yield from update_lines(project.optimizer, tuple(learned))
    elif project.optimizer.code_body():
        yield from _by_function(project, learned)
    else:
        yield from _as_taken(step)
    for name, mask in frozen.items():
        yield f"{name} = np.where(np.array({mask.tolist()!r}), kept_{name}, {name})  # frozen"


def _by_function(project: Project, learned: list[str]) -> Iterator[str]:
    optimizer = project.optimizer
    yield f"parameters = [{', '.join(learned)}]"
    yield f"gradients = [{', '.join(f'd{name}' for name in learned)}]"
    for slot in optimizer.state_slots():
        yield f"{slot} = [{', '.join(f'{slot}_{name}' for name in learned)}]"
    yield f"\n\ndef update(gradients, rate):\n{optimizer.code_body()}\n\n\nupdate(gradients, eta)"


def _as_taken(step: StepPicture) -> Iterator[str]:
    """Yield the new numbers of a rule without statements, such as one that tries several places."""
    project = step.project
    yield f"# {project.optimizer.label}: {first_line(type(project.optimizer))}"
    yield "# It is not written out here; these are the numbers that it has come to."
    for i, names in enumerate(names_of(project)):
        said = step.record("update", i)
        for key, value in () if said is None else said.values.items():
            if key.endswith("_after") and not isinstance(value, dict):
                yield _assigned(names.of(key.removesuffix("_after")), value)


def _frozen(project: Project, layers: tuple[LayerPicture, ...]) -> dict[str, Any]:
    """Return the masks of what is frozen, by the names of the arrays."""
    return {
        names.of(name): mask
        for names, layer in zip(names_of(project), layers, strict=True)
        for name, mask in layer.held.items()
        if np.any(mask)
    }


# ---------------------------------------------------------------------- what is given


def _known(step: StepPicture, layers: tuple[LayerPicture, ...]) -> dict[str, Any]:
    """Return everything that the lines may need, by name, with the values before they run."""
    known: dict[str, Any] = dict(arrays_of(step, layers))
    optimizer, names = step.project.optimizer, names_of(step.project)
    for i, layer in enumerate(step.project.layers):
        said = step.record("update", i)
        if said is not None:
            known["eta"] = float(said.values["learning_rate"])
            before = said.values["optimizer_state_before"]
            known |= _state(before, optimizer, names[i])
        if layer.equation is Equation.NORMALIZED and i < len(layers):
            known |= _running(step, layers[i].arrays, i)
    return known


def _state(before: Mapping[str, Any], optimizer: Any, names: Any) -> dict[str, Any]:
    """Return the optimizer's vectors of one layer and its counters, under their names in code."""
    found: dict[str, Any] = {}
    for slot, arrays in before.items():
        if not isinstance(arrays, dict):
            found[optimizer.numpy_counters().get(slot, slot)] = float(arrays)
            continue
        for key, array in arrays.items():
            name = names.of(key)
            written = optimizer.numpy_state(name).get(slot)
            found[written or f"{slot}_{name}"] = array
    return found


def _running(step: StepPicture, arrays: Mapping[str, Any], layer: int) -> dict[str, Any]:
    """Return the running figures from before the forward phase added the batch's."""
    said = step.record("forward", layer)
    if said is None:
        return {}
    share, m = step.project.layers[layer].norm_momentum, len(said.values["a"])
    names, found = names_of(step.project)[layer], {}
    unbiased = said.values["variance"] * (m / (m - 1) if m > 1 else 1.0)
    for name, batch in (("running_mean", said.values["mean"]), ("running_variance", unbiased)):
        after = np.asarray(arrays.get(name, batch), dtype=np.float64)
        before = (
            after if m < 2 else after if share >= 1.0 else (after - share * batch) / (1 - share)
        )
        found[names.of(name)] = before
    return found


# ---------------------------------------------------------------------- reading lines


def _assigned(name: str, value: Any) -> str:
    """Return a line that makes a number or an array, to the last bit."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        return f"{name} = {_spelled(float(array)) if np.isfinite(array) else _odd(float(array))}"
    text = repr(array.tolist())
    if not np.all(np.isfinite(array)):
        text = text.replace("nan", "np.nan").replace("inf", "np.inf")
    return f"{name} = np.array({text})"


def _spelled(value: float) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _odd(value: float) -> str:
    return "np.nan" if np.isnan(value) else "np.inf" if value > 0.0 else "-np.inf"


def _name_of(definition: str) -> str:
    return definition.removeprefix("def ").partition("(")[0]


def _read(code: str) -> list[str]:
    """Return the names that code reads before it assigns them, in order."""
    made: set[str] = {"np", *dir(builtins)}
    found: dict[str, None] = {}
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.FunctionDef):
            own = {node.arg for node in ast.walk(statement) if isinstance(node, ast.arg)}
            inner = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
            own |= {node.id for node in inner if isinstance(node.ctx, ast.Store)}
            shared = {
                name
                for node in ast.walk(statement)
                if isinstance(node, ast.Global)
                for name in node.names
            }
            reads = [node.id for node in inner if node.id not in own or node.id in shared]
            made.add(statement.name)
        else:
            names = [node for node in ast.walk(statement) if isinstance(node, ast.Name)]
            reads = [node.id for node in names if isinstance(node.ctx, ast.Load)]
        found |= dict.fromkeys(name for name in reads if name not in made)
        for node in ast.walk(statement):
            if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                made.add(node.id)
    return list(found)
