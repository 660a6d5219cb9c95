"""The classes of a drawing: a button each, with its mark and how many points it has."""

from PySide6.QtCore import QCoreApplication, QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QWidget,
)

from core.counts import counted
from core.data.drawn import MOST_CLASSES
from core.lesson.numbers import count
from core.words import plain_name, say
from gui.drawing.canvas import DrawingCanvas
from gui.kit.plain import plain_tip
from gui.kit.style import set_role

_MARK = 14.0
_COLUMNS = 2


class ClassButtons(QWidget):
    """Chooses the class of what is drawn next; `chosen` carries its number, from 0."""

    chosen = Signal(int)
    more_requested = Signal()

    def __init__(self, canvas: DrawingCanvas) -> None:
        super().__init__()
        self._canvas = canvas
        self._marked = 0
        self.group = QButtonGroup(self)
        self.group.idClicked.connect(self.chosen)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        for column in range(_COLUMNS):
            grid.setColumnStretch(column, 1)
        for k in range(MOST_CLASSES):
            button = QToolButton()
            set_role(button, "segment")
            button.setCheckable(True)
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.setIconSize(QSize(round(_MARK) + 2, round(_MARK) + 2))
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            self.group.addButton(button, k)
            grid.addWidget(button, k // _COLUMNS, k % _COLUMNS)
        words = QCoreApplication.translate("Drawing", "Another class")
        self.more = QPushButton(words)
        self.more.setAccessibleName(words)
        self.more.setAutoDefault(False)
        self.more.clicked.connect(self.more_requested)
        grid.addWidget(self.more, MOST_CLASSES // _COLUMNS, 0, 1, _COLUMNS)

    def button(self, number: int) -> QToolButton:
        """Return the button of a class."""
        found = self.group.button(number)
        assert isinstance(found, QToolButton)
        return found

    def show_classes(self) -> None:
        """Show the classes of the canvas, the chosen one, and how many points each has."""
        canvas = self._canvas
        if canvas.classes != self._marked:
            self.show_marks()
        drawn = canvas.hand.drawn
        counts = drawn.counts(canvas.classes)
        names = [plain_name(name) for name in drawn.names(canvas.classes)]
        for k in range(MOST_CLASSES):
            button = self.button(k)
            button.setVisible(k < canvas.classes)
            if k >= canvas.classes:
                continue
            told = {"name": names[k], "count": count(counts[k]), "key": (k + 1) % 10}
            points = counted(counts[k], "point")
            words = say("Drawing", "{name} · {count}", **told)
            if names[k].isdecimal():  # else nothing says which of the two numbers is the class
                words = say("Drawing", "class {name} · {count}", **told)
            button.setText(words.replace("&", "&&"))
            said = say("Drawing", "Class {name}, {points}", name=names[k], points=points)
            button.setAccessibleName(said)
            tip = "Draw points of class {name}, and make selected points that class (key {key})"
            button.setToolTip(plain_tip(say("Drawing", tip, **told)))
            button.setChecked(k == int(canvas.hand.value))
        self.more.setEnabled(canvas.classes < MOST_CLASSES)
        self.more.setToolTip(
            say(
                "Drawing",
                "Add another class: at most {most}, which is as many colours and shapes as can be "
                "told apart",
                most=MOST_CLASSES,
            )
        )

    def show_marks(self) -> None:
        """Draw the marks in the colours that the classes have now."""
        self._marked = self._canvas.classes
        for k in range(self._marked):
            picture = self._canvas.mark(k, _MARK, self.devicePixelRatioF())
            self.button(k).setIcon(QIcon(picture))
