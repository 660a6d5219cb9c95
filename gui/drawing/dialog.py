"""The window in which points are drawn by hand, to learn from.

What was drawn stays in it when it is closed without being used: nothing is lost by a key too many.
"""

from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.counts import counted
from core.data.drawn import Drawn
from core.data.hand import Hand, Tool
from core.errors import DataError
from core.lesson.numbers import count
from core.pictures.colours import target_limits
from core.words import say
from gui.drawing.canvas import DrawingCanvas
from gui.drawing.classes import ClassButtons
from gui.drawing.tools import size_slider, small_button, tool_switch
from gui.drawing.values import ValueChoice
from gui.kit.choice import Switch
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label
from gui.kit.plot_parts import Reading, colour_label
from gui.kit.style import set_role, text_scale
from gui.kit.theme import Theme

_translate = QCoreApplication.translate

_SIDE = 236


class DrawingDialog(SmallDialog):
    """Draws points; `taken` carries the Drawn that is to be learned from."""

    taken = Signal(object)
    #: the person wants to touch up the points that are learned from now
    present_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        about = _translate(
            "Drawing",
            "Draw points of two or more classes, or with numbers; the network learns to tell them "
            "apart, or to predict the numbers. The right mouse button erases.",
        )
        super().__init__(_translate("Drawing", "Draw points"), about, parent)
        self.setModal(True)
        self.usual = QSize(680, 600)
        self.canvas = DrawingCanvas(Hand(np.random.default_rng()))
        self.kinds = Switch(
            _translate("Drawing", "What the points have"),
            (
                (
                    _translate("Drawing", "Classes"),
                    _translate(
                        "Drawing",
                        "Each point is of a class; numbers above 0 become the second of two "
                        "classes",
                    ),
                ),
                (
                    _translate("Drawing", "Numbers"),
                    _translate(
                        "Drawing",
                        "Each point has a number to be predicted; classes become their numbers",
                    ),
                ),
            ),
        )
        self.classes = ClassButtons(self.canvas)
        self.values = ValueChoice()
        self.tools = tool_switch(self.canvas)
        self.reach = size_slider(self.canvas)
        self.undo, self.redo, self.jitter, self.delete, self.clear, self.present = (
            small_button(*words) for words in _small_words()
        )
        self.reading = Reading(_translate("Drawing", "Place under the cursor"))
        self.error = Label()
        self._place()
        self._connect()
        self.tools.choose(Tool.BRUSH)
        self._follow()

    def _place(self) -> None:
        self.error.setWordWrap(True)
        set_role(self.error, "error")
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self.kinds)
        for choice in (self.classes, self.values, self.values.problem):
            side.addWidget(choice)
        side.addWidget(_caption(_translate("Drawing", "Tool")))
        side.addWidget(self.tools)
        side.addWidget(_caption(_translate("Drawing", "Size")))
        side.addWidget(self.reach)
        side.addSpacing(8)
        for pair in ((self.undo, self.redo), (self.jitter, self.delete), (self.clear,)):
            row = QHBoxLayout()
            row.setSpacing(4)
            for button in pair:
                row.addWidget(button)
            side.addLayout(row)
        side.addWidget(self.present)
        side.addStretch(1)
        side.addWidget(self.error)
        beside = QWidget()
        beside.setLayout(side)
        side.setContentsMargins(0, 0, 0, 0)
        self._beside = beside
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(self.canvas, 1)
        both.addWidget(beside)
        self.rows.addLayout(both, 1)
        self.rows.addWidget(self.reading)
        self.use = self.add_button(
            _translate("Drawing", "Learn from them"),
            _translate("Drawing", "Use these points as the data"),
            self._take,
            primary=True,
        )
        self.cancel = self.add_button(
            _translate("Drawing", "Cancel"),
            _translate("Drawing", "Keep the data as they are, and the drawing for later (Esc)"),
            self.reject,
        )
        self.rows.addWidget(self.buttons)

    def fit_text(self) -> None:
        """Give the buttons the width of their words, and as much that nothing moves."""
        usual = round(_SIDE * text_scale())
        self._beside.setFixedWidth(max(usual, self._beside.minimumSizeHint().width()))

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.changed.connect(self._follow)
        canvas.value_chosen.connect(self._choose)
        canvas.pointed.connect(self._read)
        self.kinds.group.idClicked.connect(self._choose_kind)
        self.classes.chosen.connect(self._choose)
        self.classes.more_requested.connect(self._another)
        self.values.chosen.connect(self._set_value)
        for button, change in (
            (self.undo, "undo"),
            (self.redo, "redo"),
            (self.jitter, "jitter"),
            (self.delete, "delete"),
            (self.clear, "clear"),
        ):
            button.clicked.connect(lambda _=False, change=change: canvas.act(change))
        self.present.clicked.connect(self.present_requested)
        standard = QKeySequence.StandardKey
        for keys, change in ((standard.Undo, "undo"), (standard.Redo, "redo")):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda change=change: canvas.act(change))

    # ------------------------------------------------------------------ what it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.canvas.set_theme(theme)
        self.classes.show_marks()
        self.values.set_theme(theme)
        colour_label(self.reading, theme.secondary)

    def begin(self, drawn: Drawn | None, why_not: str) -> None:
        """Show the window; `drawn` are points to touch up, None leaves what was drawn last.

        `why_not` says why the present data cannot be touched up, "" where they can.
        """
        if drawn is not None:
            self.show_drawn(drawn)
        self.present.setEnabled(not why_not)
        self.present.setToolTip(
            why_not or _translate("Drawing", "Start from the points of the current data")
        )
        self._follow()
        self.bring()
        self.canvas.setFocus()

    def show_drawn(self, drawn: Drawn) -> None:
        """Show points to go on from; Undo brings back what was drawn before."""
        if drawn.setting.numbers:
            self._set_limits(*target_limits(drawn.values))
        else:
            classes = max(2, len(drawn.setting.classes), int(drawn.values.max(initial=1)) + 1)
            self.canvas.set_classes(classes)
        self.canvas.do(drawn)
        self._choose(min(int(self.canvas.hand.value), self.canvas.classes - 1))

    # ------------------------------------------------------------------ what a person does

    def _choose(self, number: int) -> None:
        """Draw points of a class; with points selected, that becomes their class."""
        if self._drawn().setting.numbers:
            return
        if 0 <= number < self.canvas.classes:
            self._set_value(float(number))
        self.classes.show_classes()

    def _set_value(self, value: float) -> None:
        hand = self.canvas.hand
        hand.value = value
        if self._drawn().setting.numbers:
            centre, reach = self.canvas.limits
            self._set_limits(centre, max(reach, abs(value - centre)))
        if hand.tool is Tool.SELECT and hand.has_selection():
            self.canvas.act("revalue", value)

    def _set_limits(self, centre: float, reach: float) -> None:
        self.canvas.set_limits(centre, reach)
        self.values.set_limits(centre, reach)

    def _fit_limits(self) -> None:
        """Take a scale that holds all numbers; what Undo brings back may lie outside of it."""
        centre, reach = self.canvas.limits
        if np.max(np.abs(self._drawn().values - centre), initial=0.0) > reach:
            self._set_limits(*target_limits(self._drawn().values))

    def _choose_kind(self, number: int) -> None:
        """Give points numbers instead of classes, or classes instead of numbers."""
        numbers = number == 1
        drawn = self._drawn().as_numbers(numbers)
        if numbers:
            self._set_limits(*target_limits(drawn.values))
            self.canvas.hand.value = sum(self.canvas.limits)
        else:
            self.canvas.hand.value = 0.0
        self.canvas.do(drawn)

    def _another(self) -> None:
        self.canvas.set_classes(self.canvas.classes + 1)
        self._choose(self.canvas.classes - 1)
        self._follow()

    def _drawn(self) -> Drawn:
        return self.canvas.hand.drawn

    def _follow(self) -> None:
        """Show how many points there are, and what can be done with them."""
        hand = self.canvas.hand
        strokes, numbers = hand.strokes, hand.drawn.setting.numbers
        self.kinds.choose(int(numbers))
        self.classes.setVisible(not numbers)
        self.values.setVisible(numbers)
        if numbers:
            self._fit_limits()
            self.values.set_value(hand.value)
        else:
            self.classes.show_classes()
        self.undo.setEnabled(strokes.can_undo())
        self.redo.setEnabled(strokes.can_redo())
        self.delete.setEnabled(hand.has_selection())
        for button in (self.clear, self.jitter):
            button.setEnabled(len(hand.drawn) > 0)
        self.error.setText("")
        self._read(None)

    def _read(self, place: Any) -> None:
        """Say where the cursor is, or how many points there are."""
        hand = self.canvas.hand
        if place is not None:
            self.reading.say(self.canvas.place_in_words(place))
            return
        parts = [counted(len(hand.drawn), "point")]
        if held := int(np.count_nonzero(hand.drawn.parts)):
            said = say("Drawing", "{count} of them kept for testing (hollow)", count=count(held))
            parts.append(said)
        if hand.has_selection():
            chosen = count(int(hand.selected.sum()))
            parts.append(say("Drawing", "{count} selected", count=chosen))
        self.reading.say(" · ".join(parts))

    def _take(self) -> None:
        try:
            self._drawn().source()
        except DataError as error:
            self.error.setText(f"{error.message}. {error.hint}.")
            return
        self.accept()
        self.taken.emit(self._drawn())


def _caption(words: str) -> Label:
    label = Label(words)
    set_role(label, "caption")
    return label


def _small_words() -> tuple[tuple[str, str], ...]:
    """Return the words and the help of the small buttons, in their order."""
    return (
        (
            _translate("Drawing", "Undo"),
            _translate("Drawing", "Undo the last stroke (Ctrl+Z)"),
        ),
        (_translate("Drawing", "Redo"), _translate("Drawing", "Redo the stroke (Ctrl+Shift+Z)")),
        (
            _translate("Drawing", "Jitter"),
            _translate("Drawing", "Move the selected points a little, or all if none is selected"),
        ),
        (
            _translate("Drawing", "Delete"),
            _translate("Drawing", "Remove the selected points (Delete)"),
        ),
        (_translate("Drawing", "Clear"), _translate("Drawing", "Remove all points")),
        (_translate("Drawing", "Start from the current data"), ""),
    )
