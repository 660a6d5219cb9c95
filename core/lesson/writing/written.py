"""A lesson as the text of its file, `lesson.toml`; what it writes, `reading` reads back equal."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from core.errors import UserError
from core.lesson.lessons.described import ABS, REL, Lesson, Moment, Step, Task
from core.lesson.lessons.reading import FORMAT, OF_KIND, VERSION, read_lesson
from core.lesson.writing.toml import line
from core.words import translate


def bare(lesson: Lesson) -> Lesson:
    """Return a lesson without where it stood in a file: two that are equal so are the same."""
    steps = tuple(
        replace(step, line=0, tasks=tuple(replace(task, line=0) for task in step.tasks))
        for step in lesson.steps
    )
    return replace(lesson, file="", steps=steps)


def written(lesson: Lesson) -> str:
    """Return a lesson as TOML. What is as usual is left out."""
    parts = [_lines({"format": FORMAT, "version": VERSION, **_of_lesson(lesson)})]
    for step in lesson.steps:
        parts.append("\n[[step]]\n" + _lines(_of_step(step)))
        for task in step.tasks:
            text = "[[step.task]]\n" + _lines(_of_task(task))
            parts.append("\n" + text)
    return "".join(parts)


def checked(lesson: Lesson, file: str) -> tuple[str, Lesson]:
    """Return the text of a lesson, and the lesson that it is read back as.

    Raises FileError, with the step, for what a file cannot hold, such as a step without a text.
    """
    text = written(lesson)
    again = read_lesson(text, file)
    if bare(again) != bare(lesson):
        raise UserError(
            translate("Lessons", "the lesson would not be read back as it is"),
            translate("Lessons", "nothing was written; save it under another name"),
        )
    return text, again


def _lines(values: Mapping[str, Any]) -> str:
    return "".join(f"{line(key, value)}\n" for key, value in values.items())


def _given(pairs: Iterator[tuple[str, Any]]) -> dict[str, Any]:
    """Return what says something: no empty text, list or table, and no switch that is off."""
    return {
        key: value
        for key, value in pairs
        if value is not None
        and value is not False
        and not (isinstance(value, (str, tuple, dict)) and not value)
    }


def _of_lesson(lesson: Lesson) -> dict[str, Any]:
    def pairs() -> Iterator[tuple[str, Any]]:
        for key in ("id", "title", "language"):
            yield key, getattr(lesson, key)
        yield "minutes", lesson.minutes or None
        yield "needs", lesson.needs
        yield "project", lesson.project
        yield "digits", lesson.digits
        yield "lock", lesson.lock
        yield "about", lesson.about

    return _given(pairs())


def _of_step(step: Step) -> dict[str, Any]:
    def pairs() -> Iterator[tuple[str, Any]]:
        for key in ("id", "title", "text"):
            yield key, getattr(step, key)
        yield "moment", _of_moment(step.moment)
        yield "project", step.project
        yield "set", dict(step.set)
        for key in ("highlight", "cover", "lock", "bug"):
            yield key, getattr(step, key)
        yield "go_on", step.go_on if step.go_on != Step.go_on else None

    return _given(pairs())


def _of_moment(moment: Moment) -> dict[str, Any]:
    plain = Moment()
    keys = ("update", "epoch", "stop", "sample", "part", "view")
    return {
        key: getattr(moment, key) for key in keys if getattr(moment, key) != getattr(plain, key)
    }


def _of_task(task: Task) -> dict[str, Any]:
    def pairs() -> Iterator[tuple[str, Any]]:
        for key in ("id", "kind", "ask"):
            yield key, getattr(task, key)
        needed, more = OF_KIND[task.kind]
        for key in (*needed, *more):
            value = getattr(task, key)
            usual = {"rel": REL, "abs": ABS}.get(key)
            if usual is None or value != usual:
                yield key, value
        yield "hints", task.hints
        yield "slips", tuple({"when": own.when, "say": own.say} for own in task.slips)
        yield "after", task.after
        yield "predict", task.predict

    return _given(pairs())
