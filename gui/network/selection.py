"""What is selected in the network diagram: one part, and perhaps its layer.

It also opens the field of a number, handles Enter and Space, and decides what keys act on.
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

    `changed` repaints, `tell_layer` reports which layer was chosen, and `tell_part` which part,
    even if it was chosen already.
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
        """Return what keys act on: the part under the keyboard cursor, or else the selected one."""
        if self._pointer.by_keys and self._pointer.part is not None:
            return self._pointer.part
        if self.part is not None:
            return self.part
        return None if self.layer is None else Part(self.layer)

    def set_layer(self, layer: int | None) -> None:
        """Take over a layer that was selected elsewhere, or none."""
        self.layer = layer
        if self.part is not None and self.part.layer != layer:
            self.part = None
        self._changed()

    def choose(self, part: Part | None) -> None:
        """Select a part, and report the layer of a layer or neuron; None selects no layer: −1."""
        if part is None and self.layer is not None:
            self.layer = None
            self._tell_layer(-1)
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
        """After a new layout, keep the selection if it still exists, and move the field along."""
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
        """Open the field for a weight or bias; return False if there is no such number.

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
        """Do what Enter does: edit a number, select a layer, or switch an input."""
        number = self._verbs.value_part(part)
        if number is not None and self._scene.findings is None:
            return self.open_field(number, look, walks)
        return self.select(part)

    def select(self, part: Part) -> bool:
        """Do what Space does: select a part, or switch an input."""
        if not self._verbs.toggle(part):
            self.choose(part)
        return True
