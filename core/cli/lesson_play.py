"""A lesson played in the terminal: its text, its tasks, hints, and the learner's answers."""

import sys
import time
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from core.cli.command import OK, tell
from core.counts import counted
from core.disk.writing import check_writable
from core.documents.lesson_file import LessonFile
from core.documents.lesson_progress import write_report
from core.errors import UserError
from core.lesson.lessons.answering import key_of
from core.lesson.lessons.attempts import Attempt, choices
from core.lesson.lessons.checking import Verdict
from core.lesson.lessons.described import Step, Task
from core.lesson.lessons.report import Answered, Report
from core.lesson.lessons.texts import filled
from core.run.learning.lessons import Stand, stand_at

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
    tell(f"{right} of {counted(len(lesson.tasks()), 'task')} right")
    if report is not None:
        made = Report(name, lesson.id, lesson.version, tuple(answers))
        write_report(report, made)
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
    if task.terminal:
        tell(f"(in the terminal: {task.terminal})")
    for number, option in enumerate(choices(task), 1):
        tell(f"  {number}  {filled(option, stand.update, digits)}")
    attempt = Attempt(task)
    try:
        while not attempt.is_over:
            typed = _read(f"{_HOW[task.kind]}: ")
            if typed == "q":
                raise _Left
            if typed == ">":
                break
            try:
                _answer(file, step, attempt, stand, typed)
            except UserError as error:
                tell(f"{error.message}: {error.hint}")
        if attempt.result in ("right", "shown") and task.after:
            tell(filled(task.after, stand.update, digits))
    finally:
        attempt.seconds = time.monotonic() - begin
        answers.append(attempt.answered(step.id))
    tell("")


def _answer(file: LessonFile, step: Step, attempt: Attempt, stand: Stand, typed: str) -> None:
    """Take one line: a wish for a hint or for the answer, or an answer."""
    task, digits = attempt.task, file.lesson.digits
    if typed == "?":
        tell(filled(attempt.hint(), stand.update, digits))
    elif typed == "!":
        attempt.show()
        tell(key_of(task, stand.update, digits))
    elif typed:
        verdict = _verdict(file, step, attempt, stand, typed)
        sentence = filled(verdict.sentence, stand.update, digits)
        tell(("✓ " if verdict.right else "✗ ") + sentence)
        if task.predict and not verdict.right:
            tell(key_of(task, stand.update, digits))
        elif hint := attempt.hint_due():
            tell(filled(hint, stand.update, digits))


def _verdict(file: LessonFile, step: Step, attempt: Attempt, stand: Stand, typed: str) -> Verdict:
    if attempt.task.kind == "reach":
        tried = stand_at(file, step, typed.split())
        return attempt.take(typed, tried.update, tried.facts)
    return attempt.take(typed, stand.update)
