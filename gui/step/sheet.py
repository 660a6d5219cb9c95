"""A card of the step panel as widgets, from the title down to the NumPy line."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QFont, QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
)

from core.lesson.cards.content import Card
from core.lesson.parts import Part
from gui.kit.fonts import caption_font, number_font
from gui.kit.plain import Label
from gui.kit.plot_parts import caption, colour_label
from gui.kit.section import Section
from gui.kit.style import set_role
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.step.bars import BarsView
from gui.step.equation import EquationView
from gui.step.matrix import MatrixView
from gui.step.reasons import ReasonsView, say_in, wrapped
from gui.step.stack import Stack


class CodeLine(QFrame):
    """The NumPy lines of a phase; Copy adds everything they need to run."""

    def __init__(self) -> None:
        super().__init__()
        self._program: Callable[[], str] | None = None
        translate = QCoreApplication.translate
        set_role(self, "pill")
        self.text = Label()
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.text.setWordWrap(True)
        self.text.setMinimumSize(1, 1)
        font = number_font(self.text.font())
        font.setPixelSize(caption_font(self.text.font()).pixelSize())
        self.text.setFont(font)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.text.setAccessibleName(translate("StepPanel", "NumPy line"))
        self.copy = QPushButton(translate("StepPanel", "Copy"))
        set_role(self.copy, "plain")
        self.copy.setFont(caption_font(self.copy.font()))
        self.copy.setToolTip(
            translate(
                "StepPanel",
                "Copy the NumPy lines, with the arrays and functions that they need to run",
            )
        )
        self.copy.setAccessibleName(translate("StepPanel", "Copy the NumPy lines as a program"))
        self.copy.clicked.connect(self._copy)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[2], SPACE[0], SPACE[0], SPACE[0])
        row.addWidget(self.text, 1)
        row.addWidget(self.copy, 0, Qt.AlignmentFlag.AlignTop)

    def say(self, line: str, program: Callable[[], str] | None = None) -> None:
        """Show statements, each on its own line; `program` makes the text for Copy."""
        self._program = program
        shown = line.replace("; ", "\n")
        if shown != self.text.text():
            self.text.setText(shown)
        self.setVisible(bool(line))

    def _copy(self) -> None:
        text = self.text.text() if self._program is None else self._program()
        QGuiApplication.clipboard().setText(text)


class StepSheet(Stack):
    """Shows a card; clicking or pointing in it emits signals."""

    pointed = Signal(object)  # a Part or None
    part_chosen = Signal(object)
    row_chosen = Signal(int)
    plot_requested = Signal(str)  # the address of a number
    unit_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        translate = QCoreApplication.translate
        self._theme = LIGHT
        self.card: Card | None = None
        self.title, self.place = Label(), caption()
        set_role(self.title, "title")
        self.why, self.note, self.remark = (wrapped(), wrapped(True), wrapped())
        self.outcome, self.shapes = wrapped(), wrapped(True)
        bold = QFont(self.outcome.font())
        bold.setWeight(QFont.Weight.DemiBold)
        self.outcome.setFont(bold)
        self.equation = EquationView(translate("StepPanel", "Equation"))
        self.reasons = ReasonsView()
        self.why_section = Section(
            translate("StepPanel", "Why?"),
            translate("StepPanel", "The chain rule behind these numbers, path by path"),
        )
        self.bars, self.matrix, self.code = BarsView(), MatrixView(), CodeLine()
        self._build()
        self.set_theme(LIGHT)

    def _build(self) -> None:
        body = QVBoxLayout(self.why_section.body)
        body.setContentsMargins(0, 0, 0, 0)
        body.addWidget(self.reasons)
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.title.setWordWrap(True)
        self.title.setMinimumSize(1, 1)
        head = Stack(gap=0)
        head.add(self.title)
        head.add(self.place)
        for part in (
            head,
            self.why,
            self.equation,
            self.why_section,
            self.note,
            self.remark,
            self.outcome,
            self.bars,
            self.matrix,
            self.shapes,
            self.code,
        ):
            self.add(part)
        for view in (self.equation, self.reasons):
            view.pointed.connect(self.pointed)
            view.chosen.connect(self.part_chosen)
        for asking in (self.equation, self.reasons, self.bars, self.matrix):
            asking.plot_requested.connect(self.plot_requested)
        self.bars.chosen.connect(self.row_chosen)
        self.matrix.pointed.connect(self.pointed)
        self.matrix.row_chosen.connect(self.row_chosen)
        self.matrix.unit_chosen.connect(self.unit_chosen)
        self.matrix.part_chosen.connect(self.part_chosen)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for label in (self.place, self.note, self.shapes):
            colour_label(label, theme.secondary)
        for label in (self.title, self.why, self.remark, self.outcome):
            colour_label(label, theme.text)
        for view in (self.equation, self.reasons, self.bars, self.matrix):
            view.set_theme(theme)

    def show_card(self, card: Card, program: Callable[[], str] | None = None) -> None:
        """Show a card."""
        self.card = card
        say_in(self.title, card.title)
        say_in(self.place, card.place)
        for label, words in (
            (self.why, card.why),
            (self.note, card.note),
            (self.remark, card.remark),
            (self.outcome, card.outcome),
            (self.shapes, card.shapes),
        ):
            say_in(label, words)
            label.setVisible(bool(words))
        self.equation.show_blocks(card.blocks)
        self.equation.setVisible(bool(card.blocks))
        self.reasons.show_reasons(card.reasons)
        self.why_section.setVisible(bool(card.reasons))
        self.bars.setVisible(bool(card.bars))
        if card.bars:
            self.bars.show_bars(card.bars[0])
        self.matrix.setVisible(card.matrix is not None)
        if card.matrix is not None:
            self.matrix.show_matrix(card.matrix)
        self.code.say(card.line, program)
        self.arrange()

    def show_pointed(self, part: Part | None) -> None:
        """Highlight the numbers of a part of the network."""
        for view in (self.equation, self.reasons, self.matrix):
            view.show_pointed(part)
