"""One frame: the diagram, the surface with its axes, and a line that says when it is."""

from typing import Any

from core.formats.film.diagram import paint_diagram
from core.formats.film.drawing import fitted, font, ticks
from core.formats.film.options import BOTH, DIAGRAM, SURFACE, FilmOptions
from core.formats.surface_picture import curve_range, surface_image
from core.lesson.names.symbols import pretty_name
from core.lesson.numbers import figure
from core.pictures.colours import Paper
from core.pictures.snapshot import Facts, LayerPicture, Surface
from core.words import say

Box = tuple[int, int, int, int]


def frame_image(
    options: FilmOptions,
    facts: Facts,
    layers: tuple[LayerPicture, ...],
    surface: Surface,
    moment: tuple[int, int, float],
) -> Any:
    """Return a frame as a picture of Pillow; `moment` is the epoch, the update and the loss."""
    from PIL import Image, ImageDraw

    width, height = options.frame_size
    image = Image.new("RGB", (width, height), options.paper.canvas)
    line = round(width * 0.05)
    inside = (0, line, width, height)
    middle = round(width * 0.52)
    if options.parts != SURFACE:
        box = (0, line, middle if options.parts == BOTH else width, height)
        paint_diagram(image, box, layers, facts, surface, options.paper)
    if options.parts != DIAGRAM:
        box = (middle, line, width, height) if options.parts == BOTH else inside
        _paint_surface(image, box, facts, surface, options.paper)
    epoch, update, loss = moment
    letters = max(9, round(width / 45))
    draw = ImageDraw.Draw(image)
    text = say("Film", "epoch {epoch} · update {update} · training loss {loss}",
               epoch=f"{epoch:,}", update=f"{update:,}", loss=figure(loss))  # fmt: skip
    draw.text((letters, line / 2), fitted(text, width - 2 * letters, letters),
              fill=options.paper.text, font=font(letters), anchor="lm")  # fmt: skip
    return image


def _paint_surface(image: Any, box: Box, facts: Facts, surface: Surface, paper: Paper) -> None:
    from PIL import Image, ImageDraw

    left, top, right, bottom = box
    letters = max(8, round((right - left) / 34))
    room = (round(letters * 4.2), round(letters * 3.4))  # for the numbers at the left, and below
    side = max(16, min(right - left - room[0] - letters * 2, bottom - top - room[1] - letters))
    x0 = left + room[0] + max(0, (right - left - room[0] - letters - side) // 2)
    y0 = top + max(letters // 2, (bottom - top - room[1] - side) // 2)
    view = surface.view
    image.paste(surface_image(facts, surface, side, paper=paper), (x0, y0))
    draw = ImageDraw.Draw(image)
    draw.rectangle((x0, y0, x0 + side - 1, y0 + side - 1), outline=paper.separator)
    y_range = curve_range(facts, 0) if view.y_axis is None else view.y_range
    small = font(letters)
    for value, text in ticks(*view.x_range, 5):
        at = x0 + (value - view.x_range[0]) / (view.x_range[1] - view.x_range[0]) * side
        draw.text((at, y0 + side + letters * 0.4), text, fill=paper.secondary, font=small,
                  anchor="ma")  # fmt: skip
    for value, text in ticks(*y_range, 5):
        at = y0 + side - (value - y_range[0]) / (y_range[1] - y_range[0]) * side
        draw.text((x0 - letters * 0.4, at), text, fill=paper.secondary, font=small, anchor="rm")
    name = fitted(pretty_name(facts.raw_names[view.x_axis]), side, letters)
    draw.text((x0 + side / 2, y0 + side + letters * 1.8), name, fill=paper.text, font=small,
              anchor="ma")  # fmt: skip
    beside = facts.target_names[0] if view.y_axis is None else facts.raw_names[view.y_axis]
    name = fitted(pretty_name(beside), side, letters)
    wide, high = max(1, round(small.getlength(name))), round(letters * 1.5)
    word = Image.new("RGB", (wide, high), paper.canvas)
    ImageDraw.Draw(word).text((0, high / 2), name, fill=paper.text, font=small, anchor="lm")
    word = word.rotate(90, expand=True)
    image.paste(word, (max(left, round(x0 - letters * 4.0)), round(y0 + side / 2 - wide / 2)))
