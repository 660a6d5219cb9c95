"""The growth curves as a picture: four panels with logarithmic axes, as SVG."""

import math
from collections.abc import Mapping, Sequence
from html import escape
from types import MappingProxyType

from core.benchmarks.growth import ENGINES, Curve, Point

_WIDE, _HIGH = 400, 260
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 20, 48, 48
_COLOURS = MappingProxyType({"tape": "#7b3f9e", "phases": "#e08214"})
_TEXT, _LINE = "#333333", "#d9d9d9"
_FONT = "Inter, Helvetica, Arial, sans-serif"


def growth_svg(found: Mapping[Curve, Sequence[Point]]) -> str:
    """Return the picture of measured curves, two panels a row, on white."""
    rows = -(-len(found) // 2)
    wide, high = 2 * _WIDE, rows * _HIGH
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide} {high}" '
        f'width="{wide}" height="{high}" font-family="{_FONT}" font-size="12" fill="{_TEXT}">',
        f'<rect width="{wide}" height="{high}" fill="#ffffff"/>',
    ]
    for number, (curve, points) in enumerate(found.items()):
        row, column = divmod(number, 2)
        parts.append(f'<g transform="translate({column * _WIDE},{row * _HIGH})">')
        parts += _panel(curve, points)
        parts.append("</g>")
    return "\n".join([*parts, "</svg>", ""])


def _panel(curve: Curve, points: Sequence[Point]) -> list[str]:
    values = [point.value for point in points]
    times = [time for point in points for time in point.times.values()]
    left, right = math.log10(min(values)), math.log10(max(values))
    low, high = math.floor(math.log10(min(times))), math.ceil(math.log10(max(times)))
    high = max(high, low + 1)

    def x(value: float) -> float:
        share = (math.log10(value) - left) / max(right - left, 1e-9)
        return _LEFT + share * (_WIDE - _LEFT - _RIGHT)

    def y(time: float) -> float:
        share = (math.log10(time) - low) / (high - low)
        return _HIGH - _BOTTOM - share * (_HIGH - _TOP - _BOTTOM)

    parts = [
        _text(_LEFT, 20, f"{curve.name} ({curve.network})", extra='font-weight="600"'),
        _text(_LEFT, 38, curve.unit),
    ]
    for power in range(low, high + 1):
        at = y(10.0**power)
        parts.append(
            f'<line x1="{_LEFT}" y1="{at:.1f}" x2="{_WIDE - _RIGHT}" y2="{at:.1f}" '
            f'stroke="{_LINE}"/>'
        )
        parts.append(_text(_LEFT - 8, at + 4, f"{10.0**power:,.10g}", anchor="end"))
    for value in values:
        parts.append(_text(x(value), _HIGH - _BOTTOM + 18, _short(value), anchor="middle"))
    for number, name in enumerate(ENGINES):
        places = [f"{x(point.value):.1f},{y(point.times[name]):.1f}" for point in points]
        colour = _COLOURS[name]
        parts.append(
            f'<polyline points="{" ".join(places)}" fill="none" stroke="{colour}" '
            f'stroke-width="2"/>'
        )
        for place in places:
            across, down = place.split(",")
            parts.append(f'<circle cx="{across}" cy="{down}" r="3" fill="{colour}"/>')
        begin = _WIDE - _RIGHT - 130 + 66 * number
        parts.append(
            f'<line x1="{begin}" y1="34" x2="{begin + 14}" y2="34" stroke="{colour}" '
            f'stroke-width="2"/>'
        )
        parts.append(_text(begin + 18, 38, name))
    return parts


def _short(value: int) -> str:
    return f"{value // 1000}k" if value >= 1000 and value % 1000 == 0 else str(value)


def _text(x: float, y: float, words: str, anchor: str = "start", extra: str = "") -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" {extra}>{escape(words)}</text>'
