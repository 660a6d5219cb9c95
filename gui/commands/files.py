"""What a person does with the document as a whole: new, open, save, revert, undo, redo."""

from PySide6.QtCore import QCoreApplication

from gui.documents.controller import FileController
from gui.documents.document import Document
from gui.kit.action_row import ActionRow, Menu, Place, Situation, Words

_translate = QCoreApplication.translate


class FileCommands:
    """The actions for files and undo; the file controller and the undo stack carry them out."""

    def __init__(self, files: FileController, document: Document) -> None:
        self._files, self._document = files, document

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        files, stack = self._files, self._document.stack
        return (
            ActionRow(
                "new",
                _translate("Actions", "&New"),
                _translate("Actions", "Start again with the initial project"),
                Place(Menu.FILE),
                files.new,
                keys=("Ctrl+N",),
            ),
            ActionRow(
                "open",
                _translate("Actions", "&Open…"),
                _translate("Actions", "Open a project or a table"),
                Place(Menu.FILE),
                files.open,
                keys=("Ctrl+O",),
            ),
            ActionRow(
                "save",
                _translate("Actions", "&Save"),
                _translate("Actions", "Save the project with its trained weights"),
                Place(Menu.FILE, 1),
                files.save,
                keys=("Ctrl+S",),
            ),
            ActionRow(
                "save_as",
                _translate("Actions", "Save &as…"),
                _translate("Actions", "Save the project in another file"),
                Place(Menu.FILE, 1),
                files.save_as,
                keys=("Ctrl+Shift+S",),
            ),
            ActionRow(
                "revert",
                _translate("Actions", "Re&vert to saved"),
                _translate("Actions", "Go back to what the file holds"),
                Place(Menu.FILE, 1),
                files.revert,
                lambda now: now.outdated,
            ),
            ActionRow(
                "undo",
                _translate("Actions", "Undo"),
                _translate("Actions", "Undo the last edit; training stays as it is"),
                Place(Menu.EDIT),
                stack.undo,
                lambda now: now.undo is not None,
                ("Ctrl+Z",),
                words=_undo_words,
            ),
            ActionRow(
                "redo",
                _translate("Actions", "Redo"),
                _translate("Actions", "Redo the edit"),
                Place(Menu.EDIT),
                stack.redo,
                lambda now: now.redo is not None,
                ("Ctrl+Shift+Z", "Ctrl+Y"),
                words=_redo_words,
            ),
        )


def _undo_words(now: Situation) -> Words:
    text = f"{_translate('Actions', 'Undo')} {now.undo or ''}".strip()
    return Words(text, text)


def _redo_words(now: Situation) -> Words:
    text = f"{_translate('Actions', 'Redo')} {now.redo or ''}".strip()
    return Words(text, text)
