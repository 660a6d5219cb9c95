"""The look: every role filled in, readable, from the theme alone."""

import re

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QMainWindow

from gui.kit import style
from gui.kit.icons import icon, mixed
from gui.kit.theme import DARK, LIGHT, Theme


def luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.1."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_sheet_is_filled_in(theme: Theme) -> None:
    text = style.stylesheet(theme, 1.0)
    assert "${" not in text
    assert theme.now in text and theme.panel in text
    assert text.count("{") == text.count("}")


def test_the_themes_differ_and_the_sizes_follow() -> None:
    assert style.stylesheet(LIGHT, 1.0) != style.stylesheet(DARK, 1.0)
    sizes = [int(px) for px in re.findall(r"font-size: (\d+)px", style.stylesheet(LIGHT, 1.0))]
    larger = [int(px) for px in re.findall(r"font-size: (\d+)px", style.stylesheet(LIGHT, 1.5))]
    assert min(sizes) == 12
    assert larger == [round(size * 1.5) for size in sizes]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_text_can_be_read(theme: Theme) -> None:
    tint = mixed(theme.now, theme.panel, 0.13)
    for text, ground in (
        (theme.text, theme.panel),
        (theme.secondary, theme.panel),
        (theme.error, theme.panel),
        (theme.canvas, theme.now),
        (theme.now, tint),
        (theme.text, mixed(theme.error, theme.canvas, 0.1)),
    ):
        assert contrast(text, ground) >= 4.5, (text, ground)


def test_the_palette_is_the_theme() -> None:
    made = style.palette(DARK)
    assert made.color(QPalette.ColorRole.Window).name() == DARK.panel
    assert made.color(QPalette.ColorRole.Base).name() == DARK.canvas
    assert made.color(QPalette.ColorRole.Text).name() == DARK.text
    disabled = made.color(QPalette.ColorGroup.Disabled, QPalette.ColorRole.Text)
    assert disabled.name() != DARK.text


def test_the_bundled_fonts_are_used() -> None:
    assert {style.SANS, style.MONO} <= set(QFontDatabase.families())
    assert QFontInfo(style.sans()).family() == style.SANS
    assert QFontInfo(style.mono()).fixedPitch()


def test_a_window_made_before_its_look_is_written_in_the_bundled_font(qtbot) -> None:
    """The window is the first thing made at a start, and Qt tells it no font before it runs."""
    application = QApplication.instance()
    before = application.font()
    try:
        application.setFont(QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)))
        window = QMainWindow()
        qtbot.addWidget(window)
        style.apply(application, window, LIGHT)
        inside = QLabel("text", window)
        assert QFontInfo(window.font()).family() == style.SANS
        assert QFontInfo(inside.font()).family() == style.SANS
    finally:
        application.setFont(before)


def test_icons_take_their_colour() -> None:
    light = icon("play-fill", LIGHT).pixmap(16, 16).toImage()
    dark = icon("play-fill", DARK).pixmap(16, 16).toImage()
    assert not light.isNull() and light != dark
