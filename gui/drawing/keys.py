"""The keys of a plane in which points are drawn: all that the mouse does, at a cross."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from core.records import Record

#: a step of the cross or of what is selected, and a long one, as shares of the plane
STEP, LONG_STEP = 1 / 60, 1 / 6

_ARROWS = {
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
    Qt.Key.Key_Up: (0, 1),
    Qt.Key.Key_Down: (0, -1),
}
_DIGITS = (*range(Qt.Key.Key_1, Qt.Key.Key_9 + 1), Qt.Key.Key_0)


class Meant(Record):
    """What a key means: its verb, and how far or which number, if the verb needs it.

    Verbs: cross (by `way`), nudge (by `way`), act (extending or alone), delete, all, none, value.
    """

    verb: str
    way: tuple[float, float] = (0.0, 0.0)
    number: int = 0
    extend: bool = False


def meant_by(event: QKeyEvent, selected: bool, over_window: bool) -> Meant | None:
    """Return what a key means, or None if it is for others.

    `selected`: points are selected, so the arrows move them. `over_window`: Space and, while
    nothing is selected, the arrows belong to the window, in which they play and step.
    """
    key, held = Qt.Key(event.key()), event.modifiers()
    ctrl = bool(held & Qt.KeyboardModifier.ControlModifier)
    shift = bool(held & Qt.KeyboardModifier.ShiftModifier)
    if held & (Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.MetaModifier):
        return None
    if key in _ARROWS:
        if over_window and not ctrl and not selected:
            return None
        step = LONG_STEP if shift else STEP
        way = tuple(step * part for part in _ARROWS[key])
        return Meant("nudge" if selected and not ctrl else "cross", (way[0], way[1]))
    if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) or (
        key == Qt.Key.Key_Space and not over_window
    ):
        return Meant("act", extend=ctrl or shift)
    if ctrl:
        return Meant("all") if key == Qt.Key.Key_A and not shift else None
    if key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
        return Meant("delete")
    if key == Qt.Key.Key_Escape and selected:
        return Meant("nothing")
    if key in _DIGITS and not shift:
        return Meant("value", number=_DIGITS.index(key))
    return None
