"""ROC and precision/recall curves, with the place of the threshold, which can be dragged."""

from typing import Any

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QKeyEvent, QMouseEvent, QResizeEvent

from core.lesson.assessing import (
    beside,
    counts_in_words,
    left_out_in_words,
    rates_in_words,
)
from core.pictures.assessing.judged import NETWORK
from core.pictures.assessing.question import Question
from core.pictures.assessing.ranking import Counts, Ranking
from gui.assessing.lines import FittedLines, FoldingView
from gui.assessing.look import LOW, baseline_pen
from gui.assessing.threshold import ThresholdRow
from gui.kit.plot_parts import (
    Reading,
    colour_label,
    dress_plot,
    fit_axes,
    quiet_plot,
    show_focus,
)
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate
_KEYS = {
    Qt.Key.Key_Left: -10,
    Qt.Key.Key_Down: -10,
    Qt.Key.Key_Right: 10,
    Qt.Key.Key_Up: 10,
    Qt.Key.Key_PageDown: -100,
    Qt.Key.Key_PageUp: 100,
    Qt.Key.Key_Home: -1_000,
    Qt.Key.Key_End: 1_000,
}


class CurveView(FoldingView):
    """A curve of one kind; a person drags the threshold along it, or moves it with keys."""

    chosen = Signal(float)  # a threshold

    def __init__(self, roc: bool) -> None:
        super().__init__()
        self.roc = roc
        self._theme = LIGHT
        self._ranking: Ranking | None = None
        self._places = np.zeros((0, 2))  # of the thresholds that are drawn, from the first
        self._drawn = np.zeros(0, dtype=np.intp)
        self._threshold = 0.5
        name = _translate("Assessing", "ROC curve")
        if not roc:
            name = _translate("Assessing", "Precision and recall")
        self.plot = quiet_plot(name)
        self.plot.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.plot.setMinimumHeight(self.least)
        self.plot.setAccessibleDescription(
            _translate("Assessing", "Arrow keys move the threshold, Home and End go to its ends.")
        )
        self.item = self.plot.getPlotItem()
        self.item.layout.setContentsMargins(0, 8, 10, 0)
        words = (
            (
                _translate("Assessing", "false positive rate"),
                _translate("Assessing", "true positive rate"),
            )
            if roc
            else (_translate("Assessing", "recall"), _translate("Assessing", "precision"))
        )
        for side, text in zip(("bottom", "left"), words, strict=True):
            self.item.setLabel(side, text)
        self.item.setXRange(0.0, 1.0, padding=0.03)
        self.item.setYRange(0.0, 1.0, padding=0.08)
        self.item.showGrid(x=True, y=True, alpha=0.15)
        self.chance = pyqtgraph.PlotDataItem()
        self.others: list[Any] = []
        self.curve = pyqtgraph.PlotDataItem()
        self.mark = pyqtgraph.ScatterPlotItem(antialias=True, size=14.0, symbol="o")
        for depth, item in enumerate((self.chance, self.curve, self.mark), 10):
            item.setZValue(depth)
            self.item.addItem(item)
        self.threshold = ThresholdRow()
        self.counts = Reading(_translate("Assessing", "Counts at the threshold"))
        longest = rates_in_words(Counts(1, 0, 0, 0))  # each figure is 100 % or 1
        self.rates = FittedLines(_translate("Assessing", "Figures at the threshold"), longest)
        self.whole = FittedLines(_translate("Assessing", "The curve, compared with simpler models"))
        column = self.column
        column.addWidget(self.plot, 1)
        for part in (self.threshold, self.counts, self.rates, self.whole):
            column.addWidget(part)
        self.leave_out(self.counts)  # the tooltip of the figures has them
        self.threshold.chosen.connect(self.chosen)
        self.plot.installEventFilter(self)
        self.plot.viewport().installEventFilter(self)
        self.plot.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        dress_plot(self.plot, theme, self.font())
        fit_axes(self.item, self.font(), self.height() >= LOW)
        self.curve.setPen(pyqtgraph.mkPen(theme.positive, width=2.0))
        dashed = pyqtgraph.mkPen(theme.border, width=1.0, style=Qt.PenStyle.DashLine)
        self.chance.setPen(dashed)
        for other in self.others:
            other.setPen(baseline_pen(self._theme))
        self.mark.setPen(pyqtgraph.mkPen(theme.canvas, width=2.0))
        self.mark.setBrush(QBrush(QColor(theme.now)))
        self.threshold.set_theme(theme)
        colour_label(self.counts, theme.text)
        colour_label(self.rates, theme.text)
        colour_label(self.whole, theme.secondary)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        fit_axes(self.item, self.font(), self.height() >= LOW)

    def show_rankings(
        self, rankings: dict[str, Ranking], question: Question, threshold: float, usual: float
    ) -> None:
        """Show the curves of the network and the baselines, by model."""
        found = rankings[NETWORK]
        self._ranking, self._threshold = found, threshold
        self._drawn = found.drawn()
        x, y = self._points(found)
        self._places = np.column_stack([x, y])
        self.curve.setData(x, y)
        names = [model for model in rankings if model != NETWORK and len(
            rankings[model].thresholds) > 1]  # fmt: skip
        while len(self.others) < len(names):
            self.others.append(pyqtgraph.PlotDataItem(pen=baseline_pen(self._theme)))
            self.item.addItem(self.others[-1])
        for number, other in enumerate(self.others):
            points = self._points(rankings[names[number]]) if number < len(names) else ([], [])
            other.setData(*points)
        level = found.prevalence or 0.0
        self.chance.setData([0.0, 1.0], [0.0, 1.0] if self.roc else [level, level])
        self._say_whole(rankings)
        ends = self._ends(found)
        self.threshold.set_ends(*ends, usual)
        self.threshold.say_own(question.threshold is not None)
        self.show_threshold(threshold)

    def _points(self, found: Ranking) -> tuple[Any, Any]:
        drawn = found.drawn()
        if self.roc:
            x, y = found.roc()
            at = np.append(0, drawn + 1)
            return x[at], y[at]
        recall, precision = found.precision_recall()
        return recall[drawn], precision[drawn]

    @staticmethod
    def _ends(found: Ranking) -> tuple[float, float]:
        """Return the ends of the slider: 0 and 1, or those of scores beyond."""
        if not len(found.thresholds):
            return 0.0, 1.0
        low, high = float(found.thresholds[-1]), float(found.thresholds[0])
        if low >= 0.0 and high <= 1.0:
            return 0.0, 1.0
        room = 0.01 * (high - low)
        return low - room, high

    def show_threshold(self, threshold: float) -> None:
        """Show where a threshold is on the curve, and what it means."""
        self._threshold = threshold
        found = self._ranking
        if found is None:
            return
        self.threshold.show_threshold(threshold)
        at = found.at(threshold)
        place = self._place(found, at)
        self.mark.setData(*([], []) if place is None else ([place[0]], [place[1]]))
        self.counts.say(counts_in_words(at))
        self.rates.say(rates_in_words(at), counts_in_words(at))
        self.plot.setAccessibleDescription(f"{counts_in_words(at)}; {rates_in_words(at)}")

    def _place(self, found: Ranking, at: Counts) -> tuple[float, float] | None:
        """Return where counts are on the plot; None if they are nowhere on it."""
        x, y = (at.false_positive_rate, at.recall) if self.roc else (at.recall, at.precision)
        if not self.roc and y is None and x == 0.0 and len(found.thresholds):
            y = float(found.precision_recall()[1][0])  # nothing is taken: the curve begins here
        return None if x is None or y is None else (x, y)

    def _say_whole(self, rankings: dict[str, Ranking]) -> None:
        label = (
            _translate("Assessing", "AUC")
            if self.roc
            else _translate("Assessing", "average precision")
        )
        values = {
            model: found.auc if self.roc else found.average_precision
            for model, found in rankings.items()
        }
        said = beside(label, values)
        left_out = left_out_in_words(rankings[NETWORK].left_out)
        self.whole.say(" · ".join(part for part in (said, left_out) if part), self._about())

    def _about(self) -> str:
        if self.roc:
            return _translate(
                "Assessing",
                "The area under the curve is the probability that a sample of the class has a "
                "higher output than another one. Dashed: guessing. Thin: the logistic regression.",
            )
        return _translate(
            "Assessing",
            "Average precision: the mean of the precisions at the recalls reached. Dashed: the "
            "share of the class, which guessing has. Thin: the logistic regression.",
        )

    # what a person does

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and watched is self.plot.viewport():
            pressed = event.type() is QEvent.Type.MouseButtonPress
            dragged = event.type() is QEvent.Type.MouseMove
            left = Qt.MouseButton.LeftButton
            if (pressed and event.button() == left) or (dragged and event.buttons() & left):
                self._drag(event.position())
                return True
        if isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = _KEYS.get(Qt.Key(event.key()))
            if step is not None and watched is self.plot:
                slider = self.threshold.slider
                slider.setValue(slider.value() + step)
                return True
        if watched is self.plot:
            show_focus(self.plot, event, self._theme)
        return super().eventFilter(watched, event)

    def _drag(self, place: QPointF) -> None:
        """Choose the threshold whose place on the curve is nearest to the cursor."""
        found = self._ranking
        if found is None or not len(self._places):
            return
        box = self.item.getViewBox()
        rect = box.sceneBoundingRect()
        if rect.width() <= 0.0 or rect.height() <= 0.0:
            return
        at = box.mapSceneToView(self.plot.mapToScene(place.toPoint()))
        across = (self._places[:, 0] - at.x()) * rect.width()
        up = (self._places[:, 1] - at.y()) * rect.height()
        nearest = int(np.argmin(np.hypot(across, up)))
        if self.roc:
            taken = int(self._drawn[nearest - 1]) + 1 if nearest else 0
        else:
            taken = int(self._drawn[nearest]) + 1
        self.chosen.emit(found.between(taken))
