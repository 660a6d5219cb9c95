"""The tab Hidden: the training points in a plane of a layer, with the input plane bent to it."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.data.samples import Task
from core.lesson.hidden import (
    axis_names,
    first_plane,
    sample_words,
    space_words,
    unit_choices,
    usual_units,
)
from core.lesson.names.layers import layer_title
from core.lesson.names.symbols import pretty_name
from core.pictures.lab.hidden import HiddenSpace, Plane
from core.pictures.snapshot import Facts, LayerPicture, Probe, Snapshot, Wanted
from gui.hidden.canvas import HiddenCanvas
from gui.kit.lines.few import FewLines
from gui.kit.plot_parts import caption, colour_label, on_canvas, small_combo
from gui.kit.theme import LIGHT, SPACE, Theme

_translate = QCoreApplication.translate


class HiddenPlot(QWidget):
    """Shows the hidden space while visible; reports which plane is wanted, and what is followed."""

    wanted_changed = Signal()  # what wants() returns has changed
    plane_chosen = Signal(object)  # a Plane
    follow_requested = Signal(int)  # the number of a sample among the facts' points

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._layers: tuple[LayerPicture, ...] = ()
        self._shape: tuple[tuple[str, int], ...] = ()
        self._space: HiddenSpace | None = None
        self._plane: Plane | None = None
        self._own: Plane | None = None  # the one that a person chose
        self._pointed: int | None = None
        self.layer = small_combo(_translate("Hidden", "Layer whose neurons are shown"))
        self.target = small_combo(_translate("Hidden", "Target that colours the points"))
        self.across = small_combo(_translate("Hidden", "Neuron on the horizontal axis"))
        self.up = small_combo(_translate("Hidden", "Neuron on the vertical axis"))
        self._versus = caption("×")
        self._versus.setProperty("title", True)  # it goes with the controls
        self._canvas: HiddenCanvas | None = None  # made when it is first seen
        self._theme = LIGHT
        self._room = QVBoxLayout()
        self.said = FewLines(_translate("Hidden", "What is shown"), 2)
        self._build()
        self.setAccessibleName(_translate("Hidden", "Hidden"))
        self.set_theme(LIGHT)

    def _build(self) -> None:
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(SPACE[1])
        first.addWidget(self.layer, 2)
        first.addWidget(self.target, 1)
        for widget, stretch in ((self.across, 1), (self._versus, 0), (self.up, 1)):
            second.addWidget(widget, stretch)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(first)
        column.addLayout(second)
        column.addLayout(self._room, 1)
        column.addWidget(self.said)
        self.target.activated.connect(self._target_chosen)
        self.layer.activated.connect(self._layer_chosen)
        self.across.activated.connect(self._across_chosen)
        self.up.activated.connect(self._up_chosen)

    @property
    def canvas(self) -> HiddenCanvas:
        """The drawing, which is made now if it is not there."""
        if self._canvas is None:
            self._canvas = HiddenCanvas()
            self._room.addWidget(self._canvas)
            self._canvas.picked.connect(self._pick)
            self._canvas.pointed.connect(self._point)
            self.set_theme(self._theme)
            self._canvas.show_facts(self._facts)
            self._target_chosen()
        return self._canvas

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    # what it receives

    def wants(self) -> Wanted:
        """Return what snapshots have to contain: the hidden space, while it is visible."""
        return Wanted.HIDDEN if self.isVisible() else Wanted.NOTHING

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        on_canvas(self, theme)
        if self._canvas is not None:
            on_canvas(self._canvas, theme)
            self._canvas.set_theme(theme)
        for label in (self.said, self._versus):
            colour_label(label, theme.secondary)

    def forget(self) -> None:
        """Forget the plane that was chosen: another document begins."""
        self._own, self._shape = None, ()

    def show_facts(self, facts: Facts) -> None:
        """Take the samples of a build."""
        self._facts, self._space, self._pointed = facts, None, None
        self._shape = ()
        self.target.clear()
        if facts.task is not Task.CLASSES and len(facts.target_names) > 1:
            self.target.addItems([pretty_name(name) for name in facts.target_names])
        self.target.setVisible(self.target.count() > 1)
        if self._canvas is not None:
            self._canvas.set_target(0)
            self._canvas.show_facts(facts)
        self._say()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show a moment; a space of another plane than the chosen one is not shown any more."""
        shape = tuple((one.kind, one.units) for one in snapshot.layers)
        self._layers = snapshot.layers
        if shape != self._shape:
            self._shape = shape
            self._offer_layers()
        space = snapshot.hidden
        self._space = space if space is not None and space.plane == self._plane else None
        at, place = None, None
        if self._space is not None:
            at, place = self._followed(self._space, snapshot.probe)
        self.canvas.show_space(self._space, place, at)
        self._say()

    def clear(self) -> None:
        """Show nothing."""
        self._facts, self._layers, self._shape, self._space = None, (), (), None
        if self._canvas is not None:
            self._canvas.show_facts(None)
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wanted_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted_changed.emit()

    # the plane

    def plane(self) -> Plane | None:
        """Return the chosen plane."""
        return self._plane

    def _offer_layers(self) -> None:
        """Offer the layers of another network; a plane that was chosen stays if there is one."""
        self.layer.clear()
        for index in range(-1, len(self._layers)):
            self.layer.addItem(layer_title(self._layers, index), index)
        kept, layers = self._own, self._layers
        if not layers:
            return
        plane = first_plane(layers)
        if kept is not None and kept.layer < len(layers):
            units = len(unit_choices(self._facts, layers, kept.layer))
            if kept.units is None or max(kept.units) < units:
                plane = kept
        self._choose(plane)

    def _choose(self, plane: Plane) -> None:
        """Show a plane as chosen, and ask for it."""
        self.layer.setCurrentIndex(plane.layer + 1)
        names = unit_choices(self._facts, self._layers, plane.layer)
        main = (_translate("Hidden", "direction 1"), _translate("Hidden", "direction 2"))
        for place, combo in enumerate((self.across, self.up)):
            combo.clear()
            combo.addItem(main[place], None)
            for unit, name in enumerate(names):
                combo.addItem(name, unit)
            combo.setCurrentIndex(0 if plane.units is None else plane.units[place] + 1)
            combo.setVisible(len(names) > 1)
        self._versus.setVisible(len(names) > 1)
        self._plane, self._pointed = plane, None
        self.canvas.set_axes(*axis_names(self._facts, self._layers, plane))
        self.plane_chosen.emit(plane)

    def _layer_chosen(self, *_: object) -> None:
        layer = int(self.layer.currentData())
        units = len(unit_choices(self._facts, self._layers, layer))
        self._own = Plane(layer, usual_units(units))
        self._choose(self._own)

    def _across_chosen(self, *_: object) -> None:
        self._unit_chosen(self.across.currentData(), self.up.currentData())

    def _up_chosen(self, *_: object) -> None:
        self._unit_chosen(self.up.currentData(), self.across.currentData(), turned=True)

    def _unit_chosen(self, unit: int | None, other: int | None, turned: bool = False) -> None:
        """Take the unit chosen for one axis; a main direction goes with the other one only."""
        assert self._plane is not None
        units = None
        if unit is not None:
            other = (1 if unit == 0 else 0) if other is None else other
            units = (other, unit) if turned else (unit, other)
        self._own = Plane(self._plane.layer, units)
        self._choose(self._own)

    def _target_chosen(self, *_: object) -> None:
        self.canvas.set_target(max(0, self.target.currentIndex()))

    # samples

    def _followed(
        self, space: HiddenSpace, probe: Probe | None
    ) -> tuple[int | None, tuple[float, float] | None]:
        """Return which of the samples is followed, and where the followed input lies."""
        if probe is None:
            return None, None
        layer = space.plane.layer
        outputs = probe.inputs if layer < 0 else probe.outputs[layer]
        place = space.place_of(np.asarray(outputs).reshape(-1))
        if not np.isfinite(place).all():
            return None, None
        if probe.sample is None:
            return None, place
        found = np.flatnonzero(space.samples == probe.sample)
        return (int(found[0]) if len(found) else None), place

    def _pick(self, at: int) -> None:
        if self._space is not None:
            self.follow_requested.emit(int(self._space.samples[at]))

    def _point(self, at: int | None) -> None:
        if at != self._pointed:
            self._pointed = at
            self._say()

    def _say(self) -> None:
        facts, space = self._facts, self._space
        if facts is None or space is None:
            self.said.say("" if facts is None else _translate("Hidden", "Being computed…"))
        elif self._pointed is not None and self._pointed < len(space.samples):
            said = sample_words(space, self._pointed, facts)
            words = _translate("Hidden", "A click follows it.")
            self.said.say(". ".join((said, words)))
        else:
            self.said.say(space_words(space, facts))
