"""The diagram of a frame: a tile with its map for every neuron, an edge for every weight."""

from itertools import pairwise
from typing import Any

import numpy as np

from core.data.samples import Task
from core.formats.film.drawing import curve, dashed, fitted, font
from core.lesson.names.layers import output_layer
from core.lesson.names.symbols import pretty_name
from core.lesson.names.units import output_titles, unit_symbols
from core.pictures.colours import (
    NEGATIVE,
    POSITIVE,
    Paper,
    class_colour,
    edge_width,
    signed_pixels,
    symmetric_limit,
)
from core.pictures.snapshot import Facts, LayerPicture, Surface

Box = tuple[int, int, int, int]

#: layers with more units than this are drawn as a bar with their number
MOST_TILES = 12
#: more edges than these between two layers are thinned to the strongest
_MOST_EDGES = 400
_FINE = 2


def paint_diagram(
    image: Any, box: Box, layers: tuple[LayerPicture, ...], facts: Facts, surface: Surface,
    paper: Paper,
) -> None:  # fmt: skip
    """Paint the network into a box (left, top, right, bottom) of an image."""
    from PIL import Image, ImageDraw

    left, top, right, bottom = box
    size = ((right - left) * _FINE, (bottom - top) * _FINE)
    canvas = Image.new("RGB", size, paper.canvas)
    draw = ImageDraw.Draw(canvas)
    columns = _columns(layers, facts, size)
    for k, (before, after) in enumerate(pairwise(columns)):
        _paint_edges(draw, before, after, layers[k], paper, size[1] / 480.0)
    for k, column in enumerate(columns):
        maps = surface.input_maps if k == 0 else _map_of(surface, k - 1)
        _paint_column(canvas, draw, column, k - 1, maps, layers, facts, paper)
    image.paste(canvas.reduce(_FINE), (left, top))


class _Column:
    """The tiles of a layer (centres and side in pixels), or one bar for many units."""

    def __init__(self, x: float, units: int, height: int, side: float) -> None:
        self.x, self.units = x, units
        self.is_bar = units > MOST_TILES
        room = 0.86 * height
        step = min(side * 1.75, room / max(1, units)) if not self.is_bar else 0.0
        self.side = min(side, step * 0.8) if not self.is_bar else side
        self.half = 0.36 * height if self.is_bar else self.side / 2.0
        middle = height * 0.52
        self.ys = [middle + step * (k - (units - 1) / 2.0) for k in range(units)]
        if self.is_bar:
            self.ys = np.linspace(middle - self.half, middle + self.half, units).tolist()


def _columns(
    layers: tuple[LayerPicture, ...], facts: Facts, size: tuple[int, int]
) -> list[_Column]:
    width, height = size
    counts = [layers[0].inputs if layers else 0, *(layer.units for layer in layers)]
    letters = font(_letters(width))
    names = (_names(layers, facts, -1), _names(layers, facts, output_layer(layers)))
    rooms = [
        min(0.2 * width, max((letters.getlength(name) for name in found), default=0.0))
        for found in names
    ]
    side = min(height * 0.12, (width - sum(rooms)) / len(counts) * 0.5)
    first, last = (room + side * 0.5 + 1.5 * _letters(width) for room in rooms)
    step = (width - first - last) / max(1, len(counts) - 1)
    return [_Column(first + k * step, units, height, side) for k, units in enumerate(counts)]


def _letters(width: int) -> int:
    return max(12, round(width / 36))


def _names(layers: tuple[LayerPicture, ...], facts: Facts, layer: int) -> tuple[str, ...]:
    """Return what is written beside the units of a layer: names of inputs and classes, symbols."""
    if layer < 0:
        return tuple(map(pretty_name, facts.input_names))
    names = unit_symbols(facts, layers, layer)
    if layer != output_layer(layers):
        return names
    titles = output_titles(facts, layers[layer].units)
    return tuple(title or name for title, name in zip(titles, names, strict=True))


def _map_of(surface: Surface, layer: int) -> Any:
    return surface.maps[layer] if layer < len(surface.maps) else None


def _paint_edges(
    draw: Any, before: _Column, after: _Column, layer: LayerPicture, paper: Paper, scale: float
) -> None:
    weight = layer.arrays.get("weight")
    reach = (before.side / 2.0 if not before.is_bar else before.side / 3.0, after.side / 2.0)
    begin, end = before.x + reach[0], after.x - reach[1]
    if weight is None:
        for y, z in zip(before.ys, after.ys, strict=False):
            draw.line([(begin, y), (end, z)], fill=paper.separator, width=max(1, round(scale)))
        return
    flat = np.abs(np.nan_to_num(weight)).reshape(-1)
    strongest = np.argsort(flat)[::-1][:_MOST_EDGES]
    for place in strongest[::-1].tolist():
        i, j = divmod(place, weight.shape[1])
        value = float(weight[i, j])
        colour = POSITIVE if value > 0 else NEGATIVE if value < 0 else paper.separator
        wide = max(1, round(edge_width(value) * scale))
        points = curve((begin, before.ys[i]), (end, after.ys[j]))
        if value < 0:
            dashed(draw, points, colour, wide, 6.0 * scale * 1.5, 4.0 * scale * 1.5)
        else:
            line = [(float(x), float(y)) for x, y in points]
            draw.line(line, fill=colour, width=wide, joint="curve")


def _paint_column(
    canvas: Any, draw: Any, column: _Column, layer: int, maps: Any,
    layers: tuple[LayerPicture, ...], facts: Facts, paper: Paper,
) -> None:  # fmt: skip
    side, x = column.side, column.x
    line = max(1, round(side / 26))
    letters = _letters(canvas.size[0])
    if column.is_bar:
        top, bottom = column.ys[0], column.ys[-1]
        half = side / 3.0
        draw.rounded_rectangle((x - half, top, x + half, bottom), side / 8, fill=paper.separator,
                               outline=paper.secondary, width=line)  # fmt: skip
        draw.text((x, bottom + letters * 0.4), f"{column.units:,}", fill=paper.secondary,
                  font=font(letters), anchor="ma")  # fmt: skip
        return
    names = _names(layers, facts, layer)
    apart = column.ys[1] - column.ys[0] if column.units > 1 else canvas.size[1]
    for k, y in enumerate(column.ys):
        half = side / 2
        square = (round(x - half), round(y - half), round(x + half), round(y + half))
        if maps is not None and k < maps.shape[2]:
            canvas.paste(_tile(maps[:, :, k], layer, k, layers, facts, paper, square), square[:2])
        draw.rounded_rectangle(square, side / 8, outline=paper.secondary, width=line)
        name = names[k] if k < len(names) else ""
        if layer < 0:
            name = fitted(name, x - half - letters, letters)
            place, anchor = (x - half - letters * 0.4, y), "rm"
        elif layer == output_layer(layers):
            name = fitted(name, canvas.size[0] - x - half - letters, letters)
            place, anchor = (x + half + letters * 0.4, y), "lm"
        elif apart < side + letters * 1.2:
            continue  # no room for names between the tiles
        else:
            place, anchor = (x, y - half - letters * 0.15), "md"
        draw.text(place, name, fill=paper.text, font=font(letters), anchor=anchor)


def _tile(
    values: Any, layer: int, unit: int, layers: tuple[LayerPicture, ...], facts: Facts,
    paper: Paper, square: Box,
) -> Any:  # fmt: skip
    """Return the picture of what one neuron gives over the plane."""
    from PIL import Image

    is_output = layer == output_layer(layers)
    if is_output and facts.task is Task.CLASSES:
        full = np.array([int(class_colour(unit)[i : i + 2], 16) for i in (1, 3, 5)])
        bare = np.array([int(paper.canvas[i : i + 2], 16) for i in (1, 3, 5)])
        share = np.clip(np.nan_to_num(values), 0.0, 1.0)[:, :, np.newaxis]
        pixels = (bare + (full - bare) * share).round().astype(np.uint8)
    elif is_output and facts.task is Task.TWO_CLASSES:
        pixels = signed_pixels(values, facts.threshold, abs(facts.threshold) or 1.0, paper.canvas)
    else:
        pixels = signed_pixels(values, 0.0, symmetric_limit(values), paper.canvas)
    picture = Image.fromarray(np.ascontiguousarray(pixels[::-1]))
    width, height = square[2] - square[0], square[3] - square[1]
    return picture.resize((max(1, width), max(1, height)), Image.Resampling.BILINEAR)
