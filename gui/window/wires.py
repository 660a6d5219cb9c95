"""What a person does in plots and with files, connected to what it means."""

from collections.abc import Sequence
from typing import Any

from gui.commands.numbers import NumberEdits
from gui.commands.structure import StructureEdits
from gui.documents.controller import FileController
from gui.documents.keeping import Keeping
from gui.kit.actions import Actions
from gui.loss.plot import LossPlot
from gui.network.diagram import NetworkDiagram
from gui.surface.plot import SurfacePlot
from gui.thread.session import Session
from gui.weights.plot import WeightsPlot
from gui.window.dialogs import Dialogs
from gui.window.notices import Notices


def connect_diagram(
    diagram: NetworkDiagram,
    numbers: NumberEdits,
    structure: StructureEdits,
    dialogs: Dialogs,
    surface: SurfacePlot,
) -> None:
    """Connect the verbs of the diagram."""
    diagram.add_unit.connect(lambda index: structure.add_units(index, 1))
    diagram.remove_unit.connect(lambda index: structure.add_units(index, -1))
    diagram.remove_unit_at.connect(structure.remove_unit_at)
    diagram.add_layer.connect(structure.add_layer)
    diagram.remove_layer.connect(structure.remove_layer)
    diagram.activation_chosen.connect(structure.choose_activation)
    diagram.feature_toggled.connect(structure.toggle_feature)
    structure.features_changed.connect(diagram.set_features)
    diagram.value_edited.connect(numbers.set_value)
    diagram.freeze_requested.connect(numbers.set_frozen)
    diagram.set_layer_requested.connect(dialogs.ask_layer)
    diagram.map_hovered.connect(surface.show_map)


def tell(session: Session, parts: Sequence[Any], snapshots: bool = True) -> None:
    """Connect what training says to all who have a slot for it, in their order."""
    news = [("state_changed", "show_state"), ("facts_ready", "show_facts")]
    if snapshots:
        news.append(("snapshot_ready", "show_snapshot"))
    for signal, slot in news:
        for part in parts:
            if hasattr(part, slot):
                getattr(session, signal).connect(getattr(part, slot))


def connect_files(
    files: FileController,
    keeping: Keeping,
    session: Session,
    actions: Actions,
    notices: Notices,
    offering: Sequence[Any] = (),
) -> None:
    """Connect what is done with files, and what is set aside in case of a crash."""
    for name in ("new", "open", "save", "save_as", "revert"):
        actions[name].triggered.connect(getattr(files, name))
    for name in ("failed", "opened", "saved"):
        getattr(session, name).connect(getattr(files, name))
    session.snapshot_ready.connect(files.unsaved.show_snapshot)
    session.state_changed.connect(files.tell_revert)  # after the table of actions
    files.revert_possible.connect(actions["revert"].setEnabled)
    files.tell_revert()
    for part in (files, keeping, *offering):
        part.offered.connect(notices.offer)
    for name in ("saved", "autosaved", "autosave_failed"):
        getattr(session, name).connect(getattr(keeping, name))


def connect_plots(
    surface: SurfacePlot,
    loss: LossPlot,
    weights: WeightsPlot,
    session: Session,
    numbers: NumberEdits,
    dialogs: Dialogs,
) -> None:
    """Connect the plane and the probe of the surface, the runs, the table of weights."""
    surface.view_requested.connect(session.set_view)
    surface.probe_requested.connect(session.probe)
    surface.follow_requested.connect(session.follow)
    surface.follow_requested.connect(dialogs.follow)
    weights.value_edited.connect(numbers.set_value)
    weights.values_edited.connect(numbers.set_array)
    session.runs_changed.connect(loss.show_runs)
