"""What the small windows beside the main one have in common."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate

_MOST = 10**12


class TurningButton(QPushButton):
    """A button whose words change with what it would do now.

    It has room for the longest of them from the start, so that nothing beside it moves, and no
    words are cut until the next layout.
    """

    def __init__(self, words: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all = tuple(words)
        self.setText(self._all[0])
        self.setAccessibleName(self._all[0])

    def turn_to(self, words: str, help: str) -> None:
        """Show one of the words, and what it does as the tooltip."""
        assert words in self._all, words  # another one might have no room
        self.setText(words)
        self.setAccessibleName(words)
        self.setToolTip(help)

    def sizeHint(self) -> QSize:
        self.ensurePolished()
        option, room = QStyleOptionButton(), QSize()
        self.initStyleOption(option)
        for words in self._all:  # as Qt's own hint does with the text of now
            option.text = words
            text = self.fontMetrics().size(Qt.TextFlag.TextShowMnemonic, words)
            kind = QStyle.ContentsType.CT_PushButton
            room = room.expandedTo(self.style().sizeFromContents(kind, option, text, self))
        return room

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()


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
        button = QPushButton(words)
        button.setToolTip(help)
        button.setAccessibleName(words)
        self._put_below(button, act, primary)
        return button

    def add_turning_button(
        self, words: Sequence[str], act: Callable[[], None], primary: bool = False
    ) -> TurningButton:
        """Add a button at the bottom that says one of several things at a time."""
        button = TurningButton(words)
        self._put_below(button, act, primary)
        return button

    def _put_below(self, button: QPushButton, act: Callable[[], None], primary: bool) -> None:
        role = QDialogButtonBox.ButtonRole
        self.buttons.addButton(button, role.ActionRole if not primary else role.AcceptRole)
        button.setIcon(QIcon())
        button.setAutoDefault(primary)
        button.setDefault(primary)
        if primary:
            set_role(button, "primary")
        button.clicked.connect(lambda: act())

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


def make_room(window: QWidget) -> None:
    """Make a window as high as its contents need at its width; it never becomes lower.

    Qt lets a window squeeze texts that wrap, this does not.
    """
    layout = window.layout()
    if layout is None:
        return
    layout.activate()
    width = max(window.width(), layout.totalMinimumSize().width())
    needed = layout.totalMinimumSize().height()
    if layout.hasHeightForWidth():
        needed = max(needed, layout.totalMinimumHeightForWidth(width))
    window.setMinimumHeight(needed)
