"""How likely each class is, as a bar with its name and its probability."""

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from core.data.samples import Task
from core.lesson.numbers import figure, percent
from core.words import plain_name, say
from gui.kit.fonts import caption_font
from gui.kit.marks import class_fill
from gui.kit.theme import LIGHT, Theme

_GAP = 6.0


class ClassBars(QWidget):
    """Shows classes in their order, or only the most likely ones if there is no room for all."""

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._shares: tuple[tuple[str, float], ...] = ()
        self._task = Task.CLASSES
        self.setFont(caption_font(self.font()))
        self.setMinimumSize(90, 60)
        self.setAccessibleName(QCoreApplication.translate("Pad", "What the network says"))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_shares(self, shares: tuple[tuple[str, float], ...], task: Task) -> None:
        """Show what every class is called and how likely it is; nothing shows no bars."""
        self._shares = tuple((plain_name(name), share) for name, share in shares)
        self._task = task
        told = ", ".join(
            say("Pad", "{name} {share}", name=name, share=self._number(share))
            for name, share in self._shares
        )
        self.setAccessibleDescription(told)
        self.setToolTip(
            QCoreApplication.translate(
                "Pad", "The classes, or only the most likely ones if there is no room for all"
            )
        )
        self.update()

    def shares(self) -> tuple[tuple[str, float], ...]:
        """Return what is shown."""
        return self._shares

    def sizeHint(self) -> QSize:
        return QSize(160, 160)

    def _number(self, share: float) -> str:
        """Return a probability in per cent, and what is none as a number."""
        within = all(0.0 <= other <= 1.0 for _, other in self._shares)
        return percent(share) if within and self._task is not Task.REGRESSION else figure(share)

    def _rows(self, room: int) -> list[int]:
        """Return the numbers of the classes to be shown, if there is room for so many."""
        numbers = list(range(len(self._shares)))
        if len(numbers) <= room:
            return numbers
        return sorted(numbers, key=lambda k: -self._shares[k][1])[: max(1, room)]

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._shares:
            return
        font = self.font()
        metrics = QFontMetricsF(font)
        line = metrics.height() - 1.0
        rows = self._rows(int(self.height() / line))
        high = min(22.0, self.height() / len(rows))
        names = [name for name, _ in self._shares]
        longest = max(metrics.horizontalAdvance(names[k]) for k in rows)
        named = min(longest, 0.4 * self.width())
        told = 1.15 * metrics.horizontalAdvance("100.0 %")  # the first is bold
        whole = max(1.0, self.width() - named - told - 2.0 * _GAP)
        most = max(1.0, *(abs(share) for _, share in self._shares))
        best = max(range(len(names)), key=lambda k: self._shares[k][1])
        with QPainter(self) as painter:
            for place, k in enumerate(rows):
                bold = QFont(font)
                bold.setBold(k == best and self._task is not Task.REGRESSION)
                painter.setFont(bold)
                self._paint_row(painter, k, place * high, high, named, whole, most)

    def _paint_row(
        self,
        painter: QPainter,
        k: int,
        top: float,
        high: float,
        named: float,
        whole: float,
        most: float,
    ) -> None:
        name, share = self._shares[k]
        theme, middle = self._theme, Qt.AlignmentFlag.AlignVCenter
        painter.setPen(QColor(theme.text))
        name = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, round(named) + 1)
        edge = QRectF(0.0, top, named + 1.0, high)
        painter.drawText(edge, middle | Qt.AlignmentFlag.AlignRight, name)
        thick = min(12.0, high - 3.0)
        bar = QRectF(named + _GAP, top + (high - thick) / 2.0, whole, thick)
        painter.fillRect(bar, QColor(theme.separator))
        filled = QRectF(bar)
        filled.setWidth(whole * min(1.0, max(0.0, share / most)))
        colour = theme.positive
        if self._task is not Task.REGRESSION:
            colour = class_fill(k % 2 if self._task is Task.TWO_CLASSES else k, self._task, theme)
        painter.fillRect(filled, QColor(colour))
        told = QRectF(bar.right() + _GAP, top, self.width() - bar.right() - _GAP, high)
        painter.drawText(told, middle | Qt.AlignmentFlag.AlignLeft, self._number(share))
