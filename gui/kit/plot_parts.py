"""What plots made with pyqtgraph have in common: quiet axes, no menus, the theme's colours."""

from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
)
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QWidget,
)

from core.lesson.numbers import MINUS, count, tidy
from gui.kit.choice import Elided
from gui.kit.fonts import caption_font, heading_font
from gui.kit.plain import Label, marked, plain_tip
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel
from gui.kit.theme import Theme

pyqtgraph.setConfigOptions(imageAxisOrder="row-major", antialias=False)

Floats = NDArray[np.floating[Any]]
Spacing = list[tuple[float, float]]
Marks = list[tuple[float, list[float]]]
Texts = list[tuple[QRectF, Any, str]]

#: the least distance between two numbers on an axis, in pixels
_ROOM = {"left": 32.0, "bottom": 64.0}
#: and where it would otherwise have a single number
_LEAST_ROOM = {"left": 20.0, "bottom": 36.0}
#: the least distance between two numbers of which one was moved, in pixels
_APART = 4.0
#: an axis that is not longer has not been laid out yet
_LEAST = 24.0


def kept_within(texts: Texts, room: QRectF) -> Texts:
    """Return numbers beside an axis (box, flags, text), moved into a room as far as it takes.

    A number that a moved one would cover is left out: those at the ends say how far the axis goes.
    """
    found, moved = [], []
    for box, flags, text in texts:
        inside = QRectF(box)
        inside.moveLeft(max(room.left(), min(box.left(), room.right() - box.width())))
        inside.moveTop(max(room.top(), min(box.top(), room.bottom() - box.height())))
        if inside != box:
            moved.append(inside.adjusted(-_APART, -_APART, _APART, _APART))
        found.append((inside, flags, text, inside != box))
    return [
        (box, flags, text)
        for box, flags, text, is_moved in found
        if is_moved or not any(box.intersects(other) for other in moved)
    ]


class FigureAxis(pyqtgraph.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis with few numbers, written as everywhere else in the program.

    `logarithmic`: the values are exponents of ten. `per_cent`: they are shares. `whole`: only whole
    numbers are marked.
    """

    labelText: str

    def __init__(self, orientation: str) -> None:
        super().__init__(orientation)
        self.logarithmic = self.per_cent = self.whole = False
        self.farthest = np.inf  # the greatest distance between two marks
        self.enableAutoSIPrefix(False)
        self.setStyle(hideOverlappingLabels=False, maxTickLevel=0, tickLength=0, tickTextOffset=6)

    def tickSpacing(self, minVal: float, maxVal: float, size: float) -> Spacing:
        """Return one level of marks, 1, 2 or 5 times a power of ten apart, with room for text."""
        room = _ROOM[self.orientation]
        apart = (maxVal - minVal) / max(1.0, size / room)
        if not (np.isfinite(apart) and apart > 0.0):
            return [(1.0, 0.0)]
        power = 10.0 ** np.floor(np.log10(apart))
        step = next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= apart * 0.999)
        if self.logarithmic or self.whole:
            step = max(1.0, float(np.ceil(step)))
        if not self.logarithmic:  # one number alone does not say how large the others are
            least = apart * _LEAST_ROOM[self.orientation] / room
            if self.whole:
                least = max(1.0, least)
            tried = (f * power for f in (10.0, 5.0, 2.0, 1.0, 0.5) if least <= f * power <= step)
            two = (f for f in tried if np.floor(maxVal / f) - np.ceil(minVal / f) >= 1.0)
            step = next(two, step)
        return [(min(float(step), self.farthest), 0.0)]

    def tickValues(self, minVal: float, maxVal: float, size: float) -> Marks:
        if not self.logarithmic or maxVal - minVal > 2.0:
            marks: Marks = super().tickValues(minVal, maxVal, size)
            return marks
        # with a small range, also mark numbers between the powers of ten
        within = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0) if maxVal - minVal < 0.6 else (1.0, 2.0, 5.0)
        powers = range(int(np.floor(minVal)), int(np.ceil(maxVal)) + 1)
        at = [power + float(np.log10(factor)) for power in powers for factor in within]
        return [(1.0, [value for value in at if minVal <= value <= maxVal])]

    def boundingRect(self) -> QRectF:
        # half a number may stick out at either end; beyond the plot it is moved back
        rect: QRectF = super().boundingRect()
        if self.orientation == "left":
            return rect.adjusted(0.0, -24.0, 0.0, 24.0)
        return rect.adjusted(-96.0, 0.0, 96.0, 0.0)

    def generateDrawSpecs(self, painter: QPainter) -> Any:
        """Move numbers that stick out of the plot back into it, and leave out what they cover."""
        specs = super().generateDrawSpecs(painter)
        if specs is None or self.parentItem() is None:
            return specs
        room = self.mapRectFromItem(self.parentItem(), self.parentItem().boundingRect())
        axis, ticks, texts = specs
        return axis, ticks, kept_within(texts, room)

    def tickStrings(self, values: list[float], scale: float, spacing: float) -> list[str]:
        if self.logarithmic:
            return [tidy(float(f"{10.0 ** min(value, 300.0):.2g}")) for value in values]
        if self.per_cent:
            return [f"{value * 100.0:.0f} %" for value in values]
        if self.whole:
            return [count(round(value)) for value in values]
        texts = [tidy(round(value, 12)) for value in values]
        return texts if len(set(texts)) == len(texts) else self.told_apart(values, spacing)

    def told_apart(self, values: list[float], spacing: float) -> list[str]:
        """Return numbers with as many decimals as it takes to tell them apart."""
        places = int(np.clip(-np.floor(np.log10(spacing) + 1e-9), 0, 12))
        return [f"{value + 0.0:.{places}f}".replace("-", MINUS) for value in values]

    def room(self, low: float, high: float) -> int:
        """Return the width that its title and the numbers between two values need beside it.

        The numbers are those of every height, so that the plot keeps its place when it is resized.
        """
        metrics = QFontMetricsF(self.label.font())
        heights = (64.0, 128.0, 256.0, 512.0)
        marks = [mark for size in heights for mark in self.tickValues(low, high, size)]
        texts = {text for step, values in marks for text in self.tickStrings(values, 1.0, step)}
        widest = max((metrics.horizontalAdvance(text) for text in texts), default=0.0)
        return round(widest + metrics.height() + 5.0)

    def labelString(self) -> str:
        """Return the title as HTML that shows it literally, shortened to the axis."""
        title = self.labelText
        self.labelText = marked(self._fitted(title))
        try:
            return str(super().labelString())
        finally:
            self.labelText = title

    def _fitted(self, title: str) -> str:
        """Return as much of a title as the axis has room for; its tooltip is then all of it."""
        room = self.size().height() if self.orientation == "left" else self.size().width()
        shown = title
        if room > _LEAST:
            metrics = QFontMetricsF(self.label.font())
            shown = metrics.elidedText(title, Qt.TextElideMode.ElideMiddle, room - 8.0)
        self.label.setToolTip("" if shown == title else plain_tip(title))
        return shown

    def setLabel(self, *args: Any, **options: Any) -> None:
        super().setLabel(*args, **options)
        self.resizeEvent()  # only this centres the title

    def resizeEvent(self, event: object = None) -> None:
        if self.label is not None and self.label.toPlainText().strip() != self._fitted(
            self.labelText
        ):
            self.label.setHtml(self.labelString())
        super().resizeEvent(event)


def quiet_plot(name: str) -> pyqtgraph.PlotWidget:
    """Return a plot without menus, buttons, panning or zooming."""
    axes = {"left": FigureAxis("left"), "bottom": FigureAxis("bottom")}
    plot = pyqtgraph.PlotWidget(axisItems=axes, enableMenu=False)
    plot.setAccessibleName(name)
    plot.setFrameShape(plot.Shape.NoFrame)
    plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    item = plot.getPlotItem()
    item.hideButtons()
    item.setMouseEnabled(False, False)
    item.getViewBox().setDefaultPadding(0.0)
    plot.setMouseTracking(True)
    return plot


#: how the keyboard reaches a plot; a click needs no frame
_BY_KEY = (
    Qt.FocusReason.TabFocusReason,
    Qt.FocusReason.BacktabFocusReason,
    Qt.FocusReason.ShortcutFocusReason,
)


def show_focus(plot: pyqtgraph.PlotWidget, event: QEvent, theme: Theme) -> None:
    """Frame a plot that has been reached by the keyboard, and take the frame away again."""
    if isinstance(event, QFocusEvent):
        here = event.gotFocus() and event.reason() in _BY_KEY
        pen = pyqtgraph.mkPen(theme.now, width=2.0) if here else None
        plot.getPlotItem().getViewBox().setBorder(pen)


def dress_plot(plot: pyqtgraph.PlotWidget, theme: Theme, font: QFont) -> None:
    """Give a plot the colours of a theme and the font of captions."""
    plot.setBackground(QColor(theme.canvas))
    item = plot.getPlotItem()
    for name in ("left", "bottom"):
        axis = item.getAxis(name)
        axis.setPen(QPen(QColor(theme.separator), 1))
        axis.setTextPen(QColor(theme.secondary))
        axis.setTickFont(caption_font(font))
        axis.label.setFont(caption_font(font))
        axis.resizeEvent()  # its title may need more room now


#: the height of a caption line at the usual text size
_USUAL_LINE = 15.0


def room_for_text(font: QFont, pixels: int) -> int:
    """Return the room beside a plot at the current text size; it is `pixels` at the usual size."""
    return round(pixels * max(1.0, QFontMetricsF(caption_font(font)).height() / _USUAL_LINE))


def small_box(text: str, tip: str) -> QCheckBox:
    """Return a check box for the title row of a plot."""
    box = QCheckBox(text)
    box.setFont(caption_font(box.font()))
    box.setStyleSheet("QCheckBox { spacing: 4px; }")
    box.setToolTip(tip)
    box.setAccessibleName(text)
    box.setAccessibleDescription(tip)
    return box


def is_title(widget: QWidget) -> bool:
    """Return whether a widget is the title of a whole plot, which figures do not have."""
    return bool(widget.property("title"))


def heading(text: str, of_plot: bool = True) -> QLabel:
    """Return the title of a plot, or of a part of one."""
    label = Label(text)
    label.setProperty("title", of_plot)
    label.setMinimumWidth(0)
    label.setFont(heading_font(label.font()))
    return label


def caption(text: str = "") -> QLabel:
    """Return a line of small text."""
    label = TermLabel(text)
    label.setFont(caption_font(label.font()))
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def colour_label(label: QLabel, colour: str) -> None:
    """Give a label a text colour."""
    palette = label.palette()
    palette.setColor(label.foregroundRole(), QColor(colour))
    label.setPalette(palette)


def on_canvas(widget: QWidget, theme: Theme) -> None:
    """Give a widget the background and the text colour of plots."""
    palette = widget.palette()
    palette.setColor(QPalette.ColorRole.Window, QColor(theme.canvas))
    palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.text))
    widget.setPalette(palette)
    widget.setAutoFillBackground(True)
    # inside tabs, the stylesheet decides what is behind a widget
    widget.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
    if widget.property("role") != "canvas":
        set_role(widget, "canvas")


#: a click hits a point within this distance, in pixels
REACH = 8.0


def hit(
    plot: pyqtgraph.PlotItem,
    xs: Floats,
    ys: Floats,
    click: QPointF,
    before: int | None,
) -> int | None:
    """Return the number of the point at a place in the scene, or None.

    Points that coincide are returned in turn: `before` is the one followed so far.
    """
    if not len(xs):
        return None
    box = plot.getViewBox()
    rect = box.sceneBoundingRect()
    (left, right), (low, high) = box.viewRange()
    across = rect.left() + (xs - left) / (right - left) * rect.width() - click.x()
    down = rect.bottom() - (ys - low) / (high - low) * rect.height() - click.y()
    away = np.nan_to_num(np.hypot(across, down), nan=np.inf)
    nearest = float(away.min())
    if nearest > REACH:
        return None
    same = np.flatnonzero(away <= nearest + 0.5)
    later = same[same > before] if before is not None and before in same else same
    return int(later[0] if len(later) else same[0])


def small_combo(tip: str) -> QComboBox:
    """Return a combo box that shrinks when there is little room."""
    combo = Elided()
    combo.shortened = Qt.TextElideMode.ElideMiddle
    combo.setToolTip(tip)
    combo.setAccessibleName(tip)
    combo.setMinimumContentsLength(3)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    return combo


class Reading(QLabel):
    """One line of small text that never asks for more room: the tooltip has what does not fit."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setFont(caption_font(self.font()))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAccessibleName(name)

    def say(self, text: str) -> None:
        """Show a text."""
        if text != self.text():
            self.setText(text)
            self.setToolTip(plain_tip(text))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def sizeHint(self) -> QSize:
        return QSize(0, self.fontMetrics().height() + 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignVCenter, self.shown())

    def shown(self) -> str:
        """Return what is painted."""
        right = Qt.TextElideMode.ElideRight
        return self.fontMetrics().elidedText(self.text(), right, self.width())


class Heading(Reading):
    """The title of a plot, which never asks for more room: a long one ends in “…”.

    `short` stands for the first text where that has no room; "" leaves it out.
    """

    def __init__(self, text: str, short: str | None = None) -> None:
        super().__init__(text)
        self._whole, self._short = text, short
        self.setFont(heading_font(Label().font()))
        self.say(text)

    def shown(self) -> str:
        wide = self.fontMetrics().horizontalAdvance(self.text())
        if self._short is None or self.text() != self._whole or wide <= self.width():
            return super().shown()
        return self._short
