"""What a file of weights leaves open: a choice for every question, and its effect."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from core.formats.weights.questions import Question
from core.words import plain, say
from gui.kit.choice import Elided
from gui.kit.plain import Label
from gui.kit.texts import typed_number

_translate = QCoreApplication.translate


class QuestionForm(QWidget):
    """One row for each question; an answer is reported as soon as it is chosen."""

    answered = Signal(str, str)  # the name of the question, the answer

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.form = QFormLayout(self)
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.combos: dict[str, QComboBox] = {}
        self._shown: tuple[Question, ...] = ()

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Show only these questions, with the answers given so far."""
        # swapping rows and columns has its own check box
        shown = tuple(question for question in questions if question.name != "matrices")
        if shown == self._shown:
            return
        focused = next((name for name, combo in self.combos.items() if combo.hasFocus()), "")
        while self.form.rowCount():
            self.form.removeRow(0)
        self.combos = {question.name: self._row(question) for question in shown}
        self._shown = shown
        self.setVisible(bool(shown))
        if focused in self.combos:
            self.combos[focused].setFocus()

    def _row(self, question: Question) -> QComboBox:
        combo = Elided()
        combo.setAccessibleName(question.words)
        combo.setToolTip(
            _translate("ImportDialog", "Every answer shows what the network would say with it")
        )
        combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        combo.setMinimumContentsLength(24)
        if question.is_open and question.name != "scaling":
            combo.addItem(_translate("ImportDialog", "choose…"), "")
        for answer in question.answers:
            text = plain(answer.words)
            if answer.shown:
                text = say("ImportDialog", "{answer} ({shown})", answer=text, shown=answer.shown)
            combo.addItem(text, answer.value)
        place = combo.findData(question.chosen)
        combo.setCurrentIndex(max(place, 0))
        combo.activated.connect(
            lambda index, name=question.name, box=combo: self.answered.emit(
                name, box.itemData(index)
            )
        )
        if question.number:
            self._take_numbers(combo, question)
        label = Label(plain(question.words))
        label.setWordWrap(True)
        label.setBuddy(combo)
        self.form.addRow(label, combo)
        label.show()  # a layout gives no room to what it has only been told to show
        combo.show()
        return combo

    def _take_numbers(self, combo: QComboBox, question: Question) -> None:
        """Let a number be typed instead of an answer; the reading refuses what is none."""
        combo.setEditable(True)
        combo.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        combo.setToolTip(_translate("ImportDialog", "Choose one, or type a number and press Enter"))
        if combo.findData(question.taken) < 0:
            combo.setEditText(question.taken)
        shown = combo.currentText()

        def report() -> None:
            text = combo.currentText()
            if text != shown and combo.findText(text) < 0:
                self.answered.emit(question.name, _as_number(text))

        line = combo.lineEdit()
        assert line is not None
        line.editingFinished.connect(report)


def _as_number(text: str) -> str:
    """Return a typed number as it is written in files; any other text as it is."""
    try:
        return repr(typed_number(text))
    except ValueError:
        return text.strip()
