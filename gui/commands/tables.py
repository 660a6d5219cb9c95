"""A person's own table, however it comes in: previewed in a window, then used."""

from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from core.data.samples import Source
from core.documents.opening import is_project, is_weights
from core.documents.pasted_tables import PastedTables
from core.errors import UserError
from core.run.makers.tables import TableRead, with_table
from core.words import plain, say
from gui.commands.sharing import SharingCommands
from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place
from gui.kit.settings import Settings
from gui.kit.texts import adapted_words
from gui.kit.theme import Theme
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.table.dialog import TableDialog

_translate = QCoreApplication.translate


class _As(Enum):
    """What a table becomes once it is accepted."""

    DOCUMENT = "document"  # a project of its own
    DATA = "data"  # the data of the project that is open
    AGAIN = "again"  # the same data, read in another way


class TableCommands(QObject):
    """Opens a table's window, and uses the table once it is accepted."""

    told = Signal(str)
    failed = Signal(object)  # UserError
    weights_wanted = Signal(object)  # Path: of weights, where a table was expected

    def __init__(
        self,
        window: QWidget,
        session: Session,
        document: Document,
        files: FileController,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._files, self._settings = files, settings
        self._theme: Theme | None = None
        self._as = _As.DATA
        self._pasted = PastedTables()
        self._is_pasted = False
        #: a project copied as text is pasted too
        self.sharing = SharingCommands(session, document, files, self)
        self.sharing.told.connect(self.told)
        self.sharing.failed.connect(self.failed)
        self.dialog: TableDialog | None = None
        session.table_read.connect(self._table_read)
        session.progress.connect(self._progressed)
        files.table_wanted.connect(self.open)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "open_table",
                _translate("Actions", "&Learn from a table…"),
                _translate("Actions", "Use a table of your own as the data of this project"),
                Place(Menu.EDIT, 1),
                self.ask_for_table,
            ),
            ActionRow(
                "paste_table",
                _translate("Actions", "&Paste"),
                _translate(
                    "Actions",
                    "Learn from cells copied in a spreadsheet, or open a project copied as text "
                    "(Ctrl+V)",
                ),
                Place(Menu.EDIT, 1),
                self.paste,
                keys=("Ctrl+V",),
            ),
            *self.sharing.rows(),
        )

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.dialog is not None:
            self.dialog.take_theme(theme)

    # ------------------------------------------------------------------ ways in

    @Slot(object)
    def open(self, path: Path) -> None:
        """Preview a table that is to become a project of its own; weights go elsewhere."""
        from core.data.choosing import table_source

        if is_weights(path):
            self.weights_wanted.emit(path)
            return
        self._look(table_source(str(path)), path.name, _As.DOCUMENT)

    @Slot()
    def ask_for_table(self) -> None:
        """Ask for a table to become the data of the open project."""
        recent = self._settings.recent()
        folder = str(recent[0].parent) if recent else ""
        path, _ = QFileDialog.getOpenFileName(
            self._window,
            _translate("TableCommands", "Learn from a table"),
            folder,
            _translate(
                "TableCommands",
                "Tables (*.csv *.tsv *.tab *.txt *.dat *.data *.arff *.jsonl *.ndjson *.xlsx "
                "*.xls *.ods *.gz);;"
                "All files (*)",
            ),
        )
        if path:
            self.use(Path(path))

    def use(self, path: Path) -> None:
        """Preview a table that is to become the data of the open project."""
        from core.data.choosing import table_source

        self._look(table_source(str(path.absolute())), path.name, _As.DATA)

    @Slot()
    def read_again(self) -> None:
        """Preview the open project's table, to read it in another way."""
        source = self._document.project.data.source
        if source.file is not None:
            name = Path(source.file.removeprefix("resource:")).name
            self._look(source, name, _As.AGAIN)

    @Slot()
    def paste(self) -> None:
        """Preview the cells, or the file, that were copied."""
        from core.data.choosing import table_source
        from core.documents.shared_text import is_shared

        copied = QGuiApplication.clipboard().mimeData()
        files = copied.urls() if copied is not None else []
        urls = [url for url in files if url.isLocalFile()]
        if len(urls) == 1:
            self._files.open_path(Path(urls[0].toLocalFile()))
            return
        text = copied.text() if copied is not None else ""
        if is_shared(text):
            self.sharing.open_text(text)
            return
        try:
            path = self._pasted.add(text)
        except UserError as error:
            self.failed.emit(error)
            return
        self._look(table_source(str(path)), path.stem, _As.DATA, is_pasted=True)

    def _look(self, source: Source, name: str, taken_as: _As, is_pasted: bool = False) -> None:
        self._as, self._is_pasted = taken_as, is_pasted
        verbs = {
            _As.DOCUMENT: _translate("TableCommands", "Open"),
            _As.DATA: _translate("TableCommands", "Learn from it"),
            _As.AGAIN: _translate("TableCommands", "Apply"),
        }
        self._window_of_table().look(source, name, verbs[taken_as])

    def _window_of_table(self) -> "TableDialog":
        from gui.table.dialog import TableDialog

        if self.dialog is None:
            self.dialog = TableDialog(self._window)
            self.dialog.look_requested.connect(self._session.look_at_table)
            self.dialog.given_up.connect(self._session.give_up_reading)
            self.dialog.accepted_table.connect(self._accepted)
            self.dialog.rejected.connect(self._session.forget_table)
            if self._theme is not None:
                self.dialog.set_theme(self._theme)
        return self.dialog

    # ------------------------------------------------------------------ what it receives

    @Slot(object)
    def _table_read(self, read: TableRead) -> None:
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.show_read(read)

    @Slot(str, int, int)
    def _progressed(self, words: str, done: int, whole: int) -> None:
        if self.dialog is not None and self.dialog.isVisible():
            self.dialog.show_progress(done, whole, words)

    # ------------------------------------------------------------------ taking it

    def _accepted(self, read: TableRead) -> None:
        assert read.source is not None
        if self._as is _As.DOCUMENT:
            self._files.open_table(read.path, read.source)
            return
        old = self._document.project
        project = with_table(old, read)
        if self._as is _As.DATA and not is_project(self._document.path):
            project = replace(project, name=read.path.stem)
        if project == old:
            self._session.forget_table()
            return
        self._document.edit(project, _translate("TableCommands", "table"))
        if self._document.project != project:
            return  # the data are locked
        if self._as is _As.DATA and not self._is_pasted:
            self._settings.add_recent(read.path)
        self.told.emit(self._taken_words(read, project.loss != old.loss))

    def _taken_words(self, read: TableRead, adapted: bool) -> str:
        name = plain(read.path.name)
        text = say("TableCommands", "{name}: {seen}.", name=name, seen=read.preview.seen)
        project = self._document.project
        return f"{text} {adapted_words(project)}" if adapted else text
