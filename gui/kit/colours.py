"""Colours of values: from a number to a look-up table and from a class to a shade.

Signed values run from orange through the canvas's own colour to blue, so that in either theme small
values are quiet and large ones loud. A table has 256 rows of red, green, blue, alpha; its middle
lies between rows 127 and 128.
"""

import math
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor

from core.components.activations import bounds_of
from core.pictures.colours import class_colour
from gui.kit.theme import LIGHT, Theme

LEVELS = 256
#: the least contrast of text (WCAG 2.1, AA)
_READABLE = 4.5

Table = NDArray[np.uint8]
Floats = NDArray[np.floating[Any]]


def rgb(colour: str) -> NDArray[np.float64]:
    """Return the red, green and blue, 0 to 255, of a colour like #f59322."""
    return np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)], dtype=np.float64)


def _table(colours: NDArray[np.float64]) -> Table:
    table = np.full((LEVELS, 4), 255, dtype=np.uint8)
    table[:, :3] = np.rint(colours)
    table.setflags(write=False)
    return table


#: the colours of runs: those of Okabe and Ito's palette (2008) that are told apart as thin lines on
#: either canvas
_RUNS = ("#d55e00", "#0072b2", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
RUN_COLOURS = len(_RUNS)


def run_colour(run_id: int) -> str:
    """Return the colour of a run's line, the same in every view; colours repeat after six."""
    return _RUNS[run_id % RUN_COLOURS]


@cache
def signed_table(theme: Theme) -> Table:
    """Return the table from negative through the canvas to positive."""
    at = np.linspace(-1.0, 1.0, LEVELS)[:, None]
    canvas, low, high = rgb(theme.canvas), rgb(theme.negative), rgb(theme.positive)
    end = np.where(at < 0.0, low, high)
    return _table(canvas + (end - canvas) * np.abs(at))


@cache
def two_tone_table(theme: Theme) -> Table:
    """Return the table of a decision: all negative below the middle, all positive above."""
    at = np.linspace(-1.0, 1.0, LEVELS)[:, None]
    return _table(np.where(at < 0.0, rgb(theme.negative), rgb(theme.positive)))


@cache
def shade_table(theme: Theme) -> Table:
    """Return the table from the canvas to the violet of now: more is stronger."""
    at = np.linspace(0.0, 1.0, LEVELS)[:, None]
    canvas = rgb(theme.canvas)
    return _table(canvas + (rgb(theme.now) - canvas) * at)


def readable_on(ground: QColor) -> QColor:
    """Return the theme's text colour that is readable on a colour: at a contrast of 4.5 or more.

    On some middling colours neither dark text nor white reaches that, but black does.
    """
    shades = (LIGHT.text, LIGHT.canvas, "#000000")
    return next(made for made in map(QColor, shades) if _contrast(made, ground) >= _READABLE)


def _contrast(one: QColor, other: QColor) -> float:
    """Return the contrast of two colours as WCAG 2.1 defines it."""
    dark, light = sorted(map(_luminance, (one, other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: QColor) -> float:
    given = (colour.redF(), colour.greenF(), colour.blueF())
    parts = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in given]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


@cache
def class_table(theme: Theme, number: int) -> Table:
    """Return the table from the canvas to the colour of a class."""
    at = np.linspace(0.0, 1.0, LEVELS)[:, None]
    canvas = rgb(theme.canvas)
    return _table(canvas + (rgb(class_colour(number)) - canvas) * at)


@cache
def _palette(theme: Theme, classes: int) -> NDArray[np.float32]:
    table = np.stack([class_table(theme, i)[:, :3] for i in range(classes)])
    return table.astype(np.float32)


def blend_classes(outputs: Floats, theme: Theme, discretize: bool = False) -> Table:
    """Return (rows, columns, 4): the colour of the largest output, paler where it is less sure.

    `outputs` (rows, columns, classes). Certainty is the lead of the largest output over 1/classes,
    scaled to at most 1; linear outputs are treated as they are, with the certainty cut to 0 and 1.
    """
    outputs = np.clip(np.nan_to_num(outputs, nan=0.0, posinf=2.0, neginf=-1.0), -1e30, 1e30)
    classes = outputs.shape[-1]
    winner = np.argmax(outputs, axis=-1)
    if discretize:
        shade = np.full(winner.shape, LEVELS - 1)
    else:
        floor = 1.0 / classes
        sure = (np.max(outputs, axis=-1) - floor) / max(1.0 - floor, 1e-9)
        shade = np.rint(np.clip(0.12 + 0.88 * sure, 0.0, 1.0) * (LEVELS - 1)).astype(np.intp)
    picture = np.full((*winner.shape, 4), 255, dtype=np.uint8)
    picture[..., :3] = _palette(theme, classes)[winner, shade]
    return picture


def levels(values: Floats, centre: float, reach: float) -> NDArray[np.uint8]:
    """Return rows of a table for values: `centre` is the middle, `centre ± reach` are the ends.

    NaN counts as the centre. Maps are float32, in which a very large number is infinite: it takes
    an end of the table, and finite values lie near the centre.
    """
    if not reach > 0.0:
        reach = 1.0
    if not math.isfinite(reach) or not math.isfinite(centre):
        centre, reach = 0.0, float(np.finfo(np.float32).max)
    scaled = (np.asarray(values, dtype=np.float64) - centre) * (127.5 / reach) + 127.5
    np.clip(np.rint(scaled, out=scaled), 0.0, 255.0, out=scaled)
    if np.isnan(scaled).any():
        scaled[np.isnan(scaled)] = 128.0
    return scaled.astype(np.uint8)


def centre_and_reach(values: Floats, activation: str) -> tuple[float, float]:
    """Return the centre of a neuron's map and its reach to either side.

    Bounded activations have fixed limits, so that a map does not flicker; others reach as far as
    their largest value.
    """
    bounds = bounds_of(activation)
    if bounds is not None:
        low, high = bounds
        return (low + high) / 2.0, (high - low) / 2.0
    finite = np.asarray(values)[np.isfinite(values)]
    reach = float(np.max(np.abs(finite))) if finite.size else 1.0
    return 0.0, reach or 1.0


def sign_colour(theme: Theme, value: float) -> QColor:
    """Return the fill for the sign of a value; zero and NaN are neutral."""
    if value > 0.0:
        return QColor(theme.positive)
    return QColor(theme.negative) if value < 0.0 else QColor(theme.border)


def sign_text_colour(theme: Theme, value: float) -> QColor:
    """Return the text colour for the sign of a value."""
    if value > 0.0:
        return QColor(theme.positive_text)
    return QColor(theme.negative_text) if value < 0.0 else QColor(theme.secondary)
