"""Setting all numbers of a layer at once: zeros, a constant, a new draw, or a pasted block."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QSize, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit, QPushButton, QWidget

from core.components.layers import Layer, Neurons
from core.errors import UserError
from core.lesson.names.arrays import plural
from core.lesson.names.layers import the_layer
from core.pictures.snapshot import LayerPicture
from core.registry import Parameter
from core.words import say
from gui.kit.choice import QuietCombo
from gui.kit.dialog import SmallDialog
from gui.kit.form import Row
from gui.kit.number_field import NumberField
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.weights.pasted import read_block, shape_words

_translate = QCoreApplication.translate

Array = NDArray[np.float64]

ZEROS, CONSTANT, DRAW, PASTE = "zero", "same", "draw", "paste"


class SetLayerDialog(SmallDialog):
    """Asks what to write into which array of a layer; `chosen` carries layer, name and values."""

    chosen = Signal(int, str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("SetLayerDialog", "Set all weights"), "", parent)
        self._layer = 0
        self._pictures: Sequence[LayerPicture] = ()
        self._neurons: Neurons | None = None
        self.usual = QSize(420, 0)
        self.array = QuietCombo()
        self.how = QuietCombo()
        for name, words in (
            (ZEROS, _translate("SetLayerDialog", "all zero")),
            (CONSTANT, _translate("SetLayerDialog", "all the same number")),
            (DRAW, _translate("SetLayerDialog", "drawn again at random")),
            (PASTE, _translate("SetLayerDialog", "pasted from a spreadsheet")),
        ):
            self.how.addItem(words, name)
        self._add_row(_translate("SetLayerDialog", "Which"), self.array)
        self._add_row(_translate("SetLayerDialog", "Becomes"), self.how)
        self.constant = NumberField(
            Parameter("number", "number", 1.0, "the number that all weights are set to")
        )
        self._constant_row = self._add_row(_translate("SetLayerDialog", "Number"), self.constant)
        self.constant.refused.connect(self._constant_row.show_error)
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(_translate("SetLayerDialog", "Pasted numbers"))
        self.text.setPlaceholderText(
            _translate(
                "SetLayerDialog",
                "Paste cells here: a row for every input, a column for every neuron; tabs, "
                "semicolons or commas between them.",
            )
        )
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(120)
        self.paste = QPushButton(_translate("SetLayerDialog", "Paste"))
        self.paste.setToolTip(_translate("SetLayerDialog", "Paste the text on the clipboard"))
        self.paste.setAutoDefault(False)
        self.paste.clicked.connect(
            lambda: self.text.setPlainText(QGuiApplication.clipboard().text())
        )
        self.error = Label()
        set_role(self.error, "error")
        self.error.setWordWrap(True)
        self.turn = QPushButton(_translate("SetLayerDialog", "Turn rows into columns"))
        self.turn.setToolTip(
            _translate("SetLayerDialog", "Use the pasted block with rows and columns swapped")
        )
        self.turn.setAutoDefault(False)
        self.turn.clicked.connect(lambda: self._apply(turned=True))
        for widget in (self.text, self.paste, self.error, self.turn):
            self.rows.addWidget(widget)
        self.apply = self.add_button(
            _translate("SetLayerDialog", "Set"),
            _translate("SetLayerDialog", "Write these numbers into the network (Enter)"),
            lambda: self._apply(turned=False),
            primary=True,
        )
        self.add_close()
        self.how.currentIndexChanged.connect(self._show)
        self.array.currentIndexChanged.connect(self._show)
        self.text.textChanged.connect(self._show)

    def ask(self, layer: int, pictures: Sequence[LayerPicture], component: Layer | None) -> None:
        """Open for one layer, whose arrays are those of its picture."""
        self._layer, self._pictures = layer, pictures
        self._neurons = None if component is None else component.neurons
        self.array.clear()
        for name in pictures[layer].arrays:
            self.array.addItem(plural(name), name)
        self.about.setText(
            say(
                "SetLayerDialog",
                "Sets all numbers of one kind in {layer}.",
                layer=the_layer(pictures, layer),
            )
        )
        self._show()
        self.bring()

    def _add_row(self, label: str, control: QWidget) -> Row:
        row = Row(label, label, control)
        control.setMaximumWidth(16777215)
        control.setMinimumWidth(180)
        self.rows.addWidget(row)
        return row

    def _name(self) -> str:
        return str(self.array.currentData() or "")

    def _old(self) -> Array:
        return np.asarray(self._pictures[self._layer].arrays[self._name()], dtype=np.float64)

    def _show(self) -> None:
        how = self.how.currentData()
        self._constant_row.setVisible(how == CONSTANT)
        self.text.setVisible(how == PASTE)
        self.paste.setVisible(how == PASTE)
        self._refuse("")
        can_draw = self._neurons is not None and self._name() in ("weight", "bias")
        item = self.how.model().item(self.how.findData(DRAW))  # type: ignore[attr-defined]
        item.setEnabled(can_draw)
        if how == DRAW and not can_draw:
            self.how.setCurrentIndex(0)
        self.adjustSize()

    def _refuse(self, message: str, can_turn: bool = False) -> None:
        self.error.setText(message)
        self.error.setVisible(bool(message))
        self.turn.setVisible(can_turn)

    def _apply(self, turned: bool) -> None:
        if not self._name():
            return
        self.constant.commit()
        if self._constant_row.error.text() and self.how.currentData() == CONSTANT:
            return
        old = self._old()
        try:
            values = self._values(old, turned)
        except UserError as error:
            self._refuse(f"{error.message[:1].upper()}{error.message[1:]}.")
            return
        if values.shape != old.shape:
            text = _translate(
                "SetLayerDialog", "This is {given}, and the {numbers} here are {there}."
            )
            given, there = shape_words(values.shape), shape_words(old.shape)
            text = text.format(given=given, numbers=plural(self._name()), there=there)
            self._refuse(text, can_turn=not turned and values.T.shape == old.shape)
            return
        self._refuse("")
        self.chosen.emit(self._layer, self._name(), values)
        self.close()

    def _values(self, old: Array, turned: bool) -> Array:
        how = self.how.currentData()
        if how == ZEROS:
            return np.zeros(old.shape)
        if how == CONSTANT:
            number = self.constant.value()
            return np.full(old.shape, 0.0 if number is None else float(number))
        if how == DRAW:
            return self._drawn(old)
        block = read_block(self.text.toPlainText())
        if turned:
            block = block.T
        if old.ndim == 1 and 1 in block.shape and block.size == old.size:
            return block.reshape(-1)
        return block

    def _drawn(self, old: Array) -> Array:
        """Return numbers drawn as for the layer's start, but from a new seed."""
        assert self._neurons is not None
        inputs = self._pictures[self._layer].inputs
        return self._neurons.drawn(self._name(), inputs, old.shape, np.random.default_rng())
