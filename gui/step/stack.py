"""Widgets one below the other in a scroll area, each at once as high as its width requires.

Qt's own layouts settle heights that depend on widths only in later events, so that a step would
briefly be seen half laid out.
"""

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from gui.kit.theme import SPACE

Edges = tuple[int, int, int, int]


class Stack(QWidget):
    """A column of widgets; hidden ones take no room. `edges` are left, top, right, bottom."""

    def __init__(self, edges: Edges = (0, 0, 0, 0), gap: int = SPACE[1]) -> None:
        super().__init__()
        self._edges, self._gap = edges, gap
        self._items: list[QWidget] = []
        self._arranging = False

    def add(self, widget: QWidget) -> None:
        """Add a widget below the others."""
        explicit = Qt.WidgetAttribute.WA_WState_ExplicitShowHide
        hidden = widget.isHidden() and widget.testAttribute(explicit)
        widget.setParent(self)
        if not hidden:
            widget.show()
        self._items.append(widget)
        if self.isVisible():
            self.arrange()

    def set_edges(self, edges: Edges) -> None:
        """Set the margins."""
        if edges != self._edges:
            self._edges = edges
            self.arrange()

    def arrange(self) -> None:
        """Place everything now, and set the height that this needs."""
        if self._arranging:
            return
        self._arranging = True
        left, top, right, bottom = self._edges
        wide, y = max(1, self.width() - left - right), top
        for item in self._items:
            if not item.isHidden():
                high = _height(item, wide)
                item.setGeometry(left, y, wide, high)
                if isinstance(item, Stack):
                    item.arrange()
                y += high + self._gap
        self.setFixedHeight(max(0, y - self._gap) + bottom)
        self._arranging = False

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        left, top, right, bottom = self._edges
        wide = max(1, width - left - right)
        heights = [_height(item, wide) for item in self._items if not item.isHidden()]
        return sum(heights) + self._gap * max(0, len(heights) - 1) + top + bottom

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(max(320, self.width())))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.arrange()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.arrange()

    def event(self, event: QEvent) -> bool:
        found = super().event(event)
        if event.type() == QEvent.Type.LayoutRequest:
            self.arrange()
        return found


def _height(widget: QWidget, width: int) -> int:
    """Return the height that a widget needs."""
    if widget.hasHeightForWidth():
        return widget.heightForWidth(width)
    return max(widget.sizeHint().height(), widget.minimumHeight())
