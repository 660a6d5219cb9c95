"""A lesson in another language: `lesson.zh.toml` holds only its texts, by ids.

Texts that it leaves out stay in the lesson's own language, and are listed as missing.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from core.errors import FileError
from core.lesson.lessons.described import Lesson, Step, Task
from core.lesson.lessons.lines import Lines
from core.lesson.lessons.reading import MOST_TEXT, place
from core.lesson.lessons.toml import parse_toml

_OF_LESSON = ("title", "about")
_OF_STEP = ("title", "text")
_OF_TASK = ("ask", "after")
#: lists of texts, which must be as long as in the lesson; of slips it is what is said of each
_LISTS = ("options", "say", "items", "hints", "slips")


def translated(lesson: Lesson, text: str, file: str) -> tuple[Lesson, tuple[str, ...]]:
    """Return the lesson with the texts of a translation, and the texts that are missing.

    Raises FileError with file and line if it is not a translation of this lesson.
    """
    found = parse_toml(text, file, "a translation is written in TOML")
    return _Translator(lesson, Lines(text), file).lesson(found)


class _Translator:
    """Puts the texts of one translation into a lesson."""

    def __init__(self, lesson: Lesson, lines: Lines, file: str) -> None:
        self._lesson, self._lines, self._file = lesson, lines, file
        self._missing: list[str] = []

    def lesson(self, found: Mapping[str, Any]) -> tuple[Lesson, tuple[str, ...]]:
        """Return the lesson and what is missing."""
        language = found.get("language")
        if not isinstance(language, str) or not language:
            raise self._wrong(-1, -1, "language is missing", 'write language = "zh"')
        entries = self._entries(found, "step", -1)
        known = {step.id: step for step in self._lesson.steps}
        for i, entry in enumerate(entries):
            if entry.get("id") not in known:
                name = str(entry.get("id"))[:40]
                raise self._wrong(i, -1, f"there is no step {name}", "give the id of a step")
        by_id = {str(entry["id"]): (i, entry) for i, entry in enumerate(entries)}
        steps = []
        for step in self._lesson.steps:
            i, entry = by_id.get(step.id, (-1, {}))
            steps.append(self._step(step, entry, i))
        texts = self._texts(self._lesson, found, _OF_LESSON, "", -1, -1)
        made = replace(self._lesson, language=language, steps=tuple(steps), **texts)
        return made, tuple(self._missing)

    def _step(self, step: Step, found: Mapping[str, Any], i: int) -> Step:
        entries = self._entries(found, "task", i)
        by_id = {str(entry.get("id")): (k, entry) for k, entry in enumerate(entries)}
        unknown = [name for name in by_id if name not in [task.id for task in step.tasks]]
        if unknown:
            k = by_id[unknown[0]][0]
            message = f"there is no task {unknown[0][:40]} in step {step.id}"
            raise self._wrong(i, k, message, "give the id of a task of this step")
        tasks = []
        for task in step.tasks:
            k, entry = by_id.get(task.id, (-1, {}))
            tasks.append(self._task(step, task, entry, i, k))
        texts = self._texts(step, found, _OF_STEP, step.id, i, -1)
        return replace(step, tasks=tuple(tasks), **texts)

    def _task(self, step: Step, task: Task, found: Mapping[str, Any], i: int, k: int) -> Task:
        where = f"{step.id} / {task.id}"
        changed = self._texts(task, found, _OF_TASK, where, i, k)
        for key in _LISTS:
            own = getattr(task, key)
            given = found.get(key)
            if given is None:
                if own:
                    self._missing.append(f"{where}: {key}")
                continue
            fits = isinstance(given, list) and len(given) == len(own)
            if not fits or not all(isinstance(each, str) for each in given):
                message = f"{key} must be {len(own)} texts"
                raise self._wrong(i, k, message, "one for each of the lesson's own")
            texts = tuple(each[:MOST_TEXT] for each in given)
            changed[key] = texts
            if key == "slips":
                pairs = zip(own, texts, strict=True)
                changed[key] = tuple(replace(slip, say=text) for slip, text in pairs)
        return replace(task, **changed)

    def _texts(
        self,
        own: Any,
        found: Mapping[str, Any],
        keys: tuple[str, ...],
        where: str,
        i: int,
        k: int,
    ) -> dict[str, Any]:
        changed: dict[str, Any] = {}
        for key in keys:
            given = found.get(key)
            if given is None:
                if getattr(own, key):
                    self._missing.append(f"{where}: {key}" if where else key)
            elif not isinstance(given, str):
                raise self._wrong(i, k, f"{key} is not a text", f'write {key} = "…"')
            else:
                changed[key] = given[:MOST_TEXT]
        return changed

    def _entries(self, found: Mapping[str, Any], key: str, i: int) -> list[Mapping[str, Any]]:
        value = found.get(key, [])
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self._wrong(i, -1, f"{key} is not a list of tables", "write [[step]] and id = …")
        return value

    def _wrong(self, i: int, k: int, message: str, hint: str) -> FileError:
        return FileError(place(self._file, self._lines.of(i, k)) + message, hint)
