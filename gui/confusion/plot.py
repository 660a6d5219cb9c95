"""Which classes the network takes for which: a matrix of counts, training or test samples."""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from core.data.samples import Task
from core.lesson.baselines import about_baselines, beside_baselines
from core.lesson.numbers import count, percent
from core.pictures.baselines import Baselines
from core.pictures.snapshot import Confusion, Facts, Snapshot, Wanted
from gui.confusion.matrix import ConfusionMatrix
from gui.kit.choice import Switch
from gui.kit.lines.few import FewLines
from gui.kit.plot_parts import Heading, Reading, caption, colour_label, on_canvas
from gui.kit.theme import LIGHT, SPACE, Theme

_PARTS = ("train", "test", "validation")


class ConfusionPlot(QWidget):
    """Shows the confusion matrix of a snapshot while it is visible."""

    wanted_changed = Signal()  # what wants() returns has changed
    cell_chosen = Signal(object, str)  # (true class, predicted class), and the part that is counted

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._confusion: Confusion | None = None
        self._baselines: Baselines | None = None
        self._roomy = True  # whether the comparison has its own lines
        self._title = Heading(translate("ConfusionPlot", "Confusion"), "")
        self.part = Switch(
            translate("ConfusionPlot", "Samples that are counted"),
            (
                (
                    translate("ConfusionPlot", "training"),
                    translate("ConfusionPlot", "Count the samples that the network learns from"),
                ),
                (
                    translate("ConfusionPlot", "test"),
                    translate("ConfusionPlot", "Count the samples kept for testing"),
                ),
                (
                    translate("ConfusionPlot", "validation"),
                    translate("ConfusionPlot", "Count the samples used to watch training"),
                ),
            ),
        )
        self.matrix = ConfusionMatrix()
        self._area = QScrollArea()
        self._area.setWidget(self.matrix)
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setMinimumSize(120, 80)
        self._empty: QLabel = caption()
        self._empty.setWordWrap(True)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._reading = Reading(translate("ConfusionPlot", "Reading"))
        self._baselines_line = FewLines(translate("ConfusionPlot", "Compared with simpler models"))
        title = QHBoxLayout()
        title.setSpacing(SPACE[1])
        title.addWidget(self._title, 1)
        title.addWidget(self.part)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(title)
        column.addWidget(self._area, 1)
        column.addWidget(self._empty, 1)
        column.addWidget(self._reading)
        column.addWidget(self._baselines_line)
        self.part.button(2).hide()
        self.part.group.idToggled.connect(self._redraw)
        self.matrix.pointed.connect(self._point)
        self.matrix.chosen.connect(self._chosen)
        self.setAccessibleName(translate("ConfusionPlot", "Confusion"))
        self.set_theme(LIGHT)

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    def wants(self) -> Wanted:
        """Return what snapshots have to contain: the counts, while they are visible."""
        return Wanted.CONFUSION if self.isVisible() else Wanted.NOTHING

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for widget in (self, self.matrix, self._area.viewport()):
            on_canvas(widget, theme)
        colour_label(self._title, theme.text)
        colour_label(self._reading, theme.secondary)
        colour_label(self._empty, theme.secondary)
        colour_label(self._baselines_line, theme.secondary)
        self.matrix.set_theme(theme)

    def show_facts(self, facts: Facts) -> None:
        """Take the classes of one build."""
        self._facts, self._confusion, self._baselines = facts, None, None
        if not (0, facts.test_samples, facts.validation_samples)[self.part.chosen()]:
            self.part.choose(0)
        self.part.button(1).setEnabled(facts.test_samples > 0)
        self.part.button(2).setVisible(facts.validation_samples > 0)
        # in a small window three parts need the title's room; the tab has the same name
        self._title.setVisible(not facts.validation_samples)
        self._redraw()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the counts of a moment; without counts, keep what is shown."""
        if snapshot.confusion is not None:
            self._confusion, self._baselines = snapshot.confusion, snapshot.baselines
            self._redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._facts = self._confusion = None
        self._redraw()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()
        self.wanted_changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if self._confusion is not None:
            self._redraw()

    def _height_left(self, *beside: QWidget) -> int:
        """Return the height that is left for the matrix under its title, over the reading."""
        parts = (self.part, self._reading, *beside)
        spaces = 2 * SPACE[1] + (1 + len(parts)) * SPACE[0]
        return self.height() - sum(part.sizeHint().height() for part in parts) - spaces

    def _fit(self) -> None:
        """Put the comparison on the count's line if the matrix needs all the height."""
        self._roomy = self._height_left(self._baselines_line) >= self.matrix.minimumHeight()
        self._baselines_line.setVisible(self._roomy and self._reading.isVisibleTo(self))

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted_changed.emit()

    def _redraw(self, *_: object) -> None:
        if not self.isVisible():
            return
        reason = self._reason()
        self._empty.setText(reason)
        self._empty.setVisible(bool(reason))
        self._area.setVisible(not reason)
        self._reading.setVisible(not reason)
        self._baselines_line.setVisible(False)
        self.part.setVisible(self._facts is not None and self._facts.task is not Task.REGRESSION)
        if not reason:
            assert self._confusion is not None and self._facts is not None
            chosen = self._counts(self._confusion)
            assert chosen is not None
            names = self._facts.classes
            if len(names) != len(chosen):
                names = tuple(str(k) for k in range(len(chosen)))
            self.matrix.show_counts(chosen, names)
            bar = self._area.verticalScrollBar().sizeHint().width()
            self.matrix.fit(self.width() - 2 * SPACE[2] - bar, self._height_left())
            self._fit()
            self._compare()
            self._say(self.matrix.pointed_cell())

    def _counts(self, found: Confusion) -> NDArray[np.intp] | None:
        """Return the counts of the chosen part, None where there is no such part."""
        return (found.train, found.test, found.validation)[self.part.chosen()]

    def _reason(self) -> str:
        """Return why there is no matrix, or "" if there is one."""
        translate = QCoreApplication.translate
        if self._facts is None:
            return translate("ConfusionPlot", "No data yet.")
        if self._facts.task is Task.REGRESSION:
            return translate(
                "ConfusionPlot",
                "This network predicts numbers, not classes: there is nothing to confuse."
                " See the loss and R² instead.",
            )
        if self._confusion is None:
            return translate("ConfusionPlot", "Being counted…")
        if self._counts(self._confusion) is None:
            return translate("ConfusionPlot", "No samples are kept for testing.")
        return ""

    def _compare(self) -> None:
        """Say how accurate simpler models are on the same samples."""
        if self._baselines is None:
            self._baselines_line.say("")
            return
        part, counts = _PARTS[self.part.chosen()], self.matrix.counts()
        right = int(counts.trace()) / max(1, int(counts.sum()))
        text = beside_baselines(self._baselines, part, right if self._roomy else None)
        self._baselines_line.say(text, about_baselines(self._baselines))

    def compared(self) -> str:
        """Return the line that compares the network with simpler models."""
        return self._baselines_line.text()

    def _point(self, cell: tuple[int, int] | None) -> None:
        self._say(cell)

    def _chosen(self, cell: tuple[int, int]) -> None:
        """Ask for the samples of a cell, if they can be listed."""
        self.cell_chosen.emit(cell, _PARTS[self.part.chosen()])

    def _say(self, cell: tuple[int, int] | None) -> None:
        translate = QCoreApplication.translate
        counts, names = self.matrix.counts(), self.matrix.names()
        if cell is None:
            right, whole = int(counts.trace()), int(counts.sum())
            text = translate("ConfusionPlot", "{right} of {whole} right, {share}")
            if not self.matrix.has_numbers():
                text += translate("ConfusionPlot", " · point at a cell to read it")
            share = percent(right / whole) if whole else "·"
            text = text.format(right=count(right), whole=count(whole), share=share)
            beside = self.compared()
            self._reading.say(text if self._roomy or not beside else f"{text} · {beside}")
            return
        row, column = cell
        whole, found = int(counts[row].sum()), int(counts[row, column])
        text = translate("ConfusionPlot", "true {true}, said {said}: {found} of {whole} ({share})")
        self._reading.say(
            text.format(
                true=names[row],
                said=names[column],
                found=count(found),
                whole=count(whole),
                share=percent(found / whole) if whole else "·",
            )
        )

    def reading(self) -> str:
        """Return the line under the matrix."""
        return self._reading.text()
