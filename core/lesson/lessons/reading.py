"""A lesson read from TOML; anything wrong is reported with file, line and step."""

import re
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from core.errors import FileError, UserError, one_of
from core.lesson.addresses.address import parse
from core.lesson.lessons.described import (
    ABS,
    GO_ON,
    KINDS,
    LOCKS,
    PANEL_PARTS,
    REL,
    STOPS,
    VIEWS,
    Lesson,
    Moment,
    OwnSlip,
    Step,
    Task,
)
from core.lesson.lessons.lines import Lines
from core.lesson.lessons.toml import parse_toml
from core.words import say, translate

FORMAT, VERSION = "backstep-lesson", 1
MOST_BYTES = 1024**2
MOST_STEPS, MOST_TASKS, MOST_ITEMS, MOST_TEXT = 200, 50, 100, 20_000
MOST_UPDATES = 100_000
_ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}")
_RANGE = re.compile(r"[A-Za-z_]+\d*'?\[\s*(?:\d+|:)\s*(?:,\s*(?:\d+|:)\s*)?\]|\*")

_LESSON_KEYS = (
    *("format", "version", "id", "title", "language", "minutes", "needs", "project", "digits"),
    *("lock", "about", "step"),
)
_STEP_KEYS = (
    *("id", "title", "text", "moment", "project", "set", "highlight", "cover", "lock", "allow"),
    *("bug", "go_on", "task"),
)
_MOMENT_KEYS = ("update", "epoch", "stop", "sample", "part", "view", "tab")
_OF_ALL = ("id", "kind", "ask", "hints", "slips", "after", "predict")
#: the further keys of a task of each kind, with the required one first
OF_KIND: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = MappingProxyType(
    {
        "number": (("answer",), ("rel", "abs")),
        "cells": (("cells",), ("rel", "abs")),
        "choice": (("options", "right"), ("say", "moves")),
        "order": (("items",), ()),
        "mark": (("answer",), ()),
        "reach": (("conditions",), ("solution", "terminal")),
        "paste": (("array",), ()),
        "find_bug": (("layer", "options", "right"), ()),
        "say": ((), ()),
    }
)


def read_lesson(text: str, file: str) -> Lesson:
    """Return the lesson in a text. Raises FileError with file, line and step if it is not one."""
    hint = translate("Lessons", "a lesson is written in TOML: key = value")
    found = parse_toml(text, file, hint)
    return _Reader(text, file).lesson(found)


class LessonError(FileError):
    """What is wrong with the text of a lesson: the message alone, its line, and the step's id."""

    def __init__(self, file: str, line: int, step: str, message: str, hint: str) -> None:
        super().__init__(place(file, line, step) + message, hint)
        self.line, self.step, self.bare = line, step, message


class _Reader:
    """Reads one lesson, keeping track of the place in the text."""

    def __init__(self, text: str, file: str) -> None:
        self._file, self._lines = file, Lines(text)
        self._step, self._task, self._id = -1, -1, ""

    def lesson(self, found: Mapping[str, Any]) -> Lesson:
        """Return the lesson."""
        if found.get("format") != FORMAT:
            raise self._wrong(
                "format", "this is not a lesson", f'it starts with format = "{FORMAT}"'
            )
        if found.get("version") != VERSION:
            raise self._wrong("version", "it has another version", f"this program reads {VERSION}")
        self._known(found, _LESSON_KEYS)
        steps = self._list(found, "step", dict, MOST_STEPS, needed=True)
        digits = self._whole(found, "digits", 4, 2, 7)
        name, title = self._name(found), self._text(found, "title", needed=True)
        language = self._text(found, "language", needed=True)
        minutes = self._whole(found, "minutes", 0, 0, 1000)
        needs, locked = self._texts(found, "needs"), self._choices(found, "lock", LOCKS)
        project, about = self._text(found, "project"), self._text(found, "about")
        made = []
        for i, step in enumerate(steps):
            self._step, self._task, self._id = i, -1, str(step.get("id", i + 1))[:60]
            made.append(self._one_step(step))
        self._step = -1
        self._different([step.id for step in made], "step")
        for i, step in enumerate(made):
            self._step, self._id = i, step.id
            self._different([task.id for task in step.tasks], "task")
        return Lesson(
            self._file,
            name,
            title,
            language,
            tuple(made),
            minutes=minutes,
            needs=needs,
            project=project,
            digits=digits,
            lock=locked,
            about=about,
        )

    # ------------------------------------------------------------------ steps and tasks

    def _one_step(self, found: Mapping[str, Any]) -> Step:
        self._known(found, _STEP_KEYS)
        locked = self._choices(found, "lock", LOCKS)
        if "allow" in found:
            allowed = self._choices(found, "allow", LOCKS)
            locked = tuple(name for name in LOCKS if name not in allowed)
        go_on = self._text(found, "go_on") or "answered"
        if go_on not in GO_ON:
            raise self._wrong("go_on", f"“{go_on[:40]}” is not known", f"use {one_of(GO_ON)}")
        settings = found.get("set", {})
        if not isinstance(settings, dict):
            raise self._wrong("set", "this is no table", '{ "optimizer.learning_rate" = 10 }')
        tasks = []
        for k, task in enumerate(self._list(found, "task", dict, MOST_TASKS)):
            self._task = k
            tasks.append(self._one_task(task))
        self._task = -1
        return Step(
            id=self._name(found),
            title=self._text(found, "title", needed=True),
            text=self._text(found, "text", needed=True),
            line=self._lines.of(self._step),
            moment=self._moment(found.get("moment", {})),
            project=self._text(found, "project"),
            set=tuple(settings.items()),
            highlight=self._ranges(found, "highlight", PANEL_PARTS),
            cover=self._ranges(found, "cover"),
            lock=locked,
            bug=self._text(found, "bug"),
            go_on=go_on,
            tasks=tuple(tasks),
        )

    def _moment(self, found: Any) -> Moment:
        if not isinstance(found, dict):
            raise self._wrong("moment", "this is no table", "{ update = 0, stop = “before” }")
        self._known(found, _MOMENT_KEYS, "moment")
        stop = found.get("stop", "before")
        parts = stop.split() if isinstance(stop, str) else []
        with_layer = (
            len(parts) == 2 and parts[0] in ("forward", "backward") and parts[1].isdecimal()
        )
        if not with_layer and stop not in STOPS:
            known = one_of((*STOPS, "forward 1", "backward 1"))
            raise self._wrong("moment", f"there is no stop “{str(stop)[:40]}”", f"use {known}")
        view = found.get("view", "step")
        if view not in VIEWS:
            raise self._wrong("moment", f"no view “{str(view)[:40]}”", f"use {one_of(VIEWS)}")
        part = found.get("part", "")
        if part:
            self._checked("moment", lambda: parse(str(part)))
        epoch = found.get("epoch")
        return Moment(
            update=self._whole(found, "update", 0, 0, MOST_UPDATES, "moment"),
            epoch=None
            if epoch is None
            else self._whole(found, "epoch", 0, 0, MOST_UPDATES, "moment"),
            stop=str(stop),
            sample=self._whole(found, "sample", 1, 1, 10**6, "moment"),
            part=str(part),
            view=str(view),
        )

    def _one_task(self, found: Mapping[str, Any]) -> Task:
        kind = self._text(found, "kind", needed=True)
        if kind not in KINDS:
            raise self._wrong(
                "kind", f"“{kind[:40]}” is not a kind of task", f"use {one_of(KINDS)}"
            )
        needed, more = OF_KIND[kind]
        self._known(found, (*_OF_ALL, *needed, *more))
        moves = self._text(found, "moves")
        if moves:
            needed = ()
            self._checked("moves", lambda: parse(moves))
            if "options" in found or "right" in found:
                told = "which way it moves is computed: leave out options and right"
                raise self._wrong("moves", "there are options beside moves", told)
        for key in needed:
            if key not in found:
                raise self._wrong("kind", f"a task of this kind needs {key}", f"give {key} = …")
        options = self._texts(found, "options")
        right = tuple(self._list(found, "right", int, MOST_ITEMS))
        if "right" in found and (not right or not all(1 <= k <= len(options) for k in right)):
            most = len(options)
            raise self._wrong("right", "these are not options", f"they count from 1 to {most}")
        answer: Any = found.get("answer", "")
        if isinstance(answer, list):
            answer = self._texts(found, "answer")
        elif not isinstance(answer, str):
            answer = str(answer)
        cells = found.get("cells", "")
        ranges = (cells,) if isinstance(cells, str) and cells else self._texts(found, "cells")
        for cell in ranges:
            self._checked("cells", partial(self._range, cell))
        return Task(
            id=self._text(found, "id") or str(self._task + 1),
            kind=kind,
            ask=self._text(found, "ask", needed=True),
            line=self._lines.of(self._step, self._task),
            answer=answer,
            cells=tuple(ranges),
            options=options,
            right=right,
            say=self._texts(found, "say"),
            items=self._texts(found, "items"),
            conditions=self._texts(found, "conditions"),
            solution=self._texts(found, "solution"),
            array=self._text(found, "array"),
            layer=self._whole(found, "layer", 0, 0, 1000),
            rel=self._real(found, "rel", REL),
            abs=self._real(found, "abs", ABS),
            hints=self._texts(found, "hints"),
            slips=tuple(map(self._slip, self._list(found, "slips", dict, MOST_ITEMS))),
            after=self._text(found, "after"),
            predict=found.get("predict") is True,
            moves=moves,
            terminal=self._text(found, "terminal"),
        )

    def _slip(self, found: Mapping[str, Any]) -> OwnSlip:
        self._known(found, ("when", "say"), "slips")
        return OwnSlip(
            self._text(found, "when", needed=True), self._text(found, "say", needed=True)
        )

    # ------------------------------------------------------------------ values

    def _known(self, found: Mapping[str, Any], keys: tuple[str, ...], place: str = "") -> None:
        unknown = [key for key in found if key not in keys]
        if unknown:
            name = str(unknown[0])[:40]
            raise self._wrong(place or name, f"{name} is not known here", f"use {one_of(keys)}")

    def _name(self, found: Mapping[str, Any]) -> str:
        name = self._text(found, "id", needed=True)
        if not _ID.fullmatch(name):
            raise self._wrong(
                "id", f"“{name[:40]}” is not an id", "use lower case letters, digits, - and _"
            )
        return name

    def _text(self, found: Mapping[str, Any], key: str, needed: bool = False) -> str:
        value = found.get(key, "")
        if not isinstance(value, str):
            raise self._wrong(key, f"{key} is not a text", f'write {key} = "…"')
        if needed and not value.strip():
            raise self._wrong(key, f"{key} is missing", f'write {key} = "…"')
        if len(value) > MOST_TEXT:
            raise self._wrong(key, f"{key} is too long", f"{MOST_TEXT:,} characters at most")
        return value

    def _texts(self, found: Mapping[str, Any], key: str) -> tuple[str, ...]:
        return tuple(self._list(found, key, str, MOST_ITEMS))

    def _list(
        self, found: Mapping[str, Any], key: str, kind: type, most: int, needed: bool = False
    ) -> list[Any]:
        value = found.get(key, [])
        fits = isinstance(value, list) and len(value) <= most
        if not fits or any(type(item) is not kind for item in value) or (needed and not value):
            what = {str: "texts", int: "whole numbers", dict: "tables"}[kind]
            raise self._wrong(key, f"{key} is not a list of {what}", f"give up to {most} {what}")
        return list(value)

    def _whole(
        self, found: Mapping[str, Any], key: str, usual: int, low: int, high: int, place: str = ""
    ) -> int:
        value = found.get(key, usual)
        if type(value) is not int or not low <= value <= high:
            told = f"give a whole number from {low} to {high:,}"
            raise self._wrong(place or key, f"{key} does not fit", told)
        return value

    def _real(self, found: Mapping[str, Any], key: str, usual: float) -> float:
        value = found.get(key, usual)
        if type(value) not in (int, float) or not 0.0 <= value <= 1e6:
            raise self._wrong(key, f"{key} does not fit", "give a number of 0 or more")
        return float(value)

    def _choices(
        self, found: Mapping[str, Any], key: str, known: tuple[str, ...]
    ) -> tuple[str, ...]:
        values = self._texts(found, key)
        unknown = [value for value in values if value not in known]
        if unknown:
            raise self._wrong(key, f"“{unknown[0][:40]}” is not known", f"use {one_of(known)}")
        return values

    def _ranges(
        self, found: Mapping[str, Any], key: str, besides: tuple[str, ...] = ()
    ) -> tuple[str, ...]:
        values = self._texts(found, key)
        for value in values:
            if value not in besides:
                self._checked(key, partial(self._range, value))
        return values

    def _range(self, text: str) -> None:
        if not _RANGE.fullmatch(text):
            parse(text)

    def _checked(self, key: str, work: Callable[[], object]) -> None:
        try:
            work()
        except UserError as error:
            raise self._wrong(key, error.message, error.hint) from None

    def _different(self, ids: list[str], what: str) -> None:
        twice = [name for i, name in enumerate(ids) if name in ids[:i]]
        if twice:
            raise self._wrong("id", f"two {what}s have the id {twice[0]}", "give each its own id")

    def _wrong(self, key: str, message: str, hint: str) -> FileError:
        line = self._lines.of(self._step, self._task, key)
        return LessonError(self._file, line, self._id_here(), message, hint)

    def _id_here(self) -> str:
        return self._id if self._step >= 0 else ""


def place(file: str, line: int, step: str = "", task: str = "") -> str:
    """Return where something is wrong, to begin an error with: xor.toml, line 12, step 3: …"""
    text = say("Lessons", "{file}, line {line}", file=file, line=line)
    if step:
        text += ", " + say("Lessons", "step {step}", step=step)
    if task:
        text += ", " + say("Lessons", "task {task}", task=task)
    return text + ": "
