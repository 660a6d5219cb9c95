"""The list of the lessons that ship: what each is about, and how far one is in it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QWidget

from core.counts import counted
from core.documents.lesson_list import Entry, Group, lesson_languages
from core.words import plain, say
from gui.kit.dialog import SmallDialog
from gui.kit.fonts import heading_font
from gui.kit.plain import Label, plain_tip
from gui.kit.settings import Settings
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel
from gui.lessons.language import LanguageChoice

_translate = QCoreApplication.translate

_WIDTH, _HEIGHT, _LINES = 500, 620, 4


class LessonsDialog(SmallDialog):
    """Emits the path of the lesson that was chosen, and closes."""

    chosen = Signal(object)  # Path
    file_wanted = Signal()

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("Lessons", "All lessons"),
            _translate(
                "Lessons",
                "Each lesson takes you through a network step by step and asks for its numbers. "
                "You can leave at any time and go on later from where you stopped.",
            ),
            parent,
        )
        #: the lesson of each row, None for a heading
        self._entries: list[Entry | None] = []
        self.list = QListWidget()
        self.list.setAccessibleName(_translate("Lessons", "Lessons"))
        self.list.setToolTip(_translate("Lessons", "Enter or a double click begins one"))
        self.list.itemActivated.connect(self._choose)
        self.list.currentRowChanged.connect(self._show_about)
        self.about_one = TermLabel()
        self.about_one.setWordWrap(True)
        self.about_one.setAlignment(Qt.AlignmentFlag.AlignTop)
        set_role(self.about_one, "caption")
        self.language = LanguageChoice(settings, lesson_languages())
        of_language = Label(_translate("Lessons", "Language"))
        of_language.setToolTip(self.language.toolTip())
        of_language.setBuddy(self.language)
        row = QHBoxLayout()
        row.addWidget(of_language)
        row.addWidget(self.language)
        row.addStretch(1)
        self.rows.addLayout(row)
        self.rows.addWidget(self.list, 1)
        self.rows.addWidget(self.about_one)
        self.open_file = self.add_button(
            _translate("Lessons", "Open a file…"),
            _translate("Lessons", "Open a lesson of your own: a .lesson file"),
            self._ask_file,
        )
        self.play = self.add_button(
            _translate("Lessons", "Begin"), "", self._choose_current, primary=True
        )
        self.add_close()
        self.usual = QSize(_WIDTH, _HEIGHT)

    def fit_text(self) -> None:
        """Have room for the longest description, whichever lesson is selected."""
        self.about_one.setFixedHeight(_LINES * self.about_one.fontMetrics().lineSpacing())

    def show_lessons(self, groups: Sequence[Group], again: bool = False) -> None:
        """Show lessons under the headings of their groups; the first not done is selected.

        `again`: the same ones in another language, and the one that was selected stays so.
        """
        before = self.list.currentRow() if again else -1
        self.language.bring_up_to_date()
        self.list.clear()
        self._entries = []
        number = 0
        for group in groups:
            self._add_heading(group.title)
            for entry in group.entries:
                number += 1
                item = QListWidgetItem(f"{number}  {plain(entry.lesson.title)}  {_state(entry)}")
                item.setToolTip(plain_tip(entry.lesson.about))
                self.list.addItem(item)
                self._entries.append(entry)
        of_lessons = [row for row, entry in enumerate(self._entries) if entry is not None]
        unfinished = [row for row in of_lessons if not self._is_done(row)]
        self.list.setCurrentRow(before if before in of_lessons else (unfinished or of_lessons)[0])
        if not again:
            self.list.setFocus()

    def _add_heading(self, title: str) -> None:
        heading = QListWidgetItem(title)
        heading.setFlags(Qt.ItemFlag.NoItemFlags)
        heading.setFont(heading_font(self.list.font()))
        self.list.addItem(heading)
        self._entries.append(None)

    def _is_done(self, row: int) -> bool:
        entry = self._entries[row]
        return entry is not None and is_done(entry)

    @Slot(int)
    def _show_about(self, row: int) -> None:
        entry = self._entries[row] if 0 <= row < len(self._entries) else None
        self.play.setEnabled(entry is not None)
        if entry is None:
            self.about_one.setText("")
            return
        lesson = entry.lesson
        length = say(
            "Lessons",
            "{minutes}, {steps}, {tasks}.",
            minutes=counted(lesson.minutes, "minute"),
            steps=counted(len(lesson.steps), "step"),
            tasks=counted(len(lesson.tasks()), "task"),
        )
        self.about_one.setText(f"{plain(lesson.about)}\n{length}")
        begun = bool(entry.progress.step)
        words = _translate("Lessons", "Go on") if begun else _translate("Lessons", "Begin")
        self.play.setText(words)
        self.play.setAccessibleName(words)
        self.play.setToolTip(_translate("Lessons", "Play this lesson (Enter)"))

    @Slot()
    def _choose_current(self) -> None:
        self._choose()

    @Slot()
    def _choose(self, *_: object) -> None:
        row = self.list.currentRow()
        entry = self._entries[row] if 0 <= row < len(self._entries) else None
        if entry is not None:
            self.accept()
            self.chosen.emit(entry.path)

    @Slot()
    def _ask_file(self) -> None:
        self.accept()
        self.file_wanted.emit()


def is_done(entry: Entry) -> bool:
    """Return whether every task of a lesson was answered."""
    answered = {
        (answer.step, answer.task)
        for answer in entry.progress.answers
        if answer.result in ("right", "shown")
    }
    tasks = entry.lesson.tasks()
    return all((step.id, task.id) in answered or task.predict for step, task in tasks)


def _state(entry: Entry) -> str:
    """Return how far one is, in a few signs; nothing where it was not begun."""
    if not entry.progress.step and not entry.progress.answers:
        return ""
    score = entry.progress.score(entry.lesson)
    words = say("Lessons", "{right} of {all} right", right=score.right, all=score.tasks)
    return f"✓ {words}" if is_done(entry) else f"· {words}"
