"""Find a learning rate: the loss over growing rates, where it falls fastest, and taking that."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QProgressBar, QWidget

from core.lesson.numbers import figure, rough
from core.pictures.findings import RateTest, Vector
from core.project import Project
from core.run.doctor.criteria import RATES
from core.words import say
from gui.kit.dialog import SmallDialog
from gui.kit.plot_parts import Reading, colour_label, dress_plot, quiet_plot, show_focus
from gui.kit.terms.label import TermLabel
from gui.kit.texts import shown_number
from gui.kit.theme import LIGHT, Theme
from gui.kit.views.axis import FigureAxis

_translate = QCoreApplication.translate

#: a loss above so many times the first one is off the plot: it would flatten all the rest
_HIGHEST = 1.5


class RatesDialog(SmallDialog):
    """Starts a test of rates, draws it, and offers the suggested rate."""

    requested = Signal()
    cancelled = Signal()
    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("RatesDialog", "Find a learning rate"),
            _translate(
                "RatesDialog",
                "One update after another is done on a copy, each at a higher rate. Too low a rate "
                "changes nothing, too high a one makes the loss rise; the best is where the loss "
                "falls fastest. Training is not affected.",
            ),
            parent,
        )
        self._theme = LIGHT
        self._test: RateTest | None = None
        self._trying = False
        self._rate: float | None = None
        self._at: int | None = None
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_translate("RatesDialog", "Progress of the test"))
        self.verdict = TermLabel()
        self.verdict.setWordWrap(True)
        name = _translate("RatesDialog", "Loss over the learning rate")
        self.plot = quiet_plot(name)
        axis = FigureAxis("bottom")
        axis.logarithmic = True
        self.plot.setAxisItems({"left": FigureAxis("left"), "bottom": axis})
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setToolTip(_translate("RatesDialog", "← and → read the curve"))
        self.plot.setMinimumHeight(190)
        item = self.plot.getPlotItem()
        item.layout.setContentsMargins(0, 8, 12, 0)
        item.setLabel("bottom", _translate("RatesDialog", "learning rate"))
        item.setLabel("left", _translate("RatesDialog", "training loss"))
        item.getViewBox().disableAutoRange()
        self.line = pyqtgraph.PlotDataItem(connect="finite", antialias=True)
        self.present = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self.best = pyqtgraph.InfiniteLine(angle=90, movable=False)
        self.place = pyqtgraph.ScatterPlotItem(size=9, antialias=True)
        for part in (self.present, self.best, self.line, self.place):
            item.addItem(part)
        self.plot.installEventFilter(self)
        self.plot.scene().sigMouseMoved.connect(self._moved)
        self.reading = Reading(_translate("RatesDialog", "Reading"))
        for widget in (self.verdict, self.progress):
            self.rows.addWidget(widget)
        self.rows.addWidget(self.plot, 1)
        self.rows.addWidget(self.reading)
        self.use = self.add_button(
            _translate("RatesDialog", "Use this rate"),
            _translate("RatesDialog", "Set the suggested rate; a single Undo takes it back"),
            self._use,
        )
        self.run = self.add_button("", "", self._run_or_cancel, primary=True)
        self.add_close()
        self.resize(520, 460)
        self.set_theme(LIGHT)
        self._show()

    def sizeHint(self) -> QSize:
        return QSize(520, 460)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        dress_plot(self.plot, theme, self.font())
        self.line.setPen(pyqtgraph.mkPen(theme.text, width=2.0))
        dashed = Qt.PenStyle.DashLine
        self.present.setPen(pyqtgraph.mkPen(theme.border, width=1.0, style=dashed))
        self.best.setPen(pyqtgraph.mkPen(theme.now, width=2.0))
        self.place.setBrush(QColor(theme.canvas))
        self.place.setPen(pyqtgraph.mkPen(theme.now, width=2.0))
        colour_label(self.reading, theme.secondary)

    # ------------------------------------------------------------------ what it receives

    def show_project(self, project: Project) -> None:
        """Note the document's learning rate."""
        self._rate = project.optimizer.learning_rate
        self._show()

    def begin(self) -> None:
        """Start the test."""
        self._trying, self._test = True, None
        self._at = None
        self._show()
        self.requested.emit()

    def forget(self) -> None:
        """Drop what was tried, and try no more: it belongs to another document."""
        self._end()
        self._test, self._at = None, None
        self._show()

    def is_trying(self) -> bool:
        """Return whether a test is under way."""
        return self._trying

    def show_test(self, test: RateTest | None) -> None:
        """Show how far the test is; None: it was given up."""
        if not self._trying:
            return
        if test is not None:
            self._test = test
        self._trying = test is not None and not test.is_over
        self._show()

    def closeEvent(self, event: object) -> None:
        self._end()
        super().closeEvent(event)  # type: ignore[arg-type]

    def reject(self) -> None:
        self._end()
        super().reject()

    # ------------------------------------------------------------------ what it does

    def _end(self) -> None:
        if self._trying:
            self._trying = False
            self._show()
            self.cancelled.emit()

    def _run_or_cancel(self) -> None:
        if self._trying:
            self._end()
        else:
            self.begin()

    def _use(self) -> None:
        if self._test is not None and self._test.best is not None:
            self.chosen.emit(self._test.best)

    def _show(self) -> None:
        words = _translate("RatesDialog", "Try again")
        help = _translate("RatesDialog", "Try rates from the present moment on (Enter)")
        if self._trying:
            words = _translate("RatesDialog", "Cancel")
            help = _translate("RatesDialog", "Stop trying (Enter)")
        self.run.setText(words)
        self.run.setAccessibleName(words)
        self.run.setToolTip(help)
        test = self._test
        done = 0 if test is None else len(test.tried)
        self.progress.setRange(0, RATES)
        self.progress.setValue(done)
        self.progress.setVisible(self._trying)
        best = None if test is None else test.best
        self.use.setEnabled(best is not None and not self._trying and best != self._rate)
        self.verdict.setText(self._words())
        self._draw()
        self._read()

    def _words(self) -> str:
        test = self._test
        if self._trying:
            return _translate("RatesDialog", "Trying rates…")
        if test is None or not test.tried:
            return _translate("RatesDialog", "Nothing tried yet.")
        if not test.is_over:
            return _translate("RatesDialog", "Stopped before the end: no rate is suggested.")
        if test.best is None:
            return _translate("RatesDialog", "The loss falls at none of these rates.")
        rate, now = shown_number(test.best), shown_number(self._rate)
        if test.best == self._rate:
            return say(
                "RatesDialog", "The loss falls fastest at {rate}, which is the rate that is set.",
                rate=rate,
            )  # fmt: skip
        return say(
            "RatesDialog", "The loss falls fastest at {rate}; {now} is set.", rate=rate, now=now
        )

    # ------------------------------------------------------------------ drawing

    def _draw(self) -> None:
        test = self._test
        rates, losses = self._points()
        self.line.setData(rates, losses)
        self.best.setVisible(test is not None and test.best is not None)
        self.present.setVisible(bool(self._rate))
        if self._rate:
            self.present.setValue(float(np.log10(self._rate)))
        if test is None or not len(rates):
            return
        if test.best is not None:
            self.best.setValue(float(np.log10(test.best)))
        low, first = float(losses.min()), float(losses[0])
        high = min(float(losses.max()), _HIGHEST * max(first, low))
        room = 0.05 * (high - low) or 0.5
        item = self.plot.getPlotItem()
        item.setYRange(low - room, high + room, padding=0.0)
        ends = [float(rates[0]), float(rates[-1])]
        if self._rate:
            ends.append(float(np.log10(self._rate)))
        item.setXRange(min(ends), max(ends) + 0.1, padding=0.0)

    def _points(self) -> tuple[Vector, Vector]:
        """Return the exponents of the rates, and the losses."""
        tried = () if self._test is None else self._test.tried
        rates = np.log10([each.rate for each in tried])
        return rates, np.array([each.loss for each in tried])

    def _read(self) -> None:
        rates, losses = self._points()
        at = self._at
        if at is None or not 0 <= at < len(rates):
            self.place.clear()
            dashed = _translate("RatesDialog", "Dashed: the rate that is set; violet: suggested.")
            self.reading.say(dashed if len(rates) else "")
            return
        self.place.setData([rates[at]], [losses[at]])
        self.reading.say(
            say(
                "RatesDialog", "after the update at {rate}: training loss {loss}",
                rate=rough(float(10.0 ** rates[at])), loss=figure(float(losses[at])),
            )
        )  # fmt: skip

    def _moved(self, place: QPointF) -> None:
        rates, _ = self._points()
        box = self.plot.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect().contains(place)
        if inside and len(rates):
            self._at = int(np.argmin(np.abs(rates - box.mapSceneToView(place).x())))
        else:
            self._at = None
        self._read()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        rates, _ = self._points()
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress and len(rates):
            step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
            if step is not None:
                at = 0 if self._at is None else self._at + step
                self._at = min(max(at, 0), len(rates) - 1)
                self._read()
                return True
        if watched is self.plot:
            show_focus(self.plot, event, self._theme)
        return super().eventFilter(watched, event)
