"""Exchange with other programs: exports, weights, histories, pictures."""

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QWidget

from core.counts import counted
from core.errors import UserError
from core.pictures.snapshot import Facts
from core.project import Project
from core.words import plain, say
from gui.commands.film import FilmCommands
from gui.documents.document import Document, document_name
from gui.kit.action_row import ActionRow, Menu, Place, is_built
from gui.kit.folders import open_folder
from gui.kit.plain import may_replace
from gui.kit.settings import Settings
from gui.kit.theme import Theme
from gui.thread.session import Session

if TYPE_CHECKING:
    from core.run.weights import Reading
    from gui.exchange.exporting import ExportDialog
    from gui.exchange.importing import ImportDialog
    from gui.exchange.strip import StripDialog

_translate = QCoreApplication.translate

_CSV = ".csv"


class ExchangeCommands(QObject):
    """Opens the exchange windows and passes the session's answers on to them.

    `failed` reports an error when no window is open to show it.
    """

    told = Signal(str)
    failed = Signal(object)  # UserError

    def __init__(
        self,
        window: QWidget,
        session: Session,
        document: Document,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._settings = settings
        self._theme: Theme | None = None
        self._folder: Path | None = None
        self._compared: Project | None = None
        self.export: ExportDialog | None = None
        self.weights: ImportDialog | None = None
        self.strip: StripDialog | None = None
        self.film = FilmCommands(window, session, document, self.folder, self.open_folder)
        session.exported.connect(self._exported)
        session.history_saved.connect(self._history_saved)
        session.samples_saved.connect(self._samples_saved)
        session.weights_read.connect(self._weights_read)
        session.epochs_known.connect(self._epochs_known)
        session.strip_progress.connect(self._strip_progress)
        session.strip_made.connect(self._strip_made)
        session.refused.connect(self._refused)
        document.replaced.connect(self._replaced)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "export",
                _translate("Actions", "&Export…"),
                _translate("Actions", "Write the trained weights for other programs"),
                Place(Menu.FILE, 2),
                self.ask_export,
                is_built,
                ("Ctrl+E",),
            ),
            ActionRow(
                "import_weights",
                _translate("Actions", "&Import weights…"),
                _translate("Actions", "Use weights that were trained elsewhere (Ctrl+Shift+I)"),
                Place(Menu.FILE, 2),
                self.ask_weights,
                is_built,
                ("Ctrl+Shift+I",),
            ),
            ActionRow(
                "save_history",
                _translate("Actions", "Save the &history…"),
                _translate("Actions", "Write the losses and metrics of every epoch as CSV"),
                Place(Menu.FILE, 3),
                self.ask_history,
                is_built,
            ),
            ActionRow(
                "save_samples",
                _translate("Actions", "Save the sa&mples…"),
                _translate("Actions", "Write training and test samples with the predictions"),
                Place(Menu.FILE, 3),
                self.ask_samples,
                is_built,
            ),
            ActionRow(
                "save_strip",
                _translate("Actions", "Save s&urfaces at epochs…"),
                _translate("Actions", "Draw the network's output at chosen epochs, as PNGs"),
                Place(Menu.FILE, 3),
                self.ask_strip,
                is_built,
            ),
            *self.film.rows(),
        )

    # ------------------------------------------------------------------ what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        if self.weights is not None:
            self.weights.take_theme(theme)

    @Slot(object)
    def show_facts(self, _: Facts) -> None:
        """Note a new run: other epochs are recorded."""
        if self.strip is not None and self.strip.isVisible():
            self._session.ask_epochs()

    @Slot(object)
    def show_state(self, _: object) -> None:
        """Note that training has started or stopped: more epochs may be recorded."""
        if self.strip is not None and self.strip.isVisible():
            self._session.ask_epochs()

    @Slot(object)
    def _replaced(self, *_: object) -> None:
        """Stop drawing: the run that is drawn is of the last document."""
        if self.strip is not None:
            self.strip.task.cancel()

    # ------------------------------------------------------------------ opening

    @Slot()
    def ask_export(self) -> None:
        """Ask for a format and a file for the trained weights."""
        from gui.exchange.exporting import ExportDialog

        if self.export is None:
            self.export = ExportDialog(self._window)
            self.export.export_requested.connect(self._session.export)
            self.export.folder_wanted.connect(self.open_folder)
        self.export.ask(self.folder(), document_name(self._document))

    @Slot()
    def ask_weights(self) -> None:
        """Ask for a file of weights, and compare it with the network."""
        self._window_for_weights().ask(self._document.project, self.folder())

    def look_at(self, path: Path) -> None:
        """Compare a file of weights with the network."""
        dialog = self._window_for_weights()
        dialog.set_project(self._document.project, path.parent)
        dialog.bring()
        dialog.look(path)

    def _window_for_weights(self) -> "ImportDialog":
        from gui.exchange.importing import ImportDialog

        if self.weights is None:
            self.weights = ImportDialog(self._window)
            self.weights.look_requested.connect(self._look)
            self.weights.turn_requested.connect(self._session.turn_weights)
            self.weights.answered.connect(self._session.answer_weights)
            self.weights.accepted_project.connect(self._accept)
            self.weights.ended.connect(self._session.forget_weights)
            if self._theme is not None:
                self.weights.set_theme(self._theme)
        return self.weights

    @Slot()
    def ask_strip(self) -> None:
        """Ask for epochs to draw."""
        from gui.exchange.strip import StripDialog

        if self.strip is None:
            self.strip = StripDialog(self._window)
            self.strip.strip_requested.connect(self._session.make_strip)
            self.strip.cancelled.connect(self._session.cancel_strip)
            self.strip.folder_wanted.connect(self.open_folder)
        self.strip.ask(self.folder())
        self._session.ask_epochs()

    @Slot()
    def ask_history(self) -> None:
        """Ask for a file and write the losses of every epoch there."""
        name = f"{document_name(self._document)} history{_CSV}"
        text, _ = QFileDialog.getSaveFileName(
            self._window,
            _translate("ExchangeCommands", "Save the history"),
            str(self.folder() / name),
            _translate("ExchangeCommands", "Table (*.csv)"),
        )
        if not text:
            return
        path = Path(text)
        if path.suffix.lower() != _CSV:
            path = path.with_name(path.name + _CSV)
            # the file dialog has asked for the name without suffix only
            if os.path.exists(path) and not self.may_replace(path):
                return
        self._folder = path.parent
        self._session.save_history(path)

    @Slot()
    def ask_samples(self) -> None:
        """Ask for a file and write the samples of every part to it, with the predictions."""
        from core.formats.samples import SUFFIXES

        plainly = _translate("ExchangeCommands", "as the table has them")
        seen = _translate("ExchangeCommands", "as the network sees them")
        kinds = {
            f"{kind[1:].upper()}, {words} (*{kind})": (kind, words == seen)
            for words in (plainly, seen)
            for kind in SUFFIXES
        }
        name = f"{document_name(self._document)} samples{_CSV}"
        text, chosen = QFileDialog.getSaveFileName(
            self._window,
            _translate("ExchangeCommands", "Save the samples"),
            str(self.folder() / name),
            ";;".join(kinds),
        )
        if not text:
            return
        path = Path(text)
        suffix, scaled = kinds.get(chosen, (_CSV, False))
        if path.suffix.lower() not in SUFFIXES:
            path = path.with_name(path.name + suffix)
            # the file dialog has asked for the name without suffix only
            if os.path.exists(path) and not self.may_replace(path):
                return
        self._folder = path.parent
        self._session.save_samples(path, scaled)

    @Slot(object, int)
    def _samples_saved(self, path: Path, count: int) -> None:
        text = say(
            "ExchangeCommands",
            "{samples} saved as {name}",
            samples=counted(count, "sample"),
            name=path.name,
        )
        self.told.emit(text)

    def may_replace(self, path: Path) -> bool:
        """Ask whether a file may be replaced."""
        return may_replace(self._window, [plain(path.name)], str(path.parent))

    def folder(self) -> Path:
        """Return the folder to start in: that of the last save, or the project's."""
        if self._folder is not None:
            return self._folder
        if self._document.path is not None:
            return self._document.path.parent
        recent = self._settings.recent()
        return recent[0].parent if recent and os.path.isdir(recent[0].parent) else Path.home()

    @Slot(object)
    def open_folder(self, folder: Path) -> None:
        """Show a folder in the system's file manager."""
        if not open_folder(folder):
            self.told.emit(say("ExchangeCommands", "The folder is {folder}", folder=folder))

    # ------------------------------------------------------------------ weights

    def _look(self, path: Path) -> None:
        self._folder = path.parent
        self._compared = self._document.project
        self._session.look_at_weights(path, self._compared)

    def _accept(self, project: Project, label: str) -> None:
        if self._compared != self._document.project:  # the project was edited after the comparison
            self.told.emit(
                _translate("ExchangeCommands", "The project has changed: look at the file again.")
            )
            return
        if project == self._document.project:
            said = _translate("ExchangeCommands", "Training already starts from these weights.")
            self.told.emit(said)
            return
        self._document.edit(project, label)
        if self._document.project != project:
            return  # the settings are locked
        said = _translate(
            "ExchangeCommands", "Training starts from the {source}. Undo brings back the old start."
        )
        self.told.emit(said.format(source=label))

    @Slot(object)
    def _weights_read(self, reading: "Reading") -> None:
        if self.weights is not None and self.weights.isVisible():
            self.weights.show_reading(reading)

    # ------------------------------------------------------------------ how it went

    @Slot(object, str)
    def _exported(self, path: Path, found: str) -> None:
        self._folder = path.parent
        if self.export is not None and self.export.is_waiting:
            self.export.show_written(path, found)
            if self.export.isVisible():
                return
        text = say("ExchangeCommands", "Exported to {name}", name=path.name)
        self.told.emit(f"{text}. {found}")

    @Slot(object)
    def _history_saved(self, path: Path) -> None:
        text = _translate("ExchangeCommands", "History saved as {name}")
        self.told.emit(text.format(name=path.name))

    @Slot(object, object)
    def _epochs_known(self, first: int, last: int) -> None:
        if self.strip is not None:
            self.strip.show_recorded(first, last)

    @Slot(int, int)
    def _strip_progress(self, done: int, whole: int) -> None:
        if self.strip is not None:
            self.strip.show_progress(done, whole)

    @Slot(object, int)
    def _strip_made(self, folder: Path, count: int) -> None:
        self._folder = folder
        if self.strip is not None:
            self.strip.show_made(folder, count)

    @Slot(str, object)
    def _refused(self, job: str, error: UserError) -> None:
        """Show an error in the window of its job, or else in the main window."""
        windows: dict[str, Any] = {
            "export": self.export,
            "weights": self.weights,
            "strip": self.strip,
        }
        dialog = windows.get(job)
        if dialog is not None:
            dialog.show_error(error)
        if dialog is None or not dialog.isVisible():
            self.failed.emit(error)
