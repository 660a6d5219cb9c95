"""The loss along one number: the loss of this batch for other values of that number.

A question of the step panel, computed on request because it takes many forward passes: the curve,
the slope at the number's value before the update, and the hop that the update makes from there.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QWidget

from core.lesson.cards.stops import number_title
from core.lesson.names.numbers import symbol
from core.lesson.numbers import figure, full, tidy
from core.pictures.findings import LossCurve
from gui.kit.key import Entry, SurfaceKey
from gui.kit.plot_parts import Reading, caption, colour_label
from gui.kit.theme import LIGHT, Theme
from gui.step.loss_along_chart import LossAlongChart, can_draw, nearest
from gui.step.number_question import NumberQuestion


class LossAlongView(NumberQuestion[LossCurve]):
    """Requests the curve of a number, draws it and says what the update does along it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        super().__init__(translate("Questions", "Work it out"), parent)
        self._theme = LIGHT
        self.button.setAccessibleName(self.button.text())
        self.button.setToolTip(
            translate("Questions", "Try 81 values of this number on the batch; nothing is changed")
        )
        self.chart = LossAlongChart()
        self._key = SurfaceKey()
        self._key.setAccessibleName(translate("Questions", "Key"))
        self._reading = Reading(translate("Questions", "Reading"))
        self._words = caption()
        self._words.setWordWrap(True)
        for widget in (self._key, self.chart, self._reading, self._words):
            self.column.addWidget(widget)
        self.chart.pointed.connect(self._read)
        self.setAccessibleName(translate("Questions", "Loss along this weight"))
        self.set_theme(LIGHT)
        self.redraw()

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for label in (self._title, self._reading):
            colour_label(label, theme.secondary)
        colour_label(self._words, theme.text)
        self.chart.set_theme(theme)
        self._key.set_theme(theme)
        self._show_key()

    # what it says

    def words(self) -> str:
        """Return the text under the curve, or instead of it."""
        return self._words.text()

    def reading(self) -> str:
        """Return the values under the cursor."""
        return self._reading.text()

    # drawing

    def redraw(self) -> None:
        translate = QCoreApplication.translate
        curve, part, told = self._answer, self._part, self._told
        known = self.value() is not None
        self.button.setVisible(known and curve is None)
        drawn = known and curve is not None and can_draw(curve)
        for widget in (self.chart, self._key, self._reading):
            widget.setVisible(drawn)
        if part is None or told is None or not known:
            self._title.setText("")
            text = translate(
                "Questions", "Click a weight or a bias in the network to ask about it."
            )
            self._words.setText(text)
            return
        self._title.setText(number_title(part, told[2], told[1]))
        if curve is None:
            text = translate("Questions", "How does this batch's loss depend on {symbol}?")
            self._words.setText(text.format(symbol=symbol(part, told[2])))
            return
        if not drawn:
            self._words.setText(undrawn_words(curve))
            return
        upwards = translate("Questions", "loss of this batch")
        if told[0].project.regularizer.penalizes:
            upwards = translate("Questions", "loss of this batch + penalty")
        self.chart.show_curve(curve, number_title(part, told[2], told[1]), upwards)
        self._words.setText(hop_words(curve))
        self._show_key()
        self._read(None)

    def _show_key(self) -> None:
        translate, theme = QCoreApplication.translate, self._theme
        self._key.show_entries(
            (
                Entry(translate("Questions", "loss"), theme.text, line=True),
                Entry(translate("Questions", "slope"), theme.secondary, line=True, dashed=True),
                Entry(translate("Questions", "this update"), theme.now, line=True),
            )
        )

    def _read(self, at: int | None) -> None:
        curve, part = self._answer, self._part
        if curve is None or part is None:
            return
        text = QCoreApplication.translate("Questions", "all else stays the same")
        if at is not None:
            text = QCoreApplication.translate(
                "Questions", "{symbol} = {value}: training loss {loss}"
            )
            value, loss = float(curve.values[at]), float(curve.losses[at])
            name = symbol(part, self._told[2] if self._told is not None else ())
            text = text.format(symbol=name, value=figure(value, 5), loss=figure(loss, 5))
        self._reading.say(text)


def undrawn_words(curve: LossCurve) -> str:
    """Return why a curve is not drawn, in words."""
    translate = QCoreApplication.translate
    if not np.isfinite(curve.loss):
        return translate(
            "Questions", "The loss of this batch is not finite: there is no curve to draw."
        )
    text = translate("Questions", "The numbers are too large to draw: the training loss is {loss}.")
    return text.format(loss=figure(curve.loss))


def hop_words(curve: LossCurve) -> str:
    """Return what the update does along a curve, in words."""
    translate = QCoreApplication.translate
    hop = curve.reached - curve.value
    if hop == 0.0:
        if curve.slope == 0.0:
            return translate("Questions", "The slope is 0 here: the update does not change it.")
        return translate("Questions", "The update does not change it, or moves it out of sight.")
    after = float(curve.losses[nearest(curve, curve.reached)])
    old, new = apart(curve.loss, after)
    if np.isclose(hop, -curve.rate * curve.slope, rtol=1e-5, atol=0.0):
        text = translate(
            "Questions", "One step of {rate} · {slope} downhill: training loss {old} → {new}."
        ).format(rate=tidy(curve.rate), slope=figure(abs(curve.slope), 4), old=old, new=new)
    else:
        text = translate(
            "Questions", "The update takes it from {first} to {last}: training loss {old} → {new}."
        )
        first, last = apart(curve.value, curve.reached)
        text = text.format(first=first, last=last, old=old, new=new)
    if not after <= curve.loss:
        if hop * curve.slope < 0.0:
            text += " " + translate("Questions", "That is too far: the loss is higher there.")
        else:
            text += " " + translate(
                "Questions", "The loss is higher there: it moves with its slope, not against it."
            )
    return text


def apart(first: float, second: float) -> tuple[str, str]:
    """Return two numbers with enough digits to tell them apart, at least four."""
    for digits in range(4, 16):
        texts = figure(first, digits), figure(second, digits)
        if texts[0] != texts[1]:
            return texts
    return full(first), full(second)
