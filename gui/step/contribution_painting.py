"""How rows of bars are painted: from the middle to the left if negative, otherwise to the right."""

import numpy as np
from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QPainter, QPen

from core.lesson.numbers import count
from gui.kit.colours import sign_colour, sign_text_colour
from gui.kit.fonts import caption_font, number_font
from gui.kit.theme import SPACE, Theme
from gui.step.contribution_rows import Sheet, signed

_Align = Qt.AlignmentFlag
_MIDDLE = _Align.AlignVCenter
_BAR, _PAD = 10.0, 4.0


class SheetPainter:
    """Paints one sheet in the colours of a theme."""

    def __init__(self, painter: QPainter, sheet: Sheet, theme: Theme) -> None:
        self._painter, self._sheet, self._theme = painter, sheet, theme
        self._left, self._right = sheet.columns()
        self._limit = sheet.rows.limit()
        self._words, self._figures = caption_font(sheet.font), number_font(sheet.font)

    def paint(self, at: int | None) -> None:
        """Paint everything; `at` is the row under the cursor, by its place in the order."""
        sheet, rows = self._sheet, self._sheet.rows
        self._painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if any(rows.ends):
            self._ends(*rows.ends)
        seen = sheet.seen()
        for line, number in enumerate(seen):
            rect, value = sheet.row_rect(line), float(rows.values[number])
            if number == rows.marked or sheet.first + line == at:
                self._ground(rect, number == rows.marked)
            self._texts(rect, rows.label(number), value, self._left)
            self._bar(rect, value)
        if sheet.hidden():
            self._hidden(sheet.row_rect(len(seen)))
        for number, extra in enumerate(rows.extras):
            rect = sheet.extra_rect(number)
            if extra.bar:
                self._bar(rect, extra.value, hatched=True)
            self._texts(rect, extra.label, extra.value, self._left if extra.bar else None)
        self._lines(len(seen))

    def _lines(self, seen: int) -> None:
        """Draw the zero line, and the line between the rows and those below."""
        sheet = self._sheet
        middle = round((self._left + self._right) / 2.0) + 0.5
        top, bottom = sheet.row_rect(0).top(), sheet.row_rect(seen).top()
        self._painter.setPen(QPen(QColor(self._theme.border), 1.0))
        self._painter.drawLine(QPointF(middle, top), QPointF(middle, bottom))
        if sheet.rows.extras:
            y = round(sheet.extra_rect(0).top() - SPACE[0]) + 0.5
            self._painter.setPen(QPen(QColor(self._theme.separator), 1.0))
            self._painter.drawLine(QPointF(0.0, y), QPointF(sheet.width, y))

    def _ends(self, low: str, up: str) -> None:
        sheet, painter = self._sheet, self._painter
        painter.setFont(self._words)
        painter.setPen(QColor(self._theme.secondary))
        middle = (self._left + self._right) / 2.0
        below = QRectF(0.0, 0.0, middle - 6.0, sheet.high)
        above = QRectF(middle + 6.0, 0.0, sheet.width - middle - 6.0, sheet.high)
        painter.drawText(below, _Align.AlignRight | _MIDDLE, f"← {low}")
        painter.drawText(above, _Align.AlignLeft | _MIDDLE, f"{up} →")

    def _ground(self, rect: QRectF, marked: bool) -> None:
        fill = QColor(self._theme.now)
        fill.setAlphaF(0.12 if marked else 0.06)
        pen = QPen(QColor(self._theme.now), 1.0) if marked else QPen(Qt.PenStyle.NoPen)
        self._painter.setPen(pen)
        self._painter.setBrush(fill)
        self._painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 3.0, 3.0)

    def _texts(self, rect: QRectF, label: str, value: float, room: float | None) -> None:
        """Write a label, cut to the room there is, and a number on the right."""
        painter, theme = self._painter, self._theme
        number = signed(value)
        if room is None:
            taken = QFontMetricsF(self._figures).horizontalAdvance(number)
            room = rect.width() - taken - SPACE[1]
        box = QRectF(_PAD, rect.top(), room - 2.0 * _PAD, rect.height())
        metrics = QFontMetricsF(self._words)
        painter.setFont(self._words)
        painter.setPen(QColor(theme.text))
        shown = metrics.elidedText(label, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, _MIDDLE, shown)
        painter.setFont(self._figures)
        painter.setPen(sign_text_colour(theme, value))
        painter.drawText(rect.adjusted(0.0, 0.0, -_PAD, 0.0), _Align.AlignRight | _MIDDLE, number)

    def _bar(self, rect: QRectF, value: float, hatched: bool = False) -> None:
        if not np.isfinite(value) or value == 0.0:
            return
        middle, half = (self._left + self._right) / 2.0, (self._right - self._left) / 2.0 - _PAD
        # even the smallest is visible
        long = float(np.copysign(max(1.5, abs(value) / self._limit * half), value))
        bar = QRectF(middle, rect.center().y() - _BAR / 2.0, long, _BAR).normalized()
        fill = sign_colour(self._theme, value)
        casing = QColor(self._theme.negative_casing) if value < 0.0 else fill
        self._painter.setPen(QPen(casing, 1.0))
        style = Qt.BrushStyle.BDiagPattern if hatched else Qt.BrushStyle.SolidPattern
        self._painter.setBrush(QBrush(fill, style))
        self._painter.drawRect(bar)

    def _hidden(self, rect: QRectF) -> None:
        translate, sheet = QCoreApplication.translate, self._sheet
        text = translate("Questions", "… {count} more").format(count=count(sheet.hidden()))
        if sheet.rows.summed:
            together = translate("Questions", ": together {sum}")
            text += together.format(sum=signed(sheet.rest()))
        self._painter.setFont(self._words)
        self._painter.setPen(QColor(self._theme.secondary))
        self._painter.drawText(rect.adjusted(_PAD, 0.0, -_PAD, 0.0), _MIDDLE, text)
