"""Before training: shapes, sizes, work and memory of the network, and how it starts."""

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from core.lesson.numbers import count, size_in_words
from core.pictures.findings import BeforeTraining
from core.words import say
from gui.kit.dialog import SmallDialog
from gui.kit.fonts import number_font
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel

_translate = QCoreApplication.translate


class BeforeDialog(SmallDialog):
    """Shows what training will take and how the network starts; it follows the project."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("BeforeDialog", "Before training"),
            _translate("BeforeDialog", "What this network is, what training takes, how it starts."),
            parent,
        )
        self._inside = QWidget()
        set_role(self._inside, "panel")
        column = QVBoxLayout(self._inside)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(4)
        column.addLayout(self._grid)
        self.sums = TermLabel()
        self.words = TermLabel()
        for label in (self.sums, self.words):
            label.setWordWrap(True)
            column.addWidget(label)
        column.addStretch(1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        area.setWidget(self._inside)
        area.setAccessibleName(_translate("BeforeDialog", "Layers and figures"))
        self.rows.addWidget(area, 1)
        self.add_close()
        self.usual = QSize(560, 420)

    def show_checks(self, found: BeforeTraining) -> None:
        """Show the checks of a network."""
        self._show_layers(found)
        lines = (
            say(
                "BeforeDialog", "{parameters} weights and biases in all; samples for training: "
                "{samples}, {batch} to an update.",
                parameters=count(found.parameters), samples=count(found.samples),
                batch=count(found.batch),
            ),
            say(
                "BeforeDialog", "{forward} multiply-adds for a prediction, {epoch} for an epoch of "
                "training; about {memory} of memory.",
                forward=count(found.forward), epoch=count(found.per_epoch),
                memory=size_in_words(found.bytes),
            ),
        )  # fmt: skip
        self.sums.setText("\n".join(lines))
        self.words.setText("\n\n".join(f"{words}." for words in found.words))

    def _show_layers(self, found: BeforeTraining) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        heads = (
            _translate("BeforeDialog", "layer"),
            _translate("BeforeDialog", "inputs → outputs"),
            _translate("BeforeDialog", "weights and biases"),
            _translate("BeforeDialog", "multiply-adds"),
        )
        for column, text in enumerate(heads):
            head = TermLabel(text)
            set_role(head, "caption")
            self._put(head, 0, column)
        for row, layer in enumerate(found.layers, 1):
            self._put(Label(layer.title), row, 0)
            shape = f"{count(layer.inputs)} → {count(layer.units)}"
            cells = (shape, count(layer.parameters), count(layer.multiply_adds))
            for column, text in enumerate(cells, 1):
                cell = Label(text)
                cell.setFont(number_font(cell.font()))
                self._put(cell, row, column)
        self._grid.setColumnStretch(0, 1)

    def _put(self, label: Label, row: int, column: int) -> None:
        side = Qt.AlignmentFlag.AlignLeft if column == 0 else Qt.AlignmentFlag.AlignRight
        self._grid.addWidget(label, row, column, side)
