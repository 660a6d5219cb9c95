"""The slider of the timeline: every recorded update from left to right, now, and the pins.

What a person asks for is shown at once, before training gets there: during a drag, and until the
snapshot has arrived, the handle stays where it was put.
"""

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, QSize, Qt, Signal
from PySide6.QtGui import (
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from core.pictures.snapshot import Pin
from core.records import Record
from gui.kit.theme import LIGHT, Theme
from gui.timeline.painting import TimelineLook, paint_timeline
from gui.timeline.scale import TimelineDrag, TimelineScale

#: the handle and the pins can be hit this far from their middle
REACH = 7.0
_EDGE = 9.0
_LARGEST = 2**31 - 1
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_PageDown: -1,
    Qt.Key.Key_PageUp: 1,
    Qt.Key.Key_Home: 0,
    Qt.Key.Key_End: 0,
}


class TimelineState(Record):
    """What the slider shows; `now` has a fraction in the middle of an update."""

    start: int = 0
    end: int = 0
    now: float = 0.0
    past: bool = False
    pins: tuple[Pin, ...] = ()


#: within this distance, in pixels, the mouse is on the handle
_ON_HANDLE = 9.0


class TimelineSlider(QAbstractSlider):
    """Goes to any recorded update; paints itself."""

    update_requested = Signal(int)
    pin_menu_requested = Signal(int, QPoint)  # number of the pin, place on the screen

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # the window keeps the arrows after a click
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(translate("TimelineBar", "Timeline"))
        self.setToolTip(
            translate(
                "TimelineBar",
                "Drag to go to any recorded update.\nFor finer steps, hold Ctrl or drag away from "
                "the bar, up or down.\nKeys: ← → one update, Shift+← → 5 %, Home start, End "
                "latest.",
            )
        )
        self._theme = LIGHT
        self._state = TimelineState()
        self._hint = ""
        self._asked: int | None = None
        self._drag: TimelineDrag | None = None
        self._hover: float | None = None
        self._going = self._went = False
        self.valueChanged.connect(self._set_from_outside)
        self.show_state(TimelineState())

    def sizeHint(self) -> QSize:
        return QSize(320, 54)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 54)

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_state(self, state: TimelineState) -> None:
        """Show a moment. While the mouse drags, the handle stays with it."""
        self._state = state
        if self._drag is None and self._has_come(state):
            self._asked = None
        self.blockSignals(True)
        self.setRange(min(state.start, _LARGEST), min(state.end, _LARGEST))
        self.setValue(min(self.shown(), _LARGEST))
        self.blockSignals(False)
        self.setEnabled(not self.scale().is_empty or self._drag is not None)
        self.update()

    def show_hint(self, text: str) -> None:
        """Show a few words below the bar."""
        if text != self._hint:
            self._hint = text
            self.update()

    def show_going(self, going: bool) -> None:
        """Note whether training is on the way to the requested moment."""
        self._went |= self._going and not going
        self._going = going

    def forget(self) -> None:
        """Drop the request, which belongs to another run."""
        self._asked = self._drag = None
        self._went = False

    def _has_come(self, state: TimelineState) -> bool:
        """Return whether training has reached the requested moment, or has given up."""
        return state.now == self._asked or (self._went and not self._going)

    # what it reports

    def scale(self) -> TimelineScale:
        """Return the scale as drawn."""
        if self._drag is not None:
            return self._drag.scale
        state = self._state
        return TimelineScale(state.start, state.end, _EDGE, self.width() - 2.0 * _EDGE)

    @property
    def asked(self) -> int | None:
        """The update that was requested and not reached yet."""
        return self._asked

    @property
    def is_dragging(self) -> bool:
        """Whether the mouse holds the handle."""
        return self._drag is not None

    def shown(self) -> int:
        """Return the update where the handle is."""
        return int(self._state.now) if self._asked is None else self._asked

    def handle_x(self) -> float:
        """Return where the handle is."""
        if self._drag is not None:
            return self.scale().x(self._drag.value)
        return self.scale().x(self._state.now if self._asked is None else self._asked)

    def pin_at(self, x: float) -> Pin | None:
        """Return the pin nearest to a place, if it is within reach."""
        scale = self.scale()
        near = min(self._state.pins, key=lambda pin: abs(scale.x(pin.update) - x), default=None)
        return near if near is not None and abs(scale.x(near.update) - x) <= REACH else None

    def ask(self, update: int) -> None:
        """Request the moment after this many updates, and show it at once."""
        update = int(self.scale().clamped(update))
        if update == self.shown() and (self._asked is not None or self._state.now == update):
            return
        self._asked, self._went = update, False
        self.blockSignals(True)
        self.setValue(min(update, _LARGEST))
        self.blockSignals(False)
        self.update()
        self.update_requested.emit(update)

    def _set_from_outside(self, value: int) -> None:
        """Go to the value that a screen reader has set."""
        self.ask(value)

    # the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() is not Qt.MouseButton.LeftButton or self.scale().is_empty:
            return
        x = event.position().x()
        exact = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        held = abs(x - self.handle_x()) <= REACH
        pin = None if held or exact else self.pin_at(x)
        scale = self.scale()
        if held or exact:
            value = float(self.shown()) if self._asked is not None else self._state.now
        else:
            value = scale.update(x) if pin is None else float(pin.update)
        self._drag = TimelineDrag(scale, x, value)
        if not (held or exact):
            self.ask(round(value))
        self.setSliderDown(True)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        self._hover = place.x()
        if self._drag is not None:
            self.ask(self._drag.move(place.x(), self._away(place), _is_exact(event)))
        self.update()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._drag is None or event.button() is not Qt.MouseButton.LeftButton:
            return
        self._drag = None
        self.setSliderDown(False)
        self.show_state(self._state)

    def _away(self, place: QPointF) -> float:
        return max(0.0, -place.y(), place.y() - self.height())

    def leaveEvent(self, event: QEvent) -> None:
        self._hover = None
        self.update()

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # a wheel over the window must not travel in time

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_keys = event.reason() is QContextMenuEvent.Reason.Keyboard
        pin = self.pin_at(self.handle_x() if by_keys else event.pos().x())
        if pin is None:
            event.ignore()
            return
        self.pin_menu_requested.emit(pin.number, event.globalPos())

    # the keyboard

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.ShortcutOverride:
            assert isinstance(event, QKeyEvent)
            if self._wants(event):
                event.accept()
                return True
        return super().event(event)

    def _wants(self, event: QKeyEvent) -> bool:
        bare = event.modifiers() & ~(
            Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.KeypadModifier
        )
        return event.key() in _KEYS and not bare and not self.scale().is_empty

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not self._wants(event):
            event.ignore()
            return
        key, state = Qt.Key(event.key()), self._state
        if key is Qt.Key.Key_Home:
            self.ask(state.start)
        elif key is Qt.Key.Key_End:
            self.ask(state.end)
        else:
            page = key in (Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
            far = page or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            step = max(1, round((state.end - state.start) * 0.05)) if far else 1
            # in the middle of an update, one step back is its start
            inside = self._asked is None and state.now != int(state.now) and _KEYS[key] < 0
            self.ask(self.shown() + _KEYS[key] * step + (1 if inside else 0))

    # painting

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            paint_timeline(painter, self._look())

    def _look(self) -> TimelineLook:
        state, scale = self._state, self.scale()
        hovered = None
        if self._hover is not None and self._drag is None and not scale.is_empty:
            # on the handle, the number under the mouse would only contradict the handle's own
            on_handle = abs(self._hover - self.handle_x()) <= _ON_HANDLE
            hovered = None if on_handle else self._hover
        return TimelineLook(
            theme=self._theme,
            font=self.font(),
            size=QSize(self.width(), self.height()),
            scale=scale,
            handle=self.handle_x(),
            past=state.past or self._asked not in (None, state.end),
            pins=state.pins,
            held=self.shown() if self._drag is not None else None,
            hovered=hovered,
            pointed=None if hovered is None else self.pin_at(hovered),
            focused=self.hasFocus(),
            enabled=self.isEnabled(),
            hint=self._hint,
        )


def _is_exact(event: QMouseEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
