"""Bars: one number for every sample of the batch, painted beside its name.

For a large batch, the followed sample and the largest bars are shown, and the rest is one line.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFontMetricsF,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QMenu, QSizePolicy, QToolTip, QWidget

from core.lesson.cards.content import Array, Bars, shown
from core.lesson.numbers import count, full
from gui.kit.colours import sign_colour, sign_text_colour
from gui.kit.fonts import caption_font, number_font
from gui.kit.icons import mixed
from gui.kit.plain import plain_tip
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.step.plotting import add_plot, has_line, is_plot_key

#: the most bars shown
MOST = 8
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | _MIDDLE


def chosen_bars(values: Array, followed: int | None, most: int = MOST) -> list[int]:
    """Return which bars to show, in order: the followed one and the largest of the others."""
    if len(values) <= most:
        return list(range(len(values)))
    sizes = np.nan_to_num(np.abs(values), nan=-1.0, posinf=np.finfo(np.float64).max)
    if followed is not None:
        sizes[followed] = np.inf
    return sorted(int(i) for i in np.argsort(-sizes, kind="stable")[: most - 1])


class BarsView(QWidget):
    """Horizontal bars from a zero line; `chosen` carries the row of a bar that was clicked.

    Up and down follow a row. T, or the menu, plots a bar over time, or what they come to.
    """

    chosen = Signal(int)
    plot_requested = Signal(str)  # the address of a number

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._bars: Bars | None = None
        self._rows: list[int] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_bars(self, bars: Bars) -> None:
        """Show bars."""
        self._bars = bars
        rows = chosen_bars(bars.values, bars.followed)
        other = len(rows) != len(self._rows) or self.left_out() > 0
        self._rows = rows
        self.setAccessibleName(bars.title)
        self.setAccessibleDescription(self.as_text())
        if other:
            self.updateGeometry()
        self.update()

    def bars(self) -> Bars | None:
        """Return what is shown."""
        return self._bars

    def left_out(self) -> int:
        """Return how many samples have no bar of their own."""
        return 0 if self._bars is None else len(self._bars.values) - len(self._rows)

    def as_text(self) -> str:
        """Return the bars in words."""
        bars = self._bars
        if bars is None:
            return ""
        lines = [f"{self._name(i)}: {shown(bars.values[i])}" for i in self._rows]
        if self.left_out():
            lines.append(self._rest())
        return "; ".join([*lines, bars.total])

    def _name(self, row: int) -> str:
        bars = self._bars
        assert bars is not None
        return bars.names[row] if row < len(bars.names) else str(row + 1)

    def _rest(self) -> str:
        bars = self._bars
        assert bars is not None
        others = np.delete(bars.values, self._rows)
        words = QCoreApplication.translate("StepPanel", "… {count} more, together {total}")
        return words.format(count=count(len(others)), total=shown(float(np.sum(others))))

    # measures

    def _line(self) -> int:
        return int(max(18.0, QFontMetricsF(number_font(self.font())).height() + 2.0))

    def sizeHint(self) -> QSize:
        lines = len(self._rows) + 1 + (1 if self.left_out() else 0)
        return QSize(240, lines * self._line() + SPACE[0])

    def minimumSizeHint(self) -> QSize:
        return QSize(160, self.sizeHint().height())

    def row_at(self, place: QPointF) -> int | None:
        """Return the row of the batch whose bar is at a place."""
        at = int(place.y() // self._line()) - 1
        return self._rows[at] if 0 <= at < len(self._rows) else None

    def bar_rect(self, row: int) -> QRectF:
        """Return the line of a sample's bar."""
        line = self._line()
        return QRectF(0.0, (self._rows.index(row) + 1) * line, self.width(), line)

    # what a person does

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = self.row_at(event.position())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bars, rows = self._bars, self._rows
        if bars is not None and rows and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            at = rows.index(bars.followed) if bars.followed in rows else 0
            self.chosen.emit(rows[min(max(at + step, 0), len(rows) - 1)])
        elif bars is not None and is_plot_key(event) and has_line(self._address(bars.followed)):
            self.plot_requested.emit(self._address(bars.followed))
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        bars = self._bars
        if bars is None:
            return
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        row, where = self.row_at(QPointF(event.pos())), event.globalPos()
        if event.reason() is QContextMenuEvent.Reason.Keyboard:
            row, where = bars.followed, self.mapToGlobal(self.rect().center())
        translate = QCoreApplication.translate
        own = bars.address and row is not None
        if own:
            add_plot(menu, self._address(row), self.plot_requested.emit)
        words = translate("StepPanel", "Plot the result over time")
        add_plot(menu, bars.whole, self.plot_requested.emit, words, not own)
        menu.exec(where)
        menu.deleteLater()

    def address_of_keys(self) -> str:
        """Return the address of the followed row's number, "" where there is none."""
        return "" if self._bars is None else self._address(self._bars.followed)

    def address_at(self, place: QPointF) -> str:
        """Return the address of the number whose bar is at a place, "" where there is none."""
        return self._address(self.row_at(place))

    def _address(self, row: int | None) -> str:
        return "" if self._bars is None or row is None else self._bars.address_at(row)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            row = self.row_at(QPointF(event.pos()))
            words = ""
            if row is not None and self._bars is not None:
                words = f"{self._name(row)}: {full(self._bars.values[row])}"
            QToolTip.showText(event.globalPos(), plain_tip(words), self)
            return True
        return super().event(event)

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        bars, theme, line = self._bars, self._theme, self._line()
        if bars is None:
            return
        words, figures = caption_font(self.font()), number_font(self.font())
        with QPainter(self) as painter:
            painter.setFont(words)
            metrics = QFontMetricsF(words)
            painter.setPen(QColor(theme.secondary))
            total = metrics.horizontalAdvance(bars.total)
            painter.drawText(QRectF(0, 0, self.width(), line), _RIGHT, bars.total)
            title = metrics.elidedText(
                bars.title, Qt.TextElideMode.ElideRight, self.width() - total - SPACE[1]
            )
            painter.drawText(QRectF(0, 0, self.width(), line), _MIDDLE, title)
            if self.left_out():
                below = QRectF(0, (len(self._rows) + 1) * line, self.width(), line)
                painter.drawText(below, _MIDDLE, self._rest())
            names = [metrics.horizontalAdvance(self._name(row)) for row in self._rows]
            left = min(96.0, max(names, default=0.0)) + SPACE[1]
            numbers = [
                QFontMetricsF(figures).horizontalAdvance(shown(bars.values[row]))
                for row in self._rows
            ]
            right = self.width() - max(numbers, default=0.0) - SPACE[1]
            for row in self._rows:
                self._paint_bar(painter, bars, row, left, right)

    def _paint_bar(
        self, painter: QPainter, bars: Bars, row: int, left: float, right: float
    ) -> None:
        theme, rect = self._theme, self.bar_rect(row)
        value = float(bars.values[row])
        if row == bars.followed:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(mixed(theme.now, theme.canvas, 0.13)))
            painter.drawRect(rect)
        painter.setFont(caption_font(self.font()))
        painter.setPen(QColor(theme.now if row == bars.followed else theme.text))
        name = QFontMetricsF(painter.font()).elidedText(
            self._name(row), Qt.TextElideMode.ElideRight, left - SPACE[0]
        )
        painter.drawText(QRectF(SPACE[0], rect.top(), left, rect.height()), _MIDDLE, name)
        values = bars.values[np.isfinite(bars.values)]
        low, high = min(0.0, float(np.min(values, initial=0.0))), float(np.max(values, initial=0.0))
        span = (high - low) or 1.0
        zero = left + (right - left) * (-low / span)
        if np.isfinite(value):
            end = left + (right - left) * ((value - low) / span)
            bar = QRectF(min(zero, end), rect.top() + 4.0, abs(end - zero), rect.height() - 8.0)
            painter.fillRect(bar, sign_colour(theme, value))
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.drawLine(QPointF(zero, rect.top()), QPointF(zero, rect.bottom()))
        painter.setFont(number_font(self.font()))
        painter.setPen(sign_text_colour(theme, value))
        painter.drawText(rect.adjusted(0.0, 0.0, -float(SPACE[0]), 0.0), _RIGHT, shown(value))
