"""A separate copy of the recorded run, replayed from moment to moment, to the same bits."""

import math

import numpy as np

from core.moments.recording import Recording
from core.pictures.snapshot import Outcome, StepPicture
from core.training import changes
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk


def again(timeline: Timeline) -> Timeline:
    """Return a timeline with its own trainer over the same recorded run, at its start.

    The keyframes are shared; the trainer that a person watches is not touched.
    """
    dataset, recording = timeline.trainer.dataset, timeline.recording()
    trainer = Trainer(timeline.last_project(), dataset)
    trainer.start_values = timeline.trainer.start_values
    last = recording.keyframes[-1]
    trainer.restore(last.moment)
    trainer.progress.epoch_limit = last.epoch_limit
    log = recording.log[: last.events]
    made = Timeline(trainer, timeline.budget, Recording(recording.keyframes, log, last.update))
    # after a divergence the run may have gone further than its last keyframe
    made.log, made.end = list(recording.log), recording.end
    made.go_to(made.start)
    return made


class Retracing:
    """A job that retrains what came before the first recorded moment.

    `timeline` is then one that begins at update 0, if that gives the same numbers; if the run was
    changed by hand it does not, and `timeline` is the given one.
    """

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self._to = timeline.trainer.moment()
        first = Trainer(self._to.project, timeline.trainer.dataset)
        first.start_values = timeline.trainer.start_values
        changes.reset(first)
        self._anew = Timeline(first, timeline.budget)

    @property
    def progress(self) -> tuple[int, int]:
        """How many updates are done, and how many there are."""
        return self._anew.trainer.update, self._to.record.update

    def work(self, seconds: float) -> bool:
        """Train for a while; return whether it has reached the recorded moment."""
        trainer, end = self._anew.trainer, self._to.record.update
        self._anew.run(updates=end - trainer.update, seconds=seconds)
        if trainer.update < end and trainer.progress.outcome is not Outcome.DIVERGED:
            if trainer.progress.outcome is not Outcome.NONE:
                changes.go_on(trainer)
            return False
        if trainer.update == end and np.array_equal(trainer.state.vector, self._to.state):
            limit = self.timeline.trainer.progress.epoch_limit
            self.timeline = self._anew
            trainer.progress.epoch_limit = limit
            self._anew.go_to(0)
        return True


class Course:
    """Goes through a timeline update by update: first the recording, then by training further.

    With `steps` every update is described, and `picture` is that of the last.
    """

    def __init__(self, timeline: Timeline, steps: bool) -> None:
        self.timeline, self.trainer = timeline, timeline.trainer
        self._walk = Walk(timeline) if steps else None
        self._end = timeline.end
        self.is_diverged = False
        self.is_evaluated = True  # whether the trainer's last figures are of this moment

    def picture(self) -> StepPicture | None:
        """Return the update just done, None at the start of the run."""
        if self._walk is None or not self._walk.is_described():
            return None
        picture = self._walk.picture()
        return picture if picture.records else None

    def next(self, updates: int = 1, ahead: bool = False) -> bool:
        """Do some updates, within the recording or `ahead` of it; return whether that was possible.

        Ahead of the recording it does one at a time.
        """
        trainer = self.trainer
        left = self._end - trainer.update
        if left <= 0 and (not ahead or trainer.is_over()):
            return False
        if self._walk is not None:
            self._walk.run_update()
            self.is_evaluated = False
        elif left > 0:
            self.timeline.replay(trainer.update + min(left, updates), math.inf)
            self.is_evaluated = True
        else:
            self.timeline.run(updates=1, seconds=math.inf)
            self.is_evaluated = False
        self.is_diverged = trainer.progress.outcome is Outcome.DIVERGED
        return not self.is_diverged
