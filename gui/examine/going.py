"""The small window for going to another moment: an epoch or an update, before or after now.

A recorded moment is jumped to, any other is trained; the button says which it will be.
"""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.errors import UserError
from core.registry import Parameter
from core.words import say
from gui.kit.choice import QuietCombo
from gui.kit.dialog import SmallDialog
from gui.kit.number_field import NumberField, read_typed
from gui.kit.style import set_role, text_scale
from gui.kit.terms.label import TermLabel
from gui.kit.texts import count

_translate = QCoreApplication.translate

_MOST = 10**12
#: the width of the window's text, and the height of the description, in lines
_WIDTH, _LINES = 340, 2


@dataclass(frozen=True)
class Where:
    """Where training is and what is recorded, in one unit.

    `now` counts what is finished, `begun` also what has begun: an unfinished epoch is one more.
    """

    now: int = 0
    begun: int = 0
    first: int = 0
    last: int = 0

    def place(self, way: str, number: int) -> int:
        """Return where a move leads: "to" a number, or "back" or "ahead" by it."""
        if way == "back":
            return max(self.first, self.begun - number)
        return self.now + number if way == "ahead" else number


class GoToDialog(SmallDialog):
    """Asks for a moment; `chosen` carries "epoch" or "update", and how many of them."""

    chosen = Signal(str, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("GoToDialog", "Go to"), "", parent)
        self._where = {"epoch": Where(), "update": Where()}
        self.way = self._choice(
            _translate("GoToDialog", "Way"),
            (
                (_translate("GoToDialog", "Go to"), "to"),
                (_translate("GoToDialog", "Back by"), "back"),
                (_translate("GoToDialog", "Ahead by"), "ahead"),
            ),
        )
        help = _translate("GoToDialog", "a number of epochs or updates")
        self.field = NumberField(Parameter("number", "integer", None, help, low=0, high=_MOST))
        self.field.setAccessibleName(_translate("GoToDialog", "Number"))
        self.unit = self._choice(
            _translate("GoToDialog", "Epoch or update"),
            (
                (_translate("GoToDialog", "epoch"), "epoch"),
                (_translate("GoToDialog", "update"), "update"),
            ),
        )
        row = QHBoxLayout()
        row.setSpacing(8)
        for part in (self.way, self.field, self.unit):
            row.addWidget(part, 1)
        self.rows.addLayout(row)
        self.says = TermLabel()
        self.says.setWordWrap(True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.rows.addWidget(self.says)
        self.go = self.add_turning_button(_verbs(), self._go, primary=True)
        self.add_close()
        self.field.lineEdit().textEdited.connect(self._say)
        self.field.edited.connect(self._say)
        for choice in (self.way, self.unit):
            choice.currentIndexChanged.connect(self._say)
        self._say()

    def fit_text(self) -> None:
        """Have room for every sentence: the window keeps its size, whichever it says."""
        self.about.setMinimumWidth(round(_WIDTH * text_scale()))
        self.about.setFixedHeight(2 * self.about.fontMetrics().lineSpacing() + 4)
        self.says.setFixedHeight(_LINES * self.says.fontMetrics().lineSpacing() + 4)

    def show_time(self, epochs: Where, updates: Where) -> None:
        """Show where training is."""
        self._where = {"epoch": epochs, "update": updates}
        text = _translate(
            "GoToDialog",
            "Now: epoch {epoch}, update {update}. Recorded: updates {first} to {last}.",
        )
        self.about.setText(
            text.format(
                epoch=count(epochs.now),
                update=count(updates.now),
                first=count(updates.first),
                last=count(updates.last),
            )
        )
        self._say()

    def ask(self) -> None:
        """Show the window with its field ready to type in."""
        self.bring()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def _choice(self, name: str, items: tuple[tuple[str, str], ...]) -> QuietCombo:
        combo = QuietCombo()
        combo.setAccessibleName(name)
        combo.setToolTip(name)
        for words, value in items:
            combo.addItem(words, value)
        return combo

    def _read(self) -> int:
        """Return the place that is typed, in the chosen unit. Raises a UserError that explains."""
        number = read_typed(self.field.text(), self.field.parameter)
        return self._where[self.unit.currentData()].place(
            str(self.way.currentData()), int(number or 0)
        )

    def _say(self, *_: object) -> None:
        """Say what the button does; disable it if there is nothing to do."""
        where = self._where[self.unit.currentData()]
        back = _verbs()[0]
        words, text, bad, place = back, "", False, None
        if self.field.text().strip():
            try:
                place = self._read()
            except UserError as error:
                text, bad = f"{error.message}: {error.hint}.", True
        if place is not None:
            words, text = self._words_of(place, where)
        self.says.setText(text)
        self.says.setToolTip(text)
        set_role(self.says, "error" if bad else "caption")
        self.go.turn_to(words, say("GoToDialog", "{does} (Enter)", does=words))
        self.go.setEnabled(place is not None and place != self._here(where))

    def _here(self, where: Where) -> int | None:
        """Return the place that would change nothing, or None within an epoch."""
        return where.now if where.begun == where.now else None

    def _words_of(self, place: int, where: Where) -> tuple[str, str]:
        """Return the button's words, and a sentence on what happens."""
        back, forward, train = _verbs()
        unit = self.unit.currentText()
        there = f"{unit} {count(place)}"
        if place > where.last:
            text = _translate("GoToDialog", "Trains until {place} is done: {more} more.")
            return train, text.format(place=there, more=count(place - where.now))
        if place < where.first:
            text = _translate("GoToDialog", "The recorded run begins at {unit} {first}.")
            return back, text.format(unit=unit, first=count(where.first))
        if place == self._here(where):
            return back, _translate("GoToDialog", "You are already there.")
        if place < where.begun:
            text = _translate("GoToDialog", "Jumps back to {place}; what comes after it is kept.")
            return back, text.format(place=there)
        text = _translate("GoToDialog", "Jumps ahead to {place}, as it was recorded.")
        return forward, text.format(place=there)

    def _go(self) -> None:
        try:
            place = self._read()
        except UserError:
            return  # it is already shown
        if place == self._here(self._where[self.unit.currentData()]):
            return
        self.chosen.emit(self.unit.currentData(), place)
        self.close()


def _verbs() -> tuple[str, str, str]:
    return (
        _translate("GoToDialog", "Go back"),
        _translate("GoToDialog", "Go forward"),
        _translate("GoToDialog", "Train until then"),
    )
