"""The one hint of the first minutes: which keys to press. It can be dismissed for good."""

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from gui.kit.icons import icon
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.theme import Theme

_translate = QCoreApplication.translate


class HintLine(QWidget):
    """A pill in the middle of a strip of its own, so that it covers nothing."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        pill = QFrame()
        set_role(pill, "pill")
        self.close_button = QToolButton()
        set_role(self.close_button, "plain")
        self.close_button.setToolTip(_translate("HintLine", "Do not show this again"))
        self.close_button.setAccessibleName(_translate("HintLine", "Dismiss the hint"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self._dismiss)
        layout = QHBoxLayout(pill)
        layout.setContentsMargins(12, 2, 4, 2)
        layout.setSpacing(6)
        for key, words in (
            (_translate("HintLine", "Space"), _translate("HintLine", "learn")),
            (_translate("HintLine", "→"), _translate("HintLine", "one step")),
        ):
            if layout.count():
                layout.addWidget(Label("·"))
            cap = Label(key)
            set_role(cap, "key")
            layout.addWidget(cap, 0, Qt.AlignmentFlag.AlignVCenter)
            layout.addWidget(Label(words))
        layout.addWidget(self.close_button)
        strip = QHBoxLayout(self)
        strip.setContentsMargins(8, 4, 8, 12)
        strip.addWidget(pill, 0, Qt.AlignmentFlag.AlignCenter)

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.close_button.setIcon(icon("x", theme))

    @Slot()
    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
