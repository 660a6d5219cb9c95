"""Marks of classes: a shape for each, the same on the surface, in legends and in menus."""

from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.data.samples import Task
from core.pictures.colours import class_colour
from gui.kit.theme import Theme

#: pyqtgraph's names for the shapes, one for each class; two classes use the first two in reverse
#: order
SHAPES = ("o", "s", "t1", "d", "star", "p", "h", "t", "+", "x")


def class_shape(number: int, task: Task) -> str:
    """Return the shape of a class; with two classes, 0 is a square and 1 a circle."""
    if task is Task.TWO_CLASSES:
        return ("s", "o")[number]
    return SHAPES[number % len(SHAPES)]


def class_fill(number: int, task: Task, theme: Theme) -> str:
    """Return the colour of a class; with two classes, 0 is the negative and 1 the positive one."""
    if task is Task.TWO_CLASSES:
        return (theme.negative, theme.positive)[number]
    return class_colour(number)


def paint_mark(
    painter: QPainter, shape: str, centre: QPointF, size: float, fill: QColor, outline: QColor
) -> None:
    """Paint one mark."""
    path: QPainterPath = Symbols[shape]
    painter.save()
    painter.translate(centre)
    painter.scale(size, size)
    pen = QPen(outline, 1.0)
    pen.setCosmetic(True)
    painter.setPen(pen)
    painter.setBrush(fill)
    painter.drawPath(path)
    painter.restore()
