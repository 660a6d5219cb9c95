"""Many edges drawn ahead of a painting: the edges into one column at a time, each as a picture.

While a network trains, drawing all its edges takes longer than everything else in the window. So
they are drawn column by column, between which keys and the mouse are answered, and only where a
width, a sign or a frozen weight has changed since the last moment.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil, floor
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QImage, QPaintEngine, QPainter
from PySide6.QtWidgets import QWidget

from core.pictures.colours import edge_width
from core.pictures.snapshot import Snapshot
from gui.kit.view import ShowsSnapshots
from gui.network.painting import SIMPLE, STEPS, Palette, paint_edges
from gui.network.scene import Indexes, Scene

#: in how many turns the edges are drawn, and by how much lines reach beyond the curves, in pixels
_TURNS, _MARGIN = 3, 16.0

_widths = np.frompyfunc(edge_width, 1, 1)


@dataclass(frozen=True)
class _Drawn:
    """The edges into a column: what they look like, and their picture."""

    key: Any
    place: QPointF
    image: QImage


class EdgePictures:
    """The pictures of a widget's edges; `are_whole` if they are those of the last moment."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._of: tuple[Any, ...] = ()
        self._drawn: dict[int, _Drawn] = {}
        self._left: list[int] | None = None
        self.are_whole = False

    def forget(self) -> None:
        """Take them to be of an earlier moment."""
        self._left, self.are_whole = None, False

    def draw(self, scene: Scene, palette: Palette, share: float) -> None:
        """Draw this share of those that have changed and are not drawn yet."""
        if not _can_be_drawn(scene):
            self.forget()
            return
        ratio = self._widget.devicePixelRatioF()
        of = (scene.layout, palette, ratio, self._widget.size())
        if not _are_same(of, self._of):
            self._of, self._drawn, self._left = of, {}, None
        members = _by_column(scene)
        keys = {column: _key(scene, some) for column, some in members.items()}
        if self._left is None:
            self._drawn = {column: one for column, one in self._drawn.items() if column in keys}
            self._left = [
                column
                for column, key in keys.items()
                if column not in self._drawn or self._drawn[column].key != key
            ]
        for column in self._left[: ceil(share * len(self._left))]:
            some = members[column]
            seen = QRectF(self._widget.rect())
            self._drawn[column] = _drawn(scene, palette, column, some, keys[column], seen, ratio)
            self._left.remove(column)
        self.are_whole = not self._left

    def paint(self, painter: QPainter) -> bool:
        """Paint them; return False, having painted nothing, if they are not for this painter."""
        if not self.are_whole or not self._drawn:
            return False
        is_raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        seen, ratio = painter.deviceTransform(), self._widget.devicePixelRatioF()
        if not is_raster or (seen.m11(), seen.m22(), seen.m12(), seen.m21()) != (
            ratio,
            ratio,
            0,
            0,
        ):
            return False
        for one in self._drawn.values():
            painter.drawImage(one.place, one.image)
        return True


def _can_be_drawn(scene: Scene) -> bool:
    plain = scene.findings is None and scene.shine is None
    return plain and scene.layout.fits and len(scene.edges) > SIMPLE


def _are_same(of: tuple[Any, ...], known: tuple[Any, ...]) -> bool:
    """Return whether layout and palette are the same objects, and ratio and size are equal."""
    return bool(known) and of[0] is known[0] and of[1] is known[1] and of[2:] == known[2:]


def _by_column(scene: Scene) -> dict[int, Indexes]:
    """Return the edges to draw by the column of their right ends, in the order of drawing."""
    columns = scene.edges.columns[scene.order]
    return {int(column): scene.order[columns == column] for column in np.unique(columns)}


def _key(scene: Scene, some: Indexes) -> Any:
    """Return what the picture of some edges depends on, apart from the layout."""
    frozen = scene.frozen_edges[some]
    if not frozen.any():  # then the order of equal lines is not to be seen
        some = np.sort(some)
    edges, weights = scene.edges, scene.weights[some]
    quarters = np.rint(_widths(weights).astype(np.float64) * edges.thinner * STEPS)
    ends = edges.sources[some].tobytes(), edges.targets[some].tobytes()
    return *ends, quarters.tobytes(), np.sign(weights).tobytes(), frozen.tobytes()


def _drawn(
    scene: Scene,
    palette: Palette,
    column: int,
    some: Indexes,
    key: Any,
    seen: QRectF,
    ratio: float,
) -> _Drawn:
    """Return the picture of the edges into a column, on the canvas colour, as far as it is seen."""
    edges, columns = scene.edges, scene.layout.columns
    left, right = columns[column - 1].x, columns[column].x
    heights: NDArray[np.float64] = np.concatenate([edges.starts[some, 1], edges.ends[some, 1]])
    top, bottom = float(heights.min()) - _MARGIN, float(heights.max()) + _MARGIN
    area = QRectF(left, top, right - left, bottom - top).intersected(seen)
    # whole device pixels, so that the picture is painted pixel by pixel
    x, y = floor(area.left() * ratio), floor(area.top() * ratio)
    width, height = ceil(area.right() * ratio) - x, ceil(area.bottom() * ratio) - y
    image = QImage(width, height, QImage.Format.Format_RGB32)
    place = QPointF(x / ratio, y / ratio)
    if image.isNull():  # moved out of sight
        return _Drawn(key, place, image)
    image.setDevicePixelRatio(ratio)
    image.fill(palette.canvas)
    with QPainter(image) as painter:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(-place)
        paint_edges(painter, palette, edges, scene.weights, some, scene.frozen_edges)
    return _Drawn(key, place, image)


class Draws(Protocol):
    """A widget that draws its edges ahead."""

    def take(self, snapshot: Snapshot) -> None:
        """Take a moment, to be painted later."""

    def draw_ahead(self, share: float) -> None:
        """Draw a share of the edges that are left to draw."""

    def update(self) -> None:
        """Have it painted."""


class _Turn:
    """One of the turns in which a moment is shown."""

    def __init__(self, act: Callable[[Snapshot], None]) -> None:
        self._act = act

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Do this turn's part."""
        self._act(snapshot)


def turns_of(widget: Draws) -> tuple[ShowsSnapshots, ...]:
    """Return what is to be done in one turn after another to show a moment.

    The widget is painted once, after the last of them.
    """

    def go_on(left: int) -> Callable[[Snapshot], None]:
        return lambda _: widget.draw_ahead(1.0 / left)

    drawing = (_Turn(go_on(left)) for left in range(_TURNS, 0, -1))
    return _Turn(widget.take), *drawing, _Turn(lambda _: widget.update())
