"""The numbers plotted, each with its line, its value and a button that removes it."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QToolButton, QWidget

from core.lesson.numbers import figure
from core.words import say
from gui.kit.fonts import caption_font, number_font
from gui.kit.icons import icon
from gui.kit.plain import Label, plain_tip
from gui.kit.plot_parts import Reading, colour_label
from gui.kit.theme import LIGHT, Theme
from gui.over_time.canvas import colour_of

#: pixels needed beside a name, and the most that a name may take from the other column
_BESIDE, _NAME = 92, 60


class _Stroke(QWidget):
    """A piece of a line."""

    def __init__(self) -> None:
        super().__init__()
        self.place = 0
        self.setFixedSize(QSize(18, 14))

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            pen = QPen(QColor(colour_of(self.place)), 2.5)
            if self.place % 2:
                pen.setDashPattern([2.5, 1.5])
            painter.setPen(pen)
            middle = self.height() / 2.0
            painter.drawLine(QPointF(1.0, middle), QPointF(self.width() - 1.0, middle))


class Entry(QWidget):
    """One number; `removed` asks to remove it."""

    removed = Signal()

    def __init__(self) -> None:
        super().__init__()
        translate = QCoreApplication.translate
        self.stroke = _Stroke()
        self.name = Reading("")
        self.value = Label()
        self.value.setFont(number_font(caption_font(self.value.font())))
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.button = QToolButton()
        self.button.setStyleSheet(
            "QToolButton { border: none; padding: 0; min-height: 18px; max-height: 18px;"
            " min-width: 18px; max-width: 18px; background: transparent; }"
            "QToolButton:focus, QToolButton:hover { border: 1px solid palette(mid); }"
        )
        self.button.setIconSize(QSize(12, 12))
        self.button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.button.setToolTip(translate("OverTime", "Remove from the plot"))
        self.button.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.stroke)
        row.addWidget(self.name, 1)
        row.addWidget(self.value)
        row.addWidget(self.button)

    def show_number(self, place: int, symbol: str, words: str) -> None:
        """Show which number it is."""
        self.stroke.place = place
        self.stroke.update()
        self.name.say(symbol)
        self.name.setToolTip(plain_tip(words))
        self.name.setAccessibleName(words)
        self.button.setAccessibleName(say("OverTime", "Remove {what} from the plot", what=words))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        colour_label(self.name, theme.text)
        colour_label(self.value, theme.secondary)
        self.button.setIcon(icon("x", theme))


class Entries(QWidget):
    """All of them, in one or two columns."""

    removed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._theme = LIGHT
        self.entries: list[Entry] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(0)
        self.setAccessibleName(QCoreApplication.translate("OverTime", "What is plotted"))

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for entry in self.entries:
            entry.set_theme(theme)

    def show_numbers(self, numbers: Sequence[tuple[str, str]]) -> None:
        """Show a symbol and words for each number."""
        while len(self.entries) > len(numbers):
            entry = self.entries.pop()
            self._grid.removeWidget(entry)
            entry.deleteLater()
        while len(self.entries) < len(numbers):
            place = len(self.entries)
            entry = Entry()
            entry.set_theme(self._theme)
            entry.removed.connect(lambda place=place: self.removed.emit(place))
            self.entries.append(entry)
            self._grid.addWidget(entry, place // 2, place % 2)
        for place, (symbol, words) in enumerate(numbers):
            self.entries[place].show_number(place, symbol, words)
        for column in (0, 1):  # give the room to the column with longer names
            names = [symbol for symbol, _ in numbers[column::2]]
            wide = max((self.fontMetrics().horizontalAdvance(name) for name in names), default=0)
            self._grid.setColumnStretch(column, _BESIDE + min(wide, _NAME) if names else 0)

    def show_values(self, values: Sequence[float | None]) -> None:
        """Show the value of every number at the moment that is read."""
        for entry, value in zip(self.entries, values, strict=False):
            entry.value.setText("–" if value is None else figure(value))
