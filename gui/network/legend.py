"""The legend in the corner of the diagram, for when edges show something other than weights.

One line: what is shown, a bar with numbers at its ends, and as many marks with their meanings as
fit.
"""

import numpy as np
from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from core.lesson.cards.light import Light
from core.lesson.check import LEAST, MOST, Findings, Verdict
from core.lesson.numbers import MINUS, tidy
from core.records import Record
from gui.kit.colours import Table, shade_table, signed_table
from gui.network.light import limit
from gui.network.painting import Palette

_LEFT = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")
BAR = 48.0
GAP = 8.0


class Legend(Record):
    """Its contents: a name, the ends of a scale and its colours, and words for marks."""

    name: str
    low: str
    high: str
    table: Table
    marks: tuple[str, ...] = ()


def legend_of(palette: Palette, light: Light | None, findings: Findings | None) -> Legend | None:
    """Return the legend that is needed, or None if edges show weights."""
    translate = QCoreApplication.translate
    theme = palette.theme
    if findings is not None:
        there = findings.there()
        words = {
            Verdict.DIFFERS: translate("NetworkDiagram", "! differs"),
            Verdict.KINK: translate("NetworkDiagram", "k at a kink"),
            Verdict.AGREES: translate("NetworkDiagram", "✓ agrees"),
            Verdict.UNCHECKED: translate("NetworkDiagram", "· not checked"),
        }
        low, high = (f"10{str(power).translate(_SUPERSCRIPTS)}" for power in (LEAST, MOST))
        marks = tuple(text for verdict, text in words.items() if verdict in there)
        name = translate("NetworkDiagram", "relative error")
        return Legend(name, low, high, shade_table(theme), marks)
    if light is None or not light.edges:
        return None
    end = tidy(limit(light))
    marks = ()
    if light.slopes:
        marks = (translate("NetworkDiagram", "∂L/∂z under neurons; their outputs in grey"),)
    return Legend(light.edges_label, MINUS + end, end, signed_table(theme), marks)


def paint_legend(painter: QPainter, palette: Palette, legend: Legend, area: QRectF) -> float:
    """Paint a legend from the left of a line; return its width."""
    measure = palette.caption_metrics.horizontalAdvance
    ends = measure(legend.low) + measure(legend.high) + BAR + 3.0 * GAP
    elided = palette.caption_metrics.elidedText(
        legend.name, Qt.TextElideMode.ElideRight, max(0.0, area.width() - ends)
    )
    texts: list[str | None] = [elided, legend.low, None, legend.high, *legend.marks]
    widths = [BAR if text is None else measure(text) for text in texts]
    fits = len(texts)
    while fits > 4 and sum(widths[:fits]) + GAP * (fits - 1) > area.width():
        fits -= 1
    whole = sum(widths[:fits]) + GAP * (fits - 1)
    painter.fillRect(QRectF(area.x() - 2.0, area.y(), whole + 4.0, area.height()), palette.canvas)
    painter.setFont(palette.caption)
    x = area.x()
    for text, width in zip(texts[:fits], widths, strict=False):
        if text is None:
            _paint_bar(painter, palette, legend, QRectF(x, area.center().y() - 4.0, width, 8.0))
        else:
            painter.setPen(palette.secondary)
            painter.drawText(QRectF(x, area.y(), width + 2.0, area.height()), _LEFT, text)
        x += width + GAP
    return whole


def _paint_bar(painter: QPainter, palette: Palette, legend: Legend, rect: QRectF) -> None:
    row = np.ascontiguousarray(legend.table[None])
    image = QImage(row.data, row.shape[1], 1, row.nbytes, QImage.Format.Format_RGBA8888)
    painter.drawImage(rect, image)
    painter.setPen(QPen(palette.border, 1.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
