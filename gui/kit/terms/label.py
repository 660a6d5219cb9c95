"""A label whose words of the field have a dotted line: rest the cursor on one to ask about it.

The line and the card take no room: the label is laid out as any other.
"""

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QWidget

from core.lesson.glossary.finding import Found, found_in
from gui.kit.plain import Label
from gui.kit.terms.asking import Asked, Resting

#: how dark the dots are, of 255
_DOTS = 150
_BREAK = "\u2028"


class TermLabel(Label):
    """Shows plain text; its terms can be asked about."""

    def __init__(self, text: str = "", parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self._placed: tuple[object, list[tuple[QRectF, Found]]] | None = None
        self._resting = Resting(self, self._asked_at)
        self.setMouseTracking(True)

    def terms(self) -> tuple[str, ...]:
        """Return the ids of the terms in the text."""
        return tuple(each.id for each in found_in(self.text()))

    # ------------------------------------------------------------------ where they stand

    def places(self) -> list[tuple[QRectF, Found]]:
        """Return where the terms stand; one that is broken at the end of a line has two places."""
        room = QRectF(self.contentsRect()).adjusted(*(self.margin() * s for s in (1, 1, -1, -1)))
        key = (self.text(), room.size(), room.topLeft(), self.font().key(), self.wordWrap())
        if self._placed is None or self._placed[0] != key:
            found = found_in(self.painted())
            self._placed = key, self._laid_out(found, room) if found else []
        return self._placed[1]

    def _laid_out(self, found: tuple[Found, ...], room: QRectF) -> list[tuple[QRectF, Found]]:
        """Lay the text out as Qt does, and return the places of its terms."""
        layout = QTextLayout(self.painted().replace("\n", _BREAK), self.font(), self)
        option = QTextOption(self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask)
        wrap = QTextOption.WrapMode
        option.setWrapMode(wrap.WordWrap if self.wordWrap() else wrap.ManualWrap)
        layout.setTextOption(option)
        layout.beginLayout()
        height, lines = 0.0, []
        while (line := layout.createLine()).isValid():
            line.setLineWidth(room.width())
            line.setPosition(QPointF(0.0, height))
            height += line.height()
            lines.append(line)
        layout.endLayout()
        top = room.top()
        if self.alignment() & Qt.AlignmentFlag.AlignVCenter:
            top += max(0.0, (room.height() - height) / 2.0)
        elif self.alignment() & Qt.AlignmentFlag.AlignBottom:
            top += max(0.0, room.height() - height)
        places = []
        for each in found:
            for line in lines:
                start = max(each.start, line.textStart())
                end = min(each.end, line.textStart() + line.textLength())
                if start < end:
                    left, right = _x(line.cursorToX(start)), _x(line.cursorToX(end))
                    at = QPointF(room.left() + left, top + line.y())
                    rect = QRectF(at.x(), at.y(), right - left, line.height())
                    # the dots are drawn this far below the letters
                    rect.setBottom(at.y() + line.ascent() + 3.0)
                    places.append((rect, each))
        return places

    def _asked_at(self, place: QPointF) -> Asked | None:
        for rect, found in self.places():
            if rect.contains(place):
                return Asked((found.id,), rect.toAlignedRect(), help=self.toolTip())
        return None

    # ------------------------------------------------------------------ what Qt tells it

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._resting.move(event.position())
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._resting.leave()
        super().mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._resting.leave()
        super().leaveEvent(event)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and self._resting.is_shown:
            return True  # the card has it
        if event.type() == QEvent.Type.Hide:
            self._resting.leave()
        return super().event(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        places = self.places()
        if not places:
            return
        colour = QColor(self.palette().color(self.foregroundRole()))
        colour.setAlpha(_DOTS)
        pen = QPen(colour, 1.0, Qt.PenStyle.CustomDashLine)
        pen.setDashPattern([1.0, 2.0])
        with QPainter(self) as painter:
            painter.setPen(pen)
            for rect, _ in places:
                y = round(rect.bottom()) - 0.5
                painter.drawLine(QPointF(rect.left(), y), QPointF(rect.right(), y))


def _x(found: object) -> float:
    """Return the place of a cursor: Qt's Python gives it with the cursor it was moved to."""
    return float(found[0] if isinstance(found, tuple) else found)  # type: ignore[arg-type]
