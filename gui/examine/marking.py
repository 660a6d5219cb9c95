"""Check my number: a number worked out by hand, checked against the current update."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QSize
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import value as number_at
from core.lesson.cards.covering import Cover
from core.lesson.marking.asked import verdict
from core.lesson.marking.marks import Answer, mark
from core.lesson.marking.worked import Update
from core.lesson.marking.written import read
from core.words import say
from gui.kit.dialog import SmallDialog
from gui.kit.form import Row
from gui.kit.style import set_role
from gui.kit.terms.label import TermLabel

_translate = QCoreApplication.translate


class MarkDialog(SmallDialog):
    """Takes the address of a number and a person's result for it; counts the right ones."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            _translate("MarkDialog", "Check my number"),
            _translate(
                "MarkDialog",
                "Work out a number of this update by hand and enter it here. You will see whether "
                "it is right, right up to rounding, or which slip was made.",
            ),
            parent,
        )
        self._update: Update | None = None
        self._cover = Cover()
        self._right = self._checked = 0
        self.address = QComboBox()
        self.address.setEditable(True)
        self.address.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.given = QLineEdit()
        self.given.setPlaceholderText("12.5  −1/3  1e−3")
        self.address_row = Row(
            _translate("MarkDialog", "Which number"),
            _translate("MarkDialog", "One of this stop, or any other: Z1[3,1], dW2[1,1], W1'[2,1]"),
            self.address,
        )
        self.given_row = Row(
            _translate("MarkDialog", "My number"),
            _translate("MarkDialog", "With three digits or more; a fraction is fine"),
            self.given,
        )
        self.said = TermLabel()
        self.said.setWordWrap(True)
        self.said.setMinimumHeight(2 * self.said.fontMetrics().lineSpacing())
        self.score = TermLabel()
        set_role(self.score, "caption")
        for widget in (self.address_row, self.given_row, self.said, self.score):
            self.rows.addWidget(widget)
        self.reveal = self.add_button(
            _translate("MarkDialog", "Show it"),
            _translate("MarkDialog", "Show what the number is"),
            self._reveal,
        )
        self.check = self.add_button(
            _translate("MarkDialog", "Check"),
            _translate("MarkDialog", "Check my number (Enter)"),
            self._check,
            primary=True,
        )
        self.add_close()
        self.usual = QSize(400, 0)
        self.address.editTextChanged.connect(self._forget)
        self.given.textEdited.connect(self._forget)
        self._say_score()

    def show_update(self, update: Update | None, addresses: Sequence[str]) -> None:
        """Take the current update and the numbers of its stop; None if there is none."""
        self._update = update
        if list(addresses) != [self.address.itemText(i) for i in range(self.address.count())]:
            self.address.clear()
            self.address.addItems(list(addresses))
            self.address.setEditText(addresses[0] if addresses else "")
            self.given.clear()
        for button in (self.check, self.reveal):
            button.setEnabled(update is not None)

    def set_cover(self, cover: Cover) -> None:
        """Tell nothing of covered numbers."""
        self._cover = cover
        self._forget()

    def _forget(self, *_: object) -> None:
        self.said.setText("")
        for row in (self.address_row, self.given_row):
            row.show_error("")

    def _check(self) -> None:
        self._forget()
        update = self._update
        if update is None:
            return
        try:
            address = parse(self.address.currentText(), len(update.project.layers))
            number_at(address, update.numbers)
        except UserError as error:
            self._refuse(self.address_row, error)
            return
        try:
            given = read(self.given.text())
        except UserError as error:
            self._refuse(self.given_row, error)
            return
        (found,) = mark(update, [Answer(address, given)])
        self._checked += not found.is_short  # that is no try
        self._right += found.right
        self.said.setText(verdict(found))
        self._say_score()
        self.grow()
        self.given.selectAll()
        self.given.setFocus()

    def _refuse(self, row: Row, error: UserError) -> None:
        row.show_error(f"{error.message}: {error.hint}")
        self.grow()

    def _reveal(self) -> None:
        self._forget()
        if self._update is None:
            return
        try:
            address = parse(self.address.currentText(), len(self._update.project.layers))
            found = number_at(address, self._update.numbers)
        except UserError as error:
            self._refuse(self.address_row, error)
            return
        if self._cover(str(address)):
            self.said.setText(
                _translate("MarkDialog", "It is covered: it is asked for at this stop.")
            )
            return
        self.said.setText(
            say("MarkDialog", "{address} is {value}.", address=address, value=f"{found:.6g}")
        )

    def _say_score(self) -> None:
        words = _translate("MarkDialog", "Nothing checked yet")
        if self._checked:
            words = say(
                "MarkDialog", "{right} of {all} right", right=self._right, all=self._checked
            )
        self.score.setText(words)
