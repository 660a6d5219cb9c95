"""The list of the lessons that ship: what each is about, and how far one is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from core.lesson.lessons.described import Lesson
from core.lesson.lessons.progress import Progress
from core.words import plain, say
from gui.kit.dialog import SmallDialog
from gui.kit.plain import Label, plain_tip
from gui.kit.style import set_role

_translate = QCoreApplication.translate

_WIDTH, _HEIGHT, _LINES = 480, 540, 4


@dataclass(frozen=True)
class Entry:
    """One lesson of the list."""

    path: Path
    lesson: Lesson
    progress: Progress


class LessonsDialog(SmallDialog):
    """Emits the path of the lesson that was chosen, and closes."""

    chosen = Signal(object)  # Path
    file_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("Lessons", "Lessons"),
            _translate(
                "Lessons",
                "Each lesson takes you through a network step by step and asks for its numbers. "
                "You can leave at any time and go on later from where you stopped.",
            ),
            parent,
        )
        self._entries: tuple[Entry, ...] = ()
        self.list = QListWidget()
        self.list.setAccessibleName(_translate("Lessons", "Lessons"))
        self.list.setToolTip(_translate("Lessons", "Enter or a double click begins one"))
        self.list.itemActivated.connect(self._choose)
        self.list.currentRowChanged.connect(self._show_about)
        self.about_one = Label()
        self.about_one.setWordWrap(True)
        self.about_one.setAlignment(Qt.AlignmentFlag.AlignTop)
        set_role(self.about_one, "caption")
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

    def show_lessons(self, entries: Sequence[Entry]) -> None:
        """Show lessons, the first that is not done selected."""
        self._entries = tuple(entries)
        self.list.clear()
        for number, entry in enumerate(self._entries, 1):
            item = QListWidgetItem(f"{number}  {plain(entry.lesson.title)}  {_state(entry)}")
            item.setToolTip(plain_tip(entry.lesson.about))
            self.list.addItem(item)
        unfinished = (place for place, entry in enumerate(self._entries) if not is_done(entry))
        self.list.setCurrentRow(next(unfinished, 0))
        self.list.setFocus()

    @Slot(int)
    def _show_about(self, row: int) -> None:
        there = 0 <= row < len(self._entries)
        self.play.setEnabled(there)
        if not there:
            self.about_one.setText("")
            return
        entry = self._entries[row]
        lesson = entry.lesson
        length = say(
            "Lessons",
            "{minutes} minutes, {steps} steps, {tasks} tasks.",
            minutes=lesson.minutes,
            steps=len(lesson.steps),
            tasks=len(lesson.tasks()),
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
        if 0 <= row < len(self._entries):
            self.accept()
            self.chosen.emit(self._entries[row].path)

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
    right, whole = entry.progress.right(), len(entry.lesson.tasks())
    words = say("Lessons", "{right} of {all} right", right=right, all=whole)
    return f"✓ {words}" if is_done(entry) else f"· {words}"
