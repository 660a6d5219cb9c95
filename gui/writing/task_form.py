"""The tasks of a step: a list of them, and the fields of the one that is selected."""

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QMenu, QVBoxLayout, QWidget

from core.lesson.lessons.described import KINDS, OwnSlip, Step, Task
from core.lesson.lessons.reading import OF_KIND
from core.words import plain, say
from gui.kit.plain import Label
from gui.writing.fields import LineField, TextField, button, caption, select
from gui.writing.steps import RowsList, below

_translate = QCoreApplication.translate

#: what stands between the value of a slip and what is said of it
_SAYS = " : "


def kind_words(kind: str) -> str:
    """Return what a kind of task is called."""
    return {
        "number": _translate("Writing", "a number"),
        "cells": _translate("Writing", "a table of numbers"),
        "choice": _translate("Writing", "a choice"),
        "order": _translate("Writing", "an order"),
        "mark": _translate("Writing", "a click on a number"),
        "reach": _translate("Writing", "something to reach"),
        "paste": _translate("Writing", "an array to paste"),
        "find_bug": _translate("Writing", "a bug to find"),
        "say": _translate("Writing", "words of one's own"),
    }[kind]


class TaskForm(QWidget):
    """Shows the tasks of a step; every change of one is told with the name of its field."""

    edited = Signal(int, str, object)  # which task, its field, the value
    added = Signal(str)  # a kind
    moved = Signal(int, int)
    deleted = Signal(int)
    pick_wanted = Signal(str)  # "ask", or "" for nothing

    def __init__(self) -> None:
        super().__init__()
        self._at = -1
        self._step: Step | None = None
        help = _translate("Writing", "The tasks of this step, in their order")
        self.rows = RowsList(_translate("Writing", "Tasks"), help, 3)
        self.ask_for = button(
            _translate("Writing", "Ask for…"),
            _translate("Writing", "Click any number in the window: a task asks for it, and it is "
                       "covered"),
            lambda on: self.pick_wanted.emit("ask" if on else ""),
            checkable=True,
        )  # fmt: skip
        self.add = button(
            _translate("Writing", "Add…"),
            _translate("Writing", "Add a task of another kind"),
            self._open_kinds,
        )
        self.rows.buttons.insertWidget(0, self.ask_for)
        self.rows.buttons.insertWidget(1, self.add)
        self.rows.selected.connect(self._select)
        self.rows.moved.connect(self._move)
        self.rows.deleted.connect(self.deleted)
        self.kind = Label()
        self.predict = QCheckBox(_translate("Writing", "A prediction: one try, then the answer"))
        self.predict.setAccessibleName(_translate("Writing", "A prediction"))
        self.predict.setToolTip(
            _translate("Writing", "The answer is given first; then it is uncovered, right or not")
        )
        self.predict.clicked.connect(lambda on: self._tell("predict", on))
        self.fields: dict[str, LineField | TextField] = _fields()
        self._captions = {name: caption(_caption(name), f) for name, f in self.fields.items()}
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 2, 16, 12)
        column.setSpacing(6)
        column.addWidget(self.rows)
        column.addWidget(self.kind)
        for name, field in self.fields.items():
            column.addWidget(self._captions[name])
            column.addWidget(field)
            field.given.connect(partial(self._tell, name))
            if name == "ask":
                column.addWidget(self.predict)
        column.addStretch(1)
        self._dress()

    # ------------------------------------------------------------------ what it shows

    def show_step(self, step: Step) -> None:
        """Show the tasks of a step; the one that was selected stays it."""
        before = None if self._step is None else self._step.id
        self._step = step
        self._at = min(max(self._at if before == step.id else 0, 0), len(step.tasks) - 1)
        self._dress()

    def select(self, at: int) -> None:
        """Show one of the tasks."""
        self._at = at
        self._dress()

    def show_picking(self, what: str) -> None:
        """Show what clicks in the window mean."""
        self.ask_for.setChecked(what == "ask")

    def task(self) -> Task | None:
        """Return the task that is shown."""
        there = self._step is not None and 0 <= self._at < len(self._step.tasks)
        return self._step.tasks[self._at] if there and self._step is not None else None

    def _dress(self) -> None:
        tasks = () if self._step is None else self._step.tasks
        rows = [f"{kind_words(task.kind)}: {plain(task.ask)}" for task in tasks]
        self.rows.show_rows(rows, self._at)
        task = self.task()
        if task is None:
            words = _translate(
                "Writing", "No tasks yet. “Ask for…” makes one of a number that you click."
            )
            self.kind.setText(words)
            self.kind.setWordWrap(True)
        else:
            self.kind.setText(say("Writing", "Answered by {kind}", kind=kind_words(task.kind)))
        self.predict.setVisible(task is not None and task.kind in ("number", "choice", "mark"))
        self.predict.setChecked(task is not None and task.predict)
        shown = () if task is None else _shown(task)
        for name, field in self.fields.items():
            select((field, self._captions[name]), name in shown)
            if task is not None and name in shown and not self._has_slips(name, task):
                field.show_value(_value(task, name))

    def _has_slips(self, name: str, task: Task) -> bool:
        """Return whether the field of slips means those of the task, half typed as one may be."""
        return name == "slips" and tuple(map(_slip, self.fields[name].value())) == task.slips

    # ------------------------------------------------------------------ what a person does

    def _select(self, row: int) -> None:
        self._at = row
        self._dress()

    def _move(self, row: int, to: int) -> None:
        self._at = to
        self.moved.emit(row, to)

    def _tell(self, name: str, value: Any) -> None:
        task = self.task()
        if task is None:
            return
        if name == "slips":
            value = tuple(_slip(text) for text in value)
        elif name == "answer" and task.kind == "mark" and len(value) == 1:
            value = value[0]
        elif name == "answer" and task.kind == "number":
            value = ", ".join(value)
        self.edited.emit(self._at, name, value)

    def _open_kinds(self) -> None:
        menu = QMenu(self)
        for kind in KINDS:
            menu.addAction(kind_words(kind)).triggered.connect(
                lambda *_, kind=kind: self.added.emit(kind)
            )
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(below(self.add))


def _shown(task: Task) -> tuple[str, ...]:
    needed, more = OF_KIND[task.kind]
    slips = ("slips",) if task.kind == "number" else ()
    hints = () if task.kind == "say" else ("hints",)
    return ("ask", *needed, *more, *hints, *slips, "after", "id")


def _value(task: Task, name: str) -> Any:
    value = getattr(task, name)
    if name == "slips":
        return tuple(f"{own.when}{_SAYS}{own.say}" for own in value)
    if name == "answer" and isinstance(value, str):
        return (value,) if value else ()
    return value


def _slip(text: str) -> OwnSlip:
    when, _, says = text.partition(":")
    return OwnSlip(when.strip(), says.strip())


def _caption(name: str) -> str:
    return {
        "ask": _translate("Writing", "Question (Markdown)"),
        "answer": _translate("Writing", "Right answer"),
        "cells": _translate("Writing", "Cells"),
        "options": _translate("Writing", "Options, one a line"),
        "right": _translate("Writing", "Right ones, counted from 1"),
        "say": _translate("Writing", "Said of each option, one a line"),
        "items": _translate("Writing", "Items in their right order, one a line"),
        "conditions": _translate("Writing", "Conditions, one a line"),
        "solution": _translate("Writing", "A way to reach it, one setting a line"),
        "array": _translate("Writing", "Array"),
        "layer": _translate("Writing", "Layer of the bug"),
        "rel": _translate("Writing", "Tolerance, as a share"),
        "abs": _translate("Writing", "Tolerance, at least"),
        "hints": _translate("Writing", "Hints, one a line"),
        "slips": _translate("Writing", "Wrong answers you foresee, one a line"),
        "after": _translate("Writing", "Said once it is answered"),
        "id": _translate("Writing", "Id of the task"),
    }[name]


def _fields() -> dict[str, LineField | TextField]:
    """Return the fields that a task of some kind has, in their order."""

    def text(name: str, help: str, lines: int) -> TextField:
        return TextField(_caption(name), help, lines)

    def listed(name: str, help: str, lines: int, blanks: bool = False) -> TextField:
        return TextField(_caption(name), help, lines, listed=True, blanks=blanks)

    say = _translate
    filled = say("Writing", "Markdown; {symbol:…} and {value:…} are filled in")
    answer = say("Writing", "An address, Z1[3,1], or an expression of addresses; a click on a "
                 "number: argmax(abs(dW1)), or several addresses")  # fmt: skip
    reached = say("Writing", "Such as accuracy >= 1, loss < 0.05, epoch <= 200, units(1) == 2")
    solved = say("Writing", "Settings and epochs with which the check tries it: "
                 "optimizer.learning_rate=1, epochs=100")  # fmt: skip
    slips = say("Writing", "The value of the wrong answer, a colon, what is said: "
                "Z1[3,2] : That is the second neuron.")  # fmt: skip
    more = _translate("Writing", "A right answer may be so far off")
    return {
        "ask": text("ask", filled, 3),
        "answer": LineField(_caption("answer"), answer, "names", "Z1[3,1]"),
        "cells": LineField(
            _caption("cells"), say("Writing", "Addresses: dW1[:,:], b1[1]"), "names", "dW1[:,:]"
        ),
        "array": LineField(
            _caption("array"), say("Writing", "The name of an array: dW1"), "text", "dW1"
        ),
        "conditions": listed("conditions", reached, 2),
        "solution": listed("solution", solved, 2),
        "layer": LineField(
            _caption("layer"), say("Writing", "Its number, counted from 1"), "whole"
        ),
        "options": listed("options", filled, 4),
        "right": LineField(
            _caption("right"), say("Writing", "Their numbers: 1, or 1, 3"), "wholes", "1"
        ),
        "say": listed(
            "say", say("Writing", "In the order of the options; a line may be empty"), 3, True
        ),
        "items": listed("items", say("Writing", "They are shown in another order"), 4),
        "hints": listed("hints", say("Writing", "They come one by one"), 2),
        "slips": listed("slips", slips, 2),
        "after": text("after", filled, 2),
        "rel": LineField(_caption("rel"), more, "number", "0.005"),
        "abs": LineField(_caption("abs"), more, "number", "0.0006"),
        "id": LineField(_caption("id"), say("Writing", "Its name in the file and in reports")),
    }
