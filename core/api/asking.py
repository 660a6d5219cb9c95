"""Asking a run: a command goes in, and when all its work is done its answers come back."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from core.pictures.snapshot import Facts, Snapshot
from core.run.answers import Answer
from core.run.commands import CancelGoing, Command, Pause
from core.run.run import Run


class Asking:
    """A run and what it has told; `facts` and `snapshot` are the last ones."""

    def __init__(self) -> None:
        self.run = Run()
        self.facts: Facts | None = None
        self.snapshot: Snapshot | None = None
        self._ticket = 0
        self._answers: list[Answer] = []
        self.run.answered.connect(self._hear)

    def ask(self, command: Command) -> tuple[Answer, ...]:
        """Do a command and all the work that it makes; return the answers under its ticket.

        Raises UserError where the command is refused. Ctrl+C waits for the end of the slice at
        hand, so that no update is left half done, and is raised as KeyboardInterrupt.
        """
        self._ticket += 1
        self._answers = []
        with _held_back() as interrupted:
            self.run.do(replace(command, ticket=self._ticket))
            while self.run.wait() is not None and not interrupted:
                self.run.work()
            if interrupted:
                self.run.do(Pause())
                self.run.do(CancelGoing())
        if interrupted:
            raise KeyboardInterrupt
        answers = tuple(answer for answer in self._answers if answer.ticket == self._ticket)
        for answer in answers:
            _raise(answer)
        return answers

    def _hear(self, answer: Answer) -> None:
        self._answers.append(answer)
        if answer.news == "facts_ready":
            (self.facts,) = answer.values
        elif answer.news == "snapshot_ready":
            (self.snapshot,) = answer.values


def _raise(answer: Answer) -> None:
    """Raise the UserError that an answer tells of, if it does."""
    if answer.news in ("failed", "refused", "elsewhere"):
        raise answer.values[-1]
    if answer.news == "misfit":
        raise answer.values[0].error()


@contextmanager
def _held_back() -> Iterator[list[Any]]:
    """Collect Ctrl+C instead of raising it anywhere."""
    caught: list[Any] = []
    try:
        before = signal.signal(signal.SIGINT, lambda number, _frame: caught.append(number))
    except ValueError:  # not the main thread: there is no keyboard to listen to
        yield caught
        return
    try:
        yield caught
    finally:
        signal.signal(signal.SIGINT, before)
