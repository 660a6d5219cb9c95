"""A run without a window or a thread: the caller waits for the answer.

The command line and scripts use a run through it; the window does the same through a thread.
"""

import signal
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from core.errors import UserError
from core.fit import Problem
from core.pictures.snapshot import Facts, Snapshot, StepPicture, Wanted
from core.run.answers import Answer
from core.run.commands import (
    Acknowledge,
    CancelGoing,
    Command,
    Pause,
    Play,
    SetEnd,
    SetWanted,
    Step,
)
from core.run.run import Run

#: the news that a command was not done
_REFUSALS = ("failed", "misfit", "refused", "autosave_failed", "elsewhere")


class Alone:
    """Does one command after another; `facts` and `snapshot` are the latest from the run."""

    def __init__(self) -> None:
        self.run = Run()
        self.facts: Facts | None = None
        self.snapshot: Snapshot | None = None
        self._heard: list[Answer] = []
        self._ticket = 0
        self.run.answered.connect(self._hear)

    def _hear(self, answer: Answer) -> None:
        if answer.news == "facts_ready":
            (self.facts,) = answer.values
        elif answer.news == "snapshot_ready":
            (self.snapshot,) = answer.values
        else:
            self._heard.append(answer)

    def do(
        self,
        command: Command,
        go_on: Callable[[], object] = lambda: True,
        listen: Callable[[Answer], object] | None = None,
    ) -> list[Answer]:
        """Do a command and all the work it causes; return the answers.

        `go_on` is called after every slice: if it returns false, training pauses and long jobs are
        given up. If there is a `listen`, answers go to it as they come and are not kept. Raises the
        UserError that the run reports.
        """
        self._heard.clear()
        self._ticket += 1
        self.run.do(replace(command, ticket=self._ticket))
        told = self._take(listen)
        while (pause := self.run.wait()) is not None:
            if not go_on():
                self.run.do(Pause())
                self.run.do(CancelGoing())
                self.run.slicer.clear()
                break
            if pause:
                time.sleep(pause)
            self.run.work()
            told += self._take(listen)
        self.run.do(Acknowledge())  # the snapshot at rest follows if one was on its way
        return told + self._take(listen)

    def ask(
        self,
        command: Command,
        news: str,
        listen: Callable[[Answer], object] = lambda _: None,
    ) -> Any:
        """Do a command and return its answer under a name in `core.run.answers`.

        A single value is returned as such, several as a tuple. `listen` gets the other answers as
        they come. Raises the UserError that the run reports, LookupError if there was no such
        answer.
        """
        found: list[Any] = []

        def hear(answer: Answer) -> None:
            if answer.news == news:
                found[:] = [answer.values]
            else:
                listen(answer)

        self.do(command, listen=hear)
        if not found:
            raise LookupError(f"{type(command).__name__} was not answered with {news}")
        return found[0][0] if len(found[0]) == 1 else found[0]

    def _take(self, listen: Callable[[Answer], object] | None) -> list[Answer]:
        """Return the answers since the last call, or pass them on. Raises a refusal."""
        heard, self._heard = self._heard, []
        for answer in heard:
            if answer.news in _REFUSALS:
                told = answer.values[-1]
                error = told.error() if isinstance(told, Problem) else told
                assert isinstance(error, UserError)
                raise error
            if listen is not None:
                listen(answer)
        return heard if listen is None else []

    def train(self, epochs: int | None, go_on: Callable[[], object] = lambda: True) -> None:
        """Train this many more epochs, whatever the project says; None: to its own end.

        A stop rule ends it earlier, and so does divergence. Raises what `do` raises.
        """
        standing = self.run.standing()
        if epochs is not None and standing is not None:
            self.do(SetEnd(standing.epoch + epochs))
        if not self.run.is_over():
            self.do(Play(), go_on)
        if epochs is not None:
            self.do(SetEnd(None))

    def steps(self, updates: int) -> Iterator[StepPicture]:
        """Step phase by phase through this many updates, and yield the update after each phase.

        Ends early if training diverges.
        """
        self.do(SetWanted(Wanted.STEP))
        for _ in range(updates):
            step = None
            while step is None or step.done < len(step.rail):
                if self.run.is_stopped():
                    return
                self.do(Step("phase"))
                step = None if self.snapshot is None else self.snapshot.step
                if step is None or self.run.is_stopped():
                    return
                yield step


@contextmanager
def interruptible() -> Iterator[list[int]]:
    """Collect Ctrl+C, so that training stops at an update boundary and nothing is lost."""
    caught: list[int] = []
    try:
        before = signal.signal(signal.SIGINT, lambda number, _frame: caught.append(number))
    except ValueError:  # not the main thread: there is no keyboard to listen to
        yield caught
        return
    try:
        yield caught
    finally:
        signal.signal(signal.SIGINT, before)
