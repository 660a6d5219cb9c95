"""The numbers of a layer, array by array: as a heat map, and as a table to edit.

The plot changes nothing itself: it reports which number a person wants, and shows it once a
snapshot brings it.
"""

from PySide6.QtCore import QCoreApplication, QPoint, QSize, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from core.lesson.names.arrays import plural
from core.lesson.names.layers import layer_line
from core.lesson.names.numbers import symbol
from core.lesson.names.units import unit_names
from core.lesson.numbers import count, full, tidy
from core.lesson.parts import Part
from core.pictures.snapshot import Facts, LayerPicture, Snapshot, Wanted
from gui.kit.choice import Switch
from gui.kit.colours import signed_table
from gui.kit.key import Bar, SurfaceKey
from gui.kit.plot_parts import (
    Reading,
    caption,
    colour_label,
    heading,
    on_canvas,
    room_for_text,
    small_combo,
)
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.weights.map import WeightsMap
from gui.weights.menus import verbs_of
from gui.weights.model import ArrayModel, Names
from gui.weights.table import ArrayTable

#: the least height of the view that has room for the key, in pixels at the usual text size
_WITH_KEY = 212


class WeightsPlot(QWidget):
    """Shows one array of one layer; `value_edited` and `values_edited` ask for other numbers."""

    #: layer, name of the array, index in it (a tuple), the new number
    value_edited = Signal(int, str, object, float)
    #: layer, name of the array, the whole new array
    values_edited = Signal(int, str, object)
    #: layer, name of the array, index in it, whether it is to be frozen
    freeze_requested = Signal(int, object, object, bool)
    #: layer, index in its weights, whether it is to be off
    switch_requested = Signal(int, object, bool)
    #: a quantity, given as text, is to be plotted over time
    plot_requested = Signal(str)
    wanted_changed = Signal()  # what wants() returns has changed

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._layers: tuple[LayerPicture, ...] = ()
        self._offered: object = None
        self._named: object = None
        self._names_known: tuple[Names, Names] = (str, str)
        self._pointed: tuple[int, int] | None = None
        self._title = heading(translate("WeightsPlot", "Weights"))
        self.layer = small_combo(translate("WeightsPlot", "Layer"))
        self.array = small_combo(translate("WeightsPlot", "Array of the layer"))
        self.form = Switch(
            translate("WeightsPlot", "Map or table"),
            (
                (
                    translate("WeightsPlot", "map"),
                    translate("WeightsPlot", "Colours by sign and size"),
                ),
                (
                    translate("WeightsPlot", "table"),
                    translate("WeightsPlot", "Numbers to edit, copy and paste"),
                ),
            ),
        )
        self.map = WeightsMap()
        self.model = ArrayModel()
        self.table = ArrayTable(self.model)
        self._key = SurfaceKey()
        self._key.setAccessibleName(translate("WeightsPlot", "Key"))
        self._reading = Reading(translate("WeightsPlot", "Reading"))
        self._message = caption()
        self._message.setWordWrap(True)
        self._message.setAccessibleName(translate("WeightsPlot", "What is wrong"))
        self._message.hide()
        self._empty: QLabel = caption(translate("WeightsPlot", "No weights yet."))
        self._pages = QStackedWidget()
        self._build()
        self.layer.activated.connect(self._layer_chosen)
        self.array.activated.connect(self._redraw)
        self.form.group.idToggled.connect(self._form_chosen)
        self.map.pointed.connect(self._point)
        self.model.edited.connect(self._edited)
        self.model.refused.connect(self._refuse)
        self.table.refused.connect(self._refuse)
        self.table.pasted.connect(self._pasted)
        self.table.menu_requested.connect(self._offer_verbs)
        self.setAccessibleName(translate("WeightsPlot", "Weights"))
        self.set_theme(LIGHT)

    def _build(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(SPACE[1])
        title.addWidget(self._title)
        title.addStretch(1)
        title.addWidget(self.form)
        choices = QHBoxLayout()
        choices.setSpacing(SPACE[1])
        choices.addWidget(self.layer, 3)
        choices.addWidget(self.array, 2)
        shown = QWidget()
        under = QVBoxLayout(shown)
        under.setContentsMargins(0, 0, 0, 0)
        under.setSpacing(SPACE[0])
        under.addWidget(self.map, 1)
        under.addWidget(self._key)
        under.addWidget(self._reading)
        for page in (shown, self.table, self._empty):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(title)
        column.addLayout(choices)
        column.addWidget(self._pages, 1)
        column.addWidget(self._message)

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # in a low room the map needs the height of its key, whose numbers are read in the cells
        self._key.setVisible(self.height() >= room_for_text(self.font(), _WITH_KEY))

    def wants(self) -> Wanted:
        """Return what snapshots have to contain: the weights, while they are visible."""
        return Wanted.WEIGHTS if self.isVisible() else Wanted.NOTHING

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        on_canvas(self, theme)
        colour_label(self._title, theme.text)
        for label in (self._reading, self._empty):
            colour_label(label, theme.secondary)
        colour_label(self._message, theme.error)
        for part in (self.map, self.table, self._key):
            part.set_theme(theme)
        self._redraw()

    def forget(self) -> None:
        """Show the first array: another document begins."""
        for combo in (self.layer, self.array):
            combo.setCurrentIndex(min(0, combo.count() - 1))

    def let_go(self) -> None:
        """Close the field of a number without taking it: another network is shown."""
        self.table.give_up()

    def show_facts(self, facts: Facts) -> None:
        """Take the names of one build."""
        self._facts = facts
        self._redraw()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the numbers of a moment."""
        self._layers = snapshot.layers
        self._redraw()

    def show_layer(self, layer: int, name: str = "weight") -> None:
        """Show an array of a layer, as if it had been chosen."""
        self._offer()
        index = self.layer.findData(layer)
        if index >= 0:
            self.layer.setCurrentIndex(index)
            self._offer_arrays()
            self.array.setCurrentIndex(max(0, self.array.findData(name)))
            self._redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._facts, self._layers = None, ()
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()
        self.wanted_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted_changed.emit()

    # choosing

    def _offer(self) -> None:
        """Offer the layers that have arrays; keep the choice if it still exists."""
        layers = self._layers
        offered = tuple(
            (k, layer_line(layers, k), tuple(one.arrays)) for k, one in enumerate(layers)
        )
        if offered == self._offered:
            return
        self._offered = offered
        chosen, array = self.layer.currentData(), self.array.currentData()
        self.layer.clear()
        for index, name, arrays in offered:
            if arrays:
                self.layer.addItem(name, index)
        self.layer.setCurrentIndex(max(0, self.layer.findData(chosen)))
        self._offer_arrays(array)

    def _offer_arrays(self, chosen: str | None = None) -> None:
        layer = self.layer.currentData()
        self.array.clear()
        if layer is not None:
            for name in self._layers[layer].arrays:
                self.array.addItem(plural(name), name)
            self.array.setCurrentIndex(max(0, self.array.findData(chosen)))

    def _layer_chosen(self) -> None:
        self._offer_arrays(self.array.currentData())
        self._refuse("")
        self._redraw()

    def _form_chosen(self, *_: object) -> None:
        self._refuse("")
        self._redraw()

    # drawing

    def _names(self, layer: int, name: str) -> tuple[Names, Names]:
        """Return the names of the rows and columns of an array."""
        facts, layers = self._facts, self._layers
        sizes = tuple((one.kind, one.inputs, one.units) for one in layers)
        key = (id(facts), self._offered, sizes, layer, name)
        if self._named != key:
            columns = unit_names(facts, layers, layer)
            rows: tuple[str, ...] = (plural(name),)
            if name == "bias":
                rows = (QCoreApplication.translate("WeightsPlot", "bias"),)
            elif name == "weight":
                rows = unit_names(facts, layers, layer - 1)
            self._named, self._names_known = key, (rows.__getitem__, columns.__getitem__)
        return self._names_known

    def _redraw(self, *_: object) -> None:
        if not self.isVisible():
            return
        self._offer()
        layer, name = self.layer.currentData(), self.array.currentData()
        empty = layer is None or name is None
        for widget in (self.layer, self.array, self.form):
            widget.setEnabled(not empty)
        if empty:
            self._pages.setCurrentIndex(2)
            return
        picture = self._layers[layer]
        array = picture.arrays[name]
        rows, columns = self._names(layer, name)
        self._pages.setCurrentIndex(self.form.chosen())
        self.model.show(
            array,
            picture.frozen.get(name),
            rows,
            columns,
            lambda place: symbol(Part(layer, name, place), self._layers),
            picture.is_off(name),
        )
        if self.form.chosen() == 0:
            self.map.show_matrix(self.model.matrix(), rows, columns)
            limit = tidy(self.map.limit())
            self._key.show_bar(Bar(signed_table(self._theme).tobytes(), "−" + limit, "0", limit))
            self._say(self._pointed)

    def _point(self, place: tuple[int, int] | None) -> None:
        self._pointed = place
        self._say(place)

    def _say(self, place: tuple[int, int] | None) -> None:
        translate = QCoreApplication.translate
        matrix = self.model.matrix()
        high, wide = self.map.block()
        if place is not None and place[0] < matrix.shape[0] and place[1] < matrix.shape[1]:
            text = f"{self.model.called(*place)}: {full(float(matrix[place]))}"
            if (high, wide) != (1, 1):
                text = translate("WeightsPlot", "largest here: ") + text
        elif (high, wide) != (1, 1):
            text = translate(
                "WeightsPlot",
                "Reduced: each cell shows the largest of {high} × {wide} numbers. All are in the"
                " table.",
            ).format(high=high, wide=wide)
        else:
            text = translate("WeightsPlot", "{rows} × {columns}: rows in, columns out").format(
                rows=count(matrix.shape[0]), columns=count(matrix.shape[1])
            )
        self._reading.say(text)

    def reading(self) -> str:
        """Return the line under the map."""
        return self._reading.text()

    def message(self) -> str:
        """Return what is wrong with what was typed or pasted, or ""."""
        return self._message.text()

    # what a person does

    def _refuse(self, reason: str) -> None:
        self._message.setText(reason)
        self._message.setVisible(bool(reason))

    def _edited(self, place: tuple[int, ...], value: float) -> None:
        self.value_edited.emit(self.layer.currentData(), self.array.currentData(), place, value)

    def _offer_verbs(self, place: tuple[int, ...], where: QPoint) -> None:
        """Offer what can be done with one number: freezing it, switching it off, plotting it."""
        part = Part(self.layer.currentData(), self.array.currentData(), place)
        asks = self.freeze_requested, self.switch_requested, self.plot_requested
        menu = verbs_of(self, part, self._layers, *asks)
        if not menu.isEmpty():
            menu.popup(where)

    def _pasted(self, values: object) -> None:
        self.values_edited.emit(self.layer.currentData(), self.array.currentData(), values)
