"""How the diagram paints a light: what is read is outlined in violet, what is written is filled.

The violet is mixed with the canvas and opaque, so that crossing halos do not add up.
"""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from core.lesson.numbers import MINUS, figure, short, tidy
from core.pictures.colours import edge_width
from gui.kit.colours import sign_text_colour
from gui.kit.theme import RADIUS
from gui.network import painting
from gui.network.layout import Layout, Role
from gui.network.light import Bundle, Shine
from gui.network.painting import SELECTED_BORDER, SIMPLE, Palette, blend, mixed, solid_pen
from gui.network.scene import Indexes, Scene
from gui.network.value_painting import uncovered, value_places

#: the strength of edges and neurons that are not lit
UNLIT, UNLIT_NEURON = 0.45, 0.6
#: how much violet the halos of what is read and what is written have, and how far they reach
_HALO = {False: (0.32, 5.0), True: (0.45, 8.0)}
_AROUND = 4.0  # the halo of a written neuron
#: numbers on edges that are not lit stay readable
_UNLIT_NUMBER = 0.85
_CENTRE = Qt.AlignmentFlag.AlignCenter


def veil(palette: Palette, left: float = UNLIT) -> QColor:
    """Return the canvas colour as a veil that leaves this share of what is under it."""
    colour = QColor(palette.canvas)
    colour.setAlphaF(1.0 - left)
    return colour


def paint_edges(painter: QPainter, palette: Palette, scene: Scene, shine: Shine) -> None:
    """Paint all edges: the lit ones bright on a halo, with arrowheads, the others veiled."""
    edges, order = scene.edges, scene.order
    lit = shine.lit
    painting.paint_passes(painter, palette, edges)
    unlit = order[~lit[order]]
    painting.paint_edges(painter, palette, edges, scene.drawn, unlit, scene.frozen_edges)
    area = QRectF(painter.viewport())
    if not shine.is_dark:
        painter.fillRect(area, veil(palette))
    for bundle in sorted(shine.bundles, key=lambda b: b.written):
        _paint_bundle(painter, palette, scene.layout, bundle)
    bright = order[lit[order]]
    single = ~np.isin(edges.columns, [b.column for b in shine.bundles])
    for index in bright[single[bright]].tolist():
        paint_halo(painter, palette, scene, index, bool(shine.written[index]))
    _paint_ghosts(painter, palette, scene, shine, bright)
    painting.paint_edges(painter, palette, edges, scene.drawn, bright, scene.frozen_edges)
    _paint_lit_passes(painter, palette, scene, shine)
    _paint_heads(painter, palette, scene, shine, bright)


def paint_halo(
    painter: QPainter, palette: Palette, scene: Scene, edge: int, written: bool = False
) -> None:
    """Paint the halo under a lit edge."""
    share, reach = _HALO[written]
    width = edge_width(float(scene.drawn[edge])) * scene.edges.thinner + reach
    painter.setPen(solid_pen(mixed(palette, share), width))
    if len(scene.edges) > SIMPLE:
        painter.drawLines(scene.edges.lines(edge, False))
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(scene.edges.path(edge))


def _paint_bundle(painter: QPainter, palette: Palette, layout: Layout, bundle: Bundle) -> None:
    """Paint the background of many edges: everything between two columns, as one shape."""
    left, right = layout.columns[bundle.column - 1], layout.columns[bundle.column]
    x0 = left.x + (4.0 if left.slot.role is Role.PASS else left.size / 2.0)
    x1 = right.x - right.size / 2.0
    ys = right.ys if bundle.unit is None else (right.ys[bundle.unit],)
    margin = 4.0
    top0, top1 = left.ys[0] - margin, ys[0] - margin
    low0, low1 = left.ys[-1] + margin, ys[-1] + margin
    middle = (x0 + x1) / 2.0
    path = QPainterPath(QPointF(x0, top0))
    path.cubicTo(middle, top0, middle, top1, x1, top1)
    path.lineTo(x1, low1)
    path.cubicTo(middle, low1, middle, low0, x0, low0)
    path.closeSubpath()
    share, _ = _HALO[bundle.written]
    painter.setPen(solid_pen(mixed(palette, share), 1.5))
    painter.setBrush(mixed(palette, share * 0.4))
    painter.drawPath(path)


def _paint_ghosts(
    painter: QPainter,
    palette: Palette,
    scene: Scene,
    shine: Shine,
    bright: Indexes,
) -> None:
    """Paint, pale, what edges were before the update, where it shows behind what they are now."""
    for index in bright.tolist():
        before, now = float(shine.ghosts[index]), float(scene.drawn[index])
        wider = edge_width(before) - edge_width(now)
        if before != before or (wider * scene.edges.thinner < 0.2 and before * now >= 0.0):
            continue
        colour = QColor(palette.theme.positive if before > 0.0 else palette.theme.negative)
        colour = blend(palette.canvas, colour, 0.4)
        painter.setPen(solid_pen(colour, edge_width(before) * scene.edges.thinner + 1.0))
        painter.drawLines(scene.edges.lines(index, False))


def _paint_lit_passes(painter: QPainter, palette: Palette, scene: Scene, shine: Shine) -> None:
    for index, column in enumerate(scene.layout.columns):
        if column.slot.role is Role.PASS and shine.passes_into(index):
            mine = [line for line in scene.edges.passes if abs(line.x2() - column.x + 4.0) < 0.5]
            painter.setPen(solid_pen(palette.now, 2.0))
            painter.drawLines(mine)


def _paint_heads(
    painter: QPainter,
    palette: Palette,
    scene: Scene,
    shine: Shine,
    bright: Indexes,
) -> None:
    """Paint arrowheads at the right ends of the lit edges, or at the left in the backward pass."""
    if shine.light.ghosts:
        return  # nothing flows in an update
    columns, edges = scene.layout.columns, scene.edges
    back = shine.light.backward
    ends = set()
    for index in bright.tolist():
        unit = int(edges.sources[index] if back else edges.targets[index])
        ends.add((int(edges.columns[index]) - back, unit))
    for bundle in shine.bundles:
        index = bundle.column - back
        one = None if back else bundle.unit
        ends |= {(index, u) for u in range(len(columns[index].ys)) if one in (None, u)}
    for index, right in enumerate(columns):
        if right.slot.role is Role.PASS and shine.passes_into(index):
            ends |= {(index - back, unit) for unit in range(len(right.ys))}
    painter.setPen(QPen(palette.canvas, 1.0))
    painter.setBrush(palette.now)
    done = set()
    for index, unit in sorted(ends):
        column = columns[index]
        half = 4.0 if column.slot.role is Role.PASS else column.size / 2.0
        size, y = max(5.0, min(10.0, column.size * 0.28)), column.ys[unit]
        if column.is_strip:  # one arrowhead for the whole bundle
            size, y = 14.0, column.bar.center().y()
        elif back:
            size *= _share_handed(shine, index, unit)
        if (index, y) not in done:
            done.add((index, y))
            away = -1.0 if not back else 1.0
            tip = QPointF(column.x + away * (half + _AROUND + 1.0), y)
            painter.drawPolygon(_head(tip, away * size, size * 0.55))


def _share_handed(shine: Shine, index: int, unit: int) -> float:
    """Return the scale of the arrowhead for a gradient passed back: 0.6 to 1.4, by its size."""
    handed = shine.light.handed.get(index)
    if handed is None or unit >= len(handed) or not np.any(np.isfinite(handed)):
        return 1.0
    sizes = np.abs(np.nan_to_num(handed))
    most = float(np.max(sizes))
    return 0.6 + 0.8 * float(sizes[unit]) / most if most > 0.0 else 0.6


def _head(tip: QPointF, length: float, half: float) -> QPolygonF:
    x, y = tip.x(), tip.y()
    return QPolygonF([tip, QPointF(x + length, y - half), QPointF(x + length, y + half)])


# neurons


def paint_grounds(painter: QPainter, palette: Palette, scene: Scene, shine: Shine) -> None:
    """Paint the violet around what is written, underneath the neurons themselves."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(palette, _HALO[True][0]))
    for (index, unit), written in shine.neurons.items():
        if written:
            rect = _place(scene, index, unit).adjusted(-_AROUND, -_AROUND, _AROUND, _AROUND)
            painter.drawRoundedRect(rect, RADIUS + 2.0, RADIUS + 2.0)


def paint_over(painter: QPainter, palette: Palette, scene: Scene, shine: Shine) -> None:
    """Paint what goes over neurons: lit slim columns and strips, and the rings of lit biases."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(palette.now, SELECTED_BORDER))
    bars = set()
    for index, unit in shine.neurons:
        column = scene.layout.columns[index]
        if column.slot.role is Role.PASS and index not in bars:
            bars.add(index)
            rect = _place(scene, index, 0).united(_place(scene, index, len(column.ys) - 1))
            painter.drawRoundedRect(rect, 4.0, 4.0)
        elif column.is_strip and column.slot.role is not Role.PASS:
            rect = _place(scene, index, unit)
            painter.drawRoundedRect(rect, min(3.0, rect.height() / 2.0), 3.0)
    for (index, unit), written in shine.biases.items():
        if (index, unit) in scene.biases:
            column = scene.layout.columns[index]
            radius = column.bias_radius + (1.0 if written else 0.0)
            painter.setPen(QPen(palette.now, 2.5 if written else 1.75))
            painter.drawEllipse(column.bias_centre(unit), radius, radius)


def _place(scene: Scene, index: int, unit: int | None) -> QRectF:
    column = scene.layout.columns[index]
    if column.slot.role is Role.PASS:
        y, half = column.ys[unit or 0], column.size / 2.0
        return QRectF(column.x - 4.0, y - half, 8.0, column.size)
    if column.is_strip:
        return column.bar if unit is None else column.rect(unit).adjusted(-3.0, 0.0, 3.0, 0.0)
    return column.rect(unit or 0)


# numbers


def paint_numbers(
    painter: QPainter, palette: Palette, scene: Scene, shine: Shine, places: dict[int, QRectF]
) -> None:
    """Paint the numbers of edges: those read are outlined, those written filled, with ▲ or ▼."""
    painter.setFont(palette.number)
    free = uncovered(places, list(value_places(palette, scene, shine)))
    for index, rect in free.items():
        value = float(scene.shown[index])
        instead = int(scene.edges.layers[index]) in shine.light.edges
        text = short(value)
        if instead:
            text = on_edge(value)
        trend = 0 if instead else shine.trend(index, value)
        wide = palette.number_metrics.horizontalAdvance(text)
        arrow = 11.0 if trend else 0.0
        centre = rect.center()
        width = wide + 8.0 + arrow
        back = QRectF(centre.x() - width / 2.0, rect.y(), width, rect.height())
        read, written = bool(shine.read[index]), bool(shine.written[index])
        painter.setPen(QPen(mixed(palette, 0.6), 1.0) if read or written else Qt.PenStyle.NoPen)
        painter.setBrush(mixed(palette, 0.14) if written else palette.canvas)
        painter.drawRoundedRect(back, 4.0, 4.0)
        painter.setOpacity(1.0 if read or written or shine.is_dark else _UNLIT_NUMBER)
        painter.setPen(sign_text_colour(palette.theme, value))
        painter.drawText(back.adjusted(0.0, 0.0, -arrow, 0.0), _CENTRE, text)
        if trend:
            x, y = back.right() - 4.0 - 8.0, centre.y()
            tall = 3.5 * trend
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.now)
            corners = [QPointF(x, y + tall), QPointF(x + 8.0, y + tall), QPointF(x + 4.0, y - tall)]
            painter.drawPolygon(QPolygonF(corners))
        painter.setOpacity(1.0)


def on_edge(value: float) -> str:
    """Return what is shown instead of a weight, in few enough digits for an edge; "·" for NaN."""
    if value != value:
        return figure(None)
    size = abs(value)
    if size == 0.0 or size >= 1e-3:
        return figure(value, 3)
    return f"{value:.4f}".replace("-", MINUS) if size >= 1e-4 else tidy(float(f"{value:.0e}"))
