"""The one hint of the first minutes: which keys to press. It can be dismissed for good."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QWidget

from gui.kit.icons import icon
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.kit.theme import Theme

_translate = QCoreApplication.translate


class HintLine(QWidget):
    """A pill in the middle of its own strip, so that it covers nothing."""

    dismissed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words: list[Label] = []
        self._pill = pill = QFrame()
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
            said = Label(words)
            cap.setToolTip(words)
            layout.addWidget(said)
            self._words.append(said)
        layout.addWidget(self.close_button)
        strip = QHBoxLayout(self)
        strip.setContentsMargins(8, 4, 8, 12)
        strip.addWidget(pill, 0, Qt.AlignmentFlag.AlignCenter)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show only the keys if there is no room for their words: the tooltip has those."""
        super().resizeEvent(event)
        shown = [word for word in self._words if not word.isHidden()]
        margins = self.contentsMargins()
        room = self.width() - 16 - margins.left() - margins.right()
        whole = self._pill.sizeHint().width()
        if not shown:
            whole += sum(word.sizeHint().width() + 6 for word in self._words)
        for word in self._words:
            word.setVisible(whole <= room)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, super().minimumSizeHint().height())

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.close_button.setIcon(icon("x", theme))

    @Slot()
    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
