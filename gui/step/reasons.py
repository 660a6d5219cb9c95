"""The answers to "Why?": each is a sentence with its equations below."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QLabel, QSizePolicy

from core.lesson.cards.content import Reason
from core.lesson.parts import Part
from gui.kit.plot_parts import caption, colour_label
from gui.kit.terms.label import TermLabel
from gui.kit.theme import LIGHT, Theme
from gui.step.equation import EquationView
from gui.step.stack import Stack


class ReasonsView(Stack):
    """Shows reasons; clicking or pointing in their equations emits signals."""

    pointed = Signal(object)  # a Part or None
    chosen = Signal(object)
    plot_requested = Signal(str)  # the address of a number

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self._rows: list[tuple[QLabel, EquationView]] = []
        self.setAccessibleName(QCoreApplication.translate("StepPanel", "Why?"))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for words, equation in self._rows:
            colour_label(words, theme.text)
            equation.set_theme(theme)

    def show_reasons(self, reasons: tuple[Reason, ...]) -> None:
        """Show sentences with their equations."""
        while len(self._rows) < len(reasons):
            self._add_row()
        for i, (words, equation) in enumerate(self._rows):
            known = i < len(reasons)
            say_in(words, reasons[i].words if known else "")
            equation.show_blocks(reasons[i].blocks if known else ())
            words.setVisible(known)
            equation.setVisible(known and bool(reasons[i].blocks))
        self.arrange()

    def show_pointed(self, part: Part | None) -> None:
        """Highlight the numbers of a part of the network."""
        for _, equation in self._rows:
            equation.show_pointed(part)

    def as_text(self) -> str:
        """Return what is shown as text."""
        shown = [row for row in self._rows if not row[0].isHidden()]
        return "\n".join(f"{words.text()}\n{equation.as_text()}" for words, equation in shown)

    def _add_row(self) -> None:
        words = wrapped()
        equation = EquationView(QCoreApplication.translate("StepPanel", "Chain rule"), small=True)
        equation.pointed.connect(self.pointed)
        equation.chosen.connect(self.chosen)
        equation.plot_requested.connect(self.plot_requested)
        colour_label(words, self._theme.text)
        equation.set_theme(self._theme)
        self.add(words)
        self.add(equation)
        self._rows.append((words, equation))


def say_in(label: QLabel, words: str) -> None:
    """Set the text of a label if it has changed."""
    if words != label.text():
        label.setText(words)


def wrapped(small: bool = False) -> QLabel:
    """Return a label whose text wraps and can be selected."""
    label = caption() if small else TermLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    # its own minimum would be for a very narrow label, and so very high
    label.setMinimumSize(1, 1)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
