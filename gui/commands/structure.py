"""Changes to the network's structure made in the diagram, as edits of the project."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from core import project_edits as layer_edits
from core.components.activations import ACTIVATIONS
from core.components.layers import Dense
from core.data.features import FEATURES
from core.lesson.names.layers import the_layer
from core.lesson.names.units import neuron_words
from core.pictures.snapshot import Facts
from core.project import Project
from core.words import say
from gui.documents.document import Document
from gui.kit.texts import component_label
from gui.panels.features import PLAIN
from gui.thread.session import Session

_translate = QCoreApplication.translate

Tell = Callable[[str], None]


class StructureEdits(QObject):
    """Changes layers, neurons, activations and inputs; says what is not possible."""

    #: the features in use, in order, and all that can be chosen; both empty for other inputs
    features_changed = Signal(object, object)

    def __init__(
        self,
        session: Session,
        document: Document,
        tell: Tell,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._session = session
        self._tell = tell
        self._two_inputs = False
        document.changed.connect(self._tell_features)
        document.replaced.connect(self._tell_features)

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Note whether there are features to choose from."""
        self._two_inputs = len(facts.raw_names) == 2
        self._tell_features()

    def _tell_features(self, *_: object) -> None:
        self.features_changed.emit(*self.features())

    def features(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the features in use and all that can be chosen; both empty for other inputs."""
        if not self._two_inputs:
            return (), ()
        used = self._document.project.data.features
        return (PLAIN if used is None else used), tuple(FEATURES)

    @Slot(int)
    def add_layer(self, index: int) -> None:
        """Add a dense layer before the layer at an index."""
        if not 0 <= index <= len(self._document.project.layers):
            return
        changed = layer_edits.added(self._document.project, Dense.name, index)
        self._document.edit(changed, _translate("StructureEdits", "add layer"))

    @Slot(int)
    def remove_layer(self, index: int) -> None:
        """Remove a hidden layer; the outputs stay."""
        project = self._document.project
        if not 0 <= index < len(project.layers):
            return
        if index == len(project.layers) - 1:
            text = _translate(
                "StructureEdits",
                "The output layer gives the network's answers; it cannot be removed.",
            )
            if len(project.layers) == 1:
                text = _translate(
                    "StructureEdits", "This is the only layer, and a network needs one."
                )
            self._tell(text)
            return
        changed = layer_edits.removed(project, index)
        self._document.edit(changed, _translate("StructureEdits", "remove layer"))

    @Slot(int, int)
    def add_units(self, index: int, by: int) -> None:
        """Give a layer more or fewer neurons, at least one."""
        if not 0 <= index < len(self._document.project.layers):
            return
        changed = layer_edits.with_units(self._document.project, index, by)
        self._document.edit(changed, _translate("StructureEdits", "neurons"))

    @Slot(int, int)
    def remove_unit_at(self, index: int, unit: int) -> None:
        """Remove one neuron of a hidden layer, with its own weights."""
        project = self._document.project
        if not 0 <= index < len(project.layers):
            return
        layer = project.layers[index].neurons
        if index == len(project.layers) - 1:
            self._tell(
                _translate(
                    "StructureEdits",
                    "The data decide how many outputs there are; none can be removed.",
                )
            )
            return
        if layer is None:
            return
        if layer.units == 1:
            self._tell(
                _translate(
                    "StructureEdits",
                    "This is the layer's only neuron; remove the layer instead (Delete on its "
                    "name).",
                )
            )
            return
        neuron = neuron_words(project.layers, index, unit)
        label = say("StructureEdits", "remove {neuron}", neuron=neuron)
        changed = layer_edits.with_units(project, index, -1)
        # training is told which neuron it is first, so that the others keep their weights
        self._session.remove_unit(changed, index, unit)
        self._document.edit(changed, label)

    @Slot(int, str)
    def choose_activation(self, index: int, name: str) -> None:
        """Give one layer another activation."""
        project = self._document.project
        layer = project.layers[index].neurons if 0 <= index < len(project.layers) else None
        if layer is None or layer.activation.name == name:
            return
        activation = ACTIVATIONS.named(name)()
        changed = layer_edits.exchanged(project, index, replace(layer, activation=activation))
        label = say(
            "StructureEdits",
            "activation {activation} in {layer}",
            activation=component_label(activation),
            layer=the_layer(project.layers, index),
        )
        self._document.edit(changed, label)

    @Slot(str, bool)
    def toggle_feature(self, name: str, on: bool) -> None:
        """Switch a feature on or off as an input; one input has to stay."""
        if name not in FEATURES or not self._two_inputs:
            return
        project = self._document.project
        used = PLAIN if project.data.features is None else project.data.features
        chosen = tuple(item for item in FEATURES if (on if item == name else item in used))
        if not chosen:
            self._tell(
                _translate(
                    "StructureEdits", "The network needs an input: switch on another one first."
                )
            )
            return
        label = say("StructureEdits", "input {name}", name=FEATURES[name].label)
        self._document.edit(_with_features(project, chosen), label)


def _with_features(project: Project, names: tuple[str, ...]) -> Project:
    data = replace(project.data, features=None if names == PLAIN else names)
    return replace(layer_edits.loosened(project, inputs=True), data=data, weights=None)
