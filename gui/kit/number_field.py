"""A field for one number that keeps what was typed and says what is wrong with it."""

import math

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtGui import QKeyEvent, QValidator, QWheelEvent
from PySide6.QtWidgets import QAbstractSpinBox, QWidget

from core.errors import UserError
from core.registry import Parameter
from core.words import say
from gui.kit.style import set_styled
from gui.kit.texts import empty_text, help_of, label_of, shown_number, typed_number

_translate = QCoreApplication.translate

#: asked for whenever one is drawn or dressed, so it is put together once
_BOTH_WAYS = (
    QAbstractSpinBox.StepEnabledFlag.StepUpEnabled
    | QAbstractSpinBox.StepEnabledFlag.StepDownEnabled
)


def read_typed(text: str, parameter: Parameter) -> float | int | None:
    """Return the value that `text` stands for. Raises a UserError that says what is wrong."""
    label = label_of(parameter.name)
    if not text.strip():
        if parameter.optional:
            return None
        raise UserError(
            say("NumberField", "{label}: a number is missing", label=label),
            say("NumberField", "give a number, {range}", range=parameter.range_text()),
        )
    try:
        number = typed_number(text)
    except ValueError:
        raise UserError(
            say("NumberField", "“{text}” is not a number", text=text.strip()[:20]),
            say("NumberField", "give a number, {range}", range=parameter.range_text()),
        ) from None
    value: float | int | None = parameter.read(number, label)
    return value


class NumberField(QAbstractSpinBox):
    """One number: Enter or leaving the field commits, Esc restores the old one, arrow keys step.

    `edited` carries a new valid value, `refused` the error message (empty once it is corrected).
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(self, parameter: Parameter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self._value: float | int | None = parameter.default
        self._bad = False
        self.lineEdit().setTextMargins(6, 0, 0, 0)
        self.setKeyboardTracking(False)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setToolTip(help_of(parameter))
        self.setAccessibleName(label_of(parameter.name))
        self.lineEdit().setAccessibleName(label_of(parameter.name))
        if parameter.optional:
            self.lineEdit().setPlaceholderText(empty_text(parameter.name))
        self.editingFinished.connect(self.commit)
        self.set_value(parameter.default)

    def value(self) -> float | int | None:
        """Return the last valid value."""
        return self._value

    def set_value(self, value: float | int | None) -> None:
        """Show a value; text that is wrong is kept as typed if the value is still the same."""
        if self._bad and value == self._value:
            return
        self._value = value
        self._show(value)

    def commit(self) -> None:
        """Accept what is typed, or say what is wrong with it."""
        if self.text() == shown_number(self._value):
            self._mark("")
            return
        try:
            value = read_typed(self.text(), self.parameter)
        except UserError as error:
            self._mark(f"{error.message}. {error.hint[:1].upper()}{error.hint[1:]}".strip())
            return
        changed = value != self._value
        self._value = value
        self._show(value)
        if changed:
            self.edited.emit(value)

    def stepBy(self, steps: int) -> None:
        number = self._value
        if number is None:
            low = self.parameter.low
            start = low if math.isfinite(low) else 0
            number = int(start) - steps if self.parameter.kind == "integer" else start
        if self.parameter.kind == "integer":
            wanted: float | int = int(number) + steps
        else:
            size = 10.0 ** math.floor(math.log10(abs(number))) if number else 0.1
            wanted = round(number + steps * size, 12)
        try:
            value = self.parameter.read(wanted, label_of(self.parameter.name))
        except UserError:
            return
        self._value = value
        self._show(value)
        self.edited.emit(value)

    def stepEnabled(self) -> QAbstractSpinBox.StepEnabledFlag:
        return _BOTH_WAYS

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        return (QValidator.State.Acceptable, text, position)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            typed = self.text()
            self._show(self._value)
            event.setAccepted(self.text() != typed)  # with nothing to restore, it closes dialogs
            return
        super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()  # the panel scrolls instead, so that no number is changed by accident

    def _show(self, value: float | int | None) -> None:
        self.lineEdit().setText(shown_number(value))
        self.lineEdit().setCursorPosition(0)
        self._mark("")

    def _mark(self, message: str) -> None:
        self._bad = bool(message)
        set_styled(self, "bad", self._bad)
        self.refused.emit(message)


def whole_field(name: str, value: int, help: str, least: int, most: int) -> NumberField:
    """Return a field for a whole number within limits, with its help as the tooltip."""
    field = NumberField(Parameter(name, "integer", value, help, least, most))
    field.setToolTip(help[:1].upper() + help[1:])
    return field
