"""What plots made with pyqtgraph have in common: quiet axes, no menus, the theme's colours."""

from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QSize, Qt
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

from gui.kit.choice import Elided
from gui.kit.fonts import caption_font, heading_font
from gui.kit.plain import Label, plain_tip
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel
from gui.kit.theme import Theme
from gui.kit.views.axis import FigureAxis

pyqtgraph.setConfigOptions(imageAxisOrder="row-major", antialias=False)

Floats = NDArray[np.floating[Any]]

#: the room of axes beside a plot, in pixels at the usual size of text, and their titles' part of it
_WIDTH, _HEIGHT, _TITLE = 58, 36, 16


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


def fit_axes(item: Any, font: QFont, is_high: bool) -> None:
    """Give the axes of a plot item their room; only in a high view they have titles as well."""
    for side, room, resize in (("left", _WIDTH, "setWidth"), ("bottom", _HEIGHT, "setHeight")):
        axis = item.getAxis(side)
        if axis.isVisible():
            axis.showLabel(is_high)
            getattr(axis, resize)(room_for_text(font, room if is_high else room - _TITLE))


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
