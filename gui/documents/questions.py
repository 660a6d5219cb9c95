"""What a person is asked about files before any of their work could be lost."""

from collections.abc import Sequence
from enum import Enum
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QDateTime, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QAbstractButton, QMessageBox, QWidget

from core.documents.lock import Held
from core.words import plain, say
from gui.kit.plain import message_box

_translate = QCoreApplication.translate

_MOST_NAMED = 5


class Answer(Enum):
    """What to do with unsaved changes."""

    SAVE = "save"
    DISCARD = "discard"
    CANCEL = "cancel"


class Changed(Enum):
    """What to do when another program has changed the file."""

    SAVE_AS = "save as"
    OVERWRITE = "overwrite"
    CANCEL = "cancel"


class Questions:
    """Message boxes over one window; each method asks one thing and returns the answer."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def unsaved(self, name: str, only_trained: bool) -> Answer:
        """Ask what to do with unsaved changes or unsaved training."""
        question = _translate("FileController", "Save the changes to “{name}”?")
        lost = _translate("FileController", "Otherwise the changes since the last save are lost.")
        if only_trained:
            question = _translate("FileController", "Save the training of “{name}”?")
            lost = _translate(
                "FileController", "Otherwise what it has learned since the last save is lost."
            )
        box = self._box(
            _translate("FileController", "Unsaved changes"), question.format(name=name), lost
        )
        buttons = QMessageBox.StandardButton
        box.setStandardButtons(buttons.Save | buttons.Discard | buttons.Cancel)
        box.setDefaultButton(buttons.Save)
        answers = {buttons.Save: Answer.SAVE, buttons.Discard: Answer.DISCARD}
        return answers.get(buttons(_answer(box)), Answer.CANCEL)

    def changed_outside(self, path: Path) -> Changed:
        """Ask what to do if the file no longer holds what was opened or saved here."""
        question = _translate("FileController", "“{name}” was changed by another program")
        box = self._box(
            _translate("FileController", "Changed outside"),
            question.format(name=path.name),
            _translate(
                "FileController",
                "Saving now would overwrite that change. Saving under another name keeps both.",
            ),
        )
        role = QMessageBox.ButtonRole
        other = box.addButton(_translate("FileController", "Save as…"), role.AcceptRole)
        over = box.addButton(_translate("FileController", "Overwrite"), role.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(other)
        box.setEscapeButton(cancel)
        _answer(box)
        answers: dict[QAbstractButton, Changed] = {
            other: Changed.SAVE_AS,
            over: Changed.OVERWRITE,
        }
        return answers.get(box.clickedButton(), Changed.CANCEL)

    def revert(self, name: str) -> bool:
        """Ask whether to give up what is not in the file."""
        question = _translate("FileController", "Go back to “{name}” as it was saved?")
        return self._confirm(
            _translate("FileController", "Revert to saved"),
            question.format(name=name),
            _translate(
                "FileController",
                "Edits, training and pins since then are lost; this cannot be undone.",
            ),
            _translate("FileController", "Revert"),
        )

    def replace(self, path: Path) -> bool:
        """Ask whether to overwrite a file that the file dialog has not asked about."""
        question = _translate("FileController", "“{name}” already exists")
        return self._confirm(
            _translate("FileController", "Save as"),
            question.format(name=path.name),
            _translate("FileController", "Saving overwrites its contents."),
            _translate("FileController", "Replace"),
        )

    def discard_recovery(self, name: str) -> bool:
        """Ask whether to discard a document that could be recovered."""
        question = _translate("FileController", "Discard the recovery copy of “{name}”?")
        return self._confirm(
            _translate("FileController", "Discard"),
            question.format(name=name),
            _translate(
                "FileController",
                "It cannot be brought back. A saved file of the project stays as it is.",
            ),
            _translate("FileController", "Discard"),
        )

    def allow_tables(self, path: Path, tables: Sequence[str]) -> bool:
        """Ask whether a file may read tables outside its own folder and subfolders."""
        question = say(
            "FileController", "May “{name}” read files elsewhere?", name=plain(path.name)
        )
        names = "\n".join(plain(table) for table in tables[:_MOST_NAMED])
        if len(tables) > _MOST_NAMED:
            names += "\n…"
        box = self._box(
            _translate("FileController", "Table elsewhere"),
            question,
            say(
                "FileController",
                "The project uses these, which are outside its own folder:\n{tables}\nSaving "
                "would copy them into the project. Allow this only if you expect it.",
                tables=names,
            ),
        )
        box.setTextFormat(Qt.TextFormat.PlainText)
        yes = box.addButton(
            _translate("FileController", "Read it"), QMessageBox.ButtonRole.AcceptRole
        )
        no = box.addButton(
            _translate("FileController", "Do not open"), QMessageBox.ButtonRole.RejectRole
        )
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        _answer(box)
        return box.clickedButton() is yes

    def say_held(self, path: Path, held: Held) -> None:
        """Say that a file cannot be written because another window has it open."""
        box = self._box(
            _translate("FileController", "Open elsewhere"),
            held_words(path, held),
            _translate("FileController", "Choose another name, or close it in the other window."),
        )
        box.setIcon(QMessageBox.Icon.Information)
        box.setStandardButtons(QMessageBox.StandardButton.Ok)
        _answer(box)

    def _confirm(self, title: str, question: str, lost: str, words: str) -> bool:
        box = self._box(title, question, lost)
        yes = box.addButton(words, QMessageBox.ButtonRole.DestructiveRole)
        cancel = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(cancel)
        box.setEscapeButton(cancel)
        _answer(box)
        return box.clickedButton() is yes

    def _box(self, title: str, text: str, more: str) -> QMessageBox:
        return message_box(self._window, title, plain(text), more)


def held_words(path: Path, held: Held) -> str:
    """Return who else has a file open."""
    if not held.process:
        return say("FileController", "“{name}” is open in another window", name=path.name)
    text = _translate(
        "FileController",
        "“{name}” is open in another window since {since} (process {process} on {host})",
    )
    return text.format(
        name=path.name, since=clock(held.since), process=held.process, host=held.host or "?"
    )


def clock(seconds: float) -> str:
    """Return a time today as 14:05, and one on another day with its date."""
    at = QDateTime.fromSecsSinceEpoch(int(seconds))
    today = at.date() == QDateTime.currentDateTime().date()
    return str(at.toString("HH:mm" if today else "yyyy-MM-dd HH:mm"))


def _answer(box: QMessageBox) -> int:
    """Show a message box, without the system's icons on its buttons, and wait for the answer."""
    for button in box.buttons():
        button.setIcon(QIcon())
        button.setToolTip(button.text().replace("&", ""))
    answer = int(box.exec())
    box.deleteLater()
    return answer
