"""The one hint of the first minutes: which keys to press. It can be dismissed for good."""

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from gui.icons import icon
from gui.style import set_role
from gui.theme import Theme

_translate = QCoreApplication.translate

_GAP = 16


class HintLine(QFrame):
    """A pill at the bottom middle of the widget it is put on."""

    dismissed = Signal()

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        set_role(self, "pill")
        self._host = host
        self.close_button = QToolButton()
        set_role(self.close_button, "plain")
        self.close_button.setToolTip(_translate("HintLine", "Do not show this again"))
        self.close_button.setAccessibleName(_translate("HintLine", "Dismiss the hint"))
        self.close_button.clicked.connect(self._dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 2, 4, 2)
        layout.setSpacing(6)
        for key, words in (
            (_translate("HintLine", "Space"), _translate("HintLine", "learn")),
            (_translate("HintLine", "→"), _translate("HintLine", "one step")),
        ):
            if layout.count():
                layout.addWidget(QLabel("·"))
            cap = QLabel(key)
            set_role(cap, "key")
            layout.addWidget(cap, 0, Qt.AlignmentFlag.AlignVCenter)
            layout.addWidget(QLabel(words))
        layout.addWidget(self.close_button)
        host.installEventFilter(self)
        self._place()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.close_button.setIcon(icon("x", theme))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Resize, QEvent.Type.Show):
            self._place()
        return super().eventFilter(watched, event)

    def showEvent(self, event: QEvent) -> None:
        super().showEvent(event)
        self._place()

    def _place(self) -> None:
        self.adjustSize()
        x = (self._host.width() - self.width()) // 2
        self.move(max(0, x), max(0, self._host.height() - self.height() - _GAP))
        self.raise_()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()
