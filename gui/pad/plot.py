"""Draw a picture, and see at once what the network takes it for.

The drawing goes through the network as the followed input, by the same way as one that is typed, so
that the diagram shows its activations. What the network gets is shown beside it, pixel by pixel.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from core.lesson.numbers import figure, tidy
from core.pictures.pad import Floats, Pad, pad_of, shares_of
from core.pictures.snapshot import Facts, Probe, Snapshot, Wanted
from core.words import plain_name, say
from gui.drawing.tools import small_button
from gui.kit.picture import PixelPicture
from gui.kit.plot_parts import Reading, caption, colour_label, on_canvas, small_box
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.pad.bars import ClassBars
from gui.pad.canvas import PadCanvas

_translate = QCoreApplication.translate

#: the least time between two inputs on their way to the network
_INTERVAL_MS = 50
_PICTURE = 56
#: the pen's width on its slider, in tenths of its usual width
_PEN = (5, 10, 25)


class PadPlot(QWidget):
    """The pad and the answer; `probe_requested` carries the drawing as raw inputs (r,)."""

    probe_requested = Signal(object)
    wanted_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._facts: Facts | None = None
        self._probe: Probe | None = None
        self._pad: Pad | None = None
        self._raw: Floats | None = None  # the drawing as inputs, None if nothing is drawn
        self._sent: Floats | None = None  # and as it was last sent
        self.canvas = PadCanvas()
        self.bars = ClassBars()
        self.seen = PixelPicture(_PICTURE, _translate("Pad", "As the network sees it"), True)
        self.clear_button = small_button(
            _translate("Pad", "Clear"), _translate("Pad", "Take the drawing away (Delete)")
        )
        self.undo_button = small_button(
            _translate("Pad", "Undo"), _translate("Pad", "Take the last stroke away (Backspace)")
        )
        self.fit = small_box(
            _translate("Pad", "fit to samples"),
            _translate(
                "Pad",
                "Move and scale the drawing to the middle and the size that the samples have on "
                "average; without it, it stays as it is drawn",
            ),
        )
        self.pen = QSlider(Qt.Orientation.Horizontal)
        self.pen.setRange(_PEN[0], _PEN[2])
        self.pen.setValue(_PEN[1])
        self.pen.setMinimumWidth(40)
        self.pen.setAccessibleName(_translate("Pad", "Width of the pen"))
        self.pen.setToolTip(_translate("Pad", "Width of the pen"))
        self._label = caption(_translate("Pad", "network input"))
        self._label.setToolTip(
            _translate(
                "Pad",
                "The picture beside this is the drawing as the network sees it: each pixel has the "
                "share of its area that is inked",
            )
        )
        self._reading = Reading(_translate("Pad", "Reading"))
        self._soon = QTimer(self)
        self._soon.setSingleShot(True)
        self._soon.setInterval(_INTERVAL_MS)
        self._soon.timeout.connect(self._send)
        self._build()
        self.setAccessibleName(_translate("Pad", "Pad"))
        self.set_theme(LIGHT)
        self._follow()

    def _build(self) -> None:
        both = QHBoxLayout()
        both.setSpacing(SPACE[2])
        both.addWidget(self.canvas, 1)
        both.addWidget(self.bars, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE[0])
        for part in (self.clear_button, self.undo_button):
            buttons.addWidget(part)
        buttons.addWidget(self.pen, 1)
        foot = QGridLayout()
        foot.setHorizontalSpacing(SPACE[1])
        foot.setVerticalSpacing(SPACE[0])
        foot.addWidget(self.seen, 0, 0, 2, 1)
        foot.addLayout(buttons, 0, 1)
        under = QHBoxLayout()
        under.addWidget(self._label, 1)
        under.addWidget(self.fit)
        foot.addLayout(under, 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[2], SPACE[1], SPACE[2], SPACE[1])
        column.setSpacing(SPACE[0])
        column.addLayout(both, 1)
        column.addLayout(foot)
        column.addWidget(self._reading)
        self.canvas.changed.connect(self._drawn)
        self.clear_button.clicked.connect(self.canvas.clear)
        self.undo_button.clicked.connect(self.canvas.undo)
        self.fit.toggled.connect(self._drawn)
        self.pen.valueChanged.connect(self._set_pen)

    def sizeHint(self) -> QSize:
        return QSize(360, 320)

    # ------------------------------------------------------------------ what it receives

    def wants(self) -> Wanted:
        """Return what snapshots have to contain: the probe is in each of them anyway."""
        return Wanted.NOTHING

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        on_canvas(self, theme)
        for label in (self._label, self._reading):
            colour_label(label, theme.secondary)
        for part in (self.canvas, self.bars, self.seen):
            part.set_theme(theme)

    def forget(self) -> None:
        """Take the drawing away: another document begins."""
        self.canvas.clear()

    def show_facts(self, facts: Facts) -> None:
        """Take the shape of the samples' pictures; a drawing of the same shape stays."""
        self._facts, self._probe = facts, None
        self._pad = pad_of(facts)
        self.canvas.set_pad(self._pad)
        if self._pad is not None:
            self.canvas.pen = self._pad.pen * self.pen.value() / 10.0
        was = self._sent
        self._raw = self._sent = None
        self._take()
        if was is not None and self._raw is not None:
            self._soon.start()  # the new network is asked too
        self._follow()

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show what the network says of the drawing now."""
        self._probe = snapshot.probe
        self._follow()

    def reading(self) -> str:
        """Return the line under the pad."""
        return self._reading.text()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wanted_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted_changed.emit()

    # ------------------------------------------------------------------ what a person does

    def _set_pen(self, tenths: int) -> None:
        if self._pad is not None:
            self.canvas.pen = self._pad.pen * tenths / 10.0
            self.canvas.update()

    def _drawn(self, *_: object) -> None:
        if not self.canvas.lines:
            self._take()
        elif not self._soon.isActive():
            self._soon.start()
        self._follow()

    def _take(self) -> None:
        """Turn the strokes into inputs."""
        pad, lines = self._pad, self.canvas.lines
        if pad is None or not lines:
            self._raw = None
            return
        self._raw = pad.raw(pad.fitted(lines) if self.fit.isChecked() else lines)

    def _send(self) -> None:
        self._take()
        self._follow()
        if self._raw is not None:
            self._sent = self._raw
            self.probe_requested.emit(self._raw.copy())

    # ------------------------------------------------------------------ drawing

    def _answer(self) -> Probe | None:
        """Return the drawing's own way through the network, if it is the followed input."""
        probe, sent = self._probe, self._sent
        if probe is None or sent is None or self._raw is None or probe.sample is not None:
            return None
        return probe if np.array_equal(probe.raw, sent) else None

    def _follow(self) -> None:
        facts, pad, probe = self._facts, self._pad, self._answer()
        has = bool(self.canvas.lines)
        self.clear_button.setEnabled(has)
        self.undo_button.setEnabled(has)
        self.fit.setEnabled(pad is not None and pad.usual is not None)
        self.seen.show_pixels(None if pad is None else pad.shape, self._raw)
        if facts is None or pad is None:
            return
        if not has:
            self.bars.show_shares((), facts.task)
            self._reading.say(
                say(
                    "Pad",
                    "Draw above with the mouse: {columns} × {rows} pixels.",
                    columns=pad.columns,
                    rows=pad.rows,
                )
            )
            return
        if probe is None:
            if not self._soon.isActive():
                self.bars.show_shares((), facts.task)
                self._reading.say(_translate("Pad", "Another input is followed: draw on to ask."))
            return
        shares = shares_of(facts, probe.answer)
        self.bars.show_shares(shares, facts.task)
        name, share = max(shares, key=lambda pair: pair[1])
        if name.isdecimal():  # beside a figure it would not look like a name
            name = say("SurfacePlot", "class {name}", name=name)
        ends = (f(array) for array in (probe.raw, probe.inputs) for f in (np.min, np.max))
        low, high, least, most = (tidy(float(f"{float(end):.3g}")) for end in ends)
        self._reading.say(
            say(
                "Pad",
                "→ {name} {share} · pixels {low} to {high}, scaled to {least} … {most}",
                name=plain_name(name),
                share=figure(share),
                low=low,
                high=high,
                least=least,
                most=most,
            )
        )
