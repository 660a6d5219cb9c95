"""What the window opens with: a file, what was last open, or the start page."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Slot
from PySide6.QtWidgets import QWidget

from core.documents.examples import examples
from core.documents.opening import opening_file, opening_project
from core.pictures.snapshot import Snapshot
from core.run.states import State
from gui.documents.controller import FileController
from gui.documents.document import Document, document_name
from gui.documents.keeping import Keeping
from gui.kit.action_row import ActionRow, Menu, Place
from gui.kit.settings import Settings
from gui.kit.theme import Theme
from gui.start.page import StartPage
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.start.gallery import Gallery

_translate = QCoreApplication.translate


class StartCommands(QObject):
    """Shows the start page, does what is chosen on it, and remembers what was open."""

    def __init__(
        self,
        window: QWidget,
        session: Session,
        page: StartPage,
        files: FileController,
        keeping: Keeping,
        document: Document,
        settings: Settings,
    ) -> None:
        super().__init__(window)
        self._page, self._files, self._keeping = page, files, keeping
        self._document, self._settings = document, settings
        self._session = session
        self._learned = self._ran = False
        #: where training is
        self._at = (0, 0, 0)
        self._window = window
        self._gallery: Gallery | None = None
        self._theme: Theme | None = None
        page.example_chosen.connect(self._open_example)
        page.gallery_requested.connect(self.show_gallery)
        page.file_chosen.connect(files.open_path)
        page.open_requested.connect(files.open)
        page.recover_requested.connect(keeping.offer_recovery)
        page.refused.connect(lambda: settings.set_beginning("new"))
        document.replaced.connect(page.leave)
        document.path_changed.connect(self._remember)
        for part in (files, keeping):
            part.told.connect(page.leave)
            part.offered.connect(page.leave)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions that show the page and the gallery."""
        return (
            ActionRow(
                "examples",
                _translate("Actions", "All e&xamples…"),
                _translate("Actions", "All examples as pictures, with what to look for"),
                Place(Menu.FILE),
                self.show_gallery,
                keys=("Ctrl+Shift+O",),
            ),
            ActionRow(
                "start_page",
                _translate("Actions", "Start &page"),
                _translate("Actions", "Examples as pictures, and what was open before"),
                Place(Menu.HELP),
                self.show_page,
            ),
        )

    def begin(self, file: Path | None, open_first: Callable[[Path | None], None]) -> None:
        """Open what a person sees first: a file, what was last open, or the start page."""
        file = file or self._last()
        open_first(file)
        if file is None and self._settings.beginning() == "page":
            self.show_page()

    def _last(self) -> Path | None:
        last = self._settings.last_open()
        wanted = self._settings.beginning() == "last"
        return last if wanted and last is not None and os.path.isfile(last) else None

    @Slot()
    def show_page(self) -> None:
        """Show the page on top of whatever is open."""
        name = document_name(self._document)
        self._ran = self._session.state is State.RUNNING
        self._page.appear(name, self._settings.recent(), self._keeping.recoverable())

    @Slot()
    def show_gallery(self) -> None:
        """Show all examples in a window of their own, which closes when one is chosen."""
        from gui.start.gallery import Gallery

        if self._gallery is None:
            self._gallery = Gallery(examples(), self._window)
            self._gallery.chosen.connect(self._open_example)
        if self._theme is not None:
            self._gallery.set_theme(self._theme)
        self._gallery.begin()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._page.set_theme(theme)
        if self._gallery is not None:
            self._gallery.take_theme(theme)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Hide the page once a person goes on learning under it: by Space, for example."""
        before, self._at = self._at, (snapshot.run_id, snapshot.update, snapshot.phases)
        self._learned = bool(snapshot.update or snapshot.phases)
        if self._learned and self._at != before and not self._ran:
            self._page.leave()
        self._ran = self._ran and self._session.state is State.RUNNING

    def _open_example(self, path: Path) -> None:
        """Open an example; the one that the window started with is already open."""
        untouched = not self._learned and self._document.path is None
        if path == opening_file() and untouched and self._document.project == opening_project():
            self._page.leave()
        else:
            self._files.open_path(path)

    @Slot()
    def _remember(self, *_: object) -> None:
        self._settings.set_last_open(self._document.path)
