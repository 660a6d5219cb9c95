"""Icons: all that are used exist, in the requested colour."""

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QIcon, QImage

from core.resources import resource_path
from gui.kit.icons import icon, mixed
from gui.kit.theme import DARK, LIGHT

THERE = sorted(path.stem for path in resource_path("icons", "phosphor").glob("*.svg"))


def strongest(picture: QImage) -> QColor:
    """Return the colour of the most opaque pixel."""
    pixels = (
        picture.pixelColor(x, y) for x in range(picture.width()) for y in range(picture.height())
    )
    return max(pixels, key=QColor.alpha)


def image(wanted, size=48, mode=QIcon.Mode.Normal):
    return wanted.pixmap(QSize(size, size), mode).toImage()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
@pytest.mark.parametrize("name", THERE)
def test_an_icon_is_drawn_in_the_colour_of_text_and_paler_when_disabled(qapp, name, theme):
    wanted = icon(name, theme)
    usual, disabled = image(wanted), image(wanted, mode=QIcon.Mode.Disabled)
    assert strongest(usual).name() == QColor(theme.text).name()
    assert strongest(disabled).name() == mixed(theme.text, theme.panel, 0.4)


def test_an_icon_takes_another_colour(qapp):
    assert strongest(image(icon("warning", LIGHT, LIGHT.error))).name() == LIGHT.error.lower()


def test_a_larger_icon_is_drawn_and_not_stretched(qapp):
    small, large = image(icon("x", LIGHT), 12), image(icon("x", LIGHT), 96)
    assert (small.width(), large.width()) == (12, 96)
    assert large != small.scaled(96, 96)


def test_an_icon_that_is_not_there_is_an_error(qapp):
    with pytest.raises(OSError):
        icon("no-such-icon", LIGHT)
