"""Racing two variants: asks which, begins the race, and carries its stretches to the session."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QWidget

from core.errors import UserError
from core.project import Project
from core.run.commands import AdvanceRace, RaceRun, StartRace
from core.run.race.part import RaceFacts, RacePicture
from gui.commands.train import usual_speed
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, is_built
from gui.kit.theme import LIGHT, Theme
from gui.thread.measuring import Measuring
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.race.form import RaceForm
    from gui.race.window import RaceWindow

_translate = QCoreApplication.translate


class RaceCommands(QObject):
    """Opens the form and the window of a race; the run itself is paused and stays as it is."""

    def __init__(self, window: QWidget, session: Session, document: Document) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._theme: Theme = LIGHT
        self._again: Callable[[], object] = lambda: None
        self.form: RaceForm | None = None
        self.race: RaceWindow | None = None
        self._starting = Measuring(session, "race_ready", self)
        self._starting.refused.connect(self._failed)
        self._advancing = Measuring(session, "raced", self)
        self._advancing.refused.connect(self._stop)
        session.race_ready.connect(self._begin)
        session.raced.connect(self._show)
        document.replaced.connect(self.close)
        document.changed.connect(self._changed)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the action."""
        return (
            ActionRow(
                "race",
                _translate("Actions", "Race t&wo variants…"),
                _translate(
                    "Actions",
                    "Train this network and one that differs in a single setting side by side "
                    "(Ctrl+Shift+R)",
                ),
                Place(Menu.TRAIN, 3),
                self.ask,
                is_built,
                ("Ctrl+Shift+R",),
            ),
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.race is not None:
            self.race.take_theme(theme)

    @Slot()
    def ask(self) -> None:
        """Ask which setting differs."""
        from gui.race.form import RaceForm

        if self.form is None:
            self.form = RaceForm(self._window)
            self.form.chosen.connect(self._start)
        self.form.ask(self._document.project)

    @Slot(object, object)
    def _changed(self, *_: object) -> None:
        """Race the network as it is, should it be edited while the form is open."""
        if self.form is not None and self.form.isVisible():
            self.form.show_project(self._document.project)

    @Slot(int)
    def race_run(self, run_id: int) -> None:
        """Race a kept run against the present network."""
        self._again = lambda: self._starting.ask(RaceRun(run_id))
        self._again()

    @Slot(object, object)
    def _start(self, first: Project, second: Project) -> None:
        self._again = lambda: self._starting.ask(StartRace(first, second))
        self._again()

    @Slot(object)
    def _begin(self, facts: RaceFacts) -> None:
        from gui.race.window import RaceWindow

        if self.form is not None:
            self.form.close()
        race = self.race
        if race is None:
            race = self.race = RaceWindow(self._window)
            race.advance_requested.connect(lambda n: self._advancing.ask(AdvanceRace(n)))
            race.ended.connect(self._session.end_race)
            race.restart_requested.connect(lambda: self._again())
            race.another_requested.connect(self.ask)
            race.set_theme(self._theme)
            race.speed.set_speed(usual_speed(facts.sides[0].updates_per_epoch))
        race.show_race(facts)
        race.bring()

    @Slot(object)
    def _show(self, picture: RacePicture) -> None:
        if self.race is not None:
            self.race.show_picture(picture)

    @Slot(object)
    def _failed(self, error: UserError) -> None:
        if self.form is not None and self.form.isVisible():
            self.form.show_error(error)

    @Slot(object)
    def _stop(self, _: UserError) -> None:
        if self.race is not None:
            self.race.stop()

    @Slot()
    def close(self, *_: object) -> None:
        """Close the windows: they belong to another document."""
        for dialog in (self.form, self.race):
            if dialog is not None:
                dialog.close()
