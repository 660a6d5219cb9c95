"""Trying many starts: how often the network learns its task from different starting weights."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QToolTip, QWidget

from core.lesson.numbers import figure
from core.project import Project
from core.registry import Parameter
from core.run.starts import SOLVED_ACCURACY, SOLVED_R2, StartResult
from core.words import say
from gui.kit.dialog import SmallDialog
from gui.kit.fonts import caption_font
from gui.kit.form import Row
from gui.kit.number_field import NumberField
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel
from gui.kit.theme import LIGHT, Theme

_translate = QCoreApplication.translate

STARTS, EPOCHS = 20, 200


class StartsDialog(SmallDialog):
    """Asks how many starts, shows how they end, and offers the best one."""

    requested = Signal(int, int)
    cancelled = Signal()
    chosen = Signal(int)  # the seed of the best start

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("StartsDialog", "Try many starts"),
            _translate(
                "StartsDialog",
                "A single start can mislead: some starting weights find a solution, others never "
                "do. Here many are tried, without drawing them.",
            ),
            parent,
        )
        self.usual = QSize(380, 0)
        self._results: Sequence[StartResult] = ()
        self._total = 0
        self._running = False
        self._regression = False
        self.starts = self._field(
            _translate("StartsDialog", "Starts"),
            Parameter("starts", "integer", STARTS, "how many starts to try", 1, 10_000),
        )
        self.epochs = self._field(
            _translate("StartsDialog", "Epochs of each"),
            Parameter("epochs", "integer", EPOCHS, "how long each start learns", 1, 10**9),
        )
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_translate("StartsDialog", "Starts that have ended"))
        self.summary = TermLabel()
        self.summary.setWordWrap(True)
        self.meaning = TermLabel()
        self.meaning.setWordWrap(True)
        set_role(self.meaning, "caption")
        self.strip = LossStrip()
        for widget in (self.progress, self.summary, self.strip, self.meaning):
            self.rows.addWidget(widget)
        self.best = self.add_button(
            _translate("StartsDialog", "Use the best"),
            _translate(
                "StartsDialog", "Start from the weights that ended with the smallest training loss"
            ),
            self._use_best,
        )
        words = (_translate("StartsDialog", "Try them"), _translate("StartsDialog", "Cancel"))
        self.run = self.add_turning_button(words, self._run_or_cancel, primary=True)
        self.add_close()
        self.finished.connect(lambda _: self._end())  # by Close, and by Esc
        self._show()

    def show_project(self, project: Project) -> None:
        """Offer the project's own number of epochs."""
        if not self.isVisible():
            self.epochs.set_value(project.training.epochs or EPOCHS)

    def show_task(self, regression: bool) -> None:
        """Say what counts as solved for this task."""
        self._regression = regression
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.strip.set_theme(theme)

    def show_results(self, results: Sequence[StartResult], total: int) -> None:
        """Show how the starts have ended so far."""
        if not self._running:
            return
        self._results, self._total = results, total
        self._running = len(results) < total
        self._show()

    def failed(self) -> None:
        """Note that training failed."""
        self._running = False
        self._show()

    def _field(self, label: str, parameter: Parameter) -> NumberField:
        field = NumberField(parameter)
        row = Row(label, parameter.help[:1].upper() + parameter.help[1:], field, room=332)
        field.setAccessibleName(label)
        field.refused.connect(row.show_error)
        self.rows.addWidget(row)
        return field

    def _run_or_cancel(self) -> None:
        if self._running:
            self._stop()
            return
        starts, epochs = self.starts.value(), self.epochs.value()
        if isinstance(starts, int) and isinstance(epochs, int):
            self._running, self._results, self._total = True, (), starts
            self._show()
            self.requested.emit(starts, epochs)

    def forget(self) -> None:
        """Drop the results, and try no more: they belong to another network."""
        self._end()
        self._results, self._total = (), 0
        self._show()

    def _end(self) -> None:
        if self._running:
            self._stop()

    def _stop(self) -> None:
        self._running = False
        self.cancelled.emit()
        self._show()

    def _use_best(self) -> None:
        best = self._best()
        if best is not None:
            self.chosen.emit(best.seed)

    def _best(self) -> StartResult | None:
        finite = [item for item in self._results if not item.diverged]
        return min(finite, key=lambda item: item.loss, default=None)

    def _show(self) -> None:
        done = len(self._results)
        words = _translate("StartsDialog", "Cancel") if self._running else ""
        words = words or _translate("StartsDialog", "Try them")
        help = _translate("StartsDialog", "Stop here; finished starts are kept")
        if not self._running:
            help = _translate("StartsDialog", "Train from this many starts (Enter)")
        self.run.turn_to(words, help)
        self.progress.setRange(0, max(1, self._total))
        self.progress.setValue(done)
        self.progress.setVisible(self._running)
        for field in (self.starts, self.epochs):
            field.setEnabled(not self._running)
        self.best.setEnabled(self._best() is not None and not self._running)
        self.summary.setText(self._words())
        self.strip.show_results(self._results)
        self.strip.setVisible(bool(done))
        text = _translate("StartsDialog", "Solved means an accuracy of {level} % or more")
        level = f"{100 * SOLVED_ACCURACY:g}"
        if self._regression:
            text = _translate("StartsDialog", "Solved means R² of {level} or more")
            level = f"{SOLVED_R2:g}"
        part = _translate("StartsDialog", ", on the test samples if there are any.")
        self.meaning.setText(text.format(level=level) + part)
        self.grow()

    def _words(self) -> str:
        done = len(self._results)
        if not done:
            return ""
        solved = sum(item.solved for item in self._results)
        text = _translate("StartsDialog", "{solved} of {done} starts solve it")
        text = text.format(solved=solved, done=done)
        diverged = sum(item.diverged for item in self._results)
        if diverged:
            also = say("StartsDialog", ", {diverged} diverge", diverged=diverged)
            text += also
        if self._running:
            also = _translate("StartsDialog", ", {left} to go")
            return text + also.format(left=self._total - done)
        best = self._best()
        if best is not None:
            also = _translate(
                "StartsDialog", ". The best training loss is {loss}, with seed {seed}."
            )
            text += also.format(loss=figure(best.loss), seed=best.seed)
        return text


class LossStrip(QWidget):
    """The final losses as dots on one axis: filled if solved, otherwise hollow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = LIGHT
        self._results: list[StartResult] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(_translate("StartsDialog", "Final training losses"))

    def sizeHint(self) -> QSize:
        return QSize(320, 120)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_results(self, results: Sequence[StartResult]) -> None:
        """Show the losses of the starts that did not diverge."""
        self._results = [item for item in results if not item.diverged]
        said = ", ".join(figure(item.loss) for item in self._results)
        self.setAccessibleDescription(said)
        self.update()

    def _places(self) -> list[QPointF]:
        losses = [item.loss for item in self._results]
        high = max(losses, default=0.0) or 1.0
        room = self.width() - 24.0
        placed: list[QPointF] = []
        for loss in losses:
            x = 12.0 + room * max(0.0, loss) / high
            y = self._axis() - 8.0
            while any(abs(p.x() - x) < 7.0 and abs(p.y() - y) < 7.0 for p in placed) and y > 6.0:
                y -= 7.0
            placed.append(QPointF(x, y))
        return placed

    def _axis(self) -> float:
        return self.height() - 24.0

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            axis = self._axis()
            painter.setPen(QPen(QColor(theme.border), 1.0))
            painter.drawLine(QPointF(8.0, axis), QPointF(self.width() - 8.0, axis))
            for place, item in zip(self._places(), self._results, strict=True):
                painter.setPen(QPen(QColor(theme.positive if item.solved else theme.negative), 1.5))
                fill = QColor(theme.positive) if item.solved else QColor(Qt.GlobalColor.transparent)
                painter.setBrush(fill)
                painter.drawEllipse(place, 3.2, 3.2)
            painter.setFont(caption_font(self.font()))
            painter.setPen(QColor(theme.secondary))
            high = max((item.loss for item in self._results), default=0.0)
            below = QRectF(8.0, axis + 2.0, self.width() - 16.0, 20.0)
            align = Qt.AlignmentFlag
            painter.drawText(below, align.AlignLeft, "0")
            painter.drawText(below, align.AlignRight, figure(high))
            words = _translate("StartsDialog", "final training loss: ● solved, ○ not")
            painter.drawText(below, align.AlignHCenter, words)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            at = QPointF(event.pos())
            near = [
                item
                for place, item in zip(self._places(), self._results, strict=True)
                if (place - at).manhattanLength() < 10.0
            ]
            if near:
                text = _translate("StartsDialog", "seed {seed}: training loss {loss}")
                text = text.format(seed=near[0].seed, loss=repr(near[0].loss))
                QToolTip.showText(event.globalPos(), text, self)
            else:
                QToolTip.hideText()
            return True
        return super().event(event)
