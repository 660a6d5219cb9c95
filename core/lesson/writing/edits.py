"""Edits of a lesson: each takes one and returns another. Steps and tasks are counted from 0."""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from core.lesson.addresses.address import WHOLE
from core.lesson.lessons.described import LOCKS, Lesson, Moment, Step, Task
from core.words import say, translate

#: an id as files have it
_LONGEST_ID = 60
_WHOLE = "|".join(name.lower().replace("_", "-") for name in WHOLE)
#: an id that is made of an address, z1-3-1, dw2-1-1, w1-new-2-1; or begins as one, z1
_OF_ADDRESS = re.compile(rf"([a-z-]*[a-z]\d+|{_WHOLE})(-new)?(-\d+)*")


def new_lesson(language: str, project: str = "", name: str = "my-lesson") -> Lesson:
    """Return a lesson with one step, of which every text is there to be overwritten.

    `name` is its id, which no other lesson should have: progress is kept under it.
    """
    lesson = Lesson(
        file="",
        id=name,
        title=translate("Writing", "My lesson"),
        language=language,
        steps=(),
        project=project,
    )
    return with_new_step(lesson, -1, Moment(), project)


def as_copy(lesson: Lesson, mark: str) -> Lesson:
    """Return a lesson under an id of its own, so that progress in the other is not its own."""
    return replace(lesson, id=f"{lesson.id[: _LONGEST_ID - len(mark) - 1]}-{mark}")


def with_new_step(lesson: Lesson, after: int, moment: Moment, project: str = "") -> Lesson:
    """Return it with a step after another, at a moment, in words that are to be overwritten."""
    number = len(lesson.steps) + 1
    step = Step(
        id=free_id((each.id for each in lesson.steps), f"step-{number}"),
        title=say("Writing", "Step {n}", n=number),
        text=translate("Writing", "What is to be seen here, and what it means."),
        line=0,
        moment=moment,
    )
    made = _inserted(lesson, after + 1, step)
    return with_project(made, after + 1, project)


def with_project(lesson: Lesson, at: int, project: str) -> Lesson:
    """Return it with the project of a step; what is usual in the lesson is said there alone."""
    if not lesson.project and all(step.project in ("", project) for step in lesson.steps):
        lesson = replace(lesson, project=project)
    return changed(lesson, at, project="" if project == lesson.project else project)


def changed(lesson: Lesson, at: int, **values: Any) -> Lesson:
    """Return it with some fields of a step changed."""
    return _replaced(lesson, at, replace(lesson.steps[at], **values))


def with_copy(lesson: Lesson, at: int) -> Lesson:
    """Return it with a step twice, the copy after it under an id of its own."""
    step = lesson.steps[at]
    copy = replace(step, id=free_id((each.id for each in lesson.steps), step.id))
    return _inserted(lesson, at + 1, copy)


def without_step(lesson: Lesson, at: int) -> Lesson:
    """Return it without a step; the last one stays."""
    if len(lesson.steps) == 1:
        return lesson
    return replace(lesson, steps=(*lesson.steps[:at], *lesson.steps[at + 1 :]))


def moved_step(lesson: Lesson, at: int, to: int) -> Lesson:
    """Return it with a step at another place."""
    return replace(lesson, steps=_moved(lesson.steps, at, to))


# ---------------------------------------------------------------------- tasks


def with_task(lesson: Lesson, at: int, task: Task) -> Lesson:
    """Return it with a task more in a step, under an id that the step does not have yet."""
    step = lesson.steps[at]
    task = replace(task, id=free_id((each.id for each in step.tasks), task.id))
    return changed(lesson, at, tasks=(*step.tasks, task))


def changed_task(lesson: Lesson, at: int, place: int, **values: Any) -> Lesson:
    """Return it with some fields of a task changed."""
    tasks = lesson.steps[at].tasks
    made = replace(tasks[place], **values)
    return changed(lesson, at, tasks=(*tasks[:place], made, *tasks[place + 1 :]))


def without_task(lesson: Lesson, at: int, place: int) -> Lesson:
    """Return it without a task of a step."""
    tasks = lesson.steps[at].tasks
    return changed(lesson, at, tasks=(*tasks[:place], *tasks[place + 1 :]))


def moved_task(lesson: Lesson, at: int, place: int, to: int) -> Lesson:
    """Return it with a task at another place in its step."""
    return changed(lesson, at, tasks=_moved(lesson.steps[at].tasks, place, to))


# ---------------------------------------------------------------------- addresses and locks


def toggled(patterns: tuple[str, ...], pattern: str) -> tuple[str, ...]:
    """Return addresses with one more, or without it if it is there."""
    if pattern in patterns:
        return tuple(each for each in patterns if each != pattern)
    return (*patterns, pattern)


def untouched(names: Iterable[str]) -> tuple[str, ...]:
    """Return the locks of everything but what has these names."""
    touched = frozenset(names)
    return tuple(name for name in LOCKS if name not in touched)


def free_id(taken: Iterable[str], wanted: str) -> str:
    """Return an id like the wanted one that is not taken: forward, forward-2, forward-3.

    One that ends as an address does gets -no2, -no3: z1-3-2 would be read as that of Z1[3,2].
    """
    known = frozenset(taken)
    stem = re.sub(r"-no\d+$", "", wanted)
    mark = "-no"
    if _OF_ADDRESS.fullmatch(stem) is None:
        stem, mark = re.sub(r"-\d+$", "", wanted), "-"
    number, found = 2, wanted
    while found in known:
        tail = f"{mark}{number}"
        found = f"{stem[: _LONGEST_ID - len(tail)]}{tail}"
        number += 1
    return found


def id_of(title: str, usual: str) -> str:
    """Return a title as an id: small letters, digits and -; `usual` if none of it is left."""
    found = re.sub(r"[^a-z0-9]+", "-", title.lower()).strip("-")[:_LONGEST_ID].strip("-")
    return found or usual


def _inserted(lesson: Lesson, place: int, step: Step) -> Lesson:
    return replace(lesson, steps=(*lesson.steps[:place], step, *lesson.steps[place:]))


def _replaced(lesson: Lesson, at: int, step: Step) -> Lesson:
    return replace(lesson, steps=(*lesson.steps[:at], step, *lesson.steps[at + 1 :]))


def _moved(items: tuple[Any, ...], at: int, to: int) -> tuple[Any, ...]:
    left = [*items[:at], *items[at + 1 :]]
    left.insert(max(0, min(to, len(items) - 1)), items[at])
    return tuple(left)
