"""What the figures that assess have in common: where axes have titles, how baselines are drawn."""

from pyqtgraph import mkPen
from PySide6.QtGui import QColor, QPen

from gui.kit.theme import Theme

#: below this height of a view, in pixels, its axes have no titles
LOW = 320


def baseline_pen(theme: Theme) -> QPen:
    """Return the pen for the curves of baselines: thin and pale, beside that of the network."""
    colour = QColor(theme.text)
    colour.setAlphaF(0.55)
    pen: QPen = mkPen(colour, width=1.0)
    return pen
