"""A part of a panel that folds away: "More…" and what it hides."""

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from core.resources import resource_path
from gui.kit.style import set_role


class Section(QWidget):
    """A line with a small arrow; a click, Space or Enter on it unfolds `body`."""

    #: is emitted before it unfolds
    unfolding = Signal()

    def __init__(self, title: str, help: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.head = QToolButton()
        set_role(self.head, "fold")
        self.head.setText(title)
        self.head.setToolTip(help)
        self.head.setAccessibleName(title)
        self.head.setAccessibleDescription(help)
        self.head.setCheckable(True)
        self.head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.head.setIconSize(QSize(12, 12))
        self.head.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.body = QWidget()
        self.body.setVisible(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.head)
        layout.addWidget(self.body)
        self.head.toggled.connect(self._fold)
        self._show_arrow()

    def set_open(self, opened: bool) -> None:
        """Fold or unfold."""
        self.head.setChecked(opened)

    def _fold(self, opened: bool) -> None:
        if opened:
            self.unfolding.emit()
        self.body.setVisible(opened)
        self._show_arrow()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._show_arrow()

    def _show_arrow(self) -> None:
        dark = self.palette().window().color().lightness() < 128
        name = "down" if self.head.isChecked() else "right"
        path = resource_path("icons", f"{name}-{'dark' if dark else 'light'}.svg")
        self.head.setIcon(QIcon(str(path)))
