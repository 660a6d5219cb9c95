"""The slicer: long work in slices, between which every command is answered.

A job is anything that can be continued for a while. Its answers carry the ticket of the command
that began it.
"""

from collections import deque
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

SLICE_SECONDS = 0.010


class Job(Protocol):
    """Work that lasts longer than a slice."""

    def work(self, seconds: float) -> bool:
        """Continue for about this long; return whether it is done, or given up."""


class Slicer:
    """Gives every waiting job its slice in turn, until each is done.

    `ticket` is that of the command being done, `under` reports with a ticket, `wake` says that
    there is work again.
    """

    def __init__(
        self,
        ticket: Callable[[], int],
        under: Callable[[int], AbstractContextManager[None]],
        wake: Callable[[], object],
    ) -> None:
        self._ticket, self._under, self._wake = ticket, under, wake
        self._jobs: deque[tuple[Job, int]] = deque()

    def begin(self, job: Job) -> None:
        """Do a job from the next slice on; one already under way continues, for the last caller."""
        self.end(job)
        self._jobs.append((job, self._ticket()))
        self._wake()

    def end(self, job: Job) -> None:
        """Give a job no more slices."""
        self._jobs = deque(entry for entry in self._jobs if entry[0] is not job)

    def answering(self, job: Job) -> AbstractContextManager[None]:
        """Report with the ticket of a waiting job, not with that of the command being done."""
        tickets = [ticket for waiting, ticket in self._jobs if waiting is job]
        return self._under(tickets[0] if tickets else self._ticket())

    def clear(self) -> None:
        """Give up all jobs."""
        self._jobs.clear()

    def is_idle(self) -> bool:
        """Return whether no job is waiting."""
        return not self._jobs

    def work(self) -> None:
        """Give each waiting job one slice."""
        for job, ticket in tuple(self._jobs):
            if not any(job is waiting for waiting, _ in self._jobs):
                continue  # another job, or its answers, has ended it
            with self._under(ticket):
                if self._over(job):
                    self.end(job)

    def _over(self, job: Job) -> bool:
        """Do a slice; a job that fails is over."""
        try:
            return job.work(SLICE_SECONDS)
        except BaseException:
            self.end(job)
            raise
