"""A figure of every layer over the updates: lines on a scale of powers of ten.

Up to six layers have colours and their names at the end of their lines. Of more, the first and the
last have; the others are grey, and named under the cursor. Where nothing was measured, there is no
line.
"""

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QHelpEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from core.lesson.numbers import count, figure, rough, tidy
from core.pictures.colours import class_colour
from core.words import say
from gui.kit.fonts import caption_font
from gui.kit.theme import LIGHT, Theme

Floats = NDArray[np.float64]

_COLOURS = (0, 5, 2, 3, 1, 4)
_MOST_NAMED = len(_COLOURS)
_HIGH, _NAMES, _POWERS, _TOP = 118.0, 84.0, 44.0, 8.0
#: this near to a measured moment the cursor reads that, in pixels
_NEAR = 6.0
_MIDDLE = Qt.AlignmentFlag.AlignVCenter
_ELIDE = Qt.TextElideMode.ElideMiddle


class Lines(QWidget):
    """Lines over the updates; `usual` is marked if given. A click chooses an update."""

    clicked = Signal(int)  # the update of the nearest moment

    def __init__(self, name: str, usual: float | None = None) -> None:
        super().__init__()
        self._theme, self._usual = LIGHT, usual
        self._names: tuple[str, ...] = ()
        self._updates = np.empty(0)
        self._values: Floats = np.empty((0, 0))
        self._gaps: tuple[bool, ...] = ()
        self._at = 0.0
        self._powers = self._found_powers()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_theme(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def show_lines(
        self,
        names: tuple[str, ...],
        updates: tuple[int, ...],
        values: Floats,
        at: float,
        gaps: tuple[bool, ...] = (),
    ) -> None:
        """Show a line for each name: `values` (names, updates); `at` is the update looked at.

        `gaps` says for each update whether those just before it were not measured.
        """
        self._names, self._updates = names, np.array(updates, dtype=np.float64)
        self._values, self._at = values, at
        self._gaps = gaps or (False,) * len(updates)
        self._powers = self._found_powers()
        self.setAccessibleDescription("; ".join(self._in_words(self.place_of(at))))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(248, round(_HIGH + _TOP + 1.4 * self._line()))

    def minimumSizeHint(self) -> QSize:
        return QSize(round(_NAMES + _POWERS + 60.0), self.sizeHint().height())

    def _line(self) -> float:
        return float(QFontMetricsF(caption_font(self.font())).height())

    # ------------------------------------------------------------------ places

    def area(self) -> QRectF:
        """Return where the lines are painted."""
        scale = self._line() / 15.0
        metrics = QFontMetricsF(caption_font(self.font()))
        low, high = self.powers()
        powers = range(low, high + 1)  # 0.0001 is longer than 10⁻⁵
        widest = max(metrics.horizontalAdvance(tidy(10.0**power)) for power in powers)
        left, right = max(_POWERS * scale, widest + 8.0), _NAMES * scale
        return QRectF(left, _TOP, max(20.0, self.width() - left - right), _HIGH)

    def powers(self) -> tuple[int, int]:
        """Return the first and the last power of ten of the scale."""
        return self._powers

    def _found_powers(self) -> tuple[int, int]:
        known = self._values[np.isfinite(self._values) & (self._values > 0.0)]
        logs = np.log10(known)
        if self._usual is not None:
            logs = np.append(logs, np.log10(self._usual))
        if not logs.size:
            return -4, 0
        low = int(np.floor(logs.min() - 0.1))
        return low, max(int(np.ceil(logs.max() + 0.1)), low + 2)

    def x_of(self, update: float) -> float:
        """Return the horizontal place of an update."""
        return float(self._across(np.asarray(update, dtype=np.float64)))

    def y_of(self, value: float) -> float:
        """Return the height of a value; what is 0 lies on the lower edge."""
        return float(self._up(np.asarray(value, dtype=np.float64)))

    def _across(self, updates: Floats) -> Floats:
        """Return the horizontal places of updates: of a whole line at once, or of one."""
        area, (first, last) = self.area(), self._span()
        places: Floats = area.left() + (updates - first) / max(1.0, last - first) * area.width()
        return places

    def _up(self, values: Floats) -> Floats:
        """Return the heights of values."""
        area, (low, high) = self.area(), self.powers()
        share = (np.log10(np.maximum(values, 1e-300)) - low) / (high - low)
        places: Floats = area.bottom() - np.clip(share, 0.0, 1.0) * area.height()
        return places

    def _span(self) -> tuple[float, float]:
        if not self._updates.size:
            return 0.0, 1.0
        return 0.0 if self._updates[0] <= 1.0 else float(self._updates[0]), float(self._updates[-1])

    def place_of(self, update: float) -> int:
        """Return the place of the moment nearest to an update, −1 without any."""
        return int(np.argmin(np.abs(self._updates - update))) if self._updates.size else -1

    def _under(self, x: float) -> int:
        area, (first, last) = self.area(), self._span()
        return self.place_of(first + (x - area.left()) / area.width() * (last - first))

    # ------------------------------------------------------------------ painting

    def colour(self, layer: int) -> QColor:
        """Return the colour of a layer's line."""
        layers = len(self._names)
        if layers <= _MOST_NAMED:
            return QColor(class_colour(_COLOURS[layer]))
        if layer in (0, layers - 1):
            return QColor(class_colour(_COLOURS[0 if layer == 0 else 1]))
        return QColor(self._theme.border)

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setFont(caption_font(self.font()))
            self._paint_scale(painter)
            if not self._updates.size:
                return
            x = self.x_of(self._at)
            painter.setPen(QPen(QColor(self._theme.now), 1.5))
            painter.drawLine(QPointF(x, self.area().top()), QPointF(x, self.area().bottom()))
            order = sorted(range(len(self._names)), key=self._is_named)
            for layer in order:
                self._paint_line(painter, layer)
            self._paint_names(painter)

    def _is_named(self, layer: int) -> bool:
        return len(self._names) <= _MOST_NAMED or layer in (0, len(self._names) - 1)

    def _paint_scale(self, painter: QPainter) -> None:
        theme, area, (low, high) = self._theme, self.area(), self.powers()
        line = self._line()
        step = max(1, int(np.ceil((high - low) * (line + 4.0) / area.height())))
        usual = None if self._usual is None else round(np.log10(self._usual))
        first = low if usual is None else low + (usual - low) % step
        for power in range(first, high + 1, step):
            y, marked = self.y_of(10.0**power), power == usual
            pen = QPen(QColor(theme.now if marked else theme.separator), 1.0)
            if marked:
                pen.setStyle(Qt.PenStyle.DashLine)
            painter.setPen(pen)
            painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            painter.setPen(QColor(theme.now if marked else theme.secondary))
            rect = QRectF(0.0, y - line / 2.0, area.left() - 6.0, line)
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | _MIDDLE, tidy(10.0**power))
        painter.setPen(QColor(theme.secondary))
        under = QRectF(area.left(), area.bottom() + 3.0, area.width(), line)
        begin, end = self._span()
        painter.drawText(under, Qt.AlignmentFlag.AlignLeft | _MIDDLE, count(round(begin)))
        last = QCoreApplication.translate("Diagnostics", "update {number}")
        painter.drawText(
            under, Qt.AlignmentFlag.AlignRight | _MIDDLE, last.format(number=count(round(end)))
        )

    def _paint_line(self, painter: QPainter, layer: int) -> None:
        named = self._is_named(layer)
        pen = QPen(self.colour(layer), 2.0 if named else 1.0)
        if named and layer % 2 and len(self._names) <= _MOST_NAMED:
            pen.setDashPattern([4.0, 2.0])  # so as not to rely on colour alone
        painter.setPen(pen)
        for points in self.pieces(layer):
            if len(points) == 1:
                painter.setBrush(self.colour(layer))
                painter.drawEllipse(points[0], 2.5, 2.5)
                painter.setBrush(Qt.BrushStyle.NoBrush)
            else:
                painter.drawPolyline(QPolygonF(points))

    def pieces(self, layer: int) -> list[list[QPointF]]:
        """Return the pieces of a layer's line: it ends where a figure or a stretch is missing."""
        found: list[list[QPointF]] = []
        values = self._values[layer]
        known = np.isfinite(values).tolist()
        xs, ys = self._across(self._updates).tolist(), self._up(values).tolist()
        is_open = False
        for x, y, is_known, gap in zip(xs, ys, known, self._gaps, strict=True):
            if is_known:
                if not is_open or gap:
                    found.append([])
                found[-1].append(QPointF(x, y))
            is_open = is_known
        return found

    def _paint_names(self, painter: QPainter) -> None:
        """Write the names beside the ends of the lines, pushed apart where they would meet."""
        area, line = self.area(), self._line()
        metrics = QFontMetricsF(painter.font())
        named: list[tuple[float, int]] = []
        for layer in filter(self._is_named, range(len(self._names))):
            known = np.flatnonzero(np.isfinite(self._values[layer]))
            if known.size:
                named.append((self.y_of(self._values[layer][known[-1]]), layer))
        ys = apart([y for y, _ in sorted(named)], line, self.height() - line / 2.0)
        room = self.width() - area.right() - 6.0
        for y, (_, layer) in zip(ys, sorted(named), strict=True):
            colour = self.colour(layer)
            bar = QRectF(area.right() + 3.0, y - line / 2.0 + 2.0, 3.0, line - 4.0)
            painter.fillRect(bar, colour)
            painter.setPen(QColor(self._theme.text))
            text = metrics.elidedText(self._names[layer], _ELIDE, room - 6.0)
            painter.drawText(QRectF(area.right() + 9.0, y - line / 2.0, room, line), _MIDDLE, text)

    # ------------------------------------------------------------------ reading

    def _in_words(self, place: int) -> list[str]:
        if place < 0:
            return []
        missing = QCoreApplication.translate("Diagnostics", "not measured")
        named = zip(self._names, self._values[:, place], strict=True)
        return [
            f"{name}: {figure(float(value)) if np.isfinite(value) else missing}"
            for name, value in named
        ]

    def _gap_at(self, x: float) -> tuple[int, int] | None:
        """Return the first and the last update of a stretch that was not measured, or None."""
        places = self._across(self._updates).tolist()
        for k in (k for k, gap in enumerate(self._gaps) if gap and k):
            left, right = places[k - 1], places[k]
            near = min(_NEAR, (right - left) / 4.0)
            if left + near < x < right - near:
                return round(self._updates[k - 1]) + 1, round(self._updates[k]) - 1
        return None

    def words_at(self, place: QPointF) -> str:
        """Return the tooltip at a place: the update, and the figures of the layers near there."""
        at = self._under(place.x())
        if at < 0 or not self.area().adjusted(-4, -4, 4, 4).contains(place):
            return ""
        gap = self._gap_at(place.x())
        if gap is not None:
            return say("Diagnostics", "Updates {first} to {last}: not measured",
                       first=count(gap[0]), last=count(gap[1]))  # fmt: skip
        lines = self._in_words(at)
        if len(lines) > _MOST_NAMED:
            off = [
                (abs(self.y_of(value) - place.y()), name, value)
                for name, value in zip(self._names, self._values[:, at], strict=True)
                if np.isfinite(value)
            ]
            near = sorted(off)[:3]
            lines = [f"{name}: {rough(float(value))}" for _, name, value in near]
        head = say("Diagnostics", "After update {update}; click to look at it",
                   update=count(round(self._updates[at])))  # fmt: skip
        return "\n".join([head, *lines])

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        at = self._under(event.position().x())
        if event.button() is Qt.MouseButton.LeftButton and at >= 0:
            self.clicked.emit(round(self._updates[at]))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            assert isinstance(event, QHelpEvent)
            QToolTip.showText(event.globalPos(), self.words_at(QPointF(event.pos())), self)
            return True
        return super().event(event)


def apart(places: list[float], gap: float, bottom: float) -> list[float]:
    """Return ascending places moved so that they are `gap` apart, none below `bottom`."""
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + gap) if found else max(place, gap / 2.0))
    limit = bottom
    for k in range(len(found) - 1, -1, -1):
        found[k] = min(found[k], limit)
        limit = found[k] - gap
    return found
