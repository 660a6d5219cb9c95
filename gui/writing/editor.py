"""The page of the editor with its row of documents: every change of a field makes another one."""

from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.counts import counted
from core.lesson.addresses.address import Address
from core.lesson.lessons.described import Lesson, Moment, Step
from core.lesson.writing.documents import Documents
from core.lesson.writing.edits import (
    changed,
    changed_task,
    moved_step,
    moved_task,
    toggled,
    untouched,
    with_copy,
    with_new_step,
    with_project,
    with_task,
    without_step,
    without_task,
)
from core.lesson.writing.proposing import asks_for, new_task
from core.words import plain, say
from gui.writing.page import STEP, TASKS, WritingPage

_translate = QCoreApplication.translate

_KEYED = (str, int, float)


class Editor(WritingPage):
    """Edits one lesson; what needs the window's network is asked for by signals."""

    #: the lesson, or the step at hand, is another now
    edited = Signal()
    add_wanted = Signal()  # a step at the moment of the window
    picking_changed = Signal(str)  # "ask", "cover", "highlight", or ""
    told = Signal(str)

    def __init__(self, lesson: Lesson, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._documents = Documents(lesson)
        self._saved: Lesson | None = lesson
        self._file = ""
        self.picking = ""
        steps, tasks, step = self.steps, self.tasks, self.step
        self.undo.clicked.connect(lambda: self._go(self._documents.undone()))
        self.redo.clicked.connect(lambda: self._go(self._documents.redone()))
        steps.selected.connect(self.look_at)
        steps.activated.connect(lambda _: step.show_wanted.emit())
        steps.added.connect(self.add_wanted)
        steps.copied.connect(lambda at: self._edit(with_copy(self.lesson_now, at), at + 1))
        steps.moved.connect(lambda at, to: self._edit(moved_step(self.lesson_now, at, to), to))
        steps.deleted.connect(self._delete_step)
        step.edited.connect(self._edit_step)
        step.pick_wanted.connect(self.pick)
        tasks.edited.connect(self._edit_task)
        tasks.added.connect(self._add_task)
        tasks.moved.connect(
            lambda place, to: self._edit(moved_task(self.lesson_now, self.at, place, to))
        )
        tasks.deleted.connect(
            lambda place: self._edit(without_task(self.lesson_now, self.at, place))
        )
        tasks.pick_wanted.connect(self.pick)
        self.lesson.edited.connect(self._edit_lesson)
        self.problems.chosen.connect(self.go_to)
        self._show()

    # ------------------------------------------------------------------ what it has

    @property
    def lesson_now(self) -> Lesson:
        """The lesson as it is now."""
        return self._documents.now

    @property
    def at(self) -> int:
        """Which step is selected, from 0."""
        return min(self._documents.at, len(self._documents.now.steps) - 1)

    @property
    def step_now(self) -> Step:
        """The step that is selected."""
        return self.lesson_now.steps[self.at]

    def is_unsaved(self) -> bool:
        """Return whether there are edits that no file has."""
        return self.lesson_now != self._saved

    # ------------------------------------------------------------------ what it is told

    def begin_with(self, lesson: Lesson, saved: bool, file: str) -> None:
        """Edit another lesson; `saved`: nothing of it is lost yet. Its file is named in words."""
        self._documents, self._saved = Documents(lesson), lesson if saved else None
        self._file = file
        self.problems.list.clear()
        self._show()

    def note_saved(self, lesson: Lesson, file: str) -> None:
        """Note that a lesson was saved as it was when that was asked for."""
        self._saved, self._file = lesson, file
        self._show()

    def put_moment(self, project: str, moment: Moment, bug: str) -> None:
        """Let the step at hand stand at a moment of a project."""
        step = self.step_now
        lesson = changed(self.lesson_now, self.at, moment=moment, bug=bug or step.bug, set=())
        self._edit(with_project(lesson, self.at, project))

    def add_step(self, project: str, moment: Moment, bug: str) -> None:
        """Add a step at a moment of a project after the one at hand."""
        lesson = with_new_step(self.lesson_now, self.at, moment, project)
        self._edit(changed(lesson, self.at + 1, bug=bug), self.at + 1)
        self.begin()

    def lock_all_but(self, names: frozenset[str]) -> None:
        """Lock everything in this step but what has these names."""
        self._edit(changed(self.lesson_now, self.at, lock=untouched(names)))

    def take_pick(self, address: Address) -> None:
        """Use a number that was clicked in the window for what clicks mean now."""
        text, step = str(address), self.step_now
        if self.picking == "ask":
            self.pick("")
            lesson = with_task(self.lesson_now, self.at, asks_for(address))
            if text not in step.cover and "*" not in step.cover:
                lesson = changed(lesson, self.at, cover=(*step.cover, text))
            self._edit(lesson)
            self.tabs.setCurrentIndex(TASKS)
            self.tasks.select(len(self.step_now.tasks) - 1)
            self.tasks.fields["ask"].setFocus()
            words = say("Writing", "{address} is asked for, and covered in this step", address=text)
            self.told.emit(words)
        elif self.picking in ("cover", "highlight"):
            now = getattr(step, self.picking)
            self._edit(changed(self.lesson_now, self.at, **{self.picking: toggled(now, text)}))

    @Slot(str)
    def take_name(self, name: str) -> None:
        """Point out a part of the window that was clicked, or not any more."""
        if self.picking == "highlight":
            now = toggled(self.step_now.highlight, name)
            self._edit(changed(self.lesson_now, self.at, highlight=now))

    @Slot(str)
    def pick(self, what: str) -> None:
        """Say what clicks in the window mean from now on; "" is nothing."""
        words = {
            "ask": _translate("Writing", "Click a number in the window (Esc ends)"),
            "cover": _translate("Writing", "Click numbers to cover (Esc ends)"),
            "highlight": _translate("Writing", "Click numbers, or parts of the window (Esc ends)"),
        }.get(what, "")
        self.picking = what
        self.show_picking(what, words)
        self.picking_changed.emit(what)

    # ------------------------------------------------------------------ what a person does

    @Slot(int)
    def look_at(self, at: int) -> None:
        """Select a step."""
        if at != self.at:
            self.pick("")
            self._go(self._documents.looking(at))

    @Slot(str, str)
    def go_to(self, step: str, task: str) -> None:
        """Go to a step by its id, and to one of its tasks."""
        names = [each.id for each in self.lesson_now.steps]
        if step not in names:
            return
        self.look_at(names.index(step))
        tasks = [each.id for each in self.step_now.tasks]
        self.tabs.setCurrentIndex(TASKS if task in tasks else STEP)
        if task in tasks:
            self.tasks.select(tasks.index(task))

    def _delete_step(self, at: int) -> None:
        lesson = without_step(self.lesson_now, at)
        self._edit(lesson, min(at, len(lesson.steps) - 1))

    def _edit_step(self, name: str, value: Any) -> None:
        key = f"step {self.at} {name}" if isinstance(value, _KEYED) else ""
        self._edit(changed(self.lesson_now, self.at, **{name: value}), key=key)

    def _edit_task(self, place: int, name: str, value: Any) -> None:
        if name == "id" and not str(value).strip():
            return
        lesson = changed_task(self.lesson_now, self.at, place, **{name: value})
        self._edit(lesson, key=f"task {self.at} {place} {name}")

    def _edit_lesson(self, name: str, value: Any) -> None:
        self._edit(replace(self.lesson_now, **{name: value}), key=f"lesson {name}")

    def _add_task(self, kind: str) -> None:
        self._edit(with_task(self.lesson_now, self.at, new_task(kind)))
        self.tasks.select(len(self.step_now.tasks) - 1)
        self.tasks.fields["ask"].setFocus()

    def _edit(self, lesson: Lesson, at: int | None = None, key: str = "") -> None:
        self._go(self._documents.edited(lesson, self.at if at is None else at, key))

    def _go(self, documents: Documents) -> None:
        self._documents = documents
        self._show()
        self.edited.emit()

    def _show(self) -> None:
        lesson, at = self.lesson_now, self.at
        moment = moment_words(lesson, lesson.steps[at])
        self.show_lesson(lesson, at, moment, self._file, self.is_unsaved())
        self.show_row(bool(self._documents.before), bool(self._documents.after))


def moment_words(lesson: Lesson, step: Step) -> str:
    """Return in words where a step stands."""
    moment = step.moment
    if moment.epoch is not None:
        when = say("Writing", "after {epochs}", epochs=counted(moment.epoch, "epoch"))
    else:
        when = say("Writing", "after {updates}", updates=counted(moment.update, "update"))
    parts = [plain(step.project or lesson.project), when]
    if moment.is_stepped:
        parts.append(say("Writing", "stop: {stop}", stop=moment.stop))
    parts.append(say("Writing", "sample {n}", n=moment.sample))
    if moment.part:
        parts.append(moment.part)
    view = _translate("Writing", "Step view") if moment.is_stepped else ""
    parts.append(view or _translate("Writing", "Train view"))
    return " · ".join(part for part in parts if part)
