"""A drawing as SVG: an element for every unit and edge, with its numbers as attributes."""

from html import escape

from core.errors import FileError
from core.formats.diagram.drawing import Drawing, Others, Unit, Weights
from core.pictures.colours import CANVAS, TEXT

_SPACE = "http://www.w3.org/2000/svg"
_FONT = "font-family='sans-serif'"


def svg(drawing: Drawing) -> str:
    """Return the drawing as SVG."""
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<svg xmlns="{_SPACE}" width="{drawing.width:g}" height="{drawing.height:g}" '
        f'viewBox="0 0 {drawing.width:g} {drawing.height:g}" role="img">',
        f"<title>{escape(drawing.title)}</title>",
        f'<rect width="100%" height="100%" fill="{CANVAS}"/>',
    ]
    for edge in drawing.edges:
        one, other = edge.source, edge.target
        dashed = ' stroke-dasharray="7 3"' if edge.is_dashed else ""
        told = f"<title>{escape(edge.symbol)} = {edge.weight}</title>" if edge.weight else ""
        held = (
            f' data-edge="{other.layer},{one.index},{other.index}" data-weight="{edge.weight}"'
            if edge.weight
            else ""
        )
        lines.append(
            f'<line x1="{one.x:g}" y1="{one.y:.6g}" x2="{other.x:g}" y2="{other.y:.6g}" '
            f'stroke="{edge.colour}" stroke-width="{edge.width:.3g}"{dashed}{held}>{told}</line>'
        )
    lines += [_unit(unit) for unit in drawing.units]
    lines += [_text(x, y, text, "middle", 12) for x, y, text in drawing.captions]
    return "\n".join([*lines, "</svg>"]) + "\n"


def _unit(unit: Unit) -> str:
    held = "".join(f' data-{name.replace("_", "-")}="{v}"' for name, v in unit.numbers.items())
    told = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in unit.numbers.items())
    circle = (
        f'<circle cx="{unit.x:g}" cy="{unit.y:.6g}" r="{unit.radius:.3g}" fill="{CANVAS}" '
        f'stroke="{TEXT}" data-unit="{unit.layer},{unit.index}"{held}>'
        f"<title>{escape(f'{unit.symbol}: {told}' if told else unit.symbol)}</title></circle>"
    )
    parts = [circle]
    if unit.radius >= 9.0:
        parts.append(_text(unit.x, unit.y + 3.5, unit.symbol, "middle", 9))
    if unit.name and unit.radius >= 4.0:
        away = unit.radius + 6.0
        left = unit.side == "left"
        x = unit.x - away if left else unit.x + away
        parts.append(_text(x, unit.y + 4.0, unit.name, "end" if left else "start", 11))
    return "\n".join(parts)


def _text(x: float, y: float, text: str, anchor: str, size: int) -> str:
    return (
        f'<text x="{x:g}" y="{y:.6g}" font-size="{size}" {_FONT} fill="{TEXT}" '
        f'text-anchor="{anchor}">{escape(text)}</text>'
    )


def numbers_in_svg(text: str) -> tuple[Weights, Others]:
    """Return the numbers of a drawing. Raises FileError if it is not one."""
    from xml.etree import ElementTree

    weights: Weights = {}
    others: Others = {}
    try:
        root = ElementTree.fromstring(text)
        for line in root.iter(f"{{{_SPACE}}}line"):
            if "data-edge" in line.attrib:
                layer, i, j = map(int, line.attrib["data-edge"].split(","))
                weights[layer, i, j] = float(line.attrib["data-weight"])
        for circle in root.iter(f"{{{_SPACE}}}circle"):
            layer, j = map(int, circle.attrib["data-unit"].split(","))
            for key, value in circle.attrib.items():
                if key.startswith("data-") and key != "data-unit":
                    others[layer, j, key.removeprefix("data-").replace("-", "_")] = float(value)
    except (ElementTree.ParseError, ValueError, KeyError):
        raise FileError("the SVG is not such a drawing", "export it again") from None
    return weights, others
