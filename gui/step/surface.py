"""A small surface beside the diagram of the Step view: where the samples of the batch are.

It shows what the network says over the plane of the Train view. The samples of the current batch
are filled, the others faint; the followed sample has a violet ring, and the one pointed at, here or
among the bars of a slope, a thinner ring.
"""

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QHideEvent,
    QMouseEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.lesson.cards.samples import samples_of
from core.lesson.names.layers import output_layer
from core.pictures.snapshot import Facts, Probe, Snapshot, Surface, Wanted
from gui.kit.plot_parts import Reading, colour_label, hit, on_canvas
from gui.kit.theme import LIGHT, Theme
from gui.step.surface_words import sample_in_words, title
from gui.surface.canvas import Scene, SurfaceCanvas
from gui.surface.followed import FollowedMark
from gui.surface.picture import Wish
from gui.surface.points import places
from gui.surface.scale import colour_limits

#: the plane is small: with more points than this, they are drawn smaller
_FEW, _SMALL = 50, 6.0
#: the opacity of samples that are not in the batch
FAINT = 0.3

_WISH = Wish()
_NO_SAMPLES: NDArray[np.intp] = np.empty(0, dtype=np.intp)


class StepSurface(QWidget):
    """Shows a surface at the place it is given; reports which sample a person means."""

    sample_hovered = Signal(object)  # index among the facts' points, or None
    sample_clicked = Signal(int)  # index among the facts' points
    wanted_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._surface: Surface | None = None
        self._activation = ""
        self._place: QRect | None = None
        self._reach = 1.0
        self._batch: NDArray[np.intp] | None = None  # training samples; None: no batch yet
        self._followed: int | None = None
        self._pointed: int | None = None  # pointed at by the cursor here
        self._hovered: int | None = None  # pointed at elsewhere
        self._numbers: NDArray[np.intp] | None = None  # the training number of each point drawn
        #: what the bright points were made from: the points of the canvas, and the batch
        self._drawn: tuple[object, NDArray[np.intp] | None] | None = None
        self._title = Reading(title(None))
        self.canvas = SurfaceCanvas()
        self.canvas.marks.rings.hide()
        self.bright = pyqtgraph.ScatterPlotItem(antialias=True)
        self.bright.setZValue(10.5)  # above the faint points, below the rings
        self.canvas.item.addItem(self.bright)
        self.hovered = FollowedMark(self.canvas.item)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._title)
        column.addWidget(self.canvas, 1)
        self.canvas.pointed.connect(self._point)
        self.canvas.sample_clicked.connect(self.sample_clicked)
        self.setAccessibleName(title(None))
        self.setToolTip(QCoreApplication.translate("StepSurface", "Click a sample to follow it"))
        self.canvas.setToolTip(self.toolTip())
        self.set_theme(LIGHT)
        self.hide()

    # what it receives

    def wants(self) -> Wanted:
        """Return what snapshots have to contain while there is a place for it."""
        return Wanted.NOTHING if self._place is None else Wanted.SURFACE

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        on_canvas(self, theme)
        colour_label(self._title, theme.secondary)
        self.canvas.set_theme(theme)
        self.hovered.set_theme(theme)
        self.hovered.rim.setPen(pyqtgraph.mkPen(theme.canvas, width=4.0))
        self.hovered.ring.setPen(pyqtgraph.mkPen(theme.now, width=1.4))
        self._redraw()

    def show_place(self, place: QRect | None) -> None:
        """Move to a place in the parent, or with None hide; it appears once there is a surface."""
        before, self._place = self._place, place
        if place is not None:
            self.setGeometry(place)
        self._show_or_hide()
        if (before is None) != (place is None):
            self.wanted_changed.emit()

    def show_facts(self, facts: Facts) -> None:
        """Take the samples and names of one build."""
        self._facts = facts
        self._surface = self._batch = self._numbers = self._drawn = None
        self._followed = self._pointed = self._hovered = None
        self._reach = 1.0
        self.canvas.forget()
        self.bright.clear()
        self.hovered.hide()
        self._say()
        self._show_or_hide()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the surface of a moment and the current batch; without a surface, nothing."""
        surface, step = snapshot.surface, snapshot.step
        known = surface is not None and self._facts is not None and surface.outputs.size
        self._surface = surface if known else None
        last = output_layer(snapshot.layers)
        self._activation = snapshot.layers[last].activation if last >= 0 else ""
        batch = None if step is None else step.record("batch")
        self._batch = None if batch is None else np.asarray(batch.values["indexes"], dtype=np.intp)
        self._show_or_hide()
        self._redraw()

    def show_followed(self, sample: int | None) -> None:
        """Ring the followed sample, given by its index among the points."""
        if sample != self._followed:
            self._followed = sample
            self._redraw()

    def show_hovered(self, sample: int | None) -> None:
        """Put a thin ring around a sample that is pointed at elsewhere."""
        self._hovered = sample
        self._ring()

    def words(self) -> str:
        """Return the line above the plane."""
        return self._title.text()

    # what it shows

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        # the diagram believes the cursor is still on it: tell it that it points at nothing there
        below = self.parentWidget()
        if below is not None:
            button, key = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
            at, place = (
                QPointF(self.mapToParent(event.position().toPoint())),
                event.globalPosition(),
            )
            moved = QMouseEvent(QEvent.Type.MouseMove, at, place, button, button, key)
            QCoreApplication.sendEvent(below, moved)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._point(None)

    def _show_or_hide(self) -> None:
        self.setVisible(self._place is not None and self._surface is not None)

    def _redraw(self) -> None:
        facts, surface = self._facts, self._surface
        if facts is None or surface is None or not self.isVisible():
            return
        outputs = surface.outputs[..., 0]
        limits = colour_limits(facts, 0, self._activation, outputs, self._reach)
        self._reach = limits[1]
        self.canvas.draw(Scene(facts, surface.view, surface, None, self._probe(), _WISH, *limits))
        self._show_batch()
        self._ring()

    def _probe(self) -> Probe | None:
        """Return the followed sample as the canvas needs it: only its place matters."""
        if self._facts is None or self._followed is None:
            return None
        raw, none = self._facts.points.inputs[self._followed], np.empty(0)
        return Probe(raw, none, (), (), none, self._followed)

    def _show_batch(self) -> None:
        """Show the samples of the batch bright, the others faint."""
        points, batch = self.canvas.marks.training, self._batch
        before = self._drawn
        if before is not None and before[0] is points.data and _same(before[1], batch):
            return
        self._drawn = points.data, batch
        if len(points.data) > _FEW:
            points.setSize(_SMALL)
        chosen = _NO_SAMPLES
        if batch is not None:
            chosen = np.flatnonzero(np.isin(self._sample_numbers(), batch))
        if batch is None or len(chosen) == len(points.data):
            points.setOpacity(1.0)
            self.bright.clear()
            return
        points.setOpacity(FAINT)
        data = points.data[chosen]
        self.bright.setData(
            x=data["x"],
            y=data["y"],
            symbol=data["symbol"].tolist(),
            brush=data["brush"].tolist(),
            pen=points.opts["pen"],
            size=points.opts["size"],
        )

    def _sample_numbers(self) -> NDArray[np.intp]:
        """Return the number in the training part of every point drawn."""
        if self._numbers is None:
            assert self._facts is not None
            self._numbers = samples_of(self._facts, self._shown())
        return self._numbers

    def _shown(self) -> NDArray[np.intp]:
        """Return which points are drawn: the training samples."""
        if self._facts is None:
            return _NO_SAMPLES
        return np.flatnonzero(~self._facts.points.test)

    def _ring(self) -> None:
        """Ring the sample that is pointed at, and name it."""
        facts, surface = self._facts, self._surface
        sample = self._meant()
        if facts is None or surface is None or sample is None or sample == self._followed:
            self.hovered.hide()
        else:
            x, y = places(facts, surface.view, 0)
            self.hovered.show((float(x[sample]), float(y[sample])), False)
        self._say()

    def _say(self) -> None:
        """Name the sample that is pointed at, or else what is shown."""
        facts, sample = self._facts, self._meant()
        followed = "" if self._followed is None else sample_in_words(facts, self._followed)
        text = QCoreApplication.translate("StepSurface", "Followed: {sample}")
        text = text.format(sample=followed) if followed else self.toolTip()
        self.setAccessibleDescription(text)
        said = "" if sample is None else sample_in_words(facts, sample)
        self._title.say(said or title(facts))

    def _meant(self) -> int | None:
        """Return the sample that is pointed at, here or elsewhere."""
        return self._hovered if self._pointed is None else self._pointed

    # what a person does

    def _point(self, place: tuple[float, float] | None) -> None:
        """Find the sample under the cursor."""
        found = None if place is None else self._sample_at(QPointF(*place))
        if found == self._pointed:
            return
        self._pointed = found
        shape = Qt.CursorShape.ArrowCursor if found is None else Qt.CursorShape.PointingHandCursor
        self.canvas.plot.viewport().setCursor(shape)
        self._ring()
        self.sample_hovered.emit(found)

    def _sample_at(self, place: QPointF) -> int | None:
        facts, surface, shown = self._facts, self._surface, self._shown()
        if facts is None or surface is None:
            return None
        x, y = places(facts, surface.view, 0)
        item = self.canvas.item
        at = item.getViewBox().mapViewToScene(place)
        found = hit(item, x[shown], y[shown], at, None)
        return None if found is None else int(shown[found])


def _same(one: NDArray[np.intp] | None, other: NDArray[np.intp] | None) -> bool:
    if one is None or other is None:
        return one is other
    return np.array_equal(one, other)
