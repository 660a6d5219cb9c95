"""Axes with titles where there is room for them; in a low figure the numbers alone remain."""

from typing import Any

from PySide6.QtGui import QFont

from gui.kit.plot_parts import room_for_text

#: below this height of a view, in pixels, its axes have no titles
LOW = 320
_WIDTH, _HEIGHT, _TITLE = 58, 36, 16


def fit_axes(item: Any, font: QFont, view_height: int) -> None:
    """Give the axes of a plot item their room, with titles only if the view is high enough."""
    titled = view_height >= LOW
    for side, room, resize in (
        ("left", _WIDTH, "setWidth"),
        ("bottom", _HEIGHT, "setHeight"),
    ):
        axis = item.getAxis(side)
        if not axis.isVisible():
            continue
        axis.showLabel(titled)
        getattr(axis, resize)(room_for_text(font, room if titled else room - _TITLE))
