"""The room for the plane of a surface, which is square if both axes have the same scale."""

import pyqtgraph
from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget

AXIS_WIDTH, AXIS_HEIGHT = 46, 38
TOP, RIGHT = 8, 10  # room for half a number at the ends of the axes


class SurfaceFrame(QWidget):
    """Holds the plot, and keeps its plane square on request."""

    def __init__(self, plot: pyqtgraph.PlotWidget) -> None:
        super().__init__()
        self._plot = plot
        self._square = False
        self._axes = (AXIS_WIDTH, AXIS_HEIGHT)
        plot.setParent(self)
        self.setMinimumSize(120, 120)

    def set_square(self, square: bool) -> None:
        """Ask for a plane as high as wide."""
        self._square = square
        self._fit()

    def set_axes(self, width: int, height: int) -> None:
        """Leave this much room for the left and the lower axis."""
        self._axes = (width, height)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(328, 328)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        width, height = self.width(), self.height()
        if self._square:
            around, above = self._axes[0] + RIGHT, self._axes[1] + TOP
            side = max(16, min(width - around, height - above))
            wide, high = side + around, side + above
            self._plot.setGeometry((width - wide) // 2, (height - high) // 2, wide, high)
        else:
            self._plot.setGeometry(0, 0, width, height)
