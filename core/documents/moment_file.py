"""A moment, a project as its difference from another, and histories, as JSON and named arrays.

Reading trusts nothing: types, signs and lengths are checked here; whether a moment belongs to its
network is checked when it is resumed.
"""

import hashlib
import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.options import DataOptions
from core.data.points import Points
from core.history.figures import History
from core.moments.moment import Moment, Record
from core.moments.stop_memory import StopMemory
from core.project import Project
from core.values import Values

Arrays = dict[str, NDArray[Any]]
#: the place of an array: its number in this part, or its name in the moment's part
Reference = int | str | None

_NAME = 200


class Wrong(ValueError):
    """A part of a file is not as it should be; the message says which."""


def whole(value: Any, what: str, most: int = 2**53) -> int:
    """Return a whole number from 0. Raises Wrong for anything else."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
        raise Wrong(f"{what} is not a count")
    return value


def count_or_none(value: Any, what: str) -> int | None:
    """Return a count or None. Raises Wrong for anything else."""
    return None if value is None else whole(value, what)


def table(value: Any, what: str) -> dict[str, Any]:
    """Return an object of JSON. Raises Wrong for anything else."""
    if not isinstance(value, dict):
        raise Wrong(f"{what} is not an object")
    return value


def listed(value: Any, what: str, most: int) -> list[Any]:
    """Return a list of at most `most` entries. Raises Wrong for anything else."""
    if not isinstance(value, list) or len(value) > most:
        raise Wrong(f"{what} is not a list of at most {most:,}")
    return value


def number_or_none(value: Any, what: str) -> float | None:
    """Return a finite number or None. Raises Wrong for anything else."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise Wrong(f"{what} is not a number")
    try:
        number = float(value)
    except OverflowError:
        number = math.inf
    if not math.isfinite(number):
        raise Wrong(f"{what} is not finite")
    return number


def words(value: Any, what: str, most: int = _NAME) -> str:
    """Return a text, cut at `most` characters. Raises Wrong for anything else."""
    if not isinstance(value, str):
        raise Wrong(f"{what} is not a text")
    return value.encode("utf-8", "replace").decode()[:most]


# ---------------------------------------------------------------------- arrays


class ArraysOut:
    """Collects numbered arrays for a part; equal ones are written once."""

    def __init__(self, known: Arrays | None = None) -> None:
        self.arrays: Arrays = {}
        self._places: dict[tuple[str, tuple[int, ...], bytes], int | str] = {
            _content(array): name for name, array in (known or {}).items()
        }

    def put(self, array: NDArray[Any] | None) -> Reference:
        """Add an array; return its place."""
        if array is None:
            return None
        content = _content(array)
        place = self._places.get(content)
        if place is None:
            place = self._places[content] = len(self.arrays)
            self.arrays[str(place)] = array
        return place


def _content(array: NDArray[Any]) -> tuple[str, tuple[int, ...], bytes]:
    flat = np.ascontiguousarray(array)
    digest = hashlib.blake2b(flat.tobytes(), digest_size=16).digest()
    return array.dtype.str, array.shape, digest


class ArraysIn:
    """The arrays of a part, by number, and those of the moment's part, by name."""

    def __init__(self, arrays: Arrays, known: Arrays | None = None) -> None:
        self._arrays = {**(known or {}), **arrays}
        self._copies: Arrays = {}

    def get(self, place: Any, what: str) -> NDArray[Any]:
        """Return a copy of an array; asking for the same place twice gives the same copy."""
        name = str(place) if isinstance(place, (int, str)) else ""
        if name not in self._arrays:
            raise Wrong(f"{what} is missing")
        if name not in self._copies:
            self._copies[name] = self._arrays[name].copy()
        return self._copies[name]

    def get_or_none(self, place: Any, what: str) -> NDArray[Any] | None:
        """Return an array or, for None, None."""
        return None if place is None else self.get(place, what)


# ---------------------------------------------------------------------- projects


#: what a run starts from: the weights, and what the optimizer has kept beside them
_START = ("weights", "optimizer_state")


def _some_data() -> dict[str, Any]:
    """Return stand-in data for a project that differs only in other things."""
    nothing = Values(np.zeros((1, 1)))
    return {"source": Points(inputs=nothing, targets=nothing).write()}


def light_json(project: Project) -> dict[str, Any]:
    """Return a project's JSON without its data and weights: they may be large."""
    data = DataOptions.read(_some_data(), "data")
    found = replace(project, data=data, weights=None).to_json()
    del found["data"]
    return found


def project_difference(project: Project, base: Project) -> dict[str, Any]:
    """Return the part of a project's JSON that differs from `base`; empty if they are equal."""
    if project == base:
        return {}
    ours, theirs = light_json(project), light_json(base)
    found = {key: value for key, value in ours.items() if theirs.get(key) != value}
    found |= dict.fromkeys(key for key in theirs if key not in ours)  # not given in this one
    if project.data != base.data:
        found["data"] = project.to_json()["data"]
    if (project.weights, project.optimizer_state) != (base.weights, base.optimizer_state):
        written = project.to_json()
        found |= {key: written.get(key) for key in _START}
    return found


def project_beside(difference: Any, base: Project, base_json: dict[str, Any]) -> Project:
    """Return the project with this difference from `base`. Raises ProjectError or Wrong.

    `base_json` is the JSON of `base`, for its small fields.
    """
    changes = table(difference, "a project")
    if not changes:
        return base
    description = {**base_json, **changes}
    # data and weights are usually the same: they are not read again
    if "data" not in changes:
        description["data"] = _some_data()
    if "weights" not in changes:
        description = {key: value for key, value in description.items() if key not in _START}
    made = Project.from_json(description)
    if "data" not in changes:
        made = replace(made, data=base.data)
    if "weights" in changes:
        return made
    return replace(made, weights=base.weights, optimizer_state=base.optimizer_state)


# ---------------------------------------------------------------------- moments


def record_as_json(record: Record) -> dict[str, Any]:
    """Return the small part of a moment as JSON."""
    planted = {"bug": record.bug} if record.bug else {}
    return {
        "update": record.update,
        "epoch": record.epoch,
        "cursor": record.cursor,
        "counters": record.counters,
        "shuffle_state": record.shuffle_state,
        "dropout_state": record.dropout_state,
        "stop": {
            "best_loss": record.stop.best_loss,
            "best_epoch": record.stop.best_epoch,
            "waited": record.stop.waited,
            "target_passed": record.stop.target_passed,
        },
        **planted,
    }


def read_record(value: Any) -> Record:
    """Return the small part of a moment. Raises Wrong for anything else."""
    record = table(value, "the record")
    stop = table(record.get("stop"), "the memory of stop rules")
    counters = table(record.get("counters"), "what the optimizer counts")
    return Record(
        update=whole(record.get("update"), "update"),
        epoch=whole(record.get("epoch"), "epoch"),
        cursor=whole(record.get("cursor"), "cursor"),
        counters={
            name: number_or_none(value, "what the optimizer counts") or 0.0
            for name, value in counters.items()
        },
        shuffle_state=_read_stream(record.get("shuffle_state")),
        dropout_state=_read_stream(record.get("dropout_state")),
        stop=StopMemory(
            number_or_none(stop.get("best_loss"), "the best loss"),
            whole(stop.get("best_epoch"), "the best epoch"),
            whole(stop.get("waited"), "the epochs waited"),
            stop.get("target_passed") is True,
        ),
        bug=words(record.get("bug", ""), "the name of a bug"),
    )


def _read_stream(value: Any) -> Any:
    """Return the state of a random stream, after trying it on one."""
    state: Any = dict(table(value, "the state of a random stream"))
    try:
        np.random.PCG64(0).state = state
    except (ValueError, LookupError, TypeError, OverflowError, AttributeError):
        raise Wrong("the state of a random stream is not valid") from None
    return state


def moment_arrays(moment: Moment) -> Arrays:
    """Return the arrays of a moment by name."""
    arrays: Arrays = {"state": moment.state}
    if moment.permutation is not None:
        arrays["permutation"] = moment.permutation.astype(np.int64)
    if moment.best is not None:
        arrays["best"] = moment.best
    if moment.frozen is not None:
        arrays["frozen"] = moment.frozen
    if moment.aside is not None:
        arrays["aside"] = moment.aside
    return arrays


def read_moment(project: Project, record: Any, arrays: Arrays) -> Moment:
    """Return a moment from its parts. Raises Wrong if they do not form one."""
    state = arrays.get("state")
    if state is None or state.ndim != 1 or state.dtype != np.dtype(project.training.dtype):
        raise Wrong("its state does not have the project's precision")
    permutation, best, frozen = (arrays.get(name) for name in ("permutation", "best", "frozen"))
    if permutation is not None and (permutation.ndim != 1 or permutation.dtype != np.int64):
        raise Wrong("its order of samples is not made of whole numbers")
    if best is not None and best.dtype != state.dtype:
        raise Wrong("its best weights do not have the project's precision")
    if frozen is not None and frozen.dtype != np.dtype(bool):
        raise Wrong("it does not say what is frozen")
    aside = arrays.get("aside")
    if aside is not None and (aside.dtype != state.dtype or np.isinf(aside).any()):
        raise Wrong("what is switched off has no weights to get back")
    return Moment(
        project=project,
        state=state,
        record=read_record(record),
        permutation=None if permutation is None else permutation.astype(np.intp, copy=False),
        best=best,
        frozen=frozen,
        aside=aside,
    )


# ---------------------------------------------------------------------- histories


def history_arrays(history: History) -> Arrays:
    """Return histories as named arrays."""
    arrays: Arrays = {
        "epochs": history.epochs,
        "loss": history.loss,
        "test_loss": history.test_loss,
    }
    if history.updates.size:
        arrays["updates"] = history.updates
    arrays |= {f"metrics/{name}": values for name, values in history.metrics.items()}
    arrays |= {f"test_metrics/{name}": values for name, values in history.test_metrics.items()}
    if history.validation_loss.size:
        arrays["validation_loss"] = history.validation_loss
    validated = history.validation_metrics.items()
    arrays |= {f"validation_metrics/{name}": values for name, values in validated}
    return arrays


def read_history(arrays: Arrays) -> History:
    """Return the histories from named arrays. Raises Wrong if they do not fit together."""
    if any(array.dtype.kind != "f" for array in arrays.values()):
        raise Wrong("its histories are not numbers")
    arrays = {name: array.astype(np.float64, copy=False) for name, array in arrays.items()}
    if not {"epochs", "loss", "test_loss"} <= set(arrays):
        raise Wrong("its histories are not complete")
    length = arrays["epochs"].shape
    for name, array in arrays.items():
        without_part = name.startswith(("test_", "validation_")) and array.shape == (0,)
        if len(length) != 1 or not (array.shape == length or without_part):
            raise Wrong("its histories do not all have the same length")
    for name in ("epochs", "updates"):
        _check_counts(arrays.get(name))

    def group(prefix: str) -> dict[str, NDArray[np.float64]]:
        return {
            name.removeprefix(prefix): array
            for name, array in sorted(arrays.items())
            if name.startswith(prefix)
        }

    return History(
        epochs=arrays["epochs"],
        loss=arrays["loss"],
        test_loss=arrays["test_loss"],
        metrics=group("metrics/"),
        test_metrics=group("test_metrics/"),
        updates=arrays.get("updates", np.empty(0)),
        validation_loss=arrays.get("validation_loss", np.empty(0)),
        validation_metrics=group("validation_metrics/"),
    )


def _check_counts(counts: NDArray[np.float64] | None) -> None:
    """Raise Wrong unless the counts of figures start from 0 and go up."""
    if counts is None or not counts.size:
        return
    if not (counts[0] >= 0 and counts[-1] <= 2.0**53 and np.all(np.diff(counts) >= 0)):
        raise Wrong("its histories do not say when")
