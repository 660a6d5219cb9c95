"""What is wrong?: asks the doctor, shows what a finding is about, and applies its remedy."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.pictures.findings import Finding, Futures
from core.pictures.snapshot import Facts, Snapshot
from core.run.commands import CancelExamining, CancelTrials, Examine, ForeseeRemedy, GoTo
from core.run.doctor.remedy import remedied
from core.words import say
from gui.commands.beforehand import BeforehandCommands
from gui.commands.views import ViewCommands
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, can_look
from gui.kit.theme import LIGHT, Theme
from gui.thread.measuring import Measuring
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
        self._epoch = 0
        self._theme = LIGHT
        self._waiting: Finding | None = None  # a remedy that first goes back to another moment
        self._came = False  # whether the way there is over
        self.rates = BeforehandCommands(window, session, document)
        self.rates.told.connect(self.told)
        self.dialog: DoctorDialog | None = None
        document.changed.connect(self._changed)
        document.replaced.connect(self._replaced)
        self._examining = Measuring(session, "examined", self)
        self._examining.measured.connect(self._examined)
        self._examining.progressed.connect(self._progressed)
        self._foreseeing = Measuring(session, "foreseen", self)
        self._foreseeing.measured.connect(self._foreseen)
        session.going.connect(self._went)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
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
            *self.rates.rows(),
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.rates.set_theme(theme)
        if self.dialog is not None:
            self.dialog.take_theme(theme)

    # ------------------------------------------------------------------ what it receives

    @Slot(object)
    def show_facts(self, _: Facts) -> None:
        """Note a new build; how far it is trained comes with its first snapshot."""
        self._waiting = None

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note how far training is; take the remedy that is to act from here."""
        self._show_epoch(snapshot.epoch)
        if self._waiting is not None and self._came:
            finding, self._waiting = self._waiting, None
            if snapshot.update == finding.back_to:  # else it was stopped on the way
                self._take(finding)

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
    def _foreseen(self, futures: Futures | None) -> None:
        if self.dialog is not None:
            self.dialog.show_futures(futures)

    @Slot(str, int, int)
    def _progressed(self, words: str, done: int, whole: int) -> None:
        if self.dialog is not None:
            self.dialog.show_progress(words, done, whole)

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
            self.dialog.foresee.connect(self._foresee)
            self.dialog.stop_foreseeing.connect(lambda: self._session.do(CancelTrials()))
            self.dialog.rate_wanted.connect(self.rates.ask)
            self.dialog.set_theme(self._theme)
        self.dialog.show_project(self._document.project)
        self.dialog.show_epoch(self._epoch)
        self.dialog.bring()
        if not self.dialog.is_looking():
            self.dialog.look()

    def _look(self) -> None:
        self._examining.ask(Examine())

    def _show(self, finding: Finding) -> None:
        if finding.plot in {tab.name for tab in self._views.tabs()}:
            self._views.bring(finding.plot)
        if finding.units:
            self._select_layer(finding.units[0][0])

    def _foresee(self, finding: Finding) -> None:
        self._foreseeing.ask(ForeseeRemedy(finding))

    def _apply(self, finding: Finding) -> None:
        if finding.back_to is None:
            self._take(finding)
        else:
            self._waiting, self._came = finding, False
            self._session.do(GoTo(finding.back_to))

    @Slot(bool)
    def _went(self, going: bool) -> None:
        """Note whether the way is over; the next snapshot says where it has led to."""
        self._came = not going

    def _take(self, finding: Finding) -> None:
        project = remedied(self._document.project, finding)
        label = finding.title[:1].lower() + finding.title[1:]
        self._document.edit(project, say("DoctorCommands", "repair of “{what}”", what=label))
        if self._document.project == project:  # the settings may be locked
            self.told.emit(_translate("DoctorCommands", "Taken. Train on, then look again."))
