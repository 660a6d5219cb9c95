"""A task on the page of a lesson: what is asked, the field, the verdict, and hints."""

from collections.abc import Iterable

from PySide6.QtCore import QCoreApplication, QElapsedTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.errors import UserError
from core.lesson.addresses.address import Address
from core.lesson.addresses.writing import symbol
from core.lesson.lessons.answering import right_answer
from core.lesson.lessons.attempts import Attempt, choices
from core.lesson.lessons.described import Task
from core.lesson.lessons.expressions import Facts
from core.lesson.lessons.texts import filled
from core.lesson.marking.worked import Update
from core.lesson.names.notation import Notation
from core.words import say
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.lessons.fields import (
    AnswerField,
    BugField,
    CellsField,
    ChoiceField,
    DoneField,
    LineField,
    OrderField,
    WordsField,
)
from gui.lessons.markdown import MarkdownLabel

_translate = QCoreApplication.translate


class TaskView(QWidget):
    """One task; the rules of answering are `Attempt`'s, and the marks those of the core."""

    #: the answer, or what is said of it, is another now
    answered = Signal()
    #: the moment at hand is to be worked out: the program was to be worked with
    stand_wanted = Signal()

    def __init__(self, attempt: Attempt, update: Update, digits: int, width: int) -> None:
        super().__init__()
        self.attempt, self._update, self._digits = attempt, update, digits
        self._clock = QElapsedTimer()
        self._clock.start()
        task = attempt.task
        self.ask = MarkdownLabel(self._filled(task.ask))
        self.field = self._field(task, width)
        self.said, self.hints = Label(), Label()
        for label in (self.said, self.hints):
            label.setWordWrap(True)
            label.hide()
        self.said.setAccessibleName(_translate("Lessons", "What is said of the answer"))
        set_role(self.hints, "caption")
        words = _translate("Lessons", "Check")
        if task.kind == "say":
            words = _translate("Lessons", "Note it")
        self.check = self._button(words, _translate("Lessons", "Check the answer"), self._check)
        set_role(self.check, "primary")
        self.hint = self._button(
            _translate("Lessons", "Hint"), _translate("Lessons", "Give a hint"), self._hint
        )
        self.show_it = self._button(
            _translate("Lessons", "Show it"),
            _translate("Lessons", "Show the answer: it does not count as right"),
            self._show,
        )
        self._place()
        self.field.ready.connect(self._check)
        if attempt.given:
            self.field.put(attempt.given)
        self._dress()
        if attempt.is_over:
            self._say_again()

    def _place(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(4)
        for button in (self.check, self.hint, self.show_it):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for part in (self.ask, self.field):
            column.addWidget(part)
        column.addLayout(buttons)
        column.addWidget(self.said)
        column.addWidget(self.hints)

    def _button(self, words: str, help: str, act: object) -> QPushButton:
        button = QPushButton(words)
        button.setToolTip(help)
        button.setAccessibleName(words)
        button.setAccessibleDescription(help)
        button.clicked.connect(act)
        return button

    def _field(self, task: Task, width: int) -> AnswerField:
        several = len(task.right) > 1
        options = [self._filled(words) for words in choices(task)]
        match task.kind:
            case "cells":
                found = right_answer(task, self._update).numbers
                names = [self._name(address) for address, _ in found]
                return CellsField(names, 2)
            case "choice":
                return ChoiceField(options, several, width)
            case "order":
                return OrderField(options, width)
            case "find_bug":
                return BugField(len(self._update.project.layers), options, several, width)
            case "mark":
                return LineField(
                    _translate("Lessons", "The number that is meant"),
                    _translate(
                        "Lessons",
                        "Click a number of the network, or write W1[i,j]: from input i to neuron j",
                    ),
                    # letters, not numbers: these may be the answer
                    _translate("Lessons", "click it, or W1[i,j]"),
                    takes_parts=True,
                )
            case "paste":
                help = _translate("Lessons", "Paste the array as NumPy prints it")
                return WordsField(_translate("Lessons", "The array"), help)
            case "say":
                help = _translate("Lessons", "In your own words: they are kept, not checked")
                return WordsField(_translate("Lessons", "Your words"), help)
            case "reach":
                return DoneField()
        return LineField(
            _translate("Lessons", "My number"),
            _translate("Lessons", "With three digits or more; a fraction is fine (Enter checks)"),
            "12.5  −1/3  1e−3",
        )

    def _name(self, address: Address | None) -> str:
        if address is None:
            return _translate("Lessons", "number")
        name = symbol(address, "panel", Notation.of(self._update.project.layers))
        if address.is_of_sample and address.index:
            return say("Lessons", "{symbol}, sample {n}", symbol=name, n=address.index[0])
        return name

    def _filled(self, text: str) -> str:
        return filled(text, self._update, self._digits)

    # ------------------------------------------------------------------ answering

    def _check(self) -> None:
        if self.attempt.is_over:
            return
        if self.attempt.task.kind == "reach":
            self.check.setEnabled(False)  # until the moment at hand is worked out
            self.stand_wanted.emit()
            return
        self.take(self._update, None)

    def take(self, update: Update, facts: Facts | None) -> None:
        """Check the answer in the numbers of a moment."""
        attempt = self.attempt
        try:
            verdict = attempt.take(self.field.given().strip(), update, facts)
        except UserError as error:
            self._say(f"{error.message}: {error.hint}", bad=True)
            self._dress()
            return
        self._say_all(attempt.told(verdict, self._update, self._digits))
        if hint := attempt.hint_due():
            self._add_hint(hint)
        self._tell()

    def _say_all(self, lines: Iterable[str]) -> None:
        """Say several sentences, one under the other."""
        words = "\n".join(lines)
        begin = 2 if words[:2] in ("✓ ", "✗ ") else 0
        self._say(words[:begin] + words[begin : begin + 1].upper() + words[begin + 1 :])

    def _hint(self) -> None:
        try:
            self._add_hint(self.attempt.hint())
        except UserError as error:
            self._say(f"{error.message}: {error.hint}")
        self._tell()

    def _show(self) -> None:
        try:
            self.attempt.show()
        except UserError as error:
            self._say(f"{error.message}: {error.hint}")
            return
        self._say_all(self.attempt.shown(self._update, self._digits))
        self._tell()

    def _say_again(self) -> None:
        """Say of an answer that was given before what it came to."""
        if self.attempt.result != "right":
            self._say_all(self.attempt.shown(self._update, self._digits))
            return
        right = _translate("Lessons", "✓ Right")
        self._say_all((right, *self.attempt.end(self._update, self._digits)))

    def _add_hint(self, hint: str) -> None:
        before = self.hints.text()
        self.hints.setText("\n".join(text for text in (before, self._filled(hint)) if text))
        self.hints.show()

    def _say(self, words: str, bad: bool = False) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        set_role(self.said, "error" if bad else "")

    def _tell(self) -> None:
        self._dress()
        self.attempt.seconds += self._clock.restart() / 1000
        self.answered.emit()

    def _dress(self) -> None:
        attempt, over = self.attempt, self.attempt.is_over
        self.field.setEnabled(not over)
        self.check.setEnabled(not over)
        left = len(attempt.task.hints) - attempt.hints
        self.hint.setVisible(bool(attempt.task.hints))
        self.hint.setEnabled(not over and left > 0)
        self.show_it.setVisible(not over and attempt.may_be_shown)
