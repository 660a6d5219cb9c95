"""How the diagram paints a gradient check: more violet means farther off; marks are ✓, ! and k.

There is no red or green: marks say what the shade cannot.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from core.lesson import parts
from core.lesson.check import Findings, Verdict, share
from core.lesson.numbers import figure, tidy
from core.lesson.parts import Part
from gui.kit.colours import LEVELS, shade_table
from gui.network.layout import Column, Role
from gui.network.maps import Images
from gui.network.painting import SIMPLE, Palette, solid_pen
from gui.network.scene import Scene

_CENTRE = Qt.AlignmentFlag.AlignCenter
#: the faintest shade of a checked gradient, so that even an error of 1e-10 or less is visible
_FAINTEST = 0.3


def shade(palette: Palette, place: float) -> QColor:
    """Return the violet for a place on the scale; grey for what was not checked."""
    if place != place:
        return palette.separator
    level = round((_FAINTEST + (1.0 - _FAINTEST) * place) * (LEVELS - 1))
    red, green, blue, _ = shade_table(palette.theme)[level].tolist()
    return QColor(red, green, blue)


def paint_edges(painter: QPainter, palette: Palette, scene: Scene, order: NDArray[np.intp]) -> None:
    """Paint edges by how far their gradients are off: darker and wider means farther."""
    edges = scene.edges
    simple = len(edges) > SIMPLE
    places = share(scene.shown)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for index in order.tolist():
        place = float(places[index])
        width = (1.0 if place != place else 1.75 + 3.75 * place) * edges.thinner
        pen = solid_pen(shade(palette, place), width)
        if simple:
            painter.setPen(pen)
            painter.drawLines(edges.lines(index, place != place))
            continue
        if place != place:
            pen = QPen(pen)
            pen.setDashPattern([2.0, 3.0])
        painter.setPen(pen)
        painter.drawPath(edges.path(index))


def paint_numbers(
    painter: QPainter,
    palette: Palette,
    scene: Scene,
    findings: Findings,
    places: dict[int, QRectF],
) -> None:
    """Paint the errors on the edges, with a frame around those that disagree, and k at kinks."""
    painter.setFont(palette.number)
    for index, rect in places.items():
        edge = scene.edges.edge(index)
        verdict = findings.verdict(parts.weight(edge.layer, edge.source, edge.target))
        text = _error(float(scene.shown[index]))
        if verdict is Verdict.KINK:
            text = "k"
        elif verdict is Verdict.DIFFERS:
            text = "! " + text
        elif verdict is Verdict.UNCHECKED:
            text = figure(None)
        differs = verdict is Verdict.DIFFERS
        width = palette.number_metrics.horizontalAdvance(text) + 8.0
        centre = rect.center()
        back = QRectF(centre.x() - width / 2.0, rect.y(), width, rect.height())
        painter.setPen(QPen(palette.now, 1.5) if differs else Qt.PenStyle.NoPen)
        painter.setBrush(palette.canvas)
        painter.drawRoundedRect(back, 4.0, 4.0)
        painter.setPen(palette.now if differs else palette.secondary)
        painter.drawText(back, _CENTRE, text)


def _error(error: float) -> str:
    """Return an error with one digit: only the power of ten matters."""
    return tidy(float(f"{error:.0e}"))


def paint_biases(painter: QPainter, palette: Palette, scene: Scene, findings: Findings) -> None:
    """Paint the bias dots by how far their gradients are off."""
    for index, unit in scene.biases:
        column = scene.layout.columns[index]
        errors = findings.errors(column.slot.layer, "bias")
        place = float("nan")
        if errors is not None and unit < errors.size:
            place = float(share(errors.reshape(-1)[unit : unit + 1])[0])
        part = parts.bias(column.slot.layer, unit)
        differs = findings.verdict(part) is Verdict.DIFFERS
        painter.setPen(QPen(palette.now if differs else palette.border, 2.0 if differs else 1.0))
        painter.setBrush(shade(palette, place))
        painter.drawEllipse(column.bias_centre(unit), column.bias_radius, column.bias_radius)


def paint_marks(painter: QPainter, palette: Palette, scene: Scene, findings: Findings) -> None:
    """Paint ✓ or ! at the neurons; a strip or a slim column has a single mark."""
    for column in scene.layout.columns[1:]:
        layer = column.slot.layer
        if column.is_strip or column.slot.role is Role.PASS:
            half = 4.0 if column.slot.role is Role.PASS else column.size / 2.0
            top = column.ys[0] - (0.0 if column.is_strip else column.size / 2.0)
            centre = QPointF(column.x + half + 2.0, top - 2.0)
            _paint_badge(painter, palette, centre, 8.0, findings.verdict(Part(layer)))
            continue
        radius = max(4.0, min(8.0, column.size * 0.2))
        for unit in range(len(column.ys)):
            verdict = findings.verdict(parts.neuron(layer, unit))
            _paint_badge(painter, palette, _corner(column, unit), radius, verdict)


def _corner(column: Column, unit: int) -> QPointF:
    return column.rect(unit).bottomRight()


def _paint_badge(
    painter: QPainter, palette: Palette, centre: QPointF, radius: float, verdict: Verdict
) -> None:
    """Paint a disc with ✓, ! or k; nothing if nothing was checked."""
    if verdict is Verdict.UNCHECKED:
        return
    differs = verdict is Verdict.DIFFERS
    painter.setPen(QPen(palette.now, 1.25))
    painter.setBrush(palette.now if differs else palette.canvas)
    painter.drawEllipse(centre, radius, radius)
    ink = palette.canvas if differs else palette.now
    pen = QPen(ink, max(1.25, radius * 0.22))
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    x, y, r = centre.x(), centre.y(), radius
    if verdict is Verdict.AGREES:
        painter.drawLine(QLineF(x - 0.45 * r, y + 0.05 * r, x - 0.1 * r, y + 0.4 * r))
        painter.drawLine(QLineF(x - 0.1 * r, y + 0.4 * r, x + 0.5 * r, y - 0.35 * r))
    elif differs:
        painter.drawLine(QLineF(x, y - 0.55 * r, x, y + 0.1 * r))
        painter.drawPoint(QPointF(x, y + 0.5 * r))
    else:  # k
        painter.drawLine(QLineF(x - 0.25 * r, y - 0.55 * r, x - 0.25 * r, y + 0.5 * r))
        painter.drawLine(QLineF(x - 0.25 * r, y + 0.15 * r, x + 0.35 * r, y - 0.3 * r))
        painter.drawLine(QLineF(x - 0.05 * r, y, x + 0.4 * r, y + 0.5 * r))


def strip_images(scene: Scene, findings: Findings, palette: Palette) -> Images:
    """Return the pictures of strips: a line for each unit, shaded by its worst gradient."""
    images: Images = {}
    for index, column in enumerate(scene.layout.columns):
        if not column.is_strip or column.slot.role is Role.PASS:
            continue
        places = share(findings.worst_of_units(column.slot.layer, column.slot.units))
        image = QImage(1, column.slot.units, QImage.Format.Format_RGB32)
        for unit, place in enumerate(places.tolist()):
            image.setPixelColor(0, unit, shade(palette, place))
        images[index, 0] = image
    return images
