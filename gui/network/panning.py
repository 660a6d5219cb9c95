"""Zooming and moving the network diagram: wheel, pinch, and dragging the background."""

from collections.abc import Callable

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from core.lesson.parts import Part, neuron
from gui.network.camera import NOTCH, Camera
from gui.network.scene import Scene

_NOTCH_ANGLE = 120.0  # of a mouse wheel, in eighths of a degree
_NOTCH_PIXELS = 48.0


class Panning:
    """Moves one diagram by hand; `changed` is called when another part becomes visible."""

    def __init__(
        self, diagram: QWidget, camera: Camera, scene: Scene, changed: Callable[[], None]
    ) -> None:
        self._diagram = diagram
        self._camera = camera
        self._scene = scene
        #: a neuron, and the offset from it of the point zoomed at, which stays under the cursor
        self._held: tuple[Part, QPointF, QPointF] | None = None
        self._changed = changed
        self._from: QPointF | None = None

    @property
    def is_dragging(self) -> bool:
        """Whether the mouse holds the diagram."""
        return self._from is not None

    def wheel(self, event: QWheelEvent) -> bool:
        """Zoom with Ctrl, otherwise move; return False if there is nothing more to see."""
        turned = event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom(turned.y() / _NOTCH_ANGLE, event.position())
            return True
        if event.pixelDelta().isNull():
            by = QPointF(turned) * (_NOTCH_PIXELS / _NOTCH_ANGLE)
        else:
            by = QPointF(event.pixelDelta())
        across, down = self._camera.has_more()
        sideways = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if not by.x() and (sideways or (across and not down)):
            by = QPointF(by.y(), 0.0)
        if self._camera.pan(by):
            self._changed()
        return across or down

    def pinch(self, event: QNativeGestureEvent) -> bool:
        """Zoom by a pinch of two fingers; return False for other gestures."""
        if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._magnify(1.0 + event.value(), event.position())
        return True

    def zoom(self, notches: float, at: QPointF) -> None:
        """Zoom by a number of notches around a point."""
        if notches:
            self._magnify(NOTCH**notches, at)

    def _magnify(self, factor: float, at: QPointF) -> None:
        layout = self._scene.layout
        near = layout.nearest(at)
        if self._camera.magnify(factor):
            if near is not None:
                index, unit = near
                off = at - layout.columns[index].rect(unit).center()
                part = neuron(layout.columns[index].slot.layer, unit)
                self._held = (part, off / layout.scale, at)
            self._changed()

    def settle(self) -> bool:
        """After layout, bring the point zoomed at back under the cursor; False if it is there."""
        held, self._held = self._held, None
        if held is None or not self._scene.has(held[0]):
            return False
        part, off, at = held
        layout = self._scene.layout
        centre = layout.columns[part.layer + 1].rect(part.unit).center()
        return self._camera.pan(at - centre - off * layout.scale)

    def press(self, point: QPointF) -> bool:
        """Take hold of the diagram; return False if all of it is visible."""
        if not any(self._camera.has_more()):
            return False
        self._from = point
        self._diagram.setCursor(Qt.CursorShape.ClosedHandCursor)
        return True

    def move(self, point: QPointF) -> bool:
        """Move the diagram with the mouse; return False if it is not held."""
        if self._from is None:
            return False
        by, self._from = point - self._from, point
        if self._camera.pan(by):
            self._changed()
        return True

    def release(self) -> None:
        """Let go."""
        if self._from is not None:
            self._from = None
            self._diagram.setCursor(Qt.CursorShape.ArrowCursor)
