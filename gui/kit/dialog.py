"""What the small windows beside the main one have in common."""

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate

_MOST = 10**12


class SmallDialog(QDialog):
    """A window beside the main one that stays open while training goes on."""

    def __init__(self, title: str, about: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(24, 16, 24, 16)
        self.rows.setSpacing(12)
        self.about = Label(about)
        self.about.setWordWrap(True)
        self.about.setMinimumWidth(300)
        self.rows.addWidget(self.about)
        self.buttons = QDialogButtonBox()

    def add_button(
        self, words: str, help: str, act: Callable[[], None], primary: bool = False
    ) -> QPushButton:
        """Add a button at the bottom; the primary one responds to Enter."""
        role = QDialogButtonBox.ButtonRole
        button = self.buttons.addButton(words, role.ActionRole if not primary else role.AcceptRole)
        button.setIcon(QIcon())
        button.setToolTip(help)
        button.setAccessibleName(words)
        button.setAutoDefault(primary)
        button.setDefault(primary)
        if primary:
            set_role(button, "primary")
        button.clicked.connect(lambda: act())
        return button

    def add_close(self) -> None:
        """Add the Close button, and with it the row of buttons at the bottom."""
        close = self.buttons.addButton(QDialogButtonBox.StandardButton.Close)
        close.setIcon(QIcon())
        close.setAutoDefault(False)
        close.setToolTip(_translate("SmallDialog", "Close this window (Esc)"))
        close.clicked.connect(self.close)
        self.rows.addWidget(self.buttons)

    def grow(self) -> None:
        """Grow to the height that the contents now need, if it is not that high already."""
        layout = self.layout()
        assert layout is not None  # the dialog made it
        layout.activate()
        self.resize(self.width(), max(self.height(), layout.totalHeightForWidth(self.width())))

    def bring(self) -> None:
        """Bring the window to the front."""
        self.show()
        self.raise_()
        self.activateWindow()
