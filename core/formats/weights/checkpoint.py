"""Checkpoints: the state of an optimizer beside the weights, as PyTorch and Keras have it.

The arrays are called optimizer/<parameter>/<slot> (PyTorch) or optimizer/<path of the variable>
(Keras), and a text `optimizer` tells the class and its settings. README has the recipe that
writes them.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.disk.bounded import json_of
from core.errors import FileError
from core.formats.importers import Checkpoint
from core.formats.weights.own import numbers
from core.words import plain

Arrays = Mapping[str, NDArray[Any]]

_KEY = "optimizer"
_PREFIX = f"{_KEY}/"
#: the most groups of parameters that are compared
_MOST_GROUPS = 1000


def taken_apart(
    arrays: Arrays, told: str | None, name: str
) -> tuple[dict[str, NDArray[Any]], Checkpoint | None]:
    """Return the arrays of the network, and what stands of its optimizer beside them, if anything.

    `told` is the text that says which optimizer it is. Raises FileError for a state that is none.
    """
    own = {key: array for key, array in arrays.items() if not key.startswith(_PREFIX)}
    if told is None:
        if len(own) == len(arrays):
            return own, None
        raise _unsaid(name, "it does not say which optimizer it has the state of")
    described = json_of(told, f"{name}: {_KEY}")
    kind = described.get("name") if isinstance(described, dict) else None
    groups = described.get("groups") if isinstance(described, dict) else None
    config = described.get("config") if isinstance(described, dict) else None
    if not isinstance(kind, str) or (groups is None) == (config is None):
        raise _unsaid(name, "it does not say the optimizer's class and settings")
    beside = {key.removeprefix(_PREFIX): arrays[key] for key in arrays if key not in own}
    if config is not None:
        program, groups, state, rate = "Keras", [config], _keras_state(own, beside), "learning_rate"
        given = [a for key, a in beside.items() if key.endswith(f"/{rate}") and a.size == 1]
        if isinstance(config, dict) and given and given[0].dtype.kind == "f":
            groups = [{**config, rate: float(given[0].reshape(-1)[0])}]  # the one of this moment
    else:
        program, state = "PyTorch", _torch_state(beside)
    if not isinstance(groups, list) or not 0 < len(groups) <= _MOST_GROUPS:
        raise _unsaid(name, "the optimizer has no groups of parameters")
    if not all(isinstance(group, dict) for group in groups):
        raise _unsaid(name, "the optimizer's settings are no table")
    for slots in state.values():
        for slot, array in slots.items():
            if not np.isfinite(numbers(array, f"{name}: {plain(slot[:40])}")).all():
                raise FileError(
                    f"{name}: the optimizer's {plain(slot[:40])} is not finite",
                    "the run may have diverged; choose an earlier checkpoint",
                )
    return own, Checkpoint(program, kind, tuple(groups), own, state)


def _unsaid(name: str, why: str) -> FileError:
    return FileError(
        f"{name}: {why}",
        "save it as the README's recipe for checkpoints does, or the weights alone",
    )


def _torch_state(beside: Arrays) -> dict[str, dict[str, NDArray[Any]]]:
    """Return the state of every parameter, by its name and the slot's."""
    state: dict[str, dict[str, NDArray[Any]]] = {}
    for key, array in beside.items():
        parameter, _, slot = key.rpartition("/")
        state.setdefault(parameter, {})[slot] = array
    return state


def _keras_state(own: Arrays, beside: Arrays) -> dict[str, dict[str, NDArray[Any]]]:
    """Return the same of Keras, where a slot is called after its variable: dense_kernel_momentum.

    What belongs to no parameter, as the count of iterations, belongs to all.
    """
    called = {path.replace("/", "_"): path for path in own}
    state: dict[str, dict[str, NDArray[Any]]] = {}
    shared: dict[str, NDArray[Any]] = {}
    for key, array in beside.items():
        variable = key.partition("/")[2] or key
        parameter, _, slot = variable.rpartition("_")
        if parameter in called:
            state.setdefault(called[parameter], {})[slot] = array
        elif variable != "learning_rate":
            shared[variable] = array
    return {parameter: {**shared, **slots} for parameter, slots in state.items()}
