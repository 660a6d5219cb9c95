"""The samples as points over any two inputs: filled by their target, outlined by the prediction.

A point whose outline has another colour than its inside is an error. A click, or Left and Right,
follows a sample; the table and the surface follow it too.
"""

from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.samples import Task
from core.lesson.names.symbols import pretty_name
from core.pictures.assessing.scatter import drawn
from core.pictures.samples import Numbers, Samples
from core.pictures.snapshot import Facts
from gui.kit.colours import levels, signed_table
from gui.kit.key import SurfaceKey
from gui.kit.marks import class_fill, class_shape
from gui.kit.plot_parts import (
    caption,
    colour_label,
    dress_plot,
    hit,
    on_canvas,
    quiet_plot,
    room_for_text,
    show_focus,
    small_combo,
)
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.surface.scale import class_entries, colour_bar, colour_limits

_translate = QCoreApplication.translate
_AXIS_WIDTH, _AXIS_HEIGHT = 52, 34
#: of 256 colours of numbers so many are drawn alike: each pair of colours is a picture of its own
_STEP = 12
#: below this height, in pixels, there is no key: the surface above it has the same
_LOW = 190
_NONE: Numbers = np.zeros(0, dtype=np.intp)


class SampleScatter(QWidget):
    """Draws samples; `picked` and `pointed` carry the number of one, `pointed` also None."""

    picked = Signal(int)
    pointed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._samples: Samples | None = None
        self._numbers, self._drawn = _NONE, _NONE
        self._sample: int | None = None
        self._fills: dict[int, pyqtgraph.ScatterPlotItem] = {}
        self.x_axis = small_combo(_translate("SampleScatter", "Input on the horizontal axis"))
        self.y_axis = small_combo(_translate("SampleScatter", "Input on the vertical axis"))
        self.target = small_combo(_translate("SampleScatter", "Target that colours the points"))
        self._versus = caption("×")
        self.plot = quiet_plot(_translate("SampleScatter", "Samples over two inputs"))
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setAccessibleDescription(
            _translate("SampleScatter", "Left and Right follow the previous or the next sample.")
        )
        self.item = self.plot.getPlotItem()
        self.item.layout.setContentsMargins(0, 8, 8, 0)
        self.rims = pyqtgraph.ScatterPlotItem(antialias=True)
        self.rims.setZValue(12)
        self.item.addItem(self.rims)
        self.ring = pyqtgraph.ScatterPlotItem(antialias=True, size=20.0, symbol="o")
        self.ring.setZValue(30)
        self.item.addItem(self.ring)
        self._key = SurfaceKey()
        self._key.setAccessibleName(_translate("SampleScatter", "Key"))
        self._build()

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        for widget, stretch in ((self.x_axis, 1), (self._versus, 0), (self.y_axis, 1)):
            row.addWidget(widget, stretch)
        row.addWidget(self.target, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addLayout(row)
        column.addWidget(self.plot, 1)
        column.addWidget(self._key)
        for combo in (self.x_axis, self.y_axis, self.target):
            combo.activated.connect(self._draw)
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.plot.scene().sigMouseClicked.connect(self._clicked)
        self.plot.installEventFilter(self)

    # what it shows

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        on_canvas(self, theme)
        dress_plot(self.plot, theme, self.font())
        colour_label(self._versus, theme.secondary)
        self._key.set_theme(theme)
        self.ring.setPen(pyqtgraph.mkPen(theme.now, width=2.5))
        self.ring.setBrush(QBrush(Qt.BrushStyle.NoBrush))
        self._draw()

    def show_facts(self, facts: Facts | None) -> None:
        """Offer the inputs of a build, and keep the chosen axes if it has them too."""
        before = [combo.currentText() for combo in (self.x_axis, self.y_axis)]
        self._facts, self._samples = facts, None
        self._numbers = _NONE
        names = [] if facts is None else [pretty_name(name) for name in facts.raw_names]
        inputs = np.zeros((0, 0)) if facts is None else facts.points.inputs
        # the corners of pictures, for one, never change
        varied = np.flatnonzero(np.ptp(inputs, axis=0) > 0.0).tolist() if len(inputs) else []
        for place, combo in enumerate((self.x_axis, self.y_axis)):
            combo.hidePopup()
            combo.clear()
            combo.addItems(names)
            kept = combo.findText(before[place])
            first = varied[place] if place < len(varied) else min(place, len(names) - 1)
            combo.setCurrentIndex(kept if kept >= 0 else first)
        self.y_axis.setVisible(len(names) > 1)
        self._versus.setVisible(len(names) > 1)
        self.target.clear()
        several = facts is not None and facts.task is not Task.CLASSES
        if facts is not None and several and len(facts.target_names) > 1:
            self.target.addItems([pretty_name(name) for name in facts.target_names])
        self.target.setVisible(self.target.count() > 1)
        self._draw()

    def show_samples(self, samples: Samples | None, numbers: Numbers) -> None:
        """Show the samples with these numbers (n,)."""
        self._samples, self._numbers = samples, numbers
        self._draw()

    def follow(self, sample: int | None) -> None:
        """Ring a sample; None rings none."""
        self._sample = sample
        self._mark()

    def points(self) -> Numbers:
        """Return the numbers of the samples that are drawn, in ascending order."""
        return self._drawn

    def question(self) -> int:
        """Return the number of the target that colours the points."""
        return max(0, self.target.currentIndex())

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._draw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._key.setVisible(self._samples is not None and self.height() > _LOW)

    # drawing

    def _places(self) -> tuple[Any, Any]:
        """Return where the drawn samples (n,) are; with one input, its target is the height."""
        samples = self._samples
        assert samples is not None
        inputs = samples.inputs[self._drawn]
        x = inputs[:, max(0, self.x_axis.currentIndex())]
        if self.y_axis.count() > 1:
            return x, inputs[:, self.y_axis.currentIndex()]
        return x, samples.targets[self._drawn, self.question()]

    def _draw(self, *_: object) -> None:
        facts, samples = self._facts, self._samples
        for item in (*self._fills.values(), self.rims):
            item.clear()
        self._drawn = _NONE
        there = facts is not None and samples is not None and self.x_axis.count() > 0
        self._key.setVisible(there and self.height() > _LOW)
        if not there or not self.isVisible():
            self.ring.clear()
            return
        assert facts is not None and samples is not None
        self._drawn = drawn(samples, self._numbers, self.question())
        self._take_axes(facts)
        if samples.has_classes:
            self._draw_classes(facts, samples)
        else:
            self._draw_numbers(facts, samples)
        self._mark()

    def _take_axes(self, facts: Facts) -> None:
        x, y = self.x_axis.currentIndex(), self.y_axis.currentIndex()
        flat = self.y_axis.count() < 2
        # with two inputs, the choices above name the axes
        names = (facts.raw_names[x], facts.target_names[self.question()]) if flat else ("", "")
        for side, name in zip(("bottom", "left"), names, strict=True):
            self.item.setLabel(side, pretty_name(name))
            self.item.getAxis(side).showLabel(flat)
        rooms = (_AXIS_WIDTH, _AXIS_HEIGHT) if flat else (_AXIS_WIDTH - 14, _AXIS_HEIGHT - 14)
        across, down = (room_for_text(self.font(), room) for room in rooms)
        self.item.getAxis("left").setWidth(across)
        self.item.getAxis("bottom").setHeight(down)
        ranges = [facts.raw_ranges[x]]
        if flat:
            targets = facts.points.targets[:, self.question()]
            ends = (float(targets.min()), float(targets.max())) if len(targets) else (0.0, 1.0)
            ranges.append(ends)
        else:
            ranges.append(facts.raw_ranges[y])
        for way, (low, high) in zip(
            (self.item.setXRange, self.item.setYRange), ranges, strict=True
        ):
            edge = 0.04 * (high - low) or 0.5
            way(low - edge, high + edge, padding=0.0)

    def _fill(self, key: int) -> Any:
        """Return the item for the inside of a class."""
        if key not in self._fills:
            self._fills[key] = pyqtgraph.ScatterPlotItem(antialias=True)
            self._fills[key].setZValue(10)
            self.item.addItem(self._fills[key])
        return self._fills[key]

    def _draw_classes(self, facts: Facts, samples: Samples) -> None:
        """Draw one item for the inside of each class, and one for each wrong prediction."""
        x, y = self._places()
        true = samples.true[self._drawn, self.question()]
        said = samples.said[self._drawn, self.question()]
        thin = pyqtgraph.mkPen(self._theme.canvas, width=1.0)
        for k in np.unique(true).tolist():
            of = true == k
            fill, shape = class_fill(k, facts.task, self._theme), class_shape(k, facts.task)
            self._fill(k).setData(
                x=x[of], y=y[of], symbol=shape, size=9.0, pen=thin, brush=QBrush(QColor(fill))
            )
        wrong = true != said
        pens = [
            pyqtgraph.mkPen(class_fill(k, facts.task, self._theme), width=3.0)
            for k in range(int(said.max(initial=0)) + 1)
        ]
        self.rims.setData(
            x=x[wrong],
            y=y[wrong],
            symbol=[class_shape(k, facts.task) for k in true[wrong].tolist()],
            size=12.0,
            pen=[pens[k] for k in said[wrong].tolist()],
            brush=QBrush(Qt.BrushStyle.NoBrush),
        )
        self._key.show_entries(class_entries(facts, self._theme))

    def _draw_numbers(self, facts: Facts, samples: Samples) -> None:
        """Draw the target as the colour inside, and the prediction as that of the outline."""
        x, y = self._places()
        limits = colour_limits(facts, self.question(), "", None, 1.0)
        table = signed_table(self._theme)[:, :3].tolist()
        inside = np.array([QBrush(QColor(*row)) for row in table], dtype=object)
        outside = np.array([pyqtgraph.mkPen(QColor(*row), width=3.0) for row in table])
        at, said = (
            levels(each[self._drawn, self.question()], *limits) // _STEP * _STEP + _STEP // 2
            for each in (samples.targets, samples.outputs)
        )
        edge = pyqtgraph.mkPen(self._theme.border, width=1.0)
        clear = QBrush(Qt.BrushStyle.NoBrush)
        self._fill(-1).setData(x=x, y=y, symbol="o", size=15.0, pen=edge, brush=clear)
        self.rims.setData(
            x=x,
            y=y,
            symbol="o",
            size=11.0,
            pen=outside[said].tolist(),
            brush=inside[at].tolist(),
        )
        self._key.show_bar(colour_bar(facts, self._theme, *limits, False))

    def _mark(self) -> None:
        """Ring the followed sample, also where it is not among those drawn."""
        samples, sample = self._samples, self._sample
        if samples is None or sample is None or not len(self._drawn) or sample >= len(samples):
            self.ring.clear()
            return
        kept, self._drawn = self._drawn, np.array([sample], dtype=np.intp)
        x, y = self._places()
        self._drawn = kept
        self.ring.setData(x=x, y=y)

    # what a person does

    def _moved(self, place: object) -> None:
        inside = self.item.getViewBox().sceneBoundingRect().contains(place)
        found = self._hit(place) if inside and len(self._drawn) else None
        self.pointed.emit(found)

    def _clicked(self, event: Any) -> None:
        inside = self.item.getViewBox().sceneBoundingRect().contains(event.scenePos())
        if event.button() == Qt.MouseButton.LeftButton and inside and len(self._drawn):
            found = self._hit(event.scenePos())
            if found is not None:
                self.picked.emit(found)

    def _hit(self, place: Any) -> int | None:
        before = None
        if self._sample is not None and self._sample in self._drawn:
            before = int(np.searchsorted(self._drawn, self._sample))
        found = hit(self.item, *self._places(), place, before)
        return None if found is None else int(self._drawn[found])

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Leave:
            self.pointed.emit(None)
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            if step is not None and len(self._drawn):
                self.picked.emit(self._beside(step))
                return True
        show_focus(self.plot, event, self._theme)
        return super().eventFilter(watched, event)

    def _beside(self, step: int) -> int:
        """Return the drawn sample before or after the followed one."""
        if self._sample is None:
            return int(self._drawn[0 if step > 0 else -1])
        at = np.searchsorted(self._drawn, self._sample, side="right" if step > 0 else "left")
        place = int(at) if step > 0 else int(at) - 1
        return int(self._drawn[min(max(place, 0), len(self._drawn) - 1)])
