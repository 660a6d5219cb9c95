"""Symbols in equations: scripts are set over each other and take little room."""

import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QApplication

from gui.kit.fonts import body_font, number_font
from gui.step.symbols import SymbolFont


@pytest.fixture
def fonts(qapp: QApplication) -> SymbolFont:
    return SymbolFont(number_font(qapp.font()), body_font(qapp.font()))


def test_plain_text_is_as_wide_as_in_the_font_of_numbers(
    fonts: SymbolFont, qapp: QApplication
) -> None:
    metrics = QFontMetricsF(number_font(qapp.font()))
    for text in ("", "0.5·(-0.25)", "tanh(", "L = "):
        assert fonts.width(text) == metrics.horizontalAdvance(text)


@pytest.mark.parametrize("symbol", ["w⁽¹⁾₁₁", "w⁽¹²⁾₁₀,₃", "∂L/∂b⁽²⁾₁", "h₁", "a⁽²⁾"])
def test_scripts_take_less_room_than_places_of_their_own(
    fonts: SymbolFont, qapp: QApplication, symbol: str
) -> None:
    metrics = QFontMetricsF(number_font(qapp.font()))
    pieces, width = fonts._pieces(symbol)
    assert "".join(text for *_, text in pieces) == symbol
    assert width < metrics.horizontalAdvance(symbol)


def test_the_layer_stands_over_the_indexes(fonts: SymbolFont) -> None:
    pieces, _ = fonts._pieces("2·w⁽¹⁾₂₁ + b⁽¹⁾₁")
    above = [(x, y) for x, y, is_script, text in pieces if is_script and "⁽" in text]
    below = [(x, y) for x, y, is_script, text in pieces if is_script and "⁽" not in text]
    assert len(above) == len(below) == 2
    for (x, high), (same, low) in zip(above, below, strict=True):
        assert x == same and high < 0.0 < low
    alone, _ = fonts._pieces("h₁")
    assert alone[1][1] == 0.0  # a single index keeps its line


def test_what_is_painted_stays_within_its_width(fonts: SymbolFont) -> None:
    image = QImage(200, 60, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    with QPainter(image) as painter:
        fonts.paint(painter, QPointF(10.0, 35.0), "w⁽¹⁾₁₁")
    dark = [x for x in range(200) for y in range(60) if QColor(image.pixel(x, y)).lightness() < 200]
    assert dark and min(dark) >= 9 and max(dark) <= 10 + fonts.width("w⁽¹⁾₁₁") + 1
