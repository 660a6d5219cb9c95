"""The present place in the recorded run, in words and as a fractional number."""

import numpy as np

from core.lesson.numbers import count
from core.pictures.snapshot import Facts, LayerPicture, Snapshot, StepPicture
from core.words import say, translate


def place_in_words(snapshot: Snapshot | None, asked: int | None) -> str:
    """Return the present or requested place: update 12 of 140, update 13 · phase 3 of 7."""
    if snapshot is None:
        return ""
    time = snapshot.time
    if asked is not None:
        return of_words(asked, time.end)
    if snapshot.phases:
        return phase_words(snapshot.update + 1, snapshot.phases, rail_length(snapshot))
    if time.end <= time.start:
        return ""
    words = of_words(snapshot.update, time.end)
    if time.recomputed and snapshot.past:
        words += " · " + translate("TimelineBar", "recomputed on this machine")
    return words


def of_words(update: int, end: int) -> str:
    """Return a place between two updates: update 12 of 140."""
    text = translate("TimelineBar", "update {update} of {end}")
    return text.format(update=count(update), end=count(end))


def phase_words(update: int, phase: int, phases: int) -> str:
    """Return a place within an update; 0 phases where it is not known how many there are."""
    if not phases:
        return say("TimelineBar", "in the middle of update {update}", update=count(update))
    text = translate("TimelineBar", "update {update} · phase {phase} of {phases}")
    return text.format(update=count(update), phase=phase, phases=phases)


def rail_length(snapshot: Snapshot) -> int:
    """Return how many phases an update has, or 0 where it is not known."""
    return 0 if snapshot.step is None else len(snapshot.step.rail)


def now_of(snapshot: Snapshot) -> float:
    """Return the updates done, with the fraction of the current one."""
    if not snapshot.phases:
        return float(snapshot.update)
    return snapshot.update + snapshot.phases / max(rail_length(snapshot), snapshot.phases + 1)


Told = tuple[StepPicture, Facts, tuple[LayerPicture, ...]]


def same_update(before: Told, now: Told) -> bool:
    """Return whether two pictures show the same update, with the same numbers at its start."""
    (old, old_facts, old_layers), (step, facts, layers) = before, now
    if (step.update, facts.run_id) != (old.update, old_facts.run_id):
        return False
    if step.project is not old.project and step.project != old.project:
        return False
    if step.records:
        return True
    # none done: an edit inside an update ends here, or is made here
    return not old.records and all(
        name in earlier.arrays and np.array_equal(array, earlier.arrays[name])
        for layer, earlier in zip(layers, old_layers, strict=True)
        for name, array in layer.arrays.items()
    )
