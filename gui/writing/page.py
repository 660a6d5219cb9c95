"""The page of the editor, beside the network: the steps, the fields of one, and what is done."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from core.lesson.lessons.described import Lesson
from core.run.learning.lessons import Problem
from core.words import plain
from gui.kit.plain import SteadyLabel
from gui.kit.room import SidePage
from gui.kit.style import set_role
from gui.writing.fields import button
from gui.writing.keys import EditorKeys
from gui.writing.lesson_form import LessonForm
from gui.writing.problems import ProblemsView
from gui.writing.step_form import StepForm
from gui.writing.steps import StepsList
from gui.writing.task_form import TaskForm

_translate = QCoreApplication.translate

_MARGIN = 16
STEP, TASKS, LESSON, CHECK = range(4)


class WritingPage(SidePage):
    """Shows a lesson that is being written; what a person does is told by the signals."""

    try_wanted = Signal()
    check_wanted = Signal()
    save_wanted = Signal()
    close_wanted = Signal()

    usual_width = 320

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(_translate("Writing", "Lesson that is being written"))
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.title = SteadyLabel()
        set_role(self.title, "caption")
        self.undo = button(
            _translate("Writing", "Undo"),
            _translate("Writing", "Take back the last edit of the lesson (Ctrl+Z in this page)"),
        )
        self.redo = button(
            _translate("Writing", "Redo"),
            _translate("Writing", "Make it again (Ctrl+Shift+Z in this page)"),
        )
        self.steps = StepsList()
        self.step, self.tasks = StepForm(), TaskForm()
        self.lesson, self.problems = LessonForm(), ProblemsView()
        self.tabs, self.stack = QTabBar(), QStackedWidget()
        self.hint = SteadyLabel()
        self.hint.setMinimumWidth(1)
        set_role(self.hint, "caption")
        self._foot, self._below = QGridLayout(), 0  # the verbs, and how many rows are above most
        self._fill_tabs()
        self.try_it = self._button(
            _translate("Writing", "Try from here"),
            _translate("Writing", "Play the lesson from this step, as a learner has it; leaving it "
                       "comes back. No answer is kept"),
            self.try_wanted,
        )  # fmt: skip
        self.check = self._button(
            _translate("Writing", "Check"),
            _translate("Writing", "Go to every moment, and work out and try every answer"),
            self.check_wanted,
        )
        self.save = self._button(
            _translate("Writing", "Save"),
            _translate("Writing", "Save the lesson (Ctrl+S in this page)"),
            self.save_wanted,
        )
        set_role(self.save, "primary")
        self.close_it = self._button(
            _translate("Writing", "Close"),
            _translate("Writing", "Close the lesson; what is not saved is asked about"),
            self.close_wanted,
        )
        self._place()
        self.problems.check_wanted.connect(self.check_wanted)
        self.keys = EditorKeys(self)
        self.keys.undo.connect(self.undo.click)
        self.keys.redo.connect(self.redo.click)
        self.keys.save.connect(self.save.click)

    def _button(self, words: str, help: str, wanted: Any) -> Any:
        return button(words, help, wanted.emit)

    def _fill_tabs(self) -> None:
        names = (
            (_translate("Writing", "Step"), _translate("Writing", "The step that is selected")),
            (_translate("Writing", "Tasks"), _translate("Writing", "What the step asks")),
            (_translate("Writing", "About"), _translate("Writing", "The lesson as a whole")),
            (_translate("Writing", "Check"), _translate("Writing", "What is wrong with it")),
        )
        for place, (words, help) in enumerate(names):
            self.tabs.addTab(words)
            self.tabs.setTabToolTip(place, help)
        self.tabs.setAccessibleName(_translate("Writing", "Parts of the lesson"))
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        set_role(self.tabs, "left")
        for part in (self.step, self.tasks, self.lesson, self.problems):
            set_role(part, "panel")
            area = QScrollArea()
            set_role(area, "settings")
            area.setWidget(part)
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            self.stack.addWidget(area)
        self.tabs.currentChanged.connect(self.stack.setCurrentIndex)

    def _place(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.undo)
        head.addWidget(self.redo)
        head.setSpacing(4)
        top = QVBoxLayout()
        top.setContentsMargins(_MARGIN, 8, _MARGIN, 0)
        top.setSpacing(6)
        top.addLayout(head)
        top.addWidget(self.steps)
        said = QHBoxLayout()
        said.setContentsMargins(_MARGIN, 2, _MARGIN, 2)
        said.addWidget(self.hint)
        foot = self._foot
        foot.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        foot.setSpacing(4)
        foot.setColumnStretch(3, 1)
        for column, each in enumerate((self.try_it, self.check, self.save)):
            foot.addWidget(each, 0, column)
        foot.addWidget(self.close_it, 0, 4)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        tabs = QHBoxLayout()
        tabs.setContentsMargins(_MARGIN - 8, 0, 0, 0)
        tabs.addWidget(self.tabs)
        whole.addLayout(tabs)
        whole.addLayout(said)
        whole.addWidget(self.stack, 1)
        whole.addLayout(foot)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the first verb on a row of its own where all of them have no room in one."""
        super().resizeEvent(event)
        verbs = (self.try_it, self.check, self.save, self.close_it)
        needed = sum(verb.sizeHint().width() for verb in verbs) + 4 * 4 + 2 * _MARGIN
        below = int(needed > self.width())
        if self._below != below:
            self._below = below
            for verb in verbs:
                self._foot.removeWidget(verb)
            self._foot.addWidget(self.try_it, 0, 0, 1, 3 if below else 1)
            self._foot.addWidget(self.check, below, 1 - below)
            self._foot.addWidget(self.save, below, 2 - below)
            self._foot.addWidget(self.close_it, below, 4)

    # ------------------------------------------------------------------ what it shows

    def show_lesson(self, lesson: Lesson, at: int, moment: str, file: str, unsaved: bool) -> None:
        """Show a lesson, one of its steps selected, with the words for where that stands."""
        step = lesson.steps[at]
        self.title.setText(f"{plain(lesson.title)}{' ●' if unsaved else ''}")
        self.title.setToolTip(
            _translate("Writing", "This lesson has edits that are not saved")
            if unsaved
            else _translate("Writing", "Nothing was edited since it was begun, opened or saved")
        )
        self.steps.show_steps([each.title for each in lesson.steps], at)
        self.step.show_step(step, moment)
        self.tasks.show_step(step)
        self.lesson.show_lesson(lesson, file)
        self.problems.forget()

    def show_row(self, undo: bool, redo: bool) -> None:
        """Show whether there are edits to take back, or to make again."""
        self.undo.setEnabled(undo)
        self.redo.setEnabled(redo)

    def show_picking(self, what: str, words: str) -> None:
        """Show what clicks in the window mean now; nothing where `what` is empty."""
        self.step.show_picking(what)
        self.tasks.show_picking(what)
        self.hint.setText(words)  # its room is kept, so that nothing moves

    def show_problems(self, found: Sequence[Problem], whole: bool, steps: Sequence[str]) -> None:
        """Show what the check has found."""
        self.tabs.setCurrentIndex(CHECK)
        self.problems.show_problems(found, whole, steps)

    def begin(self) -> None:
        """Put the keys into the title of the step, all of it selected."""
        self.tabs.setCurrentIndex(STEP)
        self.step.title.setFocus()
        self.step.title.selectAll()
