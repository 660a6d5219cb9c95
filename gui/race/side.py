"""One side of a race: what it is called, where it is, and what its network says."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.components.metrics import scores
from core.lesson.names.layers import output_layer
from core.lesson.numbers import count, figure, percent
from core.pictures.snapshot import Facts, Snapshot, View
from core.words import say
from gui.kit.fonts import caption_font
from gui.kit.plain import SteadyLabel
from gui.kit.plot_parts import Heading, colour_label, on_canvas
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.surface.canvas import Scene, SurfaceCanvas
from gui.surface.picture import Wish
from gui.surface.scale import colour_limits

_translate = QCoreApplication.translate


class RaceSide(QWidget):
    """A title in the side's colour, its surface, and its figures."""

    def __init__(self, colour: str) -> None:
        super().__init__()
        self._colour, self._theme = colour, LIGHT
        self._facts: Facts | None = None
        self._snapshot: Snapshot | None = None
        self._reach = 1.0
        self.title = Heading("")
        self.mark = QWidget()
        self.mark.setFixedSize(14, 4)
        self.canvas = SurfaceCanvas()
        self.place, self.training, self.test = SteadyLabel(), SteadyLabel(), SteadyLabel()
        head = QHBoxLayout()
        head.setSpacing(SPACE[1])
        head.addWidget(self.mark)
        head.addWidget(self.title, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[1], SPACE[1], SPACE[1], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(head)
        column.addWidget(self.canvas, 1)
        for label in (self.place, self.training, self.test):
            column.addWidget(label)
        self.canvas.setMinimumSize(150, 120)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme and the text size."""
        self._theme = theme
        on_canvas(self, theme)
        colour_label(self.title, theme.text)
        self.mark.setStyleSheet(f"background: {self._colour}; border-radius: 2px;")
        self.canvas.set_theme(theme)
        for label in (self.place, self.training, self.test):
            label.setFont(caption_font(self.font()))
            colour_label(label, theme.secondary)
        self._draw()

    def begin(self, name: str, facts: Facts) -> None:
        """Show another race."""
        self._facts, self._snapshot, self._reach = facts, None, 1.0
        self.title.say(name)
        self.canvas.forget()
        self.canvas.setVisible(bool(facts.raw_names))

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show a moment."""
        self._snapshot = snapshot
        words = say(
            "Race",
            "epoch {epoch} · update {update}",
            epoch=count(snapshot.epoch),
            update=count(snapshot.update),
        )
        if snapshot.divergence is not None:
            words = say(
                "Race", "diverged in update {update}", update=count(snapshot.divergence.update)
            )
        self.place.setText(words)
        self.training.setText(
            _figures(_translate("Race", "Training"), snapshot.loss, snapshot.train_metrics)
        )
        has_test = snapshot.test_loss is not None
        words = _figures(_translate("Race", "Test"), snapshot.test_loss, snapshot.test_metrics)
        self.test.setText(words if has_test else "")
        self.test.setVisible(has_test)
        self.canvas.setAccessibleDescription(
            ", ".join(label.text() for label in (self.place, self.training, self.test))
        )
        self._draw()

    def _draw(self) -> None:
        facts, snapshot = self._facts, self._snapshot
        if facts is None or snapshot is None or snapshot.surface is None:
            return
        surface, last = snapshot.surface, output_layer(snapshot.layers)
        if not surface.outputs.size:
            return
        activation = snapshot.layers[last].activation if last >= 0 else ""
        centre, self._reach = colour_limits(
            facts, 0, activation, surface.outputs[..., 0], self._reach
        )
        view: View = surface.view
        wish = Wish(0, None, False, False)
        scene = Scene(facts, view, surface, None, None, wish, centre, self._reach)
        self.canvas.draw(scene)


def _figures(part: str, loss: float | None, metrics: Mapping[str, float]) -> str:
    """Return the figures of a part: Training: loss 0.229, accuracy 100.0 %."""
    told = [say("Race", "{part}: loss {loss}", part=part, loss=figure(loss))]
    for metric in scores():
        if metric.name in metrics:
            value = metrics[metric.name]
            shown = percent(value) if metric.is_share else figure(value)
            told.append(f"{_translate('Components', metric.label)} {shown}")
    return ", ".join(told)
