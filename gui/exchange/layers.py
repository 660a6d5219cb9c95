"""The layers of a file of weights, to be put in order, turned, and given activations by hand."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QToolButton, QVBoxLayout, QWidget

from core.components.activations import ACTIVATIONS
from core.formats.weights.arranging import (
    MOST_LAYERS,
    Place,
    as_they_are,
    chain_words,
    text_of,
)
from core.words import plain, say
from gui.kit.choice import Elided
from gui.kit.plain import Label
from gui.kit.texts import count

if TYPE_CHECKING:
    from core.run.weights import Reading

_translate = QCoreApplication.translate


def shape_words(shape: tuple[int, ...] | None) -> str:
    """Return a shape as people write it: 2 × 4; a dash for none."""
    return "–" if shape is None else " × ".join(count(size) for size in shape)


class LayersForm(QWidget):
    """A row a layer: its name and shape, whether it is turned, its activation, and its place."""

    arranged = Signal(str)  # the arrangement as text, "" for that of the file

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = _translate("ImportDialog", "Arrange the layers")
        self.opener = QCheckBox(words)
        self.opener.setAccessibleName(words)
        self.opener.setToolTip(
            _translate("ImportDialog", "Order, rows and columns, and activations, layer by layer")
        )
        self.chain = Label()
        self.chain.setWordWrap(True)
        self.body = QWidget()
        self.grid = QGridLayout(self.body)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.opener)
        column.addWidget(self.body)
        column.addWidget(self.chain)
        self.opener.toggled.connect(self._open)
        self._reading: Reading | None = None
        self._open(False)

    def _open(self, on: bool) -> None:
        self.body.setVisible(on)
        self.chain.setVisible(on and bool(self.chain.text()))

    def show_reading(self, reading: "Reading | None") -> None:
        """Show the layers of a file as they are arranged; none of them for no file."""
        same = (
            reading is not None
            and self._reading is not None
            and reading.read is self._reading.read
            and reading.places == self._reading.places
        )
        self._reading = reading
        can = reading is not None and 0 < len(reading.read) <= MOST_LAYERS
        self.opener.setEnabled(can)
        if not can or reading is None:
            self.opener.setChecked(False)
            self._clear()
            return
        if not same:
            self._clear()
            for row, place in enumerate(reading.places):
                self._add(row, place, reading)
        words = chain_words(reading.chain)
        self.chain.setText(
            say("ImportDialog", "Sizes from the inputs to the outputs: {chain}", chain=words)
        )
        self._open(self.opener.isChecked())

    def _clear(self) -> None:
        while (item := self.grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.chain.setText("")

    def _add(self, row: int, place: Place, reading: "Reading") -> None:
        layer = reading.read[place.index]
        name = plain(layer.name[:40])
        shape = (layer.units, layer.inputs) if place.turned else (layer.inputs, layer.units)
        self.grid.addWidget(Label(name), row, 0)
        self.grid.addWidget(Label(shape_words(shape if layer.has_neurons else shape[:1])), row, 1)
        if layer.has_neurons:
            self.grid.addWidget(self._turn(row, place, name), row, 2)
            self.grid.addWidget(self._activation(row, place, name, reading), row, 3)
        for column, step, arrow in ((4, -1, Qt.ArrowType.UpArrow), (5, 1, Qt.ArrowType.DownArrow)):
            button = QToolButton()
            button.setArrowType(arrow)
            button.setIconSize(QSize(12, 12))
            text = (
                _translate("ImportDialog", "Move {name} towards the inputs")
                if step < 0
                else _translate("ImportDialog", "Move {name} towards the outputs")
            ).format(name=name)
            button.setAccessibleName(text)
            button.setToolTip(text)
            button.setEnabled(0 <= row + step < len(reading.places))
            button.clicked.connect(lambda _=False, a=row, b=row + step: self._move(a, b))
            self.grid.addWidget(button, row, column)
        self.grid.setColumnStretch(3, 1)
        for column in range(6):
            item = self.grid.itemAtPosition(row, column)
            widget = None if item is None else item.widget()
            if widget is not None:
                widget.show()  # a layout gives no room to what it has only been told to show

    def _turn(self, row: int, place: Place, name: str) -> QCheckBox:
        box = QCheckBox(_translate("ImportDialog", "turned"))
        words = say("ImportDialog", "Read the rows of {name} as columns", name=name)
        box.setAccessibleName(words)
        box.setToolTip(words)
        box.setChecked(place.turned)
        box.clicked.connect(lambda on: self._change(row, replace(place, turned=bool(on))))
        return box

    def _activation(self, row: int, place: Place, name: str, reading: "Reading") -> QComboBox:
        combo = Elided()
        words = say("ImportDialog", "Activation of {name}", name=name)
        combo.setAccessibleName(words)
        combo.setToolTip(words)
        own = reading.read[place.index].activation
        if own is None:
            combo.addItem(_translate("ImportDialog", "not said"), "")
        else:
            text = say("ImportDialog", "as in the file: {activation}", activation=own.label)
            combo.addItem(text, "")
        for kind in ACTIVATIONS:
            combo.addItem(kind.label, kind.name)
        combo.setCurrentIndex(max(combo.findData(place.activation), 0))
        combo.activated.connect(
            lambda at, box=combo: self._change(row, replace(place, activation=box.itemData(at)))
        )
        return combo

    # what a person does

    def _move(self, row: int, to: int) -> None:
        assert self._reading is not None
        places = list(self._reading.places)
        places[row], places[to] = places[to], places[row]
        self._tell(places)

    def _change(self, row: int, place: Place) -> None:
        assert self._reading is not None
        places = list(self._reading.places)
        places[row] = place
        self._tell(places)

    def _tell(self, places: list[Place]) -> None:
        assert self._reading is not None
        made = tuple(places)
        self.arranged.emit("" if made == as_they_are(self._reading.read) else text_of(made))
