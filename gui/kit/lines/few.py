"""Small text in at most a few lines: what does not fit ends in “…”, and the tooltip has it all."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel

from gui.kit.fonts import caption_font
from gui.kit.plain import plain_tip


def in_lines(text: str, font: QFont, width: float, lines: int) -> list[str]:
    """Return a text wrapped at a width in pixels; the last line that is allowed may end in “…”."""
    found: list[str] = []
    anywhere = QTextOption()
    anywhere.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    for paragraph in text.split("\n"):
        layout, units = QTextLayout(paragraph, font), paragraph.encode("utf-16-le")  # as Qt counts
        layout.setTextOption(anywhere)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(max(1.0, width))
            start, end = 2 * line.textStart(), 2 * (line.textStart() + line.textLength())
            if len(found) == lines - 1 and end < len(units):
                rest, right = units[start:].decode("utf-16-le"), Qt.TextElideMode.ElideRight
                found.append(QFontMetricsF(font).elidedText(rest, right, width))
                return found
            found.append(units[start:end].decode("utf-16-le").rstrip(" "))
        layout.endLayout()
        if len(found) >= lines:
            return found
    return found


class FewLines(QLabel):
    """Small text in at most a few lines, always equally high, so that nothing below it moves.

    A longer text ends in “…”; its tooltip has the whole.
    """

    def __init__(self, name: str, lines: int = 2) -> None:
        super().__init__()
        self._lines = lines
        self.setFont(caption_font(self.font()))
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.setAccessibleName(name)

    def say(self, text: str, tip: str = "") -> None:
        """Show a text, with more about it as a tooltip; a per cent sign stays with its number."""
        text = text.replace(" %", "\u00a0%")
        if text != self.text():
            self.setText(text)
        self.setToolTip(plain_tip("\n".join(part for part in (text, tip) if part)))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._lines * self.fontMetrics().lineSpacing() + 2)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def hasHeightForWidth(self) -> bool:
        return False

    def shown(self) -> list[str]:
        """Return the lines that are painted."""
        return in_lines(self.text(), self.font(), self.width(), self._lines)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setPen(self.palette().color(self.foregroundRole()))
            metrics = self.fontMetrics()
            for number, line in enumerate(self.shown()):
                painter.drawText(0, metrics.ascent() + number * metrics.lineSpacing(), line)
