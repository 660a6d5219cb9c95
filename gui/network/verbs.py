"""What a person may do with a part of the network, and what is refused, with the reason.

Nothing is changed here: every verb results in a signal of the diagram or a message.
"""

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QCoreApplication, SignalInstance
from PySide6.QtGui import QGuiApplication

from core.lesson.cards.samples import number_of_point
from core.lesson.formulas import sums as formulas
from core.lesson.names.layers import layer_title
from core.lesson.names.numbers import symbol
from core.lesson.parts import INPUTS, Part, Sort, can_switch, is_frozen, is_off, number_of
from core.lesson.past.naming import offered_by
from gui.network.layout import Role
from gui.network.scene import Scene

_translate = QCoreApplication.translate


class Asking(Protocol):
    """What verbs use of the diagram: its signals and its messages."""

    value_edited: SignalInstance
    freeze_requested: SignalInstance
    switch_requested: SignalInstance
    feature_toggled: SignalInstance
    add_unit: SignalInstance
    remove_unit: SignalInstance
    remove_unit_at: SignalInstance
    add_layer: SignalInstance
    remove_layer: SignalInstance
    activation_chosen: SignalInstance
    set_layer_requested: SignalInstance
    plot_requested: SignalInstance

    def tell(self, text: str, part: Part) -> None: ...


class Verbs:
    """The verbs of one diagram."""

    def __init__(self, scene: Scene, diagram: Asking) -> None:
        self._scene = scene
        self._diagram = diagram

    def role(self, part: Part) -> Role:
        """Return the role of a part's column."""
        return self._scene.layout.columns[part.layer + 1].slot.role

    def edit(self, part: Part, value: float) -> None:
        """Ask for another value of a weight or bias."""
        self._diagram.value_edited.emit(part.layer, str(part.name), part.index, value)

    def value_part(self, part: Part) -> Part | None:
        """Return the number to edit for a part: its own, or a neuron's bias."""
        if part.sort is Sort.NEURON:
            part = Part(part.layer, Sort.BIAS.value, (part.unit,))
        return part if number_of(self._scene.layers, part) is not None else None

    def can_freeze(self, part: Part) -> bool:
        """Return whether a part has numbers that could be frozen."""
        if part.sort is Sort.INPUT:
            return False
        return bool(self._scene.layers[part.layer].arrays) and (
            part.sort is Sort.LAYER or self.role(part) is not Role.PASS
        )

    def is_frozen(self, part: Part) -> bool:
        """Return whether all of a part is frozen."""
        return is_frozen(self._scene.layers, part)

    def freeze(self, part: Part) -> None:
        """Ask to freeze a part, or to unfreeze it if it is frozen."""
        if self.can_freeze(part):
            self._diagram.freeze_requested.emit(
                part.layer, part.name, part.index, not self.is_frozen(part)
            )

    def can_switch(self, part: Part) -> bool:
        """Return whether a part can be switched off and on: a weight or a hidden neuron."""
        return can_switch(self._scene.layers, part)

    def is_off(self, part: Part) -> bool:
        """Return whether a part is switched off."""
        return is_off(self._scene.layers, part)

    def switch(self, part: Part) -> None:
        """Ask to switch a part off, or on if it is off."""
        if self.can_switch(part):
            self._diagram.switch_requested.emit(part.layer, part.index, not self.is_off(part))
        elif part.sort is Sort.NEURON and self.role(part) is Role.OUTPUT:
            words = _translate(
                "NetworkDiagram",
                "No weight leads away from an output: a hidden neuron can be switched off.",
            )
            self._diagram.tell(words, part)

    def toggle(self, part: Part) -> bool:
        """Ask to switch an input off; return False if that does not apply here."""
        scene = self._scene
        if part.sort is not Sort.INPUT or not self.has_features():
            return False
        if len(scene.used) == 1:
            words = "This is the only input; switch another one on first."
            self._diagram.tell(_translate("NetworkDiagram", words), part)
        else:
            self._diagram.feature_toggled.emit(scene.used[part.unit], False)
        return True

    def has_features(self) -> bool:
        """Return whether inputs can be switched on and off."""
        scene = self._scene
        return bool(scene.layers) and len(scene.used) == scene.layers[0].inputs

    def add_unit(self, part: Part) -> None:
        """Ask for one more neuron in the layer of a part."""
        if self.role(part) is Role.HIDDEN:
            self._diagram.add_unit.emit(part.layer)

    def remove_unit(self, part: Part) -> None:
        """Ask for one neuron fewer in the layer of a part."""
        if self.role(part) is Role.HIDDEN and self._scene.layers[part.layer].units > 1:
            self._diagram.remove_unit.emit(part.layer)

    def add_layer(self, part: Part, after: bool = False) -> None:
        """Ask for a new layer before, or after, the one of a part."""
        self._diagram.add_layer.emit(max(part.layer + after, 0))

    def remove(self, part: Part) -> bool:
        """Ask to remove a layer or hidden neuron; return False if that does not apply here."""
        if part.sort is Sort.LAYER:
            self._remove_layer(part)
        elif part.sort is Sort.INPUT and self.has_features():
            return self.toggle(part)
        elif part.sort in (Sort.NEURON, Sort.BIAS) and self.role(part) is not Role.PASS:
            self._remove_neuron(part)
        else:
            return False
        return True

    def _remove_layer(self, part: Part) -> None:
        layers = self._scene.layers
        dense = [i for i, layer in enumerate(layers) if layer.has_neurons]
        if len(layers) == 1 or dense == [part.layer]:
            words = "This is the only layer of neurons: a network needs one."
            self._diagram.tell(_translate("NetworkDiagram", words), part)
        else:
            self._diagram.remove_layer.emit(part.layer)

    def _remove_neuron(self, part: Part) -> None:
        if self.role(part) is Role.OUTPUT:
            words = "The number of outputs follows from the data."
            self._diagram.tell(_translate("NetworkDiagram", words), part)
        elif self._scene.layers[part.layer].units == 1:
            words = "This is the layer's only neuron: select the layer to delete it."
            self._diagram.tell(_translate("NetworkDiagram", words), part)
        else:
            self._diagram.remove_unit_at.emit(part.layer, part.unit)

    # names and copies

    def layer_title(self, layer: int) -> str:
        """Return a layer's name for the beginning of a line."""
        return layer_title(self._scene.layers, layer)

    def can_copy(self, part: Part) -> bool:
        """Return whether there is a formula or number to copy."""
        return self.copied(part, latex=False) != ""

    def copied(self, part: Part, latex: bool) -> str:
        """Return a part as text or LaTeX, every number in full; empty if there is nothing."""
        layers = self._scene.layers
        if part.sort is Sort.NEURON and part.layer > INPUTS:
            formula = self._scene.words.formula(part.layer, part.unit)
            if formula is None:
                return ""
            write = formulas.neuron_latex if latex else formulas.neuron_text
            return write(formula)
        value = number_of(layers, part)
        if value is None:
            return ""
        gradient = number_of(layers, part, "gradients")
        change = number_of(layers, part, "changes")
        write_number = formulas.weight_latex if latex else formulas.weight_text
        of = self._scene.objective
        return write_number(symbol(part, layers), value, gradient, change, of)

    def copy(self, part: Part, latex: bool) -> bool:
        """Copy a part to the clipboard; return False if there is nothing to copy."""
        text = self.copied(part, latex)
        if text:
            QGuiApplication.clipboard().setText(text)
        return bool(text)

    def set_layer(self, part: Part) -> None:
        """Ask for a form for all weights of a layer."""
        self._diagram.set_layer_requested.emit(part.layer)

    def plottable(self, part: Part) -> tuple[tuple[str, str], ...]:
        """Return what can be plotted over time about a part: words, and the quantity as text."""
        scene = self._scene
        probe = scene.probe
        sample = number_of_point(scene.facts, None if probe is None else probe.sample)
        return offered_by(part, scene.layers, sample)

    def plot(self, part: Part, quantity: str = "") -> bool:
        """Ask to plot a quantity of a part over time, or its first quantity if none is named."""
        offered = self.plottable(part)
        if offered:
            self._diagram.plot_requested.emit(quantity or offered[0][1])
        return bool(offered)

    def choose_activation(self, layer: int) -> Callable[[str], None]:
        """Return the call that asks for an activation of a layer."""

        def chosen(name: str) -> None:
            self._diagram.activation_chosen.emit(layer, name)

        return chosen


def keep(call: Callable[..., Any], *values: Any) -> Callable[[], None]:
    """Return a call without arguments, for menu actions."""

    def made() -> None:
        call(*values)

    return made
