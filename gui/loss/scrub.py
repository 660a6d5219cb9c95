"""The mouse over the curves: dragging the line at now, and clicking pins and curves."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QToolTip

from core.lesson.numbers import count, figure
from core.pictures.snapshot import Pin, TimeSpan
from gui.kit.plain import plain_tip
from gui.loss.panel import LossPanel

#: the line and the pins can be hit this far to either side, in pixels, and a pin up to this height
#: above the axis
REACH, PIN_HEIGHT = 6.0, 14.0


def pin_words(pin: Pin) -> str:
    """Return the text about a pin under the cursor."""
    translate = QCoreApplication.translate
    text = translate("LossPlot", "{name} · update {update}").format(
        name=pin.name, update=count(pin.update)
    )
    if pin.loss is None:
        return text
    return text + translate("LossPlot", " · training loss {loss}").format(loss=figure(pin.loss))


class LossScrubber(QObject):
    """Turns mouse positions over the panels into places on the axis; a dragged line follows."""

    dragged = Signal(float)  # an epoch, at every move
    dropped = Signal()
    pin_clicked = Signal(object)  # Pin
    clicked = Signal(float)  # an epoch, away from the line and the pins

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._panels: dict[QObject, LossPanel] = {}
        self._holding: LossPanel | None = None
        self._offset = 0.0
        self._pressed: tuple[LossPanel, QPointF] | None = None
        self.now = 0.0
        self.span = TimeSpan(0, 0)

    def heed(self, panel: LossPanel) -> None:
        """Take the mouse over a panel too."""
        viewport = panel.plot.viewport()
        self._panels[viewport] = panel
        viewport.installEventFilter(self)

    @property
    def is_dragging(self) -> bool:
        """Whether the mouse holds the line."""
        return self._holding is not None

    def show(self, now: float, span: TimeSpan) -> None:
        """Take the place of the line, and how far it can be dragged."""
        self.now, self.span = now, span

    def let_go(self) -> None:
        """End a drag, because the run has changed."""
        self._holding = self._pressed = None

    def _can_move(self) -> bool:
        return self.span.end > self.span.start

    def _on_line(self, panel: LossPanel, place: QPointF) -> bool:
        near = abs(panel.x_of(self.now) - place.x()) <= REACH
        return self._can_move() and near and panel.holds(place)

    def _pin_at(self, panel: LossPanel, place: QPointF) -> Pin | None:
        if not panel.holds(place) or panel.height_over_axis(place) > PIN_HEIGHT:
            return None
        nearest = min(
            self.span.pins, key=lambda pin: abs(panel.x_of(pin.epoch) - place.x()), default=None
        )
        if nearest is None or abs(panel.x_of(nearest.epoch) - place.x()) > REACH:
            return None
        return nearest

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        panel = self._panels.get(watched)
        if panel is None:
            return False
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            return self._tell(panel, event)
        if not isinstance(event, QMouseEvent):
            return False
        if event.type() is QEvent.Type.MouseButtonPress:
            return self._press(panel, event)
        if event.type() is QEvent.Type.MouseMove:
            return self._move(panel, event)
        if event.type() is QEvent.Type.MouseButtonRelease and self._pressed is not None:
            self._release(event)
            return False
        if event.type() is QEvent.Type.MouseButtonRelease and self._holding is not None:
            self._holding = None
            self.dropped.emit()
            return True
        return False

    def _press(self, panel: LossPanel, event: QMouseEvent) -> bool:
        if event.button() is not Qt.MouseButton.LeftButton:
            return False
        pin = self._pin_at(panel, event.position())
        if pin is not None and self._can_move():
            self.pin_clicked.emit(pin)
            return True
        if not self._on_line(panel, event.position()):
            if self._can_move() and panel.holds(event.position()):
                self._pressed = panel, event.position()
            return False
        self._holding = panel
        self._offset = event.position().x() - panel.x_of(self.now)
        return True

    def _release(self, event: QMouseEvent) -> None:
        """End what may have been a click: it was none if the mouse has moved."""
        assert self._pressed is not None
        (panel, place), self._pressed = self._pressed, None
        if (event.position() - place).manhattanLength() <= REACH:
            self.clicked.emit(panel.epoch_at(place.x()))

    def _move(self, panel: LossPanel, event: QMouseEvent) -> bool:
        if self._holding is not None:
            self.dragged.emit(self._holding.epoch_at(event.position().x() - self._offset))
            return True
        if self._can_move() and self._pin_at(panel, event.position()) is not None:
            panel.plot.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        elif self._on_line(panel, event.position()):
            panel.plot.viewport().setCursor(Qt.CursorShape.SplitHCursor)
        else:
            panel.plot.viewport().unsetCursor()
        return False

    def _tell(self, panel: LossPanel, event: QHelpEvent) -> bool:
        place = QPointF(event.pos())
        pin = self._pin_at(panel, place)
        text = "" if pin is None else pin_words(pin)
        if not text and self._on_line(panel, place):
            text = QCoreApplication.translate("LossPlot", "Drag to go to another moment")
        elif not text and self._can_move() and panel.holds(place):
            text = QCoreApplication.translate("LossPlot", "Click to go to this moment")
        if text:
            QToolTip.showText(event.globalPos(), plain_tip(text), panel.plot)
        else:
            QToolTip.hideText()
        return True
