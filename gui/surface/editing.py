"""Editing the points on the surface itself: the tools below it, and the plane that lies over it.

While it is on, the training points are drawn here and the mouse edits them. Each stroke becomes an
edit of the project, so that Undo is the window's own.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QIcon, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.drawn import MOST_CLASSES, Drawn
from core.data.hand import Hand, Tool
from core.words import plain_name, say
from gui.drawing.canvas import DrawingCanvas
from gui.drawing.tools import size_slider, small_button, tool_switch
from gui.drawing.values import ValueChoice
from gui.kit.actions import is_escape
from gui.kit.fonts import caption_font
from gui.kit.plot_parts import small_combo
from gui.kit.theme import SPACE, Theme

_translate = QCoreApplication.translate

_MARK = 10.0


class Overlay(DrawingCanvas):
    """The plane over the surface; `left` says that Esc was pressed with nothing selected."""

    left = Signal()

    def __init__(self, hand: Hand) -> None:
        super().__init__(hand, over=True)
        self.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event) and not self.hand.has_selection():
            self.left.emit()
            return
        super().keyPressEvent(event)
        if not event.isAccepted():
            # past the area around the plots, which would scroll with the arrows
            event.setAccepted(QCoreApplication.sendEvent(self.window(), event))


class PointEditing(QWidget):
    """The tools; `canvas` is to lie over the plane of the surface.

    `begun` asks for the points, `edited` carries a changed Drawn and how many classes are offered,
    `started` says that the points are shown here, `ended` that others show them again.
    """

    begun = Signal()
    edited = Signal(object, int)
    started = Signal()
    ended = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.is_on = False
        self.canvas = Overlay(Hand(np.random.default_rng()))
        self.tools = tool_switch(self.canvas)
        self.reach = size_slider(self.canvas)
        self.classes = small_combo(
            _translate("Drawing", "The class of what is drawn next; selected points get it too")
        )
        self.values = ValueChoice()
        self.jitter = small_button(
            _translate("Drawing", "Jitter"),
            _translate("Drawing", "Move the selected points a little, or all if none is selected"),
        )
        self.delete = small_button(
            _translate("Drawing", "Delete"),
            _translate("Drawing", "Remove the selected points (Delete)"),
        )
        self._place()
        self.tools.choose(Tool.POINT)
        self.canvas.set_tool(Tool.POINT)
        self.classes.activated.connect(self._choose)
        self.values.chosen.connect(self._set_value)
        self.jitter.clicked.connect(lambda: self.canvas.act("jitter"))
        self.delete.clicked.connect(lambda: self.canvas.act("delete"))
        self.canvas.changed.connect(self._follow)
        self.canvas.value_chosen.connect(self._choose)
        self.canvas.edited.connect(self._edited)

    def _place(self) -> None:
        self.reach.setMinimumWidth(30)
        for tool in self.tools.group.buttons():  # there is little room
            tool.setFont(caption_font(tool.font()))
            tool.setStyleSheet("QToolButton { padding: 0 4px; min-height: 24px; }")
        self.values.field.setFixedWidth(56)
        self.values.slider.setMinimumWidth(30)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(SPACE[0])
        first.addWidget(self.tools)
        first.addWidget(self.reach, 1)
        second.addWidget(self.classes, 1)
        second.addWidget(self.values, 1)
        for button in (self.jitter, self.delete):
            button.setFont(caption_font(button.font()))
            second.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self.values.problem)

    # ------------------------------------------------------------------ what it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.canvas.set_theme(theme)
        self.values.set_theme(theme)
        self._show_classes()

    def show_drawn(self, drawn: Drawn) -> None:
        """Show the points as they are now, to be edited."""
        was_on, self.is_on = self.is_on, True
        if not drawn.setting.numbers:
            several = max(2, len(drawn.setting.classes), int(drawn.values.max(initial=1)) + 1)
            self.canvas.set_classes(several)
            self.canvas.hand.value = min(self.canvas.hand.value, several - 1.0)
        self.canvas.take(drawn)
        self.canvas.show()
        self.canvas.raise_()
        if not was_on:
            self.started.emit()

    def set_limits(self, centre: float, reach: float) -> None:
        """Take the scale of the surface's colours, if the points have numbers."""
        self.canvas.set_limits(centre, reach)
        self.values.set_limits(centre, reach)

    def end(self) -> None:
        """Leave the points to others."""
        if self.is_on:
            self.is_on = False
            self.canvas.hide()
            self.canvas.hand.select_none()
            self.ended.emit()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if not self.is_on:
            self.begun.emit()
            self.canvas.setFocus(Qt.FocusReason.OtherFocusReason)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self.isHidden():  # folded away, not the whole window
            self.end()

    # ------------------------------------------------------------------ what a person does

    def _choose(self, number: int) -> None:
        """Draw with a class; one more than there are is a new one."""
        if self.canvas.hand.drawn.setting.numbers:
            return
        if self.canvas.classes == number < MOST_CLASSES and self.sender() is self.classes:
            self.canvas.set_classes(number + 1)
        if 0 <= number < self.canvas.classes:
            self._set_value(float(number))
        self._follow()

    def _set_value(self, value: float) -> None:
        hand = self.canvas.hand
        hand.value = value
        if hand.tool is Tool.SELECT and hand.has_selection():
            self.canvas.act("revalue", value)

    def _edited(self) -> None:
        drawn = self.canvas.hand.drawn
        self.edited.emit(drawn, self.canvas.classes)

    def _follow(self) -> None:
        hand = self.canvas.hand
        numbers = hand.drawn.setting.numbers
        self.classes.setVisible(not numbers)
        self.values.setVisible(numbers)
        self.delete.setEnabled(hand.has_selection())
        self.jitter.setEnabled(len(hand.drawn) > 0)
        if numbers:
            self.values.set_value(hand.value)
        else:
            self._show_classes()

    def _show_classes(self) -> None:
        """Offer the classes with their marks, and another one if there is room."""
        canvas, combo = self.canvas, self.classes
        names = [plain_name(name) for name in canvas.hand.drawn.names(canvas.classes)]
        offered = [say("Drawing", "class {name}", name=name) for name in names]
        if canvas.classes < MOST_CLASSES:
            offered.append(_translate("Drawing", "Another class"))
        if offered != [combo.itemText(k) for k in range(combo.count())]:
            combo.clear()
            combo.addItems(offered)
        combo.setIconSize(QSize(round(_MARK) + 2, round(_MARK) + 2))
        for k in range(canvas.classes):
            picture = canvas.mark(k, _MARK, self.devicePixelRatioF())
            combo.setItemIcon(k, QIcon(picture))
        combo.setCurrentIndex(int(canvas.hand.value))
