"""What the check of a lesson has found: each problem with its step, which a click goes to."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from core.run.learning.lessons import Problem
from core.words import plain, say
from gui.kit.plain import Label
from gui.writing.fields import button

_translate = QCoreApplication.translate


class ProblemsView(QWidget):
    """Lists problems; `chosen` tells the step and the task of one that is clicked."""

    chosen = Signal(str, str)
    check_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.said = Label()
        self.said.setWordWrap(True)
        self.check = button(
            _translate("Writing", "Check"),
            _translate("Writing", "Go to every moment, and work out and try every answer (Esc "
                       "stops it)"),
            self.check_wanted.emit,
        )  # fmt: skip
        self.list = QListWidget()
        self.list.setAccessibleName(_translate("Writing", "Problems"))
        self.list.setToolTip(_translate("Writing", "Click one, or press Enter, to go to its step"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setMinimumHeight(160)
        self.list.itemClicked.connect(self._choose)
        self.list.itemActivated.connect(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 2, 16, 12)
        column.setSpacing(8)
        column.addWidget(self.said)
        column.addWidget(self.check, 0, Qt.AlignmentFlag.AlignLeft)
        column.addWidget(self.list, 1)
        column.addStretch(0)
        self.list.hide()
        self.forget()

    def forget(self) -> None:
        """Note that the lesson was edited: what was found may be so no more."""
        if not self.list.count():
            self.said.setText(
                _translate(
                    "Writing",
                    "The check goes to every step, works every answer out and lists what is wrong.",
                )
            )

    def show_problems(self, found: Sequence[Problem], whole: bool, steps: Sequence[str]) -> None:
        """Show what was found so far; `steps` are the ids of the steps in their order."""
        self.list.clear()
        for problem in found:
            where = _where(problem, steps)
            item = QListWidgetItem(f"{where}: {plain(problem.message)} ({plain(problem.hint)})")
            item.setData(Qt.ItemDataRole.UserRole, (problem.step, problem.task))
            self.list.addItem(item)
        self.list.setVisible(bool(found))
        words = _translate("Writing", "Checking …")
        if whole and found:
            words = say("Writing", "{n} to mend. Click one to go there.", n=len(found))
        elif whole:
            words = _translate("Writing", "✓ Every moment is reached, every answer worked out.")
        self.said.setText(words)

    def _choose(self, item: QListWidgetItem) -> None:
        step, task = item.data(Qt.ItemDataRole.UserRole)
        self.chosen.emit(step, task)


def _where(problem: Problem, steps: Sequence[str]) -> str:
    if problem.step not in steps:
        return _translate("Writing", "Lesson")
    number = steps.index(problem.step) + 1
    if problem.language:
        return say("Writing", "Step {n}, {language}", n=number, language=problem.language)
    if problem.task:
        return say("Writing", "Step {n}, task {task}", n=number, task=problem.task)
    return say("Writing", "Step {n}", n=number)
