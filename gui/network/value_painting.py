"""The followed sample's numbers under the neurons: where they go, uncovered, and their look."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from core.lesson.cards.content import shown as as_in_panel
from core.lesson.numbers import figure, rough, short, tidy
from gui.kit.colours import sign_text_colour
from gui.network.layout import Column
from gui.network.light import Shine
from gui.network.marks import has_room_for_values, is_named_above
from gui.network.painting import Palette, mixed
from gui.network.scene import Floats, Scene

#: a number is shortened if it would stick out this far beyond its neuron, both sides together
_ASIDE = 28.0
#: what a neuron gave stands beside its name up to this share of the way to the next column
_NAMED = 0.55
_CENTRE = Qt.AlignmentFlag.AlignCenter


@dataclass(frozen=True)
class ValuePlace:
    """A number under a neuron; `given` is what it gave, small and grey, while going backward."""

    column: int
    unit: int
    value: float
    text: str
    rect: QRectF
    given: str = ""
    given_rect: QRectF | None = None
    is_slope: bool = False


def value_places(palette: Palette, scene: Scene, shine: Shine) -> Iterator[ValuePlace]:
    """Yield the numbers of the followed sample for the columns that have room for them.

    Going backward these are ∂L/∂z, and what the neurons gave is small beside their names, below the
    others, or on the neuron.
    """
    metrics = palette.number_metrics
    for index, values in shine.values.items():
        column = scene.layout.columns[index]
        lower, first_x, room = column.size / 2.0 + column.bias_radius + 2.0, -1e9, 1e9
        if not has_room_for_values(palette, scene, column):
            if not _has_room_on_neurons(palette, scene, column):
                continue
            # on the neuron's lower edge, beside the dot of its bias
            lower = column.size / 2.0 - 0.6 * metrics.height()
            first_x = column.x - column.size / 2.0 + column.bias_radius + 2.0
            room = column.size + _ASIDE
        slopes, places = shine.slopes.get(index), list[ValuePlace]()
        for unit, value in enumerate(values[: len(column.ys)].tolist()):
            at = QPointF(column.x, column.ys[unit] + lower)
            first = value if slopes is None else float(slopes[unit])
            text = written_out(first)
            if metrics.horizontalAdvance(text) > room and first == first:
                text = rough(first)
            wide = metrics.horizontalAdvance(text) + 8.0
            left = max(at.x() - wide / 2.0, first_x)
            rect = QRectF(left, at.y(), wide, metrics.height())
            if slopes is None:
                yield ValuePlace(index, unit, first, text, rect)
                continue
            places.append(ValuePlace(index, unit, first, text, rect, is_slope=True))
        yield from _with_given(palette, scene, values, places)


def _with_given(
    palette: Palette, scene: Scene, values: Floats, places: list[ValuePlace]
) -> list[ValuePlace]:
    """Return the places of a column's slopes with what its neurons gave: in full, else roughly.

    If one has no room even then, all are left out: some without would look as if they gave nothing.
    """
    for write in (written_out, rough):
        found = []
        for place in places:
            text = write(float(values[place.unit]))
            rect = _given_rect(palette, scene, place, text)
            found.append(replace(place, given=text, given_rect=rect))
        if all(place.given_rect is not None for place in found):
            return found
    return places


def _given_rect(palette: Palette, scene: Scene, place: ValuePlace, text: str) -> QRectF | None:
    """Return where stands what a neuron gave, by where its slope does; None where there is no room.

    All of a column stand alike.
    """
    index, unit, slope = place.column, place.unit, place.rect
    column, small = scene.layout.columns[index], palette.caption_metrics
    wide, high = small.horizontalAdvance(text) + 4.0, float(small.height())
    half, y = column.size / 2.0, column.ys[unit]
    gap = column.ys[1] - column.ys[0] if len(column.ys) > 1 else 1e3
    line = palette.body_metrics.height()
    if is_named_above(scene, column) and gap >= column.size + line + 4.0:
        name = palette.body_metrics.horizontalAdvance(scene.words.unit_name(index, unit))
        left = column.x + name / 2.0 + 5.0
        if left + wide > column.x + _NAMED * scene.layout.step:
            return None
        return QRectF(left, y - half - 2.0 - (line + high) / 2.0, wide, high)
    needed = column.size + (slope.bottom() - y - half) + high + 1.0
    if gap >= needed + (line + 2.0 if is_named_above(scene, column) else 0.0):
        return QRectF(slope.center().x() - wide / 2.0, slope.bottom() + 0.5, wide, high)
    if column.size < wide:
        return None
    return QRectF(column.x - wide / 2.0, y - half + 3.0, wide, high)


def written_out(value: float) -> str:
    """Return a number under a neuron: 1, 0.6640, −0.5370; "·" while it is not computed."""
    if value != value:
        return figure(None)
    if abs(value) >= 1000.0:
        return short(value)
    return tidy(value) if value == round(value) else as_in_panel(value)


def uncovered(places: dict[int, QRectF], taken: list[ValuePlace]) -> dict[int, QRectF]:
    """Return the places on edges that cover no neuron's number; the card shows the others."""
    rects = [one.rect for one in taken]
    rects += [one.given_rect for one in taken if one.given_rect is not None]
    return {
        edge: place
        for edge, place in places.items()
        if not any(place.adjusted(1.0, 2.0, -1.0, -2.0).intersects(rect) for rect in rects)
    }


def _has_room_on_neurons(palette: Palette, scene: Scene, column: Column) -> bool:
    """Return whether numbers fit on the neurons of a column without touching one another."""
    metrics = palette.number_metrics
    if column.is_strip or len(column.ys) < 2 or column.size < 34.0:
        return False
    widest = metrics.horizontalAdvance("−0.0000")
    high_enough = column.ys[1] - column.ys[0] >= metrics.height() + 4.0
    return high_enough and scene.layout.step - 8.0 >= widest


# painting


def paint_values(painter: QPainter, palette: Palette, scene: Scene, shine: Shine) -> None:
    """Paint the followed sample's numbers under the neurons, violet where the light is."""
    for place in value_places(palette, scene, shine):
        faded = shine.light.faded and place.column > 0
        grey = not place.is_slope and (bool(shine.light.slopes) or faded)
        _paint_value(painter, palette, shine, place, grey)
        if place.given_rect is not None:
            painter.setFont(palette.caption)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.canvas)
            painter.drawRoundedRect(place.given_rect, 3.0, 3.0)
            painter.setPen(palette.secondary)
            painter.drawText(place.given_rect, _CENTRE, place.given)


def _paint_value(
    painter: QPainter, palette: Palette, shine: Shine, place: ValuePlace, grey: bool
) -> None:
    """Paint a number under a neuron: violet where the light is, or grey."""
    painter.setFont(palette.number)
    value = place.value
    if value != value:
        return  # it is not computed yet
    written = shine.neurons.get((place.column, place.unit))
    is_new = bool(written) and not grey
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(mixed(palette, 0.14) if is_new else palette.canvas)
    painter.drawRoundedRect(place.rect, 4.0, 4.0)
    painter.setPen(palette.secondary)
    if not grey:
        lit = written is not None
        painter.setPen(palette.now if lit else sign_text_colour(palette.theme, value))
    painter.drawText(place.rect, _CENTRE, place.text)
