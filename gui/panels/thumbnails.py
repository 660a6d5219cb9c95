"""Small pictures of data sources, each drawn from the source's own points."""

from collections.abc import Hashable
from dataclasses import replace
from functools import cache, lru_cache
from typing import cast

import numpy as np
from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QImage,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QPolygonF,
)
from PySide6.QtWidgets import QStyle, QStyleOptionToolButton, QStylePainter, QToolButton

from core.data.samples import Samples, Source, Task
from core.data.streams import Stream, stream
from core.errors import UserError
from core.pictures.colours import class_colour
from gui.kit.icons import mixed
from gui.kit.theme import Theme

#: the seed, and the number of points in a picture
_SEED, _POINTS = 0, 160
#: no more samples than this are drawn as large dots
FEW = 8


@cache
def _samples(source: type[Source]) -> Samples | None:
    """Return the points of a source with its default settings, or None if it has none."""
    try:
        made = source()
        if any(item.name == "samples" for item in source.parameters()):
            made = replace(made, samples=_POINTS)
        return made.draw(stream(_SEED, Stream.DATA), None)
    except (UserError, TypeError):
        return None


def thumbnail(source: type[Source], theme: Theme, size: int, ratio: float) -> QIcon:
    """Return the picture of a source, `size` pixels square, for a screen with this pixel ratio."""
    return QIcon(QPixmap.fromImage(_picture(cast(Hashable, source), theme, size, ratio)))


class SourceButton(QToolButton):
    """A button with the picture of a source, which is drawn when it is first seen in a theme."""

    def __init__(self, source: type[Source], size: int) -> None:
        super().__init__()
        self._source, self._size = source, size
        self._theme: Theme | None = None
        self.setIconSize(QSize(size, size))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        # an icon that is set while painting would have everything laid out again
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        if self._theme is not None:
            option.icon = thumbnail(self._source, self._theme, self._size, self.devicePixelRatioF())
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        painter.end()


@lru_cache(maxsize=128)
def _picture(source: type[Source], theme: Theme, size: int, ratio: float) -> QImage:
    """Return the picture, drawn once for each theme, so that switching back and forth is quick."""
    return _drawn(_samples(cast(Hashable, source)), theme, size, ratio)


def icon_of(samples: Samples, theme: Theme, size: int, ratio: float) -> QIcon:
    """Return a picture of examples, with at most as many points as the picture of a source."""
    every = max(1, len(samples.inputs) // _POINTS)
    some = replace(samples, inputs=samples.inputs[::every], targets=samples.targets[::every])
    return QIcon(QPixmap.fromImage(_drawn(some, theme, size, ratio)))


def _drawn(samples: Samples | None, theme: Theme, size: int, ratio: float) -> QImage:
    image = QImage(
        round(size * ratio), round(size * ratio), QImage.Format.Format_ARGB32_Premultiplied
    )
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    if samples is not None:
        with QPainter(image) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            _draw(painter, samples, theme, float(size))
    return image


def _draw(painter: QPainter, samples: Samples, theme: Theme, size: float) -> None:
    inputs, targets = samples.inputs, samples.targets
    if inputs.shape[1] == 1 and len(inputs) > FEW:
        _draw_curve(painter, inputs[:, 0], targets[:, 0], theme, size)
        return
    plane = _plane(inputs)
    across = _scaled(plane[:, 0], size)
    up = size - _scaled(plane[:, 1], size)
    few = len(inputs) <= FEW
    radius = size / 18.0 if few else max(1.1, size / 72.0)
    painter.setPen(Qt.PenStyle.NoPen)
    for x, y, target in zip(across, up, targets, strict=True):
        painter.setBrush(QColor(_colour(target, targets, samples.task, theme)))
        painter.drawEllipse(QPointF(x, y), radius, radius)


def _plane(inputs: np.ndarray) -> np.ndarray:
    """Return two numbers per sample (m, 2): its inputs, or principal components if more.

    (Hotelling 1933: the directions in which standardized inputs vary most.)
    """
    if inputs.shape[1] == 2:
        return inputs
    if min(inputs.shape) == 1:  # one input, or one sample: no second direction
        return np.column_stack([inputs[:, 0], np.zeros(len(inputs))])
    spread = inputs.std(axis=0)
    standard = (inputs - inputs.mean(axis=0)) / np.where(spread > 0, spread, 1.0)
    axes = np.linalg.svd(standard, full_matrices=False)[2]
    return np.asarray(standard @ axes[:2].T)


def _scaled(values: np.ndarray, size: float) -> np.ndarray:
    low, high = float(values.min()), float(values.max())
    share = (values - low) / (high - low) if high > low else np.full(len(values), 0.5)
    margin = 0.22 * size if len(values) <= FEW else 0.06 * size
    return margin + share * (size - 2 * margin)


def _colour(target: np.ndarray, targets: np.ndarray, task: Task, theme: Theme) -> str:
    if task is Task.TWO_CLASSES:
        return theme.positive if target[0] > 0.5 else theme.negative
    if task is Task.CLASSES:
        return class_colour(int(np.argmax(target)))
    limit = float(np.abs(targets).max()) or 1.0
    share = min(1.0, 0.15 + 0.85 * abs(float(target[0])) / limit)
    return mixed(theme.positive if target[0] >= 0 else theme.negative, theme.canvas, share)


def _draw_curve(painter: QPainter, x: np.ndarray, y: np.ndarray, theme: Theme, size: float) -> None:
    order = np.argsort(x)
    across, up = _scaled(x[order], size), size - _scaled(y[order], size)
    up = size * 0.14 + up * 0.72
    line = QPolygonF([QPointF(a, b) for a, b in zip(across, up, strict=True)])
    painter.setPen(QPen(QColor(theme.secondary), 1.5))
    painter.drawPolyline(line)
