"""The line at the bottom: what training is doing, in words, and what the network is."""

from PySide6.QtCore import QCoreApplication, QEvent, QMargins, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QToolButton, QWidget

from core.lesson.numbers import figure
from core.pictures.snapshot import Facts, Outcome, Snapshot
from core.run.states import State
from core.run.stops import Stops
from core.words import say
from gui.kit.fonts import caption_font
from gui.kit.plain import Label, SteadyLabel
from gui.kit.style import set_role
from gui.kit.texts import count

_translate = QCoreApplication.translate


class StatusLine(QWidget):
    """State and position of training on the left, progress of long work, the network at right."""

    cancelled = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "foot")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._state = State.EMPTY
        self._snapshot: Snapshot | None = None
        self._stops = Stops()
        self.state = SteadyLabel()
        self.network = Label()
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setFixedWidth(140)
        self.progress.setAccessibleName(_translate("StatusLine", "Progress"))
        self.progress_words = Label()
        for label in (self.state, self.network, self.progress_words):
            set_role(label, "caption")
        row = QHBoxLayout(self)
        row.setContentsMargins(QMargins(12, 1, 16, 1))
        row.setSpacing(12)
        row.addWidget(self.state, 1)
        row.addWidget(self.progress_words)
        row.addWidget(self.progress)
        row.addWidget(self.network)
        self.cancel = QToolButton()
        self.cancel.setText(_translate("StatusLine", "Cancel"))
        self.cancel.setToolTip(_translate("StatusLine", "Stop this and stay here (Esc)"))
        self.cancel.setAccessibleName(self.cancel.text())
        self.cancel.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.cancel.clicked.connect(self.cancelled)
        self.cancel.setFont(caption_font(self.cancel.font()))
        self.cancel.setStyleSheet("QToolButton { min-height: 22px; padding: 0 8px; }")
        row.insertWidget(4, self.cancel)
        self._row = row
        self.show_progress("", 0, 0)
        self._say()

    def show_state(self, state: State) -> None:
        """Show what training is doing."""
        self._state = state
        self._say()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show how far training is."""
        self._snapshot = snapshot
        self._say()

    def show_facts(self, facts: Facts) -> None:
        """Show what the network is and how many updates make an epoch."""
        self._snapshot = None
        text = _translate(
            "StatusLine", "{loss} · {parameters} weights and biases · {updates} updates an epoch"
        )
        if facts.updates_per_epoch == 1:
            text = _translate(
                "StatusLine", "{loss} · {parameters} weights and biases · one update is one epoch"
            )
        loss = facts.loss_label[:1].upper() + facts.loss_label[1:]
        parameters, updates = count(facts.parameters), count(facts.updates_per_epoch)
        self.network.setText(text.format(loss=loss, parameters=parameters, updates=updates))

    def show_stops(self, stops: Stops) -> None:
        """Show where training will pause automatically."""
        self._stops = stops
        self._say()

    def show_progress(self, words: str, done: int, total: int) -> None:
        """Show how far long work is; no total keeps the bar moving, no words remove it."""
        running = bool(words)
        self.cancel.setVisible(running and total > 0)
        self.progress.setVisible(running)
        self.progress_words.setVisible(running)
        if running:
            self.progress.setRange(0, total)
            self.progress.setValue(done)
            self.progress_words.setText(words)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Keep the height with and without the button, and leave out the network if it must be."""
        brief = (self.progress, self.cancel)  # what is there for a while only
        self.setMinimumHeight(max(part.sizeHint().height() for part in brief) + 2)
        shown = [self.progress_words, self.progress, self.cancel]
        taken = sum(p.sizeHint().width() + self._row.spacing() for p in shown if not p.isHidden())
        left = self.width() - taken - self._row.spacing() - 28
        self.network.setVisible(not taken or self.network.sizeHint().width() <= left)

    def _say(self) -> None:
        words = {
            State.EMPTY: _translate("StatusLine", "Waiting for a project that fits its data"),
            State.READY: _translate("StatusLine", "Ready"),
            State.RUNNING: _translate("StatusLine", "Training"),
            State.PAUSED: _translate("StatusLine", "Paused"),
            State.FINISHED: _translate("StatusLine", "Finished"),
            State.DIVERGED: _translate("StatusLine", "Diverged"),
        }
        parts = [words[self._state]]
        snapshot = self._snapshot
        if snapshot is not None and self._state is not State.EMPTY:
            at = say("StatusLine", "update {update}", update=count(snapshot.update))
            parts.append(at)
            if self._state is State.RUNNING and snapshot.updates_per_second > 0:
                rate = _translate("StatusLine", "{rate} updates/s")
                parts.append(rate.format(rate=_rounded(snapshot.updates_per_second)))
            if snapshot.learning_rate > 0:
                rate = _translate("StatusLine", "learning rate {rate}")
                parts.append(rate.format(rate=f"{snapshot.learning_rate:g}"))
        parts += _stops_words(self._stops)
        self.state.setText(" · ".join(parts))


def _stops_words(stops: Stops) -> list[str]:
    """Return where training pauses automatically, in words; nothing if nowhere."""
    said = []
    if stops.update is not None:
        text = _translate("StatusLine", "update {update}")
        said.append(text.format(update=count(stops.update)))
    if stops.epoch is not None:
        text = _translate("StatusLine", "epoch {epoch}")
        said.append(text.format(epoch=count(stops.epoch)))
    if stops.loss is not None:
        said.append(say("StatusLine", "training loss {loss}", loss=figure(stops.loss)))
    if stops.sample is not None:
        said.append(_translate("StatusLine", "a change of class"))
    if not said:
        return []
    return [say("StatusLine", "pauses at {places}", places=", ".join(said))]


def _rounded(rate: float) -> str:
    return count(round(rate)) if rate >= 100.0 else figure(rate)


def ending_words(outcome: Outcome) -> str:
    """Return why training has finished, or "" if it has not."""
    return {
        Outcome.EPOCHS: _translate("StatusLine", "All epochs are done"),
        Outcome.TARGET: _translate("StatusLine", "The target loss is reached"),
        Outcome.PATIENCE: _translate(
            "StatusLine", "The loss stopped improving; the best weights are back"
        ),
    }.get(outcome, "")
