"""The one place that knows the window's situation, and passes it to the table of actions."""

from PySide6.QtCore import QObject, Slot
from shiboken6 import isValid

from core.pictures.snapshot import Facts, Snapshot
from gui.commands.bugs import BugCommands
from gui.commands.marking import MarkCommands
from gui.commands.teaching.lessons import LessonCommands
from gui.commands.time import TimeCommands
from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.kit.action_row import Situation
from gui.kit.actions import Actions
from gui.kit.look import Look
from gui.kit.settings import Settings
from gui.kit.tabs import ViewTabs
from gui.thread.session import Session
from gui.window.presenting import Presenting


class Situations(QObject):
    """Collects the situation from the objects that decide it, whenever one of them changes."""

    def __init__(
        self,
        actions: Actions,
        session: Session,
        document: Document,
        files: FileController,
        time: TimeCommands,
        tabs: ViewTabs,
        bugs: BugCommands,
        lessons: LessonCommands,
        marking: MarkCommands,
        look: Look,
        settings: Settings,
        presenting: Presenting,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._actions, self._session, self._document = actions, session, document
        self._files, self._time, self._tabs, self._settings = files, time, tabs, settings
        self._bugs, self._lessons, self._marking = bugs, lessons, marking
        self._presenting = presenting
        self._facts: Facts | None = None
        self._snapshot: Snapshot | None = None
        self._window = parent
        stack = document.stack
        for changed in (
            *(stack.canUndoChanged, stack.undoTextChanged),
            *(stack.canRedoChanged, stack.redoTextChanged),
            *(files.revert_possible, time.changed),
            *(tabs.currentChanged, tabs.offered_changed, look.changed, bugs.changed),
            *(presenting.changed, lessons.changed, marking.changed),
        ):
            changed.connect(self.tell)

    @Slot(object)
    def show_state(self, _: object) -> None:
        """Note what training is doing."""
        self.tell()

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Note a new build: no moment of it is shown yet."""
        self._facts, self._snapshot = facts, None
        self.tell()

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note the moment that is shown."""
        self._snapshot = snapshot
        self.tell()

    @Slot()
    def tell(self, *_: object) -> None:
        """Pass the current situation to all actions."""
        if isValid(self._window):  # otherwise its children are being destroyed
            self._actions.show(self.now())

    def now(self) -> Situation:
        """Return the current situation."""
        at, stack, tabs = self._snapshot, self._document.stack, self._tabs
        return Situation(
            state=self._session.state,
            behind=at is not None and (at.update > at.time.start or at.phases != 0),
            ahead=at is not None and at.past,
            moments=at is not None and at.time.end > at.time.start,
            outdated=self._files.can_revert(),
            undo=stack.undoText() if stack.canUndo() else None,
            redo=stack.redoText() if stack.canRedo() else None,
            unit=self._time.unit(),
            one_batch=self._facts is not None and self._facts.updates_per_epoch == 1,
            stepping=self._time.is_stepping(),
            presenting=self._presenting.is_on(),
            tab=tabs.shown(),
            tabs=frozenset(tab.name for tab in tabs.tabs if tabs.is_offered(tab.name)),
            planted=self._bugs.is_planted(),
            asking=self._marking.is_asking(),
            asking_stops=self._settings.asking_stops(),
            asking_once=self._settings.asks_once(),
            lesson=self._lessons.is_played(),
            locked=self._lessons.locks.actions,
            locked_words=self._lessons.locks.words(),
            lesson_back=self._lessons.can_go_back(),
            lesson_next=self._lessons.can_go_on(),
            lesson_answers=self._lessons.has_answers(),
            theme=self._settings.theme(),
        )
