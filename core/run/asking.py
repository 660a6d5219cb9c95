"""The run's part for its past: the first update where something holds, and numbers over time."""

import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from core.errors import UserError
from core.run.measuring import Host, Job, MeasuringPart
from core.run.reporting import SAID_AFTER, reporting
from core.run.telling import Told
from core.words import translate

if TYPE_CHECKING:  # imported by the first question
    from core.lesson.past.quantity import Quantity
    from core.pictures.findings import Found, OverTime
    from core.run.past.finding import Ahead
    from core.run.past.reader import Reader


class Searching(MeasuringPart):
    """Looks for the first update where a condition holds."""

    found = Told()  # Found, or None if it was given up

    @reporting
    def find(self, condition: str, ahead: "Ahead | None", retrace: bool) -> None:
        """Begin; `found` tells it."""
        from core.lesson.past.condition import read_condition
        from core.run.past.finding import Finding

        timeline = self._run.time.timeline
        self.cancel()
        asked = read_condition(condition)
        if timeline is None:
            return
        self._run.pause()
        self._run.time.settle()
        self.begin(Finding(timeline, asked, ahead, retrace))

    def _tell(self, result: "Found | None") -> None:
        self.found.emit(result)

    def _subject(self) -> object:
        return self._run.time.timeline

    def _words(self) -> str:
        return translate("Worker", "Looking through the run")


class Plotting(MeasuringPart):
    """Collects quantities over the updates."""

    over_time = Told()  # OverTime so far, and whether that is all

    def __init__(self, run: Host) -> None:
        super().__init__(run)
        self._told_at = 0.0

    @reporting
    def collect(self, quantities: Sequence[str], first: int, last: int) -> None:
        """Begin; `over_time` tells the values as they come."""
        from core.lesson.past.quantity import read_quantity
        from core.run.past.over_time import Collecting

        timeline = self._run.time.timeline
        self.cancel()
        asked = tuple(map(read_quantity, quantities))
        if timeline is not None and asked:
            self._told_at = time.perf_counter()
            self.begin(Collecting(timeline, asked, first, last))

    def _tell(self, result: "OverTime | None") -> None:
        if result is not None:  # what is given up is not told: another question follows
            self.over_time.emit(result, True)

    def _tell_along(self, job: Job) -> None:
        now = time.perf_counter()
        if now - self._told_at > SAID_AFTER:
            self._told_at = now
            self.over_time.emit(job.result, False)
        super()._tell_along(job)

    def _subject(self) -> object:
        return self._run.time.timeline

    def _words(self) -> str:
        return translate("Worker", "Going through the recorded run")


class Asking:
    """Goes through copies of the recorded run; nothing is changed by it.

    A search and the numbers over time go on beside each other: each has its own asker.
    """

    failed = Told()
    progress = Told()
    found = Told()  # Found, or None if it was given up
    over_time = Told()  # OverTime so far, and whether that is all

    def __init__(self, run: Host) -> None:
        self._run = run
        self._searching, self._plotting = Searching(run), Plotting(run)
        self._searching.found.connect(self.found)
        self._plotting.over_time.connect(self.over_time)
        for part in (self._searching, self._plotting):
            part.failed.connect(self.failed)
            part.progress.connect(self.progress)
        self._watched: tuple[Quantity, ...] = ()
        self._reader: Reader | None = None

    def find(self, condition: str, ahead: "Ahead | None" = None, retrace: bool = False) -> None:
        """Look for the first update where a condition holds; `found` tells it."""
        self._searching.find(condition, ahead, retrace)

    def over(self, quantities: Sequence[str], first: int, last: int) -> None:
        """Collect quantities from update `first` to `last`; `over_time` tells them as they come."""
        self._plotting.collect(quantities, first, last)

    def cancel_search(self) -> None:
        """Give up a search."""
        self._searching.cancel()

    def cancel(self) -> None:
        """Give up a search and a collection."""
        self._searching.cancel()
        self._plotting.cancel()

    def end(self) -> None:
        """Release everything."""
        self._searching.end()
        self._plotting.end()
        self._reader, self._watched = None, ()

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
