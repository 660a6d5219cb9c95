"""The rail: the phases of an update in order; a click goes to a phase.

Done, now and to come differ in their frames too: a line, a filled box, dashes.
"""

from enum import Enum

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolButton, QWidget

from gui.kit.fonts import caption_font
from gui.kit.icons import mixed
from gui.kit.plain import plain_tip
from gui.kit.theme import CONTROL_HEIGHT, LIGHT, RADIUS, SPACE, Theme

_PAD = 8  # of the text within a stop, left and right together
_ROWS = 2  # of full names; with more rows, short names are used
#: stops made in one turn: a deep network has hundreds, and the window must answer in between
_IN_A_TURN = 32
_MIDDLE = Qt.AlignmentFlag.AlignCenter


class State(Enum):
    """The state of a phase: done, the last one done, or to come."""

    DONE = "done"
    NOW = "now"
    TO_COME = "to come"


class RailStop(QToolButton):
    """One phase of the rail."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.state = State.TO_COME
        self._theme = LIGHT
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_state(self, name: str, state: State, theme: Theme) -> None:
        """Show a phase by its name."""
        translate = QCoreApplication.translate
        self.state, self._theme = state, theme
        self.setAccessibleName(name)
        words = {
            State.DONE: translate("StepPanel", "Done: go back to {name}"),
            State.NOW: translate("StepPanel", "Now: {name}"),
            State.TO_COME: translate("StepPanel", "To come: go on to {name}"),
        }[state].format(name=name)
        self.setToolTip(plain_tip(words))
        self.setAccessibleDescription(words)
        self.update()

    def text_font(self) -> QFont:
        """Return the font it is painted with."""
        font = caption_font(self.font())
        font.setWeight(QFont.Weight.DemiBold if self.state is State.NOW else QFont.Weight.Normal)
        return font

    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            frame, ground, ink = QPen(QColor(theme.border), 1.0), theme.panel, theme.text
            if self.state is State.NOW:
                frame, ground, ink = QPen(QColor(theme.now), 1.0), theme.now, theme.canvas
            elif self.state is State.TO_COME:
                frame, ink = QPen(QColor(theme.border), 1.0, Qt.PenStyle.DashLine), theme.secondary
                ground = theme.canvas
            if self.underMouse() and self.state is not State.NOW:
                ground = mixed(theme.text, theme.canvas, 0.08)
            if self.hasFocus():
                colour = theme.text if self.state is State.NOW else theme.now
                frame = QPen(QColor(colour), 2.0)
            painter.setPen(frame)
            painter.setBrush(QColor(ground))
            box = QRectF(self.rect()).adjusted(1.0, 1.0, -1.0, -1.0)
            painter.drawRoundedRect(box, RADIUS, RADIUS)
            painter.setFont(self.text_font())
            painter.setPen(QColor(ink))
            painter.drawText(self.rect(), _MIDDLE, self.text())


class Rail(QWidget):
    """All phases; `chosen` carries how many are to be done."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.stops: list[RailStop] = []
        self._shown: tuple[tuple[str, ...], int] = ((), 0)
        self._short: tuple[str, ...] = ()
        self._making = QTimer(self)
        self._making.setInterval(0)
        self._making.timeout.connect(self._make)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(QCoreApplication.translate("StepPanel", "Phases of the update"))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._dress()

    def show_stops(self, names: tuple[str, ...], done: int, short: tuple[str, ...] = ()) -> None:
        """Show phases by their names; the first `done` of them are done.

        The `short` names are used if the others would take more than two rows.
        """
        if (names, done) == self._shown:
            return
        other = names != self._shown[0]
        self._shown, self._short = (names, done), short or names
        while len(self.stops) > len(names):
            old = self.stops.pop()
            old.hide()
            old.deleteLater()
        if other:
            self._make()
        else:
            self._dress()

    @Slot()
    def _make(self) -> None:
        """Make some of the stops that are missing; with the last of them all take their places."""
        names, _ = self._shown
        for number in range(len(self.stops) + 1, len(names) + 1)[:_IN_A_TURN]:
            stop = RailStop(self)
            stop.clicked.connect(lambda _=False, number=number: self.chosen.emit(number))
            stop.setGeometry(0, 0, 0, 0)  # it has no place yet
            self.stops.append(stop)
            stop.show()
        if len(self.stops) < len(names):
            self._making.start()
            return
        self._making.stop()
        self._dress()
        self._place()

    def _dress(self) -> None:
        names, done = self._shown
        for i, (stop, name) in enumerate(zip(self.stops, names, strict=False)):
            state = State.DONE if i < done - 1 else State.NOW if i == done - 1 else State.TO_COME
            stop.show_state(name, state, self._theme)

    # placing

    def _rows(self, width: int) -> tuple[list[list[int]], list[int]]:
        """Return the numbers of stops in rows that fit a width, and the width that each needs.

        Short names are used if there are too many.
        """
        for texts in (self._shown[0], self._short):
            widths = self._least_widths(texts)
            rows = self._even_rows(width, widths)
            if len(rows) <= _ROWS:
                break
        for stop, text in zip(self.stops, texts, strict=True):
            stop.setText(text)
        return rows, widths

    def _least_widths(self, texts: tuple[str, ...]) -> list[int]:
        """Return the width that each text needs, bold."""
        font = caption_font(self.stops[0].font() if self.stops else self.font())
        font.setWeight(QFont.Weight.DemiBold)
        metrics = QFontMetrics(font)
        return [metrics.horizontalAdvance(text) + _PAD for text in texts]

    def _even_rows(self, width: int, widths: list[int]) -> list[list[int]]:
        """Return the numbers of stops in rows that fit a width, about equally filled."""
        count = 1
        while True:
            rows = self._filled(widths, count)
            fits = all(
                sum(widths[i] for i in row) + SPACE[0] * (len(row) - 1) <= width for row in rows
            )
            if fits or count >= max(1, len(widths)):
                return rows
            count += 1

    @staticmethod
    def _filled(widths: list[int], count: int) -> list[list[int]]:
        rows: list[list[int]] = [[]]
        share, used = sum(widths) / count, 0.0
        for i, wide in enumerate(widths):
            if rows[-1] and used + wide / 2.0 > share * len(rows) and len(rows) < count:
                rows.append([])
            rows[-1].append(i)
            used += wide
        return rows

    def _line(self) -> int:
        return max(CONTROL_HEIGHT, QFontMetrics(caption_font(self.font())).height() + 10)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self._line())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._place()

    def _place(self) -> None:
        if len(self.stops) != len(self._shown[0]):
            return  # more of them are being made
        y, high, width = 0, self._line(), self.width()
        rows, widths = self._rows(width)
        self.setFixedHeight(max(1, len(rows)) * (high + SPACE[0]) - SPACE[0])
        for row in rows:
            needed = sum(widths[i] for i in row)
            spare = width - needed - SPACE[0] * (len(row) - 1)
            extra = min(28.0, max(0.0, spare / max(1, len(row))))
            x = 0.0
            for i in row:
                end = x + widths[i] + extra
                self.stops[i].setGeometry(round(x), y, round(end) - round(x), high)
                x = end + SPACE[0]
            y += high + SPACE[0]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focus = self.focusWidget()
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is None or not isinstance(focus, RailStop) or focus not in self.stops:
            super().keyPressEvent(event)
            return
        at = (self.stops.index(focus) + step) % len(self.stops)
        self.stops[at].setFocus()
