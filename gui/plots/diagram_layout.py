"""Where everything in the network diagram stands: pure geometry, no widget and no weight.

Columns of neurons from left to right, each with a caption above it. What does not fit is shrunk
first, then left out and said in words: a layer of 512 units shows as many as there is room for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPointF, QRectF

from gui.theme import COLUMN_MAX, COLUMN_MIN, NEURON, OUTPUT_NEURON, ROW_STEP, SMALL_NEURON

#: neurons above this number in a layer are small
MANY = 8
PADDING = 16.0
BUTTON_WIDTH, BUTTON_HEIGHT = 24.0, 20.0
WIDEST_STEP = COLUMN_MAX + NEURON  # 180 clear between two columns
HIGHEST_ROW = 132.0
SMALL_ROW = 34.0
SMALLEST_STEP = 22.0
SMALLEST_NEURON = 10.0
SMALLEST_HEIGHT = 96.0


class Role(Enum):
    """What a column is."""

    INPUT = "input"
    HIDDEN = "hidden"
    OUTPUT = "output"
    PASS = "pass"  # dropout, batch normalization: a slim column, unit by unit


@dataclass(frozen=True)
class Slot:
    """A column to be placed: `layer` is its index, −1 for the inputs."""

    layer: int
    role: Role
    units: int
    captions: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Column:
    """A placed column; `ys` are the centres of the neurons that are shown, from the first on."""

    slot: Slot
    x: float
    size: float
    ys: tuple[float, ...]
    caption: tuple[str, ...]
    caption_rect: QRectF
    buttons: QRectF | None
    words: QRectF | None  # where "… 128 units" is said

    @property
    def left_out(self) -> bool:
        """Whether some of its units are not shown."""
        return len(self.ys) < self.slot.units

    def rect(self, unit: int) -> QRectF:
        """Return the square of a neuron."""
        half = self.size / 2.0
        return QRectF(self.x - half, self.ys[unit] - half, self.size, self.size)

    def bias_centre(self, unit: int) -> QPointF:
        """Return the centre of a neuron's bias dot: its lower left corner."""
        half = self.size / 2.0
        return QPointF(self.x - half, self.ys[unit] + half)

    @property
    def bias_radius(self) -> float:
        """Return the radius of the bias dots."""
        return max(2.0, min(6.0, self.size * 0.14))


@dataclass(frozen=True)
class Layout:
    """The placed columns; none where there is no room for them."""

    columns: tuple[Column, ...]
    step: float = 0.0
    names_above: bool = False
    left: float = 0.0  # room for names left of the inputs
    right: float = 0.0
    line: float = 16.0

    @property
    def fits(self) -> bool:
        """Whether there was room."""
        return bool(self.columns)

    def neuron_at(self, point: QPointF, margin: float = 3.0) -> tuple[int, int] | None:
        """Return (column, unit) of the neuron at a point, bias dot included."""
        for index, column in enumerate(self.columns):
            reach = column.size / 2.0 + margin + column.bias_radius
            if abs(point.x() - column.x) > reach:
                continue
            for unit in range(len(column.ys)):
                if column.rect(unit).adjusted(-margin, -margin, margin, margin).contains(point):
                    return index, unit
                off = point - column.bias_centre(unit)
                if off.x() ** 2 + off.y() ** 2 <= (column.bias_radius + 1.0) ** 2:
                    return index, unit
        return None

    def caption_at(self, point: QPointF) -> int | None:
        """Return the column whose caption is at a point."""
        for index, column in enumerate(self.columns):
            if column.caption_rect.contains(point):
                return index
        return None


@dataclass(frozen=True)
class _Rows:
    size: float
    ys: tuple[float, ...]


def _rows(slot: Slot, room: float, step: float, most: float) -> _Rows:
    """Return the size and the centres, around 0, of the neurons of a column `room` high."""
    few = slot.role is Role.OUTPUT and slot.units <= 3
    size = float(OUTPUT_NEURON if few else NEURON if slot.units <= MANY else SMALL_NEURON)
    size = min(size, most)
    pitch = step if slot.units <= MANY else max(SMALL_ROW, min(step, 40.0))
    if few:
        pitch = max(pitch, size + 16.0)
    n = slot.units
    if n > 1 and size + pitch * (n - 1) > room:
        pitch = (room - size) / (n - 1)
        smallest = min(SMALL_ROW, size + 6.0)
        if pitch < smallest:  # they do not all fit: small ones, and as many as there is room for
            size = min(size, float(SMALL_NEURON))
            pitch = min(SMALL_ROW, size + 6.0)
            n = max(1, min(n, int((room - size) // pitch) + 1))
        size = min(size, pitch - 6.0)
    size = max(SMALLEST_NEURON, 2.0 * (min(size, room) // 2.0))  # even: pictures lie on pixels
    return _Rows(size, tuple((i - (n - 1) / 2.0) * pitch for i in range(n)))


def place(
    slots: tuple[Slot, ...],
    width: float,
    height: float,
    text_width: Callable[[str], float],
    line: float = 16.0,
    left: float = 32.0,
    right: float = 32.0,
) -> Layout:
    """Return where the columns stand in a widget of this size.

    `text_width` measures captions, `line` is the height of one line of them, `left` and `right`
    is the room that names of inputs and outputs ask for; a third of the width at most.
    """
    if len(slots) < 2 or width < 80.0 or height < SMALLEST_HEIGHT:
        return Layout(())
    left, right = min(left, width * 0.2), min(right, width * 0.2)
    gaps = len(slots) - 1
    ends = (NEURON + OUTPUT_NEURON) / 2.0
    step = min(WIDEST_STEP, (width - 2.0 * PADDING - left - right - ends) / gaps)
    if step < SMALLEST_STEP:
        return Layout(())
    most = OUTPUT_NEURON if step >= COLUMN_MIN - 8.0 else max(SMALLEST_NEURON, step * 0.5)

    chosen = tuple(_caption(slot, step, width, text_width) for slot in slots)
    lines = max(len(caption) for caption in chosen)
    has_buttons = step >= 2.0 * BUTTON_WIDTH + 12.0
    above = lines * line + 4.0 + (BUTTON_HEIGHT + 6.0 if has_buttons else 0.0)
    note = line + 8.0
    room = height - 2.0 * PADDING - above - note
    most_units = max((s.units for s in slots if s.units <= MANY), default=MANY)
    row = max(float(ROW_STEP), min(HIGHEST_ROW, room * 0.55 / max(1, most_units)))
    names_above = row >= NEURON + line + 6.0 and most >= NEURON
    if names_above:
        room -= line + 2.0
        above += line + 2.0
    if room < SMALLEST_NEURON + line:
        return Layout(())

    rows = []
    for slot in slots:
        if slot.role is Role.PASS and rows:
            rows.append(rows[-1])  # unit by unit: level with what it passes on
            continue
        made = _rows(slot, room, row, most)
        if len(made.ys) < slot.units:
            made = _rows(slot, room - line - 6.0, row, most)
        rows.append(made)

    span = step * gaps
    start = (width - (left + ends + span + right)) / 2.0 + left + NEURON / 2.0
    # the block of captions and neurons is centred, a little lower than the middle of its captions
    tallest = max(r.ys[-1] - r.ys[0] + r.size for r in rows)
    middle = max(
        PADDING + above + tallest / 2.0,
        min(height / 2.0 + above * 0.25, height - PADDING - note - tallest / 2.0 - line),
    )
    level = step < 1.5 * COLUMN_MIN
    ceiling = middle - max(-r.ys[0] + r.size / 2.0 for r in rows)
    columns = []
    for index, (slot, made, caption) in enumerate(zip(slots, rows, chosen, strict=True)):
        x = float(round(start + index * step))
        ys = tuple(float(round(middle + y)) for y in made.ys)
        top = ceiling if level else ys[0] - made.size / 2.0
        named = names_above and slot.role in (Role.HIDDEN, Role.PASS)
        bottom = top - (line + 2.0 if named or (names_above and level) else 0.0) - 6.0
        buttons = None
        if has_buttons and slot.role in (Role.HIDDEN, Role.OUTPUT):
            buttons = QRectF(
                x - BUTTON_WIDTH - 4.0,
                bottom - BUTTON_HEIGHT,
                2.0 * BUTTON_WIDTH + 8.0,
                BUTTON_HEIGHT,
            )
        if has_buttons and (level or buttons is not None):
            bottom -= BUTTON_HEIGHT + 4.0
        wide = max((text_width(text) for text in caption), default=0.0) + 4.0
        high = len(caption) * line
        caption_x = min(max(x, wide / 2.0 + 2.0), width - wide / 2.0 - 2.0)
        words = None
        if len(ys) < slot.units:
            half = min(step / 2.0 - 2.0, x - 2.0, width - x - 2.0)
            words = QRectF(x - half, ys[-1] + made.size / 2.0 + 6.0, 2.0 * half, line)
        columns.append(
            Column(
                slot=slot,
                x=x,
                size=made.size,
                ys=ys,
                caption=caption,
                caption_rect=QRectF(caption_x - wide / 2.0, bottom - high, wide, high),
                buttons=buttons,
                words=words,
            )
        )
    return Layout(tuple(columns), step, names_above, left, right, line)


def _caption(
    slot: Slot, step: float, width: float, text_width: Callable[[str], float]
) -> tuple[str, ...]:
    """Return the longest form of a caption that stays clear of its neighbours'."""
    for form in slot.captions:
        if all(text_width(text) + 12.0 <= step for text in form):
            return form
    return ()
