"""Looking into the past: the first update where a condition holds, and numbers over time."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QWidget

from core.errors import UserError
from core.late import Late
from core.pictures.findings import Found
from core.pictures.snapshot import Facts, Snapshot
from core.run import commands
from gui.commands.time import TimeCommands
from gui.commands.views import ViewCommands
from gui.kit.action_row import ActionRow, Menu, Place, is_built
from gui.kit.view import ShowsSnapshots
from gui.kit.views.tab import Page
from gui.thread.measuring import Measuring
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.examine.asking import FindDialog
    from gui.over_time.plot import OverTimePlot

_translate = QCoreApplication.translate


class PastCommands(QObject):
    """Connects the plot over time and the window for the first update to the session."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        plot: Late[Page],
        views: ViewCommands,
        time: TimeCommands,
        chosen: Callable[[], bool],
        beside: Sequence[ShowsSnapshots],
    ) -> None:
        """`chosen` plots what is selected in the diagram, and returns whether anything is.

        The views `beside` the plot show the moment under its cursor.
        """
        super().__init__(window)
        self._window, self._session, self._plot = window, session, plot
        self._views, self._time, self._chosen = views, time, chosen
        self._beside = tuple(beside)
        self._snapshot: Snapshot | None = None
        self._is_elsewhere = False  # whether the views beside show another moment
        self.finding: FindDialog | None = None
        plot.connect(self._connect)
        self._searching = Measuring(session, "found", self)
        self._searching.measured.connect(self._show_found)
        self._searching.refused.connect(self._failed)
        self._searching.progressed.connect(self._show_progress)

    def _connect(self, page: Page) -> None:
        session, plot = self._session, cast("OverTimePlot", page.view)
        plot.asked.connect(session.ask_over_time)
        plot.watched.connect(session.set_watched)
        plot.update_requested.connect(session.go_to)
        session.over_time.connect(plot.show_over_time)
        plot.glimpses.asked.connect(self._glimpse)
        session.glimpsed.connect(self._show_glimpse)
        session.edited.connect(plot.ask_soon)

    @property
    def plot(self) -> "OverTimePlot":
        """The plot over time."""
        return cast("OverTimePlot", self._plot.part().view)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "find",
                _translate("Actions", "&First update where…"),
                _translate(
                    "Actions",
                    "Search the past: when did the loss fall below a value, a sample flip, a "
                    "neuron die? (Ctrl+F)",
                ),
                Place(Menu.EXAMINE, 1),
                self.ask_find,
                is_built,
                ("Ctrl+F",),
            ),
            ActionRow(
                "plot_over_time",
                _translate("Actions", "Plot over &time"),
                _translate(
                    "Actions",
                    "Plot what is selected in the diagram over the updates (T there; Ctrl+Shift+T)",
                ),
                Place(Menu.EXAMINE, 1),
                self.plot_chosen,
                is_built,
                ("Ctrl+Shift+T",),
            ),
        )

    @Slot(object)
    def show_facts(self, _: Facts) -> None:
        """Note another build."""
        self._snapshot, self._is_elsewhere = None, False
        if self.finding is not None:
            self.finding.forget()

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Take the current moment."""
        self._snapshot = snapshot
        if self._is_elsewhere:  # the views beside show the present again
            self._is_elsewhere = False
            self.plot.glimpses.ask_again()
        if self.finding is not None:
            self.finding.show_time(snapshot.time)

    # ------------------------------------------------------------------ over time

    @Slot(str)
    def plot_number(self, quantity: str) -> None:
        """Bring up the plot and add a quantity to it, given as text."""
        self._show_plot()
        self.plot.add(quantity)

    @Slot()
    def plot_chosen(self) -> None:
        """Plot what is selected in the diagram; if nothing is, show the plot's field to type in."""
        if not self._chosen():
            self._show_plot()
            self.plot.field.setFocus()

    def _show_plot(self) -> None:
        self._time.show_steps(False)
        self._views.bring("over_time")

    @Slot(object)
    def _glimpse(self, update: int | None) -> None:
        """Have the moment under the cursor of the plot shown beside it; None: the present again."""
        snapshot = self._snapshot
        if snapshot is not None and update == snapshot.update and not snapshot.phases:
            update = None
        if update is None:
            self._show_beside(snapshot, False)
        self._session.do(commands.Glimpse(update))

    @Slot(object)
    def _show_glimpse(self, glimpse: Snapshot) -> None:
        now = self._snapshot
        if now is None or glimpse.run_id != now.run_id:
            return
        if glimpse.update == self.plot.glimpses.update:  # else the cursor has moved on
            # a surface that the present has not could not be taken back
            surface = None if now.surface is None else glimpse.surface
            self._show_beside(replace(glimpse, surface=surface), True)
            self.plot.note_glimpse(glimpse.update)

    def _show_beside(self, snapshot: Snapshot | None, elsewhere: bool) -> None:
        if snapshot is not None and (elsewhere or self._is_elsewhere):
            for view in self._beside:
                view.show_snapshot(snapshot)
        self._is_elsewhere = elsewhere

    # ------------------------------------------------------------------ the first update where …

    @Slot()
    def ask_find(self) -> None:
        """Ask for a condition."""
        from gui.examine.asking import FindDialog

        if self.finding is None:
            self.finding = FindDialog(self._window)
            self.finding.asked.connect(self._find)
            cancel = commands.CancelFinding()
            self.finding.cancelled.connect(lambda: self._session.do(cancel))
            self.finding.went.connect(self._go)
        if self._snapshot is not None:
            self.finding.show_time(self._snapshot.time)
        self.finding.ask()

    @Slot(str, object)
    def _find(self, condition: str, epochs: Any) -> None:
        from core.run.past.finding import Ahead

        ahead = None if epochs is None else Ahead(int(epochs))
        self._searching.ask(commands.Find(condition, ahead))

    @Slot(object)
    def _show_found(self, found: Found | None) -> None:
        if self.finding is not None:
            self.finding.show_found(found)

    @Slot(int)
    def _go(self, update: int) -> None:
        """Go to a moment; train if it is not recorded yet."""
        self._session.go_to_moment("update", update)

    @Slot(object)
    def _failed(self, error: UserError) -> None:
        if self.finding is not None:
            self.finding.show_error(error)

    @Slot(str, int, int)
    def _show_progress(self, words: str, done: int, whole: int) -> None:
        if self.finding is not None:
            self.finding.show_progress(words, done, whole)
