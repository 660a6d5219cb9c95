"""Finding the first update where a condition holds: exactly, moment after moment."""

import time
from dataclasses import dataclass

from core.lesson.past.condition import Condition
from core.pictures.findings import Found
from core.run.past.again import Course, Retracing, again
from core.run.past.watch import Watch, needs_steps
from core.training import changes
from core.training.timeline import Timeline


@dataclass(frozen=True)
class Ahead:
    """How far to train past the recording: a number of epochs, or None for the project's end."""

    epochs: int | None


class Finding:
    """A job that looks at every moment from the start of a recorded run; `result` is its find.

    With `ahead` it trains further, separately, if nothing is found in the recording; with `retrace`
    it begins before the recording, if retraining gives the same numbers.
    """

    def __init__(
        self, timeline: Timeline, condition: Condition, ahead: Ahead | None, retrace: bool
    ) -> None:
        """Begin. Raises UserError for things the network or the task does not have."""
        self._condition, self._ahead = condition, ahead
        made = again(timeline)
        self._retracing = Retracing(made) if retrace and made.start > 0 else None
        self._begin(made)
        self.result: Found | None = None

    def _begin(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self._end, self._start = timeline.end, timeline.start
        self._course = Course(timeline, needs_steps(self._condition))
        self._watch = Watch(self._condition, self._course)
        self._is_new = True  # whether the present moment has not been looked at yet
        self._is_ahead = False

    @property
    def progress(self) -> tuple[int, int]:
        """How many updates are done, and how many there are; 0 if unknown."""
        if self._retracing is not None:
            return self._retracing.progress
        trainer = self._course.trainer
        if not self._is_ahead:
            return trainer.update - self._start, self._end - self._start
        limit = trainer.progress.epoch_limit
        return (trainer.epoch, limit) if limit is not None else (0, 0)

    @property
    def done(self) -> int:
        """How much of it is done."""
        return self.progress[0]

    @property
    def whole(self) -> int:
        """How much there is to do; 0 if that is unknown."""
        return self.progress[1]

    def work(self, seconds: float) -> bool:
        """Look at the next moments; return whether `result` is known."""
        end = time.perf_counter() + seconds
        if self._retracing is not None:
            if not self._retracing.work(seconds):
                return False
            made, self._retracing = self._retracing.timeline, None
            if made is not self._timeline:
                self._begin(made)
        while self.result is None:
            self._go_on()
            if time.perf_counter() >= end:
                break
        return self.result is not None

    def _go_on(self) -> None:
        course, trainer = self._course, self._course.trainer
        if self._is_new:
            self._is_new = False
            hit = self._watch.look()
            if hit is not None:
                self.result = self._told(hit.address, trainer.update, hit.value)
                return
        if trainer.update >= self._end and self._ahead is not None and not self._is_ahead:
            self._go_ahead(self._ahead)
        if course.next(ahead=self._is_ahead):
            self._is_new = True
        else:
            self.result = self._told(self._watch.address, None, None)

    def _go_ahead(self, ahead: Ahead) -> None:
        self._is_ahead = True
        trainer = self._course.trainer
        if ahead.epochs is not None:
            if trainer.update:
                changes.go_on(trainer)
            trainer.progress.epoch_limit = trainer.epoch + ahead.epochs

    def _told(self, address: str, update: int | None, value: float | None) -> Found:
        trainer = self._course.trainer
        return Found(
            condition=self._condition.text,
            update=update,
            address=address,
            value=value,
            epoch=trainer.epoch,
            start=self._start,
            end=max(trainer.update, self._end) if update is None else trainer.update,
            diverged=self._course.is_diverged,
        )
