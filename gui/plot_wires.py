"""What a person does in plots and with files, connected to what it means."""

from gui.actions import Actions
from gui.dialogs import Dialogs
from gui.file_controller import FileController
from gui.number_edits import NumberEdits
from gui.plots.loss_plot import LossPlot
from gui.plots.network_diagram import NetworkDiagram
from gui.plots.surface_plot import SurfacePlot
from gui.plots.weights_plot import WeightsPlot
from gui.session import Session
from gui.structure_edits import StructureEdits


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


def connect_files(files: FileController, session: Session, actions: Actions) -> None:
    """Connect what is done with files, and what training says of it."""
    for name in ("new", "open", "save", "save_as"):
        actions[name].triggered.connect(getattr(files, name))
    for name in ("failed", "opened", "saved"):
        getattr(session, name).connect(getattr(files, name))


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
