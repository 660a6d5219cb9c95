"""How much of the surface's words is shown: with little height its plane comes first.

The form depends only on the room and on what there is to show, so that pointing at something never
changes it.
"""

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QWidget

from gui.kit.folds import Folds
from gui.kit.key import SurfaceKey
from gui.kit.theme import SPACE
from gui.surface.canvas import SurfaceCanvas
from gui.surface.controls import SurfaceControls

#: the plane's least height, in pixels: without and with an open fold
_PLANE, _PLANE_BESIDE_FOLD = 180, 96


class SurfaceForm:
    """Shows all the words, or shorter ones, or none of the key: the first for which there is room.

    `foot` are the widgets beside the sample's picture, of which the key is one.
    """

    def __init__(
        self,
        controls: SurfaceControls,
        canvas: SurfaceCanvas,
        key: SurfaceKey,
        reading: QWidget,
        sample: QWidget,
        folds: Folds,
    ) -> None:
        self._controls, self._canvas, self._key = controls, canvas, key
        self._reading, self._sample, self._folds = reading, sample, folds

    def fit(self, width: int, height: int, has_key: bool) -> None:
        """Take the first form that fits into a width and height, or else the lowest."""
        forms = self._forms(has_key)
        fitting = (form for form in forms if self._height(width, *form) <= height)
        short, with_key = next(fitting, forms[-1])
        self._controls.show_short(short)
        self._key.show_short(short)
        self._key.setVisible(with_key)

    def least(self, width: int, has_key: bool) -> QSize:
        """Return the least size in which everything of the lowest form is usable."""
        wide = self._controls.minimumSizeHint().width() + 2 * SPACE[2]
        return QSize(wide, self._height(width, *self._forms(has_key)[-1]))

    def _forms(self, has_key: bool) -> list[tuple[bool, bool]]:
        """Return the forms, the highest first: whether it is short, and whether it has the key."""
        forms = [(False, has_key), (True, has_key)]
        return [*forms, (True, False)] if self._folds.opened() else forms

    def _height(self, width: int, short: bool, with_key: bool) -> int:
        plane = _PLANE_BESIDE_FOLD if self._folds.opened() else _PLANE
        plane = max(plane + self._canvas.height_of_axis(), self._canvas.minimumHeight())
        words = _high(self._reading)
        if with_key:
            words += self._key.height_needed(short) + SPACE[0]
        if not self._sample.isHidden():
            words = max(words, _high(self._sample))
        over = self._controls.height_needed(width - 2 * SPACE[2], short)
        under = _high(self._folds)  # with the body that is open
        return over + plane + words + under + 3 * SPACE[0] + 2 * SPACE[1]


def _high(part: QWidget) -> int:
    """Return the height that a layout gives to a part of one line."""
    return max(part.sizeHint().height(), part.minimumSizeHint().height())
