"""The run's part for its past: the first update where something holds, and numbers over time."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.errors import UserError
from core.run.measuring import Host
from core.run.reporting import SAID_AFTER, Saying, reporting
from core.run.telling import Told
from core.training.timeline import Timeline
from core.words import translate as _translate

if TYPE_CHECKING:  # imported by the first question
    from core.lesson.past.quantity import Quantity
    from core.run.past.finding import Ahead, Finding
    from core.run.past.over_time import Collecting
    from core.run.past.reader import Reader


class Asking:
    """Goes through a copy of the recorded run; nothing is changed by it."""

    failed = Told()
    progress = Told()
    found = Told()  # Found, or None if it was given up
    over_time = Told()  # OverTime so far, and whether that is all

    def __init__(self, run: Host) -> None:
        self._run = run
        self._finding: Finding | None = None
        self._collecting: Collecting | None = None
        self._watched: tuple[Quantity, ...] = ()
        self._reader: Reader | None = None
        self._timeline: Timeline | None = None
        self._told_at = 0.0
        self._saying = Saying(self.progress)

    # ------------------------------------------------------------------ the first update where …

    @reporting
    def find(self, condition: str, ahead: "Ahead | None" = None, retrace: bool = False) -> None:
        """Look for the first update where a condition holds; `found` tells it."""
        from core.lesson.past.condition import read_condition
        from core.run.past.finding import Finding

        timeline = self._run.time.timeline
        self._give_up()
        asked = read_condition(condition)
        if timeline is None:
            return
        self._run.pause()
        self._run.time.settle()
        self._finding = Finding(timeline, asked, ahead, retrace)
        self._begin()

    @reporting
    def over(self, quantities: Sequence[str], first: int, last: int) -> None:
        """Collect quantities from update `first` to `last`; `over_time` tells them as they come."""
        from core.lesson.past.quantity import read_quantity
        from core.run.past.over_time import Collecting

        timeline = self._run.time.timeline
        self._give_up()
        asked = tuple(map(read_quantity, quantities))
        if timeline is None or not asked:
            return
        self._collecting = Collecting(timeline, asked, first, last)
        self._begin()

    def _begin(self) -> None:
        self._told_at = time.perf_counter()
        self._saying.begin()
        self._timeline = self._run.time.timeline
        self._run.slicer.begin(self)

    def cancel(self) -> None:
        """Give up a search or a collection."""
        if self._finding is not None:
            self._finding = None
            self.found.emit(None)
        self._collecting = None
        self._saying.stop()

    def _give_up(self) -> None:
        """Give up without a word: it is over, or something newer takes its place."""
        self._finding = self._collecting = None
        self._saying.stop()

    def end(self) -> None:
        """Release everything."""
        self._finding = self._collecting = self._reader = None
        self._watched = ()

    def work(self, seconds: float) -> bool:
        """Work for a slice; return whether it is done."""
        goes_on = None
        try:
            goes_on = self._goes_on(seconds)
        finally:
            if not goes_on:
                self._give_up()
        return not goes_on

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        if self._timeline is not self._run.time.timeline:
            self.cancel()  # the network has changed in the meantime
            return False
        finding, collecting = self._finding, self._collecting
        if finding is not None:
            if finding.work(seconds):
                self._saying.stop()
                self._finding = None
                self.found.emit(finding.result)
                return False
            self._saying.say(_translate("Worker", "Looking through the run"), *finding.progress)
            return True
        if collecting is None:
            return False
        done = collecting.work(seconds)
        now = time.perf_counter()
        if done or now - self._told_at > SAID_AFTER:
            self._told_at = now
            if done:
                self._saying.stop()
                self._collecting = None
            self.over_time.emit(collecting.result, done)
        if not done:
            words = _translate("Worker", "Going through the recorded run")
            self._saying.say(words, *collecting.progress)
        return not done

    # ------------------------------------------------------------------ live

    @reporting
    def watch(self, quantities: Sequence[str]) -> None:
        """Send the values of quantities with every snapshot; none ends it."""
        from core.lesson.past.quantity import read_quantity

        self._reader = None
        self._watched = tuple(map(read_quantity, quantities))

    def live(self) -> dict[str, float]:
        """Return the values of the watched quantities, by text; empty within an update.

        Quantities that only steps give are left out, and so are all if the network lacks one.
        """
        trainer, timeline = self._run.trainer, self._run.time.timeline
        shown = tuple(one for one in self._watched if not one.is_of_update)
        if trainer is None or timeline is None or not shown or trainer.position:
            return {}
        if self._reader is None or self._reader.course.timeline is not timeline:
            from core.run.past.again import Course
            from core.run.past.reader import Reader

            try:
                self._reader = Reader(Course(timeline, False), shown)
            except UserError:  # they belong to another network: the next request will report it
                return {}
        self._reader.course.is_evaluated = False
        return dict(zip(map(str, shown), self._reader.values(), strict=True))
