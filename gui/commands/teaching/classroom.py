"""What a class needs of a lesson: answers are handed in, and the next person starts over."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from core.run.answers import Answer
from core.run.commands import ForgetProgress, HandIn
from core.words import plain, say
from gui.commands.teaching.lessons import LessonCommands
from gui.commands.teaching.writing import WritingCommands
from gui.documents.controller import FileController
from gui.kit.action_row import ActionRow, Menu, Place, Situation
from gui.kit.plain import message_box
from gui.thread.session import Session

if TYPE_CHECKING:
    from gui.lessons.handing_in import HandInDialog

_translate = QCoreApplication.translate

_SUFFIX = ".json"


class Classroom(QObject):
    """Hands in, and starts over; `started_over` puts the window's settings back to standard."""

    told = Signal(str)
    started_over = Signal()

    def __init__(
        self,
        window: QWidget,
        session: Session,
        files: FileController,
        lessons: LessonCommands,
        writing: WritingCommands,
    ) -> None:
        super().__init__(window)
        self._window, self._session, self._files = window, session, files
        self._lessons, self._writing = lessons, writing
        self._tickets: set[int] = set()
        self.dialog: HandInDialog | None = None
        #: asks whether everything may be forgotten
        self.ask: Callable[[bool], bool] = self._ask
        session.answered.connect(self._answered)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        return (
            ActionRow(
                "hand_in",
                _translate("Actions", "&Hand in…"),
                _translate("Actions", "Write a report of your answers to this lesson to a file"),
                Place(Menu.LESSONS, 2),
                self.hand_in,
                _has_answers,
            ),
            ActionRow(
                "start_over",
                _translate("Actions", "Start over for the next &person"),
                _translate(
                    "Actions",
                    "Forget all answers and settings, and begin the first lesson (Ctrl+Shift+N)",
                ),
                Place(Menu.LESSONS, 4),
                self.start_over,
                keys=("Ctrl+Shift+N",),
            ),
        )

    # ------------------------------------------------------------------ handing in

    @Slot()
    def hand_in(self) -> None:
        """Ask for a name, and where the report goes."""
        from gui.lessons.handing_in import HandInDialog

        report, score = self._lessons.report(""), self._lessons.score()
        if report is None or score is None:
            return
        if self.dialog is None:
            self.dialog = HandInDialog(self._window)
            self.dialog.name_given.connect(self._write)
        self.dialog.bring()
        self.dialog.show_report(plain(self._lessons.title()), report, score)

    @Slot(str)
    def _write(self, name: str) -> None:
        report = self._lessons.report(name)
        if report is None:
            return
        stem = re.sub(r"[^\w -]", "", f"{report.lesson} {name}").strip()
        chosen, _ = QFileDialog.getSaveFileName(
            self._window,
            _translate("Lessons", "Save the report"),
            str(Path.home() / f"{stem}{_SUFFIX}"),
            _translate("Lessons", "Reports (*.json)"),
        )
        if not chosen:
            return
        path = Path(chosen)
        if path.suffix.lower() != _SUFFIX:
            path = path.with_name(path.name + _SUFFIX)  # the file dialog has not asked about this
            if path.exists() and not self._files.questions.replace(path):
                return
        ticket = self._session.ticket()
        self._tickets.add(ticket)
        self._session.do(HandIn(path, report, ticket=ticket))

    @Slot(object)
    def _answered(self, answer: Answer) -> None:
        if answer.ticket not in self._tickets:
            return
        if answer.news == "handed_in":
            (path,) = answer.values
            words = say(
                "Lessons",
                "The report is in {name}. Give this file to your teacher.",
                name=plain(path.name),
            )
            self.told.emit(words)
        if answer.news in ("handed_in", "failed"):
            self._tickets.discard(answer.ticket)

    # ------------------------------------------------------------------ the next person

    @Slot()
    def start_over(self) -> None:
        """Forget answers, settings and what is open, once that is agreed to; then lesson 1."""
        from core.documents.lesson_file import shipped_lesson, shipped_lessons

        if not self.ask(self._files.is_modified() or self._writing.is_unsaved()):
            return
        self._writing.close()
        self._lessons.forget()
        if self.dialog is not None:  # with the name in it
            self.dialog.close()
            self.dialog.deleteLater()
            self.dialog = None
        if self._lessons.folder is not None:
            self._session.do(ForgetProgress(self._lessons.folder))
        self.started_over.emit()
        first = shipped_lesson(shipped_lessons()[0]) / "lesson.toml"
        self._files.lesson_wanted.emit(first)  # what is not saved has just been asked about

    def _ask(self, unsaved: bool) -> bool:
        more = _translate(
            "Lessons",
            "The answers to all lessons on this computer are deleted, and speed, views, recent "
            "files and other settings go back to standard. Theme and text size stay. This cannot "
            "be undone.",
        )
        if unsaved:
            more += "\n\n" + _translate(
                "Lessons", "The changes in this window are not saved: they are lost as well."
            )
        title = _translate("Lessons", "Start over")
        question = _translate("Lessons", "Start over for the next person?")
        box = message_box(self._window, title, question, more)
        yes = box.addButton(
            _translate("Lessons", "Start over"), QMessageBox.ButtonRole.DestructiveRole
        )
        no = box.addButton(QMessageBox.StandardButton.Cancel)
        box.setDefaultButton(no)
        box.setEscapeButton(no)
        for button in (yes, no):
            button.setIcon(QIcon())
            button.setToolTip(button.text().replace("&", ""))
        box.exec()
        box.deleteLater()
        return box.clickedButton() is yes


def _has_answers(now: Situation) -> bool:
    return now.lesson_answers
