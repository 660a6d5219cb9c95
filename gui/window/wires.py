"""Connects what a person does in plots and with files to its effects."""

from collections.abc import Callable, Sequence

from core.run.commands import (
    AskCurve,
    AskImportance,
    AskWorth,
    CancelDiagnosing,
    CancelImportance,
    CancelLab,
    Diagnose,
    Focus,
    SetPlane,
)
from gui.assessing.plot import AssessingPlot
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
from gui.commands.views import ViewCommands
from gui.confusion.plot import ConfusionPlot
from gui.diagnostics.plot import DiagnosticsPlot
from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.documents.keeping import Keeping
from gui.hidden.plot import HiddenPlot
from gui.kit.actions import Actions
from gui.kit.tabs import ViewTabs
from gui.kit.view import Offers, ShowsFacts, ShowsSnapshots, ShowsState
from gui.lab.plot import LabPlot
from gui.loss.plot import LossPlot
from gui.network.diagram import NetworkDiagram
from gui.pad.plot import PadPlot
from gui.panels.data import DataPanel
from gui.samples.plot import SamplesPlot
from gui.start.page import StartPage
from gui.step.panel import StepPanel
from gui.surface.plot import SurfacePlot
from gui.thread.measuring import Measuring
from gui.thread.session import Session
from gui.weights.plot import WeightsPlot
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
    weights: WeightsPlot,
    session: Session,
    numbers: NumberEdits,
    dialogs: Dialogs,
    shown: Shown,
) -> None:
    """Connect the plane and the probe of the surface, the runs, the table of weights."""
    surface.view_requested.connect(session.set_view)
    surface.probe_requested.connect(session.probe)
    surface.follow_requested.connect(session.follow)
    surface.follow_requested.connect(dialogs.follow)
    weights.value_edited.connect(shown.of_numbers(numbers.set_value))
    weights.values_edited.connect(shown.of_numbers(numbers.set_array))
    weights.freeze_requested.connect(shown.of_units(numbers.set_frozen))
    weights.switch_requested.connect(shown.of_units(numbers.set_off))
    shown.gone.connect(weights.let_go)
    session.runs_changed.connect(loss.show_runs)


def _connect_diagnostics(plot: DiagnosticsPlot, session: Session) -> None:
    """Connect the diagnostics: the recorded run is gone through while they are visible."""
    plot.asked.connect(lambda: session.do(Diagnose()))
    plot.given_up.connect(lambda: session.do(CancelDiagnosing()))
    plot.update_requested.connect(session.go_to)
    session.diagnosed.connect(plot.show_health)
    session.edited.connect(plot.ask_soon)


def _connect_lab(lab: LabPlot, session: Session, numbers: NumberEdits, shown: Shown) -> None:
    """Connect the lab: copies are measured, and a pruning is kept as an edit."""
    measuring = Measuring(session, "lab_measured", lab)
    lab.worth_asked.connect(lambda: measuring.ask(AskWorth()))
    lab.curve_asked.connect(
        lambda kind, amounts, draws, seed: measuring.ask(AskCurve(kind, amounts, draws, seed))
    )
    lab.cancelled.connect(lambda: session.do(CancelLab()))
    measuring.measured.connect(lab.show_measured)
    lab.keep_requested.connect(shown.of_units(numbers.prune))


def connect_tabs(
    tabs: ViewTabs,
    surface: SurfacePlot,
    session: Session,
    dialogs: Dialogs,
    views: ViewCommands,
    numbers: NumberEdits,
    shown: Shown,
) -> None:
    """Connect the diagnostics, the lab, and the samples with surface and confusion matrix."""
    _connect_diagnostics(tabs.view(DiagnosticsPlot), session)
    _connect_lab(tabs.view(LabPlot), session, numbers, shown)
    hidden = tabs.view(HiddenPlot)
    hidden.plane_chosen.connect(lambda plane: session.do(SetPlane(plane)))
    for follow in (session.follow, dialogs.follow):
        hidden.follow_requested.connect(follow)
    _connect_samples(tabs, surface, session, dialogs, views)


def _connect_samples(
    tabs: ViewTabs,
    surface: SurfacePlot,
    session: Session,
    dialogs: Dialogs,
    views: ViewCommands,
) -> None:
    """Connect the samples and figures both ways with the surface and the confusion matrix."""
    samples, confusion = tabs.view(SamplesPlot), tabs.view(ConfusionPlot)
    assessing = tabs.view(AssessingPlot)
    for follow in (session.follow, dialogs.follow):
        samples.follow_requested.connect(follow)
    samples.probe_requested.connect(session.probe)
    samples.marked.connect(surface.mark)
    pad = tabs.view(PadPlot)
    pad.probe_requested.connect(session.probe)
    for elsewhere in (surface.follow_requested, surface.probe_requested, pad.probe_requested):
        elsewhere.connect(samples.let_go)

    def list_cell(cell: tuple[int, int], part: str) -> None:
        samples.show_cell(cell, part)
        views.bring("samples")

    def go_back(cell: tuple[int, int]) -> None:
        views.bring("confusion")
        confusion.matrix.point_at(cell)

    measuring = Measuring(session, "importance_measured", tabs)
    for follow in (session.follow, dialogs.follow):
        assessing.follow_requested.connect(follow)
    assessing.probe_requested.connect(session.probe)
    for elsewhere in (assessing.follow_requested, assessing.probe_requested):
        elsewhere.connect(samples.let_go)
    surface.probe_requested.connect(assessing.let_go)
    assessing.importance_asked.connect(
        lambda part, repeats, seed: measuring.ask(AskImportance(part, repeats, seed))
    )
    assessing.importance_cancelled.connect(lambda: session.do(CancelImportance()))
    measuring.measured.connect(assessing.show_importance)
    tabs.larger_wanted.connect(lambda larger: surface.setVisible(not larger))
    confusion.cell_chosen.connect(list_cell)
    samples.cell_left.connect(go_back)


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
