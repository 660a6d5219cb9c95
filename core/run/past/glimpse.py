"""Glimpses: a snapshot of another recorded moment, while training stays where it is.

It is made on a copy of the recorded run, which is replayed in slices; only the latest moment asked
for counts. The copy is kept from one glimpse to the next, until glimpsing ends.
"""

from typing import Protocol

from core.pictures.snapshot import Wanted
from core.run.makers.snapshots import SnapshotMaker
from core.run.past.again import again
from core.run.reporting import Saying, carried_on, reporting
from core.run.showing import Showing
from core.run.slicer import Slicer
from core.run.states import State
from core.run.telling import Told
from core.run.time import Time
from core.training.timeline import Timeline
from core.training.walk import Walk
from core.words import translate as _translate

#: what a glimpse leaves out of what views ask for: views that show nothing but the present
_NOT_NOW = Wanted.CONFUSION | Wanted.SAMPLES | Wanted.DIAGNOSTICS


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    state: State
    time: Time
    showing: Showing

    @property
    def slicer(self) -> Slicer:
        """The object that gives long work its slices."""


class _Copy:
    """A copy of the recorded run as it was when it was made, and what makes its snapshots."""

    def __init__(self, timeline: Timeline, showing: Showing) -> None:
        self.of, self.key = timeline, _key(timeline)
        self.walk = Walk(again(timeline))
        maker = showing.maker
        assert maker is not None
        self.maker = SnapshotMaker(self.walk.trainer, maker.facts.run_id, maker.view)

    def is_of(self, timeline: Timeline) -> bool:
        """Return whether it still is a copy of all that is recorded."""
        return self.of is timeline and self.key == _key(timeline)


def _key(timeline: Timeline) -> tuple[int, int, int]:
    return timeline.end, len(timeline.log), timeline.changes


class Glimpsing:
    """The run's part for glimpses; nothing is changed by them, and none is taken in training."""

    failed = Told()
    progress = Told()
    glimpsed = Told()  # Snapshot of the moment asked for last

    def __init__(self, run: Host) -> None:
        self._run = run
        self._copy: _Copy | None = None
        self._saying = Saying(self.progress)

    @reporting
    def look(self, update: int | None) -> None:
        """Show the moment after so many updates: `glimpsed` brings it; None ends glimpsing."""
        timeline = self._run.time.timeline
        playing = self._run.state in (State.RUNNING, State.EMPTY)
        if update is None or timeline is None or playing or self._run.showing.maker is None:
            self.end()
            return
        if self._copy is None or not self._copy.is_of(timeline):
            self._copy = _Copy(timeline, self._run.showing)
        walk = self._copy.walk
        update = max(walk.timeline.start, min(update, walk.timeline.end))
        if walk.target is None:
            self._saying.begin()
        walk.aim(walk.boundary(update, True))
        self._run.slicer.begin(self)

    def cancel(self) -> None:
        """Give up on the way."""
        self.end()

    def end(self) -> None:
        """Release the copy."""
        self._copy = None
        self._saying.stop()

    def work(self, seconds: float) -> bool:
        """Replay for a slice; return whether it has arrived, or was given up."""
        return not carried_on(lambda: self._goes_on(seconds), self.end)

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        copy = self._copy
        if copy is None or copy.walk.target is None:
            return False
        if self._run.state is State.RUNNING:
            self.end()
            return False
        if copy.walk.work(seconds):
            self._saying.stop()
            self._tell(copy)
            return False
        words = _translate("Worker", "Going through the recorded run")
        self._saying.say(words, *copy.walk.progress())
        return True

    def _tell(self, copy: _Copy) -> None:
        now, maker, trainer = self._run.showing.maker, copy.maker, copy.walk.trainer
        if now is None:
            return
        if maker.view != now.view:
            maker.set_view(now.view)
        maker.followed, maker.probed = now.followed, now.probed
        nothing_new = trainer.history.since(len(trainer.history))
        wanted = self._run.showing.wanted & ~_NOT_NOW
        self.glimpsed.emit(maker.make(wanted, trainer.evaluate(), nothing_new, 0.0, copy.walk))
