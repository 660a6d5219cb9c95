"""Connects what a person does in the views that have tabs to its effects, each when it is made."""

from collections.abc import Callable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from core.run.commands import (
    AskCurve,
    AskImportance,
    AskWorth,
    CancelDiagnosing,
    CancelImportance,
    CancelLab,
    Diagnose,
    SetPlane,
)
from gui.commands.dialogs import Dialogs
from gui.commands.numbers import NumberEdits
from gui.commands.past import PastCommands
from gui.commands.shown import Shown
from gui.commands.views import ViewCommands
from gui.kit.tabs import ViewTabs
from gui.kit.views.tab import Page
from gui.surface.plot import SurfacePlot
from gui.thread.measuring import Measuring
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.assessing.plot import AssessingPlot
    from gui.confusion.plot import ConfusionPlot
    from gui.diagnostics.plot import DiagnosticsPlot
    from gui.hidden.plot import HiddenPlot
    from gui.lab.plot import LabPlot
    from gui.pad.plot import PadPlot
    from gui.samples.plot import SamplesPlot
    from gui.weights.plot import WeightsPlot


class TabWires(QObject):
    """Connects each view with the surface, with the session and with one another."""

    def __init__(
        self,
        tabs: ViewTabs,
        surface: SurfacePlot,
        session: Session,
        dialogs: Dialogs,
        views: ViewCommands,
        numbers: NumberEdits,
        shown: Shown,
        past: PastCommands,
    ) -> None:
        super().__init__(tabs)
        self._tabs, self._surface, self._session = tabs, surface, session
        self._views, self._numbers, self._shown, self._past = views, numbers, shown, past
        self._follows: tuple[Callable[[int], object], ...] = (session.follow, dialogs.follow)
        late = tabs.late
        late["weights"].connect(self._connect_weights)
        late["diagnostics"].connect(self._connect_diagnostics)
        late["lab"].connect(self._connect_lab)
        late["hidden"].connect(self._connect_hidden)
        late["samples"].connect(self._connect_samples)
        late["pad"].connect(self._connect_pad)
        late["assess"].connect(self._connect_assessing)
        late["confusion"].connect(self._connect_confusion)
        for elsewhere in (surface.follow_requested, surface.probe_requested):
            elsewhere.connect(self._let_samples_go)
        surface.probe_requested.connect(self._let_assessing_go)
        tabs.larger_wanted.connect(lambda larger: surface.setVisible(not larger))

    def _connect_weights(self, page: Page) -> None:
        weights, numbers, shown = cast("WeightsPlot", page.view), self._numbers, self._shown
        weights.value_edited.connect(shown.of_numbers(numbers.set_value))
        weights.values_edited.connect(shown.of_numbers(numbers.set_array))
        weights.freeze_requested.connect(shown.of_units(numbers.set_frozen))
        weights.switch_requested.connect(shown.of_units(numbers.set_off))
        weights.plot_requested.connect(self._past.plot_number)
        shown.gone.connect(weights.let_go)

    def _connect_diagnostics(self, page: Page) -> None:
        """The recorded run is gone through while the diagnostics are visible."""
        plot, session = cast("DiagnosticsPlot", page.view), self._session
        plot.asked.connect(lambda: session.do(Diagnose()))
        plot.given_up.connect(lambda: session.do(CancelDiagnosing()))
        plot.update_requested.connect(session.go_to)
        session.diagnosed.connect(plot.show_health)
        session.edited.connect(plot.ask_soon)

    def _connect_lab(self, page: Page) -> None:
        """Copies are measured, and a pruning is kept as an edit."""
        lab, session = cast("LabPlot", page.view), self._session
        measuring = Measuring(session, "lab_measured", lab)
        lab.worth_asked.connect(lambda: measuring.ask(AskWorth()))
        lab.curve_asked.connect(
            lambda kind, amounts, draws, seed: measuring.ask(AskCurve(kind, amounts, draws, seed))
        )
        lab.cancelled.connect(lambda: session.do(CancelLab()))
        measuring.measured.connect(lab.show_measured)
        lab.keep_requested.connect(self._shown.of_units(self._numbers.prune))

    def _connect_hidden(self, page: Page) -> None:
        hidden, session = cast("HiddenPlot", page.view), self._session
        hidden.plane_chosen.connect(lambda plane: session.do(SetPlane(plane)))
        for follow in self._follows:
            hidden.follow_requested.connect(follow)

    def _connect_samples(self, page: Page) -> None:
        samples = cast("SamplesPlot", page.view)
        for follow in self._follows:
            samples.follow_requested.connect(follow)
        samples.probe_requested.connect(self._session.probe)
        samples.marked.connect(self._surface.mark)
        samples.cell_left.connect(self._go_back)

    def _connect_pad(self, page: Page) -> None:
        pad = cast("PadPlot", page.view)
        pad.probe_requested.connect(self._session.probe)
        pad.probe_requested.connect(self._let_samples_go)

    def _connect_assessing(self, page: Page) -> None:
        assessing, session = cast("AssessingPlot", page.view), self._session
        measuring = Measuring(session, "importance_measured", assessing)
        for follow in self._follows:
            assessing.follow_requested.connect(follow)
        assessing.probe_requested.connect(session.probe)
        for elsewhere in (assessing.follow_requested, assessing.probe_requested):
            elsewhere.connect(self._let_samples_go)
        assessing.importance_asked.connect(
            lambda part, repeats, seed: measuring.ask(AskImportance(part, repeats, seed))
        )
        assessing.importance_cancelled.connect(lambda: session.do(CancelImportance()))
        measuring.measured.connect(assessing.show_importance)

    def _connect_confusion(self, page: Page) -> None:
        cast("ConfusionPlot", page.view).cell_chosen.connect(self._list_cell)

    # ------------------------------------------------------------------ from one to another

    def _let_samples_go(self, *_: object) -> None:
        self._tabs.late["samples"].tell(
            "let_go", lambda page: cast("SamplesPlot", page.view).let_go()
        )

    def _let_assessing_go(self, *_: object) -> None:
        self._tabs.late["assess"].tell(
            "let_go", lambda page: cast("AssessingPlot", page.view).let_go()
        )

    def _list_cell(self, cell: tuple[int, int], part: str) -> None:
        """List the samples of a cell of the confusion matrix."""
        cast("SamplesPlot", self._tabs.late["samples"].part().view).show_cell(cell, part)
        self._views.bring("samples")

    def _go_back(self, cell: tuple[int, int]) -> None:
        """Return from the list to the cell."""
        self._views.bring("confusion")
        cast("ConfusionPlot", self._tabs.late["confusion"].part().view).matrix.point_at(cell)
