"""What is wrong?: asks the doctor, shows what a finding is about, and applies its remedy."""

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.pictures.findings import Finding
from core.pictures.snapshot import Facts, Snapshot
from core.run.answers import Answer
from core.run.commands import CancelExamining, Examine
from core.words import say
from gui.commands.views import ViewCommands
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, can_look
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.examine.doctor import DoctorDialog

_translate = QCoreApplication.translate


class DoctorCommands(QObject):
    """Opens the doctor's dialog, which stays open beside the window and follows it."""

    told = Signal(str)

    def __init__(
        self,
        window: QWidget,
        session: Session,
        document: Document,
        views: ViewCommands,
        select_layer: Callable[[int], None],
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._views, self._select_layer = views, select_layer
        self._epoch = self._ticket = 0
        self.dialog: DoctorDialog | None = None
        document.changed.connect(self._changed)
        document.replaced.connect(self._replaced)
        session.examined.connect(self._examined)
        session.answered.connect(self._answered)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the action."""
        return (
            ActionRow(
                "doctor",
                _translate("Actions", "&What is wrong?"),
                _translate(
                    "Actions",
                    "Find out what keeps this network from learning, and how to fix it "
                    "(Ctrl+Shift+D)",
                ),
                Place(Menu.EXAMINE, 1),
                self.ask,
                can_look,
                ("Ctrl+Shift+D",),
            ),
        )

    # ------------------------------------------------------------------ what it receives

    @Slot(object)
    def show_facts(self, _: Facts) -> None:
        """Note a new build: no epoch of it is done yet."""
        self._show_epoch(0)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note how far training is."""
        self._show_epoch(snapshot.epoch)

    def _show_epoch(self, epoch: int) -> None:
        self._epoch = epoch
        if self.dialog is not None:
            self.dialog.show_epoch(epoch)

    @Slot(object, object)
    def _changed(self, *_: object) -> None:
        if self.dialog is not None:
            self.dialog.show_project(self._document.project)

    @Slot(object)
    def _replaced(self, *_: object) -> None:
        if self.dialog is not None:
            self.dialog.show_project(self._document.project)
            self.dialog.forget()

    @Slot(object)
    def _examined(self, findings: tuple[Finding, ...] | None) -> None:
        if self.dialog is None or not self.dialog.is_looking():
            return
        if findings is None:
            self.dialog.stopped()
        else:
            self.dialog.show_findings(findings)

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        """Follow the doctor's progress and whether it failed; ignore answers to others."""
        if self.dialog is None or not answer.ticket or answer.ticket != self._ticket:
            return
        if answer.news == "progress":
            self.dialog.show_progress(*answer.values)
        elif answer.news == "failed":
            self.dialog.stopped()

    # ------------------------------------------------------------------ what it does

    @Slot()
    def ask(self) -> None:
        """Examine the current moment."""
        from gui.examine.doctor import DoctorDialog

        if self.dialog is None:
            plots = frozenset(tab.name for tab in self._views.tabs())
            self.dialog = DoctorDialog(plots, self._window)
            self.dialog.requested.connect(self._look)
            self.dialog.cancelled.connect(lambda: self._session.do(CancelExamining()))
            self.dialog.shown.connect(self._show)
            self.dialog.applied.connect(self._apply)
        self.dialog.show_project(self._document.project)
        self.dialog.show_epoch(self._epoch)
        self.dialog.bring()
        if not self.dialog.is_looking():
            self.dialog.look()

    def _look(self) -> None:
        self._ticket = self._session.ticket()
        self._session.do(Examine(ticket=self._ticket))

    def _show(self, finding: Finding) -> None:
        if finding.plot in {tab.name for tab in self._views.tabs()}:
            self._views.bring(finding.plot)
        if finding.units:
            self._select_layer(finding.units[0][0])

    def _apply(self, finding: Finding) -> None:
        from core.documents.settings_path import with_settings

        settings = [f"{path}={json.dumps(value)}" for path, value in (finding.remedy or {}).items()]
        project = with_settings(self._document.project, settings)
        label = finding.title[:1].lower() + finding.title[1:]
        self._document.edit(project, say("DoctorCommands", "repair of “{what}”", what=label))
        self.told.emit(_translate("DoctorCommands", "Applied. Train on, then look again."))
