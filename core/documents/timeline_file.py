"""A recorded run, as JSON and arrays: keyframes, the log of changes, and the projects in force.

A file keeps as much of a run as makes sense on a disk: keyframes are thinned, the oldest most, and
of a very long log only the newest changes stay. The start may then move, the end never does.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from core.documents.moment_file import (
    ArraysIn,
    ArraysOut,
    Wrong,
    count_or_none,
    light_json,
    listed,
    moment_arrays,
    project_beside,
    project_difference,
    read_moment,
    record_as_json,
    table,
    whole,
    words,
)
from core.moments.moment import Moment
from core.moments.recording import (
    BugChange,
    Change,
    Event,
    FreezeChange,
    GoOn,
    Keyframe,
    ProjectChange,
    Recording,
    ValueChange,
)
from core.project import Project

#: how much of one run a file keeps
MOST_BYTES = 16 * 1024**2
MOST_KEYFRAMES = 500
MOST_EVENTS = 4000
_LOG_BYTES = 48 * 1024**2
#: the memory that the JSON of one layer takes
_LAYER_BYTES = 3000


# ---------------------------------------------------------------------- how much is kept


def shortened(recording: Recording, here: int, most: int = MOST_BYTES) -> Recording:
    """Return as much of a recording as a file keeps, including the moment after `here` updates."""
    first = _first_kept(recording)
    base = recording.keyframes[first].events
    keyframes = tuple(
        Keyframe(keyframe.events - base, keyframe.moment, keyframe.epoch_limit)
        for keyframe in recording.keyframes[first:]
    )
    log = recording.log[base:]
    updates = [keyframe.update for keyframe in keyframes]
    must = {0, len(keyframes) - 1}
    must |= {max(i for i, update in enumerate(updates) if update <= max(here, updates[0]))}
    size = sum(keyframe.size for keyframe in keyframes) / len(keyframes)
    count = max(len(must), min(MOST_KEYFRAMES, int(most / size)))
    chosen = must | set(_chosen(updates, recording.end, count - len(must)))
    return Recording(tuple(keyframes[i] for i in sorted(chosen)), log, recording.end)


def is_whole(recording: Recording) -> bool:
    """Return whether a recording runs unbroken from start to end: others are not written."""
    try:
        _check_order(recording)
    except Wrong:
        return False
    return True


def _first_kept(recording: Recording) -> int:
    """Return the first keyframe from which the log is short enough."""
    sizes = np.array([_event_size(event.change) for event in recording.log], dtype=np.float64)
    after = np.append(np.cumsum(sizes[::-1])[::-1], 0.0)
    for i, keyframe in enumerate(recording.keyframes):
        events = len(recording.log) - keyframe.events
        if events <= MOST_EVENTS and after[keyframe.events] <= _LOG_BYTES:
            return i
    return len(recording.keyframes) - 1


def _event_size(change: Change) -> int:
    if isinstance(change, ValueChange):
        return int(np.asarray(change.values).nbytes)
    if isinstance(change, FreezeChange) and change.mask is not None:
        return int(change.mask.nbytes)
    if isinstance(change, ProjectChange):
        return _LAYER_BYTES * (len(change.project.layers) + 3)
    return 0


def _chosen(updates: Sequence[int], end: int, count: int) -> list[int]:
    """Return up to `count` places: half spread over the whole run, half denser towards the end."""
    if count <= 0:
        return []
    if len(updates) <= count:
        return list(range(len(updates)))
    marks = np.asarray(updates, dtype=np.float64)
    even = np.linspace(marks[0], marks[-1], count // 2 + 1)
    dense = end + 1 - np.geomspace(1.0, end + 1 - marks[0], count - count // 2)
    wanted = np.concatenate([even[: count // 2], dense])
    places = np.clip(np.searchsorted(marks, wanted, side="right") - 1, 0, len(marks) - 1)
    return [int(place) for place in np.unique(places)]


# ---------------------------------------------------------------------- writing


def recording_as_json(recording: Recording, base: Project, arrays: ArraysOut) -> dict[str, Any]:
    """Return a recording as JSON; arrays go to `arrays`, projects are differences from `base`."""
    projects: list[Project] = []
    places: dict[int, int] = {}

    def place(project: Project) -> int:
        # the same object occurs many times: equal ones are searched for only once
        if id(project) not in places:
            if project not in projects[-50:]:
                projects.append(project)
            places[id(project)] = len(projects) - 1 - projects[::-1].index(project)
        return places[id(project)]

    def moment(given: Moment) -> dict[str, Any]:
        found = moment_arrays(given)
        return {
            "project": place(given.project),
            "record": record_as_json(given.record),
            **{name: arrays.put(array) for name, array in found.items()},
        }

    keyframes = [
        {
            "events": keyframe.events,
            "epoch_limit": keyframe.epoch_limit,
            **moment(keyframe.moment),
        }
        for keyframe in recording.keyframes
    ]
    log = [
        {"update": event.update, **_change_as_json(event.change, place, arrays)}
        for event in recording.log
    ]
    return {
        "end": recording.end,
        "projects": [project_difference(project, base) for project in projects],
        "keyframes": keyframes,
        "log": log,
    }


def _change_as_json(change: Change, place: Any, arrays: ArraysOut) -> dict[str, Any]:
    if isinstance(change, ProjectChange):
        return {"kind": "project", "project": place(change.project)}
    if isinstance(change, ValueChange):
        values = arrays.put(np.asarray(change.values))
        return {"kind": "values", "layer": change.layer, "name": change.name, "values": values}
    if isinstance(change, FreezeChange):
        return {"kind": "freeze", "mask": arrays.put(change.mask)}
    if isinstance(change, BugChange):
        return {"kind": "bug", "name": change.name}
    return {"kind": "go_on"}


# ---------------------------------------------------------------------- reading


def read_recording(value: Any, base: Project, arrays: ArraysIn) -> Recording:
    """Return the recording in a part. Raises Wrong or ProjectError for anything else."""
    found = table(value, "the recorded run")
    base_json = light_json(base)
    most = MOST_EVENTS + MOST_KEYFRAMES + 10
    projects = [
        project_beside(difference, base, base_json)
        for difference in listed(found.get("projects"), "its projects", most)
    ]

    def project(place: Any) -> Project:
        number = whole(place, "the number of a project")
        if number >= len(projects):
            raise Wrong("it names a project that is not there")
        return projects[number]

    log = tuple(
        _read_event(entry, project, arrays)
        for entry in listed(found.get("log"), "its log", MOST_EVENTS)
    )
    keyframes = tuple(
        _read_keyframe(entry, project, arrays)
        for entry in listed(found.get("keyframes"), "its keyframes", MOST_KEYFRAMES + 10)
    )
    recording = Recording(keyframes, log, whole(found.get("end"), "its end"))
    _check_order(recording)
    return recording


def _read_keyframe(value: Any, project: Any, arrays: ArraysIn) -> Keyframe:
    entry = table(value, "a keyframe")
    held = {
        name: arrays.get(entry[name], name)
        for name in ("state", "permutation", "best", "frozen", "aside")
        if entry.get(name) is not None
    }
    return Keyframe(
        whole(entry.get("events"), "a keyframe's place"),
        read_moment(project(entry.get("project")), entry.get("record"), held),
        count_or_none(entry.get("epoch_limit"), "where epochs end"),
    )


def _read_event(value: Any, project: Any, arrays: ArraysIn) -> Event:
    entry = table(value, "an event")
    return Event(
        whole(entry.get("update"), "an event's update"), _read_change(entry, project, arrays)
    )


def _read_change(entry: dict[str, Any], project: Any, arrays: ArraysIn) -> Change:
    kind = entry.get("kind")
    if kind == "project":
        return ProjectChange(project(entry.get("project")))
    if kind == "values":
        values = arrays.get(entry.get("values"), "numbers set by hand")
        if values.dtype.kind != "f" or not np.isfinite(values).all():
            raise Wrong("numbers set by hand are not finite")
        layer = whole(entry.get("layer"), "the number of a layer")
        return ValueChange(layer, words(entry.get("name"), "an array's name"), values)
    if kind == "freeze":
        mask = arrays.get_or_none(entry.get("mask"), "what was frozen")
        if mask is not None and mask.dtype != np.dtype(bool):
            raise Wrong("it does not say what was frozen")
        return FreezeChange(mask)
    if kind == "bug":
        return BugChange(words(entry.get("name"), "the name of a bug"))
    if kind == "go_on":
        return GoOn()
    raise Wrong("a change of an unknown kind")


def _check_order(recording: Recording) -> None:
    """Raise Wrong unless a recording runs unbroken from start to end."""
    keyframes, log, end = recording.keyframes, recording.log, recording.end
    if not keyframes:
        raise Wrong("it has no start")
    places = [(keyframe.update, keyframe.events) for keyframe in keyframes]
    updates = [event.update for event in log]
    if places != sorted(places) or len(set(places)) < len(places) or updates != sorted(updates):
        raise Wrong("it is out of order")
    if places[0][1] or places[-1] != (end, len(log)):
        raise Wrong("it does not lead to its end")
    for update, events in places:
        before = np.searchsorted(updates, update, side="left")
        if not before <= events <= np.searchsorted(updates, update, side="right"):
            raise Wrong("a keyframe is not at its place in the log")
