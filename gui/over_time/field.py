"""The field for naming a number, and the small buttons of the plot."""

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QCompleter, QLineEdit, QToolButton

from core.lesson.past.quantity import figures
from gui.kit.style import set_role

_translate = QCoreApplication.translate


class AddField(QLineEdit):
    """Takes the address of a number or the name of a figure, with completion."""

    def __init__(self) -> None:
        super().__init__()
        self.setPlaceholderText(_translate("OverTime", "Add W1[2,1], loss, norm(dW1), …"))
        self.setToolTip(
            _translate(
                "OverTime",
                "A number to plot, then Enter: W1[2,1], b1[1], A1[3,2] for sample 3, dW1[2,1], "
                "norm(W1), loss, accuracy. Or right-click a number and choose Plot over time",
            )
        )
        self.setAccessibleName(_translate("OverTime", "Add a number"))
        completer = QCompleter(list(figures()), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self.setCompleter(completer)


def small_button(text: str, words: str) -> QToolButton:
    """Return a button with a sign or a short word on it."""
    button = QToolButton()
    button.setText(text)
    button.setToolTip(words)
    button.setAccessibleName(words)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    set_role(button, "segment")
    button.setStyleSheet("QToolButton { min-height: 20px; max-height: 20px; padding: 0 4px; }")
    return button
