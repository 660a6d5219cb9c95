"""The picture of one moment: the network's outputs over a plane, or along one input, as PNG.

Two classes are separated at the decision threshold and reach full colour at their targets; several
take the colour of the winner; for numbers, colours are centred like the targets. So the colours
mean the same at every epoch. The training points are drawn on top. The pictures of a strip are side
by side.
"""

import io
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import true_classes
from core.data.samples import Task
from core.pictures.colours import (
    CANVAS,
    LIGHT_PAPER,
    NEGATIVE,
    POSITIVE,
    SEPARATOR,
    TEXT,
    Paper,
    Pixels,
    class_colour,
    class_pixels,
    signed_pixels,
    symmetric_limit,
)
from core.pictures.snapshot import Facts, Surface, View
from core.resources import resource_path

Floats = NDArray[np.floating[Any]]
Range = tuple[float, float]

#: pictures of up to this many pixels are drawn four times as large and scaled down, others twice
_FINE_UP_TO = 700
#: with more samples, the points are drawn smaller
_MANY = 600
#: radius and width in pixels
_SMALLEST_POINT, _THINNEST_RIM = 2.0, 0.75
_WIDEST_STRIP = 16_384
_SMALLEST_LETTERS = 6


def surface_png(facts: Facts, surface: Surface, size: int = 320, output: int = 0) -> bytes:
    """Return a picture (size × size pixels) of a surface; `output` is which of several."""
    from PIL import ImageDraw

    image = surface_image(facts, surface, size, output)
    ImageDraw.Draw(image).rectangle((0, 0, size - 1, size - 1), outline=SEPARATOR)
    return _png(image)


def surface_image(
    facts: Facts, surface: Surface, size: int, output: int = 0, paper: Paper = LIGHT_PAPER
) -> Any:
    """Return the same as a picture of Pillow, without its frame, on light or dark paper."""
    from PIL import Image, ImageDraw

    fine = 4 if size <= _FINE_UP_TO else 2
    side = size * fine
    view = surface.view
    if view.y_axis is None:
        image = Image.new("RGB", (side, side), paper.canvas)
        draw = ImageDraw.Draw(image)
        y_range = curve_range(facts, output)
    else:
        pixels = np.ascontiguousarray(surface_pixels(facts, surface, output, paper.canvas)[::-1])
        image = Image.fromarray(pixels).resize((side, side), Image.Resampling.BILINEAR)
        draw = ImageDraw.Draw(image)
        y_range = view.y_range
    _draw_points(draw, facts, view, y_range, output, fine)
    if view.y_axis is None:
        _draw_curves(draw, facts, surface, y_range, output, paper)
    return image.reduce(fine)


def surface_pixels(facts: Facts, surface: Surface, output: int = 0, canvas: str = CANVAS) -> Pixels:
    """Return the colours (rows, columns, 3) of a surface over a plane, row 0 at the lowest y."""
    outputs = surface.outputs
    if facts.task is Task.CLASSES and outputs.shape[2] > 1:
        return class_pixels(outputs, canvas)
    return signed_pixels(outputs[:, :, output], *colour_limits(facts, output), canvas)


def colour_limits(facts: Facts, output: int) -> tuple[float, float]:
    """Return the centre of the colour scale, and how far it goes to either side."""
    if facts.task is not Task.REGRESSION:
        return facts.threshold, abs(facts.threshold) or 1.0
    low, high = _target_range(facts, output)
    if low * high > 0.0:
        return (low + high) / 2.0, (high - low) / 2.0 or 1.0
    return 0.0, symmetric_limit(np.array([low, high]))


def together_png(pictures: Sequence[tuple[int, bytes]]) -> bytes:
    """Return pictures side by side, the epoch under each. Raises ValueError for none."""
    from PIL import Image, ImageDraw, ImageFont

    if not pictures:
        raise ValueError("a strip needs a picture")
    size = Image.open(io.BytesIO(pictures[0][1])).width
    tile = min(size, _WIDEST_STRIP // len(pictures))
    gap = max(4, tile // 20)
    captions = [f"epoch {epoch:,}" for epoch, _ in pictures]
    font_file = str(resource_path("fonts", "Inter-Regular.otf"))
    letters = min(40, max(12, tile // 16))
    font = ImageFont.truetype(font_file, letters)
    while letters > _SMALLEST_LETTERS and max(map(font.getlength, captions)) > tile:
        letters -= 1
        font = ImageFont.truetype(font_file, letters)
    width, height = len(pictures) * (tile + gap) + gap, tile + 3 * gap + letters
    strip = Image.new("RGB", (width, height), CANVAS)
    draw = ImageDraw.Draw(strip)
    for number, (_, png) in enumerate(pictures):
        left = gap + number * (tile + gap)
        picture: Image.Image = Image.open(io.BytesIO(png))
        if picture.width != tile:
            picture = picture.resize((tile, tile), Image.Resampling.LANCZOS)
        strip.paste(picture, (left, gap))
        middle = left + tile / 2
        draw.text((middle, tile + 2 * gap), captions[number], fill=TEXT, font=font, anchor="mt")
    return _png(strip)


def _png(image: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def _target_range(facts: Facts, output: int) -> Range:
    targets = facts.points.targets[:, output]
    return (float(targets.min()), float(targets.max())) if len(targets) else (-1.0, 1.0)


def curve_range(facts: Facts, output: int) -> Range:
    """Return the lowest and the highest value on the axis of a curve."""
    if facts.task is Task.REGRESSION:
        low, high = _target_range(facts, output)
    else:
        low, high = (0.0, 1.0) if facts.threshold > 0.0 else (-1.0, 1.0)
    room = 0.12 * (high - low) or 1.0
    return low - room, high + room


def _pixels(values: Floats, ends: Range, side: int) -> NDArray[np.float64]:
    """Return positions in pixels, kept from going far beyond the picture."""
    low, high = ends
    with np.errstate(all="ignore"):
        share = (np.asarray(values, dtype=np.float64) - low) / ((high - low) or 1.0)
    return np.asarray(np.clip(share, -1.0, 2.0) * side)


def _draw_curves(
    draw: Any, facts: Facts, surface: Surface, y_range: Range, output: int, paper: Paper
) -> None:
    """Draw the curve of an output, or of every class; and the threshold between two classes."""
    side = draw.im.size[0]
    outputs = surface.outputs[0]
    several = facts.task is Task.CLASSES
    width = max(2, side // 160)
    if facts.task is Task.TWO_CLASSES:
        at = side - float(_pixels(np.array(facts.threshold), y_range, side))
        draw.line([(0, at), (side, at)], fill=paper.separator, width=width)
    x = (np.arange(len(outputs)) + 0.5) * (side / len(outputs))
    for k in range(outputs.shape[1]) if several else (output,):
        y = side - _pixels(outputs[:, k], y_range, side)
        whole = np.isfinite(y)
        ends = np.flatnonzero(np.diff(whole, prepend=False, append=False)).reshape(-1, 2)
        for start, stop in ends.tolist():
            line = list(zip(x[start:stop].tolist(), y[start:stop].tolist(), strict=True))
            colour = class_colour(k) if several else POSITIVE
            draw.line(line, fill=colour, width=width, joint="curve")


def _draw_points(
    draw: Any, facts: Facts, view: View, y_range: Range, output: int, fine: int
) -> None:
    """Draw the training points with a dark rim: discs, and squares for the first of two classes."""
    side = draw.im.size[0]
    train = ~facts.points.test
    inputs, targets = facts.points.inputs[train], facts.points.targets[train]
    if not len(inputs):
        return
    if view.y_axis is not None:
        beside = inputs[:, view.y_axis]
    elif facts.task is Task.CLASSES:
        beside = np.ones(len(inputs))
    else:
        beside = targets[:, output]
        if facts.task is Task.TWO_CLASSES and facts.threshold == 0.0:
            beside = 2.0 * beside - 1.0  # outputs run from −1 to 1
    x = _pixels(inputs[:, view.x_axis], view.x_range, side)
    y = side - _pixels(beside, y_range, side)
    radius = max(_SMALLEST_POINT * fine, side * (0.014 if len(inputs) <= _MANY else 0.009))
    rim = round(max(_THINNEST_RIM * fine, side / 300))
    for at_x, at_y, colour in zip(x, y, _fills(facts, view, targets, output), strict=True):
        if colour == NEGATIVE:  # as on the screen: squares and discs, not colours alone
            half = radius * 0.9
            square = (at_x - half, at_y - half, at_x + half, at_y + half)
            draw.rectangle(square, fill=colour, outline=TEXT, width=rim)
            continue
        place = (at_x - radius, at_y - radius, at_x + radius, at_y + radius)
        draw.ellipse(place, fill=colour, outline=TEXT, width=rim)


def _fills(
    facts: Facts, view: View, targets: Floats, output: int
) -> Sequence[str | tuple[int, ...]]:
    """Return the colour of every point: its class's, or its number's on the surface's scale."""
    if facts.task is Task.REGRESSION:
        if view.y_axis is None:
            return [SEPARATOR] * len(targets)
        shades = signed_pixels(targets[:, output], *colour_limits(facts, output))
        return [tuple(shade) for shade in shades.tolist()]
    numbers = true_classes(targets, facts.task)
    if facts.task is Task.TWO_CLASSES:
        chosen = numbers if numbers.ndim == 1 else numbers[:, output]
        return [(NEGATIVE, POSITIVE)[k] for k in chosen.tolist()]
    return [class_colour(k) for k in numbers.tolist()]
