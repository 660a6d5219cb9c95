"""Drawing with Pillow: text in the program's font, lines with dashes, numbers on an axis."""

from functools import lru_cache
from typing import Any

import numpy as np

from core.lesson.numbers import tidy
from core.resources import resource_path


@lru_cache(maxsize=32)
def font(size: int) -> Any:
    """Return the program's font, so many pixels high."""
    from PIL import ImageFont

    return ImageFont.truetype(str(resource_path("fonts", "Inter-Regular.otf")), max(6, size))


def fitted(text: str, room: float, size: int) -> str:
    """Return a text that fits into so many pixels, cut in its middle if it has to be."""
    letters = font(size)
    if letters.getlength(text) <= room:
        return text
    for kept in range(len(text) - 1, 1, -1):
        short = text[: (kept + 1) // 2] + "…" + text[len(text) - kept // 2 :]
        if letters.getlength(short) <= room:
            return short
    return ""


def ticks(low: float, high: float, most: int) -> list[tuple[float, str]]:
    """Return at most so many round numbers between two, with their texts."""
    apart = (high - low) / max(1, most)
    if not (np.isfinite(apart) and apart > 0.0):
        return []
    power = 10.0 ** np.floor(np.log10(apart))
    step = next(f * power for f in (1.0, 2.0, 5.0, 10.0) if f * power >= apart * 0.999)
    first, last = int(np.ceil(low / step)), int(np.floor(high / step))
    return [(k * step, tidy(round(k * step, 12))) for k in range(first, last + 1)]


def curve(begin: tuple[float, float], end: tuple[float, float], points: int = 24) -> Any:
    """Return the points (points, 2) of a smooth edge that leaves and arrives level."""
    t = np.linspace(0.0, 1.0, points)[:, np.newaxis]
    (x0, y0), (x1, y1) = begin, end
    middle = (x0 + x1) / 2.0
    corners = [np.array(p) for p in ((x0, y0), (middle, y0), (middle, y1), (x1, y1))]
    weights = ((1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3)
    return sum(w * p for w, p in zip(weights, corners, strict=True))


def dashed(draw: Any, points: Any, colour: str, width: int, dash: float, gap: float) -> None:
    """Draw a line through points with dashes of this length, in pixels."""
    lengths = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(points, axis=0).T))])
    at = 0.0
    while at < lengths[-1]:
        stops = np.clip(np.linspace(at, at + dash, 4), 0.0, lengths[-1])
        x, y = (np.interp(stops, lengths, points[:, k]) for k in (0, 1))
        draw.line(list(zip(x.tolist(), y.tolist(), strict=True)), fill=colour, width=width)
        at += dash + gap
