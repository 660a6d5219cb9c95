"""The fields of a step: title, moment, text with a live view, covers, highlights, locks, bug."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QVBoxLayout,
    QWidget,
)

from core.lesson.lessons.described import GO_ON, LOCKS, PANEL_PARTS, Step
from core.run.learning.planted import BUG_NAMES, bug_label
from gui.kit.choice import QuietCombo
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.lessons.markdown import MarkdownLabel
from gui.writing.fields import LineField, TextField, button, caption
from gui.writing.steps import below

_translate = QCoreApplication.translate


class StepForm(QWidget):
    """Shows a step; every change is told with the name of its field."""

    edited = Signal(str, object)  # the field of the step, and its value
    take_wanted = Signal()
    show_wanted = Signal()
    lock_wanted = Signal()
    #: what clicks in the window are to mean: "cover", "highlight", or "" for nothing
    pick_wanted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        say = _translate
        self.title = LineField(
            say("Writing", "Title of the step"), say("Writing", "What stands over the step")
        )
        self.moment = Label()
        self.moment.setWordWrap(True)
        self.take = button(
            say("Writing", "Take this moment"),
            say("Writing", "The step stands where the window stands now: network, update, stop, "
                "sample, number and view"),
            self.take_wanted.emit,
        )  # fmt: skip
        self.show_it = button(
            say("Writing", "Show it"),
            say("Writing", "Take the window to the moment of this step, with its bug (Enter in "
                "the list of steps)"),
            self.show_wanted.emit,
        )  # fmt: skip
        self.text = TextField(
            say("Writing", "Text"),
            say("Writing", "Markdown: **bold**, lists; {symbol:Z1[3,1]} and {value:Z1[3,1]} are "
                "filled in from the moment"),
            7,
        )  # fmt: skip
        self.reading, self.wrong = MarkdownLabel(), Label()
        self.wrong.setWordWrap(True)
        set_role(self.wrong, "error")
        addresses = "Z1[3,1], A1[:,2]"
        self.cover = LineField(
            say("Writing", "Covered numbers"),
            say("Writing", "Shown as ? until the tasks are answered; W1[:,1] means a whole column"),
            *("names", addresses),
        )
        self.highlight = LineField(
            say("Writing", "Pointed out"),
            say("Writing", "Numbers and parts of the window that get a frame"),
            *("names", addresses),
        )
        self.pick_cover = button(
            say("Writing", "Cover…"),
            say("Writing", "Click numbers in the window to cover them, or to uncover them again"),
            lambda on: self._pick("cover", on),
            checkable=True,
        )
        self.pick_highlight = button(
            say("Writing", "Highlight…"),
            say(
                "Writing",
                "Click numbers and parts of the window to point them out, or not any more",
            ),
            lambda on: self._pick("highlight", on),
            checkable=True,
        )
        self.parts = button(
            say("Writing", "Part…"),
            say("Writing", "Point out a part of the window: the equation, a button, a plot"),
            self._open_parts,
        )
        self.lock = button(
            say("Writing", "Lock what I have not touched"),
            say("Writing", "Everything that you have not used since you took or showed this "
                "moment is locked in the step"),
            self.lock_wanted.emit,
        )  # fmt: skip
        self.locks = {name: self._lock_box(name) for name in LOCKS}
        self.bug = self._combo(
            say("Writing", "Plant a bug…"),
            say("Writing", "A mistake in the backward pass of this step, for the learner to find"),
            [(say("Writing", "no bug"), ""), *((bug_label(name), name) for name in BUG_NAMES)],
            "bug",
        )
        waits = {
            "answered": say("Writing", "all tasks answered"),
            "read": say("Writing", "nothing: it may be read on"),
            "never": say("Writing", "for ever: the lesson ends here"),
        }
        self.go_on = self._combo(
            say("Writing", "Next waits for"),
            say("Writing", "When the way to the next step opens"),
            [(waits[name], name) for name in GO_ON],
            "go_on",
        )
        self.id = LineField(
            say("Writing", "Id of the step"),
            say("Writing", "Its name in the file, in translations and in what is kept: small "
                "letters, digits and -"),
        )  # fmt: skip
        fields: dict[str, LineField | TextField] = {
            "title": self.title,
            "text": self.text,
            "cover": self.cover,
            "highlight": self.highlight,
            "id": self.id,
        }
        for name, field in fields.items():
            field.given.connect(partial(self.edited.emit, name))
        self._highlight: tuple[str, ...] = ()
        self._place()

    def _combo(
        self, name: str, help: str, items: Sequence[tuple[str, str]], field: str
    ) -> QuietCombo:
        combo = QuietCombo()
        combo.setAccessibleName(name)
        combo.setToolTip(help)
        for words, value in items:
            combo.addItem(words, value)
        combo.activated.connect(lambda _: self.edited.emit(field, combo.currentData()))
        return combo

    def _lock_box(self, name: str) -> QCheckBox:
        words = {
            "data": _translate("Writing", "data"),
            "network": _translate("Writing", "network"),
            "training": _translate("Writing", "training"),
            "weights": _translate("Writing", "weights"),
            "reset": _translate("Writing", "reset"),
            "new_weights": _translate("Writing", "new weights"),
            "play": _translate("Writing", "play"),
            "speed": _translate("Writing", "speed"),
            "time": _translate("Writing", "steps and time"),
            "examine": _translate("Writing", "examine"),
            "files": _translate("Writing", "files"),
        }[name]
        box = QCheckBox(words)
        box.setAccessibleName(words)
        box.setToolTip(_translate("Writing", "Locked: it cannot be used in this step"))
        box.clicked.connect(self._tell_locks)
        return box

    def _place(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 2, 16, 12)
        column.setSpacing(6)
        frame = QFrame()
        set_role(frame, "pill")
        inside = QVBoxLayout(frame)
        inside.setContentsMargins(8, 6, 8, 6)
        inside.addWidget(self.reading)
        inside.addWidget(self.wrong)
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(2)
        for place, box in enumerate(self.locks.values()):
            grid.addWidget(box, place // 2, place % 2)
        say = _translate
        for part in (
            caption(say("Writing", "Title"), self.title),
            self.title,
            caption(say("Writing", "Moment")),
            self.moment,
            _row(self.take, self.show_it),
            caption(say("Writing", "Text (Markdown)"), self.text),
            self.text,
            caption(say("Writing", "How it reads")),
            frame,
            caption(say("Writing", "Covered until answered"), self.cover),
            self.cover,
            _row(self.pick_cover),
            caption(say("Writing", "Pointed out"), self.highlight),
            self.highlight,
            _row(self.pick_highlight, self.parts),
            caption(say("Writing", "Locked in this step")),
            _row(self.lock),
        ):
            column.addWidget(part)
        column.addLayout(grid)
        for part in (
            caption(say("Writing", "Plant a bug for the learner to find"), self.bug),
            self.bug,
            caption(say("Writing", "Next waits for"), self.go_on),
            self.go_on,
            caption(say("Writing", "Id"), self.id),
            self.id,
        ):
            column.addWidget(part)
        column.addStretch(1)

    # ------------------------------------------------------------------ what it shows

    def show_step(self, step: Step, moment: str) -> None:
        """Show a step; `moment` are the words for where it stands."""
        self._highlight = step.highlight
        self.title.show_value(step.title)
        self.text.show_value(step.text)
        self.moment.setText(moment)
        self.cover.show_value(step.cover)
        self.highlight.show_value(step.highlight)
        self.id.show_value(step.id)
        for name, box in self.locks.items():
            box.setChecked(name in step.lock)
        for combo, value in ((self.bug, step.bug), (self.go_on, step.go_on)):
            combo.setCurrentIndex(combo.findData(value))

    def show_reading(self, text: str, wrong: str) -> None:
        """Show how the text reads in the moment at hand, or what is wrong with it."""
        self.reading.show_text(text)
        self.wrong.setText(wrong)
        self.wrong.setVisible(bool(wrong))

    def show_picking(self, what: str) -> None:
        """Show what clicks in the window mean."""
        self.pick_cover.setChecked(what == "cover")
        self.pick_highlight.setChecked(what == "highlight")

    # ------------------------------------------------------------------ what a person does

    def _pick(self, what: str, on: bool) -> None:
        self.pick_wanted.emit(what if on else "")

    def _tell_locks(self) -> None:
        names = tuple(name for name, box in self.locks.items() if box.isChecked())
        self.edited.emit("lock", names)

    def _open_parts(self) -> None:
        menu = QMenu(self)
        for name in PANEL_PARTS:
            action = menu.addAction(_part_words(name))
            action.setData(name)
            action.setCheckable(True)
            action.setChecked(name in self._highlight)
            action.triggered.connect(lambda on, name=name: self._toggle_part(name, on))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(below(self.parts))

    def _toggle_part(self, name: str, on: bool) -> None:
        others = tuple(each for each in self._highlight if each != name)
        self.edited.emit("highlight", (*others, name) if on else others)


def _part_words(name: str) -> str:
    """Return what a part of the window is called."""
    return {
        "panel:equation": _translate("Writing", "the equation"),
        "panel:why": _translate("Writing", "Why?"),
        "panel:matrix": _translate("Writing", "the numbers of the whole batch"),
        "panel:line": _translate("Writing", "the NumPy line"),
        "panel:loss": _translate("Writing", "the loss of the step"),
        "control:play": _translate("Writing", "the button Play"),
        "control:step": _translate("Writing", "the button Step"),
        "control:new_weights": _translate("Writing", "the button New weights"),
        "control:learning_rate": _translate("Writing", "the learning rate"),
        "control:reset": _translate("Writing", "the button Reset"),
        "control:epochs": _translate("Writing", "the counter of epochs"),
        "plot:loss": _translate("Writing", "the plot of the loss"),
        "plot:surface": _translate("Writing", "the plot of the outputs"),
    }.get(name, name)


def _row(*widgets: QWidget) -> QWidget:
    row = QWidget()
    across: Any = QHBoxLayout(row)
    across.setContentsMargins(0, 0, 0, 0)
    across.setSpacing(4)
    for widget in widgets:
        across.addWidget(widget)
    across.addStretch(1)
    return row
