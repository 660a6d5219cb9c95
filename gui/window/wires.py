"""Connects what a person does in the diagram, the panels and with files to its effects."""

from collections.abc import Callable, Sequence

from core.run.commands import Focus
from gui.commands.bugs import BugCommands
from gui.commands.covering import Covering, NumbersShown
from gui.commands.dialogs import Dialogs
from gui.commands.drawing import DrawingCommands
from gui.commands.examine import ExamineCommands
from gui.commands.exchange import ExchangeCommands
from gui.commands.numbers import NumberEdits
from gui.commands.shown import Shown
from gui.commands.start import StartCommands
from gui.commands.structure import StructureEdits
from gui.commands.tables import TableCommands
from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.documents.keeping import Keeping
from gui.kit.actions import Actions
from gui.kit.view import Offers, ShowsFacts, ShowsSnapshots, ShowsState
from gui.loss.plot import LossPlot
from gui.network.diagram import NetworkDiagram
from gui.panels.data import DataPanel
from gui.start.page import StartPage
from gui.step.panel import StepPanel
from gui.surface.plot import SurfacePlot
from gui.thread.session import Session
from gui.window.notices import Notices
from gui.window.step_view import StepView


def connect_diagram(
    diagram: NetworkDiagram,
    numbers: NumberEdits,
    structure: StructureEdits,
    dialogs: Dialogs,
    surface: SurfacePlot,
    shown: Shown,
    session: Session,
) -> None:
    """Connect the verbs of the diagram, each only for the network it was used on."""
    diagram.add_unit.connect(shown.of_layers(lambda index: structure.add_units(index, 1)))
    diagram.remove_unit.connect(shown.of_layers(lambda index: structure.add_units(index, -1)))
    diagram.remove_unit_at.connect(shown.of_units(structure.remove_unit_at))
    diagram.add_layer.connect(shown.of_layers(structure.add_layer))
    diagram.remove_layer.connect(shown.of_layers(structure.remove_layer))
    diagram.activation_chosen.connect(shown.of_layers(structure.choose_activation))
    diagram.feature_toggled.connect(shown.of_inputs(structure.toggle_feature))
    structure.features_changed.connect(diagram.set_features)
    diagram.value_edited.connect(shown.of_numbers(numbers.set_value))
    diagram.freeze_requested.connect(shown.of_units(numbers.set_frozen))
    diagram.switch_requested.connect(shown.of_units(numbers.set_off))
    diagram.set_layer_requested.connect(shown.of_units(dialogs.ask_layer))
    shown.gone.connect(diagram.let_go)
    shown.gone.connect(dialogs.let_go)
    diagram.map_hovered.connect(surface.show_map)
    diagram.map_hovered.connect(lambda neuron: session.do(Focus(neuron)))


def connect_data(
    data: DataPanel,
    start: StartPage,
    beginning: StartCommands,
    notices: Notices,
    document: Document,
    tables: TableCommands,
    drawing: DrawingCommands,
    exchange: ExchangeCommands,
) -> None:
    """Connect the data panel with the tables, drawings and examples that it asks for."""
    data.dragged.connect(document.edit)
    data.source_chosen.connect(notices.expect_other_data)
    data.examples_requested.connect(beginning.show_gallery)
    for wanted in (notices.table_wanted, data.table_requested):
        wanted.connect(tables.ask_for_table)
    tables.weights_wanted.connect(exchange.look_at)
    data.drawing_requested.connect(drawing.draw)
    start.drawing_requested.connect(drawing.draw_new)
    data.reading_requested.connect(tables.read_again)


def tell(
    session: Session,
    state: Sequence[ShowsState],
    facts: Sequence[ShowsFacts],
    snapshots: Sequence[ShowsSnapshots],
) -> None:
    """Connect what training reports to the parts that show it, in order."""
    for stated in state:
        session.state_changed.connect(stated.show_state)
    for informed in facts:
        session.facts_ready.connect(informed.show_facts)
    for drawn in snapshots:
        session.snapshot_ready.connect(drawn.show_snapshot)


def connect_files(
    files: FileController,
    keeping: Keeping,
    session: Session,
    notices: Notices,
    offering: Sequence[Offers] = (),
) -> None:
    """Connect the handling of files, and of the copies set aside in case of a crash."""
    session.failed.connect(files.failed)
    session.opened.connect(files.opened)
    session.elsewhere.connect(files.tables_elsewhere)
    session.saved.connect(files.saved)
    session.facts_ready.connect(files.unsaved.show_facts)
    session.snapshot_ready.connect(files.unsaved.show_snapshot)
    offers: tuple[Offers, ...] = (files, keeping, *offering)
    for part in offers:
        part.offered.connect(notices.offer)
    session.saved.connect(keeping.saved)
    session.autosaved.connect(keeping.autosaved)
    session.autosave_failed.connect(keeping.autosave_failed)


def connect_plots(
    surface: SurfacePlot,
    loss: LossPlot,
    session: Session,
    dialogs: Dialogs,
) -> None:
    """Connect the plane and the probe of the surface, and the runs behind the loss."""
    surface.view_requested.connect(session.set_view)
    surface.probe_requested.connect(session.probe)
    surface.follow_requested.connect(session.follow)
    surface.follow_requested.connect(dialogs.follow)
    session.runs_changed.connect(loss.show_runs)


def connect_steps(
    steps: StepPanel,
    view: StepView,
    bugs: BugCommands,
    examine: ExamineCommands,
    notices: Notices,
    act: Actions,
    shown: NumbersShown,
    follows: Sequence[Callable[[int], object]],
) -> None:
    """Connect the buttons of the step panel, the path from a check to the bug, and covers.

    `follows` take the sample that is chosen in another window.
    """
    for follow in follows:
        examine.sample_chosen.connect(follow)
    Covering(steps, shown, examine).told.connect(notices.tell)
    steps.explain_requested.connect(act["explain"].trigger)
    steps.check_requested.connect(act["check_gradients"].trigger)
    view.mend_wanted.connect(act["mend_bug"].trigger)
    bugs.worst_wanted.connect(view.show_worst)
