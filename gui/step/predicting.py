"""Ask me first: the strip over a card in which one predicts the numbers that are covered."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.errors import UserError
from core.lesson.marking.predicting import Predicting
from core.words import say
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.theme import SPACE

#: lines that are kept for what is said, so that nothing moves when it is
_LINES = 2


class PredictStrip(QWidget):
    """A field for the number that is asked for; `changed` tells that numbers were uncovered."""

    changed = Signal()

    def __init__(self, predicting: Predicting) -> None:
        super().__init__()
        self._predicting = predicting
        self._at: tuple[str, ...] = ()
        translate = QCoreApplication.translate
        self.setAccessibleName(translate("StepPanel", "Ask me first"))
        self.symbol = Label()
        self.symbol.setMinimumWidth(self.symbol.fontMetrics().horizontalAdvance("∂L/∂w⁽¹⁾₁₁ ="))
        self.symbol.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.line = QLineEdit()
        self.line.setPlaceholderText("0.8  −1/3  1e−3")
        self.line.setAccessibleName(translate("StepPanel", "My prediction"))
        self.line.setToolTip(
            translate("StepPanel", "What is it? With three digits or more; Enter checks")
        )
        self.check = self._button(
            translate("StepPanel", "Check"),
            translate("StepPanel", "Mark my prediction, and uncover the number (Enter)"),
        )
        self.uncover = self._button(
            translate("StepPanel", "Uncover"),
            translate("StepPanel", "Show the numbers of this stop without a prediction"),
        )
        self.said, self.score = Label(), Label()
        self.said.setWordWrap(True)
        self.said.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.said.setFixedHeight(_LINES * self.said.fontMetrics().lineSpacing())
        self.said.setAccessibleName(translate("StepPanel", "What is said of the prediction"))
        set_role(self.score, "caption")
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        for part in (self.symbol, self.line, self.check, self.uncover):
            row.addWidget(part, 1 if part is self.line else 0)
        foot = QHBoxLayout()
        foot.addWidget(self.said, 1)
        foot.addWidget(self.score, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        column.addLayout(row)
        column.addLayout(foot)
        self.line.returnPressed.connect(self._check)
        self.check.clicked.connect(self._check)
        self.uncover.clicked.connect(self._uncover)
        self.show_asked()

    def _button(self, words: str, help: str) -> QPushButton:
        button = QPushButton(words)
        button.setAccessibleName(words)
        button.setToolTip(help)
        button.setAccessibleDescription(help)
        return button

    def show_asked(self) -> None:
        """Show what is asked for at the stop at hand."""
        predicting, translate = self._predicting, QCoreApplication.translate
        asked = predicting.asked
        name = predicting.symbol()
        self.symbol.setText(f"{name} =" if name else "")
        for part in (self.line, self.check, self.uncover):
            part.setEnabled(bool(asked))
        if asked != self._at:
            self.line.clear()
            if not asked or not set(asked) <= set(self._at):
                self._say("" if asked else translate("StepPanel", "Nothing is covered here."))
        self._at = asked
        if predicting.checked:
            words = say(
                "StepPanel",
                "{right} of {all} right",
                right=predicting.right,
                all=predicting.checked,
            )
            self.score.setText(words)

    def begin(self) -> None:
        """Take the keys."""
        self.line.setFocus()

    def _check(self) -> None:
        from core.lesson.marking.asked import verdict

        if not self._predicting.asked:
            return
        name = self._predicting.symbol()
        try:
            found = self._predicting.answer(self.line.text())
        except UserError as error:
            self._say(f"{error.message}: {error.hint}", bad=True)
            return
        if not self._predicting.asked:
            self.line.clearFocus()  # the keys are the window's again: → goes on
        self.changed.emit()  # first the number, then what is said of it
        self._say(say("StepPanel", "{symbol}: {verdict}", symbol=name, verdict=verdict(found)))

    def _uncover(self) -> None:
        self._predicting.uncover()
        self.changed.emit()
        self._say("")

    def _say(self, words: str, bad: bool = False) -> None:
        self.said.setText(words)
        set_role(self.said, "error" if bad else "")
