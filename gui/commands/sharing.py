"""Sharing a project as text: copied as one line, and opened again when that line is pasted."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QGuiApplication

from core.documents.pasted_tables import PastedTables
from core.errors import UserError
from core.words import plain_name, say
from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place
from gui.kit.texts import count
from gui.thread.session import Session

if TYPE_CHECKING:
    from core.documents.shared_text import SharedText

_translate = QCoreApplication.translate


class SharingCommands(QObject):
    """Copies the project as text; the text opens as a new document."""

    told = Signal(str)
    failed = Signal(object)  # UserError

    def __init__(
        self, session: Session, document: Document, files: FileController, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._session, self._document, self._files = session, document, files
        self._tables = PastedTables()
        session.text_made.connect(self._copy)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the action."""
        return (
            ActionRow(
                "copy_text",
                _translate("Actions", "&Copy as text"),
                _translate(
                    "Actions",
                    "Copy this project with its weights as one line of text, to be sent in a "
                    "message and pasted again (Ctrl+Shift+E)",
                ),
                Place(Menu.EDIT, 2),
                lambda: self._session.ask_text(self._document.project),
                keys=("Ctrl+Shift+E",),
            ),
        )

    @Slot(object)
    def _copy(self, made: "SharedText") -> None:
        QGuiApplication.clipboard().setText(made.text)
        words = _translate(
            "Sharing",
            "Copied as one line of {letters} letters, with its weights: Edit ▸ Paste opens it "
            "again",
        )
        if not made.weights:
            words = _translate(
                "Sharing",
                "Copied as one line of {letters} letters: Edit ▸ Paste opens it again",
            )
        if made.left_out:
            words = _translate(
                "Sharing",
                "Copied as one line of {letters} letters, without the trained weights, which are "
                "too many: Edit ▸ Paste opens it again",
            )
        self.told.emit(words.format(letters=count(len(made.text))))

    @Slot(str)
    def open_text(self, text: str) -> None:
        """Open a pasted line as a new document, after asking about unsaved changes."""
        from core.documents.shared_text import read_shared

        try:
            found = read_shared(text)
            project = found.project
            name = project.data.source.file
            if found.table is not None and name is not None:
                project = found.with_table(self._tables.put(name, found.table))
        except UserError as error:
            self.failed.emit(error)
            return
        self._files.begin(project)
        if self._document.project == project:
            self.told.emit(say("Sharing", "Pasted: {name}", name=plain_name(project.name)))
