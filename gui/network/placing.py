"""How the network diagram is laid out: columns and rows shrink before they become strips."""

from collections.abc import Callable

from PySide6.QtCore import QRectF

from core.records import Record
from gui.kit.theme import COLUMN_MAX, COLUMN_MIN, NEURON, OUTPUT_NEURON, ROW_STEP, SMALL_NEURON
from gui.network.layout import Column, Layout, Role, Slot

#: with more neurons than this in a layer, they are drawn small
MANY = 8
PADDING = 16.0
BUTTON_WIDTH, BUTTON_HEIGHT = 24.0, 24.0
WIDEST_STEP = COLUMN_MAX + NEURON  # 180 pixels clear between two columns
HIGHEST_ROW = 150.0
SMALL_ROW = 34.0
TIGHTEST_ROW = 16.0  # when its rows would be closer than this, a layer becomes a strip
MOST_TILES = 128  # a layer with more units than this is always a strip
STRIP_WIDTH, TALLEST_STRIP = 20.0, 480.0
SMALLEST_STEP = 22.0
SMALLEST_NEURON = 10.0
SMALLEST_HEIGHT = 96.0
LOW = 360.0  # if there is more height than this, captions move down from the top


class _Rows(Record):
    size: float
    ys: tuple[float, ...]
    is_strip: bool = False


def _rows(slot: Slot, room: float, step: float, most: float) -> _Rows:
    """Return the size and the centres, around 0, of the neurons of a column `room` high."""
    few = slot.role is Role.OUTPUT and slot.units <= 3
    size = float(OUTPUT_NEURON if few else NEURON if slot.units <= MANY else SMALL_NEURON)
    size = min(size, most)
    pitch = step if slot.units <= MANY else max(SMALL_ROW, min(step, 40.0))
    if few:
        pitch = max(pitch, size + 16.0)
    n = slot.units
    if n > 1 and (size + pitch * (n - 1) > room or n > MOST_TILES):
        pitch = (room - size) / (n - 1)
        if pitch < TIGHTEST_ROW or n > MOST_TILES:
            pitch = max(min(room, TALLEST_STRIP), SMALLEST_NEURON) / n
            ys = tuple((i - (n - 1) / 2.0) * pitch for i in range(n))
            return _Rows(min(STRIP_WIDTH, most), ys, True)
        size = min(size, pitch - 6.0)
    size = max(SMALLEST_NEURON, 2.0 * (min(size, room) // 2.0))  # even: pictures align to pixels
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
    """Return the places of the columns in a widget of this size.

    `text_width` measures captions, `line` is the height of one of their lines, `left` and `right`
    are the room needed for the names of inputs and outputs, at most a third of the width.
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
    high = max(BUTTON_HEIGHT, line + 2.0)  # large text needs higher ones
    above = lines * line + 4.0 + (high + 6.0 if has_buttons else 0.0)
    # captions and buttons do not move while layers grow: their place depends only on the room
    above += max(0.0, (height - LOW) * 0.25)
    note = line + 8.0
    room = height - 2.0 * PADDING - above - note
    most_units = max((s.units for s in slots if s.units <= MANY), default=MANY)
    share = room / max(1, most_units)
    row = max(float(ROW_STEP), min(HIGHEST_ROW, share * 0.7))
    # a name above each neuron, a number below; below an output, which is larger, a number too
    roomy = NEURON + 2.0 * line + 20.0
    if row < roomy <= share * 0.9:
        row = roomy
    names_above = row >= NEURON + line + 6.0 and most >= NEURON
    if names_above:
        room -= line + 2.0
        above += line + 2.0
    if room < SMALLEST_NEURON + line:
        return Layout(())

    rows: list[_Rows] = []
    for slot in slots:
        if slot.role is Role.PASS and rows:
            rows.append(rows[-1])  # unit by unit, level with the units it passes on
            continue
        made = _rows(slot, room, row, most)
        if made.is_strip:
            made = _rows(slot, room - line - 6.0, row, most)
        rows.append(made)

    span = step * gaps
    start = (width - (left + ends + span + right)) / 2.0 + left + NEURON / 2.0
    ceiling = PADDING + above
    middle = ceiling + max(_height(r) for r in rows) / 2.0
    columns = []
    for index, (slot, made, caption) in enumerate(zip(slots, rows, chosen, strict=True)):
        x = float(round(start + index * step))
        ys = tuple(middle + y if made.is_strip else float(round(middle + y)) for y in made.ys)
        bottom = ceiling - (line + 2.0 if names_above else 0.0) - 6.0
        buttons = None
        if has_buttons and (slot.role in (Role.HIDDEN, Role.OUTPUT) or slot.extras):
            buttons = QRectF(
                x - BUTTON_WIDTH - 4.0,
                bottom - high,
                2.0 * BUTTON_WIDTH + 8.0,
                high,
            )
        if has_buttons:
            bottom -= high + 4.0
        wide = max((text_width(text) for text in caption), default=0.0) + 4.0
        tall = len(caption) * line
        caption_x = min(max(x, wide / 2.0 + 2.0), width - wide / 2.0 - 2.0)
        words = None
        if made.is_strip:
            half = min(step / 2.0 - 2.0, x - 2.0, width - x - 2.0)
            words = QRectF(x - half, ys[-1] + 8.0, 2.0 * half, line)
        columns.append(
            Column(
                slot=slot,
                x=x,
                size=made.size,
                ys=ys,
                caption=caption,
                caption_rect=QRectF(caption_x - wide / 2.0, bottom - tall, wide, tall),
                buttons=buttons,
                words=words,
                is_strip=made.is_strip,
            )
        )
    return Layout(tuple(columns), step, names_above, left, right, line)


def _height(rows: _Rows) -> float:
    return rows.ys[-1] - rows.ys[0] + (2.0 if rows.is_strip else rows.size)


def _caption(
    slot: Slot, step: float, width: float, text_width: Callable[[str], float]
) -> tuple[str, ...]:
    """Return the longest form of a caption that does not touch its neighbours."""
    for form in slot.captions:
        if all(text_width(text) + 12.0 <= step for text in form):
            return form
    return ()
