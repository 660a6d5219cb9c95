"""Check a sheet: a worksheet is rebuilt by its number, filled in, and marked cell by cell."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QScrollArea, QWidget

from core.errors import UserError
from core.lesson.marking.marks import Answer, Mark
from core.lesson.marking.worked import Update
from core.lesson.worksheets.drawing import MOST_BATCH
from core.lesson.worksheets.sheet import number_of
from core.run.learning.worksheets import Made, Wanted
from core.words import say
from gui.kit.dialog import SmallDialog
from gui.kit.form import Row
from gui.kit.number_field import whole_field
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale
from gui.kit.terms.label import TermLabel
from gui.worksheets.tables import FilledSheet

_translate = QCoreApplication.translate


class CheckSheetDialog(SmallDialog):
    """Takes the number of a sheet and a person's results; shows ✓, or which slip was made."""

    sheet_wanted = Signal(int, object)  # the number, and Wanted
    marks_wanted = Signal(object, object)  # Update, tuple of Answer

    def __init__(self, parent: QWidget | None = None) -> None:
        about = _translate(
            "CheckSheet",
            "Enter the number and the seed that are printed on a worksheet of this network, then "
            "your results. Cells may stay empty. A number that is wrong only because of an earlier "
            "one counts as right.",
        )
        super().__init__(_translate("CheckSheet", "Check a sheet"), about, parent)
        self._name = ""
        self._asked: tuple[int, Wanted] | None = None  # the sheet that is looked for, or shown
        self._update: Update | None = None
        self._answers: tuple[Answer, ...] = ()
        self.sheet: FilledSheet | None = None
        self.number = QLineEdit()
        words = _translate("CheckSheet", "the seed printed on the sheet")
        self.seed = whole_field("seed", 1, words, 0, 10**9)
        words = _translate("CheckSheet", "how many samples the sheet is made with")
        self.batch = whole_field("samples", 1, words, 1, MOST_BATCH)
        self._number_row = Row(
            _translate("CheckSheet", "Sheet"),
            _translate("CheckSheet", "The number of the sheet as it is printed, or 17 alone"),
            self.number,
            wide=True,
        )
        self.area = QScrollArea()
        self.title, self.said, self.score = Label(), TermLabel(), Label()
        self._build()

    def _build(self) -> None:
        choice = QHBoxLayout()
        choice.setSpacing(24)
        choice.addWidget(self._number_row, 1)
        for label, field in (
            (_translate("CheckSheet", "Seed"), self.seed),
            (_translate("CheckSheet", "Samples of a sheet"), self.batch),
        ):
            row = Row(label, field.toolTip(), field, wide=True)
            field.setAccessibleName(label)
            field.refused.connect(row.show_error)
            field.edited.connect(lambda _: self._show())
            field.lineEdit().textEdited.connect(lambda _: self._show())
            choice.addWidget(row, 1)
        self.rows.addLayout(choice)
        self.area.setWidgetResizable(True)
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setAccessibleName(_translate("CheckSheet", "The tables of the sheet"))
        self.area.setMinimumHeight(round(120 * text_scale()))
        self.area.hide()
        for line in (self.title, self.said):
            line.setWordWrap(True)
        set_role(self.title, "title")
        set_role(self.score, "caption")
        self.rows.addWidget(self.title)
        self.rows.addWidget(self.area, 1)
        self.rows.addWidget(self.said)
        self.rows.addWidget(self.score)
        verbs = (_translate("CheckSheet", "Find it"), _translate("CheckSheet", "Check"))
        self.verbs = verbs
        self.button = self.add_turning_button(verbs, self._act, primary=True)
        self.add_close()
        self.setMinimumWidth(round(480 * text_scale()))
        self.number.textEdited.connect(lambda _: self._show())
        self._show()

    # ------------------------------------------------------------------ what it receives

    def ask(self, name: str) -> None:
        """Show the window; `name` is that of the network, which is printed on its sheets."""
        self.name(name)
        self.bring()
        # the text size may be another than when the window was made
        self.number.setMinimumWidth(self.number.fontMetrics().horizontalAdvance("XXXXX-17") + 24)
        if self.sheet is None:
            self.number.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def name(self, name: str) -> None:
        """Take the name of the network that is open."""
        self._name = name
        self.number.setPlaceholderText(f"{name}-1")

    def show_sheet(self, found: Made | UserError) -> None:
        """Show a sheet that was rebuilt, or why it cannot be."""
        if self._asked is None:
            return
        if isinstance(found, UserError):
            self.forget()
            self._say(f"{found.message}: {found.hint}", bad=True)
            return
        self._update = found.update
        self.sheet = FilledSheet(found.sheet)
        self.area.setWidget(self.sheet)
        self.area.show()
        place = say("CheckSheet", "{sheet}, seed {seed}", sheet=found.sheet.label,
                    seed=found.sheet.seed)  # fmt: skip
        self.title.setText(place)
        self._say("")
        self.score.setText("")
        fields = self.sheet.fields()
        for field in fields:
            field.edited.connect(lambda: self.score.setText(""))
        self._widen()
        fields[0].line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._show()

    def _widen(self) -> None:
        """Take room for the tables, as far as the screen has it."""
        assert self.sheet is not None
        screen = self.screen().availableGeometry()
        wide = self.sheet.sizeHint().width() + 80
        high = self.sheet.sizeHint().height() + self.sizeHint().height()
        self.resize(
            min(max(self.width(), wide), round(0.9 * screen.width())),
            min(max(self.height(), high), round(0.8 * screen.height())),
        )
        lowest = screen.bottom() - self.frameGeometry().height()
        self.move(self.x(), max(screen.top(), min(self.y(), lowest)))

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show the marks of the answers that were given last."""
        if self.sheet is None or tuple(mark.answer for mark in marks) != self._answers:
            return
        self.sheet.show_marks(marks)
        right = sum(mark.right for mark in marks)
        self.score.setText(say("CheckSheet", "{right} of {all} right", right=right, all=len(marks)))
        self._say("")

    def forget(self) -> None:
        """Forget the sheet: another network is open, or there is none of that number."""
        self._asked, self._update, self._answers = None, None, ()
        self.sheet = None
        old = self.area.takeWidget()
        if old is not None:
            old.deleteLater()
        self.area.hide()
        self.title.setText("")
        self.score.setText("")
        self._say("")
        self._show()

    # ------------------------------------------------------------------ what a person does

    def _act(self) -> None:
        for field in (self.seed, self.batch):
            field.commit()
        if self._finds():
            self._find()
        elif self.sheet is not None and self._update is not None:
            self._answers = self.sheet.answers()
            if self._answers:
                self.marks_wanted.emit(self._update, self._answers)
            else:
                self.score.setText("")
                self._say(_translate("CheckSheet", "Type at least one number."))

    def _find(self) -> None:
        self._number_row.show_error("")
        try:
            number = number_of(self.number.text(), self._name)
        except UserError as error:
            self._number_row.show_error(f"{error.message}: {error.hint}")
            self.grow()
            return
        self.forget()
        self._asked = number, self._wanted()
        self._say(_translate("CheckSheet", "Looking for the sheet…"))
        self._show()
        self.sheet_wanted.emit(*self._asked)

    def _wanted(self) -> Wanted:
        return Wanted(int(self.seed.value() or 0), int(self.batch.value() or 1))

    def _finds(self) -> bool:
        """Return whether the sheet that is named now is not the one that is shown."""
        if self._asked is None:
            return True
        if self.seed.text() != str(self._asked[1].seed) or (
            self.batch.text() != str(self._asked[1].batch)
        ):
            return True
        try:
            return number_of(self.number.text(), self._name) != self._asked[0]
        except UserError:
            return True

    # ------------------------------------------------------------------ showing

    def _say(self, words: str, bad: bool = False) -> None:
        self.said.setText(words)
        self.said.setVisible(bool(words))
        set_role(self.said, "error" if bad else "")

    def _show(self) -> None:
        finds = self._finds()
        find, check = self.verbs
        if finds:
            self.button.turn_to(find, _translate("CheckSheet", "Rebuild this sheet (Enter)"))
        else:
            self.button.turn_to(check, _translate("CheckSheet", "Mark the numbers typed (Enter)"))
        named = bool(self.number.text().strip())
        self.button.setEnabled(named and (finds or self.sheet is not None))
        self.title.setVisible(self.sheet is not None)
        self.score.setVisible(self.sheet is not None)
