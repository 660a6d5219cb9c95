"""The loss over the epochs, of the training and the test part, and a figure of merit below it.

Frames may drop, data may not: every snapshot brings the entries since the last one, and they are
collected here. Earlier runs stay as thin lines.
"""

import numpy as np
import pyqtgraph
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QSize, Qt
from PySide6.QtGui import QColor, QPalette, QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.data.samples import Task
from core.training.snapshot import Facts, Snapshot
from gui.plots.fonts import caption_font
from gui.plots.loss_curves import LossCurves
from gui.plots.loss_panel import AXIS_HEIGHT, AXIS_WIDTH, LossPanel
from gui.plots.numbers import count, figure, percent
from gui.plots.plot_parts import (
    caption,
    colour_label,
    heading,
    small_box,
)
from gui.plots.surface_key import Entry, SurfaceKey
from gui.theme import LIGHT, SPACE, Theme

Floats = NDArray[np.float64]

#: runs of up to so many entries are drawn smoothly
_SMOOTH = 1000
#: curves of more points than this are dashed by leaving points out: Qt's dashes take it 10 ms
_DASHED = 300


class LossPlot(QWidget):
    """Collects the histories of snapshots and draws them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._run: int | None = None
        self._curves = LossCurves()
        self._epoch = 0
        self._left_out = False

        self._loss = LossPanel(translate("LossPlot", "Loss"))
        self._merit = LossPanel(translate("LossPlot", "Figure of merit"))
        self._merit.plot.hide()
        self._merit_title = caption()
        self._merit_title.hide()
        self._title = heading(translate("LossPlot", "Loss"))
        self.log = small_box(
            translate("LossPlot", "log"), translate("LossPlot", "Logarithmic scale for the loss")
        )
        self.log.setAccessibleName(translate("LossPlot", "Logarithmic scale"))
        self.also = QComboBox()
        self.also.setToolTip(translate("LossPlot", "What to show below the loss"))
        self.also.setAccessibleName(translate("LossPlot", "Also show"))
        self._key = SurfaceKey()
        self._key.setAccessibleName(translate("LossPlot", "Key"))
        self._reading = caption()
        self._reading.setAccessibleName(translate("LossPlot", "Reading"))
        self._reading.hide()
        self._empty = QLabel(self._loss.plot)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._empty.setFont(caption_font(self._empty.font()))
        self._empty.setText(translate("LossPlot", "Press Play to see the loss fall."))
        self._build()

        self.log.toggled.connect(self._redraw)
        self.also.currentIndexChanged.connect(self._also_chosen)
        for panel in (self._loss, self._merit):
            panel.plot.scene().sigMouseMoved.connect(self._moved)
            panel.plot.viewport().installEventFilter(self)
        self._loss.plot.installEventFilter(self)
        self.setAccessibleName(translate("LossPlot", "Loss"))
        self._offer(None)
        self.set_theme(LIGHT)

    def _build(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(SPACE[2])
        title.addWidget(self._title)
        title.addStretch(1)
        title.addWidget(self.log)
        title.addWidget(self.also)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(title)
        column.addWidget(self._key)
        column.addWidget(self._reading)
        column.addWidget(self._loss.plot, 3)
        column.addWidget(self._merit_title)
        column.addWidget(self._merit.plot, 2)
        for panel in (self._loss, self._merit):
            panel.plot.setMinimumSize(120, 70)

    def sizeHint(self) -> QSize:
        return QSize(360, 280)

    # what it is told

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        palette = self.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.canvas))
        palette.setColor(QPalette.ColorRole.WindowText, QColor(theme.text))
        self.setPalette(palette)
        self.setAutoFillBackground(True)
        colour_label(self._title, theme.text)
        colour_label(self._reading, theme.text)
        colour_label(self._merit_title, theme.secondary)
        colour_label(self._empty, theme.secondary)
        for panel in (self._loss, self._merit):
            panel.dress(theme, self)
        self._key.set_theme(theme)
        self._redraw()

    def show_facts(self, facts: Facts) -> None:
        """Take the task of one build; a new build begins a new curve."""
        if self._facts is None or self._facts.task is not facts.task:
            self._offer(facts.task)
            self._also_chosen()
        self._facts = facts
        self._begin(facts.run_id)
        self._title.setToolTip(facts.loss_label)
        self._redraw()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Collect what a snapshot brings and show where now is."""
        self._begin(snapshot.run_id)
        self._curves.take(snapshot.history)
        self._epoch = snapshot.epoch
        self._redraw()

    def clear(self) -> None:
        """Forget everything, earlier runs too."""
        self._curves.clear()
        self._facts, self._run, self._epoch = None, None, 0
        self._redraw()

    def _begin(self, run: int) -> None:
        if run != self._run:
            if self._run is not None:
                self._curves.restart()
            self._run, self._epoch = run, 0

    # the choice of a figure of merit

    def _offer(self, task: Task | None) -> None:
        translate = QCoreApplication.translate
        chosen = self.also.currentIndex()
        self.also.blockSignals(True)
        self.also.clear()
        self.also.addItem(translate("LossPlot", "loss only"), "")
        if task is Task.REGRESSION:
            self.also.addItem(translate("LossPlot", "with R²"), "r2")
        elif task is not None:
            self.also.addItem(translate("LossPlot", "with accuracy"), "accuracy")
        self.also.setCurrentIndex(max(0, min(chosen, self.also.count() - 1)))
        self.also.blockSignals(False)
        self.also.setEnabled(self.also.count() > 1)

    def _also_chosen(self) -> None:
        name = self.also.currentData()
        self._merit.plot.setVisible(bool(name))
        self._merit_title.setVisible(bool(name))
        text = QCoreApplication.translate("LossPlot", "Accuracy")
        if name == "r2":
            text = QCoreApplication.translate("LossPlot", "R²: 1 is perfect, 0 as good as the mean")
        self._merit_title.setText(text)
        self._redraw()

    # drawing

    def _redraw(self) -> None:
        curves, name = self._curves, self.also.currentData() or ""
        self._left_out = False
        empty = len(curves) < 2 and not curves.earlier
        self._empty.setVisible(empty)
        self._loss.left.setStyle(showValues=not empty)
        self._loss.show_epochs(not name and not empty)
        for panel in (self._loss, self._merit):
            panel.now.setVisible(not empty)
            panel.now.setValue(float(self._epoch))
        right = self._right_end()
        log = self.log.isChecked()
        shown = [
            self._draw(self._loss.training, *curves.drawn("loss"), log),
            self._draw_test(self._loss, *curves.drawn("test loss"), right, log),
        ]
        runs = list(curves.earlier)
        for number, item in enumerate(self._loss.earlier):
            if number < len(runs):
                self._draw(item, runs[number].epochs, runs[number].loss, log)
            else:
                item.setData([], [])
        self._loss.left.logarithmic = log
        if empty or not any(len(values) for values in shown):
            shown += [self._scaled(run.loss, log) for run in runs]
        self._loss.show_range(right, *_loss_range(shown, log))
        if name:
            self._draw_merit(name, right)
        self._say_key()

    def _right_end(self) -> float:
        """Return the last epoch of the axis: earlier runs may reach four times as far as now."""
        epochs = self._curves.epochs.values
        last = max(float(epochs[-1]) if len(epochs) else 0.0, float(self._epoch), 1.0)
        before = max((float(run.epochs[-1]) for run in self._curves.earlier), default=0.0)
        return max(last, before if last <= 1.0 else min(before, 4.0 * last))

    def _scaled(self, y: Floats, log: bool) -> Floats:
        if not log:
            return y
        above = y > 0.0
        if not self._left_out:
            self._left_out = bool(np.any(~above & np.isfinite(y)))
        return np.log10(y, where=above, out=np.full(len(y), np.nan))

    def _draw(self, item: pyqtgraph.PlotDataItem, x: Floats, y: Floats, log: bool) -> Floats:
        values = self._scaled(y, log)
        item.setData(x, values, antialias=len(self._curves) <= _SMOOTH)
        return values

    def _draw_test(self, panel: LossPanel, x: Floats, y: Floats, right: float, log: bool) -> Floats:
        """Draw the dashed curve of the test part."""
        many = len(x) > _DASHED
        pen = panel.solid if many else panel.dashed
        if panel.test.opts["pen"] is not pen:
            panel.test.setPen(pen)
        if not many:
            return self._draw(panel.test, x, y, log)
        values = self._scaled(y, log)
        across = max(1, panel.plot.width() - AXIS_WIDTH)
        gap = (x * (across / right)) % 10.0 >= 6.0
        shown = np.where(gap, np.nan, values)
        panel.test.setData(x, shown, antialias=len(self._curves) <= _SMOOTH)
        return values

    def _draw_merit(self, name: str, right: float) -> None:
        curves, panel = self._curves, self._merit
        shown = [
            self._draw(panel.training, *curves.drawn(name), False),
            self._draw_test(panel, *curves.drawn(f"test {name}"), right, False),
        ]
        panel.left.per_cent = name == "accuracy"
        panel.left.farthest = 1.0
        lowest = min((float(np.nanmin(v)) for v in shown if np.any(np.isfinite(v))), default=0.0)
        panel.show_range(right, max(-1.0, min(0.0, lowest)), 1.02)

    def _say_key(self) -> None:
        translate, theme = QCoreApplication.translate, self._theme
        entries = [Entry(translate("LossPlot", "training"), theme.text, line=True)]
        if "test loss" in self._curves.curves:
            test = translate("LossPlot", "test")
            entries.append(Entry(test, theme.secondary, line=True, dashed=True))
        if self._curves.earlier:
            entries.append(
                Entry(translate("LossPlot", "earlier runs"), theme.text, line=True, faint=True)
            )
        if self._left_out:
            text = translate("LossPlot", "0 has no logarithm: left out")
            entries.append(Entry(text, theme.secondary, shape=""))
        self._key.show_entries(tuple(entries))

    # reading

    def read_at(self, epoch: float) -> str:
        """Return the figures at the entry nearest to an epoch, in words."""
        curves, translate = self._curves, QCoreApplication.translate
        index = curves.at(epoch)
        if index is None:
            return ""
        loss = curves.value("loss", index)
        text = translate("LossPlot", "epoch {epoch}: loss {loss}").format(
            epoch=count(round(float(curves.epochs.values[index]))), loss=figure(loss)
        )
        test = curves.value("test loss", index)
        if test is not None:
            text += translate("LossPlot", ", test {loss}").format(loss=figure(test))
        accuracy = curves.value("accuracy", index)
        if accuracy is not None:
            text += translate("LossPlot", ", accuracy {share}").format(share=percent(accuracy))
        r2 = curves.value("r2", index)
        if r2 is not None:
            text += translate("LossPlot", ", R² {value}").format(value=figure(r2))
        return text

    def reading(self) -> str:
        """Return the reading under the cursor; empty where the cursor is elsewhere."""
        return self._reading.text() if not self._reading.isHidden() else ""

    def _moved(self, position: object) -> None:
        for panel in (self._loss, self._merit):
            if panel.plot.scene() is self.sender():
                break
        box = panel.plot.getPlotItem().getViewBox()
        text = ""
        if box.sceneBoundingRect().contains(position):
            text = self._show_cursor(box.mapSceneToView(position).x())
        if not text:
            self._hide_cursor()

    def _show_cursor(self, epoch: float) -> str:
        text = self.read_at(epoch)
        index = self._curves.at(epoch)
        if text and index is not None:
            at = float(self._curves.epochs.values[index])
            for panel in (self._loss, self._merit):
                panel.cursor.setValue(at)
                panel.cursor.show()
            self._reading.setText(text)
            self._reading.setFixedHeight(self._key.height())
            self._key.hide()
            self._reading.show()
        return text

    def _hide_cursor(self) -> None:
        for panel in (self._loss, self._merit):
            panel.cursor.hide()
        self._reading.hide()
        self._key.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and watched is not self._loss.plot:
            self._hide_cursor()
        elif event.type() == QEvent.Type.Resize and watched is self._loss.plot:
            assert isinstance(event, QResizeEvent)
            size = event.size()
            self._empty.setGeometry(
                AXIS_WIDTH,
                0,
                max(0, size.width() - AXIS_WIDTH),
                max(0, size.height() - AXIS_HEIGHT),
            )
        return super().eventFilter(watched, event)


def _loss_range(shown: list[Floats], log: bool) -> tuple[float, float]:
    """Return the lowest and the highest value of the axis."""
    finite = [values[np.isfinite(values)] for values in shown]
    ends = [(float(v.min()), float(v.max())) for v in finite if len(v)]
    if not ends:
        return (-1.0, 0.0) if log else (0.0, 1.0)
    low, high = min(e[0] for e in ends), max(e[1] for e in ends)
    if log:
        room = max(0.05 * (high - low), 0.05)
        return low - room, high + room
    low = min(0.0, low)
    high = high if high > low else low + 1.0
    room = 0.05 * (high - low)
    return (low - room if low < 0.0 else 0.0), high + room
