"""What the three panels have in common: a heading, rows under it, and one signal."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gui.kit.plain import Label
from gui.kit.style import set_role


class Panel(QWidget):
    """A column of settings; `edited` carries a new Project and a short label for undo."""

    edited = Signal(object, str)

    def __init__(self, heading: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        set_role(self, "panel")
        self.setAccessibleName(heading)
        self.rows = QVBoxLayout(self)
        self.rows.setContentsMargins(12, 10, 12, 6)
        self.rows.setSpacing(8)
        title = Label(heading.upper())
        set_role(title, "heading")
        self.rows.addWidget(title)
