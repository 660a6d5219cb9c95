"""What the network says over a plane of two inputs, or along one, and the samples on it.

Two classes: the colours divide at the decision threshold. Several: the colour of the most likely
class, paler where that is less certain. Numbers: signed colours with symmetric limits. One input: a
curve. A click sends the point there through the network; one neuron's map can replace the surface.
"""

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.samples import Task
from core.lesson.names.layers import output_layer
from core.pictures.images import ImageShape, image_shape
from core.pictures.snapshot import Facts, LayerPicture, Probe, Snapshot, Surface, View, Wanted
from gui.kit.folds import Folds
from gui.kit.key import SurfaceKey
from gui.kit.picture import PixelPicture
from gui.kit.plot_parts import Reading, colour_label, on_canvas
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.surface.canvas import Scene, SurfaceCanvas
from gui.surface.controls import SurfaceControls
from gui.surface.editing import PointEditing
from gui.surface.form import SurfaceForm
from gui.surface.held import HeldInputs, rounded
from gui.surface.map import NeuronMap, neuron_map
from gui.surface.picture import Wish
from gui.surface.probe import ProbeRow
from gui.surface.scale import colour_limits, show_key
from gui.surface.words import probe_in_words, reading_at, summary


class SurfacePlot(QWidget):
    """Shows the surface of a snapshot; reports which plane, sample or input a person wants."""

    view_requested = Signal(object)  # a View
    probe_requested = Signal(object)  # raw inputs (r,)
    follow_requested = Signal(int)  # the number of a sample among the facts' points
    wanted_changed = Signal()  # what wants() returns has changed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._is_covered = False  # what the network gives
        self._surface: Surface | None = None
        self._layers: tuple[LayerPicture, ...] = ()
        self._probe: Probe | None = None
        self._view: View | None = None
        self._neuron: tuple[int, int] | None = None  # the neuron whose map is wanted
        self._map: NeuronMap | None = None  # the map that is shown
        self._centre, self._reach = 0.0, 1.0
        self._summary = ""

        self.canvas = SurfaceCanvas()
        self._key = SurfaceKey(bars_come=True)  # of the neuron that is pointed at
        self._key.setAccessibleName(translate("SurfacePlot", "Key"))
        self._reading = Reading(translate("SurfacePlot", "Reading"))
        self._image: ImageShape | None = None
        self.sample = PixelPicture(56, translate("SurfacePlot", "The followed sample as a picture"))
        self.sample.hide()
        self.controls = SurfaceControls()
        self._title = self.controls.title
        self.test_points, self.discretize = self.controls.test_points, self.controls.discretize
        self.x_axis, self.y_axis = self.controls.x_axis, self.controls.y_axis
        self.output = self.controls.output
        self.probe, self.held, self.folds = ProbeRow(), HeldInputs(), Folds()
        self.probe_fold = self.folds.add(
            translate("SurfacePlot", "Probe"),
            translate("SurfacePlot", "Type an input and read what the network says"),
            self.probe,
        )
        self.held_fold = self.folds.add(
            translate("SurfacePlot", "Other inputs"),
            translate("SurfacePlot", "Set the inputs that are not on the axes"),
            self.held,
        )
        self.editing = PointEditing()
        self.edit_fold = self.folds.add(
            translate("SurfacePlot", "Edit points"),
            translate(
                "SurfacePlot",
                "Draw, move and erase training points on this plane; the network keeps its weights",
            ),
            self.editing,
        )
        self.canvas.lay_over(self.editing)
        parts = (self.controls, self.canvas, self._key, self._reading, self.sample, self.folds)
        self._form = SurfaceForm(*parts)
        self._build()
        self.setAccessibleName(translate("SurfacePlot", "What the network says"))
        self.set_theme(LIGHT)
        self.clear()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addWidget(self.controls)
        column.addWidget(self.canvas, 1)
        words = QVBoxLayout()
        words.setSpacing(SPACE[0])
        words.addWidget(self._key)
        words.addWidget(self._reading)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE[1])
        foot.addLayout(words, 1)
        foot.addWidget(self.sample)
        column.addLayout(foot)
        column.addWidget(self.folds)
        self.test_points.toggled.connect(self._redraw)
        self.discretize.toggled.connect(self._redraw)
        self.controls.axes_chosen.connect(self._ask_for)
        self.controls.output_chosen.connect(self._output_chosen)
        self.held.changed.connect(self._held_changed)
        self.folds.toggled.connect(self._fit)
        self.probe.probe_requested.connect(self.probe_requested)
        self.probe.follow_requested.connect(self.follow_requested)
        self.canvas.pointed.connect(self._pointed)
        self.canvas.sample_clicked.connect(self.follow_requested)
        self.canvas.place_clicked.connect(self._place_clicked)
        self.editing.canvas.pointed.connect(self._pointed)
        self.editing.canvas.left.connect(lambda: self.edit_fold.setChecked(False))
        for turned in (self.editing.started, self.editing.ended):
            turned.connect(self.canvas.make_room)
            turned.connect(self._redraw)

    # what it receives

    def wants(self) -> Wanted:
        """Return what snapshots have to contain while this is visible."""
        if not self.isVisible():
            return Wanted.NOTHING
        return Wanted.SURFACE if self._neuron is None else Wanted.SURFACE | Wanted.MAPS

    def wants_surface(self) -> bool:
        """Return whether a surface would be visible."""
        return bool(self.wants() & Wanted.SURFACE)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        on_canvas(self, theme)
        colour_label(self._reading, theme.secondary)
        parts = (
            self.controls,
            self.canvas,
            self._key,
            self.folds,
            self.probe,
            self.held,
            self.editing,
        )
        for part in (*parts, self.sample):
            part.set_theme(theme)
        self._fit()
        self._redraw()

    def show_facts(self, facts: Facts) -> None:
        """Take the samples, names and ranges of one build."""
        goes_on = self.canvas.is_edited() and self._goes_on(facts)
        self._facts = facts
        self._surface = self._probe = self._view = None  # nothing is drawn until these fit again
        self.canvas.forget(goes_on)
        self.controls.offer(facts)
        raw = len(facts.raw_names)
        axes = (0, 1) if raw > 1 else (0,)
        self.probe.show_facts(facts)
        self.held.show_facts(facts, axes)
        self.folds.show()
        self.edit_fold.setVisible(raw == 2)
        if raw != 2:
            self.edit_fold.setChecked(False)
        self.held_fold.setVisible(raw > 2)
        if raw <= 2:
            self.held_fold.setChecked(False)
        if not goes_on:
            self._reach = 1.0
        if raw:
            self._view = View(0, None, facts.raw_ranges[0], (0.0, 0.0))
        if raw > 1:
            self._view = View(0, 1, *facts.raw_ranges[:2])
            self.controls.show_axes(0, 1)
        self.canvas.plot.setVisible(raw > 0)
        self._fit()
        self._image = image_shape(facts.raw_names, facts.raw_ranges)
        self.sample.setVisible(self._image is not None)
        self._say_summary(None)
        self._redraw()

    def _goes_on(self, facts: Facts) -> bool:
        """Return whether only the points differ from those of the last build."""
        old = self._facts
        return old is not None and (old.raw_names, old.raw_ranges, old.task, old.classes) == (
            *(facts.raw_names, facts.raw_ranges, facts.task, facts.classes),
        )

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the surface of a moment; without a surface, keep what is shown."""
        if self._facts is None:
            return
        self._layers = snapshot.layers
        self._probe = snapshot.probe
        self.probe.show_probe(snapshot.probe)
        if snapshot.surface is not None:
            if self._surface is None and snapshot.surface.view.held:
                self.held.take(snapshot.surface.view.held)  # the plane was kept
            self._surface = snapshot.surface
        self._redraw()

    def show_map(self, neuron: object) -> None:
        """Show the map of a neuron (layer, unit) instead of the surface; None shows the surface.

        Layer −1 is the network's inputs. Maps must be in the snapshots: Wanted.MAPS.
        """
        self._neuron = (int(neuron[0]), int(neuron[1])) if isinstance(neuron, tuple) else None
        self._redraw()

    def mark(self, numbers: object) -> None:
        """Frame the facts' points with these numbers (k,), showing test points if needed."""
        found = np.asarray(numbers, dtype=np.intp)
        facts = self._facts
        if facts is not None:
            found = found[found < len(facts.points.inputs)]
        if facts is not None and facts.points.test[found].any():
            self.test_points.setChecked(True)
        self.canvas.mark(found)

    def clear(self) -> None:
        """Show nothing."""
        self._facts = self._surface = self._view = self._probe = self._map = None
        self.edit_fold.setChecked(False)
        self.canvas.forget()
        self.controls.hide_all()
        self.sample.hide()
        for widget in (self._key, self.canvas.plot, self.folds):
            widget.hide()
        self._summary = QCoreApplication.translate("SurfacePlot", "No data yet.")
        self._reading.say(self._summary)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()
        self.wanted_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        return self._form.least(self.width(), self._view is not None)

    def _fit(self, *_: object) -> None:
        self._form.fit(self.width(), self.height(), self._view is not None)
        self.updateGeometry()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted_changed.emit()

    # drawing

    def _wish(self) -> Wish:
        """Return what a person has chosen to see."""
        chosen = max(0, self.output.currentIndex())
        numbers = self._facts is not None and self._facts.task is Task.REGRESSION
        boxes = (self.discretize.isChecked() and not numbers, self.test_points.isChecked())
        if self._facts is not None and self._facts.task is Task.CLASSES:
            return Wish(0, chosen - 1 if chosen else None, *boxes)
        return Wish(chosen, None, *boxes)

    def _redraw(self, *_: object) -> None:
        facts, surface, wish = self._facts, self._surface, self._wish()
        if facts is None or self._view is None or not self.isVisible():
            return
        self._map = None
        if surface is not None and surface.outputs.size:
            self._take_view(surface.view)
            if self._neuron is not None:
                self._map = neuron_map(facts, self._layers, surface, *self._neuron)
        self._take_limits(facts, wish.output)
        if facts.task is Task.REGRESSION:
            self.editing.set_limits(self._centre, self._reach)
        wrong = self.canvas.draw(
            Scene(
                facts,
                self._view,
                surface,
                self._map,
                self._known_probe(),
                wish,
                self._centre,
                self._reach,
            )
        )
        title = QCoreApplication.translate("SurfacePlot", "What the network says")
        self._title.say(title if self._map is None else self._map.title)
        if self._map is not None:
            self._key.show_bar(self._map.key(self._theme), for_now=True)
        else:
            limits = (self._centre, self._reach)
            show_key(self._key, facts, self._theme, self._view, wish, *limits)
        self._say_summary(wrong)

    def _take_view(self, view: View) -> None:
        if view != self._view:
            self._view = view
            if view.y_axis is not None:
                self.controls.show_axes(view.x_axis, view.y_axis)
                self.held.set_axes((view.x_axis, view.y_axis))

    def _take_limits(self, facts: Facts, output: int) -> None:
        """Compute the centre of the colours and their reach."""
        last = output_layer(self._layers)
        activation = self._layers[last].activation if last >= 0 else ""
        outputs = None if self._surface is None else self._surface.outputs[..., output]
        self._centre, self._reach = colour_limits(facts, output, activation, outputs, self._reach)

    def cover_outputs(self, covered: bool) -> None:
        """Say nothing of what the network gives, or read it out again."""
        if covered is not self._is_covered:
            self._is_covered = covered
            self._redraw()

    def _known_probe(self) -> Probe | None:
        """Return the probe, if it belongs to these inputs."""
        probe, facts = self._probe, self._facts
        fits = probe is not None and facts is not None and len(probe.raw) == len(facts.raw_names)
        return probe if fits else None

    # words

    def _say_summary(self, wrong: np.ndarray | None) -> None:
        facts, probe = self._facts, self._known_probe()
        assert facts is not None
        text = summary(facts, wrong, self._view)
        if self._neuron is not None and self._map is None:
            text = QCoreApplication.translate("SurfacePlot", "This neuron has no map.")
        elif probe is not None and self._is_covered:
            text = QCoreApplication.translate("SurfacePlot", "Covered until you have answered.")
        elif probe is not None:
            text = probe_in_words(facts, probe)
        if self._image is not None:
            self.sample.show_pixels(self._image, None if probe is None else probe.raw, text)
        was, self._summary = self._summary, text
        if self._reading.text() == was:
            self._reading.say(text)

    def read_at(self, x: float, y: float) -> str:
        """Return the reading at a place on the plane: the inputs and what the network says."""
        if self._facts is None or self._surface is None or self._is_covered:
            return ""
        return reading_at(self._facts, self._surface, self._wish(), self._map, x, y)

    def reading(self) -> str:
        """Return the line under the plot."""
        return self._reading.text()

    # what a person does

    def _pointed(self, place: tuple[float, float] | None) -> None:
        text = "" if place is None else self.read_at(*place)
        self._reading.say(text or self._summary)

    def _place_clicked(self, x: float, y: float) -> None:
        """Request the inputs at a place, with the other inputs at their held values."""
        facts, view = self._facts, self._view
        if facts is None or view is None:
            return
        raw = np.array(view.held or facts.raw_means, dtype=np.float64)
        raw[view.x_axis] = rounded(x)
        if view.y_axis is not None:
            raw[view.y_axis] = rounded(y)
        self.probe_requested.emit(raw)

    def _output_chosen(self) -> None:
        self._reach = 1.0
        self._redraw()

    def _ask_for(self, x: int, y: int, keep_x: bool) -> None:
        """Request the plane of two inputs; if both are the same, the other axis changes."""
        facts, view = self._facts, self._view
        if facts is None or view is None or view.y_axis is None:
            return
        if not (0 <= x < len(facts.raw_names) and 0 <= y < len(facts.raw_names)):
            return  # chosen among the inputs of a previous build
        if x == y:
            x, y = (x, view.x_axis) if keep_x else (view.y_axis, y)
            self.controls.show_axes(x, y)
        asked = View(x, y, facts.raw_ranges[x], facts.raw_ranges[y], self.held.held())
        if asked != view:
            self.view_requested.emit(asked)

    def _held_changed(self) -> None:
        if self._view is not None:
            self.view_requested.emit(replace(self._view, held=self.held.held()))
