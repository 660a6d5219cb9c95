"""Handing in: a name is typed, and what the report holds is said before it is written."""

from collections import Counter

from PySide6.QtCore import QCoreApplication, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from core.lesson.lessons.report import Report
from core.lesson.lessons.score import Score
from core.words import say
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate

_LONGEST_NAME = 100


class HandInDialog(SmallDialog):
    """Emits the name that was typed, and closes; the name is kept for the next lesson."""

    name_given = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("Lessons", "Hand in"),
            _translate(
                "Lessons",
                "Writes a report of this lesson to a file, for your teacher: the name below, your "
                "last answer to each task, whether it was right, tries, hints and time. Nothing "
                "else about you is in it.",
            ),
            parent,
        )
        self.counts = Label()
        self.counts.setWordWrap(True)
        name = Label(_translate("Lessons", "&Name"))
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setAccessibleName(_translate("Lessons", "Name"))
        self.name.setToolTip(
            _translate("Lessons", "The name in the report, as your teacher knows it")
        )
        self.name.textChanged.connect(self._dress)
        name.setBuddy(self.name)
        honest = Label(
            _translate(
                "Lessons",
                "A report is a plain text file: whoever can open it can change it. It is no proof "
                "against cheating.",
            )
        )
        honest.setWordWrap(True)
        set_role(honest, "caption")
        for part in (self.counts, name, self.name, honest):
            self.rows.addWidget(part)
        self.write = self.add_button(
            _translate("Lessons", "Save the report…"),
            _translate("Lessons", "Choose where the report is written (Enter)"),
            self._give,
            primary=True,
        )
        self.add_close()
        self._dress()

    def show_report(self, lesson: str, report: Report, score: Score) -> None:
        """Say what will be handed in."""
        found = Counter(answer.result for answer in report.answers)
        self.counts.setText(
            say(
                "Lessons",
                "“{lesson}”: {score}. Answers shown: {shown}.",
                lesson=lesson,
                score=score.words(),
                shown=found["shown"],
            )
        )
        self.grow()
        self.name.setFocus()

    @Slot()
    def _dress(self) -> None:
        self.write.setEnabled(bool(self.name.text().strip()))

    @Slot()
    def _give(self) -> None:
        self.accept()
        self.name_given.emit(self.name.text().strip())
