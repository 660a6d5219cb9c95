"""Colours for a network's outputs in pictures made without a window: those of the light theme.

Signed values run from orange through white to blue; each of several classes has its own colour,
paler where the network is less sure.
"""

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.records import Record

LEVELS = 256

Floats = NDArray[np.floating[Any]]
Pixels = NDArray[np.uint8]

CANVAS, TEXT, SEPARATOR = "#ffffff", "#1d2129", "#d8dce2"


class Paper(Record):
    """What a picture is drawn on and written with."""

    name: str
    canvas: str
    text: str
    secondary: str
    separator: str


#: as in the window's two themes
LIGHT_PAPER = Paper("light", CANVAS, TEXT, "#5a6270", SEPARATOR)
DARK_PAPER = Paper("dark", "#15181d", "#e6e9ee", "#a3abb8", "#3a414c")
PAPERS = (LIGHT_PAPER, DARK_PAPER)

NEGATIVE, POSITIVE = "#f59322", "#0877bd"
#: for several classes: Okabe and Ito's palette (2008), safe for colour-blind people
CLASSES = (
    "#0072b2",
    "#e69f00",
    "#009e73",
    "#cc79a7",
    "#56b4e9",
    "#d55e00",
    "#f0e442",
    "#999999",
    "#7a3e9d",
    "#5a3a22",
)


def edge_width(weight: float) -> float:
    """Return the width of an edge in pixels: it depends on this weight alone, not on the others."""
    size = abs(weight)
    return 0.75 + 6.25 * size / (size + 1.5) if size < 1e300 else 7.0


def class_colour(number: int) -> str:
    """Return the colour of one of several classes; colours repeat after ten."""
    return CLASSES[number % len(CLASSES)]


def signed_pixels(values: Floats, centre: float, reach: float, canvas: str = CANVAS) -> Pixels:
    """Return red, green, blue (…, 3) of values: `canvas` at `centre`, full at `centre ± reach`.

    NaN counts as the centre.
    """
    with np.errstate(all="ignore"):
        scaled = (np.asarray(values, dtype=np.float64) - centre) / reach * 127.5 + 127.5
    scaled = np.nan_to_num(scaled, nan=127.5, posinf=255.0, neginf=0.0)
    pixels: Pixels = _signed_table(canvas)[np.clip(np.rint(scaled), 0, LEVELS - 1).astype(np.intp)]
    return pixels


def class_pixels(outputs: Floats, canvas: str = CANVAS) -> Pixels:
    """Return red, green, blue (…, 3) of outputs (…, classes): the winner's colour.

    The strength of the colour is how far the largest share exceeds 1/classes.
    """
    outputs = np.nan_to_num(outputs, nan=0.0, posinf=1.0, neginf=0.0)
    classes = outputs.shape[-1]
    floor = 1.0 / classes
    with np.errstate(over="ignore"):
        sure = (np.max(outputs, axis=-1) - floor) / max(1.0 - floor, 1e-9)
    strength = np.rint(np.clip(0.12 + 0.88 * sure, 0.0, 1.0) * (LEVELS - 1)).astype(np.intp)
    pixels: Pixels = _class_tables(classes, canvas)[np.argmax(outputs, axis=-1), strength]
    return pixels


def symmetric_limit(values: Floats) -> float:
    """Return a round number that no value exceeds in size: 1, 1.5, 2, 3, 5 or 7 times 10ⁿ."""
    finite = np.asarray(values)[np.isfinite(values)]
    largest = float(np.max(np.abs(finite))) if finite.size else 0.0
    if largest <= 0.0:
        return 1.0
    power = 10.0 ** np.floor(np.log10(largest))
    factors = (1.0, 1.5, 2.0, 3.0, 5.0, 7.0)
    return next(
        (float(f * power) for f in factors if largest <= f * power * (1.0 + 1e-9)),
        float(10.0 * power),
    )


def target_limits(targets: Floats) -> tuple[float, float]:
    """Return the centre of the colours of numbers (m,), and their reach to either side.

    The centre is zero; numbers that all have one sign are centred on their middle.
    """
    if not len(targets):
        return 0.0, 1.0
    low, high = float(targets.min()), float(targets.max())
    if low * high > 0.0:
        return (low + high) / 2.0, (high - low) / 2.0 or 1.0
    return 0.0, symmetric_limit(targets)


def _rgb(colour: str) -> NDArray[np.float64]:
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)


@cache
def _signed_table(canvas: str) -> Pixels:
    at = np.linspace(-1.0, 1.0, LEVELS)[:, None]
    end = np.where(at < 0.0, _rgb(NEGATIVE), _rgb(POSITIVE))
    return _frozen(_rgb(canvas) + (end - _rgb(canvas)) * np.abs(at))


@cache
def _class_tables(classes: int, canvas: str) -> Pixels:
    at = np.linspace(0.0, 1.0, LEVELS)[:, None]
    ends = [_rgb(class_colour(k)) for k in range(classes)]
    return _frozen(np.stack([_rgb(canvas) + (end - _rgb(canvas)) * at for end in ends]))


def _frozen(colours: NDArray[np.float64]) -> Pixels:
    table = np.rint(colours).astype(np.uint8)
    table.setflags(write=False)
    return table
