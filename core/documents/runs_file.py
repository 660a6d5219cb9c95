"""The earlier runs, and the pins, as JSON and arrays."""

from typing import Any

from core.documents.history_file import packed_arrays, plain_arrays, read_kept_history
from core.documents.moment_file import (
    Arrays,
    ArraysIn,
    ArraysOut,
    Wrong,
    count_or_none,
    light_json,
    listed,
    moment_arrays,
    number_or_none,
    project_beside,
    project_difference,
    read_moment,
    record_as_json,
    table,
    whole,
    words,
)
from core.documents.records import RunRecord
from core.documents.timeline_file import read_recording, recording_as_json
from core.moments.recording import Recording
from core.pictures.snapshot import Pin, RunSummary
from core.project import Project
from core.words import plain

_MOST_PINS = 2000


def pins_as_json(pins: tuple[Pin, ...]) -> list[dict[str, Any]]:
    """Return pins as JSON."""
    return [
        {
            "number": pin.number,
            "name": pin.name,
            "update": pin.update,
            "epoch": pin.epoch,
            "loss": pin.loss,
        }
        for pin in pins[-_MOST_PINS:]
    ]


def read_pins(value: Any, recording: Recording | None) -> tuple[Pin, ...]:
    """Return the pins that are within the recorded run. Raises Wrong for anything else."""
    pins = []
    numbers = set()
    for entry in listed(value, "the pins", _MOST_PINS):
        found = table(entry, "a pin")
        pin = Pin(
            whole(found.get("number"), "a pin's number"),
            plain(words(found.get("name"), "a pin's name")),
            whole(found.get("update"), "a pin's update"),
            number_or_none(found.get("epoch"), "a pin's epoch") or 0.0,
            number_or_none(found.get("loss"), "a pin's loss"),
        )
        if pin.number in numbers:
            raise Wrong("two pins have the same number")
        numbers.add(pin.number)
        first = 0 if recording is None else recording.keyframes[0].update
        if recording is None or first <= pin.update <= recording.end:
            pins.append(pin)
    return tuple(sorted(pins, key=lambda pin: pin.update))


def run_as_json(run: RunRecord, base: Project) -> tuple[dict[str, Any], Arrays]:
    """Return a run as JSON and its arrays; its project is stored as a difference from `base`."""
    moment, history = moment_arrays(run.moment), plain_arrays(run.history)
    named = {f"moment/{name}": array for name, array in moment.items()}
    arrays = ArraysOut(named)
    recording = None
    if run.recording is not None:
        recording = recording_as_json(run.recording, run.project, arrays)
    summary = run.summary
    described = {
        "number": summary.run_id,
        "name": run.name,
        "hidden": run.hidden,
        "project": project_difference(run.project, base),
        "moment_project": project_difference(run.moment.project, run.project),
        "record": record_as_json(run.moment.record),
        "recording": recording,
        "pins": pins_as_json(run.pins),
        "summary": {
            "settings": summary.settings,
            "epochs": summary.epochs,
            "updates": summary.updates,
            "loss": summary.loss,
            "test_loss": summary.test_loss,
            "metrics": summary.metrics,
            "part": summary.part,
        },
    }
    in_history = {f"history/{name}": array for name, array in history.items()}
    before = packed_arrays(run.history).items()
    in_history |= {f"history_packed/{name}": array for name, array in before}
    return described, {**named, **in_history, **arrays.arrays}


def read_run(value: Any, arrays: Arrays, base: Project, base_json: dict[str, Any]) -> RunRecord:
    """Return a run from its parts. Raises Wrong or ProjectError if they do not form one."""
    found = table(value, "a run")
    project = project_beside(found.get("project"), base, base_json)
    moment_project = project_beside(found.get("moment_project"), project, light_json(project))
    moment = read_moment(moment_project, found.get("record"), _group(arrays, "moment/"))
    recording = None
    if found.get("recording") is not None:
        recording = read_recording(found["recording"], project, ArraysIn(arrays))
    name = plain(words(found.get("name"), "a run's name"))
    hidden = found.get("hidden") is True
    summary = table(found.get("summary"), "a run's figures")
    return RunRecord(
        name=name,
        project=project,
        moment=moment,
        history=read_kept_history(_group(arrays, "history/"), _group(arrays, "history_packed/")),
        summary=RunSummary(
            run_id=whole(found.get("number"), "a run's number"),
            name=name,
            settings=words(summary.get("settings"), "a run's settings", 2000),
            epochs=count_or_none(summary.get("epochs"), "a run's epochs") or 0,
            updates=count_or_none(summary.get("updates"), "a run's updates") or 0,
            loss=number_or_none(summary.get("loss"), "a run's loss"),
            test_loss=number_or_none(summary.get("test_loss"), "a run's test loss"),
            metrics=_read_metrics(summary.get("metrics")),
            hidden=hidden,
            current=False,
            part=_read_part(summary),
        ),
        recording=recording,
        hidden=hidden,
        pins=read_pins(found.get("pins", []), recording),
    )


def _read_metrics(value: Any) -> dict[str, float]:
    found = {
        words(name, "a metric"): number_or_none(figure, "a run's metric")
        for name, figure in table(value, "a run's metrics").items()
    }
    return {name: float("nan") if figure is None else figure for name, figure in found.items()}


def _read_part(summary: dict[str, Any]) -> str:
    """Return the part of the data that the metrics are of; files of older versions do not say."""
    part = summary.get("part")
    if part in ("test", "validation", "training"):
        return str(part)
    return "test" if summary.get("test_loss") is not None else ""


def _group(arrays: Arrays, prefix: str) -> Arrays:
    return {
        name.removeprefix(prefix): array.copy()
        for name, array in arrays.items()
        if name.startswith(prefix)
    }
