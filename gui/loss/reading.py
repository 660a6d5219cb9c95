"""What the loss plot says under the cursor: the figures there, of this run or of an earlier one."""

import numpy as np
import pyqtgraph
from PySide6.QtCore import QCoreApplication, QPointF, Qt
from PySide6.QtWidgets import QLabel, QWidget

from core.components.metrics import Metric, scores
from core.lesson.numbers import count, figure, percent
from gui.kit.fonts import caption_font
from gui.kit.key import Entry
from gui.kit.texts import score_words
from gui.kit.theme import Theme
from gui.loss.curves import EarlierRun, LossCurves

#: a line is pointed at if it is no farther from the cursor than this, in pixels
REACH = 6.0
_MARGIN = 6


def reading_of(curves: LossCurves, epoch: float) -> str:
    """Return the figures of the current run at the entry nearest to an epoch, in words."""
    translate = QCoreApplication.translate
    index = curves.at(epoch)
    if index is None:
        return ""
    span = curves.reading(index)
    if not span.is_exact:
        return _named(curves, reading_of_span(curves, index))
    text = translate("LossPlot", "epoch {epoch}: training loss {loss}").format(
        epoch=count(round(span.first)),
        loss=figure(curves.value("loss", index)),
    )
    test = curves.value("test loss", index)
    if test is not None:
        text += translate("LossPlot", ", test {loss}").format(loss=figure(test))
    validation = curves.value("validation loss", index)
    if validation is not None:
        text += translate("LossPlot", ", validation {loss}").format(loss=figure(validation))
    for metric in scores():
        value = curves.value(metric.name, index)
        if value is not None:
            written = percent(value) if metric.is_share else figure(value)
            text += f", {score_words(metric.name, 'training')} {written}"
    return _named(curves, text)


def _named(curves: LossCurves, text: str) -> str:
    """Return the text about the current run, preceded by its name."""
    name = curves.name(curves.run_id)
    return f"{name}, {text}" if name else text


def reading_of_span(curves: LossCurves, index: int) -> str:
    """Return the figures of a thinned entry, which stands for several epochs, in words."""
    translate = QCoreApplication.translate
    span = curves.reading(index)
    parts = []
    for name, words in (
        ("loss", translate("LossPlot", "training loss {mean} on average ({low} to {high})")),
        ("test loss", translate("LossPlot", "test {mean} ({low} to {high})")),
        ("validation loss", translate("LossPlot", "validation {mean} ({low} to {high})")),
    ):
        found = curves.range(name, index)
        if found is not None:
            said = [figure(value) for value in found]
            parts.append(words.format(low=said[0], high=said[1], mean=said[2]))
    words = translate("LossPlot", "{metric} {mean} ({low} to {high})")
    for metric in scores():
        found = curves.range(metric.name, index)
        if found is not None:
            said = [percent(value) if metric.is_share else figure(value) for value in found]
            label = score_words(metric.name, "training")
            parts.append(words.format(metric=label, low=said[0], high=said[1], mean=said[2]))
    return translate("LossPlot", "epochs {first} to {last}: {figures}").format(
        first=count(round(span.first)),
        last=count(round(span.last)),
        figures=", ".join(parts),
    )


def reading_of_run(curves: LossCurves, run: EarlierRun, epoch: float) -> str:
    """Return the loss of an earlier run at an epoch, in words."""
    translate = QCoreApplication.translate
    name = curves.name(run.run_id) or translate("LossPlot", "earlier run")
    if run.run_id is not None and run.run_id == curves.run_id:
        text = translate("LossPlot", "{name}, before it was changed")
        name = text.format(name=curves.name(run.run_id) or translate("LossPlot", "this run"))
    text = translate("LossPlot", "{name}, epoch {epoch}: training loss {loss}")
    return text.format(name=name, epoch=count(round(epoch)), loss=figure(run.at(epoch)))


def pointed_run(
    curves: LossCurves, box: pyqtgraph.ViewBox, place: QPointF, log: bool
) -> EarlierRun | None:
    """Return the earlier run whose line is under a place of the scene, or None.

    The current run's own curve takes precedence if it is as near.
    """
    rect = box.sceneBoundingRect()
    low, high = box.viewRange()[1]
    epoch = float(box.mapSceneToView(place).x())

    def away(loss: float | None) -> float:
        if loss is None or not np.isfinite(loss) or (log and loss <= 0.0):
            return np.inf
        value = np.log10(loss) if log else loss
        down = rect.bottom() - (value - low) / (high - low) * rect.height()
        return float(abs(down - place.y()))

    found, nearest = None, REACH
    index = curves.at(epoch)
    if index is not None and abs(curves.epoch(index) - epoch) <= 1.0:
        nearest = min(nearest, away(curves.value("loss", index)))
    for run in curves.earlier:
        distance = away(run.at(epoch))
        if distance < nearest:
            found, nearest = run, distance
    return found


def key_entries(
    curves: LossCurves, theme: Theme, left_out: bool, every: int = 1
) -> tuple[Entry, ...]:
    """Return what the lines mean, and what they leave out.

    That is what is thinned, what has no logarithm, and all epochs but those at which figures are
    measured: each of `every`.
    """
    translate = QCoreApplication.translate
    entries = [Entry(translate("LossPlot", "training"), theme.text, line=True)]
    if "test loss" in curves.names:
        test = translate("LossPlot", "test")
        entries.append(Entry(test, theme.secondary, line=True, dashed=True))
    if "validation loss" in curves.names:
        validation = translate("LossPlot", "validation")
        entries.append(Entry(validation, theme.positive, line=True))
    if curves.earlier:
        earlier = translate("LossPlot", "earlier runs")
        entries.append(Entry(earlier, theme.text, line=True, faint=True))
    if curves.of_other_data:
        text = translate("LossPlot", "{number} of other data or loss: not drawn")
        text = text.format(number=count(curves.of_other_data))
        entries.append(Entry(text, theme.secondary, shape=""))
    if every > 1:
        text = translate("LossPlot", "every {number} epochs").format(number=count(every))
        entries.append(Entry(text, theme.secondary, shape=""))
    if curves.thinned_to is not None:
        text = translate("LossPlot", "thinned to {epoch}").format(
            epoch=count(round(curves.thinned_to))
        )
        entries.append(Entry(text, theme.secondary, shape=""))
    if left_out:
        text = translate("LossPlot", "0 has no logarithm: left out")
        entries.append(Entry(text, theme.secondary, shape=""))
    return tuple(entries)


def thinned_words(curves: LossCurves) -> str:
    """Return what it means that a run is thinned; "" if it is not."""
    if curves.thinned_to is None:
        return ""
    return QCoreApplication.translate(
        "LossPlot",
        "Up to epoch {epoch} only the lowest, highest and mean values of groups of epochs are "
        "kept; after it, every epoch",
    ).format(epoch=count(round(curves.thinned_to)))


def merit_words(metric: type[Metric]) -> str:
    """Return the heading of a figure of merit: its name and how to read it."""
    label = QCoreApplication.translate("Components", metric.label)
    label = label[:1].upper() + label[1:]
    if not metric.reading:
        return label
    return f"{label}: {QCoreApplication.translate('Components', metric.reading)}"


class ReadingCard(QLabel):
    """A small card in a corner of the plot, on the side away from the cursor."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFont(caption_font(self.font()))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAccessibleName(QCoreApplication.translate("LossPlot", "Reading"))
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        self.setStyleSheet(
            f"QLabel {{ background: {theme.canvas}; color: {theme.text};"
            f" border: 1px solid {theme.separator}; border-radius: 4px; padding: 2px 5px; }}"
        )

    def say(self, text: str, plot: QWidget, cursor: float, axis: int) -> None:
        """Show a text over a plot whose axis is `axis` pixels wide, away from the cursor."""
        text = text.replace(" %", "\u00a0%")  # a per cent sign stays with its number
        self.setText(text)
        room = plot.width() - axis - 2 * _MARGIN
        widest = self.fontMetrics().horizontalAdvance(text) + 16
        wide = max(60, min(widest, round(room * 0.62)))
        self.setFixedWidth(wide)
        self.setFixedHeight(self.heightForWidth(wide))
        home = self.parentWidget()
        assert home is not None
        corner = plot.mapTo(home, plot.rect().topLeft())
        left = corner.x() + axis + _MARGIN
        right = corner.x() + plot.width() - wide - 2 * _MARGIN
        self.move(left if cursor > axis + room / 2 else right, corner.y() + _MARGIN)
        self.show()
        self.raise_()
