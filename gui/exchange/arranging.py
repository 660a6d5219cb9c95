"""A plot arranged as a figure for a moment: without its controls, in another size or theme.

It all happens before anything is painted on the screen, so that nothing there is seen to move.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol, cast

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSlider,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QScrollBar,
    QWidget,
)

from gui.kit.choice import Switch
from gui.kit.lines.few import FewLines
from gui.kit.plot_parts import Reading, is_title
from gui.kit.theme import Theme

_CONTROLS = (
    *(QAbstractButton, QAbstractSlider, QAbstractSpinBox, QComboBox, QLineEdit),
    *(Switch, Reading, FewLines),
)


class Themed(Protocol):
    """A plot that can be drawn in another theme."""

    def set_theme(self, theme: Theme, /) -> None:
        """Take the colours of a theme."""


def controls_of(plot: QWidget) -> list[QWidget]:
    """Return what is in a plot for the person and not for the figure: controls, title, readings."""
    found = []
    for part in plot.findChildren(QWidget):
        is_control = isinstance(part, _CONTROLS) and not isinstance(part, QScrollBar)
        if (is_control or is_title(part)) and not part.isHidden():
            found.append(part)
    return found


@contextmanager
def arranged(plot: QWidget, size: QSize, theme: Theme, now: Theme) -> Iterator[None]:
    """Have a plot in a size and a theme without its controls; `now` is the theme it has."""
    window = plot.window()
    focused, place = window.focusWidget(), plot.geometry()
    hidden = controls_of(plot)
    try:
        for part in hidden:
            part.hide()
        if theme is not now:
            cast(Themed, plot).set_theme(theme)
        plot.resize(size)
        _settle(plot)
        plot.grab()  # a diagram lays itself out as it is painted, and shows its buttons again
        for part in controls_of(plot):
            part.hide()
        yield
    finally:
        for part in hidden:
            part.show()
        if theme is not now:
            cast(Themed, plot).set_theme(now)
        plot.setGeometry(place)
        _settle(plot)
        if focused is not None:
            focused.setFocus()


def _settle(plot: QWidget) -> None:
    """Lay out a plot and everything in it at once."""
    for _ in range(2):  # a part that wraps may change the room of another
        for part in (plot, *plot.findChildren(QWidget)):
            layout = part.layout()
            if layout is not None:
                layout.invalidate()
                layout.activate()
