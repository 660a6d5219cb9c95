"""The drawn curve of the loss along one number, with the slope, the hop, and a cursor to read."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.pictures.findings import LossCurve
from gui.kit.plot_parts import dress_plot, quiet_plot
from gui.kit.theme import LIGHT, Theme
from gui.kit.views.axis import FigureAxis

_HEAD = 11.0  # of the arrowhead, in pixels


def _pen(colour: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    """Return a pen whose width is in pixels, whatever the scale of the plot."""
    pen = QPen(QColor(colour), width, style)
    pen.setCosmetic(True)
    return pen


#: larger values are not drawn: a plot computes squares and differences of what it shows
_LARGEST = 1e150


def can_draw(curve: LossCurve) -> bool:
    """Return whether there is something to draw: a finite loss, and numbers a plot can handle."""
    ends = np.abs((curve.loss, curve.values[0], curve.values[-1]))
    return bool(np.all(ends < _LARGEST))


def nearest(curve: LossCurve, value: float) -> int:
    """Return which point of a curve is nearest to a value."""
    return int(np.argmin(np.abs(curve.values - value)))


class _FineAxis(FigureAxis):
    """An axis whose numbers have enough decimals to tell them apart."""

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        largest = max((abs(value) for value in values), default=0.0)
        if largest >= 1e6 or (spacing < 1e-11 and largest < 1e-6):
            return super().tickStrings(values, scale, spacing)
        return self.told_apart(values, spacing)


class LossAlongChart(QWidget):
    """Draws one curve; `pointed` carries the point under the cursor by its number, or None."""

    pointed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._curve: LossCurve | None = None
        self._at: int | None = None
        self.plot = quiet_plot(translate("Questions", "Loss along this number"))
        self.plot.setAxisItems({"left": _FineAxis("left"), "bottom": _FineAxis("bottom")})
        item = self.plot.getPlotItem()
        item.layout.setContentsMargins(0, 8, 12, 0)
        item.showGrid(y=True, alpha=0.5)
        self._line = pyqtgraph.PlotDataItem(connect="finite", antialias=True)
        self._tangent = pyqtgraph.PlotDataItem(antialias=True)
        self._hop = pyqtgraph.PlotDataItem(antialias=True)
        self._ends = pyqtgraph.ScatterPlotItem(size=10, antialias=True)
        self._head = pyqtgraph.ArrowItem(headLen=_HEAD, tipAngle=46, pen=None)
        self._cursor = pyqtgraph.InfiniteLine(angle=90, movable=False)
        for part in (self._tangent, self._line, self._cursor, self._hop, self._ends):
            item.addItem(part)
        item.addItem(self._head)
        box = item.getViewBox()
        box.disableAutoRange()
        box.sigResized.connect(self._turn_head)
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.plot.viewport().installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumHeight(170)
        self.setAccessibleName(translate("Questions", "Loss along this number"))
        self.setToolTip(translate("Questions", "← and → read the curve"))
        self.set_theme(LIGHT)

    def sizeHint(self) -> QSize:
        return QSize(360, 190)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        dress_plot(self.plot, theme, self.font())
        now = QColor(theme.now)
        self._line.setPen(_pen(theme.text, 2.0))
        self._tangent.setPen(_pen(theme.secondary, 1.5, Qt.PenStyle.DashLine))
        self._hop.setPen(_pen(theme.now, 2.0))
        self._head.setStyle(brush=now, pen=_pen(theme.now, 1.0))
        self._cursor.setPen(_pen(theme.border, 1.0))
        self._draw_ends()

    def show_curve(self, curve: LossCurve, across: str, upwards: str) -> None:
        """Show a curve, with the names of its axes."""
        self._curve = curve
        self._point(None)
        item = self.plot.getPlotItem()
        item.setLabel("bottom", across)
        item.setLabel("left", upwards)
        values = curve.values
        losses = np.where(np.abs(curve.losses) < _LARGEST, curve.losses, np.nan)
        self._line.setData(values, losses)
        ends = np.array([values[0], values[-1]])
        with np.errstate(all="ignore"):
            tangent = curve.loss + curve.slope * (ends - curve.value)
        steep = not np.all(np.abs(tangent) < _LARGEST)
        self._tangent.setData([] if steep else ends, [] if steep else tangent)
        finite = losses[np.isfinite(losses)]
        low = float(min(finite.min(initial=curve.loss), curve.loss))
        high = float(max(finite.max(initial=curve.loss), curve.loss))
        room = max(0.08 * (high - low), 1e-9 * max(1.0, abs(high)))
        item.getViewBox().setRange(
            xRange=(float(values[0]), float(values[-1])),
            yRange=(low - room, high + room),
            padding=0,
        )
        self._draw_ends()

    def _target(self) -> tuple[float, float] | None:
        """Return where the hop ends, or None if there is none to draw."""
        curve = self._curve
        if curve is None or curve.reached == curve.value:
            return None
        loss = float(curve.losses[nearest(curve, curve.reached)])
        return (curve.reached, loss) if abs(loss) < _LARGEST else None

    def _draw_ends(self) -> None:
        curve, target, theme = self._curve, self._target(), self._theme
        self._head.setVisible(target is not None)
        self._hop.setData([], [])
        if curve is None:
            self._ends.setData([])
            return
        ring = {"pen": _pen(theme.now, 2.0), "brush": QColor(theme.canvas)}
        self._ends.setData([{"pos": (curve.value, curve.loss), **ring}])
        if target is not None:
            self._hop.setData([curve.value, target[0]], [curve.loss, target[1]])
            self._head.setPos(*target)
            self._turn_head()

    def _turn_head(self) -> None:
        """Turn the arrowhead along the hop, as it appears on the screen."""
        curve, target = self._curve, self._target()
        if curve is None or target is None:
            return
        box = self.plot.getPlotItem().getViewBox()
        start = box.mapViewToScene(QPointF(curve.value, curve.loss))
        way = box.mapViewToScene(QPointF(*target)) - start
        # an unturned arrowhead points left; angles are clockwise
        self._head.setStyle(angle=180.0 + float(np.degrees(np.arctan2(way.y(), way.x()))))

    # reading

    def at(self) -> int | None:
        """Return the number of the point being read, or None."""
        return self._at

    def _point(self, at: int | None) -> None:
        curve = self._curve
        self._cursor.setVisible(at is not None)
        if at is not None and curve is not None:
            self._cursor.setValue(float(curve.values[at]))
        if at != self._at:
            self._at = at
            self.pointed.emit(at)

    def _moved(self, position: QPointF) -> None:
        box = self.plot.getPlotItem().getViewBox()
        if self._curve is None or not box.sceneBoundingRect().contains(position):
            self._point(None)
            return
        self._point(nearest(self._curve, float(box.mapSceneToView(position).x())))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step, curve = steps.get(Qt.Key(event.key())), self._curve
        if step is None or curve is None:
            super().keyPressEvent(event)
            return
        at = nearest(curve, curve.value) if self._at is None else self._at + step
        self._point(int(np.clip(at, 0, len(curve.values) - 1)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point(None)
        return super().eventFilter(watched, event)
