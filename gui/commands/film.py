"""Opens the window for films, and passes the session's answers on to it."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QWidget

from core.pictures.snapshot import Snapshot
from core.run.commands import CancelFilm, MakeFilm
from core.run.filming.part import Filmed
from gui.documents.document import Document, document_name
from gui.kit.action_row import ActionRow, Menu, Place, is_built
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.exchange.film import FilmDialog

_translate = QCoreApplication.translate


class FilmCommands(QObject):
    """Makes films of the recorded run; `folder` is where files usually go."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        document: Document,
        folder: Callable[[], Path],
        open_folder: Callable[[Path], None],
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._folder, self._open_folder = folder, open_folder
        self._epochs, self._updates = (0, 0), (0, 0)
        self.dialog: FilmDialog | None = None
        session.filmed.connect(self._filmed)
        session.epochs_known.connect(self._epochs_known)
        session.snapshot_ready.connect(self._show_snapshot)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the action."""
        return (
            ActionRow(
                "save_film",
                _translate("Actions", "Save a fi&lm…"),
                _translate("Actions", "Make a moving picture of training: GIF, WebP, PNG or video"),
                Place(Menu.FILE, 3),
                self.ask,
                is_built,
            ),
        )

    @Slot()
    def ask(self) -> None:
        """Ask what the film shows."""
        from gui.exchange.film import FilmDialog

        if self.dialog is None:
            self.dialog = FilmDialog(self._window)
            self.dialog.film_requested.connect(
                lambda path, moments, options: self._session.do(MakeFilm(path, moments, options))
            )
            self.dialog.cancelled.connect(lambda: self._session.do(CancelFilm()))
            self.dialog.folder_wanted.connect(self._open_folder)
        self.dialog.show_recorded(self._epochs, self._updates)
        self.dialog.ask(self._folder(), document_name(self._document))
        self._session.ask_epochs()

    @Slot(object)
    def _filmed(self, state: Filmed) -> None:
        if self.dialog is not None:
            self.dialog.show_filmed(state)

    @Slot(object, object)
    def _epochs_known(self, first: int, last: int) -> None:
        self._epochs = (first, last)
        self._show()

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        known = (snapshot.time.start, snapshot.time.end)
        if known != self._updates:
            self._updates = known
            if self.dialog is not None and self.dialog.isVisible():
                self._session.ask_epochs()

    def _show(self) -> None:
        if self.dialog is not None:
            self.dialog.show_recorded(self._epochs, self._updates)
