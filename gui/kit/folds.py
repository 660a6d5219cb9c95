"""Parts of a plot that fold away: a row of buttons, at most one of which has its body open."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from core.resources import resource_path
from gui.kit.fonts import caption_font
from gui.kit.style import set_role
from gui.kit.theme import SPACE, Theme


class Folds(QWidget):
    """Named bodies; a click, Space or Enter on a name opens its body and closes the others."""

    toggled = Signal()

    def __init__(self, most: int = 160) -> None:
        super().__init__()
        self._most = most
        self._dark = False
        self._allowed = self._wanted = True
        self.heads: list[QToolButton] = []
        self._bodies: list[QWidget] = []
        self._row = QHBoxLayout()
        self._row.setSpacing(SPACE[1])
        self._row.addStretch(1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE[0])
        self._column.addLayout(self._row)

    def add(self, title: str, tip: str, body: QWidget) -> QToolButton:
        """Add a body under a name."""
        head = QToolButton()
        set_role(head, "fold")
        head.setFont(caption_font(head.font()))
        head.setText(title)
        head.setToolTip(tip)
        head.setAccessibleName(title)
        head.setAccessibleDescription(tip)
        head.setCheckable(True)
        head.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        head.setIconSize(QSize(12, 12))
        head.setStyleSheet("QToolButton { min-height: 20px; }")
        body.setMaximumHeight(self._most)
        body.hide()
        self._row.insertWidget(len(self.heads), head)
        self._column.addWidget(body)
        self.heads.append(head)
        self._bodies.append(body)
        head.toggled.connect(lambda on: self._toggled(head, on))
        self._show_arrows()
        return head

    def allow(self, allowed: bool) -> None:
        """Show the names, or close everything and show nothing: a presentation only shows."""
        wanted = self._wanted
        self._allowed = allowed
        if not allowed:
            for head in self.heads:
                head.setChecked(False)
        self.setVisible(wanted)

    def setVisible(self, visible: bool) -> None:
        self._wanted = visible
        super().setVisible(visible and self._allowed)

    def set_theme(self, theme: Theme) -> None:
        self._dark = theme.dark
        self._show_arrows()

    def _toggled(self, head: QToolButton, on: bool) -> None:
        if on:
            for other in self.heads:
                if other is not head:
                    other.setChecked(False)
        self._bodies[self.heads.index(head)].setVisible(on)
        self._show_arrows()
        self.toggled.emit()

    def opened(self) -> bool:
        """Return whether a body is open."""
        return any(head.isChecked() for head in self.heads)

    def _show_arrows(self) -> None:
        shade = "dark" if self._dark else "light"
        for head in self.heads:
            name = "down" if head.isChecked() else "right"
            head.setIcon(QIcon(str(resource_path("icons", f"{name}-{shade}.svg"))))
