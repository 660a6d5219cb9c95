"""Before training and Find a learning rate: checks of the network, and the test of rates."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.pictures.findings import BeforeTraining, RateTest
from core.pictures.snapshot import Facts
from core.run.commands import CancelTrials, CheckBefore, TryRates
from core.words import say
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, can_look
from gui.kit.texts import shown_number
from gui.kit.theme import LIGHT, Theme
from gui.thread.measuring import Measuring
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.examine.before import BeforeDialog
    from gui.examine.rates import RatesDialog

_translate = QCoreApplication.translate


class BeforehandCommands(QObject):
    """Opens the checks before training and the rate finder, which stay open beside the window."""

    told = Signal(str)

    def __init__(self, window: QWidget, session: Session, document: Document) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._theme = LIGHT
        self.dialog: RatesDialog | None = None
        self.before: BeforeDialog | None = None
        document.changed.connect(self._changed)
        document.replaced.connect(self._replaced)
        self._trying = Measuring(session, "rates_tried", self)
        self._trying.measured.connect(self._tried)
        session.checked_before.connect(self._checked)
        session.facts_ready.connect(self._built)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "before_training",
                _translate("Actions", "Bef&ore training…"),
                _translate(
                    "Actions",
                    "Shapes, weights, work and memory of this network, and the loss it starts with",
                ),
                Place(Menu.EXAMINE, 1),
                self.ask_before,
                can_look,
            ),
            ActionRow(
                "find_rate",
                _translate("Actions", "Find a &learning rate…"),
                _translate(
                    "Actions",
                    "Try growing learning rates on a copy, and see at which the loss falls fastest",
                ),
                Place(Menu.EXAMINE, 1),
                self.ask,
                can_look,
            ),
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.dialog is not None:
            self.dialog.take_theme(theme)

    @Slot()
    def ask_before(self) -> None:
        """Show the checks before training."""
        from gui.examine.before import BeforeDialog

        if self.before is None:
            self.before = BeforeDialog(self._window)
        self._session.do(CheckBefore())
        self.before.bring()

    @Slot(object)
    def _built(self, _: Facts) -> None:
        """Check a new network, if anyone looks."""
        if self.before is not None and self.before.isVisible():
            self._session.do(CheckBefore())

    @Slot(object)
    def _checked(self, found: BeforeTraining) -> None:
        if self.before is not None:
            self.before.show_checks(found)

    @Slot()
    def ask(self) -> None:
        """Open the rate finder and try rates from the present moment on."""
        from gui.examine.rates import RatesDialog

        if self.dialog is None:
            self.dialog = RatesDialog(self._window)
            self.dialog.set_theme(self._theme)
            self.dialog.requested.connect(self._try)
            self.dialog.cancelled.connect(lambda: self._session.do(CancelTrials()))
            self.dialog.chosen.connect(self._use)
        self.dialog.show_project(self._document.project)
        self.dialog.bring()
        if not self.dialog.is_trying():
            self.dialog.begin()

    def _try(self) -> None:
        self._trying.ask(TryRates())

    def _use(self, rate: float) -> None:
        project = self._document.project
        optimizer = replace(project.optimizer, learning_rate=rate)
        words = say("BeforehandCommands", "learning rate {rate}", rate=shown_number(rate))
        self._document.edit(replace(project, optimizer=optimizer), words)
        if self._document.project.optimizer.learning_rate == rate:  # it may be locked
            said = say(
                "BeforehandCommands", "The learning rate is {rate} now.", rate=shown_number(rate)
            )
            self.told.emit(said)

    @Slot(object)
    def _tried(self, test: RateTest | None) -> None:
        if self.dialog is not None:
            self.dialog.show_test(test)

    @Slot(object)
    def _replaced(self, *_: object) -> None:
        self._changed()
        if self.dialog is not None:
            self.dialog.forget()

    @Slot(object, object)
    def _changed(self, *_: object) -> None:
        if self.dialog is not None:
            self.dialog.show_project(self._document.project)
