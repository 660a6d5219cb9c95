"""Picking: while it is on, a click on a number of the window means that number for the lesson.

The click does nothing else. Numbers are picked in the step panel (equations, matrices, bars) and
in the diagram; with the keys, Enter picks the number that the arrow keys have gone to, Esc ends.
Where parts of the window are asked for too, a click on one that is no number means that part.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from core.lesson.parts import Part
from gui.network.diagram import NetworkDiagram
from gui.network.pointing import hit
from gui.step.panel import StepPanel

_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Picker(QObject):
    """Watches the window for clicks on numbers while it is on."""

    address_picked = Signal(str)
    part_picked = Signal(object)  # Part
    name_picked = Signal(str)  # the name that lessons have for a part of the window
    ended = Signal()

    def __init__(
        self,
        steps: StepPanel,
        diagram: NetworkDiagram,
        targets: Mapping[str, Sequence[QWidget]],
    ) -> None:
        super().__init__(steps)
        self._targets, self._names = targets, False
        self._steps, self._diagram = steps, diagram
        self._pointed: Part | None = None
        self.is_on = False
        diagram.pointed.connect(self._point)

    def turn(self, on: bool, names: bool = False) -> None:
        """Begin to watch, or end it; `names`: for parts of the window too."""
        self._names = names
        application = QApplication.instance()
        if on is self.is_on or application is None:
            return
        self.is_on = on
        if on:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def _point(self, part: Part | None) -> None:
        self._pointed = part

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseButtonPress and isinstance(event, QMouseEvent):
            return event.button() == Qt.MouseButton.LeftButton and self._press(watched, event)
        if kind == QEvent.Type.MouseButtonDblClick and watched is self._diagram:
            return True  # it would open the field of a weight
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return isinstance(watched, QWidget) and self._key(watched, event)
        return False

    def _press(self, watched: QObject, event: QMouseEvent) -> bool:
        if watched is self._diagram:
            scene = self._diagram.scene
            found = hit(scene, event.position(), scene.number_places)
            if found is not None:
                self.part_picked.emit(found.part)
            return True
        address = self._address_at(watched, event.position())
        if address:
            self.address_picked.emit(address)
            return True
        name = self._name_of(watched) if self._names else ""
        if name:
            self.name_picked.emit(name)
        return bool(name)

    def _name_of(self, watched: QObject) -> str:
        """Return the name of the part of the window that a widget is or belongs to."""
        if not isinstance(watched, QWidget):
            return ""
        for name, widgets in self._targets.items():
            shown = next((one for one in widgets if one.isVisible()), None)
            if shown is not None and (shown is watched or shown.isAncestorOf(watched)):
                return name
        return ""

    def _key(self, watched: QWidget, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Escape:
            self.ended.emit()
            return True
        if event.key() not in _ENTER:
            return False
        if watched is self._diagram and self._pointed is not None:
            self.part_picked.emit(self._pointed)
            return True
        view: Any = watched
        address = view.address_of_keys() if self._has_numbers(watched, "address_of_keys") else ""
        if address:
            self.address_picked.emit(address)
        return bool(address)

    def _address_at(self, watched: QObject, place: QPointF) -> str:
        view: Any = watched
        return str(view.address_at(place)) if self._has_numbers(watched, "address_at") else ""

    def _has_numbers(self, watched: QObject, asks: str) -> bool:
        inside = isinstance(watched, QWidget) and self._steps.isAncestorOf(watched)
        return inside and hasattr(watched, asks)
