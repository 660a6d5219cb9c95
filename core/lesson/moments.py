"""Where now is in the recorded run, in words and as a number with a fraction."""

from core.lesson.numbers import count
from core.pictures.snapshot import Snapshot
from core.words import say, translate


def place_in_words(snapshot: Snapshot | None, asked: int | None) -> str:
    """Return where now is, or what is asked for: update 12 of 140, update 13 · phase 3 of 7."""
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
    """Return the updates done, with the share of the one at hand."""
    if not snapshot.phases:
        return float(snapshot.update)
    return snapshot.update + snapshot.phases / max(rail_length(snapshot), snapshot.phases + 1)
