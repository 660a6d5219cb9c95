"""The lines: numbers plotted against updates, the line at now, and what is under the cursor.

The wheel zooms in and out, and a click goes to that moment. Once Tab has reached the plot, the
arrow keys move the cursor, and Enter goes there. The moment under the cursor is shown by other
views meanwhile: the cursor passes many on its way, so the latest is asked for, now and then.
"""

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.lesson.numbers import count
from core.pictures.colours import class_colour
from core.words import say
from gui.kit.plot_parts import dress_plot, quiet_plot, room_for_text, show_focus
from gui.kit.theme import LIGHT, Theme

Floats = NDArray[np.float64]

#: how many numbers can be told apart in one plot, and which of the class colours they use
MOST = 6
_COLOURS = (0, 5, 2, 3, 1, 4)
_AXIS_WIDTH, _AXIS_HEIGHT = 52, 24
#: how far the mouse may move during a click; the zoom factor of one turn of the wheel
_REACH, _CLOSER = 5.0, 0.6
#: the least time between two requests for a moment
_APART_MS = 40
#: how many points the keys move the cursor by
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageUp: -10,
    Qt.Key.Key_PageDown: 10,
    Qt.Key.Key_Home: -(10**9),
    Qt.Key.Key_End: 10**9,
}
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def colour_of(place: int) -> str:
    """Return the colour of the line at a place."""
    return class_colour(_COLOURS[place % MOST])


class TimeCanvas(QObject):
    """A plot over updates with up to six lines."""

    clicked = Signal(float)  # an update, with its fraction
    hovered = Signal(object)  # the update under the cursor, or None
    zoomed = Signal(float, float)  # (place, factor): zoom in on an update, or out

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self.plot = quiet_plot(translate("OverTime", "Numbers over the updates"))
        self.plot.setParent(parent)
        self.plot.setMinimumSize(120, 70)
        item = self.plot.getPlotItem()
        self.left, self.bottom = item.getAxis("left"), item.getAxis("bottom")
        self.bottom.whole = True
        item.layout.setContentsMargins(0, 8, 12, 0)
        self.left.setWidth(_AXIS_WIDTH)
        self.bottom.setHeight(_AXIS_HEIGHT)
        item.showGrid(y=True, alpha=0.5)
        item.getViewBox().disableAutoRange()
        self.now = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self.cursor = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self.cursor.hide()
        self.lines = [pyqtgraph.PlotDataItem(connect="finite") for _ in range(MOST)]
        self.points = pyqtgraph.ScatterPlotItem(size=7.0, antialias=True)
        for line in self.lines:
            item.addItem(line)
        for part in (self.cursor, self.now, self.points):
            item.addItem(part)
        self._pressed: QPointF | None = None
        self._theme = LIGHT
        self.plot.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves → to the whole window
        self.plot.setAccessibleDescription(
            translate("OverTime", "By keys: ← and → move the cursor, Enter goes there, Esc leaves")
        )
        self.plot.installEventFilter(self)
        self.plot.viewport().installEventFilter(self)

    def dress(self, theme: Theme, widget: QWidget) -> None:
        """Take the colours of a theme and the text size of a widget."""
        self._theme = theme
        dress_plot(self.plot, theme, widget.font())
        self.left.setWidth(room_for_text(widget.font(), _AXIS_WIDTH))
        self.bottom.setHeight(room_for_text(widget.font(), _AXIS_HEIGHT))
        for place, line in enumerate(self.lines):
            pen = QPen(QColor(colour_of(place)), 2.0)
            pen.setCosmetic(True)
            # so as not to rely on colour alone, every second line is dashed
            if place % 2:
                pen.setDashPattern([4.0, 2.0])
            line.setPen(pen)
        for line, colour, width in ((self.now, theme.now, 2.0), (self.cursor, theme.border, 1.0)):
            pen = QPen(QColor(colour), width)
            pen.setCosmetic(True)
            line.setPen(pen)

    def draw(self, curves: list[tuple[Floats, Floats]], first: float, last: float) -> None:
        """Draw a line for each curve, between two updates."""
        low, high = np.inf, -np.inf
        for place, line in enumerate(self.lines):
            x, y = curves[place] if place < len(curves) else (np.empty(0), np.empty(0))
            known = np.isfinite(y)  # a sample is not in every batch: its points are joined
            symbol = "o" if known.sum() == 1 else None  # one point has no line
            colour = QColor(colour_of(place))
            line.setData(
                x[known], y[known], antialias=True, symbol=symbol, symbolSize=6.0,
                symbolBrush=colour, symbolPen=colour,
            )  # fmt: skip
            seen = y[(x >= first) & (x <= last) & np.isfinite(y)]
            if seen.size:
                low, high = min(low, float(seen.min())), max(high, float(seen.max()))
        if not np.isfinite(low):
            low, high = 0.0, 1.0
        room = 0.06 * (high - low) or 0.5 * max(abs(high), 1e-12)
        item = self.plot.getPlotItem()
        item.setXRange(first, max(last, first + 1.0), padding=0.0)
        item.setYRange(low - room, high + room, padding=0.0)

    def show_cursor(self, update: float | None, values: list[float]) -> None:
        """Show the vertical line at the cursor, and where it meets the curves."""
        self.cursor.setVisible(update is not None)
        if update is None:
            self.points.setData([], [])
            return
        self.cursor.setValue(update)
        met = [(k, value) for k, value in enumerate(values) if np.isfinite(value)]
        brushes = [QColor(colour_of(k)) for k, _ in met]
        heights = [value for _, value in met]
        self.points.setData([update] * len(met), heights, brush=brushes, pen=None)

    def update_at(self, place: QPointF) -> float | None:
        """Return the update at a place in the viewport, or None outside the axes."""
        box = self.plot.getPlotItem().getViewBox()
        there = self.plot.mapToScene(place.toPoint())
        if not box.sceneBoundingRect().contains(there):
            return None
        return float(box.mapSceneToView(there).x())

    def x_of(self, update: float) -> float:
        """Return the horizontal place of an update, in pixels of the viewport."""
        box = self.plot.getPlotItem().getViewBox()
        middle = box.viewRange()[1][0]
        return float(self.plot.mapFromScene(box.mapViewToScene(QPointF(update, middle))).x())

    def _press(self, key: Qt.Key) -> bool:
        """Move the cursor along the points of the lines, go to it or drop it, by a key."""
        shown = self.cursor.isVisible()
        if key in _ENTER and shown:
            self.clicked.emit(float(self.cursor.value()))
        elif key is Qt.Key.Key_Escape and shown:
            self.hovered.emit(None)
        elif key in _KEYS:
            places = self._places()
            if places.size:
                here = float((self.cursor if shown else self.now).value())
                place = int(np.argmin(np.abs(places - here))) + _KEYS[key]
                self.hovered.emit(float(places[min(max(place, 0), places.size - 1)]))
        else:
            return False
        return True

    def _places(self) -> Floats:
        """Return the updates of all visible points, ascending."""
        drawn = [line.getData()[0] for line in self.lines]
        known = [x for x in drawn if x is not None and len(x)]
        places: Floats = np.unique(np.concatenate(known)) if known else np.empty(0)
        first, last = self.plot.getPlotItem().getViewBox().viewRange()[0]
        seen: Floats = places[(places >= first) & (places <= last)]
        return seen

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.plot:
            show_focus(self.plot, event, self._theme)
            if isinstance(event, QFocusEvent) and event.lostFocus():
                self.hovered.emit(None)
            if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
                return self._press(Qt.Key(event.key()))
            return False
        if isinstance(event, QWheelEvent):
            at = self.update_at(event.position())
            if at is not None and event.angleDelta().y():
                self.zoomed.emit(at, _CLOSER if event.angleDelta().y() > 0 else 1.0 / _CLOSER)
            return True
        if event.type() is QEvent.Type.Leave:
            self.hovered.emit(None)
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() is QEvent.Type.MouseButtonPress:
            left = event.button() is Qt.MouseButton.LeftButton
            self._pressed = event.position() if left else None
        elif event.type() is QEvent.Type.MouseMove:
            self.hovered.emit(self.update_at(event.position()))
        elif event.type() is QEvent.Type.MouseButtonRelease and self._pressed is not None:
            pressed, self._pressed = self._pressed, None
            at = self.update_at(pressed)
            if at is not None and (event.position() - pressed).manhattanLength() <= _REACH:
                self.clicked.emit(at)
        return False


class Glimpses(QObject):
    """What is under the cursor, and whether the other views show it by now."""

    asked = Signal(object)  # the number of updates of the moment, or None: back to the present

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.update: int | None = None
        self._shown: int | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_APART_MS)
        self._timer.timeout.connect(self._ask)

    def point(self, update: int | None) -> None:
        """Take the moment under the cursor; None if there is none."""
        if update == self.update:
            return
        self.update, self._shown = update, None
        if update is None:
            self._timer.stop()
            self.asked.emit(None)
        elif not self._timer.isActive():
            self._timer.start()

    def ask_again(self) -> None:
        """Ask again: the other views have shown the present in the meantime."""
        self._shown = None
        if self.update is not None:
            self._timer.start()

    def note(self, update: int) -> None:
        """Note that the other views show a moment."""
        self._shown = update

    def words(self, update: int) -> str:
        """Return the line for a moment under the cursor."""
        if self._shown == update:
            words = "update {update}, shown beside; click or Enter to go"
            return say("OverTime", words, update=count(update))
        return say("OverTime", "update {update}, click or Enter to go", update=count(update))

    def _ask(self) -> None:
        if self.update is not None:
            self.asked.emit(self.update)
