"""The keys of the network diagram: which ones it takes, and what they do with a part.

After Tab, the arrows walk over neurons, up from the first one to its layer, and with Alt along
edges; after a click they are left to the window, where they step.
"""

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

from core.lesson.parts import INPUTS, Part
from gui.network.painting import Palette
from gui.network.pointer import Pointer
from gui.network.pointing import moved
from gui.network.scene import Scene
from gui.network.selection import Selection
from gui.network.verbs import Verbs

ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
#: after these reasons, the focus comes back by itself
PASSING = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
)
_PLAIN = (
    Qt.Key.Key_F,
    Qt.Key.Key_O,
    Qt.Key.Key_T,
    Qt.Key.Key_Delete,
    Qt.Key.Key_Backspace,
    Qt.Key.Key_Insert,
    Qt.Key.Key_Plus,
    Qt.Key.Key_Minus,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
)


_TAB = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)


class Keyboard:
    """What the keyboard does in one diagram."""

    def __init__(self, scene: Scene, pointer: Pointer, selection: Selection, verbs: Verbs) -> None:
        self._scene = scene
        self._pointer = pointer
        self._selection = selection
        self._verbs = verbs
        #: whether arrow keys move the cursor: not after a click
        self.walks = True
        #: whether the focus came by Tab
        self.ringed = False

    def takes(self, event: QKeyEvent) -> bool:
        """Return whether a shortcut is meant for what is selected here, not for the window."""
        if event.type() != QEvent.Type.ShortcutOverride or self._selection.target() is None:
            return False
        return event.key() == Qt.Key.Key_C if _has_control(event) else event.key() in _PLAIN

    def focus_comes(self, reason: Qt.FocusReason) -> None:
        """Note how the focus came: if by the mouse, the arrows still belong to the window."""
        self.ringed = reason in _TAB
        if reason not in PASSING:
            self.walks = reason != Qt.FocusReason.MouseFocusReason

    def focus_goes(self, reason: Qt.FocusReason, look: Palette) -> None:
        """Remove the keyboard cursor, unless the focus went to a menu or another window."""
        if self._pointer.by_keys and reason not in PASSING:
            self._pointer.move(None, False, look)

    def press(self, event: QKeyEvent, look: Palette) -> bool:
        """Do what a key asks; return False if the key means nothing here."""
        scene, pointer, selection = self._scene, self._pointer, self._selection
        part, key = selection.target(), event.key()
        if not scene.layout.fits:
            return False
        if key in ARROWS and self.walks and not _has_control(event):
            along = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            pointer.move(moved(scene, pointer.part, Qt.Key(key), along), True, look)
        elif key == Qt.Key.Key_Escape and (pointer.part or part):
            pointer.move(None, True, look)
            selection.choose(None)
        elif part is None or not scene.has(part):
            return False
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return selection.activate(part, look, self.walks)
        elif key == Qt.Key.Key_Space:
            # what was selected by the mouse leaves it to the window, which plays
            return pointer.by_keys and pointer.part is not None and selection.select(part)
        else:
            return self._act(event, part)
        return True

    def _act(self, event: QKeyEvent, part: Part) -> bool:
        verbs, key = self._verbs, event.key()
        if _has_control(event):
            latex = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            return key == Qt.Key.Key_C and verbs.copy(part, latex)
        if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            return verbs.remove(part)
        if key == Qt.Key.Key_F and verbs.can_freeze(part):
            verbs.freeze(part)
        elif key == Qt.Key.Key_O:
            verbs.switch(part)
        elif key == Qt.Key.Key_T:
            return verbs.plot(part)
        elif key == Qt.Key.Key_Plus:
            verbs.add_unit(part)
        elif key == Qt.Key.Key_Minus:
            verbs.remove_unit(part)
        elif key == Qt.Key.Key_Insert and part.layer >= INPUTS:
            verbs.add_layer(part)
        else:
            return False
        return True


def _has_control(event: QKeyEvent) -> bool:
    return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
