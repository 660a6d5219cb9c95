"""Going on with a run of another program: its optimizer and its state, beside the weights.

A state belongs to the weights as they are in the file: where an import changes these, or where a
setting has no equal here, it is refused in words.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.optimizers import Recognized, recognized
from core.components.regularizers import weight_decay
from core.errors import ProjectError
from core.formats.importers import Checkpoint, Imported, ImportedLayer
from core.formats.weights.names import place_of
from core.optimizer_state import read_optimizer_state
from core.project import Project
from core.values import Values
from core.words import plain, say

Arrays = Mapping[str, NDArray[Any]]

#: settings in which groups of parameters may differ
_OF_GROUPS = frozenset(("params", "param_names", "weight_decay"))


def _alone(message: str) -> ProjectError:
    """Return the error of a state that cannot come in, though its weights can."""
    return ProjectError(
        message,
        say("Import", "take the weights alone, and an optimizer of this project"),
    )


def optimizer_of(checkpoint: Checkpoint) -> Recognized:
    """Return the optimizer of ours that steps as the file's. Raises ProjectError: there is none."""
    found = [recognized(checkpoint.program, checkpoint.kind, group) for group in checkpoint.groups]
    told = [{k: v for k, v in g.items() if k not in _OF_GROUPS} for g in checkpoint.groups]
    if any(other != told[0] for other in told) or any(
        one.optimizer != found[0].optimizer for one in found
    ):
        raise _alone(say("Import", "the file's groups of parameters have different settings"))
    return found[0]


def updates_done(checkpoint: Checkpoint) -> int | None:
    """Return how many updates the state counts, None where it does not count them."""
    for slots in checkpoint.state.values():
        for key in ("step", "iteration"):
            if key in slots and slots[key].size == 1:
                return int(slots[key].reshape(-1)[0])
    return None


@dataclass
class _Taken:
    """What is taken of a state so far: its vectors and counters, and whose they are."""

    slots: dict[str, list[dict[str, Values]]]
    counters: dict[str, set[float]]
    parameters: list[str] = field(default_factory=list)
    matrices: list[str] = field(default_factory=list)
    is_whole: bool = True


def continued(imported: Imported, project: Project) -> Project:
    """Return the project with the file's optimizer and its state.

    Raises ProjectError in words where a setting has no equal here, and where the weights are no
    more those of the file, to which the state belongs.
    """
    checkpoint = imported.checkpoint
    assert checkpoint is not None
    found = optimizer_of(checkpoint)
    taken = _Taken(
        {slot: [] for slot in found.optimizer.state_slots()},
        {name: set() for name in found.optimizer.counters},
    )
    places = {place_of(key): key for key in checkpoint.arrays}
    for layer in imported.layers:
        _take(layer, checkpoint, found, places, taken)
    for name in checkpoint.state:
        if name not in taken.parameters:
            shown = plain(name[:60])
            raise _alone(say("Import", "the network here has no parameter {name}", name=shown))
    made = replace(project, optimizer=found.optimizer, optimizer_state=None)
    made = _with_decay(made, checkpoint, taken)
    if not any(checkpoint.state.values()):
        return made  # no update was done yet
    if not taken.is_whole or any(len(values) != 1 for values in taken.counters.values()):
        raise _alone(
            say("Import", "the optimizer's state is not whole: parameters differ in what they have")
        )
    described = {
        "optimizer": found.optimizer.name,
        "slots": {slot: tuple(map(_entry, got)) for slot, got in taken.slots.items()},
        "counters": {name: next(iter(values)) for name, values in taken.counters.items()},
    }
    return replace(made, optimizer_state=read_optimizer_state(described, "optimizer_state"))


def _entry(entry: Mapping[str, Values]) -> tuple[tuple[str, Values], ...]:
    return tuple(entry.items())


def _take(
    layer: ImportedLayer,
    checkpoint: Checkpoint,
    found: Recognized,
    places: Mapping[tuple[str, str] | None, str],
    taken: _Taken,
) -> None:
    """Take the state of one layer's parameters, lying as the layer's own arrays do."""
    entries: dict[str, dict[str, Values]] = {slot: {} for slot in taken.slots}
    for name, array in layer.arrays().items():
        if name.startswith("running_"):  # statistics, which no optimizer moves
            continue
        flipped = layer.turned and name == "weight"
        # what batch normalization learns is called there as with a dense layer
        leaf = {"scale": "weight", "shift": "bias"}.get(name, name)
        key = places.get((layer.name, name)) or places.get((layer.name, leaf)) or ""
        if not _is_of_file(checkpoint.arrays.get(key), array, flipped):
            shown = plain(layer.name[:60])
            raise ProjectError(
                say("Import", "the weights of {layer} change on their way in, and the optimizer's "
                    "state belongs to those of the file", layer=shown),
                say("Import", "have the project scale its data as the file's network needs it, or "
                    "take the weights alone"),
            )  # fmt: skip
        taken.parameters.append(key)
        if name == "weight":
            taken.matrices.append(key)
        state = checkpoint.state.get(key, {})
        for slot, values in _slots(
            state, found, key, array.shape[::-1] if flipped else array.shape
        ):
            if slot in entries:
                entries[slot][name] = Values(values.T if flipped else values)
        for theirs, ours in found.theirs.counters.items():
            if theirs in state and state[theirs].size == 1:
                taken.counters[ours].add(float(state[theirs].reshape(-1)[0]))
        taken.is_whole &= all(name in entry for entry in entries.values()) and bool(state)
    for slot, entry in entries.items():
        taken.slots[slot].append(entry)


def _is_of_file(file: NDArray[Any] | None, array: NDArray[np.float64], flipped: bool) -> bool:
    if file is None or file.size != array.size:
        return False
    lying = file.T if flipped else file
    return bool(np.array_equal(lying.reshape(array.shape).astype(np.float64), array))


def _slots(
    state: Arrays, found: Recognized, parameter: str, shape: tuple[int, ...]
) -> list[tuple[str, NDArray[np.float64]]]:
    """Return the vectors of one parameter under our names, in the shape that it has in the file."""
    theirs = found.theirs
    rate = -found.optimizer.learning_rate if theirs.by_rate else 1.0
    read = []
    for name, array in state.items():
        shown = {"slot": plain(name[:40]), "parameter": plain(parameter[:60])}
        if name in theirs.slots:
            if array.size != np.prod(shape):
                raise ProjectError(
                    say("Import", "the {slot} of {parameter} has another shape than it", **shown),
                    say("Import", "save the state and the weights at the same moment"),
                )
            read.append((theirs.slots[name], array.reshape(shape).astype(np.float64) / rate))
        elif name not in {*theirs.counters, *theirs.idle}:
            raise _alone(say("Import", "the {slot} of {parameter} has no equal here", **shown))
    return read


def _with_decay(project: Project, checkpoint: Checkpoint, taken: _Taken) -> Project:
    """Return the project with what the file's optimizer adds to gradients as its regularizer.

    There every parameter may have its own share; here one share is of all weights and no other.
    """
    shares = [
        recognized(checkpoint.program, checkpoint.kind, group).penalty
        for group in checkpoint.groups
    ]
    decay = dict.fromkeys(taken.parameters, shares[0])
    if len(set(shares)) > 1:
        decay = {
            str(name): share
            for group, share in zip(checkpoint.groups, shares, strict=True)
            for name in group.get("param_names") or ()
        }
    of_weights = {decay.get(name) for name in taken.matrices}
    of_others = {decay.get(name) for name in taken.parameters if name not in taken.matrices}
    if of_weights | of_others == {0.0}:
        return project
    share = next(iter(of_weights), None)
    if share is None or len(of_weights) > 1 or of_others - {0.0}:
        raise _alone(
            say("Import", "its optimizer takes a share of every parameter off (weight_decay), here "
                "only weights have a penalty, all of them the same")
        )  # fmt: skip
    if project.regularizer.penalizes:
        raise _alone(
            say("Import", "its optimizer takes a share of the weights off (weight_decay), and this "
                "project has a penalty of its own")
        )  # fmt: skip
    return replace(project, regularizer=weight_decay(share))
