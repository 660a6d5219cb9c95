"""The drawing of a hidden space: the bent grid, the points in their colours, the followed one."""

from typing import Any

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.components.metrics import true_classes
from core.data.samples import Task
from core.pictures.lab.hidden import HiddenSpace
from core.pictures.snapshot import Facts
from gui.kit.colours import levels, signed_table
from gui.kit.key import Entry, SurfaceKey
from gui.kit.marks import class_fill, class_shape
from gui.kit.plot_parts import dress_plot, fit_axes, hit, quiet_plot, show_focus
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.surface.scale import class_entries, colour_bar, colour_limits

_translate = QCoreApplication.translate
Numbers = NDArray[np.intp]

#: of 256 colours of numbers so many are drawn alike: each is an item of its own
_STEP = 16
#: axes stay as long as what is shown fills more than this share of them
_FILLS = 0.55
#: below this height, in pixels, there is no key, as the surface above has the same, and no titles
_LOW = 230
_KEYS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class HiddenCanvas(QWidget):
    """Draws a HiddenSpace; `picked` and `pointed` carry a place among its samples, or None."""

    picked = Signal(int)
    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._space: HiddenSpace | None = None
        self._target = 0
        self._followed: tuple[float, float] | None = None
        self._at: int | None = None  # the followed sample, if it is among those shown
        self._ranges: list[tuple[float, float]] = []
        self._groups: list[tuple[Any, Numbers]] = []  # an item, and which samples it draws
        self._grouped: Numbers | None = None
        self.plot = quiet_plot(_translate("Hidden", "Samples in the hidden space"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setMinimumHeight(64)
        self.plot.setAccessibleDescription(
            _translate("Hidden", "Left and Right follow the previous or the next sample.")
        )
        self.item = self.plot.getPlotItem()
        self.item.layout.setContentsMargins(0, 8, 12, 0)
        self.grid = pyqtgraph.PlotDataItem(connect="finite", antialias=True)
        self.grid.setZValue(5)
        self.ring = pyqtgraph.ScatterPlotItem(antialias=True, size=20.0, symbol="o")
        self.ring.setZValue(30)
        for item in (self.grid, self.ring):
            self.item.addItem(item)
        self.key = SurfaceKey()
        self.key.setAccessibleName(_translate("Hidden", "Key"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addWidget(self.plot, 1)
        column.addWidget(self.key)
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self.plot.installEventFilter(self)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        dress_plot(self.plot, theme, self.font())
        fit_axes(self.item, self.font(), self.height() >= _LOW)
        self.grid.setPen(pyqtgraph.mkPen(theme.border, width=1.0))
        self.ring.setPen(pyqtgraph.mkPen(theme.now, width=2.5))
        self.ring.setBrush(QBrush(Qt.BrushStyle.NoBrush))
        self.key.set_theme(theme)
        self._forget_groups()
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit_axes(self.item, self.font(), self.height() >= _LOW)
        self.key.setVisible(self._space is not None and self.height() > _LOW)

    def show_facts(self, facts: Facts | None) -> None:
        """Take the samples and their classes; nothing is shown until there is a space."""
        self._facts, self._space, self._followed, self._at = facts, None, None, None
        self._ranges = []
        self._forget_groups()
        self._draw()

    def set_target(self, target: int) -> None:
        """Choose the target that colours the points."""
        if target != self._target:
            self._target = target
            self._forget_groups()
            self._draw()

    def set_axes(self, across: str, up: str) -> None:
        """Name the axes, which begin anew."""
        self.item.setLabel("bottom", across)
        self.item.setLabel("left", up)
        fit_axes(self.item, self.font(), self.height() >= _LOW)
        self._ranges = []

    def show_space(
        self, space: HiddenSpace | None, followed: tuple[float, float] | None, at: int | None
    ) -> None:
        """Show a space, and ring a place; `at` is that of the followed sample among its samples."""
        self._space, self._followed, self._at = space, followed, at
        self._draw()

    # drawing

    def _forget_groups(self) -> None:
        for item, _ in self._groups:
            self.item.removeItem(item)
        self._groups, self._grouped = [], None

    def _draw(self) -> None:
        facts, space = self._facts, self._space
        there = facts is not None and space is not None
        self.grid.setVisible(there)
        self.key.setVisible(there and self.height() > _LOW)
        if facts is None or space is None:
            self._forget_groups()
            self.ring.clear()
            return
        if self._grouped is None or not np.array_equal(self._grouped, space.samples):
            self._group(facts, space)
        lines, steps, _ = space.grid.shape
        apart = np.full((lines, steps + 1, 2), np.nan)  # a gap after every line
        apart[:, :steps] = space.grid
        self.grid.setData(apart[:, :, 0].ravel(), apart[:, :, 1].ravel())
        for item, of in self._groups:
            item.setData(x=space.places[of, 0], y=space.places[of, 1])
        self._fit(space)
        if self._followed is None:
            self.ring.clear()
        else:
            self.ring.setData(x=[self._followed[0]], y=[self._followed[1]])

    def _group(self, facts: Facts, space: HiddenSpace) -> None:
        """Make an item for the samples of each class, or of each colour of a number."""
        self._forget_groups()
        self._grouped = space.samples
        targets = facts.points.targets[space.samples]
        if facts.task is Task.REGRESSION:
            limits = colour_limits(facts, self._target, "", None, 1.0)
            table = signed_table(self._theme)[:, :3].tolist()
            colour = levels(targets[:, self._target], *limits) // _STEP * _STEP + _STEP // 2
            fills = {k: QColor(*table[k]) for k in np.unique(colour).tolist()}
            shapes = dict.fromkeys(fills, "o")
            of = colour.astype(np.intp)
            rim = pyqtgraph.mkPen(self._theme.border, width=1.0)
            self.key.show_bar(colour_bar(facts, self._theme, *limits, False))
        else:
            of = true_classes(targets, facts.task)
            of = of if of.ndim == 1 else of[:, self._target]
            kinds = np.unique(of).tolist()
            fills = {k: QColor(class_fill(k, facts.task, self._theme)) for k in kinds}
            shapes = {k: class_shape(k, facts.task) for k in kinds}
            rim = pyqtgraph.mkPen(self._theme.canvas, width=1.0)
            self.key.show_entries(_entries(facts, self._theme))
        size = 9.0 if len(of) <= 300 else 7.0
        for k, fill in fills.items():
            item = pyqtgraph.ScatterPlotItem(
                antialias=True, symbol=shapes[k], size=size, pen=rim, brush=QBrush(fill)
            )
            item.setZValue(10)
            self.item.addItem(item)
            self._groups.append((item, np.flatnonzero(of == k)))

    def _fit(self, space: HiddenSpace) -> None:
        """Make the axes just long enough; they stay while they are, so that nothing jitters."""
        grid = space.grid.reshape(-1, 2)
        found = np.concatenate([space.places, grid[np.isfinite(grid).all(axis=1)]])
        ends = zip(found.min(axis=0).tolist(), found.max(axis=0).tolist(), strict=True)
        for place, (low, high) in enumerate(ends):
            room = 0.05 * (high - low) or 0.5
            if place < len(self._ranges):
                left, right = self._ranges[place]
                if left <= low and high <= right and high - low > _FILLS * (right - left):
                    continue
                self._ranges[place] = (low - room, high + room)
            else:
                self._ranges.append((low - room, high + room))
            way = (self.item.setXRange, self.item.setYRange)[place]
            way(*self._ranges[place], padding=0.0)

    # what a person does

    def _hit(self, place: Any) -> int | None:
        space = self._space
        if space is None or not self.item.getViewBox().sceneBoundingRect().contains(place):
            return None
        return hit(self.item, space.places[:, 0], space.places[:, 1], place, self._at)

    def _moved(self, place: object) -> None:
        self.pointed.emit(self._hit(place))

    def _clicked(self, event: Any) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            found = self._hit(event.scenePos())
            if found is not None:
                self.picked.emit(found)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        space = self._space
        if event.type() is QEvent.Type.Leave:
            self.pointed.emit(None)
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = _KEYS.get(Qt.Key(event.key()))
            if step is not None and space is not None and len(space.samples):
                last = len(space.samples) - 1
                first = 0 if step > 0 else last
                now = first if self._at is None else self._at + step
                self.picked.emit(min(max(now, 0), last))
                return True
        show_focus(self.plot, event, self._theme)
        return super().eventFilter(watched, event)


def _entries(facts: Facts, theme: Theme) -> tuple[Entry, ...]:
    """Return the key of classes: those of one target with two, or all of several."""
    if len(facts.classes) > 1:
        return class_entries(facts, theme)
    names = ("0", "1")
    return tuple(
        Entry(name, class_fill(k, facts.task, theme), class_shape(k, facts.task))
        for k, name in enumerate(names)
    )
