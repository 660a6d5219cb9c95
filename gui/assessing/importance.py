"""Permutation importance: how much worse the network gets if one input is shuffled."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetricsF, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QSpinBox,
    QWidget,
)

from core.components.metrics import METRICS
from core.lesson.assessing import importance_in_words, part_in_words
from core.lesson.names.settings import component_label
from core.lesson.names.symbols import pretty_name
from core.lesson.numbers import count, figure, percent
from core.pictures.assessing.importance import Importance
from gui.assessing.lines import FittedLines, FoldingView
from gui.kit.dialog import TurningButton
from gui.kit.fonts import caption_font, number_font
from gui.kit.plot_parts import Reading, caption, colour_label, on_canvas
from gui.kit.style import set_role
from gui.kit.theme import LIGHT, SPACE, Theme

_translate = QCoreApplication.translate
_ROW = 22.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight
#: the most inputs that are listed, the most important first
MOST = 200


class ImportanceBars(QWidget):
    """A row for each input, the most important first: its name, the mean drop and its spread."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._found: Importance | None = None
        self.setAccessibleName(_translate("Assessing", "Importance of the inputs"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_importance(self, found: Importance | None) -> None:
        """Show what was measured, or nothing."""
        self._found = found
        rows = [] if found is None else found.order()[:MOST].tolist()
        said = [f"{found.names[k]}: {importance_in_words(found, k)}" for k in rows if found]
        self.setAccessibleDescription("; ".join(said[:20]))
        self.setMinimumHeight(max(1, round(len(rows) * _ROW) + 4))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(240, self.minimumHeight())

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.minimumHeight())

    def paintEvent(self, event: QPaintEvent) -> None:
        found = self._found
        if found is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter, found, event.rect().top(), event.rect().bottom())

    def _paint(self, painter: QPainter, found: Importance, top: int, bottom: int) -> None:
        theme = self._theme
        words, figures = caption_font(self.font()), number_font(self.font())
        figures.setPixelSize(words.pixelSize())
        metrics = QFontMetricsF(words)
        order, mean, deviation = found.order()[:MOST], found.mean, found.deviation
        names = [pretty_name(found.names[k]) for k in order.tolist()]
        widest = max((metrics.horizontalAdvance(name) for name in names), default=0.0)
        left = min(widest, 0.36 * self.width()) + 8.0
        said = [importance_in_words(found, k) for k in order.tolist()]
        numbers = QFontMetricsF(figures)
        right = max((numbers.horizontalAdvance(text) for text in said), default=0.0) + 8.0
        low = float(np.nanmin([0.0, *(mean - deviation)]))
        high = float(np.nanmax([1e-12, *(mean + deviation)]))
        wide = max(10.0, self.width() - left - right)

        def x(value: float) -> float:
            return left + (value - low) / (high - low) * wide

        first, last = int(top // _ROW), int(bottom // _ROW) + 1
        for row, k in list(enumerate(order.tolist()))[first:last]:
            middle = (row + 0.5) * _ROW
            painter.setFont(words)
            painter.setPen(QColor(theme.text))
            name = metrics.elidedText(names[row], Qt.TextElideMode.ElideMiddle, left - 6.0)
            painter.drawText(QRectF(0.0, middle - _ROW / 2, left, _ROW), _MIDDLE, name)
            painter.setFont(figures)
            place = QRectF(self.width() - right, middle - _ROW / 2, right, _ROW)
            painter.drawText(place, _RIGHT | _MIDDLE, said[row])
            value, spread = float(mean[k]), float(deviation[k])
            if not np.isfinite(value):
                continue
            ends = sorted((x(0.0), x(value)))
            colour = QColor(theme.positive if value >= 0.0 else theme.negative)
            painter.fillRect(QRectF(ends[0], middle - 5.0, ends[1] - ends[0], 10.0), colour)
            painter.setPen(QPen(QColor(theme.text), 1.2))
            low_end, high_end = x(value - spread), x(value + spread)
            painter.drawLine(QPointF(low_end, middle), QPointF(high_end, middle))
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.drawLine(QPointF(x(0.0), 0.0), QPointF(x(0.0), len(order) * _ROW))


class ImportanceView(FoldingView):
    """Asks for the importance of the inputs, and shows it; the network may train on meanwhile."""

    asked = Signal(int, int)  # repeats, seed
    cancelled = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._found: Importance | None = None
        self._measuring = False
        self.repeats, self.seed = QSpinBox(), QSpinBox()
        rows = (
            (self.repeats, 1, 100, 10, _translate("Assessing", "How often each input is shuffled")),
            (
                self.seed,
                0,
                9999,
                0,
                _translate("Assessing", "Seed: the same one shuffles the same"),
            ),
        )
        for spin, low, high, value, tip in rows:
            spin.setRange(low, high)
            spin.setValue(value)
            spin.setToolTip(tip)
            spin.setAccessibleName(tip)
            spin.setMinimumWidth(62)
        self.repeats.setSuffix(_translate("Assessing", " times"))
        self.seed.setPrefix(_translate("Assessing", "seed "))
        words = (_translate("Assessing", "Measure"), _translate("Assessing", "Cancel"))
        self.button = TurningButton(words)
        set_role(self.button, "small")
        self.bars = ImportanceBars()
        self._area = QScrollArea()
        self._area.setWidget(self.bars)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        self._area.setMinimumHeight(self.least)
        self._area.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._area.setAccessibleName(_translate("Assessing", "Importance of the inputs"))
        self.empty = caption(
            _translate(
                "Assessing",
                "One input after another is shuffled among the samples: the more the score drops, "
                "the more the network's answers depend on it. Nothing is changed.",
            )
        )
        self.empty.setWordWrap(True)
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.what = Reading(_translate("Assessing", "What the bars are"))
        self.said = FittedLines(_translate("Assessing", "What was measured"))
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        row.addWidget(self.repeats)
        row.addWidget(self.seed)
        row.addStretch(1)
        row.addWidget(self.button)
        column = self.column
        column.addLayout(row)
        column.addWidget(self.what)
        column.addWidget(self._area, 1)
        column.addWidget(self.empty, 1)
        column.addWidget(self.said)
        self.button.clicked.connect(self._press)
        self.show_importance(None)
        self.set_theme(LIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for widget in (self.bars, self._area.viewport()):
            on_canvas(widget, theme)
        self.bars.set_theme(theme)
        for label in (self.empty, self.what):
            colour_label(label, theme.secondary)
        colour_label(self.said, theme.text)

    def show_importance(self, found: Importance | None) -> None:
        """Show what was measured; None shows what there was before."""
        self._measuring = False
        self._found = found or self._found
        self._show()

    def forget(self) -> None:
        """Forget what was measured: it belongs to another network."""
        self._found, self._measuring = None, False
        self._show()

    def show_now(self, update: int, beside: str) -> None:
        """Say whether the network has been trained on since, and what the baselines score."""
        found = self._found
        if found is None:
            self.said.say("")
            self.what.say("")
            return
        metric = METRICS.named(found.metric)
        written = percent if metric.is_share else figure
        what = _translate("Assessing", "drop of {metric} if shuffled: mean ± deviation")
        self.what.say(what.format(metric=component_label(metric)))
        text = _translate("Assessing", "{part}, {metric} {score}")
        said = text.format(
            part=part_in_words(found.part),
            metric=component_label(metric),
            score=written(found.score),
        )
        if update != found.update:
            later = _translate("Assessing", "measured after update {n}: the network has changed")
            said += " · " + later.format(n=count(found.update))
        elif beside:
            said += f" · {beside}"
        self.said.say(said)

    def _press(self) -> None:
        if self._measuring:
            self.cancelled.emit()
            return
        self._measuring = True
        self._show()
        self.asked.emit(self.repeats.value(), self.seed.value())

    def _show(self) -> None:
        words = _translate("Assessing", "Cancel") if self._measuring else ""
        words = words or _translate("Assessing", "Measure")
        help = _translate("Assessing", "Shuffle every input and measure the drop of the score")
        if self._measuring:
            help = _translate("Assessing", "Stop measuring")
        self.button.turn_to(words, help)
        self._area.setVisible(self._found is not None)
        self.what.setVisible(self._found is not None)
        self.empty.setVisible(self._found is None)
        self.bars.show_importance(self._found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._measuring:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
