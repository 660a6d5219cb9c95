"""A number with a list of usual values, and free entry."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QComboBox, QLineEdit, QWidget

from core.errors import UserError
from core.registry import Parameter
from gui.kit.choice import QuietCombo
from gui.kit.number_field import read_typed
from gui.kit.style import set_styled
from gui.kit.texts import help_of, label_of, shown_number


class NumberCombo(QuietCombo):
    """One number, picked or typed; Enter or leaving the field commits, Esc restores the old one.

    For an optional number, `empty` is the text shown if there is none. `edited` carries a new valid
    value, `refused` the error message (empty once it is corrected).
    """

    edited = Signal(object)
    refused = Signal(str)

    def __init__(
        self,
        parameter: Parameter,
        values: Sequence[float | int | None],
        empty: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.parameter = parameter
        self._value: float | int | None = parameter.default
        self._empty = empty
        self._bad = self._clicked = False
        self._values = tuple(values)
        self.setEditable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.setCompleter(None)  # type: ignore[arg-type]  # PySide6's stub leaves out None
        self.setToolTip(help_of(parameter))
        self.setAccessibleName(label_of(parameter.name))
        self._line().setAccessibleName(label_of(parameter.name))
        for value in self._values:
            self.addItem(self._words(value), value)
        self.activated.connect(self._picked)
        self._line().editingFinished.connect(self.commit)
        self.set_value(parameter.default)

    def value(self) -> float | int | None:
        """Return the last valid value."""
        return self._value

    def set_empty(self, text: str) -> None:
        """Set the text that stands for no number, such as `all 4`."""
        self._empty = text
        if None in self._values:
            self.setItemText(self._values.index(None), text)
        if not self._bad and not self._line().isModified():
            self._show()

    def set_value(self, value: float | int | None) -> None:
        """Show a value; text that is wrong is kept as typed if the value is still the same."""
        if self._bad and value == self._value:
            return
        self._value = value
        self._show()

    def commit(self) -> None:
        """Accept what is typed, or say what is wrong with it."""
        text = self.currentText().strip()
        if text == self._words(self._value):
            self._mark("")
            return
        try:
            is_empty = bool(self._empty) and text == self._empty
            value = None if is_empty else read_typed(text, self.parameter)
        except UserError as error:
            self._mark(f"{error.message}. {error.hint[:1].upper()}{error.hint[1:]}".strip())
            return
        self._take(value)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._clicked = True
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._show()
            event.accept()
            return
        self._clicked = False
        super().keyPressEvent(event)

    def _line(self) -> QLineEdit:
        line = self.lineEdit()
        assert line is not None  # the box is editable
        return line

    def _words(self, value: float | int | None) -> str:
        return self._empty if value is None else _plain(value)

    def _picked(self, index: int) -> None:
        if self._clicked:
            self._line().clearFocus()  # chosen by mouse: the keys belong to the window again
        if index >= 0 and self.currentText() == self.itemText(index):
            self._take(self.itemData(index))
        else:
            self.commit()  # Enter after typing reports the item that was picked before

    def _take(self, value: float | int | None) -> None:
        changed = value != self._value
        self._value = value
        self._show()
        if changed:
            self.edited.emit(value)

    def _show(self) -> None:
        self.blockSignals(True)
        self.setCurrentIndex(self._values.index(self._value) if self._value in self._values else -1)
        self.blockSignals(False)
        self.setEditText(self._words(self._value))
        self._line().setCursorPosition(0)
        self._line().setModified(False)
        self._mark("")

    def _mark(self, message: str) -> None:
        self._bad = bool(message)
        set_styled(self, "bad", self._bad)
        self.refused.emit(message)


def _plain(value: float | int) -> str:
    """Return a number without an exponent if that is short: 0.00001, not 1e-05."""
    if isinstance(value, float) and 1e-6 < abs(value) < 1e-3:
        text = f"{value:.10f}".rstrip("0")
        if float(text) == value:
            return text
    return shown_number(value)
