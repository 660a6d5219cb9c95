"""The rows of the samples' table, each made only when drawn, so that any number is smooth."""

from typing import Any

import numpy as np
from PySide6.QtCore import QAbstractTableModel, QCoreApplication, QModelIndex, Qt
from PySide6.QtGui import QColor, QFont

from core.data.samples import Task
from core.lesson.names.symbols import pretty_name
from core.lesson.numbers import figure, full
from core.pictures.samples import (
    ANSWER,
    ERROR,
    INPUT,
    LOSS,
    NUMBER,
    PART,
    TARGET,
    Column,
    Numbers,
    Samples,
    Shown,
    chosen,
    columns_of,
    in_order,
    values,
)
from core.pictures.snapshot import Facts
from gui.kit.plain import plain_tip
from gui.kit.theme import LIGHT

_ROOT = QModelIndex()
_Role = Qt.ItemDataRole
#: how many outputs the tooltip lists
_TOLD = 12
_WRONG, _RISES, _FALLS = "✕", "▴", "▾"


def part_name(part: str) -> str:
    """Return the name of a part of the data."""
    translate = QCoreApplication.translate
    return {
        "train": translate("SamplesPlot", "training"),
        "test": translate("SamplesPlot", "test"),
        "validation": translate("SamplesPlot", "validation"),
    }.get(part, part)


class SamplesModel(QAbstractTableModel):
    """Samples sorted by a column; `order` maps each row to a sample number."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: Facts | None = None
        self.samples: Samples | None = None
        self.shown = Shown()
        self.order: Numbers = np.zeros(0, dtype=np.intp)
        self.columns: tuple[Column, ...] = ()
        self.theme = LIGHT
        self.font = QFont()  # the font of numbers
        self._by, self._falling = Column(ERROR), True

    def begin(self, facts: Facts | None) -> None:
        """Take the names of another build, and show no samples yet."""
        self.beginResetModel()
        self.facts, self.samples = facts, None
        self.order = np.zeros(0, dtype=np.intp)
        self.columns = ()
        self.endResetModel()

    def show(self, samples: Samples) -> None:
        """Show the samples of another moment."""
        classes = samples.true.shape[1]
        columns = columns_of(samples.inputs.shape[1], classes or samples.targets.shape[1])
        self.samples = samples
        if columns != self.columns:
            self.beginResetModel()
            self.columns = columns
            self.order = self._ordered()
            self.endResetModel()
            return
        self._arrange()

    def choose(self, shown: Shown) -> None:
        """Show some of the samples."""
        self.shown = shown
        self._arrange()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column < len(self.columns):
            self._by, self._falling = self.columns[column], order is Qt.SortOrder.DescendingOrder
            self._arrange()

    def sorted_by(self) -> tuple[int, bool]:
        """Return the column sorted by, −1 if there is none, and whether the order is descending."""
        there = self._by in self.columns
        return self.columns.index(self._by) if there else -1, self._falling

    def _ordered(self) -> Numbers:
        samples = self.samples
        if samples is None:
            return np.zeros(0, dtype=np.intp)
        found = chosen(samples, self.shown)
        by = self._by if self._by in self.columns else Column(NUMBER)
        return in_order(samples, found, by, self._falling)

    def _arrange(self) -> None:
        """Sort the rows again; if they stay as they are, only redraw their cells."""
        order = self._ordered()
        if np.array_equal(order, self.order):
            if len(order):
                last = self.index(len(order) - 1, len(self.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return
        self.beginResetModel()
        self.order = order
        self.endResetModel()

    def row_of(self, sample: int) -> int:
        """Return the row of a sample, or −1 if it is not shown."""
        found = np.flatnonzero(self.order == sample)
        return int(found[0]) if len(found) else -1

    # what a table view asks

    def rowCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.order)

    def columnCount(self, parent: Any = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Any, role: int = _Role.DisplayRole) -> Any:
        samples, facts = self.samples, self.facts
        row, place = index.row(), index.column()
        inside = 0 <= row < len(self.order) and 0 <= place < len(self.columns)
        if samples is None or facts is None or not inside:
            return None
        sample, column = int(self.order[row]), self.columns[place]
        if role == _Role.DisplayRole:
            return self.text(sample, column)
        if role == _Role.ToolTipRole:
            return plain_tip(self._tip(sample, column))
        if role == _Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.is_number(column) else _LEFT
            return side | Qt.AlignmentFlag.AlignVCenter
        if role == _Role.FontRole and self.is_number(column):
            return self.font
        if role == _Role.ForegroundRole and column.kind == ANSWER and self._wrong(sample, column):
            return QColor(self.theme.error)
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = _Role.DisplayRole
    ) -> Any:
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        column = self.columns[section]
        if role == _Role.DisplayRole:
            # Qt's own arrow would cover right-aligned words
            arrow = ("", f" {_RISES}", f" {_FALLS}")[(1 + self._falling) * (column == self._by)]
            return self.title(column) + arrow
        if role == _Role.ToolTipRole:
            return plain_tip(self._about(column))
        if role == _Role.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if self.is_number(column) else _LEFT
            return side | Qt.AlignmentFlag.AlignVCenter
        return None

    # words

    def is_number(self, column: Column) -> bool:
        """Return whether a column holds numbers, not words."""
        if column.kind in (TARGET, ANSWER):
            return self.facts is None or self.facts.task is Task.REGRESSION
        return column.kind != PART

    def title(self, column: Column) -> str:
        """Return the heading of a column."""
        translate = QCoreApplication.translate
        facts = self.facts
        if facts is None:
            return ""
        if column.kind == INPUT:
            return pretty_name(facts.raw_names[column.index])
        words = {
            NUMBER: translate("SamplesPlot", "№"),
            PART: translate("SamplesPlot", "part"),
            TARGET: translate("SamplesPlot", "target"),
            ANSWER: translate("SamplesPlot", "prediction"),
            ERROR: translate("SamplesPlot", "error"),
            LOSS: translate("SamplesPlot", "loss"),
        }[column.kind]
        several = column.kind in (TARGET, ANSWER) and Column(TARGET, 1) in self.columns
        return f"{words} {facts.target_names[column.index]}" if several else words

    def _about(self, column: Column) -> str:
        translate = QCoreApplication.translate
        says = {
            NUMBER: translate("SamplesPlot", "The number of the sample"),
            PART: translate("SamplesPlot", "Used for training, or kept for testing"),
            TARGET: translate("SamplesPlot", "What the network should say"),
            ANSWER: translate("SamplesPlot", "What the network says; ✕ if it is wrong"),
            ERROR: translate(
                "SamplesPlot",
                "How far the output is from its target, in the target's units: |a − y|, the "
                "largest if there are several outputs",
            ),
            LOSS: translate(
                "SamplesPlot",
                "The loss of this sample by itself, with the weight of its class if classes have "
                "weights; the loss of a part is their mean, or their sum if the loss is a sum",
            ),
            INPUT: self.title(column),
        }[column.kind]
        return (
            says
            + "\n"
            + translate("SamplesPlot", "Click to sort by it, click again to reverse the order.")
        )

    def text(self, sample: int, column: Column) -> str:
        """Return a cell."""
        samples, facts = self.samples, self.facts
        assert samples is not None and facts is not None
        if column.kind == NUMBER:
            return str(sample + 1)
        if column.kind == PART:
            return part_name(samples.parts[samples.part[sample]])
        value = values(samples, column)[sample]
        if column.kind in (TARGET, ANSWER) and samples.has_classes:
            name = class_name(facts, int(value))
            wrong = column.kind == ANSWER and self._wrong(sample, column)
            return f"{_WRONG} {name}" if wrong else name
        return figure(float(value))

    def _wrong(self, sample: int, column: Column) -> bool:
        samples = self.samples
        assert samples is not None
        k = column.index
        return samples.has_classes and bool(samples.true[sample, k] != samples.said[sample, k])

    def _tip(self, sample: int, column: Column) -> str:
        samples, facts = self.samples, self.facts
        assert samples is not None and facts is not None
        if column.kind == ANSWER and samples.has_classes:
            outputs = zip(facts.target_names, samples.outputs[sample], strict=True)
            return "\n".join(f"{name}: {figure(float(a))}" for name, a in list(outputs)[:_TOLD])
        if self.is_number(column) and column.kind != NUMBER:
            return f"{self.title(column)}: {full(float(values(samples, column)[sample]))}"
        return self.text(sample, column)


_LEFT = Qt.AlignmentFlag.AlignLeft


def class_name(facts: Facts, number: int) -> str:
    """Return the name of a class."""
    return facts.classes[number] if number < len(facts.classes) else str(number)


def sample_in_words(facts: Facts, samples: Samples, sample: int) -> str:
    """Return a sample in one line: its number, its part, the target and the prediction."""
    translate = QCoreApplication.translate
    shown = []
    for column in (TARGET, ANSWER):
        found = []
        for k in range(samples.true.shape[1] or samples.targets.shape[1]):
            value = values(samples, Column(column, k))[sample]
            named = class_name(facts, int(value)) if samples.has_classes else figure(float(value))
            found.append(named)
        shown.append(", ".join(found[:_TOLD]))
    text = translate("SamplesPlot", "sample {number}, {part}: {target}, said {said}")
    part = part_name(samples.parts[samples.part[sample]])
    return text.format(number=sample + 1, part=part, target=shown[0], said=shown[1])
