"""The plane in which points are drawn, by the mouse or by keys: alone, or over another plane.

What a stroke does is `core.data.hand`; this shows it. Keys move a cross, and do at its place what a
click does.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from core.counts import counted
from core.data.drawn import Drawn
from core.data.hand import Hand, Tool
from core.data.samples import Task
from core.lesson.names.symbols import pretty_name
from core.lesson.numbers import count, figure
from core.words import plain_name, say
from gui.drawing.keys import meant_by
from gui.drawing.painting import (
    mark_of,
    paint_plane,
    paint_points,
    paint_selected,
    ring_of,
    shaded_mark,
)
from gui.kit.colours import levels, signed_table
from gui.kit.fonts import caption_font
from gui.kit.marks import class_fill, class_shape
from gui.kit.theme import LIGHT, Theme

Places = NDArray[np.float64]

#: so near to a point, in pixels, it is the point that is meant
_NEAR = 9.0
#: the side of a mark, of a mark where there are many, and how many are many, in pixels
_MARK, _SMALL_MARK, _MANY = 9.0, 6.0, 600
_MARGIN = 28
_EXTENDING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class DrawingCanvas(QWidget):
    """Shows a drawing and draws in it; `over` is True where it lies over another plane.

    `changed` follows every change of points or selection, `edited` the end of each change of points
    for which there may be a step of undo.
    """

    changed = Signal()
    edited = Signal()
    value_chosen = Signal(int)  # the number of a class
    pointed = Signal(object)  # the place (2,) under the cursor or the cross, or None

    def __init__(self, hand: Hand, over: bool = False) -> None:
        super().__init__()
        self.hand, self._over = hand, over
        self.classes = 2
        #: the number whose colour is the middle of the scale, and how far the scale reaches
        self.limits = (0.0, 1.0)
        self._theme = LIGHT
        self._cross: Places | None = None
        self._cursor: Places | None = None
        self._layer: QPixmap | None = None
        self._find: Callable[[], QRectF] | None = None
        self._painted: QRectF | None = None  # where the plane was when the layer was painted
        # over a plot a click takes the keys by itself, so that the window does not take them back
        policy = Qt.FocusPolicy.TabFocus if over else Qt.FocusPolicy.StrongFocus
        self.setFocusPolicy(policy)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        if not over:
            self.setMinimumSize(260, 260)
        self.setAccessibleDescription(_keys_in_words(over))
        self._tell()

    # ------------------------------------------------------------------ what it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme, self._layer = theme, None
        self.update()

    def set_tool(self, tool: Tool) -> None:
        """Draw with another tool."""
        self.hand.tool = tool
        self.update()

    def set_classes(self, classes: int) -> None:
        """Offer so many classes: with more than two, all have other colours."""
        self.classes, self._layer = classes, None
        self.update()

    def set_limits(self, centre: float, reach: float) -> None:
        """Colour numbers on another scale."""
        if (centre, reach) != self.limits:
            self.limits, self._layer = (centre, reach), None
            self.update()

    def find_square(self, find: Callable[[], QRectF]) -> None:
        """Ask for the place of the plane on the widget, in pixels; it may change at any time."""
        self._find = find

    def take(self, drawn: Drawn) -> None:
        """Show a drawing from elsewhere; nothing of it can be taken back here."""
        self.hand.take(drawn)
        self._redraw()

    def do(self, drawn: Drawn) -> None:
        """Go over to a changed drawing, as a step of undo."""
        self.hand.do(drawn)
        self._redraw(True)

    def act(self, change: str, *given: object) -> None:
        """Do something with the hand by its name: undo, jitter, delete, revalue, …"""
        before = self.hand.drawn
        getattr(self.hand, change)(*given)
        self._redraw(before is not self.hand.drawn)

    def sizeHint(self) -> QSize:
        return QSize(460, 460)

    # ------------------------------------------------------------------ places

    def square(self) -> QRectF:
        """Return the square in which the plane is, in pixels."""
        if self._find is not None:
            return self._find()
        side = max(1.0, min(self.width(), self.height()) - 2.0 * _MARGIN)
        return QRectF((self.width() - side) / 2.0, (self.height() - side) / 2.0, side, side)

    def to_pixels(self, place: Places) -> QPointF:
        """Return where a place (2,) of the plane is on the widget."""
        square = self.square()
        share = (self.hand.drawn.setting.shares(place) + 1.0) / 2.0
        return QPointF(
            square.left() + float(share[0]) * square.width(),
            square.bottom() - float(share[1]) * square.height(),
        )

    def to_plane(self, at: QPointF) -> Places:
        """Return the place (2,) that is at a pixel, on the plane's edge where it is outside."""
        square, setting = self.square(), self.hand.drawn.setting
        x = (at.x() - square.left()) / max(1.0, square.width())
        y = (square.bottom() - at.y()) / max(1.0, square.height())
        return setting.inside(setting.places(2.0 * np.array([x, y]) - 1.0))

    def cross(self) -> Places:
        """Return the place (2,) of the cross that keys move."""
        setting = self.hand.drawn.setting
        return setting.middle if self._cross is None else setting.inside(self._cross)

    def _near(self) -> float:
        return 2.0 * _NEAR / max(1.0, self.square().width())

    # ------------------------------------------------------------------ strokes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        if self.hand.is_busy:
            return  # the other button is down
        if not self.square().adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR).contains(event.position()):
            return  # it drags on beyond the edge, but does not begin there
        if self._over:
            self.setFocus(Qt.FocusReason.OtherFocusReason)
        erase = event.button() == Qt.MouseButton.RightButton
        extend = bool(event.modifiers() & _EXTENDING)
        place = self.to_plane(event.position())
        self.hand.press(place, self._near(), erase=erase, extend=extend)
        self._redraw()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor = self.to_plane(event.position())
        if self.hand.is_busy:
            self.hand.go_on(self._cursor)
            self._redraw()
        self._point(self._cursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self.hand.is_busy:
            self._redraw(self.hand.let_go())

    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self.update()
        self.pointed.emit(None)

    # ------------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        # before the window's own shortcuts
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.ShortcutOverride
            and meant_by(event, self.hand.has_selection(), self._over) is not None
        ):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        hand = self.hand
        meant = meant_by(event, hand.has_selection(), self._over)
        if meant is None:
            super().keyPressEvent(event)
        elif hand.is_busy:
            return  # a button of the mouse is down
        elif meant.verb == "cross":
            setting = hand.drawn.setting
            self._cross = setting.inside(self.cross() + np.array(meant.way) * setting.half)
            self._point(self._cross)
        elif meant.verb == "nudge":
            self.act("nudge", np.array(meant.way))
        elif meant.verb == "act":
            self._act_at_cross(erase=False, extend=meant.extend)
        elif meant.verb == "delete" and not hand.has_selection():
            self._act_at_cross(erase=True, extend=False)
        elif meant.verb == "value":
            self.value_chosen.emit(meant.number)
        else:
            self.act(
                {"delete": "delete", "all": "select_all", "nothing": "select_none"}[meant.verb]
            )

    def _act_at_cross(self, erase: bool, extend: bool) -> None:
        hand, place = self.hand, self.cross()
        if hand.tool is Tool.SELECT and not erase:
            hand.select_round(place, extend)
            self._redraw()
        else:
            hand.press(place, self._near(), erase=erase)
            self._redraw(hand.let_go())
        self._point(place)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # ------------------------------------------------------------------ words

    def _point(self, place: Places) -> None:
        self.pointed.emit(place)
        self.update()

    def place_in_words(self, place: Places) -> str:
        """Return a place (2,) in words: x₁ 0.5, x₂ −0.4."""
        names = (pretty_name(plain_name(name)) for name in self.hand.drawn.setting.inputs)
        return ", ".join(
            f"{name} {figure(float(v), 3)}" for name, v in zip(names, place, strict=True)
        )

    def _tell(self) -> None:
        drawn = self.hand.drawn
        if drawn.setting.numbers:
            said = counted(len(drawn), "point")
        else:
            told = zip(drawn.counts(self.classes), drawn.names(self.classes), strict=True)
            said = ", ".join(
                say("Drawing", "{count} of class {name}", count=number, name=plain_name(name))
                for number, name in told
            )
        if self.hand.has_selection():
            chosen = count(int(self.hand.selected.sum()))
            said = say("Drawing", "{counts}; {count} selected", counts=said, count=chosen)
        words = say("Drawing", "Drawing area: {counts}", counts=said)
        if words != self.accessibleName():
            self.setAccessibleName(words)

    # ------------------------------------------------------------------ painting

    def _redraw(self, edited: bool = False) -> None:
        self._layer = None
        drawn = self.hand.drawn
        if not drawn.setting.numbers:
            # what Undo brings back may be of more classes than are offered
            self.classes = max(self.classes, int(drawn.classes.max(initial=1)) + 1)
        self._tell()
        self.update()
        self.changed.emit()
        if edited:
            self.edited.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layer = None

    def paintEvent(self, event: QPaintEvent) -> None:
        ratio, square = self.devicePixelRatioF(), self.square()
        known = self._layer is not None and self._painted == square
        if self._layer is None or not known or self._layer.devicePixelRatio() != ratio:
            self._layer, self._painted = self._points_painted(), square
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._layer)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_cursor(painter)

    def _points_painted(self) -> QPixmap:
        """Return the plane with all points: drawn anew only where they have changed."""
        ratio = self.devicePixelRatioF()
        layer = QPixmap(self.size() * ratio)
        layer.setDevicePixelRatio(ratio)
        layer.fill(Qt.GlobalColor.transparent)
        drawn, square = self.hand.drawn, self.square()
        side = _MARK if len(drawn) <= _MANY else _SMALL_MARK
        with QPainter(layer) as painter:
            if not self._over:
                painter.setFont(caption_font(self.font()))
                paint_plane(painter, square, drawn.setting, self._theme)
            if drawn.setting.numbers:
                looks, marks = self._shades(side, ratio)
            else:
                looks = drawn.classes + self.classes * (drawn.parts > 0)
                marks = [self.mark(k, side, ratio) for k in range(self.classes)]
                marks += [self.mark(k, side, ratio, hollow=True) for k in range(self.classes)]
            paint_points(painter, square, drawn, looks, marks)
            ring = ring_of(self._theme, side, ratio)
            paint_selected(painter, square, drawn, self.hand.selected, ring)
        return layer

    def _shades(self, side: float, ratio: float) -> tuple[NDArray[np.intp], list[QPixmap]]:
        """Return the mark of each number (m,), and the marks: one for each shade in use."""
        theme, drawn = self._theme, self.hand.drawn
        used, looks = np.unique(levels(drawn.values, *self.limits), return_inverse=True)
        colours = signed_table(theme)[used, :3].tolist()
        marks = [shaded_mark((r, g, b), theme, side, ratio) for r, g, b in colours]
        marks.append(mark_of("o", theme.text, theme, side, ratio, hollow=True))
        return np.where(drawn.parts > 0, len(used), looks.reshape(-1)), marks

    def mark(self, number: int, side: float, ratio: float, hollow: bool = False) -> QPixmap:
        """Return the mark of a class, `side` pixels large with one pixel round it."""
        task = Task.TWO_CLASSES if self.classes <= 2 else Task.CLASSES
        colour, shape = class_fill(number, task, self._theme), class_shape(number, task)
        return mark_of(shape, colour, self._theme, side, ratio, hollow)

    def _paint_cursor(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(self._theme.now), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        hand, size = self.hand, self.hand.radius * self.square().width() / 2.0
        wide = hand.tool_in_use() in (Tool.BRUSH, Tool.ERASER)
        if hand.band is not None:
            corners = (self.to_pixels(corner) for corner in hand.band)
            painter.drawRect(QRectF(*corners).normalized())
        if self._cursor is not None and wide:
            painter.drawEllipse(self.to_pixels(self._cursor), size, size)
        if self.hasFocus() and (self._cursor is None or not self._over):
            at = self.to_pixels(self.cross())
            for way in (QPointF(7.0, 0.0), QPointF(0.0, 7.0)):
                painter.drawLine(at - way, at + way)
            if hand.tool_in_use() is not Tool.POINT and self._cursor is None:
                painter.drawEllipse(at, size, size)


def _keys_in_words(over: bool) -> str:
    translate = QCoreApplication.translate
    if over:
        return translate(
            "Drawing",
            "Ctrl with the arrow keys moves a cross, farther with Shift too. Enter draws or "
            "selects there with the chosen tool, Delete erases around it or removes what is "
            "selected, the arrow keys move what is selected, Ctrl+A selects all, and the keys 1 "
            "to 9 and 0 choose the class. Esc selects nothing, then ends editing.",
        )
    return translate(
        "Drawing",
        "The arrow keys move a cross, farther with Shift; while points are selected they move "
        "those, and the cross with Ctrl. Space draws or selects there with the chosen tool, "
        "Shift+Space selects more, Delete erases around it or removes what is selected, Ctrl+A "
        "selects all, Esc selects nothing, and the keys 1 to 9 and 0 choose the class.",
    )
