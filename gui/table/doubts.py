"""What is doubtful about a table, one line each, with a click to read it another way."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.data.reading.telling.preview import Question
from core.words import say
from gui.kit.plain import Label, plain_tip
from gui.kit.style import set_role, text_scale

_translate = QCoreApplication.translate

#: how many lines are shown, and how many columns one line names
_MOST, _NAMED = 30, 4
_HIGH, _LOW, _SHORT = 128, 44, 560


class Doubts(QScrollArea):
    """The list; `switched` carries the settings of the line that was clicked."""

    switched = Signal(object)  # tuple of settings

    def __init__(self) -> None:
        super().__init__()
        self.buttons: list[QPushButton] = []
        self.title = Label(_translate("TableDialog", "Guessed; click to change it"))
        set_role(self.title, "caption")
        self.title.setVisible(False)
        self._shown: Sequence[Question] = ()
        self._high = 0
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(_translate("TableDialog", "What was guessed"))
        self.setVisible(False)

    def show_questions(self, questions: Sequence[Question]) -> None:
        """Show other doubts."""
        if questions == self._shown:
            return
        self._shown = questions
        inside = QWidget()
        rows = QVBoxLayout(inside)
        rows.setContentsMargins(0, 0, 8, 0)
        rows.setSpacing(0)
        self.buttons = []
        for question in questions[:_MOST]:
            rows.addLayout(self._line(question))
        more = len(questions) - _MOST
        if more > 0:
            label = Label(say("TableDialog", "and {n} more", n=more))
            set_role(label, "caption")
            rows.addWidget(label)
        rows.addStretch(1)
        self.setWidget(inside)
        for part in (self, self.title):
            part.setVisible(bool(questions))
        self._high = min(round(_HIGH * text_scale()), inside.sizeHint().height() + 2)
        self.setMaximumHeight(self._high)
        self.setMinimumHeight(min(self._high, round(_LOW * text_scale())))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._high)

    def _line(self, question: Question) -> QHBoxLayout:
        line = QHBoxLayout()
        line.setSpacing(8)
        names = ", ".join(question.columns[:_NAMED])
        if len(question.columns) > _NAMED:
            more = len(question.columns) - _NAMED
            names = say("TableDialog", "{names} and {n} more", names=names, n=more)
        text = f"{names}: {question.says}" if names else question.says
        # a sentence has a capital, the name of a column or a file stays as it is
        plain = not names and "." not in text.partition(" ")[0]
        label = Label(text[:1].upper() + text[1:] if plain else text)
        label.setToolTip(plain_tip(", ".join(question.columns[:200])))
        # a short line has its link beside it, a long one wraps
        short = label.sizeHint().width() < _SHORT * text_scale()
        label.setWordWrap(not short)
        line.addWidget(label, 0 if short else 1)
        if question.switches:
            button = QPushButton(question.words)
            set_role(button, "link")
            button.setAutoDefault(False)
            button.setAccessibleName(f"{question.words}: {text}")
            button.setToolTip(_translate("TableDialog", "Read it this way instead"))
            button.clicked.connect(
                lambda _=False, switches=question.switches: self.switched.emit(switches)
            )
            self.buttons.append(button)
            line.addWidget(button, 0, Qt.AlignmentFlag.AlignTop)
        if short:
            line.addStretch(1)
        return line
