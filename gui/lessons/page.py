"""The page of a lesson beside the network: a step's text and tasks, and the way back and on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QProgressBar,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.words import plain, say
from gui.kit.plain import Label
from gui.kit.room import SidePage
from gui.kit.style import set_role
from gui.lessons.markdown import MarkdownLabel

if TYPE_CHECKING:
    from core.lesson.lessons.attempts import Attempt
    from core.lesson.lessons.described import Lesson, Step
    from core.lesson.lessons.expressions import Facts
    from core.lesson.marking.worked import Update
    from gui.lessons.task import TaskView

_translate = QCoreApplication.translate

_MARGIN = 16


class LessonPage(SidePage):
    """Shows one step; its buttons are the actions of the Lessons menu."""

    answered = Signal(object)  # Attempt
    stand_wanted = Signal()
    back_wanted = Signal()
    next_wanted = Signal()
    leave_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(_translate("Lessons", "Lesson"))
        set_role(self, "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.tasks: list[TaskView] = []
        self._waiting: TaskView | None = None
        self.lesson, self.place, self.title = Label(), Label(), Label()
        for label, role in ((self.lesson, "caption"), (self.place, "caption")):
            set_role(label, role)
        set_role(self.title, "title")
        for label in (self.lesson, self.title):
            label.setWordWrap(True)
        self.done = QProgressBar()
        self.done.setTextVisible(False)
        self.done.setFixedHeight(4)
        self.done.setAccessibleName(_translate("Lessons", "How far the lesson is"))
        self.text = MarkdownLabel()
        self.area = QScrollArea()
        self.back = self._button(
            _translate("Lessons", "Back"),
            _translate("Lessons", "The step before; it begins with its own network (Alt+←)"),
            self.back_wanted,
        )
        self.next = self._button("", "", self.next_wanted)
        set_role(self.next, "primary")
        self.leave = self._button(
            _translate("Lessons", "Leave"),
            _translate("Lessons", "Leave the lesson: its network and your answers are kept"),
            self.leave_wanted,
        )
        self._place()

    def _button(self, words: str, help: str, wanted: object) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(help)
        button.setAccessibleName(words)
        button.setAccessibleDescription(help)
        button.clicked.connect(wanted)
        return button

    def _place(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.lesson, 1)
        head.addWidget(self.place, 0, Qt.AlignmentFlag.AlignTop)
        top = QVBoxLayout()
        top.setContentsMargins(_MARGIN, 12, _MARGIN, 4)
        top.setSpacing(6)
        top.addLayout(head)
        top.addWidget(self.done)
        self._body = QWidget()
        set_role(self._body, "panel")
        self._column = QVBoxLayout(self._body)
        self._column.setContentsMargins(_MARGIN, 8, _MARGIN, 12)
        self._column.setSpacing(14)
        self._column.addWidget(self.title)
        self._column.addWidget(self.text)
        self._column.addStretch(1)
        set_role(self.area, "settings")
        self.area.setWidget(self._body)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        foot = QHBoxLayout()
        foot.setContentsMargins(_MARGIN, 8, _MARGIN, 8)
        foot.setSpacing(6)
        foot.addWidget(self.back)
        foot.addWidget(self.next)
        foot.addStretch(1)
        foot.addWidget(self.leave)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addLayout(top)
        whole.addWidget(self.area, 1)
        whole.addLayout(foot)

    # ------------------------------------------------------------------ what it is told

    def begin_step(self, lesson: "Lesson", step: "Step") -> None:
        """Show where in a lesson a step is; `show_step` follows once its moment is reached."""
        number, count = lesson.steps.index(step) + 1, len(lesson.steps)
        self.lesson.setText(plain(lesson.title))
        self.place.setText(say("Lessons", "{n} of {count}", n=number, count=count))
        self.done.setRange(0, count)
        self.done.setValue(number)
        self.title.setText("")
        self.text.show_text(_translate("Lessons", "Going to where this step stands …"))
        self._clear()
        self.back.setEnabled(number > 1)
        words, help = (
            _translate("Lessons", "Next"),
            _translate("Lessons", "The next step; it begins with its own network (Alt+→)"),
        )
        if number == count:
            words = _translate("Lessons", "Finish")
            help = _translate("Lessons", "End the lesson, with what was right (Alt+→)")
        self.next.setText(words)
        self.next.setAccessibleName(words)
        self.next.setProperty("help", help)
        self.let_on(False)

    def show_step(
        self, lesson: "Lesson", step: "Step", attempts: "Sequence[Attempt]", update: "Update"
    ) -> None:
        """Show the text and tasks of a step, in the numbers of its moment."""
        from core.lesson.lessons.texts import filled
        from gui.lessons.task import TaskView

        self._clear()
        digits, width = lesson.digits, self.width() - 2 * _MARGIN - 12
        self.title.setText(filled(step.title, update, digits))
        self.text.show_text(filled(step.text, update, digits))
        for attempt in attempts:
            task = TaskView(attempt, update, digits, width)
            task.answered.connect(lambda attempt=attempt: self._answered(attempt))
            task.stand_wanted.connect(lambda task=task: self._ask_stand(task))
            self._column.insertWidget(self._column.count() - 1, task)
            self.tasks.append(task)
        self.area.verticalScrollBar().setValue(0)

    def _answered(self, attempt: "Attempt") -> None:
        self.answered.emit(attempt)
        if attempt.is_over:
            self.begin()

    def _clear(self) -> None:
        self._waiting = None
        for task in self.tasks:
            task.hide()
            task.deleteLater()
        self.tasks = []

    def let_on(self, possible: bool) -> None:
        """Say whether the next step may come."""
        self.next.setEnabled(possible)
        waits = _translate("Lessons", "Answer the tasks first; hints help, and Show it in the end")
        help = str(self.next.property("help")) if possible else waits
        self.next.setToolTip(help)
        self.next.setAccessibleDescription(help)

    def begin(self) -> None:
        """Take the keys: the first task that is open, else the way on."""
        for task in self.tasks:
            if not task.attempt.is_over and task.attempt.task.kind != "reach":
                task.field.begin()
                return
        (self.next if self.next.isEnabled() else self.area).setFocus()

    def take_part(self, address: str) -> None:
        """Take a number that was chosen in the network or on a card, where one is asked for."""
        for task in self.tasks:
            if not task.attempt.is_over:
                task.field.take_part(address)

    # ------------------------------------------------------------------ working in the program

    def _ask_stand(self, task: "TaskView") -> None:
        self._waiting = task
        self.stand_wanted.emit()

    def show_stand(self, update: "Update", facts: "Facts") -> None:
        """Check the task that waits for the moment at hand."""
        task, self._waiting = self._waiting, None
        if task is not None:
            task.take(update, facts)

    def stand_failed(self) -> None:
        """Note that the moment at hand could not be worked out: it can be asked for again."""
        task, self._waiting = self._waiting, None
        if task is not None:
            task.check.setEnabled(True)
