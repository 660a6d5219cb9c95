"""A lesson played in the terminal: its text, its tasks, hints, and the learner's answers.

There is no window beside it, so the numbers of the moment can be asked for: `show W1`.
"""

import re
import shutil
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from core.cli.command import OK, tell
from core.cli.flowing import flowed
from core.disk.writing import check_writable
from core.documents.lesson_file import LessonFile
from core.documents.lesson_progress import write_report
from core.errors import UserError
from core.lesson.cards.covering import Cover
from core.lesson.lessons.attempts import Attempt, choices
from core.lesson.lessons.described import Step, Task
from core.lesson.lessons.report import Answered, Report
from core.lesson.lessons.score import score_of
from core.lesson.lessons.showing import covered_in, lines_of
from core.lesson.lessons.texts import filled
from core.run.learning.lessons import Stand, stand_at
from core.words import plain

# no digits here: an example in a prompt may be the answer
_HOW: Mapping[str, str] = MappingProxyType(
    {
        "number": "a number",
        "cells": "the numbers, with blanks between them",
        "choice": "the number of an answer",
        "order": "the numbers in their order",
        "mark": "which number (W1[i,j], b1[j], Z1[i,j] …)",
        "reach": "settings",
        "paste": "the array, in one line",
        "find_bug": "the number of the layer, and of the line",
        "say": "your words",
    }
)
_SETTINGS = "setting=value, and epochs=… to train"
_WIDEST = 100
_SHOW = re.compile(r"show(?:\s+([^\s\[]+(?:\[[^\]]*\])?))?", re.IGNORECASE)
#: where a setting ends: its value may have blanks in it
_NEXT_SETTING = re.compile(r"\s+(?=[A-Za-z_][\w.]*\s*=)")


def _columns() -> int:
    return min(_WIDEST, shutil.get_terminal_size((_WIDEST, 0)).columns)


class _Left(Exception):
    """The learner has left the lesson."""


@dataclass(frozen=True)
class _Place:
    """Where the player is: a step, the moment of it, and what it covers."""

    file: LessonFile
    step: Step
    stand: Stand
    cover: Cover

    @property
    def digits(self) -> int:
        """How many decimals are shown."""
        return self.file.lesson.digits

    def filled(self, text: str) -> str:
        """Return a text with its numbers filled in."""
        return filled(text, self.stand.update, self.digits)


def play(file: LessonFile, report: Path | None, name: str) -> int:
    """Play a lesson; write the answers as a report if one is asked for."""
    if report is not None:
        check_writable(report)
    lesson = file.lesson
    tell(f"{lesson.title}\n{flowed(lesson.about, _columns())}".rstrip())
    tell("? gives a hint, ! shows the answer after some tries, > goes on, q leaves,")
    tell("show W1 shows an array or one number of it, show alone all that are known here\n")
    answers: list[Answered] = []
    try:
        for number, step in enumerate(lesson.steps, 1):
            _play_step(file, step, f"{number} of {len(lesson.steps)}", answers)
    except _Left:
        tell("left")
    tell(score_of(lesson, answers).words())
    if report is not None:
        made = Report(name, lesson.id, lesson.version, tuple(answers))
        write_report(report, made)
    return OK


def _play_step(file: LessonFile, step: Step, number: str, answers: list[Answered]) -> None:
    stand = stand_at(file, step)
    place = _Place(file, step, stand, covered_in(step, stand.update))
    tell(f"{number}: {place.filled(step.title)}")
    tell(flowed(place.filled(step.text), _columns()) + "\n")
    for task in step.tasks:
        _play_task(place, task, answers)
    if not step.tasks:
        while typed := _read(place, "Enter goes on: "):
            if typed == ">":
                break
            tell("there is no task here: Enter goes on")


def _read(place: _Place, prompt: str) -> str:
    """Return what is typed; what is to be shown is shown first, and the prompt comes again."""
    while True:
        sys.stdout.write(prompt)
        sys.stdout.flush()
        line = sys.stdin.readline()
        if not line or line.strip() == "q":
            raise _Left
        show = _SHOW.fullmatch(line.strip())
        if show is None:
            return line.strip()
        try:
            stand, wanted = place.stand, show[1] or ""
            for each in lines_of(wanted, stand.update, stand.known, place.cover, place.digits):
                tell(each)
        except UserError as error:
            tell(f"{error.message}: {error.hint}")


def _play_task(place: _Place, task: Task, answers: list[Answered]) -> None:
    begin = time.monotonic()
    tell(flowed(place.filled(task.ask), _columns()))
    if task.kind == "reach":
        tell(f"(here: type {task.terminal or _SETTINGS})")
    for number, option in enumerate(choices(task), 1):
        tell(f"  {number}  {place.filled(option)}")
    attempt = Attempt(task)
    try:
        while not attempt.is_over:
            typed = _read(place, f"{_HOW[task.kind]}: ")
            if typed == ">":
                break
            try:
                _answer(place, attempt, typed)
            except UserError as error:
                tell(f"{error.message}: {error.hint}")
    finally:
        attempt.seconds = time.monotonic() - begin
        answers.append(attempt.answered(place.step.id))
    tell("")


def _answer(place: _Place, attempt: Attempt, typed: str) -> None:
    """Take one line: a wish for a hint or for the answer, or an answer."""
    update = place.stand.update
    if typed == "?":
        tell(place.filled(attempt.hint()))
    elif typed == "!":
        attempt.show()
        tell("\n".join(attempt.shown(update, place.digits)))
    elif typed:
        stand = _tried(place, attempt.task, typed)
        verdict = attempt.take(typed, stand.update, stand.facts)
        tell("\n".join(attempt.told(verdict, update, place.digits)))
        if attempt.task.kind == "reach" and not verdict.right:
            tell("(every try starts afresh)")
        if hint := attempt.hint_due():
            tell(place.filled(hint))


def _tried(place: _Place, task: Task, typed: str) -> Stand:
    """Return the moment at which an answer is checked: where settings are asked for, with them."""
    if task.kind != "reach":
        return place.stand
    settings = [re.sub(r"\s*=\s*", "=", each) for each in _NEXT_SETTING.split(typed)]
    for each in settings:
        if "=" not in each:
            raise UserError(
                f"“{plain(each[:40])}” is not a setting", f"type {task.terminal or _SETTINGS}"
            )
    return stand_at(place.file, place.step, [each.replace("−", "-") for each in settings])
