"""Small things painted on the network diagram: values, snowflakes, features, selection, strips."""

import math

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from core.lesson.numbers import figure, short
from core.lesson.parts import Part, Sort
from core.pictures.colours import edge_width
from gui.kit.colours import sign_text_colour
from gui.kit.theme import RADIUS
from gui.network.layout import Column, Role
from gui.network.maps import Images
from gui.network.painting import BORDER, SELECTED_BORDER, Palette, solid_pen
from gui.network.scene import Scene

_CENTRE = Qt.AlignmentFlag.AlignCenter
MOST_FLAKES = 60
FLAKE = 8.0  # the radius of the disc under a snowflake


def paint_values(painter: QPainter, palette: Palette, scene: Scene) -> None:
    """Paint the followed sample's value under every neuron, if there is room."""
    metrics = palette.number_metrics
    painter.setFont(palette.number)
    for index, values in scene.values.items():
        column = scene.layout.columns[index]
        if not has_room_for_values(palette, scene, column):
            continue
        below = column.bias_radius + 2.0
        for unit, value in enumerate(values[: len(column.ys)].tolist()):
            text = figure(value, 4) if abs(value) < 1000.0 else short(value)
            y = column.ys[unit] + column.size / 2.0 + below
            wide = metrics.horizontalAdvance(text) + 4.0
            rect = QRectF(column.x - wide / 2.0, y, wide, metrics.height())
            painter.fillRect(rect, palette.canvas)
            painter.setPen(sign_text_colour(palette.theme, value))
            painter.drawText(rect, _CENTRE, text)


def has_room_for_values(palette: Palette, scene: Scene, column: Column) -> bool:
    """Return whether numbers fit under the neurons of a column."""
    metrics = palette.number_metrics
    gap = column.ys[1] - column.ys[0] if len(column.ys) > 1 else 1e3
    above = metrics.height() if is_named_above(scene, column) else 0.0
    below = column.bias_radius + 2.0
    widest = metrics.horizontalAdvance("−0.0000")
    return gap >= column.size + below + metrics.height() + above + 2.0 and (
        scene.layout.step - 8.0 >= widest
    )


def is_named_above(scene: Scene, column: Column) -> bool:
    """Return whether the names of a column are above its neurons."""
    return scene.layout.names_above and column.slot.role is Role.HIDDEN


def paint_strips(
    painter: QPainter, palette: Palette, scene: Scene, images: Images, selected: int | None
) -> None:
    """Paint the layers that are too large to draw, one line for each unit."""
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    for index, column in enumerate(scene.layout.columns):
        if not column.is_strip or column.slot.role is Role.PASS:
            continue
        bar = column.bar
        image = images.get((index, 0))
        if image is not None:
            painter.drawImage(bar, image)
        chosen = selected is not None and column.slot.layer == selected
        width = SELECTED_BORDER if chosen else BORDER
        painter.setPen(QPen(palette.now if chosen else palette.border, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(bar, 3.0, 3.0)


def paint_frozen(painter: QPainter, palette: Palette, scene: Scene) -> None:
    """Paint a snowflake on every frozen neuron, and on frozen edges into other neurons."""
    for index, unit in sorted(scene.frozen_neurons):
        rect = scene.layout.columns[index].rect(unit)
        _paint_flake(painter, palette, rect.topRight(), min(FLAKE, rect.width() * 0.24))
    edges = scene.edges
    single = scene.frozen_edges.nonzero()[0].tolist()
    for edge in single if len(edges) <= MOST_FLAKES else ():  # more would hide the network
        if (int(edges.columns[edge]), int(edges.targets[edge])) in scene.frozen_neurons:
            continue
        place = scene.number_places.get(edge)
        if place is not None:
            centre = QPointF(place.left() - FLAKE + 1.0, place.center().y())
        else:
            x, y = edges.points[edge][len(edges.points[edge]) // 2]
            centre = QPointF(x, y)
        _paint_flake(painter, palette, centre, FLAKE)


def _paint_flake(painter: QPainter, palette: Palette, centre: QPointF, radius: float) -> None:
    painter.setPen(QPen(palette.border, 1.0))
    painter.setBrush(palette.canvas)
    painter.drawEllipse(centre, radius, radius)
    painter.setPen(QPen(palette.text, 1.1))
    arm = radius * 0.7
    for turn in range(6):
        angle = math.pi / 3.0 * turn + math.pi / 6.0
        tip = QPointF(centre.x() + arm * math.cos(angle), centre.y() + arm * math.sin(angle))
        painter.drawLine(centre, tip)
        if radius < 6.0:
            continue
        fork = QPointF(
            centre.x() + arm * 0.55 * math.cos(angle), centre.y() + arm * 0.55 * math.sin(angle)
        )
        for side in (-0.6, 0.6):
            twig = angle + side
            reach = arm * 0.35
            end = QPointF(fork.x() + reach * math.cos(twig), fork.y() + reach * math.sin(twig))
            painter.drawLine(fork, end)


def paint_off(painter: QPainter, palette: Palette, scene: Scene) -> None:
    """Cross out every neuron that is switched off, and single edges in their middle."""
    for index, unit in sorted(scene.off_neurons):
        rect = scene.layout.columns[index].rect(unit)
        veil = QColor(palette.canvas)
        veil.setAlphaF(0.65)
        painter.fillRect(rect.adjusted(1.0, 1.0, -1.0, -1.0), veil)
        _paint_cross(painter, palette, rect.center(), rect.width() / 2.0, 2.0)
    edges = scene.edges
    single = scene.off_edges.nonzero()[0].tolist()
    for edge in single if len(edges) <= MOST_FLAKES else ():  # more would hide the network
        if (int(edges.columns[edge]) - 1, int(edges.sources[edge])) in scene.off_neurons:
            continue
        x, y = edges.points[edge][len(edges.points[edge]) // 2]
        place = scene.number_places.get(edge)
        centre = QPointF(x, y)
        if place is not None:
            centre = QPointF(place.right() + FLAKE - 1.0, place.center().y())
        painter.setPen(QPen(palette.border, 1.0))
        painter.setBrush(palette.canvas)
        painter.drawEllipse(centre, FLAKE, FLAKE)
        _paint_cross(painter, palette, centre, FLAKE * 0.5, 1.5)


def _paint_cross(
    painter: QPainter, palette: Palette, centre: QPointF, arm: float, width: float
) -> None:
    painter.setPen(QPen(palette.text, width))
    for side in (-arm, arm):
        first = QPointF(centre.x() - arm, centre.y() - side)
        painter.drawLine(first, QPointF(centre.x() + arm, centre.y() + side))


def paint_chosen_edge(painter: QPainter, palette: Palette, scene: Scene, edge: int) -> None:
    """Paint the outline of the selected edge, under the edge itself."""
    weight = float(scene.weights[edge])
    width = edge_width(weight) * scene.edges.thinner if weight == weight else 1.0
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, thick in ((palette.now, width + 2.0 * SELECTED_BORDER), (palette.canvas, width)):
        painter.setPen(solid_pen(QColor(colour), thick))
        painter.drawPath(scene.edges.path(edge))


def paint_chosen(painter: QPainter, palette: Palette, scene: Scene, part: Part) -> None:
    """Paint the border of the selected neuron or bias."""
    painter.setPen(QPen(palette.now, SELECTED_BORDER))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rect = scene.rect(part)
    if part.sort is Sort.BIAS:
        painter.drawEllipse(rect.adjusted(-1.0, -1.0, 1.0, 1.0))
    elif part.sort is Sort.NEURON:
        radius = min(float(RADIUS), rect.height() / 4.0)
        painter.drawRoundedRect(rect, radius, radius)
