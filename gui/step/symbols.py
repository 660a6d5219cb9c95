"""Painted symbols: the layer above and the indexes below, one over the other and close together.

In a font whose characters are all equally wide, w⁽¹⁾₁₁ would take seven places for one letter. So
what is above and below is set in the font of the text, as it is in a printed formula.
"""

import re

from PySide6.QtCore import QPointF
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

#: a layer in brackets above and indexes below it, or indexes alone
_SCRIPTS = re.compile("(⁽[⁰¹²³⁴⁵⁶⁷⁸⁹]+⁾)([₀-₉]+(?:,[₀-₉]+)*)?|([₀-₉]+)")

#: the room after scripts, and how far those over each other are moved apart, up and down, in
#: shares of the text's height
_AFTER, _UP, _DOWN = 0.06, 0.13, 0.08
#: small letters of a font are drawn bolder than its large ones: softer, they look equally heavy
_SOFTER = 0.8


class SymbolFont:
    """A font for numbers, and one for the scripts of symbols; both are of the same size."""

    def __init__(self, numbers: QFont, scripts: QFont) -> None:
        self._fonts = numbers, scripts
        self._metrics = QFontMetricsF(numbers), QFontMetricsF(scripts)

    def width(self, text: str) -> float:
        """Return the width of a text in pixels."""
        return self._pieces(text)[1]

    def paint(self, painter: QPainter, place: QPointF, text: str) -> None:
        """Paint a text whose baseline begins at a place."""
        usual = painter.opacity()
        for x, y, is_script, piece in self._pieces(text)[0]:
            painter.setFont(self._fonts[is_script])
            painter.setOpacity(usual * (_SOFTER if is_script else 1.0))
            painter.drawText(place + QPointF(x, y), piece)
        painter.setOpacity(usual)

    def _pieces(self, text: str) -> tuple[list[tuple[float, float, bool, str]], float]:
        """Return the pieces of a text and its width.

        Each piece has the place of its baseline, whether it is a script, and its text.
        """
        numbers, scripts = self._metrics
        pieces: list[tuple[float, float, bool, str]] = []
        x, end = 0.0, 0
        for found in _SCRIPTS.finditer(text):
            plain = text[end : found.start()]
            if plain:
                pieces.append((x, 0.0, False, plain))
                x += numbers.horizontalAdvance(plain)
            above, below, alone = found.groups()
            high = numbers.height()
            if above and below:
                pieces += [(x, -_UP * high, True, above), (x, _DOWN * high, True, below)]
            else:
                pieces.append((x, 0.0, True, above or alone))
            parts = filter(None, found.groups())
            x += max(map(scripts.horizontalAdvance, parts)) + _AFTER * high
            end = found.end()
        rest = text[end:]
        if rest:
            pieces.append((x, 0.0, False, rest))
            x += numbers.horizontalAdvance(rest)
        return pieces, x
