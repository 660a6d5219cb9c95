"""Formulas as boxes: how wide each part is, how far it reaches above and below the line, and where.

After TeX in spirit: scripts are smaller and shifted, a fraction lies on the axis, fences grow.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF, QPainter, QPainterPath, QPen

from core.lesson.typeset.parts import (
    Accent,
    Fenced,
    Fraction,
    Grid,
    Part,
    Root,
    Row,
    Script,
    Space,
    Text,
)
from gui.kit.fonts import number_font

#: the size of scripts, and the smallest share of the formula's own size
_SMALLER, _SMALLEST = 0.72, 0.55
#: shifts and gaps in ems
_RAISED, _LOWERED, _GAP, _SIGN, _AXIS, _LINE = 0.42, 0.2, 0.14, 0.24, 0.27, 0.05
_NAME, _COLUMN, _ROWS = 0.14, 0.7, 0.3

Paint = Callable[[QPainter, float, float], None]


@dataclass
class Box:
    """A part that is laid out: its width, its reach above and below the line, what it paints."""

    width: float = 0.0
    up: float = 0.0
    down: float = 0.0
    paints: list[tuple[float, float, Paint]] = field(default_factory=list)

    @property
    def height(self) -> float:
        """How high it is from its lowest to its highest."""
        return self.up + self.down

    def add(self, box: "Box", x: float, y: float = 0.0) -> None:
        """Put a box into this one, its line `y` below this one's."""
        self.paints += [(x + at, y + low, paint) for at, low, paint in box.paints]
        self.width = max(self.width, x + box.width)
        self.up, self.down = max(self.up, box.up - y), max(self.down, box.down + y)

    def paint(self, painter: QPainter, x: float, y: float) -> None:
        """Paint with the line at `y`."""
        for at, low, paint in self.paints:
            paint(painter, x + at, y + low)


class Typesetter:
    """Lays out parts in one font; scripts of scripts do not get smaller for ever."""

    def __init__(self, font: QFont) -> None:
        self._font = QFont(font)
        self._size = float(QFontInfo(font).pixelSize())

    def lay_out(self, part: Part) -> Box:
        """Return a formula as a box."""
        return self._box(part, 1.0)

    def _sized(self, share: float, kind: str = "upright") -> QFont:
        font = number_font(self._font) if kind == "code" else QFont(self._font)
        font.setPixelSize(max(6, round(self._size * share)))
        font.setItalic(kind == "italic")
        return font

    def _box(self, part: Part, share: float) -> Box:
        if isinstance(part, Text):
            return self._text(part, share)
        if isinstance(part, Space):
            return Box(width=part.width * self._size * share)
        if isinstance(part, Row):
            return self._row(part, share)
        if isinstance(part, Script):
            return self._script(part, share)
        if isinstance(part, Fraction):
            return self._fraction(part, share)
        if isinstance(part, Root):
            return self._root(part, share)
        if isinstance(part, Fenced):
            return self._fenced(part, share)
        if isinstance(part, Accent):
            return self._accent(part, share)
        return self._grid(part, share)

    def _text(self, part: Text, share: float) -> Box:
        font = self._sized(share, part.kind)
        metrics, em = QFontMetricsF(font), self._size * share
        wide = metrics.horizontalAdvance(part.text)
        side = _SIGN * em if part.kind == "sign" else 0.0

        def paint(painter: QPainter, x: float, y: float) -> None:
            painter.setFont(font)
            painter.drawText(QPointF(x + side, y), part.text)

        slant = 0.06 * em if part.kind == "italic" else 0.0
        box = Box(wide + 2 * side + slant, metrics.ascent() * 0.86, metrics.descent() * 0.9)
        box.paints.append((0.0, 0.0, paint))
        return box

    def _row(self, part: Row, share: float) -> Box:
        box, em = Box(), self._size * share
        parts = part.parts
        boxes = [self._box(one, share) for one in parts]
        for k, (one, made) in enumerate(zip(parts, boxes, strict=True)):
            if k and _are_apart(parts[k - 1], one):
                box.width += _NAME * em
            if isinstance(one, Text) and one.kind == "sign" and _is_of_one(parts, k):
                made = self._text(Text(one.text), share)
            box.add(made, box.width)
        strut = QFontMetricsF(self._sized(share))
        box.up, box.down = max(box.up, strut.ascent() * 0.7), max(box.down, 0.0)
        return box

    def _script(self, part: Script, share: float) -> Box:
        box = Box()
        em, smaller = self._size * share, max(_SMALLEST, share * _SMALLER)
        base = self._box(part.base, share)
        box.add(base, 0.0)
        at = base.width + 0.03 * em
        if part.above is not None:
            above = self._box(part.above, smaller)
            box.add(above, at, -max(_RAISED * em, base.up - 0.42 * em))
        if part.below is not None:
            below = self._box(part.below, smaller)
            box.add(below, at, max(_LOWERED * em, base.down - 0.05 * em))
        return box

    def _fraction(self, part: Fraction, share: float) -> Box:
        em, inner = self._size * share, max(_SMALLEST, share * 0.9)
        above, below = self._box(part.above, inner), self._box(part.below, inner)
        axis, gap, edge = -_AXIS * em, _GAP * em, 0.12 * em
        wide = max(above.width, below.width) + 2 * edge
        box = Box()
        box.add(above, (wide - above.width) / 2.0, axis - gap - above.down)
        box.add(below, (wide - below.width) / 2.0, axis + gap + below.up)
        box.width = wide + 0.1 * em
        line = max(1.0, _LINE * em)

        def paint(painter: QPainter, x: float, y: float) -> None:
            _stroke(painter, line, [QPointF(x, y), QPointF(x + wide, y)])

        box.paints.append((0.05 * em, axis, paint))
        return box

    def _root(self, part: Root, share: float) -> Box:
        em, inside = self._size * share, self._box(part.inside, share)
        sign, gap, line = 0.55 * em, 0.12 * em, max(1.0, _LINE * em)
        up, down = inside.up + gap + line, inside.down
        wide = inside.width + 0.1 * em
        box = Box()
        box.add(inside, sign + 0.05 * em)
        box.width, box.up = sign + wide, up + line

        def paint(painter: QPainter, x: float, y: float) -> None:
            _stroke(
                painter, line,
                [
                    QPointF(x, y - 0.22 * em), QPointF(x + 0.14 * em, y - 0.3 * em),
                    QPointF(x + 0.3 * em, y + down), QPointF(x + sign - 0.08 * em, y - up),
                    QPointF(x + sign + wide, y - up),
                ],
            )  # fmt: skip

        box.paints.append((0.0, 0.0, paint))
        return box

    def _fenced(self, part: Fenced, share: float) -> Box:
        em, inside = self._size * share, self._box(part.inside, share)
        up, down = inside.up + 0.04 * em, inside.down + 0.04 * em
        box, line = Box(), max(1.0, _LINE * em)
        for sign, is_left in ((part.left, True), (part.right, False)):
            if not is_left:
                box.add(inside, box.width)
            if sign:
                wide = (0.42 if sign in "(){}" else 0.3) * em
                path = _fence(sign, is_left, wide, up, down, em)
                box.paints.append((box.width, 0.0, _drawn(path, line)))
                box.width += wide
        box.up, box.down = max(box.up, up), max(box.down, down)
        return box

    def _accent(self, part: Accent, share: float) -> Box:
        em, base = self._size * share, self._box(part.base, share)
        metrics = QFontMetricsF(self._sized(share))
        mark = self._text(Text(part.mark), share)
        box = Box()
        box.add(base, 0.0)
        lift = max(0.0, base.up - metrics.xHeight() - 0.12 * em)
        place = (base.width - mark.width) / 2.0 + 0.04 * em
        box.paints += [(place + at, low - lift, paint) for at, low, paint in mark.paints]
        box.up = max(box.up, base.up + 0.12 * em)
        return box

    def _grid(self, part: Grid, share: float) -> Box:
        em = self._size * share
        rows = [[self._box(one, share) for one in row] for row in part.rows]
        columns = max(map(len, rows), default=0)
        widths = [max((row[k].width for row in rows if k < len(row)), default=0.0)
                  for k in range(columns)]  # fmt: skip
        heights = [(max((b.up for b in row), default=0.0), max((b.down for b in row), default=0.0))
                   for row in rows]  # fmt: skip
        whole = sum(up + down for up, down in heights) + _ROWS * em * max(0, len(rows) - 1)
        y = -_AXIS * em - whole / 2.0
        box = Box()
        for row, (up, down) in zip(rows, heights, strict=True):
            x, y = 0.12 * em, y + up
            for k, one in enumerate(row):
                box.add(one, x + ((widths[k] - one.width) / 2.0 if part.centred else 0.0), y)
                x += widths[k] + _COLUMN * em
            y += down + _ROWS * em
        box.width = sum(widths) + _COLUMN * em * max(0, columns - 1) + 0.24 * em
        return box


def _are_apart(one: Part, other: Part) -> bool:
    """Return whether there is a little room between two neighbours: y ln a, (a, b), Σ x."""
    if isinstance(one, Text) and one.text in (",", "Σ", "Π"):
        return True
    if _is_name(other):
        return not (isinstance(one, Space) or (_opens(one) and not _closes(one)))
    return _is_name(one) and not _opens(other)


def _is_name(part: Part) -> bool:
    return isinstance(part, Text) and part.kind == "name"


def _closes(part: Part) -> bool:
    return isinstance(part, Fenced) or (isinstance(part, Text) and part.text in (")", "]"))


def _opens(part: Part) -> bool:
    is_sign = isinstance(part, Text) and (part.kind == "sign" or part.text in ("(", "′", ")", ","))
    return is_sign or isinstance(part, Fenced | Space)


def _is_of_one(parts: tuple[Part, ...], place: int) -> bool:
    """Return whether a sign belongs to what follows alone: −x at the beginning, or = −x."""
    one = parts[place]
    if not isinstance(one, Text) or one.text not in "−+":
        return False
    if place == 0:
        return True
    before = parts[place - 1]
    return isinstance(before, Text) and (before.kind == "sign" or before.text in ("(", "[", ","))


def _stroke(painter: QPainter, width: float, points: list[QPointF]) -> None:
    pen = QPen(painter.pen())
    painter.save()
    pen.setWidthF(width)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    for begin, end in pairwise(points):
        painter.drawLine(begin, end)
    painter.restore()


def _drawn(path: QPainterPath, line: float) -> Paint:
    def paint(painter: QPainter, x: float, y: float) -> None:
        painter.save()
        pen = QPen(painter.pen())
        pen.setWidthF(line * 1.1)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path.translated(x, y))
        painter.restore()

    return paint


def _fence(
    sign: str, is_left: bool, wide: float, up: float, down: float, em: float
) -> QPainterPath:
    """Return a fence from `up` above the line to `down` below it."""
    path = QPainterPath()
    near, far = (wide * 0.75, wide * 0.3) if is_left else (wide * 0.25, wide * 0.7)
    if sign in "()":
        path.moveTo(near, -up)
        bend = min(0.35 * (up + down), 0.6 * em)
        path.cubicTo(far, -up + bend, far, down - bend, near, down)
    elif sign in "[]":
        path.moveTo(near, -up)
        path.lineTo(far, -up)
        path.lineTo(far, down)
        path.lineTo(near, down)
    elif sign in "{}":
        middle, turn = (down - up) / 2.0, wide * 0.28
        tip = far - turn if is_left else far + turn
        path.moveTo(near, -up)
        path.quadTo(far, -up, far, -up + turn * 1.5)
        path.lineTo(far, middle - turn)
        path.quadTo(far, middle, tip, middle)
        path.quadTo(far, middle, far, middle + turn)
        path.lineTo(far, down - turn * 1.5)
        path.quadTo(far, down, near, down)
    else:
        places = (0.35, 0.65) if sign == "‖" else (0.5,)
        for place in places:
            path.moveTo(wide * place, -up)
            path.lineTo(wide * place, down)
    return path
