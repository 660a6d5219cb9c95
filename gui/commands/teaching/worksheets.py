"""Worksheets: handed out, as pages of PDF too, which are drawn here; and checked."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from core.errors import UserError
from core.project import Project
from core.run.commands import AskSheet, CancelHandOut, HandOut, MarkSheet, PutSheets
from core.run.learning.handing_out import HandedOut
from core.words import say
from gui.documents.document import Document, document_name
from gui.kit.action_row import ActionRow, Menu, Place, is_built
from gui.kit.folders import open_folder
from gui.thread.session import Session

if TYPE_CHECKING:
    from PySide6.QtGui import QPageSize

    from core.lesson.marking.marks import Mark
    from core.lesson.worksheets.sheet import Sheet
    from core.run.learning.worksheets import Made, Wanted
    from gui.worksheets.checking import CheckSheetDialog
    from gui.worksheets.dialog import WorksheetDialog
    from gui.worksheets.printing import Printing

_translate = QCoreApplication.translate


class WorksheetCommands(QObject):
    """Opens the windows for worksheets, and passes their wishes on."""

    told = Signal(str)

    def __init__(self, window: QWidget, session: Session, document: Document) -> None:
        super().__init__(window)
        self._window, self._session, self._document = window, session, document
        self._paths: tuple[Path, ...] = ()
        self._sheets: tuple[Sheet, ...] = ()  # those that are being drawn
        self._draws = False  # whether the sheets that come next are drawn here
        self.dialog: WorksheetDialog | None = None
        self.checking: CheckSheetDialog | None = None
        self.printing: Printing | None = None
        session.handed_out.connect(self._handed_out)
        session.sheet_found.connect(self._sheet_found)
        session.sheet_marked.connect(self._sheet_marked)
        document.replaced.connect(self._forget_sheet)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
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
            ActionRow(
                "check_sheet",
                _translate("Actions", "&Check a sheet…"),
                _translate(
                    "Actions",
                    "Mark a worksheet of this network that was worked out by hand (Ctrl+Shift+J)",
                ),
                Place(Menu.LESSONS, 3),
                self.ask_sheet,
                is_built,
                ("Ctrl+Shift+J",),
            ),
        )

    @Slot()
    def ask(self) -> None:
        """Ask how many sheets, and what they are like."""
        from gui.worksheets.dialog import WorksheetDialog

        if self.dialog is None:
            self.dialog = WorksheetDialog(self._window)
            self.dialog.sheets_requested.connect(self._hand_out)
            self.dialog.cancelled.connect(self._cancel)
            self.dialog.folder_wanted.connect(self._open_folder)
        path = self._document.path
        folder = Path.home() if path is None else path.parent
        self.dialog.ask(folder, document_name(self._document))

    @Slot()
    def ask_sheet(self) -> None:
        """Ask for the number of a sheet, and for the results on it."""
        from gui.worksheets.checking import CheckSheetDialog

        if self.checking is None:
            self.checking = CheckSheetDialog(self._window)
            self.checking.sheet_wanted.connect(
                lambda number, wanted: self._session.do(AskSheet(number, wanted))
            )
            self.checking.marks_wanted.connect(
                lambda update, answers: self._session.do(MarkSheet(update, answers))
            )
        self.checking.ask(self._document.project.name)

    @Slot(object)
    def _sheet_found(self, found: "Made | UserError") -> None:
        if self.checking is not None:
            self.checking.show_sheet(found)

    @Slot(object)
    def _sheet_marked(self, marks: "tuple[Mark, ...]") -> None:
        if self.checking is not None:
            self.checking.show_marks(marks)

    @Slot(object)
    def _forget_sheet(self, project: Project) -> None:
        """Show no sheet of the network that was open before."""
        if self.checking is not None:
            self.checking.forget()
            self.checking.name(project.name)

    @Slot(object)
    def _open_folder(self, folder: Path) -> None:
        if not open_folder(folder):
            self.told.emit(say("WorksheetCommands", "The folder is {folder}", folder=folder))

    @Slot(int, object, object)
    def _hand_out(self, count: int, wanted: "Wanted", paths: tuple[Path, ...]) -> None:
        from gui.worksheets.pages import is_pdf

        self._paths, self._draws = paths, any(map(is_pdf, paths))
        self._session.do(HandOut(count, wanted, () if self._draws else paths))

    @Slot()
    def _cancel(self) -> None:
        if self.printing is not None:
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
                self._print(state.sheets, self.dialog.paper.currentData())
            return
        self.dialog.show_handed_out(state)

    def _print(self, sheets: "tuple[Sheet, ...]", paper: "QPageSize.PageSizeId") -> None:
        from gui.worksheets.printing import Printing

        if self.printing is None:
            self.printing = Printing(self)
            self.printing.drawn.connect(self._drawn)
            self.printing.done.connect(self._put)
        self._sheets = sheets
        self.printing.begin(sheets, self._paths, paper)

    @Slot(object)
    def _put(self, drawn: Mapping[Path, bytes]) -> None:
        sheets, self._sheets = self._sheets, ()
        self._session.do(PutSheets(sheets, self._paths, drawn))

    @Slot(int, int)
    def _drawn(self, done: int, whole: int) -> None:
        if self.dialog is not None:
            self.dialog.show_drawn(done, whole)
