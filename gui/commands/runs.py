"""What a person does with runs; connects their list, the session and the document."""

from PySide6.QtCore import QCoreApplication, QObject, Slot

from core.project import Project
from core.words import say
from gui.compare.runs import RunsList
from gui.documents.document import Document
from gui.thread.session import Session

_translate = QCoreApplication.translate


class RunCommands(QObject):
    """Connects the list of runs; returning to a run is also an edit of the document."""

    def __init__(
        self,
        runs: RunsList,
        session: Session,
        document: Document,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._document = document
        self._returning_to = ""
        runs.renamed.connect(session.rename_run)
        runs.hidden.connect(session.hide_run)
        runs.deleted.connect(session.delete_run)
        runs.return_requested.connect(self.return_to)
        session.runs_changed.connect(runs.show_runs)
        session.returned.connect(self._returned)

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
