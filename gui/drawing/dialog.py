"""The window in which points are drawn by hand, to learn from.

What was drawn stays in it when it is closed without being used: nothing is lost by a key too many.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QVBoxLayout, QWidget

from core.data.drawn import Drawn
from core.errors import DataError
from gui.drawing.canvas import DrawingCanvas, Tool
from gui.drawing.classes import ClassButtons
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label
from gui.kit.plot_parts import Reading, Switch, colour_label
from gui.kit.style import set_role, text_scale
from gui.kit.theme import Theme

_translate = QCoreApplication.translate

_SIDE = 216
#: the brush reaches so far, in per cent of the plane's reach: at least, at first and at most
_RADII = (3, 12, 50)


class DrawingDialog(SmallDialog):
    """Draws points; `taken` carries the Drawn that is to be learned from."""

    taken = Signal(object)
    #: the person wants to touch up the points that are learned from now
    present_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        about = _translate(
            "Drawing",
            "Draw points of two or more classes; the network learns to tell them apart. The "
            "right mouse button erases.",
        )
        super().__init__(_translate("Drawing", "Draw points"), about, parent)
        self.setModal(True)
        self.canvas = DrawingCanvas(np.random.default_rng())
        self.classes = ClassButtons(self.canvas)
        self.tools = Switch(
            _translate("Drawing", "Tool"),
            (
                (
                    _translate("Drawing", "Point"),
                    _translate("Drawing", "Add one point per click, or drag a point"),
                ),
                (
                    _translate("Drawing", "Brush"),
                    _translate("Drawing", "Spray points while the mouse button is held down"),
                ),
                (
                    _translate("Drawing", "Eraser"),
                    _translate("Drawing", "Remove the points in the circle"),
                ),
            ),
        )
        self.reach = QSlider(Qt.Orientation.Horizontal)
        self.undo, self.redo, self.jitter, self.clear, self.present = (
            self._small(*words) for words in _small_words()
        )
        self.reading = Reading(_translate("Drawing", "Place under the cursor"))
        self.error = Label()
        self._place()
        self._connect()
        self.tools.choose(Tool.BRUSH)
        self._follow()

    def _small(self, words: str, tip: str) -> QPushButton:
        button = QPushButton(words)
        set_role(button, "small")
        button.setAccessibleName(words)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        return button

    def _place(self) -> None:
        self.reach.setRange(_RADII[0], _RADII[2])
        self.reach.setValue(_RADII[1])
        words = _translate("Drawing", "Size of brush and eraser")
        self.reach.setAccessibleName(words)
        self.reach.setToolTip(words)
        self.error.setWordWrap(True)
        set_role(self.error, "error")
        side = QVBoxLayout()
        side.setSpacing(8)
        for words, part in (
            (_translate("Drawing", "Classes"), self.classes),
            (_translate("Drawing", "Tool"), self.tools),
            (_translate("Drawing", "Size"), self.reach),
        ):
            side.addWidget(_caption(words))
            side.addWidget(part)
        side.addSpacing(8)
        for pair in ((self.undo, self.redo), (self.jitter, self.clear)):
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
        beside.setFixedWidth(round(_SIDE * text_scale()))
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

    def _connect(self) -> None:
        canvas = self.canvas
        canvas.changed.connect(self._follow)
        canvas.class_chosen.connect(self._choose)
        canvas.pointed.connect(self.reading.say)
        self.classes.chosen.connect(self._choose)
        self.classes.more_requested.connect(self._another)
        self.tools.group.idClicked.connect(lambda number: canvas.set_tool(Tool(number)))
        self.reach.valueChanged.connect(self._resize)
        self.undo.clicked.connect(canvas.undo)
        self.redo.clicked.connect(canvas.redo)
        self.jitter.clicked.connect(canvas.jitter)
        self.clear.clicked.connect(canvas.clear)
        self.present.clicked.connect(self.present_requested)
        standard = QKeySequence.StandardKey
        for keys, act in ((standard.Undo, canvas.undo), (standard.Redo, canvas.redo)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(act)

    # ------------------------------------------------------------------ what it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.canvas.set_theme(theme)
        self.classes.show_marks()
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
        classes = int(drawn.classes.max(initial=1)) + 1
        self.canvas.set_classes(max(2, classes))
        self.canvas.do(drawn)
        self._choose(min(self.canvas.number, self.canvas.classes - 1))

    # ------------------------------------------------------------------ what a person does

    def _choose(self, number: int) -> None:
        if number < self.canvas.classes:
            self.canvas.number = number
        self.classes.show_classes()

    def _another(self) -> None:
        self.canvas.set_classes(self.canvas.classes + 1)
        self._choose(self.canvas.classes - 1)

    def _resize(self, value: int) -> None:
        self.canvas.radius = value / 100.0
        self.canvas.update()

    def _follow(self) -> None:
        """Show how many points there are, and what can be done with them."""
        strokes = self.canvas.strokes
        self.classes.show_classes()
        self.undo.setEnabled(strokes.can_undo())
        self.redo.setEnabled(strokes.can_redo())
        for button in (self.clear, self.jitter):
            button.setEnabled(len(strokes.drawn) > 0)
        self.error.setText("")

    def _take(self) -> None:
        try:
            self.canvas.strokes.drawn.source()
        except DataError as error:
            self.error.setText(f"{error.message}. {error.hint}.")
            return
        self.accept()
        self.taken.emit(self.canvas.strokes.drawn)


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
        (_translate("Drawing", "Jitter"), _translate("Drawing", "Move every point a little")),
        (_translate("Drawing", "Clear"), _translate("Drawing", "Remove all points")),
        (_translate("Drawing", "Start from the current data"), ""),
    )
