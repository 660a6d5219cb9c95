"""How the timeline is painted: the bar, its ends in words, the pins as diamonds, the handle."""

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from core.lesson.numbers import count
from core.pictures.snapshot import Pin
from core.records import Record
from gui.kit.fonts import caption_font
from gui.kit.icons import mixed
from gui.kit.marks import paint_mark
from gui.kit.theme import Theme
from gui.timeline.scale import TimelineScale

_BAR = 4.0
_HANDLE = 6.5
_GAP = 12.0


class TimelineLook(Record):
    """Everything that is painted; places are in pixels."""

    theme: Theme
    font: QFont
    size: QSize
    scale: TimelineScale
    handle: float
    past: bool
    pins: tuple[Pin, ...]
    held: int | None  # the update under the handle while the mouse holds it
    hovered: float | None  # where the mouse is
    pointed: Pin | None  # the pin under the mouse
    focused: bool
    enabled: bool
    hint: str


def paint_timeline(painter: QPainter, look: TimelineLook) -> None:
    """Paint the whole slider."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(caption_font(look.font))
    metrics = QFontMetricsF(painter.font())
    middle = max(metrics.height() + _HANDLE + 2.0, look.size.height() / 2.0 - 4.0)
    _paint_bar(painter, look, middle)
    if look.enabled:
        _paint_handle(painter, look, middle)
    _paint_pins(painter, look, middle)
    _paint_above(painter, look, metrics)
    _paint_below(painter, look, metrics, middle)


def _paint_bar(painter: QPainter, look: TimelineLook, middle: float) -> None:
    theme, scale = look.theme, look.scale
    painter.setPen(Qt.PenStyle.NoPen)
    whole = QRectF(scale.left, middle - _BAR / 2.0, max(0.0, scale.width), _BAR)
    # what is recorded ahead of now still belongs to this run: tinted, not empty
    ahead = mixed(theme.now, theme.panel, 0.3)
    if not look.enabled:
        ahead = mixed(theme.border, theme.panel, 0.3)
    painter.setBrush(QColor(ahead))
    painter.drawRoundedRect(whole, _BAR / 2.0, _BAR / 2.0)
    if look.enabled and look.handle > whole.left():
        painter.setBrush(QColor(theme.now))
        done = QRectF(whole.left(), whole.top(), look.handle - whole.left(), _BAR)
        painter.drawRoundedRect(done, _BAR / 2.0, _BAR / 2.0)
    if look.hovered is not None and look.pointed is None:
        x = max(whole.left(), min(look.hovered, whole.right()))
        painter.setPen(QPen(QColor(theme.border), 1.0))
        painter.drawLine(QPointF(x, middle - 6.0), QPointF(x, middle + 6.0))


def _paint_pins(painter: QPainter, look: TimelineLook, middle: float) -> None:
    theme = look.theme
    for pin in look.pins:
        at = QPointF(look.scale.x(pin.update), middle)
        size = 15.0 if pin == look.pointed else 12.0
        fill, outline = theme.text, theme.panel
        if look.enabled and abs(at.x() - look.handle) < _HANDLE:  # it is inside the handle
            size, fill = 8.0, theme.canvas if look.held is not None else theme.now
            outline = fill
        paint_mark(painter, "d", at, size, QColor(fill), QColor(outline))


def _paint_handle(painter: QPainter, look: TimelineLook, middle: float) -> None:
    theme = look.theme
    at = QPointF(look.handle, middle)
    if look.focused:
        painter.setPen(QPen(QColor(theme.now), 2.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(at, _HANDLE + 2.5, _HANDLE + 2.5)
    painter.setPen(QPen(QColor(theme.now), 1.5))
    painter.setBrush(QColor(theme.now if look.held is not None else theme.canvas))
    painter.drawEllipse(at, _HANDLE, _HANDLE)


def _paint_above(painter: QPainter, look: TimelineLook, metrics: QFontMetricsF) -> None:
    """Paint what is under the mouse, or the update being dragged to, above the bar."""
    translate = QCoreApplication.translate
    if look.held is not None:
        text, x = count(look.held), look.handle
    elif look.pointed is not None:
        text = translate("TimelineBar", "{name} · update {update}").format(
            name=look.pointed.name, update=count(look.pointed.update)
        )
        x = look.scale.x(look.pointed.update)
    elif look.hovered is not None:
        text, x = count(round(look.scale.update(look.hovered))), look.hovered
    else:
        return
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, look.size.width() - 8.0)
    wide = metrics.horizontalAdvance(text) + 2.0
    left = max(0.0, min(x - wide / 2.0, look.size.width() - wide))
    painter.setPen(QColor(look.theme.now if look.held is not None else look.theme.text))
    painter.drawText(QRectF(left, 0.0, wide, metrics.height()), Qt.AlignmentFlag.AlignCenter, text)


def _paint_below(
    painter: QPainter, look: TimelineLook, metrics: QFontMetricsF, middle: float
) -> None:
    """Paint the words for the two ends, and the hint between them."""
    theme, scale = look.theme, look.scale
    painter.setPen(QColor(theme.secondary))
    top = middle + _HANDLE + 1.0
    inset = max(0.0, scale.left - 3.0)
    across = QRectF(inset, top, look.size.width() - 2.0 * inset, metrics.height())
    first, last = ends_in_words(scale) if look.enabled else ("", "")
    if metrics.horizontalAdvance(first + last) + _GAP > across.width():
        first = ""
    painter.drawText(across, Qt.AlignmentFlag.AlignLeft, first)
    painter.drawText(across, Qt.AlignmentFlag.AlignRight, last)
    between = across.adjusted(
        metrics.horizontalAdvance(first) + _GAP,
        0.0,
        -metrics.horizontalAdvance(last) - _GAP,
        0.0,
    )
    if look.hint and between.width() > 160.0:
        shown = metrics.elidedText(look.hint, Qt.TextElideMode.ElideRight, between.width())
        painter.drawText(between, Qt.AlignmentFlag.AlignHCenter, shown)


def ends_in_words(scale: TimelineScale) -> tuple[str, str]:
    """Return the words below the left and the right end: start, 140 recorded."""
    translate = QCoreApplication.translate
    first = translate("TimelineBar", "start")
    if scale.start:
        first = translate("TimelineBar", "start, update {update}").format(update=count(scale.start))
    last = translate("TimelineBar", "{count} recorded").format(count=count(scale.end))
    return first, last
