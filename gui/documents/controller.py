"""Files: new, open, recent, examples, save, revert, export; nothing is lost without asking."""

from collections.abc import Callable
from os.path import exists, isfile
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.data.samples import Source
from core.documents.autosave import Found
from core.documents.lock import FileLock, Held
from core.documents.opening import holds_project, is_example, is_lesson, is_weights, opening_file
from core.documents.seal import seal
from core.documents.table_access import TablesElsewhere
from core.errors import UserError
from core.project import Project
from core.run.states import State
from core.words import say
from gui.documents.document import Document, document_name
from gui.documents.dropping import Drops
from gui.documents.guarded import FileSession, GuardedFile, Opening, Saving, known_again
from gui.documents.menus import FileMenus
from gui.documents.questions import Answer, Changed, Questions, held_words
from gui.documents.unsaved import Unsaved
from gui.kit.settings import Settings

__all__ = ["Answer", "FileController", "FileSession", "document_name"]

_translate = QCoreApplication.translate

SUFFIX = ".backstep"


class FileController(QObject):
    """Everything about files, for one window; nothing is lost without asking."""

    told = Signal(str)
    #: a message, and (label, action) for each answer to it
    offered = Signal(str, object)
    may_close = Signal()
    revert_possible = Signal(bool)
    #: the Found that could not be opened, and the UserError with the reason
    recovery_failed = Signal(object, object)
    #: the Path of a table, which is previewed before it is opened
    table_wanted = Signal(object)
    lesson_wanted = Signal(object)  # the Path of a lesson, which is played and not opened

    def __init__(
        self,
        window: QWidget,
        document: Document,
        session: FileSession,
        settings: Settings,
        picture: Callable[[], bytes | None],
    ) -> None:
        super().__init__(window)
        self._window, self._document, self._session = window, document, session
        self._settings, self._picture = settings, picture
        self.questions = Questions(window)
        self.guard = GuardedFile(self)
        self.unsaved = Unsaved(document, self)
        self.unsaved.changed.connect(self.tell_revert)
        #: what the open document was recovered from, until it is saved
        self.recovered: Found | None = None
        self._opening: Opening | None = None
        self._not_opened: Opening | None = None
        self._passed: Opening | None = None  # still being read when another project was begun
        self._saving: Saving | None = None
        self._not_saved: Saving | None = None
        self._after_save: Callable[[], None] | None = None
        self._allowed: dict[Path, set[str]] = {}  # the tables elsewhere that each file may read
        self._leaving = False  # whether the window closes once the file being written is finished
        self._outside = False  # whether a change by another program was reported
        self.menus = FileMenus(window, settings)
        self.menus.chosen.connect(self.open_path)
        self.recent_menu = self.menus.recent
        self.drops = Drops(window)
        self.drops.dropped.connect(self.open_path)
        window.installEventFilter(self)

    def is_modified(self) -> bool:
        """Return whether anything worth keeping would be lost if the document were closed now."""
        return self.unsaved.would_be_missed()

    def is_busy(self) -> bool:
        """Return whether a file is being read or written."""
        return self._opening is not None or self._saving is not None

    # opening

    @Slot()
    def new(self) -> None:
        """Start again with the initial project, after asking about unsaved changes."""
        self.open_path(opening_file())

    @Slot()
    def open(self) -> None:
        """Ask for a file and open it."""
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            _translate("FileController", "Open"),
            str(self._folder()),
            _translate(
                "FileController",
                "Projects, tables, lessons (*.backstep *.json *.lesson *.csv *.tsv *.tab *.txt "
                "*.dat *.data *.arff *.jsonl *.ndjson *.xlsx *.xls *.ods *.gz)"
                ";;All files (*)",
            ),
        )
        if path:
            self.open_path(Path(path))

    @Slot(object)
    def open_path(self, path: Path) -> None:
        """Open a file, after asking about unsaved changes if anything would be replaced."""
        path = path.absolute()  # absolute, so that it stays valid if the working directory changes
        if isfile(path) and is_weights(path):  # first compared with the network: nothing is lost
            self.table_wanted.emit(path)
        else:
            self.if_safe(lambda: self._open(path))

    def open_recovered(self, found: Found) -> None:
        """Open a copy set aside before a crash, after asking about unsaved changes."""
        self.if_safe(lambda: self._open(found.path, found))

    def open_table(self, path: Path, source: Source) -> None:
        """Open a table that was previewed, read as its source says."""
        self._opening = Opening(path, seal(path), self._document.revision, source=source)
        self._session.open_table(path, source)

    def begin(self, project: Project) -> None:
        """Go over to a project that was just made and is in no file, if nothing is lost by it."""
        self.if_safe(lambda: self._begin(project))

    def _begin(self, project: Project) -> None:
        self._passed = self._opening or self._not_opened
        self._opening = self._not_opened = None
        self.opened(project, None)
        self._session.load(project)
        self._document.stack.resetClean()

    def _open(self, path: Path, found: Found | None = None) -> None:
        if found is None and is_lesson(path):
            self.lesson_wanted.emit(path)
        elif found is None and isfile(path) and not holds_project(path):
            self.table_wanted.emit(path)
        else:
            self._opening = Opening(path, seal(path), self._document.revision, found)
            self._session.open_file(path, tuple(sorted(self._allowed.get(path, ()))))

    @Slot(object, object)
    def opened(self, project: Project, path: Path | None) -> None:
        """Take what was opened as the document; built-in examples have no path."""
        opening, self._opening = self._opening or self._not_opened, None
        self._not_opened = None
        if opening is None and self._passed is not None and path == self._passed.path:
            return  # it was on its way when another project was begun
        revision = self._document.revision
        if opening is None or opening.path != path:
            opening = None if path is None else Opening(path, seal(path), revision)
        elif opening.revision != revision:
            # the current document was edited meanwhile, and training has taken over the edit since
            if opening.source is not None:
                self.open_table(opening.path, opening.source)
            else:
                self._open(opening.path, opening.found)
            return
        if is_example(path):
            path = None
        self._outside = False
        self.recovered = None if opening is None else opening.found
        if self.recovered is not None:
            path = self.recovered.original
        self._document.replace_all(project, path)
        self.unsaved.begin()
        if self.recovered is not None:
            self._document.stack.resetClean()  # the person has not saved it in any file yet
            held = self.guard.take(path, known_again(self.recovered))
        else:
            held = self.guard.take(path, None if opening is None else opening.known)
            if path is not None:
                self._settings.add_recent(path)
        if path is not None and held is not None:
            words = _translate("FileController", "{reason}: save under another name")
            self.told.emit(words.format(reason=held_words(path, held)))
        self.tell_revert()

    @Slot(object)
    def tables_elsewhere(self, error: TablesElsewhere) -> None:
        """Ask, once, whether a file may read the tables in other folders that it names."""
        opening = self._opening
        if opening is None or opening.path != error.path:
            return
        self._allowed.setdefault(error.path, set())
        if self.questions.allow_tables(error.path, error.tables):
            self._allowed[error.path].update(error.tables)
            self._open(opening.path, opening.found)
            return
        self._opening = None
        self.told.emit(say("FileController", "{name} was not opened", name=error.path.name))
        if opening.found is not None:
            self.recovery_failed.emit(opening.found, error)

    @Slot()
    def revert(self) -> None:
        """Go back to what the file holds, if the person agrees to lose the rest."""
        path = self._document.path
        if path is None:
            return
        if not self.unsaved.differs() or self.questions.revert(document_name(self._document)):
            self._open(path)

    def can_revert(self) -> bool:
        """Return whether there is a file that differs from the document."""
        return self._document.path is not None and (self.unsaved.differs() or self._outside)

    @Slot()
    def tell_revert(self, *_: object) -> None:
        """Report whether reverting would change anything."""
        self.revert_possible.emit(self.can_revert())

    # saving

    @Slot()
    def save(self) -> None:
        """Save to the project's file, or ask for one."""
        path = self._document.path
        if path is None or path.suffix.lower() != SUFFIX:
            self.save_as()
            return
        lock = self.guard.lock_for(path)
        if isinstance(lock, Held):
            self.questions.say_held(path, lock)
            self.save_as()
        elif not self.guard.is_changed():
            self._save_to(path, lock)
        else:
            answer = self.questions.changed_outside(path)
            if answer is Changed.OVERWRITE:
                self._save_to(path, lock)
                return
            self.guard.give_back(lock)
            if answer is Changed.SAVE_AS:
                self.save_as()
            else:
                self._after_save = None

    @Slot()
    def save_as(self) -> None:
        """Ask for a file and save to it, unless another window has it open."""
        while (chosen := self._ask_where()) is not None:
            lock = self.guard.lock_for(chosen)
            if isinstance(lock, FileLock):
                self._save_to(chosen, lock)
                return
            self.questions.say_held(chosen, lock)
        self._after_save = None

    def _ask_where(self) -> Path | None:
        suggestion = self._folder() / (document_name(self._document) + SUFFIX)
        path, _ = QFileDialog.getSaveFileName(
            self._window,
            _translate("FileController", "Save as"),
            str(suggestion),
            _translate("FileController", "Backstep projects (*.backstep)"),
        )
        if not path:
            return None
        chosen = Path(path)
        if chosen.suffix.lower() == SUFFIX:
            return chosen
        chosen = chosen.with_name(chosen.name + SUFFIX)  # the dialog has not asked about this name
        if exists(chosen) and not self.questions.replace(chosen):
            return None
        return chosen

    def _save_to(self, path: Path, lock: FileLock) -> None:
        if self._saving is not None:
            self.guard.give_back(self._saving.lock)
        project = self._document.project
        self._saving = Saving(path, project, self.unsaved.standing(), lock)
        self._session.save(path, project, self._picture())

    @Slot(object)
    def saved(self, path: Path) -> None:
        """Note that saving is done."""
        late = self._saving is None
        saving, self._saving = self._saving or self._not_saved, None
        self._not_saved = None
        if saving is not None and saving.path == path:
            self._outside = False
            self.recovered = None
            if late:  # its lock has been released
                self.guard.take(path, seal(path))
            else:
                self.guard.take_saved(path, saving.lock)
            self.unsaved.saved(saving.standing)
            self._document.mark_saved(saving.project, path, saving.standing.revision)
            self.tell_revert()
        self._settings.add_recent(path)
        text = _translate("FileController", "Saved as {name}")
        if self._session.state is State.EMPTY:
            text = _translate(
                "FileController",
                "Saved as {name}. The network does not fit its data yet: the file opens as it is "
                "here, with its runs, but cannot be trained",
            )
        self.told.emit(text.format(name=path.name))
        after, self._after_save = self._after_save, None
        if after is not None:
            after()

    @Slot(object)
    def failed(self, error: UserError) -> None:
        """Note that reading or writing failed: whatever was to follow is cancelled."""
        if self._saving is not None:
            self.guard.give_back(self._saving.lock)
        # if something else failed, `saved` or `opened` still follows
        self._not_saved, self._saving = self._saving, None
        self._after_save, self._leaving = None, False
        opening, self._opening = self._opening, None
        self._not_opened = opening
        if opening is not None and opening.found is not None:
            self.recovery_failed.emit(opening.found, error)

    @Slot()
    def look_again(self) -> None:
        """Report, once, that another program has changed the file."""
        path = self._document.path
        if path is None or self._outside or self.is_busy() or not self.guard.is_changed():
            return
        self._outside = True
        self.tell_revert()
        text = _translate("FileController", "{name} was changed by another program")
        answers = (
            (_translate("FileController", "Revert to the file"), self.revert),
            (_translate("FileController", "Keep mine"), self.keep_mine),
        )
        self.offered.emit(text.format(name=path.name), answers)

    @Slot()
    def keep_mine(self) -> None:
        """Keep what is in the window and ignore the changed file: the next save replaces it."""
        self._outside = False
        self.guard.accept()
        self._document.stack.resetClean()
        self.tell_revert()

    # closing

    @Slot()
    def close(self) -> None:
        """Ask about unsaved changes; `may_close` follows once nothing can be lost.

        If a file is being written, the first call waits for it; a second call does not.
        """
        if self._saving is not None and not self._leaving:
            self._leaving = True
            self._after_save = self.close
            name = self._saving.path.name
            self.told.emit(
                say("FileController", "The window closes when {name} is saved", name=name)
            )
            return
        self._leaving = False
        self.if_safe(self.may_close.emit)

    def end(self) -> None:
        """Release the file to other windows: this one is closed."""
        if self._saving is not None:
            self.guard.give_back(self._saving.lock)
        self.guard.release()

    def ask(self) -> Answer:
        """Ask what to do with unsaved changes."""
        edited = self._document.is_modified() or self.unsaved.is_pinned()
        return self.questions.unsaved(document_name(self._document), not edited)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self.look_again()
        return super().eventFilter(watched, event)

    def if_safe(self, act: Callable[[], None]) -> None:
        """Do what the document goes by, once nothing is lost by that."""
        if not self.is_modified():
            act()
            return
        answer = self.ask()
        if answer is Answer.DISCARD:
            act()
        elif answer is Answer.SAVE:
            self._after_save = act
            self.save()

    def _folder(self) -> Path:
        known = [path for path in (self._document.path, *self._settings.recent()) if path]
        return known[0].parent if known else Path.home()
