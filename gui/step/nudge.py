"""The nudge: a little is added to one number on request, and followed through to the loss."""

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.lesson.cards.nudged import nudge_card
from core.lesson.cards.stops import number_title
from core.lesson.moments import same_update
from core.lesson.names.numbers import symbol
from core.lesson.parts import Part, exists, value_before
from core.pictures.findings import Nudge
from core.pictures.snapshot import Facts, LayerPicture, StepPicture
from gui.kit.plot_parts import caption, colour_label
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.step.equation import EquationView
from gui.step.reasons import say_in, wrapped
from gui.step.stack import Stack


class NudgeView(QWidget):
    """Requests a nudge of a number with `nudge_requested`, and shows it once it arrives."""

    nudge_requested = Signal(int, str, object)  # layer, name of the array, index in it
    pointed = Signal(object)  # a Part or None
    part_chosen = Signal(object)
    plot_requested = Signal(str)  # the address of a number

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._told: tuple[StepPicture, Facts, tuple[LayerPicture, ...]] | None = None
        self._part: Part | None = None
        self._sample: int | None = None
        self._nudge: Nudge | None = None
        self._asked = False
        self._title = caption()
        self.button = QPushButton(translate("Nudge", "Add 0.01"))
        self.button.setToolTip(
            translate("Nudge", "Add 0.01 to this number on a copy; nothing is changed")
        )
        self.button.setAccessibleName(translate("Nudge", "Add 0.01 to this number, on a copy"))
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._ask)
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
        line = QHBoxLayout()
        line.setSpacing(SPACE[1])
        line.addWidget(self._title, 1)
        line.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[0])
        column.addLayout(line)
        column.addWidget(self._stack)
        self.setAccessibleName(translate("Nudge", "Nudge this weight"))
        self.set_theme(LIGHT)
        self._redraw()

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
        """Show an update for one number and one sample, given by its row in the batch.

        A nudge stays as long as it belongs to this number and its value before the update.
        """
        if step is None:
            self.clear()
            return
        told, nudge = self._told, self._nudge
        is_other = told is None or not same_update(told, (step, facts, layers))
        self._told, self._part, self._sample = (step, facts, layers), part, sample
        if is_other or nudge is None or not self._is_of(nudge):
            self._nudge = None
        if is_other:
            self._asked = False
        self._redraw()

    def show_nudge(self, nudge: Nudge) -> None:
        """Show a nudge that was requested; ignore one of another number."""
        if self._asked and self._is_of(nudge):
            self._nudge, self._asked = nudge, False
            self._redraw()

    def forget(self) -> None:
        """Drop the nudge, because something was edited."""
        self._nudge, self._asked = None, False
        self._redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._told = self._part = None
        self.forget()

    def words(self) -> str:
        """Return the answer, or the question."""
        return self._words.text()

    def _value(self) -> float | None:
        told, part = self._told, self._part
        if told is None or part is None or part.name is None or not exists(part, told[2]):
            return None
        return value_before(told[0], part, told[2])

    def _is_of(self, nudge: Nudge) -> bool:
        part = self._part
        if part is None or self._value() != nudge.value:
            return False
        return (part.layer, part.name, tuple(part.index)) == (
            nudge.layer,
            nudge.name,
            tuple(nudge.index),
        )

    def _ask(self) -> None:
        part = self._part
        if part is not None and self._value() is not None:
            self._asked = True
            self.nudge_requested.emit(part.layer, part.name, part.index)

    def _redraw(self) -> None:
        translate = QCoreApplication.translate
        told, part, nudge = self._told, self._part, self._nudge
        known = told is not None and part is not None and self._value() is not None
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
