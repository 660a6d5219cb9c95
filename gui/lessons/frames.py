"""Frames round the parts of the window that a step of a lesson points out."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QPoint, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from gui.kit.theme import LIGHT, Theme

#: how often the places of the parts are looked up while some are framed, in milliseconds
EVERY_MS = 200
_OUTSIDE, _WIDTH, _RADIUS = 3, 2.5, 7.0


class Frames(QWidget):
    """Lies over its parent, lets every click through, and draws frames round widgets.

    `targets` are the widgets by the names that lessons use; the first one that is shown is framed.
    """

    def __init__(self, parent: QWidget, targets: Mapping[str, Sequence[QWidget]]) -> None:
        super().__init__(parent)
        self._targets = targets
        self._names: tuple[str, ...] = ()
        self._theme = LIGHT
        self.places: tuple[QRect, ...] = ()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self._look)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def frame(self, names: tuple[str, ...]) -> None:
        """Frame the parts with these names, and no others."""
        self._names = tuple(name for name in names if name in self._targets)
        self.setVisible(bool(self._names))
        if self._names:
            self.raise_()
            self._timer.start()
        else:
            self._timer.stop()
        self._look()

    def _look(self) -> None:
        parent = self.parentWidget()
        assert parent is not None
        if self._names and self.geometry() != parent.rect():
            self.setGeometry(parent.rect())
        places = tuple(place for name in self._names if not (place := self._place(name)).isEmpty())
        if places != self.places:
            self.places = places
            self.update()

    def _place(self, name: str) -> QRect:
        """Return where the visible part of a widget is; empty if nothing of it can be seen."""
        widget = next((one for one in self._targets[name] if one.isVisible()), None)
        parent = self.parentWidget()
        if widget is None or parent is None or not parent.isAncestorOf(widget):
            return QRect()
        seen = widget.visibleRegion().boundingRect()
        if seen.isEmpty():
            return QRect()
        around = QRect(widget.mapTo(parent, QPoint(0, 0)) + seen.topLeft(), seen.size())
        return around.adjusted(-_OUTSIDE, -_OUTSIDE, _OUTSIDE, _OUTSIDE) & parent.rect()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(QColor(self._theme.now), _WIDTH))
            for place in self.places:
                inside = QRectF(place).adjusted(_WIDTH, _WIDTH, -_WIDTH, -_WIDTH)
                painter.drawRoundedRect(inside, _RADIUS, _RADIUS)
