"""What the mouse does in the network diagram: point, select, edit a number, open a menu."""

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QMenu, QWidget
from shiboken6 import isValid

from core.lesson.parts import Part, Sort
from gui.network.buttons import LayerButtons
from gui.network.keys import Keyboard
from gui.network.menus import menu_for
from gui.network.painting import Palette
from gui.network.pointer import Pointer
from gui.network.pointing import Hit, hit
from gui.network.scene import Scene
from gui.network.selection import Selection
from gui.network.verbs import Verbs


class Mouse:
    """The mouse over one diagram."""

    def __init__(
        self,
        diagram: QWidget,
        scene: Scene,
        pointer: Pointer,
        selection: Selection,
        keyboard: Keyboard,
        verbs: Verbs,
        buttons: LayerButtons,
    ) -> None:
        self._diagram = diagram
        self._scene = scene
        self._pointer = pointer
        self._selection = selection
        self._keyboard = keyboard
        self._verbs = verbs
        self._buttons = buttons
        self._menu: QMenu | None = None

    def hit(self, point: QPointF) -> Hit | None:
        """Return what is under a point, if anything is."""
        return hit(self._scene, point, self._pointer.numbers or self._scene.number_places)

    def move(self, point: QPointF, look: Palette) -> None:
        """Point at what is under the mouse, and show by the mouse cursor what a click would do."""
        found = self.hit(point)
        self._pointer.move(None if found is None else found.part, False, look)
        gap = self._scene.layout.gap_at(point)
        self._buttons.set_near(None if gap is None else gap - 1)
        shape = Qt.CursorShape.ArrowCursor
        if found is not None:
            shape = Qt.CursorShape.PointingHandCursor
            if found.is_number:
                shape = Qt.CursorShape.IBeamCursor
        if self._diagram.cursor().shape() != shape:
            self._diagram.setCursor(shape)

    def leave(self, look: Palette) -> None:
        """Point at nothing, if the mouse was what pointed."""
        self._buttons.set_near(None)
        if not self._pointer.by_keys:
            self._pointer.move(None, False, look)

    def press(self, point: QPointF, look: Palette) -> bool:
        """Select what is under the mouse, and edit it if on its number; False if nothing is."""
        selection = self._selection
        self._pointer.message.hide()
        if not selection.field.take():
            selection.field.setFocus()
            return True
        found = self.hit(point)
        if found is None:
            selection.choose(None)
            return False
        if not self._verbs.toggle(found.part):
            self._keyboard.walks = False
            self._diagram.setFocus(Qt.FocusReason.MouseFocusReason)
            selection.choose(found.part)
            if found.is_number:
                selection.open_field(found.part, look, self._keyboard.walks)
        return True

    def double(self, point: QPointF, look: Palette) -> bool:
        """Edit the weight whose edge is under the mouse; return False if there is none."""
        found = self.hit(point)
        if found is None or found.part.sort is not Sort.WEIGHT or self._scene.findings is not None:
            return False
        selection = self._selection
        return selection.open_field(found.part, look, self._keyboard.walks)

    def menu(self, event: QContextMenuEvent, look: Palette) -> bool:
        """Open the menu of the part under the mouse, or of what keys act on; False if none."""
        scene, selection, diagram = self._scene, self._selection, self._diagram
        by_mouse = event.reason() == QContextMenuEvent.Reason.Mouse
        found = self.hit(QPointF(event.pos())) if by_mouse else None
        part = found.part if found is not None else None if by_mouse else selection.target()
        if part is None or not scene.has(part):
            return False
        self._pointer.card.hide()
        beside = scene.rect(part).center().toPoint() + QPoint(8, 8)
        at = event.globalPos() if by_mouse else diagram.mapToGlobal(beside)
        if part.sort is not Sort.INPUT:
            selection.choose(part)

        def open_field(number: Part) -> bool:
            return selection.open_field(number, look, self._keyboard.walks)

        self.open(menu_for(diagram, scene, self._verbs, part, open_field), at)
        return True

    def open(self, menu: QMenu, at: QPoint) -> None:
        """Open a menu at a place on the screen."""
        self._menu = menu
        menu.popup(at)

    def close_menu(self) -> None:
        """Close the menu, if one is open."""
        menu, self._menu = self._menu, None
        if menu is not None and isValid(menu):
            menu.close()
