"""The plane in which points are drawn, by the mouse or by keys.

A stroke is all that comes between pressing a button and letting it go. Keys move a cross, and do at
its place what a click does.
"""

from enum import IntEnum

import numpy as np
from numpy.random import Generator
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

from core.data.drawn import MOST_CLASSES, MOST_POINTS, Drawn, Strokes, sprayed
from core.data.samples import Task
from core.lesson.numbers import figure
from core.words import say, translate
from gui.drawing.painting import mark_of, paint_plane, paint_points
from gui.kit.fonts import caption_font
from gui.kit.marks import class_fill, class_shape
from gui.kit.theme import LIGHT, Theme

Places = NDArray[np.float64]

#: points of one touch of the brush, and how far it goes until the next one, as a share of its reach
_SPRAYED, _BETWEEN = 4, 0.35
#: so near to a point, in pixels, it is the point that is meant
_NEAR = 9.0
#: a step of the cross, and a long one, as shares of the plane's reach
_STEP, _LONG_STEP = 1 / 60, 1 / 6
#: the side of a mark, of a mark where there are many, and how many are many, in pixels
_MARK, _SMALL_MARK, _MANY = 9.0, 6.0, 600
_MARGIN = 28
_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}


class Tool(IntEnum):
    """What a stroke does."""

    POINT = 0
    BRUSH = 1
    ERASER = 2


class DrawingCanvas(QWidget):
    """Shows a drawing and draws in it; `changed` follows every change of the points."""

    changed = Signal()
    class_chosen = Signal(int)
    pointed = Signal(str)  # the place under the cursor or the cross, in words

    def __init__(self, rng: Generator) -> None:
        """`rng` spreads the points of the brush."""
        super().__init__()
        self.strokes = Strokes(Drawn.empty())
        self.tool, self.number, self.classes = Tool.BRUSH, 0, 2
        #: how far brush and eraser reach, as a share of the plane's reach
        self.radius = 0.12
        self._rng, self._theme = rng, LIGHT
        self._cross: Places = np.zeros(2)
        self._cursor: Places | None = None
        self._last: Places | None = None  # where the stroke at hand was last
        self._dragged: int | None = None
        self._erasing = False
        self._layer: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(260, 260)
        self.setToolTip("")
        self.setAccessibleDescription(
            QCoreApplication.translate(
                "Drawing",
                "The arrow keys move a cross, farther with Shift. Space draws there with the "
                "chosen tool, Delete erases around it, and the keys 1 to 8 choose the class.",
            )
        )
        self._tell()

    # ------------------------------------------------------------------ what it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme, self._layer = theme, None
        self.update()

    def set_tool(self, tool: Tool) -> None:
        """Draw with another tool."""
        self.tool = tool
        self.update()

    def set_classes(self, classes: int) -> None:
        """Offer so many classes: with more than two, all have other colours."""
        self.classes, self._layer = classes, None
        self.update()

    def do(self, drawn: Drawn) -> None:
        """Go over to a changed drawing, as a stroke or as a part of one."""
        self.strokes.do(drawn)
        self._redraw()

    def undo(self) -> None:
        """Take the last stroke back."""
        self.strokes.undo()
        self._redraw()

    def redo(self) -> None:
        """Do a stroke again that was taken back."""
        self.strokes.redo()
        self._redraw()

    def jitter(self) -> None:
        """Move every point a little."""
        self.do(self.strokes.drawn.jittered(self._rng))

    def clear(self) -> None:
        """Take all points away."""
        self.do(Drawn.empty(self.strokes.drawn.reach))

    def colour(self, number: int) -> str:
        """Return the colour of a class."""
        return class_fill(number, self._task(), self._theme)

    def shape(self, number: int) -> str:
        """Return the shape of the marks of a class."""
        return class_shape(number, self._task())

    def sizeHint(self) -> QSize:
        return QSize(460, 460)

    # ------------------------------------------------------------------ places

    def square(self) -> QRectF:
        """Return the square in which the plane is, in pixels."""
        side = max(1.0, min(self.width(), self.height()) - 2.0 * _MARGIN)
        return QRectF((self.width() - side) / 2.0, (self.height() - side) / 2.0, side, side)

    def to_pixels(self, place: Places) -> QPointF:
        """Return where a place (2,) of the plane is on the widget."""
        square, reach = self.square(), self.strokes.drawn.reach
        share = (place / reach + 1.0) / 2.0
        return QPointF(
            square.left() + float(share[0]) * square.width(),
            square.bottom() - float(share[1]) * square.height(),
        )

    def to_plane(self, at: QPointF) -> Places:
        """Return the place (2,) that is at a pixel, on the plane's edge where it is outside."""
        square, reach = self.square(), self.strokes.drawn.reach
        x = (at.x() - square.left()) / square.width()
        y = (square.bottom() - at.y()) / square.height()
        found: Places = np.clip((2.0 * np.array([x, y]) - 1.0) * reach, -reach, reach)
        return found

    def _reach_of_brush(self) -> float:
        return self.radius * self.strokes.drawn.reach

    def _near(self) -> float:
        return 2.0 * _NEAR / self.square().width() * self.strokes.drawn.reach

    # ------------------------------------------------------------------ strokes

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        if self._last is not None:
            return  # the other button is down
        if not self.square().adjusted(-_NEAR, -_NEAR, _NEAR, _NEAR).contains(event.position()):
            return  # it drags on beyond the edge, but does not begin there
        self._erasing = event.button() == Qt.MouseButton.RightButton
        self._begin_stroke(self.to_plane(event.position()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor = self.to_plane(event.position())
        if self._last is not None:
            self._go_on(self._cursor)
        self._point(self._cursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._end_stroke()

    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self.update()
        self.pointed.emit("")

    def _begin_stroke(self, place: Places) -> None:
        self.strokes.begin()
        self._last, self._dragged = place, None
        drawn = self.strokes.drawn
        tool = Tool.ERASER if self._erasing else self.tool
        if tool is Tool.POINT:
            self._dragged = drawn.nearest(place, self._near())
            if self._dragged is None and len(drawn) < MOST_POINTS:
                self._dragged = len(drawn)
                self.do(drawn.added(place[None], self.number))
        else:
            self._touch(tool, place)

    def _go_on(self, place: Places) -> None:
        assert self._last is not None
        tool = Tool.ERASER if self._erasing else self.tool
        if tool is Tool.POINT:
            if self._dragged is not None:
                self.do(self.strokes.drawn.moved(self._dragged, place))
            return
        way, step = place - self._last, _BETWEEN * self._reach_of_brush()
        touches = int(np.hypot(*way) / step)
        for k in range(1, touches + 1):
            self._touch(tool, self._last + way * (k / touches))
        if touches:
            self._last = place

    def _touch(self, tool: Tool, place: Places) -> None:
        drawn, radius = self.strokes.drawn, self._reach_of_brush()
        if tool is Tool.ERASER:
            self.do(drawn.erased(place, radius))
        else:
            self.do(drawn.added(sprayed(self._rng, place, radius, _SPRAYED), self.number))

    def _end_stroke(self) -> None:
        if self._last is None:
            return
        self._last = self._dragged = None
        self._erasing = False
        self.strokes.end()
        self.changed.emit()

    # ------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _ARROWS:
            far = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self._move_cross(_ARROWS[key], _LONG_STEP if far else _STEP)
        elif key in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._draw_at_cross(erase=False)
        elif key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._draw_at_cross(erase=True)
        elif Qt.Key.Key_1 <= key < Qt.Key.Key_1 + MOST_CLASSES:
            self.class_chosen.emit(int(key) - int(Qt.Key.Key_1))
        else:
            super().keyPressEvent(event)

    def _move_cross(self, way: tuple[int, int], step: float) -> None:
        reach = self.strokes.drawn.reach
        self._cross = np.clip(self._cross + step * reach * np.array(way), -reach, reach)
        self._point(self._cross)

    def _draw_at_cross(self, erase: bool) -> None:
        if self._last is not None:
            return  # a button of the mouse is down
        self._erasing = erase
        self._begin_stroke(self._cross.copy())
        self._end_stroke()
        self._point(self._cross)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # ------------------------------------------------------------------ words

    def _point(self, place: Places) -> None:
        x, y = (figure(float(v), 3) for v in place)
        self.pointed.emit(say("Drawing", "x₁ {x}, x₂ {y}", x=x, y=y))
        self.update()

    def _tell(self) -> None:
        drawn = self.strokes.drawn
        told = zip(drawn.counts(self.classes), drawn.names(self.classes), strict=True)
        said = ", ".join(
            say("Drawing", "{count} of class {name}", count=count, name=name)
            for count, name in told
        )
        words = translate("Drawing", "Drawing area: {counts}").format(counts=said)
        if words != self.accessibleName():
            self.setAccessibleName(words)

    # ------------------------------------------------------------------ painting

    def _task(self) -> Task:
        return Task.TWO_CLASSES if self.classes <= 2 else Task.CLASSES

    def _redraw(self) -> None:
        self._layer = None
        # what Undo brings back may be of more classes than are offered
        self.classes = max(self.classes, int(self.strokes.drawn.classes.max(initial=1)) + 1)
        self._tell()
        self.update()
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._layer = None

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._layer is None or self._layer.devicePixelRatio() != self.devicePixelRatioF():
            self._layer = self._points_painted()
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
        drawn = self.strokes.drawn
        side = _MARK if len(drawn) <= _MANY else _SMALL_MARK
        marks = [self.mark(k, side, ratio) for k in range(self.classes)]
        with QPainter(layer) as painter:
            painter.setFont(caption_font(self.font()))
            paint_plane(painter, self.square(), drawn.reach, self._theme)
            paint_points(painter, self.square(), drawn, marks)
        return layer

    def mark(self, number: int, side: float, ratio: float) -> QPixmap:
        """Return the mark of a class, `side` pixels large with one pixel round it."""
        return mark_of(self.shape(number), self.colour(number), self._theme, side, ratio)

    def _paint_cursor(self, painter: QPainter) -> None:
        pen = QPen(QColor(self._theme.now), 1.5)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        size = self.radius * self.square().width() / 2.0
        wide = self._erasing or self.tool is not Tool.POINT
        if self._cursor is not None and wide:
            painter.drawEllipse(self.to_pixels(self._cursor), size, size)
        if self.hasFocus():
            at = self.to_pixels(self._cross)
            for way in (QPointF(7.0, 0.0), QPointF(0.0, 7.0)):
                painter.drawLine(at - way, at + way)
            if wide and self._cursor is None:
                painter.drawEllipse(at, size, size)
