"""The nudge: a little is added to one number on request, and followed through to the loss."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QWidget

from core.lesson.cards.nudged import nudge_card
from core.lesson.cards.stops import number_title
from core.lesson.names.numbers import symbol
from core.lesson.parts import Part
from core.pictures.findings import Nudge
from core.pictures.snapshot import Facts, LayerPicture, StepPicture
from gui.kit.plot_parts import colour_label
from gui.kit.theme import LIGHT, Theme
from gui.step.equation import EquationView
from gui.step.number_question import NumberQuestion
from gui.step.reasons import say_in, wrapped
from gui.step.stack import Stack


class NudgeView(NumberQuestion[Nudge]):
    """Requests a nudge of a number, and follows it to the loss."""

    pointed = Signal(object)  # a Part or None
    part_chosen = Signal(object)
    plot_requested = Signal(str)  # the address of a number

    def __init__(self, parent: QWidget | None = None) -> None:
        translate = QCoreApplication.translate
        super().__init__(translate("Nudge", "Add 0.01"), parent)
        self._sample: int | None = None
        self.button.setToolTip(
            translate("Nudge", "Add 0.01 to this number on a copy; nothing is changed")
        )
        self.button.setAccessibleName(translate("Nudge", "Add 0.01 to this number, on a copy"))
        self._sample_words, self._batch_words = wrapped(), wrapped()
        self._words = wrapped()
        self.chain = EquationView(translate("Nudge", "Its consequences"), small=True)
        self.whole = EquationView(translate("Nudge", "What happens to the loss"), small=True)
        self._stack = Stack()
        for part in (self._sample_words, self.chain, self._batch_words, self.whole, self._words):
            self._stack.add(part)
        for view in (self.chain, self.whole):
            view.pointed.connect(self.pointed)
            view.chosen.connect(self.part_chosen)
            view.plot_requested.connect(self.plot_requested)
        self.column.addWidget(self._stack)
        self.setAccessibleName(translate("Nudge", "Nudge this weight"))
        self.set_theme(LIGHT)
        self.redraw()

    # what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        colour_label(self._title, theme.secondary)
        for label in (self._sample_words, self._batch_words, self._words):
            colour_label(label, theme.text)
        for view in (self.chain, self.whole):
            view.set_theme(theme)

    def show_step(
        self,
        step: StepPicture | None,
        facts: Facts,
        part: Part | None,
        sample: int | None,
        layers: tuple[LayerPicture, ...],
    ) -> None:
        """Show an update for one number and one sample, given by its row in the batch."""
        self._sample = sample
        self.show_number(step, facts, part, layers)

    # what it says

    def words(self) -> str:
        """Return the answer, or the question."""
        return self._words.text()

    def redraw(self) -> None:
        translate = QCoreApplication.translate
        told, part, nudge = self._told, self._part, self._answer
        known = self.value() is not None
        self.button.setVisible(known and nudge is None)
        shown = known and nudge is not None
        for widget in (self._sample_words, self.chain, self._batch_words, self.whole):
            widget.setVisible(shown)
        if not known or told is None or part is None:
            self._title.setText("")
            text = translate("Nudge", "Click a weight or a bias in the network to nudge it.")
            say_in(self._words, text)
        elif nudge is None:
            self._title.setText(number_title(part, told[2], told[1]))
            text = translate("Nudge", "What if {symbol} were larger by 0.01?")
            say_in(self._words, text.format(symbol=symbol(part, told[2])))
        else:
            self._title.setText(number_title(part, told[2], told[1]))
            card = nudge_card(told[0], told[2], told[1], self._sample, nudge)
            say_in(self._sample_words, card.sample)
            say_in(self._batch_words, card.batch)
            say_in(self._words, card.words)
            self.chain.show_blocks(card.chain)
            self.whole.show_blocks((card.whole,))
        self._stack.arrange()
