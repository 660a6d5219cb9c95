"""The key under a surface: a colour bar with numbers, or the marks of the classes."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.records import Record
from core.words import say
from gui.kit.fonts import caption_font, number_font
from gui.kit.marks import paint_mark
from gui.kit.plain import plain_tip
from gui.kit.theme import LIGHT, Theme

MARK = 10.0
BAR = 8.0
#: of entries; the entries of many classes would take the surface's own room
MOST_ROWS = 3
_ROWS_OF_BAR = 2
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideRight


class Entry(Record):
    """One mark and its name; `line` draws a stroke instead, `hollow` an outline.

    Without a shape it is only text.
    """

    text: str
    fill: str
    shape: str = "o"
    hollow: bool = False
    line: bool = False
    dashed: bool = False
    faint: bool = False


class Bar(Record):
    """A colour bar: words at its ends, numbers under its start, middle and end.

    `table` is a look-up table as bytes: red, green, blue, alpha.
    """

    table: bytes
    low: str
    middle: str
    high: str
    ends: tuple[Entry, Entry] | None = None


class SurfaceKey(QWidget):
    """Paints a bar, or entries in as many rows as needed.

    With `bars_come` it is always as high as a bar, so that nothing moves when one is shown for now
    in place of entries.
    """

    def __init__(self, parent: QWidget | None = None, bars_come: bool = False) -> None:
        super().__init__(parent)
        self._least = _ROWS_OF_BAR if bars_come else 1
        self._theme = LIGHT
        self._bar: Bar | None = None
        self._entries: tuple[Entry, ...] = ()
        self._short = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_bar(self, bar: Bar, for_now: bool = False) -> None:
        """Show a colour bar; `for_now` keeps the room of the entries, which come back."""
        self._show(bar, self._entries if for_now else ())
        self.setAccessibleDescription(" … ".join((bar.low, bar.middle, bar.high)))

    def show_entries(self, entries: tuple[Entry, ...]) -> None:
        """Show marks with their names."""
        self._show(None, entries)
        named = ", ".join(entry.text for entry in entries)
        self.setAccessibleDescription(named)

    def _show(self, bar: Bar | None, entries: tuple[Entry, ...]) -> None:
        if bar != self._bar or entries != self._entries:
            self._bar, self._entries = bar, entries
            self._tell()
            self.updateGeometry()
            self.update()

    def show_short(self, short: bool) -> None:
        """Take one row: of a bar only the ends are named, of entries the first; the tip has all."""
        if short is not self._short:
            self._short = short
            self._tell()
            self.updateGeometry()
            self.update()

    def _tell(self) -> None:
        bar, tip = self._bar, ""
        if bar is not None and self._short:
            ends = (bar.low, bar.high)
            if bar.ends is not None:
                ends = (bar.ends[0].text, bar.ends[1].text)
            tip = " … ".join(part for part in (ends[0], bar.middle, ends[1]) if part)
        elif bar is None and len(self._entries) > 2 * self._most_rows():
            tip = ", ".join(entry.text for entry in self._entries)
        self.setToolTip(plain_tip(tip))

    def _most_rows(self) -> int:
        return 1 if self._short else MOST_ROWS

    def height_needed(self, short: bool) -> int:
        """Return its height in one row, or in as many as it likes."""
        line = QFontMetricsF(caption_font(self.font())).height()
        entries = min(len(self._all_rows()), MOST_ROWS)
        rows = max(self._least, _ROWS_OF_BAR if self._bar is not None else 1, entries)
        return round((1 if short else rows) * (line + 4.0))

    def sizeHint(self) -> QSize:
        return QSize(200, self.height_needed(self._short))

    def minimumSizeHint(self) -> QSize:
        return QSize(80, self.sizeHint().height())

    def resizeEvent(self, event: object) -> None:
        self.updateGeometry()

    def _rows(self) -> list[list[tuple[Entry, float]]]:
        """Return the rows that are shown; the last says how many entries are left out."""
        rows = self._all_rows()
        return rows if len(rows) <= self._most_rows() else self._cut(rows)

    def _all_rows(self) -> list[list[tuple[Entry, float]]]:
        """Return the entries in rows, each with its left edge."""
        metrics = QFontMetricsF(caption_font(self.font()))
        rows: list[list[tuple[Entry, float]]] = [[]]
        x = 0.0
        for entry in self._entries:
            wide = MARK + 22.0 + min(metrics.horizontalAdvance(entry.text), 140.0)
            if rows[-1] and x + wide > self.width():
                rows.append([])
                x = 0.0
            rows[-1].append((entry, x))
            x += wide + 8.0
        return rows

    def _cut(self, rows: list[list[tuple[Entry, float]]]) -> list[list[tuple[Entry, float]]]:
        """Return the first rows, the last of which says how many entries are left out."""
        metrics = QFontMetricsF(caption_font(self.font()))
        kept = rows[: self._most_rows()]
        last = kept[-1]
        while True:
            left = len(self._entries) - sum(map(len, kept))
            said = Entry(say("SurfaceKey", "and {n} more", n=left), "", "")
            at = 0.0
            if last:
                entry, x = last[-1]
                at = x + MARK + 30.0 + min(metrics.horizontalAdvance(entry.text), 140.0)
            if not last or at + MARK + 22.0 + metrics.horizontalAdvance(said.text) <= self.width():
                last.append((said, at))
                return kept
            last.pop()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._bar is not None:
                self._paint_bar(painter, self._bar)
            else:
                self._paint_entries(painter)

    def _paint_entries(self, painter: QPainter) -> None:
        font = caption_font(self.font())
        metrics = QFontMetricsF(font)
        line = metrics.height() + 4.0
        painter.setFont(font)
        for number, row in enumerate(self._rows()):
            middle = (number + 0.5) * line
            for entry, x in row:
                self._mark(painter, entry, QPointF(x + MARK / 2.0 + 2.0, middle))
                text = metrics.elidedText(entry.text, _ELIDE, 140.0)
                painter.setPen(QColor(self._theme.secondary))
                rect = QRectF(x + MARK + 10.0, middle - line / 2.0, 142.0, line)
                painter.drawText(rect, _MIDDLE, text)

    def _mark(self, painter: QPainter, entry: Entry, centre: QPointF) -> None:
        colour = QColor(entry.fill)
        if entry.line:
            if entry.faint:
                colour.setAlphaF(0.45)
            pen = QPen(colour, 1.0 if entry.faint else 2.0)
            if entry.dashed:
                pen.setDashPattern([2.5, 1.5])
            painter.setPen(pen)
            painter.drawLine(centre - QPointF(7.0, 0.0), centre + QPointF(7.0, 0.0))
            return
        if not entry.shape:
            return
        hollow = QColor(Qt.GlobalColor.transparent)
        fill = hollow if entry.hollow else colour
        outline = QColor(self._theme.text if entry.hollow else entry.fill)
        paint_mark(painter, entry.shape, centre, MARK, fill, outline)

    def _paint_bar(self, painter: QPainter, bar: Bar) -> None:
        theme = self._theme
        words = caption_font(self.font())
        metrics = QFontMetricsF(words)
        line = metrics.height() + 4.0
        left, right = 0.0, float(self.width())
        painter.setFont(words)
        ends = bar.ends
        if ends is None and self._short:
            ends = (Entry(bar.low, "", ""), Entry(bar.high, "", ""))
        if ends is not None:
            most = self.width() * 0.25
            low, high = (metrics.elidedText(end.text, _ELIDE, most) for end in ends)
            self._mark(painter, ends[0], QPointF(MARK / 2.0 + 1.0, line / 2.0))
            self._mark(painter, ends[1], QPointF(right - MARK / 2.0 - 1.0, line / 2.0))
            wide = metrics.horizontalAdvance(low)
            painter.setPen(QColor(theme.negative_text))
            painter.drawText(QRectF(MARK + 6.0, 0.0, wide + 2.0, line), _MIDDLE, low)
            left = MARK + wide + 14.0
            wide = metrics.horizontalAdvance(high)
            painter.setPen(QColor(theme.positive_text))
            rect = QRectF(right - MARK - 7.0 - wide, 0.0, wide + 2.0, line)
            painter.drawText(rect, _MIDDLE, high)
            right -= MARK + wide + 15.0
        if right - left < 8.0:
            return
        strip = QRectF(left, (line - BAR) / 2.0, right - left, BAR)
        painter.drawImage(strip, _strip(bar.table))
        painter.setPen(QPen(QColor(theme.separator), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(strip, 2.0, 2.0)
        if self._short:
            return
        painter.setPen(QColor(theme.secondary))
        painter.setFont(words if bar.ends is not None else number_font(self.font()))
        under = QRectF(left, line, right - left, line)
        painter.drawText(under, Qt.AlignmentFlag.AlignHCenter | _MIDDLE, bar.middle)
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | _MIDDLE, bar.low)
        painter.drawText(under, Qt.AlignmentFlag.AlignRight | _MIDDLE, bar.high)


def _strip(table: bytes) -> QImage:
    size = len(table)
    return QImage(table, size // 4, 1, size, QImage.Format.Format_RGBA8888).copy()
