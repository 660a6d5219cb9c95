"""Layers too large to draw: a strip with a line for each unit, darker for larger weights."""

from collections.abc import Callable
from typing import Generic, TypeVar

import numpy as np
from PySide6.QtGui import QImage

from core.pictures.snapshot import LayerPicture
from gui.kit.colours import rgb
from gui.kit.theme import Theme
from gui.network.layout import Layout, Role
from gui.network.maps import Floats, Images

Found = TypeVar("Found")
Key = TypeVar("Key")


class Remembered(Generic[Key, Found]):
    """What was worked out of the arrays that are shown; they never change, others take their place.

    A million weights take milliseconds, and a new size or theme asks for the same of them again.
    """

    def __init__(self) -> None:
        self._found: dict[Key, tuple[Floats, Found]] = {}

    def of(self, key: Key, array: Floats, work: Callable[[Floats], Found]) -> Found:
        """Return `work` of an array, worked out unless this array was the last of this key."""
        known = self._found.get(key)
        if known is not None and known[0] is array:
            return known[1]
        found = work(array)
        self._found[key] = array, found
        return found

    def forget(self) -> None:
        """Let go of all arrays."""
        self._found.clear()


#: mean sizes by layer, and by −1 those out of the inputs
Means = Remembered[int, Floats]


def strip_images(
    layout: Layout, layers: tuple[LayerPicture, ...], theme: Theme, means: Means
) -> Images:
    """Return the pictures of strips by (column, 0)."""
    images: Images = {}
    for index, column in enumerate(layout.columns):
        if column.is_strip and column.slot.role is not Role.PASS:
            sizes = mean_sizes(layers, column.slot.layer, means)
            images[index, 0] = _image(sizes, column.slot.units, theme)
    return images


def mean_sizes(layers: tuple[LayerPicture, ...], layer: int, means: Means) -> Floats | None:
    """Return the mean |weight| into every unit; for layer −1, out of every input."""
    if layer < 0:
        dense = next((p for p in layers if "weight" in p.arrays), None)
        if dense is None or dense is not layers[0]:
            return None
        return means.of(-1, dense.arrays["weight"], lambda array: np.mean(np.abs(array), axis=1))
    weight = layers[layer].arrays.get("weight")
    if weight is None:
        return None
    return means.of(layer, weight, lambda array: np.mean(np.abs(array), axis=0))


def _image(sizes: Floats | None, units: int, theme: Theme) -> QImage:
    share = np.zeros(units)
    if sizes is not None and len(sizes) == units:
        known = np.where(np.isfinite(sizes), sizes, 0.0)
        least, most = float(known.min()), float(known.max())
        share = (known - least) / (most - least) if most > least else share
    canvas, dark = rgb(theme.canvas), rgb(theme.text)
    colours = np.rint(canvas + (dark - canvas) * (0.06 + 0.64 * share[:, None])).astype(np.uint32)
    words = 0xFF000000 | (colours[:, 0] << 16) | (colours[:, 1] << 8) | colours[:, 2]
    picture = np.ascontiguousarray(words.astype(np.uint32)[:, None])
    return QImage(picture.data, 1, units, 4, QImage.Format.Format_RGB32).copy()
