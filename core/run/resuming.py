"""What a file keeps of a run, and resuming: a trainer at the moment in the file."""

import math
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.documents.kept import Kept, Opened
from core.documents.records import RunRecord
from core.errors import FileError
from core.moments.moment import Moment
from core.moments.recording import BugChange, FreezeChange, ProjectChange, Recording, ValueChange
from core.moments.recording import Change as Edit
from core.pictures.snapshot import Pin
from core.project import Change, Project, change_between
from core.training.bugs import BUGS
from core.training.network import Network
from core.training.timeline import BUDGET_BYTES, Timeline
from core.training.trainer import Trainer
from core.training.workspace import off_by


def kept_of(
    project: Project,
    trainer: Trainer | None,
    timeline: Timeline | None = None,
    *,
    pins: tuple[Pin, ...] = (),
    runs: tuple[RunRecord, ...] = (),
    thumbnail: bytes | None = None,
    recomputed: bool = False,
) -> Kept:
    """Return what to keep of a document in its present state.

    It is a copy: training may continue while it is written. If the trainer belongs to another
    project, because an edit has not taken effect yet, none of its training is kept.
    """
    kept = Kept(project, runs=runs, thumbnail=thumbnail)
    if trainer is None or change_between(trainer.project, project) is Change.RESTART:
        return kept
    recording = None
    if timeline is not None:
        timeline.take_keyframe()  # so that there is one here again, also in the past
        recording = timeline.recording()
    return replace(
        kept,
        moment=trainer.moment(),
        history=trainer.history.kept(),
        start=None if trainer.start_values is None else trainer.start_values.copy(),
        recording=recording,
        pins=tuple(pin for pin in pins if recording is None or pin.update <= recording.end),
        epoch_limit=trainer.progress.epoch_limit,
        recomputed=recomputed,
    )


def resume(opened: Opened, dataset: Dataset) -> Trainer:
    """Return a trainer of an opened project, at its saved moment if it has one.

    Raises ProjectError or SizeError if the project cannot be trained, FileError if the saved moment
    or the recorded run does not belong to it.
    """
    trainer = Trainer(opened.project, dataset)
    if opened.start is not None:
        network = trainer.network
        if opened.start.shape != (network.parameter_count + network.statistics_count,):
            raise _misplaced("its start belongs to another network")
        trainer.start_values = opened.start.astype(trainer.state.vector.dtype)
    if opened.moment is None:
        return trainer
    _check(opened.moment, trainer)
    if opened.recording is not None:
        _check_recording(opened.recording, opened.moment, trainer)
    try:
        trainer.restore(opened.moment)
    except (ValueError, LookupError, TypeError, OverflowError):
        raise _misplaced("it does not fit the network") from None
    if opened.epoch_limit is not None and trainer.project.training.epochs is not None:
        trainer.progress.epoch_limit = opened.epoch_limit
    if opened.history is not None:
        trainer.history.cut_after(-1)
        trainer.history.restore(opened.history)
        trainer.history.rewind(trainer.epoch)
        if opened.recording is None:
            trainer.history.cut_after(trainer.epoch)
    trainer.progress.last_figures = trainer.evaluate()
    return trainer


def resumed_timeline(
    trainer: Trainer, recording: Recording | None, budget: int = BUDGET_BYTES
) -> Timeline:
    """Return the timeline of a trainer that `resume` has made, at its moment.

    If the recording continues after this moment, the trainer is in the past: running follows the
    recording.
    """
    if recording is None or recording.end == trainer.update:
        return Timeline(trainer, budget, recording)
    here, end = trainer.update, recording.keyframes[-1]
    trainer.restore(end.moment)
    trainer.progress.epoch_limit = end.epoch_limit
    timeline = Timeline(trainer, budget, recording)
    timeline.go_to(here)
    return timeline


def _misplaced(why: str) -> FileError:
    return FileError(
        f"the saved moment does not belong to the saved project: {why}",
        "open another copy of the file",
    )


def _check(moment: Moment, trainer: Trainer) -> None:
    """Raise FileError if a moment cannot be one of this trainer."""
    if change_between(trainer.project, moment.project) is Change.RESTART:
        raise _misplaced("it belongs to another network")
    _check_bug(moment.record.bug)
    count = len(trainer.dataset.train)
    order, cursor = moment.permutation, moment.record.cursor
    if order is not None and not _is_order(order, count):
        raise _misplaced("its order of samples does not fit these data")
    if cursor >= count or (order is None) != (cursor == 0):
        raise _misplaced("its place in the epoch does not fit these data")
    optimizer = moment.project.optimizer
    given = moment.record.counters
    if set(given) != set(optimizer.counters) or not all(
        math.isfinite(value) and value >= 0 for value in given.values()
    ):
        raise _misplaced("its optimizer counts something else")
    network = trainer.network
    parameters, statistics = network.parameter_count, network.statistics_count
    if moment.state.shape != (parameters * (1 + len(optimizer.state_slots())) + statistics,):
        raise _misplaced("it does not fit the network")
    learned = (moment.state[:parameters], moment.state[moment.state.size - statistics :])
    if not all(np.isfinite(part).all() for part in learned):
        raise _misplaced("its weights are not all finite")
    if moment.best is not None and moment.best.shape != (parameters + statistics,):
        raise _misplaced("its best weights belong to another network")
    if moment.frozen is not None and moment.frozen.shape != (parameters,):
        raise _misplaced("what is frozen belongs to another network")
    _check_aside(moment, network)


def _check_aside(moment: Moment, network: Network) -> None:
    """Raise FileError unless what is switched off is what the moment's project says."""
    off = off_by(moment.project, network)
    if moment.aside is None:
        agree = off is None
    else:
        there = moment.aside.shape == (network.parameter_count,)
        agree = there and off is not None and np.array_equal(off, ~np.isnan(moment.aside))
        agree = agree and not moment.state[: network.parameter_count][off].any()
    if not agree:
        raise _misplaced("other weights are switched off")


def _check_bug(name: str) -> None:
    """Raise FileError if an unknown bug was planted."""
    if name and name not in BUGS:
        raise _misplaced("it has an unknown bug planted")


def _is_order(order: NDArray[np.intp], count: int) -> bool:
    """Return whether every number below `count` occurs once."""
    if order.shape != (count,) or not count or order.min() < 0 or order.max() >= count:
        return False
    seen = np.zeros(count, dtype=bool)
    seen[order] = True
    return bool(seen.all())


def _check_recording(recording: Recording, moment: Moment, trainer: Trainer) -> None:
    """Raise FileError unless a recorded run belongs to this trainer and contains the moment."""
    updates = [keyframe.update for keyframe in recording.keyframes]
    if not updates or updates[-1] != recording.end or moment.record.update not in updates:
        raise _misplaced("the recorded run does not contain it")
    for keyframe in recording.keyframes:
        _check(keyframe.moment, trainer)
    network = trainer.network
    arrays = network.arrays(trainer.state.parameters, trainer.state.statistics)
    for event in recording.log:
        _check_edit(event.change, trainer, arrays)


def _check_edit(edit: Edit, trainer: Trainer, arrays: list[dict[str, NDArray[Any]]]) -> None:
    """Raise FileError if a recorded change cannot be made to this trainer."""
    if isinstance(edit, ProjectChange):
        if change_between(trainer.project, edit.project) is Change.RESTART:
            raise _misplaced("the recorded run changes to another network")
    elif isinstance(edit, BugChange):
        _check_bug(edit.name)
    elif isinstance(edit, ValueChange):
        there = edit.layer < len(arrays) and edit.name in arrays[edit.layer]
        shape = np.shape(edit.values)
        if not there or shape not in ((), arrays[edit.layer][edit.name].shape):
            raise _misplaced("the recorded run sets numbers that it does not have")
    elif (
        isinstance(edit, FreezeChange)
        and edit.mask is not None
        and edit.mask.shape != (trainer.network.parameter_count,)
    ):
        raise _misplaced("the recorded run freezes another network")
