"""How the network diagram is painted: edges, neurons, words, and the card under the cursor."""

from collections.abc import Container, Iterable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QImage, QPainter, QPen

from core.lesson.numbers import short
from core.pictures.colours import edge_width
from gui.kit.choice import told_apart
from gui.kit.colours import sign_colour, sign_text_colour
from gui.kit.fonts import body_font, caption_font, larger, number_font
from gui.kit.theme import RADIUS, Theme
from gui.network.edges import DASH, GAP, Edges
from gui.network.layout import Column, Layout, Role
from gui.network.maps import Images

Floats = NDArray[np.floating[Any]]

#: above this number of edges, curves are drawn as short lines
SIMPLE = 60
#: the steps per pixel in which their widths are drawn
STEPS = 4
BORDER, SELECTED_BORDER = 1.5, 2.5
#: how far a neuron's border extends beyond its square
_REACH = 3.0
_CENTRE = Qt.AlignmentFlag.AlignCenter
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight
#: both ends of a name distinguish it from others; the card has it in full
_SHORTEN = Qt.TextElideMode.ElideMiddle


class Palette:
    """The pens, colours and fonts of one theme and text size, its text `scale` times as large."""

    def __init__(self, theme: Theme, font: QFont, scale: float = 1.0) -> None:
        self.theme = theme
        self.scale = scale
        self._font = font
        self._others: dict[float, Palette] = {}
        self.canvas = QColor(theme.canvas)
        self.panel = QColor(theme.panel)
        self.text = QColor(theme.text)
        self.secondary = QColor(theme.secondary)
        self.separator = QColor(theme.separator)
        self.border = QColor(theme.border)
        self.now = QColor(theme.now)
        self.positive = QColor(theme.positive)
        self.negative = QColor(theme.negative)
        self.casing = None if theme.dark else QColor(theme.negative_casing)
        self.body, self.caption, self.number = (
            larger(make(font), scale) for make in (body_font, caption_font, number_font)
        )
        self.caption_metrics = QFontMetricsF(self.caption)
        self.number_metrics = QFontMetricsF(self.number)
        self.body_metrics = QFontMetricsF(self.body)
        self._frames: dict[tuple[float, float, bool], QImage] = {}

    def of_scale(self, scale: float) -> "Palette":
        """Return the same with text at another scale."""
        if scale == self.scale:
            return self
        if scale not in self._others:
            self._others = {scale: Palette(self.theme, self._font, scale)}
        return self._others[scale]

    def frame(self, ratio: float, size: float, chosen: bool) -> QImage:
        """Return the border of a neuron, made once for each size: every picture draws it."""
        key = (ratio, size, chosen)
        if key not in self._frames:
            self._frames[key] = _frame(self, ratio, size, chosen)
        return self._frames[key]


def mixed(palette: Palette, share: float) -> QColor:
    """Return the canvas colour with this share of violet."""
    return blend(palette.canvas, palette.now, share)


def blend(ground: QColor, colour: QColor, share: float) -> QColor:
    """Return, as an opaque colour, how a colour looks when laid thinly over a background."""
    pairs = (
        (ground.red(), colour.red()),
        (ground.green(), colour.green()),
        (ground.blue(), colour.blue()),
    )
    return QColor(*(round(a + (b - a) * share) for a, b in pairs))


def solid_pen(colour: QColor, width: float) -> QPen:
    """Return a pen with flat ends; the same pen for the same colour and width."""
    return _made_pen(colour.rgba(), round(width * 16.0))


@lru_cache(maxsize=1024)
def _made_pen(rgba: int, sixteenths: int) -> QPen:
    # making a pen takes a quarter of the time of drawing with it
    pen = QPen(QColor.fromRgba(rgba), sixteenths / 16.0)
    pen.setCapStyle(Qt.PenCapStyle.FlatCap)
    return pen


def paint_edges(
    painter: QPainter,
    palette: Palette,
    edges: Edges,
    weights: Floats,
    order: Iterable[int],
    frozen: NDArray[np.bool_] | None = None,
) -> None:
    """Paint edges in the given order; the width shows the weight, and includes the casing.

    If columns are very close together, all edges are thinner by the same factor. Frozen edges are
    hollow. Many edges are painted by width, thin ones first: all those of one pen in one call.
    """
    known = [index for index in order if weights[index] == weights[index]]
    if len(edges) > SIMPLE:
        _paint_by_pen(painter, palette, edges, weights, known)
    for index in known:
        weight = float(weights[index])
        width = edge_width(weight) * edges.thinner
        if len(edges) <= SIMPLE:
            for pen in _pens(palette, weight, width):
                if weight < 0.0:
                    pen = QPen(pen)
                    pen.setDashPattern([DASH / pen.widthF(), GAP / pen.widthF()])
                painter.setPen(pen)
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPath(edges.path(index))
        if frozen is not None and frozen[index]:
            painter.setPen(solid_pen(palette.canvas, max(0.75, width * 0.4)))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(edges.path(index))


def _paint_by_pen(
    painter: QPainter, palette: Palette, edges: Edges, weights: Floats, known: list[int]
) -> None:
    """Paint edges as short lines, in steps of a quarter of a pixel."""
    edges.make_lines([index for index in known if weights[index] < 0.0], True)
    edges.make_lines([index for index in known if weights[index] >= 0.0], False)
    groups: dict[tuple[int, float], list[int]] = {}
    for index in known:
        weight = float(weights[index])
        quarters = round(edge_width(weight) * edges.thinner * STEPS)
        groups.setdefault((quarters, np.sign(weight)), []).append(index)
    for (quarters, sign), members in sorted(groups.items()):
        below = sign < 0.0
        lines = [line for index in members for line in edges.lines(index, below)]
        for pen in _pens(palette, sign, quarters / STEPS):
            painter.setPen(pen)
            painter.drawLines(lines)


def _pens(palette: Palette, weight: float, width: float) -> list[QPen]:
    """Return the pens an edge is drawn with, one over the other: the casing, then the colour."""
    if weight >= 0.0:
        return [solid_pen(palette.positive if weight > 0.0 else palette.border, width)]
    if palette.casing is None or width < 1.0:
        return [solid_pen(palette.negative, width)]
    inner = max(width - 1.5, width * 0.5)
    return [solid_pen(palette.casing, width), solid_pen(palette.negative, inner)]


def paint_halo(painter: QPainter, palette: Palette, edges: Edges, index: int, w: float) -> None:
    """Paint the light around the edge under the cursor."""
    colour = QColor(palette.now)
    colour.setAlphaF(0.35)
    painter.setPen(solid_pen(colour, edge_width(w) + 7.0 if w == w else 8.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(edges.path(index))


def paint_passes(painter: QPainter, palette: Palette, edges: Edges) -> None:
    """Paint the level lines into dropout and batch normalization."""
    if edges.passes:
        painter.setPen(solid_pen(palette.border, 1.0))
        painter.drawLines(edges.passes)


def paint_neurons(
    painter: QPainter,
    palette: Palette,
    layout: Layout,
    biases: dict[tuple[int, int], float],
    images: Images,
    selected: int | None,
    lit: Container[tuple[int, int | None]] | None = None,
    veil: QColor | None = None,
) -> None:
    """Paint the neurons, their maps and bias dots, and the slim columns.

    With a `veil`, which is half transparent, those not among the `lit` (column, unit) are covered
    by it.
    """
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for index, column in enumerate(layout.columns):
        chosen = selected is not None and column.slot.layer == selected
        if column.slot.role is Role.PASS:
            _paint_slim(painter, palette, column, chosen)
            continue
        if column.is_strip:
            continue
        ratio = painter.device().devicePixelRatioF()
        plain = palette.frame(ratio, column.size, chosen)
        bright = palette.frame(ratio, column.size, chosen or lit is not None)
        for unit in range(len(column.ys)):
            rect = column.rect(unit)
            image = images.get((index, unit))
            if image is not None:
                painter.drawImage(rect, image)
            else:
                painter.fillRect(rect, palette.panel)
            is_lit = lit is not None and (index, unit) in lit
            corner = rect.topLeft() - QPointF(_REACH, _REACH)
            painter.drawImage(corner, bright if is_lit else plain)
            if veil is not None and not is_lit:
                painter.fillRect(rect.adjusted(-1.0, -1.0, 1.0, 1.0), veil)
            bias = biases.get((index, unit))
            if bias is not None:
                painter.setPen(QPen(palette.border, 1.0))
                fill = sign_colour(palette.theme, bias) if bias else palette.canvas
                painter.setBrush(fill)
                radius = column.bias_radius
                painter.drawEllipse(column.bias_centre(unit), radius, radius)


def _frame(palette: Palette, ratio: float, size: float, chosen: bool) -> QImage:
    """Return the border of a neuron with the canvas outside its round corners.

    Laying one picture over every neuron of a column is many times faster than clipping each.
    """
    whole = size + 2.0 * _REACH
    pixels = int(np.ceil(whole * ratio))
    frame = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    frame.setDevicePixelRatio(ratio)
    frame.fill(Qt.GlobalColor.transparent)
    radius = min(float(RADIUS), size / 4.0)
    brush = QPainter(frame)
    brush.setRenderHint(QPainter.RenderHint.Antialiasing)
    square = QRectF(_REACH, _REACH, size, size)
    brush.fillRect(square, palette.canvas)
    brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_DestinationOut)
    brush.setPen(Qt.PenStyle.NoPen)
    brush.setBrush(Qt.GlobalColor.black)
    brush.drawRoundedRect(square, radius, radius)
    brush.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceOver)
    width = SELECTED_BORDER if chosen else BORDER
    brush.setPen(QPen(palette.now if chosen else palette.border, width))
    brush.setBrush(Qt.BrushStyle.NoBrush)
    brush.drawRoundedRect(square, radius, radius)
    brush.end()
    return frame


def _paint_slim(painter: QPainter, palette: Palette, column: Column, chosen: bool) -> None:
    half = column.size / 2.0
    bar = QRectF(column.x - 4.0, column.ys[0] - half, 8.0, column.ys[-1] - column.ys[0] + 2 * half)
    width = SELECTED_BORDER if chosen else BORDER
    painter.setPen(QPen(palette.now if chosen else palette.border, width))
    painter.setBrush(palette.panel)
    painter.drawRoundedRect(bar, 4.0, 4.0)
    painter.setPen(QPen(palette.border, BORDER))
    for y in () if column.is_strip else column.ys:
        painter.drawLine(QPointF(column.x - 2.0, y), QPointF(column.x + 2.0, y))


def paint_captions(
    painter: QPainter, palette: Palette, layout: Layout, selected: int | None
) -> None:
    """Paint the captions above the columns."""
    painter.setFont(palette.caption)
    for column in layout.columns:
        chosen = selected is not None and column.slot.layer == selected
        painter.setPen(palette.now if chosen else palette.secondary)
        rect = column.caption_rect
        for number, text in enumerate(column.caption):
            line = QRectF(rect.x(), rect.y() + number * layout.line, rect.width(), layout.line)
            painter.drawText(line, _CENTRE, text)


def paint_names(
    painter: QPainter, palette: Palette, layout: Layout, names: dict[int, tuple[str, ...]]
) -> None:
    """Paint names: left of inputs, above hidden neurons if there is room, and right of outputs."""
    metrics, text = palette.caption_metrics, palette.body_metrics
    painter.setFont(palette.body)
    painter.setPen(palette.text)
    for index, named in names.items():
        column = layout.columns[index]
        half, line = column.size / 2.0, text.height()
        gap = column.ys[1] - column.ys[0] if len(column.ys) > 1 else 1e3
        if gap < metrics.height() * 0.9:
            continue  # no room for one name below the other: the card tells them
        for unit, y in enumerate(column.ys):
            name = named[unit]
            if column.slot.role is Role.INPUT:
                name = told_apart(name, named, _SHORTEN, int(layout.left), text)
                rect = QRectF(column.x - half - 10.0 - layout.left, y - line / 2, layout.left, line)
                painter.drawText(rect, _MIDDLE | Qt.AlignmentFlag.AlignRight, name)
            elif column.slot.role is Role.OUTPUT:
                name = told_apart(name, named, _SHORTEN, int(layout.right), text)
                rect = QRectF(column.x + half + 10.0, y - line / 2, layout.right + 8.0, line)
                painter.drawText(rect, _MIDDLE, name)
            elif layout.names_above and gap >= column.size + line + 4.0:
                wide = 60.0 * layout.scale
                rect = QRectF(column.x - wide / 2.0, y - half - line - 2.0, wide, line)
                painter.drawText(rect, _CENTRE, name)


def paint_words(
    painter: QPainter, palette: Palette, rect: QRectF, text: str, canvas: bool = False
) -> None:
    """Paint a quiet line of text, centred."""
    painter.setFont(palette.caption)
    if canvas:
        painter.fillRect(rect, palette.canvas)
    painter.setPen(palette.secondary)
    shown = palette.caption_metrics.elidedText(text, _ELIDE, rect.width())
    painter.drawText(rect, _CENTRE, shown)


def paint_numbers(
    painter: QPainter, palette: Palette, weights: Floats, places: dict[int, QRectF]
) -> None:
    """Paint the numbers of edges, each on the canvas colour."""
    painter.setFont(palette.number)
    for index, rect in places.items():
        weight = float(weights[index])
        text = short(weight)
        width = palette.number_metrics.horizontalAdvance(text) + 6.0
        centre = rect.center()
        back = QRectF(centre.x() - width / 2.0, rect.y(), width, rect.height())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(palette.canvas)
        painter.drawRoundedRect(back, 3.0, 3.0)
        painter.setPen(sign_text_colour(palette.theme, weight))
        painter.drawText(back, _CENTRE, text)


def paint_ring(painter: QPainter, palette: Palette, rect: QRectF) -> None:
    """Paint the ring of the keyboard cursor and the mouse."""
    painter.setPen(QPen(palette.now, 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(-3.0, -3.0, 3.0, 3.0), RADIUS + 3.0, RADIUS + 3.0)


def paint_marks(painter: QPainter, palette: Palette, bars: Iterable[QRectF]) -> None:
    """Paint the bars that show which part of a larger diagram is visible."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(palette.separator)
    for bar in bars:
        painter.drawRoundedRect(bar, 2.0, 2.0)
