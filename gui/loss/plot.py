"""The loss over the epochs for each part of the data, and a figure of merit below it.

Frames may drop, data may not: every snapshot brings the entries since the last one, and they are
collected here. Earlier runs stay as thin lines, each with its name at its end.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.components.metrics import METRICS, score_of
from core.data.samples import Task
from core.late import Late
from core.pictures.snapshot import Facts, RunSummary, Snapshot
from gui.kit.choice import Elided
from gui.kit.fonts import caption_font
from gui.kit.key import SurfaceKey
from gui.kit.plain import Label, plain_tip
from gui.kit.plot_parts import Heading, caption, colour_label, on_canvas, small_box
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.loss.curves import EarlierRun, LossCurves
from gui.loss.earlier import EarlierLines, end_of, leaves_out, scaled
from gui.loss.now import LossNow
from gui.loss.panel import LossPanel, loss_range
from gui.loss.reading import (
    ReadingCard,
    key_entries,
    merit_words,
    pointed_run,
    reading_of,
    reading_of_run,
    thinned_words,
)
from gui.loss.scrub import LossScrubber

Floats = NDArray[np.float64]

#: runs with up to this many entries are drawn smoothly
_SMOOTH = 1000
#: if the view is lower, in pixels, the room goes to the second plot's curves, not to “epoch”
_LOW = 260
#: draws a curve: its points, where it is split, and whether smoothly
Drawing = Callable[[Floats, Floats, float, bool], None]


class LossPlot(QWidget):
    """Collects the histories of snapshots and draws them; the line at now can be dragged."""

    update_requested = Signal(int)  # emitted at every move of a drag, and when a pin is clicked

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self._facts: Facts | None = None
        self._curves = LossCurves()
        self._now = LossNow()
        self._left_out = False

        self._loss = LossPanel(translate("LossPlot", "Loss"))
        self._merit = Late(lambda: LossPanel(translate("LossPlot", "Figure of merit")))
        self._merit.connect(self._place_merit)
        self._earlier = EarlierLines(self._loss)
        self._merit_title = caption()
        self._merit_title.hide()
        self._title = Heading(translate("LossPlot", "Loss"), "")
        self.log = small_box(
            translate("LossPlot", "log"), translate("LossPlot", "Logarithmic scale for the loss")
        )
        self.log.setAccessibleName(translate("LossPlot", "Logarithmic scale"))
        self.also = Elided()
        self.also.setToolTip(translate("LossPlot", "What to show below the loss"))
        self.also.setAccessibleName(translate("LossPlot", "Also show"))
        self._key = SurfaceKey()
        self._key.setAccessibleName(translate("LossPlot", "Key"))
        self._card = ReadingCard(self)
        self._pointed: EarlierRun | None = None
        self._empty = Label("", self._loss.plot)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._empty.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._empty.setFont(caption_font(self._empty.font()))
        self._empty.setText(translate("LossPlot", "Press Play to see the loss fall."))
        self._build()

        self.log.toggled.connect(self._redraw)
        self.also.currentIndexChanged.connect(self._also_chosen)
        self._scrubber = LossScrubber(self)
        self._heed(self._loss)
        self._scrubber.dragged.connect(self._drag)
        self._scrubber.dropped.connect(self._hide_cursor)
        self._scrubber.pin_clicked.connect(lambda pin: self.update_requested.emit(pin.update))
        self._scrubber.clicked.connect(self._go_to_epoch)
        self._loss.plot.installEventFilter(self)
        self.setAccessibleName(translate("LossPlot", "Loss"))
        self._offer(None)
        self.set_theme(LIGHT)

    def _build(self) -> None:
        title = QHBoxLayout()
        title.setSpacing(SPACE[2])
        title.addWidget(self._title, 1)
        title.addWidget(self.log)
        title.addWidget(self.also)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(title)
        column.addWidget(self._key)
        column.addWidget(self._loss.plot, 3)
        column.addWidget(self._merit_title)

    def _heed(self, panel: LossPanel) -> None:
        panel.plot.scene().sigMouseMoved.connect(self._moved)
        panel.plot.viewport().installEventFilter(self)
        self._scrubber.heed(panel)

    def _place_merit(self, panel: LossPanel) -> None:
        self._column.addWidget(panel.plot, 2)
        self._heed(panel)
        panel.least = 62
        panel.dress(self._theme, self)
        panel.name_epochs(self.height() >= _LOW)

    def _panels(self) -> tuple[LossPanel, ...]:
        """Return the panels that were seen so far."""
        merit = self._merit.there()
        return (self._loss,) if merit is None else (self._loss, merit)

    def sizeHint(self) -> QSize:
        return QSize(360, 280)

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        on_canvas(self, theme)
        colour_label(self._title, theme.text)
        self._card.set_theme(theme)
        colour_label(self._merit_title, theme.secondary)
        colour_label(self._empty, theme.secondary)
        for panel in self._panels():
            panel.dress(theme, self)
        self._earlier.dress(theme, self.font())
        self._key.set_theme(theme)
        self._redraw()

    def forget(self) -> None:
        """Show the loss only, and of no run so far: another document begins, and counts from 1."""
        self.also.setCurrentIndex(0)
        self.clear()

    def show_facts(self, facts: Facts) -> None:
        """Take the task of a build; a new build begins a new curve."""
        if self._facts is None:
            self._curves.clear()  # what the last document's training still said
        if self._facts is None or self._facts.task is not facts.task:
            self._offer(facts.task)
            self._also_chosen()
        self._facts = facts
        self._begin(facts.run_id)
        self._curves.across = facts.figures_every > 1
        self._title.setToolTip(plain_tip(facts.loss_label))
        self._redraw()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Collect the entries of a snapshot and show where now is."""
        self._begin(snapshot.run_id)
        self._curves.take(snapshot.history)
        self._now.take(snapshot, self._scrubber.is_dragging)
        self._scrubber.show(self._now.line, snapshot.time)
        self._redraw()
        for panel in self._panels():
            panel.settle()

    def show_runs(self, runs: tuple[RunSummary, ...]) -> None:
        """Take the list of runs: hidden ones are not drawn, deleted ones are forgotten."""
        self._curves.list_runs(runs)
        self._redraw()

    def clear(self) -> None:
        """Forget everything, earlier runs too."""
        self._curves.clear()
        self._facts = None
        self._forget_now()
        self._redraw()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if (merit := self._merit.there()) is not None:
            merit.name_epochs(self.height() >= _LOW)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._redraw()

    def _begin(self, run: int) -> None:
        if run != self._curves.run_id:
            self._curves.begin(run)
            self._forget_now()

    def _forget_now(self) -> None:
        self._now.forget()
        self._scrubber.let_go()
        self._scrubber.show(0.0, self._now.span)

    # the choice of a figure of merit

    def _offer(self, task: Task | None) -> None:
        translate = QCoreApplication.translate
        chosen = self.also.currentIndex()
        self.also.blockSignals(True)
        self.also.clear()
        self.also.addItem(translate("LossPlot", "loss only"), "")
        if task is not None:
            metric = score_of(task)
            words = translate("LossPlot", "with {figure}")
            label = translate("Components", metric.label)
            self.also.addItem(words.format(figure=label), metric.name)
        self.also.setCurrentIndex(max(0, min(chosen, self.also.count() - 1)))
        self.also.blockSignals(False)
        self.also.setEnabled(self.also.count() > 1)

    def _also_chosen(self) -> None:
        name = self.also.currentData()
        if name or self._merit.there() is not None:
            self._merit.part().plot.setVisible(bool(name))
        self._merit_title.setVisible(bool(name))
        if name:
            self._merit_title.setText(merit_words(METRICS.named(name)))
        self._redraw()

    # drawing

    def _show_empty(self) -> bool:
        """Say that there are no curves, if there is room to; return whether there are none."""
        empty = len(self._curves) < 2 and not self._curves.earlier
        words = self._empty
        words.setVisible(empty and words.heightForWidth(words.width()) <= words.height())
        return empty

    def _redraw(self) -> None:
        if not self.isVisible():
            return
        curves, name = self._curves, self.also.currentData() or ""
        self._left_out = False
        empty = self._show_empty()
        self._loss.left.setStyle(showValues=not empty)
        self._loss.show_epochs(not name and not empty)
        pins = [] if empty else [pin.epoch for pin in self._now.span.pins]
        for panel in self._panels():
            panel.now.setVisible(not empty)
            panel.now.setValue(self._now.line)
            panel.show_pins(pins)
        right = self._right_end()
        log = self.log.isChecked()
        shown = [
            self._draw(self._loss.draw_training, *curves.drawn("loss"), log),
            self._draw_test(self._loss, *curves.drawn("test loss"), right, log),
            self._draw(self._loss.draw_validation, *curves.drawn("validation loss"), log),
        ]
        runs = curves.earlier
        self._earlier.draw(curves, log, end_of(curves.drawn("loss")[0], shown[0]))
        self._left_out |= self._earlier.left_out
        self._loss.left.logarithmic = log
        if empty or not any(len(values) for values in shown):
            shown += [scaled(run.loss, log) for run in runs]
        self._loss.show_range(right, *loss_range(shown, log))
        if name:
            self._draw_merit(name, right)
        every = 1 if self._facts is None else self._facts.figures_every
        self._key.show_entries(key_entries(curves, self._theme, self._left_out, every))
        self._key.setToolTip(thinned_words(curves))

    def _right_end(self) -> float:
        """Return the last epoch of the axis: earlier runs may extend it to four times this run."""
        last = max(self._now.right(self._curves.last_epoch), 1.0)
        before = max((float(run.epochs[-1]) for run in self._curves.earlier), default=0.0)
        return max(last, before if last <= 1.0 else min(before, 4.0 * last))

    def _draw(self, draw: Drawing, x: Floats, y: Floats, log: bool) -> Floats:
        self._left_out |= leaves_out(y, log)
        values = scaled(y, log)
        draw(x, values, self._now.split, len(self._curves) <= _SMOOTH)
        return values

    def _draw_test(self, panel: LossPanel, x: Floats, y: Floats, right: float, log: bool) -> Floats:
        self._left_out |= leaves_out(y, log)
        values = scaled(y, log)
        panel.draw_test(x, values, right, self._now.split, len(self._curves) <= _SMOOTH)
        return values

    def _draw_merit(self, name: str, right: float) -> None:
        curves, panel = self._curves, self._merit.part()
        shown = [
            self._draw(panel.draw_training, *curves.drawn(name), False),
            self._draw_test(panel, *curves.drawn(f"test {name}"), right, False),
            self._draw(panel.draw_validation, *curves.drawn(f"validation {name}"), False),
        ]
        panel.left.per_cent = METRICS.named(name).is_share
        panel.left.farthest = 1.0
        lowest = min((float(np.nanmin(v)) for v in shown if np.any(np.isfinite(v))), default=0.0)
        panel.show_range(right, max(-1.0, min(0.0, lowest)), 1.02)

    # going in time

    def _drag(self, epoch: float) -> None:
        known = self._curves.known()
        per_epoch = 1 if self._facts is None else self._facts.updates_per_epoch
        update = self._now.drag(epoch, known, float(per_epoch))
        line = self._now.line
        self._scrubber.show(line, self._now.span)
        self._redraw()
        self._hide_cursor()
        text = self.read_at(line)
        if text:
            self._card.say(text, self._loss.plot, self._loss.x_of(line), self._loss.axis_width)
        if update is not None:
            self.update_requested.emit(update)

    def _go_to_epoch(self, epoch: float) -> None:
        per_epoch = 1 if self._facts is None else self._facts.updates_per_epoch
        update = self._now.update_at(epoch, self._curves.known(), float(per_epoch))
        self.update_requested.emit(update)

    # reading

    def read_at(self, epoch: float) -> str:
        """Return the figures of the current run at the entry nearest to an epoch, in words."""
        return reading_of(self._curves, epoch)

    def reading(self) -> str:
        """Return the reading under the cursor; empty if the cursor is elsewhere."""
        return self._card.text() if not self._card.isHidden() else ""

    def _moved(self, position: QPointF) -> None:
        for panel in self._panels():
            if panel.plot.scene() is self.sender():
                break
        box = panel.plot.getPlotItem().getViewBox()
        if not box.sceneBoundingRect().contains(position):
            self._hide_cursor()
            return
        epoch = float(box.mapSceneToView(position).x())
        run = None
        if panel is self._loss:
            run = pointed_run(self._curves, box, position, self.log.isChecked())
        text = self.read_at(epoch)
        index = self._curves.at(epoch)
        if run is not None:
            text, at = reading_of_run(self._curves, run, epoch), epoch
        elif index is not None and text:
            at = self._curves.epoch(index)
        else:
            self._hide_cursor()
            return
        self._point_at(run)
        for one in self._panels():
            one.cursor.setValue(at)
            one.cursor.show()
        x = panel.plot.mapFromScene(position).x()
        self._card.say(text, panel.plot, x, panel.axis_width)

    def _point_at(self, run: EarlierRun | None) -> None:
        """Draw one run's line thick, or none."""
        if run is self._pointed:
            return
        self._pointed = run
        if run is None:
            self._loss.pointed.setData([], [])
        else:
            self._loss.pointed.setData(run.epochs, scaled(run.loss, self.log.isChecked()))

    def _hide_cursor(self) -> None:
        for panel in self._panels():
            panel.cursor.hide()
        self._point_at(None)
        self._card.hide()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Leave and watched is not self._loss.plot:
            self._hide_cursor()
        elif event.type() == QEvent.Type.Resize and watched is self._loss.plot:
            assert isinstance(event, QResizeEvent)
            size, left = event.size(), self._loss.axis_width
            high = max(0, size.height() - 8)  # without curves its axis has no numbers
            self._empty.setGeometry(left, 0, max(0, size.width() - left), high)
            self._show_empty()
        return super().eventFilter(watched, event)
