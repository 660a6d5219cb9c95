"""What a lesson is: its steps, the moments they show, and their tasks."""

from dataclasses import dataclass
from typing import Any

KINDS = ("number", "cells", "choice", "order", "mark", "reach", "paste", "find_bug", "say")
#: what a step can lock
LOCKS = (
    *("data", "network", "training", "weights", "reset", "new_weights"),
    *("play", "speed", "time", "examine", "files"),
)
VIEWS = ("step", "train")
GO_ON = ("answered", "read", "never")
#: the stops that a step can show: these, and forward and backward with a layer's number
STOPS = ("before", "batch", "loss", "update")
PANEL_PARTS = (
    *("panel:equation", "panel:why", "panel:matrix", "panel:line", "panel:loss"),
    *("control:play", "control:step", "control:new_weights", "control:learning_rate"),
    *("control:reset", "control:epochs", "plot:loss", "plot:surface"),
)
#: how far off an answer may be if a task does not say
REL, ABS = 0.005, 0.0006


@dataclass(frozen=True)
class OwnSlip:
    """A wrong answer that the author foresaw: its value, and what to say about it."""

    when: str
    say: str


@dataclass(frozen=True)
class Task:
    """One task; its kind determines which fields it has. Options are counted from 1."""

    id: str
    kind: str
    ask: str
    line: int
    answer: str | tuple[str, ...] = ""
    cells: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    right: tuple[int, ...] = ()
    say: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()
    solution: tuple[str, ...] = ()
    array: str = ""
    layer: int = 0
    rel: float = REL
    abs: float = ABS
    hints: tuple[str, ...] = ()
    slips: tuple[OwnSlip, ...] = ()
    after: str = ""
    predict: bool = False
    #: the number whose way in the update is to be said: up, down, or not at all
    moves: str = ""
    #: what to type where there is no window, said there only
    terminal: str = ""


@dataclass(frozen=True)
class Moment:
    """The moment of a step: after a number of updates or epochs, at a stop of the next update."""

    update: int = 0
    epoch: int | None = None
    stop: str = "before"
    sample: int = 1
    part: str = ""
    view: str = VIEWS[0]

    @property
    def is_stepped(self) -> bool:
        """Whether it is looked at in the Step view."""
        return self.view == VIEWS[0]


@dataclass(frozen=True)
class Step:
    """One step: its text, its moment, what is shown and hidden, and its tasks."""

    id: str
    title: str
    text: str
    line: int
    moment: Moment = Moment()
    project: str = ""
    set: tuple[tuple[str, Any], ...] = ()
    highlight: tuple[str, ...] = ()
    cover: tuple[str, ...] = ()
    lock: tuple[str, ...] = ()
    bug: str = ""
    go_on: str = "answered"
    tasks: tuple[Task, ...] = ()


@dataclass(frozen=True)
class Lesson:
    """A lesson: `file` is the file it was read from, for errors."""

    file: str
    id: str
    title: str
    language: str
    steps: tuple[Step, ...]
    version: int = 1
    minutes: int = 0
    needs: tuple[str, ...] = ()
    project: str = ""
    digits: int = 4
    lock: tuple[str, ...] = ()
    about: str = ""

    def tasks(self) -> tuple[tuple[Step, Task], ...]:
        """Return every task with its step, in order."""
        return tuple((step, task) for step in self.steps for task in step.tasks)
