"""f and f′ of the followed neuron: the curve, its slope, and where the sample is on it."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.lesson.cards.bend import Bend
from core.lesson.numbers import figure
from gui.kit.key import Entry, SurfaceKey
from gui.kit.plot_parts import Reading, colour_label, dress_plot, quiet_plot
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.kit.views.axis import FigureAxis
from gui.step.reasons import say_in, wrapped

#: larger values are not drawn
_LARGEST = 1e9
#: two neighbouring points of a slope farther apart than this share of its height are the ends of a
#: jump
_JUMP = 0.3


def _pen(colour: str, width: float, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
    pen = QPen(QColor(colour), width, style)
    pen.setCosmetic(True)
    return pen


class BendView(QWidget):
    """Draws one neuron's activation, which can be read with ← and → or the pointer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._bend: Bend | None = None
        self._at: int | None = None
        self.plot = quiet_plot(translate("Bend", "Activation of the followed neuron"))
        self.plot.setAxisItems({"left": FigureAxis("left"), "bottom": FigureAxis("bottom")})
        item = self.plot.getPlotItem()
        item.layout.setContentsMargins(0, 8, 12, 0)
        item.showGrid(y=True, alpha=0.5)
        self._curve = pyqtgraph.PlotDataItem(connect="finite", antialias=True)
        self._slopes = pyqtgraph.PlotDataItem(connect="finite", antialias=True)
        self._tangent = pyqtgraph.PlotDataItem(antialias=True)
        self._guides = pyqtgraph.PlotDataItem(connect="finite")
        self._place = pyqtgraph.ScatterPlotItem(size=10, antialias=True)
        self._cursor = pyqtgraph.InfiniteLine(angle=90, movable=False)
        for part in (
            self._guides, self._cursor, self._slopes, self._curve, self._tangent, self._place
        ):  # fmt: skip
            item.addItem(part)
        item.getViewBox().disableAutoRange()
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.plot.viewport().installEventFilter(self)
        self.plot.setFixedHeight(200)
        self._key = SurfaceKey()
        self._key.setAccessibleName(translate("Bend", "Key"))
        self._reading = Reading(translate("Bend", "Reading"))
        self._words = wrapped()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        for widget in (self._key, self.plot, self._reading, self._words):
            column.addWidget(widget)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(translate("Bend", "f and f′ of the followed neuron"))
        self.setToolTip(translate("Bend", "← and → read the curve"))
        self.set_theme(LIGHT)
        self.show_bend(None)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        dress_plot(self.plot, theme, self.font())
        self._curve.setPen(_pen(theme.text, 2.0))
        self._slopes.setPen(_pen(theme.secondary, 1.5, Qt.PenStyle.DashLine))
        self._tangent.setPen(_pen(theme.now, 1.5))
        self._guides.setPen(_pen(theme.border, 1.0, Qt.PenStyle.DotLine))
        self._cursor.setPen(_pen(theme.border, 1.0))
        self._place.setBrush(QColor(theme.canvas))
        self._place.setPen(_pen(theme.now, 2.0))
        self._key.set_theme(theme)
        colour_label(self._reading, theme.secondary)
        colour_label(self._words, theme.text)
        self._show_key()

    def show_bend(self, bend: Bend | None) -> None:
        """Show a neuron's curve, or with None, that there is none yet."""
        self._bend = bend
        self._point(None)
        for widget in (self._key, self.plot, self._reading):
            widget.setVisible(bend is not None)
        if bend is None:
            text = QCoreApplication.translate(
                "Bend", "Step to where a neuron's sum is computed, to see it on the curve."
            )
            say_in(self._words, text)
            return
        say_in(self._words, bend.words)
        self._show_key()
        self._draw(bend)
        self._read()

    def bend(self) -> Bend | None:
        """Return what is drawn."""
        return self._bend

    def words(self) -> str:
        """Return the text under the curve."""
        return self._words.text()

    def reading(self) -> str:
        """Return the values under the cursor."""
        return self._reading.text()

    def sizeHint(self) -> QSize:
        return QSize(360, 280)

    # drawing

    def _draw(self, bend: Bend) -> None:
        outputs = np.where(np.abs(bend.outputs) < _LARGEST, bend.outputs, np.nan)
        slopes = np.where(np.abs(bend.slopes) < _LARGEST, bend.slopes, np.nan)
        shown = np.concatenate([outputs, slopes])
        finite = shown[np.isfinite(shown)]
        low, high = float(finite.min(initial=0.0)), float(finite.max(initial=0.0))
        room = max(0.08 * (high - low), 1e-6)
        self._curve.setData(bend.sums, outputs)
        self._slopes.setData(bend.sums, _with_gaps(slopes))
        ends = np.array([bend.sums[0], bend.sums[-1]])
        reach = (ends[1] - ends[0]) / 6.0
        near = np.array([bend.z - reach, bend.z + reach])
        self._tangent.setData(near, bend.a + bend.slope * (near - bend.z))
        self._place.setData([bend.z], [bend.a])
        bottom, left = low - room, float(ends[0])
        self._guides.setData(
            [bend.z, bend.z, np.nan, left, bend.z], [bottom, bend.a, np.nan, bend.a, bend.a]
        )
        item = self.plot.getPlotItem()
        item.setLabel("bottom", bend.z_symbol)
        item.getViewBox().setRange(
            xRange=(left, float(ends[1])), yRange=(bottom, high + room), padding=0
        )

    def _show_key(self) -> None:
        theme, bend = self._theme, self._bend
        if bend is None:
            return
        slope = f"f′({bend.z_symbol})"
        translate = QCoreApplication.translate
        self._key.show_entries(
            (
                Entry(f"{bend.a_symbol} · {bend.name}", theme.text, line=True),
                Entry(slope, theme.secondary, line=True, dashed=True),
                Entry(translate("Bend", "tangent"), theme.now, line=True),
            )
        )

    # reading

    def _point(self, at: int | None) -> None:
        self._at = at
        self._cursor.setVisible(at is not None)
        if at is not None and self._bend is not None:
            self._cursor.setValue(float(self._bend.sums[at]))
        self._read()

    def _read(self) -> None:
        bend = self._bend
        if bend is None:
            return
        at = int(np.flatnonzero(bend.sums == bend.z)[0]) if self._at is None else self._at
        z, a, slope = (float(found[at]) for found in (bend.sums, bend.outputs, bend.slopes))
        told = {bend.z_symbol: z, bend.a_symbol: a, f"f′({bend.z_symbol})": slope}
        self._reading.say("   ".join(f"{name} = {figure(v, 4)}" for name, v in told.items()))

    def _moved(self, position: QPointF) -> None:
        box = self.plot.getPlotItem().getViewBox()
        if self._bend is None or not box.sceneBoundingRect().contains(position):
            self._point(None)
            return
        x = float(box.mapSceneToView(position).x())
        self._point(int(np.argmin(np.abs(self._bend.sums - x))))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        step, bend = steps.get(Qt.Key(event.key())), self._bend
        if step is None or bend is None:
            super().keyPressEvent(event)
            return
        here = int(np.flatnonzero(bend.sums == bend.z)[0])
        at = (here if self._at is None else self._at) + step
        self._point(int(np.clip(at, 0, len(bend.sums) - 1)))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave:
            self._point(None)
        return super().eventFilter(watched, event)


def _with_gaps(slopes: np.ndarray) -> np.ndarray:
    """Return a slope with gaps, so that it is not joined across its jumps."""
    found = slopes.copy()
    high = float(np.nanmax(found, initial=0.0) - np.nanmin(found, initial=0.0))
    steps = np.flatnonzero(np.abs(np.diff(slopes)) > _JUMP * high)
    if high > 0.0:
        found[steps] = np.nan
    return found
