"""The probe: type any input, or step through the samples, and read what the network says."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.counts import counted
from core.lesson.names.symbols import pretty_name
from core.lesson.numbers import count
from core.pictures.snapshot import Facts, Probe
from gui.kit.number_field import NumberField
from gui.kit.plain import plain_tip
from gui.kit.plot_parts import Reading, caption, colour_label
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.surface.held import input_field, show_in
from gui.surface.words import answer_in_words
from gui.weights.model import ArrayModel
from gui.weights.table import ArrayTable

#: more inputs than this are shown as a table
MOST_FIELDS = 6


class ProbeRow(QWidget):
    """`probe_requested` carries raw inputs (r,), `follow_requested` the number of a sample."""

    probe_requested = Signal(object)
    follow_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._probe: Probe | None = None
        self._values: NDArray[np.float64] = np.empty(0)
        self._built: Facts | None = None
        self.fields: list[NumberField] = []
        self.model = ArrayModel()
        self.table: ArrayTable | None = None
        self.before = self._button("‹", translate("SurfacePlot", "Follow the previous sample"))
        self.after = self._button("›", translate("SurfacePlot", "Follow the next sample"))
        self._which = caption()
        self._says = Reading(translate("SurfacePlot", "The network says"))
        self._message = caption()
        self._message.setWordWrap(True)
        self._message.setAccessibleName(translate("SurfacePlot", "What is wrong"))
        self._message.hide()
        self._bad: dict[int, str] = {}
        self._inside = QWidget()
        row = QHBoxLayout()
        row.setSpacing(SPACE[0])
        row.addWidget(self.before)
        row.addWidget(self._which)
        row.addWidget(self.after)
        row.addSpacing(SPACE[1])
        row.addWidget(self._says, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE[0])
        self._column.addWidget(self._inside, 1)
        self._column.addWidget(self._message)
        self._column.addLayout(row)
        self.before.clicked.connect(lambda: self._walk(-1))
        self.after.clicked.connect(lambda: self._walk(1))
        self.model.edited.connect(lambda place, value: self._typed(place[0], value))
        self.model.refused.connect(self._refuse)

    def _button(self, text: str, tip: str) -> QToolButton:
        button = QToolButton()
        button.setText(text)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setAutoRepeat(True)
        button.setFixedWidth(30)
        return button

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        colour_label(self._which, theme.secondary)
        colour_label(self._says, theme.text)
        colour_label(self._message, theme.error)
        if self.table is not None:
            self.table.set_theme(theme)

    def show_facts(self, facts: Facts) -> None:
        """Take the inputs of a build; keep a probe of the same inputs."""
        same = self._facts is not None and self._facts.raw_names == facts.raw_names
        self._facts = facts
        self._probe = None
        if not same or len(self._values) != len(facts.raw_means):
            self._values = np.array(facts.raw_means, dtype=np.float64)
            self._built = None
        if self.isVisible():
            self._rebuild()

    def show_probe(self, probe: Probe | None) -> None:
        """Show which input is going through the network, and what the network says."""
        self._probe = probe
        if probe is not None and len(probe.raw) == len(self._values):
            self._values = np.array(probe.raw, dtype=np.float64)
        if self.isVisible():
            self._show_values()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._rebuild()

    def says(self) -> str:
        """Return what the network says, in words."""
        return self._says.text()

    def message(self) -> str:
        """Return what is wrong with what was typed, or ""."""
        return self._message.text()

    # drawing

    def _rebuild(self) -> None:
        """Make the fields; done when they are first shown."""
        facts = self._facts
        if facts is None:
            return
        if self._built is None:
            self._built = facts
            self._refuse("")
            self._bad.clear()
            old, self._inside = self._inside, QWidget()
            self._column.replaceWidget(old, self._inside)
            old.deleteLater()
            self.fields, self.table = [], None
            if len(facts.raw_names) > MOST_FIELDS:
                self._make_table()
            else:
                self._make_fields(facts)
            self._chain()
        self._show_values()

    def _make_table(self) -> None:
        self.table = ArrayTable(self.model)
        self.table.set_theme(self._theme)
        self.table.horizontalHeader().setStretchLastSection(True)
        self.table.setMinimumHeight(84)
        self.table.setTabKeyNavigation(False)
        self.table.pasted.connect(self._pasted)
        self.table.refused.connect(self._refuse)
        inside = QVBoxLayout(self._inside)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.table)

    def _make_fields(self, facts: Facts) -> None:
        grid = QGridLayout(self._inside)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(SPACE[0])
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        for k, raw_name in enumerate(facts.raw_names):
            name = pretty_name(raw_name)
            field = input_field(name, float(self._values[k]))
            field.setMinimumWidth(60)
            field.edited.connect(lambda value, k=k: self._typed_in(facts, k, float(value)))
            field.refused.connect(lambda text, k=k: self._field_refused(k, text))
            label = caption(name)
            label.setMaximumWidth(72)
            label.setToolTip(plain_tip(name))
            colour_label(label, self._theme.secondary)
            grid.addWidget(label, k // 2, 2 * (k % 2))
            grid.addWidget(field, k // 2, 2 * (k % 2) + 1)
            self.fields.append(field)

    def _chain(self) -> None:
        """Make Tab follow the reading order."""
        parts: list[QWidget] = [*self.fields, self.before, self.after]
        if self.table is not None:
            parts.insert(0, self.table)
        for first, second in pairwise(parts):
            QWidget.setTabOrder(first, second)

    def _show_values(self) -> None:
        facts, probe = self._facts, self._probe
        if facts is None or self._built is None:
            return
        translate = QCoreApplication.translate
        for k, field in enumerate(self.fields):
            if not (field.hasFocus() and field.lineEdit().isModified()):
                show_in(field, float(self._values[k]))
        if self.table is not None:
            names = facts.raw_names
            value = translate("SurfacePlot", "value")
            self.model.show(
                self._values[:, None].copy(), None, lambda k: pretty_name(names[k]), lambda _: value
            )
        total = len(facts.points.inputs)
        if probe is None or probe.sample is None:
            text = counted(total, "sample")
        else:
            text = translate("SurfacePlot", "sample {number} of {total}")
            text = text.format(number=count(probe.sample + 1), total=count(total))
        self._which.setText(text)
        for button in (self.before, self.after):
            button.setEnabled(total > 0)
        if probe is None:
            self._says.say(translate("SurfacePlot", "type or click"))
        else:
            says = translate("SurfacePlot", "→ {answer}")
            self._says.say(says.format(answer=answer_in_words(facts, probe.answer)))

    # what a person does

    def _typed_in(self, built: Facts, index: int, value: float) -> None:
        """Accept what was typed into a field, unless the field is of previous inputs."""
        if built is self._built:
            self._typed(index, value)

    def _typed(self, index: int, value: float) -> None:
        if index >= len(self._values):
            return
        self._values[index] = value
        self._field_refused(index, "")
        if not self._bad:
            self.probe_requested.emit(self._values.copy())

    def _pasted(self, values: NDArray[np.float64]) -> None:
        self._values = np.array(values, dtype=np.float64).reshape(-1)
        self._show_values()
        self.probe_requested.emit(self._values.copy())

    def _field_refused(self, index: int, text: str) -> None:
        if text:
            self._bad[index] = text
        else:
            self._bad.pop(index, None)
        self._refuse(next(iter(self._bad.values()), ""))

    def _refuse(self, text: str) -> None:
        self._message.setText(text)
        self._message.setVisible(bool(text))

    def _walk(self, by: int) -> None:
        """Follow the next sample, or the previous one."""
        assert self._facts is not None
        total = len(self._facts.points.inputs)
        now = None if self._probe is None else self._probe.sample
        start = (-1 if by > 0 else 0) if now is None else now
        if total:
            self.follow_requested.emit((start + by) % total)
