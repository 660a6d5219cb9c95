"""Which network the pictures show, and whether what is asked of them still applies.

A picture follows the document a moment later, and a menu, a field or a dialog may stay open longer
than the network it is about. A request about a layer or a number that has meanwhile changed is
dropped: silently for a click, with a message for numbers that a person has typed.
"""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from core.pictures.snapshot import Facts, Snapshot
from core.project import Project
from gui.documents.document import Document

_translate = QCoreApplication.translate

#: the kind of each layer and its number of neurons, None where it has none of its own
Structure = tuple[tuple[str, int | None], ...]


class Shown(QObject):
    """Compares the structure that the pictures show with the document's."""

    #: the pictures now show another network: whatever is open over them is about the last one
    gone = Signal()

    def __init__(
        self, document: Document, tell: Callable[[str], None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._document, self._tell = document, tell
        self._structure: Structure | None = None  # None: no picture of this document yet
        self._inputs_known = False
        self._documents = 0
        document.replaced.connect(self._replaced)
        document.changed.connect(self._changed)

    @Slot(object)
    def show_facts(self, _: Facts) -> None:
        """Note that the inputs are those of the data."""
        self._inputs_known = True

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note the layers that are shown."""
        structure = tuple(
            (picture.kind, picture.units if picture.has_neurons else None)
            for picture in snapshot.layers
        )
        if structure != self._structure:
            self._structure = structure
            self.gone.emit()

    def has_picture(self) -> bool:
        """Return whether anything of this document is shown."""
        return self._structure is not None

    def mark(self) -> tuple[int, Structure | None]:
        """Return a mark of what is shown now; it differs for another network."""
        return self._documents, self._structure

    def knows_layers(self) -> bool:
        """Return whether the layers shown are exactly those of the document."""
        return self._names(self._structure) == self._names(_structure(self._document.project))

    def knows_units(self) -> bool:
        """Return whether all neurons shown are the document's too."""
        return self._structure == _structure(self._document.project)

    def knows_inputs(self) -> bool:
        """Return whether the inputs shown are the document's."""
        return self._inputs_known and self._structure is not None

    def of_layers(self, call: Callable[..., object]) -> Callable[..., None]:
        """Return a call that is made only if the layers shown are still the same."""
        return _where(self.knows_layers, call)

    def of_units(self, call: Callable[..., object]) -> Callable[..., None]:
        """Return a call that is made only if the neurons shown are still the same."""
        return _where(self.knows_units, call)

    def of_inputs(self, call: Callable[..., object]) -> Callable[..., None]:
        """Return a call that is made only if the inputs shown are still the same."""
        return _where(self.knows_inputs, call)

    def of_numbers(self, call: Callable[..., object]) -> Callable[..., None]:
        """Return a call like that of `of_units`, with a message if it is not made."""
        return _where(self.knows_units, call, self.say_gone)

    def say_gone(self) -> None:
        """Say that numbers were for a network that is gone."""
        self._tell(
            _translate(
                "Shown", "The network has changed meanwhile: nothing was set. Please set it again."
            )
        )

    def _names(self, structure: Structure | None) -> tuple[str, ...] | None:
        return None if structure is None else tuple(name for name, _ in structure)

    @Slot(object)
    def _replaced(self, _: Project) -> None:
        self._structure, self._inputs_known = None, False
        self._documents += 1
        self.gone.emit()

    @Slot(object, object)
    def _changed(self, old: Project, new: Project) -> None:
        if old.data.source != new.data.source:
            self._inputs_known = False


def _structure(project: Project) -> Structure:
    return tuple(
        (layer.name, None if layer.neurons is None else layer.neurons.units)
        for layer in project.layers
    )


def _where(
    holds: Callable[[], bool],
    call: Callable[..., object],
    otherwise: Callable[[], object] = lambda: None,
) -> Callable[..., None]:
    def made(*values: object) -> None:
        if holds():
            call(*values)
        else:
            otherwise()

    return made
