"""Ask me first: what is covered, and the strip over a card in which one predicts those numbers."""

from collections.abc import Collection

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from core.errors import UserError
from core.lesson.cards.covering import Cover
from core.lesson.marking.directions import SIGNS, ways
from core.lesson.marking.predicting import Predicting
from core.words import say
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.theme import SPACE

#: lines that are kept for what is said, so that nothing moves when it is
_LINES = 2


class Covers(QObject):
    """What is covered at the stop at hand: by a lesson, and by *Ask me first*.

    `changed` carries what both cover together.
    """

    changed = Signal(object)  # Cover

    def __init__(self, asker: Predicting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._asker = asker
        self._is_asking = False
        self._of_lesson = self._said = Cover()

    def set_lesson(self, cover: Cover | None) -> None:
        """Cover what a lesson asks for; None: nothing."""
        self._of_lesson = cover or Cover()

    def ask(self, on: bool) -> None:
        """Cover what the stop writes until it is predicted, or not any more."""
        if on and not self._is_asking:
            self._asker.begin()
        self._is_asking = on

    def ask_at(self, kinds: Collection[str], once: bool) -> None:
        """Ask at these kinds of stops; with `once` only at the first one of each."""
        self._asker.ask_at(kinds, once)

    def is_asking(self) -> bool:
        """Return whether the numbers of a stop are asked for before they are shown."""
        return self._is_asking

    def of_lesson(self) -> Cover:
        """Return what a lesson covers."""
        return self._of_lesson

    def now(self) -> Cover:
        """Return what is covered."""
        asked = frozenset(self._asker.asked) if self._is_asking else frozenset()
        return self._of_lesson | Cover(asked)

    def tell(self) -> None:
        """Tell what is covered, if that has changed."""
        now = self.now()
        if now != self._said:
            self._said = now
            self.changed.emit(now)


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
        self.line.setPlaceholderText("12.5  −1/3")  # longer, it would be cut at 1024×768
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
        self.ways, self.way_words = QWidget(), Label()
        self.way_buttons = [self._button(sign, "") for sign in SIGNS]
        self._arrange_ways()
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
        column.addWidget(self.ways)
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

    def _arrange_ways(self) -> None:
        """Lay out the three ways that a number may go, in a line that keeps its room."""
        row = QHBoxLayout(self.ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[1])
        row.addWidget(self.way_words, 1)
        for place, button in enumerate(self.way_buttons):
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, place=place: self._guess(place))
            row.addWidget(button)
        policy = self.ways.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.ways.setSizePolicy(policy)

    def _show_ways(self) -> None:
        """Ask which way a number moves, or where the loss will go, at stops where one can say."""
        translate, asks = QCoreApplication.translate, self._predicting.asks_way()
        self.ways.setVisible(bool(asks))
        words = translate("StepPanel", "Or: which way does it move?")
        if asks == "loss":
            words = translate("StepPanel", "Where will this loss go?")
        self.way_words.setText(words)
        for button, way in zip(self.way_buttons, ways(asks == "loss"), strict=True):
            button.setAccessibleName(way)
            button.setToolTip(way)

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
                todo = translate("StepPanel", "Work it out first. Three digits are enough.")
                self._say(todo if asked else translate("StepPanel", "Nothing is covered here."))
        self._at = asked
        self._show_ways()
        news = predicting.take_news()
        if news:
            self._say(news)
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

    def _guess(self, way: int) -> None:
        asks, name = self._predicting.asks_way(), self._predicting.symbol()
        if not asks:
            return
        words = self._predicting.guess(way)
        self.changed.emit()
        self._say(words if asks == "loss" else f"{name}: {words}")

    def _uncover(self) -> None:
        self._predicting.uncover()
        self.changed.emit()
        self._say("")

    def _say(self, words: str, bad: bool = False) -> None:
        self.said.setText(words)
        set_role(self.said, "error" if bad else "")
