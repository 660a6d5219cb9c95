"""Fonts for painted text: sizes that follow the system's text size, and digits that line up."""

from PySide6.QtGui import QFont, QFontDatabase, QFontInfo

SMALLEST = 12  # pixels; no text is smaller
#: the bundled font for numbers; the system's monospaced font stands in for it
NUMBERS = "JetBrains Mono"


def _sized(font: QFont, share: float) -> QFont:
    made = QFont(font)
    made.setPixelSize(max(SMALLEST, round(QFontInfo(font).pixelSize() * share)))
    return made


def body_font(font: QFont) -> QFont:
    """Return the font of body text."""
    return _sized(font, 1.0)


def caption_font(font: QFont) -> QFont:
    """Return the font of captions: 12 when the body is 14."""
    return _sized(font, 12 / 14)


def number_font(font: QFont) -> QFont:
    """Return the font of numbers: 13 when the body is 14, with all digits equally wide."""
    made = _sized(font, 13 / 14)
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    made.setFamilies([NUMBERS, system.family()])
    made.setStyleHint(QFont.StyleHint.Monospace)
    return made


def heading_font(font: QFont) -> QFont:
    """Return the font of a plot's title."""
    made = _sized(font, 1.0)
    made.setWeight(QFont.Weight.DemiBold)
    return made


def larger(font: QFont, scale: float) -> QFont:
    """Return a font `scale` times as large."""
    if scale == 1.0:
        return font
    made = QFont(font)
    made.setPixelSize(max(SMALLEST, round(font.pixelSize() * scale)))
    return made
