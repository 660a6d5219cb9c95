"""What a person does with runs; connects their list, the session and the document."""

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QWidget

from core.late import Late
from core.pictures.snapshot import RunSummary
from core.project import Project
from core.words import say
from gui.commands.race import RaceCommands
from gui.documents.document import Document
from gui.kit.action_row import ActionRow
from gui.kit.theme import LIGHT, Theme
from gui.kit.views.tab import Page
from gui.thread.session import Session

if TYPE_CHECKING:
    from core.run.runs.comparing import RunComparison
    from gui.runs.comparison import RunsDialog
    from gui.runs.list import RunsList

_translate = QCoreApplication.translate


class RunCommands(QObject):
    """Connects the list of runs; returning to a run is also an edit of the document."""

    def __init__(
        self,
        runs: Late[Page],
        session: Session,
        document: Document,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._document = document
        self._returning_to = ""
        self._window, self._theme = parent, LIGHT
        self._runs: tuple[RunSummary, ...] = ()
        self.comparison: RunsDialog | None = None
        self.race = RaceCommands(parent, session, document)
        self._list = runs
        runs.connect(self._connect)
        session.runs_changed.connect(self._list_runs)
        session.runs_compared.connect(self._show_comparison)
        session.returned.connect(self._returned)

    def _connect(self, page: Page) -> None:
        session, runs = self._session, cast("RunsList", page.view)
        runs.race_requested.connect(self.race.race_run)
        runs.renamed.connect(session.rename_run)
        runs.hidden.connect(session.hide_run)
        runs.solo_requested.connect(session.solo_run)
        runs.compare_requested.connect(session.compare_runs)
        runs.deleted.connect(session.delete_run)
        runs.return_requested.connect(self.return_to)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return self.race.rows()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.race.set_theme(theme)
        if self.comparison is not None:
            self.comparison.take_theme(theme)

    @Slot(object)
    def _list_runs(self, runs: tuple[RunSummary, ...]) -> None:
        self._runs = runs
        which = ", ".join(str(run.run_id) for run in runs)  # it chooses a row when runs are added
        self._list.tell(f"runs {which}", lambda page: cast("RunsList", page.view).show_runs(runs))
        if self.comparison is not None:
            self.comparison.show_runs(runs)

    @Slot(object)
    def _show_comparison(self, found: "RunComparison") -> None:
        """Show two runs beside each other."""
        from gui.runs.comparison import RunsDialog

        if self.comparison is None:
            self.comparison = RunsDialog(self._window)
            self.comparison.compare_requested.connect(self._session.compare_runs)
            self.comparison.set_theme(self._theme)
            self.comparison.show_runs(self._runs)
        self.comparison.show_comparison(found)
        self.comparison.bring()

    @Slot(int, str)
    def return_to(self, run_id: int, name: str) -> None:
        """Continue from where a run was left."""
        self._returning_to = name
        self._session.return_to_run(run_id)

    @Slot(object)
    def _returned(self, project: Project) -> None:
        """Take over the run's project; training already has it, so nothing is built twice."""
        label = say("RunCommands", "return to {run}", run=self._returning_to)
        self._document.edit(project, label)
