"""The card beside the part under the cursor: its name and its numbers in full.

It is a separate widget, so that it covers the buttons of the diagram. What a person works in (the
form of a layer, the card of the tour) it neither covers nor lies under: it takes another place, and
where there is none, it is not shown.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from core.lesson.formulas.rows import Row, plain
from gui.kit.colours import levels, sign_text_colour, signed_table
from gui.kit.theme import RADIUS, SPACE
from gui.network.painting import Palette

Floats = NDArray[np.floating[Any]]

#: the longer side of weights drawn as a picture, in pixels
_TEMPLATE = 96.0
_AWAY = 12.0  # distance from what it is about
_MARGIN = 4.0  # distance from the border of the diagram


class Card(QWidget):
    """Shows a few rows, the first as the title; it is transparent to the mouse."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._rows: list[Row] = []
        self._palette: Palette | None = None
        self._template: Floats | None = None
        self._near = QRectF()
        self._clear: tuple[QWidget, ...] = ()
        self.hide()

    def keep_clear(self, widgets: Sequence[QWidget]) -> None:
        """From now on, neither cover these widgets nor lie under them while they are shown."""
        self._clear = tuple(widgets)
        for widget in widgets:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        moved = (QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Move, QEvent.Type.Resize)
        if event.type() in moved and watched in self._clear and self._rows and self._palette:
            self.show_rows(self._rows, self._near, self._palette, self._template)
        return False

    def _taken(self) -> list[QRectF]:
        """Return the places of the widgets to keep clear of, in the diagram's coordinates."""
        diagram, corner = self.parentWidget(), QPoint(0, 0)
        assert diagram is not None
        return [
            QRectF(widget.rect().translated(diagram.mapFromGlobal(widget.mapToGlobal(corner))))
            for widget in self._clear
            if widget.isVisible()
        ]

    def lines(self) -> list[str]:
        """Return what it says, without colours."""
        return [plain(row) for row in self._rows]

    def show_rows(
        self, rows: list[Row], near: QRectF, palette: Palette, template: Floats | None = None
    ) -> None:
        """Show rows beside a place in the diagram; without rows, hide the card.

        A `template` (rows, columns) is drawn below them in the colours of signs.
        """
        self._template = template
        if not rows:
            self._rows = []
            self.hide()
            return
        diagram = self.parentWidget()
        assert diagram is not None
        area = QRectF(diagram.rect())
        self._rows, self._palette, self._near = rows, palette, near
        more = 0.0 if template is None else _TEMPLATE + SPACE[0]
        found = _place(palette, self.lines(), near, area, more, self._taken())
        if found is None:
            self.hide()
            return
        place = found.toAlignedRect()
        if place != self.geometry():
            self.setGeometry(place)
        self.show()
        self.raise_()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        palette = self._palette
        if palette is None:
            return
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(palette.border, 1.0))
            painter.setBrush(palette.panel)
            painter.drawRoundedRect(
                QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), RADIUS, RADIUS
            )
            top = float(SPACE[1])
            width = self.width() - 2.0 * SPACE[2]
            for number, row in enumerate(self._rows):
                metrics = palette.number_metrics if number else palette.body_metrics
                painter.setFont(palette.number if number else palette.body)
                x = float(SPACE[2])
                for run in row:
                    if run.value is not None:
                        colour = sign_text_colour(palette.theme, run.value)
                    else:
                        colour = palette.secondary if number else palette.text
                    painter.setPen(colour)
                    rect = QRectF(x, top, max(1.0, width + SPACE[2] + 2.0 - x), metrics.height())
                    shown = metrics.elidedText(run.text, Qt.TextElideMode.ElideRight, rect.width())
                    painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, shown)
                    x += metrics.horizontalAdvance(run.text)
                top += metrics.height() + 2.0
            if self._template is not None:
                self._paint_template(painter, self._template, palette, top + SPACE[0])

    def template(self) -> Floats | None:
        """Return what is drawn below the rows (rows, columns), or None."""
        return self._template

    def _paint_template(
        self, painter: QPainter, weights: Floats, palette: Palette, top: float
    ) -> None:
        rows, columns = weights.shape
        with np.errstate(invalid="ignore"):
            reach = float(np.nanmax(np.abs(weights), initial=0.0))
        colours = np.ascontiguousarray(signed_table(palette.theme)[levels(weights, 0.0, reach)])
        image = QImage(colours.data, columns, rows, 4 * columns, QImage.Format.Format_RGBA8888)
        pixel = _TEMPLATE / max(rows, columns)
        place = QRectF(float(SPACE[2]), top, columns * pixel, rows * pixel)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.drawImage(place, image)
        painter.setPen(QPen(QColor(palette.theme.separator), 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)
        beside = place.right() + SPACE[1]
        words = QRectF(beside, top, self.width() - beside - SPACE[0], place.height())
        painter.setFont(palette.number)
        painter.setPen(palette.secondary)
        flags = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        text = QCoreApplication.translate("NetworkDiagram", "its weights, pixel by pixel")
        painter.drawText(words, flags, text)


def _place(
    palette: Palette,
    lines: list[str],
    near: QRectF,
    area: QRectF,
    more: float,
    taken: Sequence[QRectF],
) -> QRectF | None:
    """Return the card's place: right of what it is about, otherwise below or above it.

    `more` is the height it needs below its lines, in pixels. Where it would touch what is `taken`,
    it lies at the left if that is free; None means that there is no place.
    """
    title, rest = palette.body_metrics, palette.number_metrics
    widths = [title.horizontalAdvance(lines[0])] + [rest.horizontalAdvance(t) for t in lines[1:]]
    width = min(max(widths) + 2.0 * SPACE[2] + 2.0, max(40.0, area.width() - 2.0 * _MARGIN))
    height = title.height() + (len(lines) - 1) * (rest.height() + 2.0) + 2.0 * SPACE[1] + more
    level, centred = near.center().y() - height / 2.0, near.center().x() - width / 2.0
    below, above = near.bottom() + _AWAY, near.top() - _AWAY - height
    x, y = near.right() + _AWAY, level
    if x + width > area.right() - _MARGIN:  # not to the left, where the incoming edges are
        x, y = centred, below
        if y + height > area.bottom() - _MARGIN:
            y = above
    others = ((centred, below), (centred, above), (near.left() - _AWAY - width, level))
    for left, top in ((x, y), *(others if taken else ())):
        left = max(area.left() + _MARGIN, min(left, area.right() - _MARGIN - width))
        top = max(area.top() + _MARGIN, min(top, area.bottom() - _MARGIN - height))
        place = QRectF(left, top, width, height)
        if not any(place.intersects(other) for other in taken):
            return place
    return None
