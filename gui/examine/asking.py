"""The small window that searches the past: the first update where a condition holds."""

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QProgressBar, QWidget

from core.errors import UserError
from core.lesson.past.condition import EXAMPLES, read_condition
from core.pictures.findings import Found
from core.pictures.snapshot import TimeSpan
from core.registry import Parameter
from core.words import say
from gui.kit.choice import QuietCombo
from gui.kit.dialog import SmallDialog
from gui.kit.number_field import NumberField
from gui.kit.style import set_role, text_scale
from gui.kit.terms.label import TermLabel
from gui.kit.texts import count

_translate = QCoreApplication.translate

_WIDTH, _LINES = 420, 3
_EPOCHS = 1000


class FindDialog(SmallDialog):
    """Asks for a condition; `asked` carries it, and the epochs to train ahead, or None."""

    asked = Signal(str, object)
    cancelled = Signal()
    went = Signal(int)  # the update that was found

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(_translate("FindDialog", "First update where"), "", parent)
        self._busy = False
        self._time = TimeSpan(0, 0)
        self.field = QLineEdit()
        self.field.setPlaceholderText("loss < 0.1")
        self.field.setAccessibleName(_translate("FindDialog", "Condition"))
        self.field.setToolTip(
            _translate(
                "FindDialog",
                "Numbers are compared by < <= > >= = !=, joined by and, or: loss, accuracy, "
                "W1[2,1] (from input 2 to neuron 1 of layer 1), A1[3,2] (neuron 2 for sample 3), "
                "dW1[2,1], norm(W1). Or: sample 3 flips, neuron dies, neuron saturates, W1[2,1] "
                "changes sign. Everything is counted from 1",
            )
        )
        self.examples = QuietCombo()
        self.examples.setAccessibleName(_translate("FindDialog", "Examples"))
        self.examples.setToolTip(_translate("FindDialog", "Example conditions"))
        self.examples.addItem(_translate("FindDialog", "Examples"))
        wide = self.examples.fontMetrics().horizontalAdvance(self.examples.itemText(0))
        self.examples.setMinimumWidth(wide + 44)
        for example in EXAMPLES:
            self.examples.addItem(example)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.examples)
        self.rows.addLayout(row)
        self.ahead = QCheckBox(_translate("FindDialog", "If not found, train on for (epochs):"))
        self.ahead.setToolTip(
            _translate(
                "FindDialog",
                "Trains a copy first; training here then goes only as far as what was found",
            )
        )
        help = _translate("FindDialog", "how far to train on")
        self.epochs = NumberField(Parameter("epochs", "integer", _EPOCHS, help, low=1, high=10**9))
        self.epochs.setAccessibleName(_translate("FindDialog", "Epochs to train"))
        self.epochs.setEnabled(False)
        self.ahead.toggled.connect(self.epochs.setEnabled)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.ahead)
        row.addWidget(self.epochs, 1)
        self.rows.addLayout(row)
        self.progress = QProgressBar()
        self.progress.setTextVisible(False)
        self.progress.setAccessibleName(_translate("FindDialog", "Progress"))
        self.rows.addWidget(self.progress)
        self.says = TermLabel()
        self.says.setWordWrap(True)
        self.says.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.says.setAccessibleName(_translate("FindDialog", "What was found"))
        self.rows.addWidget(self.says)
        words = (_translate("FindDialog", "Find"), _translate("FindDialog", "Cancel"))
        self.look = self.add_turning_button(words, self._find_or_cancel, primary=True)
        self.add_close()
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.progress.setSizePolicy(policy)
        self.field.textEdited.connect(self._check)
        self.examples.activated.connect(self._take_example)
        self._show()

    def fit_text(self) -> None:
        """Have room for every sentence: the window keeps its size, whichever it says."""
        self.about.setMinimumWidth(round(_WIDTH * text_scale()))
        self.says.setFixedHeight(_LINES * self.says.fontMetrics().lineSpacing() + 4)
        words = self.examples.fontMetrics().horizontalAdvance(self.examples.itemText(0))
        self.examples.setMinimumWidth(words + 44)

    def ask(self) -> None:
        """Show the window with its field ready to type in."""
        self.bring()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_time(self, time: TimeSpan) -> None:
        """Show what is recorded."""
        self._time = time
        text = say(
            "FindDialog",
            "Goes through the recorded run, update {first} to {last}, one by one, and jumps there.",
            first=count(time.start),
            last=count(time.end),
        )
        if text != self.about.text():
            self.about.setText(text)

    def show_progress(self, words: str, done: int, whole: int) -> None:
        """Show how far the search is."""
        if self._busy and words:
            self.progress.setRange(0, whole)
            self.progress.setValue(done)

    def show_found(self, found: Found | None) -> None:
        """Show what was found and go there; None means the search was cancelled."""
        if not self._busy:
            return
        self._busy = False
        self._show()
        if found is None:
            self._say(_translate("FindDialog", "Stopped."))
        elif found.update is None or found.value is None:
            text = say(
                "FindDialog",
                "Nowhere in updates {first} to {last}.",
                first=count(found.start),
                last=count(found.end),
            )
            if found.diverged:
                text += " " + _translate("FindDialog", "Then training diverges.")
            self._say(text)
        else:
            text = say(
                "FindDialog",
                "Update {update} (epoch {epoch}): {address} is {value}.",
                update=count(found.update),
                epoch=count(found.epoch),
                address=found.address,
                value=f"{found.value:.6g}".replace("-", "−"),
            )
            self._say(text)
            self.went.emit(found.update)

    def forget(self) -> None:
        """Say no more what was found: it belongs to another run."""
        if self._busy:
            self._stop()
        elif self.says.text():
            self._check()

    def show_error(self, error: UserError) -> None:
        """Say why the search failed."""
        if self._busy:
            self._busy = False
            self._show()
            self._say(f"{error.message}. {error.hint[:1].upper()}{error.hint[1:]}", bad=True)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._stop()
        super().closeEvent(event)

    def reject(self) -> None:
        self._stop()
        super().reject()

    def _stop(self) -> None:
        if self._busy:
            self.show_found(None)
            self.cancelled.emit()

    def _take_example(self, place: int) -> None:
        if place > 0:
            self.field.setText(self.examples.itemText(place))
            self.examples.setCurrentIndex(0)
            self.field.setFocus()
            self._check()

    def _check(self, *_: object) -> bool:
        """Show what is wrong with the typed text; return whether it is a condition."""
        text = self.field.text()
        self.look.setEnabled(bool(text.strip()) or self._busy)
        if not text.strip():
            self._say("")
            return False
        try:
            read_condition(text)
        except UserError as error:
            self._say(f"{error.message}. {error.hint[:1].upper()}{error.hint[1:]}", bad=True)
            return False
        self._say("")
        return True

    def _find_or_cancel(self) -> None:
        if self._busy:
            self._stop()
            return
        if not self._check():
            return
        self._busy = True
        self.progress.setRange(0, 0)
        self._show()
        self._say(_translate("FindDialog", "Looking …"))
        ahead = self.epochs.value() if self.ahead.isChecked() else None
        self.asked.emit(self.field.text(), ahead)

    def _show(self) -> None:
        words = _translate("FindDialog", "Find")
        help = _translate("FindDialog", "Look for the first such update (Enter)")
        if self._busy:
            words = _translate("FindDialog", "Cancel")
            help = _translate("FindDialog", "Stop looking")
        self.look.turn_to(words, help)
        self.look.setEnabled(self._busy or bool(self.field.text().strip()))
        self.progress.setVisible(self._busy)
        for part in (self.field, self.examples, self.ahead):
            part.setEnabled(not self._busy)
        self.epochs.setEnabled(not self._busy and self.ahead.isChecked())

    def _say(self, text: str, bad: bool = False) -> None:
        self.says.setText(text)
        self.says.setToolTip(text)
        set_role(self.says, "error" if bad else "caption")
