"""What is selected in the network diagram: one part, and with it perhaps its layer.

Opening the field of a number, what Enter and Space ask, and what keys act on belong to it.
"""

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from core.lesson.formulas.rows import plain
from core.lesson.parts import Part, Sort, number_of
from gui.network.field import ValueField
from gui.network.painting import Palette
from gui.network.pointer import Pointer
from gui.network.scene import Scene
from gui.network.verbs import Verbs


class Selection:
    """The selected part of one scene.

    `changed` repaints, `tell_layer` says which layer was chosen, and `tell_part` which part, also
    where it was chosen before.
    """

    def __init__(
        self,
        diagram: QWidget,
        scene: Scene,
        pointer: Pointer,
        verbs: Verbs,
        changed: Callable[[], None],
        tell_layer: Callable[[int], None],
        tell_part: Callable[[Part | None, bool], None],
    ) -> None:
        self._scene = scene
        self._pointer = pointer
        self._verbs = verbs
        self._changed = changed
        self._tell_layer, self._tell_part = tell_layer, tell_part
        self.field = ValueField(diagram, verbs.edit)
        self.part: Part | None = None
        self.layer: int | None = None

    def target(self) -> Part | None:
        """Return what keys act on: what the keyboard points at, else what is selected."""
        if self._pointer.by_keys and self._pointer.part is not None:
            return self._pointer.part
        if self.part is not None:
            return self.part
        return None if self.layer is None else Part(self.layer)

    def set_layer(self, layer: int | None) -> None:
        """Take a layer that was selected elsewhere, or none."""
        self.layer = layer
        if self.part is not None and self.part.layer != layer:
            self.part = None
        self._changed()

    def choose(self, part: Part | None) -> None:
        """Select a part, and tell of its layer where it is a layer or neuron."""
        if part is not None and part.sort is Sort.INPUT:
            part = None
        self._take(part)
        if part is not None and part.sort in (Sort.LAYER, Sort.NEURON):
            self.layer = part.layer
            self._tell_layer(part.layer)
        self._changed()

    def _take(self, part: Part | None) -> None:
        is_new, self.part = part != self.part, part
        self._tell_part(part, is_new)

    def laid_out(self) -> None:
        """Keep only what is still there after a new layout, and move the field to its number."""
        scene, field = self._scene, self.field
        if self.part is not None and not scene.has(self.part):
            self.part = None
        if field.part is None:
            return
        if scene.has(field.part) and number_of(scene.layers, field.part) is not None:
            field.move_to(scene.rect(field.part))
        else:
            field.cancel()

    def open_field(self, part: Part, look: Palette, walks: bool) -> bool:
        """Open the field for a weight or bias; False where there is no such number.

        `walks` says whether the arrow keys move the cursor when the focus comes back.
        """
        value = number_of(self._scene.layers, part)
        if value is None:
            return False
        self._take(part)
        name = plain(self._scene.explain(part)[0])
        place = self._scene.rect(part, self._pointer.numbers)
        self._pointer.card.hide()
        self._changed()
        back = Qt.FocusReason.OtherFocusReason if walks else Qt.FocusReason.MouseFocusReason
        return self.field.open_at(part, name, value, place, look, back)

    def activate(self, part: Part, look: Palette, walks: bool) -> bool:
        """Do what Enter asks: edit a number, select a layer, switch an input."""
        number = self._verbs.value_part(part)
        if number is not None and self._scene.findings is None:
            return self.open_field(number, look, walks)
        return self.select(part)

    def select(self, part: Part) -> bool:
        """Do what Space asks: select a part, or switch an input."""
        if not self._verbs.toggle(part):
            self.choose(part)
        return True
