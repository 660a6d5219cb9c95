"""Diagnostics over the updates: a job on a copy of the recorded run, and the run's part for it.

The moments are spread evenly, but as near behind a recorded one as that allows, so that long runs
do not have to be trained again as a whole.
"""

import bisect
import time
from typing import Protocol

import numpy as np

from core.pictures.health import Health, HealthMoment
from core.run.makers.snapshots import layer_pictures
from core.run.past.again import again
from core.run.reporting import SAID_AFTER, Saying, carried_on, reporting
from core.run.runs.part import Runs
from core.run.slicer import Slicer
from core.run.telling import Told
from core.run.time import Time
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.words import translate


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None
    time: Time
    runs: Runs

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""


#: how many moments are looked at, and how many updates each may cost where less is possible
MOST_MOMENTS, NEAR = 120, 20


def chosen(timeline: Timeline, most: int = MOST_MOMENTS) -> list[int]:
    """Return the updates that are looked at, ascending; each is one that was done, so at least 1.

    Updates after which the person changed something are avoided: their step is not the update's.
    """
    start, end = timeline.start, timeline.end
    if end <= start:
        return []
    even = np.unique(np.linspace(start + 1, end, min(most, end - start)).round().astype(int))
    kept = timeline.keyframes
    found, before = [], start
    for target in even.tolist():
        place = bisect.bisect_left(kept, target) - 1
        near = kept[place] + 1 if place >= 0 else target
        is_far = target - near > NEAR and target < end  # the end itself is always looked at
        update = near if is_far and near > before else target
        while timeline.is_changed_at(update) and update < end:
            update += 1
        if update > before:
            found.append(update)
            before = update
    return found


class Diagnosing:
    """A job that computes the diagnostics at moments of a recorded run, into `result`."""

    def __init__(self, timeline: Timeline, run_id: int) -> None:
        self._timeline = again(timeline)
        self._run_id = run_id
        self._updates = chosen(self._timeline)
        self._first, self._last = self._timeline.start, self._timeline.end
        self._moments: list[HealthMoment] = []
        self._sought = -1

    @property
    def progress(self) -> tuple[int, int]:
        """How many moments are looked at, and how many there are."""
        return len(self._moments), len(self._updates)

    @property
    def result(self) -> Health:
        """What is computed so far."""
        return Health(self._run_id, tuple(self._moments), self._first, self._last)

    def work(self, seconds: float) -> bool:
        """Look at the next moments; return whether all are done."""
        end = time.perf_counter() + seconds
        while len(self._moments) < len(self._updates):
            update = self._updates[len(self._moments)]
            if self._sought != update:
                self._sought = update
                self._timeline.seek(update - 1)
            if not self._timeline.replay(update - 1, max(0.0, end - time.perf_counter())):
                return False
            self._look(update)
            if time.perf_counter() >= end:
                break
        return len(self._moments) == len(self._updates)

    def _look(self, update: int) -> None:
        from core.run.makers.diagnostics import diagnostics
        from core.run.makers.verdict import verdict

        trainer = self._timeline.trainer
        before = trainer.state.parameters.copy()
        while not self._timeline.replay(update, 1.0):  # not `go_to`: a kept moment has no gradient
            pass
        step = trainer.state.parameters - before
        found = diagnostics(trainer, trainer.work.last_gradient(), step)
        figures = trainer.progress.last_figures
        says = verdict(layer_pictures(trainer), found, trainer.dataset.task, figures)
        self._moments.append(HealthMoment(update, found, says))


class HealthPart:
    """Collects diagnostics over the updates in slices; nothing is changed by it."""

    failed = Told()
    progress = Told()
    diagnosed = Told()  # Health so far, and whether that is all

    def __init__(self, run: Host) -> None:
        self._run = run
        self._job: Diagnosing | None = None
        self._timeline: Timeline | None = None
        self._told_at = 0.0
        self._saying = Saying(self.progress)

    @reporting
    def diagnose(self) -> None:
        """Go through the recorded run; `diagnosed` tells what is found, as it comes."""
        timeline = self._run.time.timeline
        self.cancel_diagnosing()
        if timeline is None or self._run.trainer is None:
            return
        self._timeline = timeline
        self._job = Diagnosing(timeline, self._run.runs.book.current)
        self._told_at = time.perf_counter()
        self._saying.begin()
        self._run.slicer.begin(self)

    def cancel_diagnosing(self) -> None:
        """Stop going through it; what was told stays."""
        self._job = None
        self._saying.stop()

    def end(self) -> None:
        """Release everything."""
        self._job = self._timeline = None

    def work(self, seconds: float) -> bool:
        """Go on for a slice; return whether it has come to its end."""
        return not carried_on(lambda: self._goes_on(seconds), self.cancel_diagnosing)

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        job = self._job
        if job is None or self._timeline is not self._run.time.timeline:
            self.cancel_diagnosing()
            return False
        done = job.work(seconds)
        now = time.perf_counter()
        if done or now - self._told_at > SAID_AFTER:
            self._told_at = now
            self.diagnosed.emit(job.result, done)
        if done:
            self.cancel_diagnosing()
            return False
        self._saying.say(translate("Worker", "Going through the recorded run"), *job.progress)
        return True
