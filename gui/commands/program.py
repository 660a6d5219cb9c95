"""What a person does with the program: preferences, theme, full screen, help, quit."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QMainWindow, QWidget

from core.lesson.numbers import FEWEST_DIGITS
from core.pictures.snapshot import Snapshot
from core.words import say
from gui.bar.bar import ControlBar
from gui.bar.speed import SpeedControl
from gui.commands.glossary import GlossaryCommands
from gui.documents.keeping import log_folder, recovery_folder
from gui.kit.action_row import ActionRow, Menu, Place, Situation, When, is_built
from gui.kit.actions import Actions
from gui.kit.folders import open_folder
from gui.kit.look import Look
from gui.kit.settings import DEFAULT_SPEED, Settings
from gui.kit.terms.asking import KEY
from gui.program.tour import DIAGRAM, PLAY, STEP, TIMELINE, Tour
from gui.program.what import WhatIsThis
from gui.step.panel import StepPanel
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.program.preferences import PreferencesDialog

_translate = QCoreApplication.translate


class ProgramCommands(QObject):
    """Opens the program's own windows, and applies the preferences."""

    told = Signal(str)

    def __init__(
        self,
        window: QMainWindow,
        actions: Actions,
        session: Session,
        look: Look,
        speed: SpeedControl,
        settings: Settings,
        version: str,
    ) -> None:
        super().__init__(window)
        self._window, self._actions, self._session = window, actions, session
        self._look, self._speed, self._settings = look, speed, settings
        self._version = version
        self.preferences: PreferencesDialog | None = None
        self.what, self.tour = WhatIsThis(window), Tour(window)
        self.glossary = GlossaryCommands(window, settings)
        session.state_changed.connect(self.tour.show_state)
        for part in (self.tour, self.glossary):
            session.snapshot_ready.connect(part.show_snapshot)
        session.facts_ready.connect(self.glossary.show_facts)
        session.snapshot_ready.connect(self._show_snapshot)
        self._by_phases = ""
        session.set_budget(settings.timeline_memory() * 1024**2)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "preferences",
                _translate("Actions", "Pre&ferences…"),
                _translate("Actions", "Theme, text size and speed"),
                Place(Menu.EDIT, 3),
                self.ask_preferences,
                keys=("Ctrl+,",),
            ),
            ActionRow(
                "quit",
                _translate("Actions", "&Quit"),
                _translate("Actions", "Close Backstep"),
                Place(Menu.FILE, 4),
                self._window.close,
                keys=("Ctrl+Q",),
            ),
            self._theme_row(
                "light",
                _translate("Actions", "&Light"),
                _translate("Actions", "Dark text on a light background"),
            ),
            self._theme_row(
                "dark",
                _translate("Actions", "&Dark"),
                _translate("Actions", "Light text on a dark background"),
            ),
            self._theme_row(
                "system",
                _translate("Actions", "As the &system"),
                _translate("Actions", "Light or dark, as the system is set"),
            ),
            ActionRow(
                "full_screen",
                _translate("Actions", "&Full screen"),
                _translate("Actions", "Use the whole screen"),
                Place(Menu.VIEW, 3),
                keys=("F11",),
                turns=self.fill_screen,
            ),
            ActionRow(
                "tour",
                _translate("Actions", "First five &minutes"),
                _translate("Actions", "Five acts that show what this can do, each waits for you"),
                Place(Menu.HELP),
                self.tour.begin,
                is_built,
            ),
            ActionRow(
                "what",
                _translate("Actions", "&What is this?"),
                _translate("Actions", "Then click on anything: what it is, and what it says now"),
                Place(Menu.HELP),
                self.what.begin,
                keys=("Shift+F1",),
            ),
            *self.glossary.rows(),
            ActionRow(
                "explain_word",
                _translate("Actions", "Glossary for this &control"),
                _translate(
                    "Actions",
                    "What the word of the control with the keys means; without one, all keys",
                ),
                Place(Menu.HELP),
                self.explain_word,
                keys=(KEY,),
            ),
            ActionRow(
                "keys",
                _translate("Actions", "&Keys"),
                _translate("Actions", "Which key does what"),
                Place(Menu.HELP),
                self.show_keys,
                keys=("Ctrl+F1",),
            ),
            ActionRow(
                "open_log",
                _translate("Actions", "Open l&og folder"),
                _translate("Actions", "Show the files where errors of the program are logged"),
                Place(Menu.HELP),
                self.open_log,
            ),
            ActionRow(
                "about",
                _translate("Actions", "&About Backstep"),
                _translate("Actions", "What this is, its version and its licences"),
                Place(Menu.HELP),
                self.show_about,
            ),
        )

    def _theme_row(self, name: str, text: str, help: str) -> ActionRow:
        return ActionRow(
            f"theme_{name}",
            text,
            help,
            Place(Menu.THEME),
            partial(self._look.choose, name),
            choice="theme",
            checked=_is_theme(name),
        )

    # ------------------------------------------------------------------ what a person does

    @Slot()
    def ask_preferences(self) -> None:
        """Show the settings of the program."""
        from gui.program.preferences import PreferencesDialog

        if self.preferences is None:
            self.preferences = PreferencesDialog(self._settings, self._window)
            self.preferences.theme_chosen.connect(self._look.choose)
            self.preferences.text_size_chosen.connect(self._look.choose_text_size)
            self.preferences.digits_chosen.connect(self._look.choose_digits)
            self.preferences.speed_chosen.connect(self._speed.set_speed)
            self.preferences.memory_chosen.connect(self._choose_memory)
            self.preferences.beginning_chosen.connect(self._settings.set_beginning)
            self.preferences.same_window_chosen.connect(self._settings.set_opens_in_same_window)
        self.preferences.ask()

    def start_over(self) -> None:
        """Go back to the standard settings, but for theme and text size."""
        self._speed.set_speed(DEFAULT_SPEED)
        self._look.choose_digits(FEWEST_DIGITS)
        self._settings.start_over()
        self._session.set_budget(self._settings.timeline_memory() * 1024**2)

    def _choose_memory(self, megabytes: int) -> None:
        self._settings.set_timeline_memory(megabytes)
        self._session.set_budget(megabytes * 1024**2)

    @Slot(bool)
    def fill_screen(self, on: bool) -> None:
        """Use the whole screen, or return to the earlier size."""
        state = self._window.windowState()
        full = Qt.WindowState.WindowFullScreen
        self._window.setWindowState(state | full if on else state & ~full)

    def point_at(
        self, bar: ControlBar, timeline: QWidget, diagram: QWidget, steps: StepPanel
    ) -> None:
        """Take what the tour points at, and what the glossary follows."""
        self.glossary.follow(steps)
        places = {PLAY: bar.play, STEP: bar.step, TIMELINE: timeline, DIAGRAM: diagram}
        self.tour.point_at(places)

    def leave(self) -> None:
        """End the tour."""
        self.tour.end()

    @Slot()
    def explain_word(self) -> None:
        """Explain what has the keys; where there is no word for it, show which key does what."""
        if not self.glossary.explain_focused():
            self.show_keys()

    @Slot()
    def show_keys(self) -> None:
        """Show which key does what."""
        from gui.program.help import keys_dialog

        keys_dialog(self._window, self._actions.rows()).show()

    @Slot()
    def open_log(self) -> None:
        """Show the folder of the log."""
        folder = log_folder()
        if not folder.is_dir() or not open_folder(folder):
            self.told.emit(say("ProgramCommands", "The log is in {folder}", folder=folder))

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        self._by_phases = snapshot.by_phases

    @Slot()
    def show_about(self) -> None:
        """Show what this program is."""
        from gui.program.help import about_dialog

        places = {
            _translate("Help", "Settings"): self._settings.place(),
            _translate("Help", "Recovered documents"): recovery_folder(),
            _translate("Help", "Log"): log_folder(),
        }
        about_dialog(self._window, self._version, places, self._by_phases).show()


def _is_theme(name: str) -> When:
    def chosen(now: Situation) -> bool:
        return now.theme == name

    return chosen
