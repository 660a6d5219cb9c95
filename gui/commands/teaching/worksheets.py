"""Handing out worksheets: the run makes them, and pages of PDF are drawn here."""

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.run.commands import CancelHandOut, HandOut, PutSheets
from core.run.learning.handing_out import HandedOut
from core.run.learning.worksheets import Wanted
from core.words import say
from gui.documents.document import Document, document_name
from gui.kit.action_row import ActionRow, Menu, Place, is_built
from gui.kit.folders import open_folder
from gui.thread.session import Session
from gui.worksheets.dialog import PDF, WorksheetDialog
from gui.worksheets.printing import Printing

_translate = QCoreApplication.translate


class WorksheetCommands(QObject):
    """Opens the window for worksheets, and passes its wishes on."""

    told = Signal(str)

    def __init__(self, window: QWidget, session: Session, document: Document) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._paths: tuple[Path, ...] = ()
        self._draws = False  # whether the sheets that come next are drawn here
        self.dialog: WorksheetDialog | None = None
        self.printing = Printing(self)
        self.printing.drawn.connect(self._drawn)
        self.printing.done.connect(lambda files: session.do(PutSheets(files)))
        session.handed_out.connect(self._handed_out)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the action."""
        return (
            ActionRow(
                "worksheets",
                _translate("Actions", "W&orksheets…"),
                _translate(
                    "Actions",
                    "Print updates of this network to work out by hand, and their key "
                    "(Ctrl+Shift+H)",
                ),
                Place(Menu.LESSONS, 3),
                self.ask,
                is_built,
                ("Ctrl+Shift+H",),
            ),
        )

    @Slot()
    def ask(self) -> None:
        """Ask how many sheets, and what they are like."""
        if self.dialog is None:
            self.dialog = WorksheetDialog(self._window)
            self.dialog.sheets_requested.connect(self._hand_out)
            self.dialog.cancelled.connect(self._cancel)
            self.dialog.folder_wanted.connect(self._open_folder)
        path = self._document.path
        folder = Path.home() if path is None else path.parent
        self.dialog.ask(folder, document_name(self._document))

    @Slot(object)
    def _open_folder(self, folder: Path) -> None:
        if not open_folder(folder):
            self.told.emit(say("WorksheetCommands", "The folder is {folder}", folder=folder))

    @Slot(int, object, object)
    def _hand_out(self, count: int, wanted: Wanted, paths: tuple[Path, ...]) -> None:
        self._paths = paths
        self._draws = any(path.suffix.lower() == PDF for path in paths)
        self._session.do(HandOut(count, wanted, () if self._draws else paths))

    @Slot()
    def _cancel(self) -> None:
        self.printing.cancel()
        self._draws = False
        self._session.do(CancelHandOut())

    @Slot(object)
    def _handed_out(self, state: HandedOut) -> None:
        if self.dialog is None:
            return
        if state.sheets and not state.paths:
            if self._draws and self.dialog.task.is_running:
                self._draws = False
                self.printing.begin(state.sheets, self._paths, self.dialog.paper.currentData())
            return
        self.dialog.show_handed_out(state)

    @Slot(int, int)
    def _drawn(self, done: int, whole: int) -> None:
        if self.dialog is not None:
            self.dialog.show_drawn(done, whole)
