"""The tab Lab: a copy of the network is changed on purpose, and what that costs is measured."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from core.components.metrics import METRICS, score_of
from core.lesson.assessing import part_in_words
from core.lesson.lab import figure_words, unit_names
from core.lesson.numbers import count
from core.pictures.lab.measured import (
    NOISY,
    ON_INPUTS,
    ON_WEIGHTS,
    PRUNE,
    PRUNE_LAYERS,
    Curve,
    Worth,
)
from core.pictures.layers import same_numbers
from core.pictures.snapshot import Facts, LayerPicture, Snapshot
from gui.assessing.lines import FittedLines
from gui.kit.dialog import TurningButton
from gui.kit.plot_parts import caption, colour_label, on_canvas, small_combo
from gui.kit.style import set_role
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.lab.curve import AmountPlot
from gui.lab.units import UnitTable

_translate = QCoreApplication.translate

#: what is measured besides curves
UNITS = "units"
#: the amounts of a curve: shares of the weights, and deviations
SHARES = tuple(round(0.05 * k, 2) for k in range(21))
NOISES = tuple(round(0.1 * k, 1) for k in range(21))


class LabPlot(QWidget):
    """Asks for what is measured, and shows it; the network may train on meanwhile."""

    worth_asked = Signal()
    curve_asked = Signal(str, object, int, int)  # kind, amounts, draws, seed
    cancelled = Signal()
    keep_requested = Signal(float, bool)  # share of the weights to prune, in each layer or over all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._layers: tuple[LayerPicture, ...] = ()
        self._update = 0
        self._found: dict[str, Worth | Curve] = {}
        self._measured: dict[str, tuple[LayerPicture, ...]] = {}  # the network, when it was
        self._asked: tuple[LayerPicture, ...] = ()  # the network that is being measured
        self._measuring = ""
        self.what = small_combo(_translate("Lab", "What is done to a copy of the network"))
        self.shown = small_combo(_translate("Lab", "Figure that is shown"))
        self.draws, self.seed = QSpinBox(), QSpinBox()
        words = (_translate("Lab", "Measure"), _translate("Lab", "Cancel"))
        self.button = TurningButton(words)
        self.keep = QPushButton(_translate("Lab", "Keep this"))
        self.copied = QPushButton(_translate("Lab", "Copy"))
        self.table = UnitTable()
        self._curve: AmountPlot | None = None  # made when there is one to show
        self._theme = LIGHT
        self.about = caption()
        self.said = FittedLines(_translate("Lab", "When it was measured"))
        self._pages = QStackedWidget()
        self._build()
        self.setAccessibleName(_translate("Lab", "Lab"))
        self._choose()
        self.set_theme(LIGHT)

    def _build(self) -> None:
        for name, words in (
            (UNITS, _translate("Lab", "Without each neuron")),
            (PRUNE, _translate("Lab", "Prune the smallest weights")),
            (PRUNE_LAYERS, _translate("Lab", "Prune in each layer")),
            (ON_WEIGHTS, _translate("Lab", "Noise on the weights")),
            (ON_INPUTS, _translate("Lab", "Noise on the inputs")),
        ):
            self.what.addItem(words, name)
        for spin, low, high, value, tip in (
            (self.draws, 1, 100, 10, _translate("Lab", "How often noise is drawn")),
            (self.seed, 0, 9999, 0, _translate("Lab", "Seed: the same one draws the same noise")),
        ):
            spin.setRange(low, high)
            spin.setValue(value)
            spin.setToolTip(tip)
            spin.setAccessibleName(tip)
            spin.setMinimumWidth(76)
            spin.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.draws.setSuffix(_translate("Lab", " times"))
        self.seed.setPrefix(_translate("Lab", "seed "))
        tip = _translate("Lab", "Prune so much of the network itself: a step that can be undone")
        self.keep.setToolTip(tip)
        self.keep.setAccessibleDescription(tip)
        self.copied.setToolTip(_translate("Lab", "Copy the table, every number in full (Ctrl+C)"))
        for button in (self.button, self.keep, self.copied):
            set_role(button, "small")
        self.about.setWordWrap(True)
        self.about.setAlignment(Qt.AlignmentFlag.AlignCenter)
        first, second = QHBoxLayout(), QHBoxLayout()
        for row in (first, second):
            row.setSpacing(SPACE[1])
        first.addWidget(self.what, 1)
        first.addWidget(self.button)
        self.what.setMinimumContentsLength(8)
        self.shown.setMinimumContentsLength(7)
        for widget, stretch in ((self.shown, 1), (self.draws, 0), (self.seed, 0)):
            second.addWidget(widget, stretch)
        second.addWidget(self.copied)
        second.addWidget(self.keep)
        for page in (self.about, self.table):
            self._pages.addWidget(page)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(first)
        column.addLayout(second)
        column.addWidget(self._pages, 1)
        column.addWidget(self.said)
        self.what.activated.connect(self._choose)
        self.shown.activated.connect(self._show)
        self.button.clicked.connect(self._press)
        self.keep.clicked.connect(self._keep)
        self.copied.clicked.connect(self.table.copy)

    @property
    def curve(self) -> AmountPlot:
        """The plot of curves, which is made now if it is not there."""
        if self._curve is None:
            self._curve = AmountPlot()
            self._pages.addWidget(self._curve)
            self._curve.chosen.connect(self._offer_keeping)
            self.set_theme(self._theme)
        return self._curve

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        on_canvas(self, theme)
        on_canvas(self.about, theme)
        if self._curve is not None:
            on_canvas(self._curve, theme)
            self._curve.set_theme(theme)
        colour_label(self.about, theme.secondary)
        colour_label(self.said, theme.secondary)

    def forget(self) -> None:
        """Choose nothing any more: another document begins."""
        self.shown.clear()
        self.what.setCurrentIndex(0)
        self._choose()

    def show_facts(self, facts: Facts) -> None:
        """Forget what was measured: it belongs to another network."""
        self._facts, self._found, self._measuring = facts, {}, ""
        kept = self.shown.currentIndex()
        self.shown.clear()
        self.shown.addItem(score_of(facts.task)().label, False)
        self.shown.addItem(_translate("Lab", "loss"), True)
        self.shown.setCurrentIndex(max(0, kept))
        self._show()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note the network's layers and how far it is trained."""
        self._layers, self._update = snapshot.layers, snapshot.update
        self._say()

    def show_measured(self, found: Worth | Curve | None) -> None:
        """Show what was measured; None: it was given up."""
        kind, self._measuring = self._measuring, ""
        if found is not None and kind:
            self._found[kind], self._measured[kind] = found, self._asked
        self._show()

    def clear(self) -> None:
        """Show nothing."""
        self._facts, self._layers, self._found, self._measuring = None, (), {}, ""
        self._show()

    # what is shown

    def chosen(self) -> str:
        """Return what is chosen: UNITS or the kind of a curve."""
        return str(self.what.currentData())

    def _choose(self, *_: object) -> None:
        noisy = self.chosen() in NOISY
        self.draws.setVisible(noisy)
        self.seed.setVisible(noisy)
        self.keep.setVisible(self.chosen() in (PRUNE, PRUNE_LAYERS))
        self.copied.setVisible(self.chosen() == UNITS)
        self.about.setText(self._about())
        self._show()

    def _about(self) -> str:
        return {
            UNITS: _translate(
                "Lab",
                "The network is measured without each hidden neuron in turn: what is lost is what "
                "the neuron is worth. Nothing is changed.",
            ),
            PRUNE: _translate(
                "Lab",
                "The smallest weights of a copy are set to 0, more and more of them. Keep this "
                "prunes the network itself.",
            ),
            PRUNE_LAYERS: _translate(
                "Lab",
                "The smallest weights of each layer of a copy are set to 0, more and more of them. "
                "Keep this prunes the network itself.",
            ),
            ON_WEIGHTS: _translate(
                "Lab",
                "Random numbers are added to the weights of a copy, larger and larger ones. "
                "Nothing is changed.",
            ),
            ON_INPUTS: _translate(
                "Lab",
                "Random numbers are added to the inputs of all samples, larger and larger ones. "
                "Nothing is changed.",
            ),
        }[self.chosen()]

    def _show(self, *_: object) -> None:
        found, is_loss = self._found.get(self.chosen()), bool(self.shown.currentData())
        measuring = bool(self._measuring)
        words = _translate("Lab", "Cancel") if measuring else ""
        help = _translate("Lab", "Measure copies of the network; it may go on training")
        if measuring:
            help = _translate("Lab", "Stop measuring")
        self.button.turn_to(words or _translate("Lab", "Measure"), help)
        self.button.setEnabled(self._facts is not None)
        self.copied.setEnabled(isinstance(found, Worth))
        if isinstance(found, Worth):
            names = unit_names(found.units, self._facts, self._layers)
            self.table.show_worth(found, names, is_loss)
            self._pages.setCurrentWidget(self.table)
        elif isinstance(found, Curve):
            self.curve.show_curve(found, is_loss)
            self._pages.setCurrentWidget(self.curve)
        else:
            self._pages.setCurrentWidget(self.about)
        self._offer_keeping()
        self._say()

    def _offer_keeping(self, *_: object) -> None:
        found = self._found.get(self.chosen())
        at = None if self._curve is None else self._curve.at()
        there = isinstance(found, Curve) and at is not None and at < len(found.amounts)
        self.keep.setEnabled(there and not self._measuring)

    def _say(self) -> None:
        found = self._found.get(self.chosen())
        if found is None:
            self.said.say("")
            return
        text = _translate("Lab", "After update {n}").format(n=count(found.update))
        then = self._measured[self.chosen()]
        if found.update != self._update or not same_numbers(then, self._layers):
            text += _translate("Lab", "; the network has changed since")
        if isinstance(found, Worth):
            is_loss = bool(self.shown.currentData())
            name = _translate("Lab", "loss") if is_loss else METRICS.named(found.metric).label
            whole = found.loss if is_loss else found.score
            figures = [
                f"{part_in_words(part)} {figure_words(found.metric, float(whole[p]), is_loss)}"
                for p, part in enumerate(found.parts)
            ]
            words = _translate("Lab", "All neurons, {figure}: {figures}.")
            text = words.format(figure=name, figures=" · ".join(figures)) + " " + text
        self.said.say(text)

    # what a person does

    def _press(self) -> None:
        if self._measuring:
            self.cancelled.emit()
            return
        kind = self._measuring = self.chosen()
        self._asked = self._layers
        self._show()
        if kind == UNITS:
            self.worth_asked.emit()
        elif kind in NOISY:
            self.curve_asked.emit(kind, NOISES, self.draws.value(), self.seed.value())
        else:
            self.curve_asked.emit(kind, SHARES, 1, 0)

    def _keep(self) -> None:
        found, at = self._found.get(self.chosen()), self.curve.at()
        if isinstance(found, Curve) and at is not None:
            share = float(np.asarray(found.amounts)[at])
            self.keep_requested.emit(share, found.kind == PRUNE_LAYERS)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._measuring:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
