"""A lesson played in the terminal: its text, its tasks, hints, and the learner's answers."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from core.cli.command import OK, tell
from core.disk.json_text import to_json
from core.disk.writing import check_writable, write_bytes
from core.documents.lesson_file import LessonFile
from core.errors import UserError
from core.lesson.lessons.answering import key_of
from core.lesson.lessons.checking import Verdict, check
from core.lesson.lessons.described import Step, Task
from core.lesson.lessons.report import Answered, Report
from core.lesson.lessons.texts import filled
from core.run.learning.lessons import Stand, stand_at

#: wrong tries after which a hint appears by itself, and after which the answer may be shown
_HINT_AFTER, _SHOW_AFTER = 2, 4
_HOW: Mapping[str, str] = MappingProxyType(
    {
        "number": "a number",
        "cells": "the numbers, with blanks between them",
        "choice": "the number of an answer",
        "order": "the numbers in their order",
        "mark": "an address, such as dW1[1,2]",
        "reach": "settings and epochs: optimizer.learning_rate=1 epochs=100",
        "paste": "the array, in one line",
        "find_bug": "the number of the layer, and of the line",
        "say": "your words",
    }
)


class _Left(Exception):
    """The learner has left the lesson."""


def play(file: LessonFile, report: Path | None, name: str) -> int:
    """Play a lesson; write the answers as a report if one is asked for."""
    if report is not None:
        check_writable(report)
    lesson = file.lesson
    tell(f"{lesson.title}\n{lesson.about}".rstrip())
    tell("? gives a hint, ! shows the answer after some tries, > continues, q leaves\n")
    answers: list[Answered] = []
    try:
        for number, step in enumerate(lesson.steps, 1):
            _play_step(file, step, f"{number} of {len(lesson.steps)}", answers)
    except _Left:
        tell("left")
    right = sum(answer.result == "right" for answer in answers)
    tell(f"{right} of {len(lesson.tasks())} tasks right")
    if report is not None:
        made = Report(name, lesson.id, lesson.version, tuple(answers))
        write_bytes(report, (to_json(made.to_json(), indent=2) + "\n").encode("utf-8"))
    return OK


def _play_step(file: LessonFile, step: Step, place: str, answers: list[Answered]) -> None:
    stand, digits = stand_at(file, step), file.lesson.digits
    tell(f"{place}: {filled(step.title, stand.update, digits)}")
    tell(filled(step.text, stand.update, digits) + "\n")
    for task in step.tasks:
        try:
            _play_task(file, step, task, stand, answers)
        except EOFError:
            raise _Left from None
    if not step.tasks:
        try:
            if _read("> ") == "q":
                raise _Left
        except EOFError:
            raise _Left from None


def _read(prompt: str) -> str:
    sys.stdout.write(prompt)
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not line:
        raise EOFError
    return line.strip()


def _play_task(
    file: LessonFile, step: Step, task: Task, stand: Stand, answers: list[Answered]
) -> None:
    digits, begin = file.lesson.digits, time.monotonic()
    tell(filled(task.ask, stand.update, digits))
    for number, option in enumerate(_choices(task), 1):
        tell(f"  {number}  {filled(option, stand.update, digits)}")
    tries, hints, given, result = 0, 0, "", "open"
    try:
        while result in ("open", "wrong"):
            typed = _read(f"{_HOW[task.kind]}: ")
            if typed in ("q", ">"):
                if typed == "q":
                    raise _Left
                break
            if typed == "?":
                hints += _hint(task, hints, stand, digits)
            elif typed == "!":
                if tries < _SHOW_AFTER:
                    tell(f"first try {_SHOW_AFTER - tries} more times")
                else:
                    tell(key_of(task, stand.update, digits))
                    result = "shown"
            elif typed:
                verdict = _verdict(file, step, task, stand, typed)
                if verdict is None:
                    continue
                given, tries = typed, tries + 1
                tell(("✓ " if verdict.right else "✗ ") + verdict.sentence)
                result = "right" if verdict.right else "wrong"
                if task.predict and not verdict.right:
                    tell(key_of(task, stand.update, digits))
                    break
                if not verdict.right and tries == _HINT_AFTER:
                    hints += _hint(task, hints, stand, digits)
        if result in ("right", "shown") and task.after:
            tell(filled(task.after, stand.update, digits))
    finally:
        seconds = time.monotonic() - begin
        answers.append(Answered(step.id, task.id, given, result, tries, hints, seconds))
    tell("")


def _choices(task: Task) -> tuple[str, ...]:
    """Return the numbered choices: options, or the items to order, sorted alphabetically."""
    return task.options or tuple(shuffled(task))


def shuffled(task: Task) -> list[str]:
    """Return the items to order as they are shown: sorted alphabetically."""
    return sorted(task.items)


def _hint(task: Task, hints: int, stand: Stand, digits: int) -> int:
    """Print the next hint; return whether there was one."""
    if hints >= len(task.hints):
        tell("there are no more hints")
        return 0
    tell(filled(task.hints[hints], stand.update, digits))
    return 1


def _verdict(file: LessonFile, step: Step, task: Task, stand: Stand, typed: str) -> Verdict | None:
    """Return the verdict on what was typed; None, after saying so, if it is no answer at all."""
    try:
        if task.kind == "reach":
            tried = stand_at(file, step, typed.split())
            return check(task, typed, tried.update, tried.facts)
        if task.kind == "order":
            typed = _as_items(task, typed)
        return check(task, typed, stand.update)
    except UserError as error:
        tell(f"{error.message}: {error.hint}")
        return None


def _as_items(task: Task, typed: str) -> str:
    """Return an order of the shown numbers as the task counts its items."""
    shown = shuffled(task)
    numbers = typed.replace(",", " ").split()
    if not all(each.isdecimal() and 1 <= int(each) <= len(shown) for each in numbers):
        return typed
    return " ".join(str(task.items.index(shown[int(each) - 1]) + 1) for each in numbers)
