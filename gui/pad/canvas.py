"""The plane of the pad: strokes of a pen by mouse or keys, shown as they are drawn."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QWidget

from core.pictures.pad import Floats, Line, Pad
from gui.kit.theme import LIGHT, Theme

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
}
#: strokes that are kept, and how far apart their corners are at least, as a share of the picture
_MOST, _APART = 500, 0.02


class PadCanvas(QWidget):
    """Keeps the strokes of a drawing; `changed` follows every change of them."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.pad: Pad | None = None
        self.lines: tuple[Line, ...] = ()
        self.pen = 1.0
        self._theme = LIGHT
        self._draws = False  # whether a button of the mouse is down
        self._cell: tuple[int, int] = (0, 0)  # where keys draw: across and down
        self._cursor: QPointF | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setMinimumSize(80, 80)
        translate = QCoreApplication.translate
        self.setAccessibleName(translate("Pad", "Drawing area"))
        self.setToolTip(
            translate("Pad", "Draw with the left mouse button, erase with the right one")
        )
        self.setAccessibleDescription(
            translate(
                "Pad",
                "The arrow keys move a frame from pixel to pixel, and draw a line with Shift. "
                "Space makes a dot there, Backspace takes the last stroke away, Delete all.",
            )
        )

    # ------------------------------------------------------------------ what it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def set_pad(self, pad: Pad | None) -> None:
        """Draw pictures of another shape; a drawing of the same shape stays."""
        old, self.pad = self.pad, pad
        same = old is not None and pad is not None
        if not (same and old and pad and (old.rows, old.columns) == (pad.rows, pad.columns)):
            self.lines = ()
            if pad is not None:
                self.pen = pad.pen
                self._cell = (pad.columns // 2, pad.rows // 2)
        self.update()

    def clear(self) -> None:
        """Take all strokes away."""
        self._take(())

    def undo(self) -> None:
        """Take the last stroke away."""
        self._take(self.lines[:-1])

    def _take(self, lines: tuple[Line, ...]) -> None:
        if lines != self.lines:
            self.lines = lines[-_MOST:]
            self.update()
            self.changed.emit()

    def sizeHint(self) -> QSize:
        return QSize(168, 168)

    # ------------------------------------------------------------------ places

    def frame(self) -> QRectF:
        """Return where the picture is on the widget, in screen pixels."""
        if self.pad is None:
            return QRectF()
        rows, columns = self.pad.rows, self.pad.columns
        cell = min((self.width() - 2.0) / columns, (self.height() - 2.0) / rows)
        wide, high = cell * columns, cell * rows
        return QRectF((self.width() - wide) / 2.0, (self.height() - high) / 2.0, wide, high)

    def _cell_size(self) -> float:
        return self.frame().width() / (self.pad.columns if self.pad is not None else 1)

    def to_picture(self, at: QPointF) -> Floats:
        """Return the place (2,) at a point of the widget, in the picture's pixels."""
        frame, cell = self.frame(), max(1e-9, self._cell_size())
        return np.array([at.x() - frame.left(), at.y() - frame.top()]) / cell

    def to_widget(self, place: Floats) -> QPointF:
        """Return the point of the widget at a place (2,) of the picture."""
        frame, cell = self.frame(), self._cell_size()
        return QPointF(frame.left() + place[0] * cell, frame.top() + place[1] * cell)

    # ------------------------------------------------------------------ mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self._draws or self.pad is None or not self.frame().contains(event.position()):
            return
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            return
        self._draws = True
        erases = event.button() == Qt.MouseButton.RightButton
        self._begin(self.to_picture(event.position()), erases)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor = event.position()
        if self._draws:
            self._go_on(self.to_picture(event.position()))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._draws = False

    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self.update()

    def _begin(self, place: Floats, erases: bool = False) -> None:
        width = self.pen * (1.6 if erases else 1.0)
        self._take((*self.lines, Line(place[None], width, erases)))

    def _go_on(self, place: Floats) -> None:
        apart = _APART * (self.pad.columns if self.pad is not None else 1)
        if self.lines and np.hypot(*(place - self.lines[-1].corners[-1])) >= apart:
            self._take((*self.lines[:-1], self.lines[-1].on_to(place)))

    # ------------------------------------------------------------------ keys

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, pad = Qt.Key(event.key()), self.pad
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        shift = held == Qt.KeyboardModifier.ShiftModifier
        if pad is None or (held and not shift):
            super().keyPressEvent(event)
        elif key in _ARROWS:
            self._move(_ARROWS[key], shift)
        elif shift:
            super().keyPressEvent(event)
        elif key == Qt.Key.Key_Space:
            self._begin(self._middle())
        elif key == Qt.Key.Key_Backspace:
            self.undo()
        elif key == Qt.Key.Key_Delete:
            self.clear()
        else:
            super().keyPressEvent(event)

    def _middle(self) -> Floats:
        return np.array(self._cell, dtype=np.float64) + 0.5

    def _move(self, way: tuple[int, int], draws: bool) -> None:
        """Move the frame by a pixel, and draw a line on the way with Shift."""
        assert self.pad is not None
        before = self._middle()
        across = min(self.pad.columns - 1, max(0, self._cell[0] + way[0]))
        down = min(self.pad.rows - 1, max(0, self._cell[1] + way[1]))
        self._cell = (across, down)
        if draws:
            last = self.lines[-1] if self.lines else None
            if last is None or last.erases or not np.array_equal(last.corners[-1], before):
                self._begin(before)
            self._go_on(self._middle())
        self.update()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    # ------------------------------------------------------------------ painting

    def paintEvent(self, event: QPaintEvent) -> None:
        if self.pad is None:
            return
        theme, frame, cell = self._theme, self.frame(), self._cell_size()
        ground, ink = QColor(theme.canvas), QColor(theme.text)
        if self.pad.dark_ground:
            ground, ink = ink, ground
        with QPainter(self) as painter:
            painter.fillRect(frame, ground)
            self._paint_grid(painter, frame, cell)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setClipRect(frame)
            for line in self.lines:
                self._paint_line(painter, line, ground if line.erases else ink, cell)
            painter.setClipping(False)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(QColor(theme.border), 1.0))
            painter.drawRect(frame)
            painter.setPen(QPen(QColor(theme.now), 1.5))
            if self.hasFocus():
                corner = self.to_widget(np.array(self._cell, dtype=np.float64))
                painter.drawRect(QRectF(corner.x(), corner.y(), cell, cell))
            if self._cursor is not None and frame.contains(self._cursor):
                painter.drawEllipse(self._cursor, self.pen * cell / 2.0, self.pen * cell / 2.0)

    def _paint_grid(self, painter: QPainter, frame: QRectF, cell: float) -> None:
        """Paint faint lines between pixels, if these are large enough."""
        if cell < 6.0 or self.pad is None:
            return
        painter.setPen(QPen(QColor(self._theme.separator), 1.0))
        for column in range(1, self.pad.columns):
            x = frame.left() + column * cell
            painter.drawLine(QPointF(x, frame.top()), QPointF(x, frame.bottom()))
        for row in range(1, self.pad.rows):
            y = frame.top() + row * cell
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))

    def _paint_line(self, painter: QPainter, line: Line, colour: QColor, cell: float) -> None:
        points = [self.to_widget(corner) for corner in line.corners]
        if len(points) == 1:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(points[0], line.width * cell / 2.0, line.width * cell / 2.0)
            return
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        cap, join = Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
        painter.setPen(QPen(colour, line.width * cell, Qt.PenStyle.SolidLine, cap, join))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)
