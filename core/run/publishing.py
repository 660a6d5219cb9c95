"""Publishing: when a snapshot goes to the window, and what it carries.

At most thirty per second, and only after the window has drawn the last one: frames may be dropped,
but not data, so additions to the histories in between go with the next one.
"""

import time
from collections.abc import Callable

from core.pictures.snapshot import Pin, Snapshot, Wanted
from core.run.makers.snapshots import SnapshotMaker
from core.training.walk import Walk

PUBLISH_SECONDS = 1 / 30
#: the seconds over which the rate of updates is measured
_RATE_SECONDS = 0.5


class Publisher:
    """Sends snapshots of one run after another; `maker` makes those of the current one."""

    def __init__(self, send: Callable[[Snapshot], object]) -> None:
        self._send = send
        self.maker: SnapshotMaker | None = None
        self.wanted = Wanted.NOTHING
        #: whether the window has drawn the last one
        self.credit = True
        self._unsent = False
        self._next = 0.0
        self._sent = 0
        self._rate_from = (0.0, 0)
        self._rate = 0.0

    def begin(self, maker: SnapshotMaker) -> None:
        """Change to a run: its whole history goes with its first snapshot."""
        self.maker = maker
        self._sent = 0
        self._rate = 0.0

    def start_rate(self) -> None:
        """Start measuring the rate of updates."""
        if self.maker is not None:
            self._rate_from = (time.perf_counter(), self.maker.trainer.update)

    def stop_rate(self) -> None:
        """Stop measuring the rate: training is paused."""
        self._rate = 0.0

    def acknowledge(self) -> bool:
        """Note that the window has drawn; return whether something is waiting to be sent."""
        self.credit = True
        return self._unsent

    def is_due(self) -> bool:
        """Return whether the window has drawn the last one and a frame's time is over."""
        return self.credit and time.perf_counter() >= self._next

    def soon(self) -> bool:
        """Return whether one can be sent now; if not, it is sent once the window has drawn."""
        self._unsent = not self.credit
        return self.credit

    def publish(
        self, running: bool, fresh: bool, walk: Walk | None = None, pins: tuple[Pin, ...] = ()
    ) -> None:
        """Send a snapshot, with the figures of this very moment (`fresh`) or the last epoch's."""
        maker = self.maker
        assert maker is not None
        trainer = maker.trainer
        self.credit, self._unsent = False, False
        clock = time.perf_counter()
        # a late frame is made up for, by up to half a frame
        self._next = max(self._next, clock - PUBLISH_SECONDS / 2) + PUBLISH_SECONDS
        figures = trainer.evaluate() if fresh else trainer.progress.last_figures
        since, count = self._rate_from
        if running and clock - since > _RATE_SECONDS:
            self._rate = (trainer.update - count) / (clock - since)
            self._rate_from = (clock, trainer.update)
        book, sent = trainer.history, self._sent
        # if entries were thinned in the meantime, the whole history is sent
        history = book.since(sent) if sent > 0 and sent >= book.thinned else book.kept()
        self._send(maker.make(self.wanted, figures, history, self._rate, walk, pins, running))
        self._sent = len(trainer.history)
