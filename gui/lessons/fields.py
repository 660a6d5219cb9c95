"""How an answer is given: a field for each kind of task, and what it writes for the check."""

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QButtonGroup,
    QCheckBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from core.words import say
from gui.kit.choice import Elided
from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate

#: lines of text that a field for words has
_LINES = 3


class AnswerField(QWidget):
    """Takes an answer; `ready` is emitted where Enter says that it is complete."""

    ready = Signal()
    changed = Signal()

    def given(self) -> str:
        """Return the answer, written as `core.lesson.lessons.checking` reads it."""
        return ""

    def put(self, text: str) -> None:
        """Show an answer that was given before."""

    def take_part(self, address: str) -> None:
        """Take a number that a person has chosen in the network or on a card."""

    def begin(self) -> None:
        """Take the keys."""
        self.setFocus()

    def _column(self) -> QVBoxLayout:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        return column


class LineField(AnswerField):
    """One line: a number, or the address of one."""

    def __init__(self, name: str, help: str, example: str, takes_parts: bool = False) -> None:
        super().__init__()
        self._takes_parts = takes_parts
        self.line = QLineEdit()
        self.line.setPlaceholderText(example)
        self.line.setAccessibleName(name)
        self.line.setToolTip(help)
        self.line.returnPressed.connect(self.ready)
        self.line.textChanged.connect(self.changed)
        self.setFocusProxy(self.line)
        self._column().addWidget(self.line)

    def given(self) -> str:
        return self.line.text()

    def put(self, text: str) -> None:
        self.line.setText(text)

    def take_part(self, address: str) -> None:
        if self._takes_parts:
            self.line.setText(address)

    def begin(self) -> None:
        self.line.setFocus()
        self.line.selectAll()


class CellsField(AnswerField):
    """A small table: a field for every number, under its symbol and sample."""

    def __init__(self, names: Sequence[str], across: int) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        self.lines: list[QLineEdit] = []
        for place, name in enumerate(names):
            line = QLineEdit()
            line.setAccessibleName(name)
            line.setToolTip(
                say("Lessons", "{name}, with three digits or more (Enter goes on)", name=name)
            )
            line.returnPressed.connect(lambda place=place: self._go_on(place))
            line.textChanged.connect(self.changed)
            label = Label(name)
            set_role(label, "caption")
            label.setBuddy(line)
            row, column = divmod(place, across)
            grid.addWidget(label, 2 * row, column)
            grid.addWidget(line, 2 * row + 1, column)
            self.lines.append(line)
        self.setFocusProxy(self.lines[0])

    def _go_on(self, place: int) -> None:
        """Go to the first field that is empty; where none is, the answer is complete."""
        left = [line for line in self.lines[place + 1 :] if not line.text().strip()]
        left += [line for line in self.lines if not line.text().strip()]
        if left:
            left[0].setFocus()
        else:
            self.ready.emit()

    def given(self) -> str:
        texts = [line.text().strip() for line in self.lines]
        if texts[0] and not any(texts[1:]):
            return texts[0]  # all of them, pasted into the first
        return " ".join("".join(text.split()) for text in texts).strip()

    def put(self, text: str) -> None:
        for line, part in zip(self.lines, text.split(), strict=False):
            line.setText(part)

    def begin(self) -> None:
        self.lines[0].setFocus()


class ChoiceField(AnswerField):
    """Options one under the other: one of them, or several."""

    def __init__(self, options: Sequence[str], several: bool, width: int) -> None:
        super().__init__()
        self.group = QButtonGroup(self)
        self.group.setExclusive(not several)
        column = self._column()
        for number, words in enumerate(options, 1):
            button = QCheckBox() if several else QRadioButton()
            button.setText(_wrapped(button, words, width))
            button.setAccessibleName(words)
            button.setToolTip(
                _translate("Lessons", "Choose it (Space)")
                if several
                else _translate("Lessons", "Choose it (arrow keys)")
            )
            self.group.addButton(button, number)
            column.addWidget(button)
        self.group.idToggled.connect(lambda *_: self.changed.emit())
        self.setFocusProxy(self.group.buttons()[0])

    def given(self) -> str:
        chosen = [self.group.id(button) for button in self.group.buttons() if button.isChecked()]
        return " ".join(map(str, chosen))

    def put(self, text: str) -> None:
        for part in text.split():
            button = self.group.button(int(part)) if part.isdecimal() else None
            if button is not None:
                button.setChecked(True)

    def begin(self) -> None:
        self.group.buttons()[0].setFocus()


class BugField(AnswerField):
    """A layer, and one of the lines of code."""

    def __init__(self, layers: int, lines: Sequence[str], several: bool, width: int) -> None:
        super().__init__()
        self.layer = Elided()
        self.layer.setAccessibleName(_translate("Lessons", "Layer"))
        self.layer.setToolTip(_translate("Lessons", "In which layer the bug is"))
        for number in range(1, layers + 1):
            self.layer.addItem(say("Lessons", "layer {n}", n=number))
        self.lines = ChoiceField(lines, several, width)
        self.layer.currentIndexChanged.connect(lambda *_: self.changed.emit())
        self.lines.changed.connect(self.changed)
        column = self._column()
        column.addWidget(self.layer)
        column.addWidget(self.lines)
        self.setFocusProxy(self.layer)

    def given(self) -> str:
        lines = self.lines.given()
        return f"{self.layer.currentIndex() + 1} {lines}" if lines else ""

    def put(self, text: str) -> None:
        layer, _, lines = text.partition(" ")
        if layer.isdecimal():
            self.layer.setCurrentIndex(int(layer) - 1)
        self.lines.put(lines)


class OrderField(AnswerField):
    """Items to be put into their order: dragged, or moved by the buttons beside them."""

    def __init__(self, items: Sequence[str], width: int) -> None:
        super().__init__()
        self._items = tuple(items)
        self.list = QListWidget()
        self.list.setAccessibleName(_translate("Lessons", "The order"))
        self.list.setToolTip(_translate("Lessons", "Drag, or move the selected one by the buttons"))
        self.list.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.list.setWordWrap(True)
        self.list.addItems(list(items))
        self.list.setCurrentRow(0)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        line = self.list.fontMetrics().lineSpacing()
        lines = sum(_wrapped(self.list, item, width - 24).count("\n") + 1 for item in items)
        self.list.setFixedHeight(lines * line + 10 * len(items) + 4)
        self.list.model().rowsMoved.connect(lambda *_: self.changed.emit())
        self.up = _button(
            _translate("Lessons", "Up"), _translate("Lessons", "Move the selected one up")
        )
        self.down = _button(
            _translate("Lessons", "Down"), _translate("Lessons", "Move the selected one down")
        )
        self.up.clicked.connect(lambda: self._move(-1))
        self.down.clicked.connect(lambda: self._move(1))
        row = QHBoxLayout()
        row.addWidget(self.up)
        row.addWidget(self.down)
        row.addStretch(1)
        column = self._column()
        column.addWidget(self.list)
        column.addLayout(row)
        self.setFocusProxy(self.list)

    def _move(self, step: int) -> None:
        place = self.list.currentRow()
        if 0 <= place < self.list.count() and 0 <= place + step < self.list.count():
            self.list.insertItem(place + step, self.list.takeItem(place))
            self.list.setCurrentRow(place + step)
            self.changed.emit()

    def given(self) -> str:
        texts = [self.list.item(row).text() for row in range(self.list.count())]
        return " ".join(str(self._items.index(text) + 1) for text in texts)

    def put(self, text: str) -> None:
        parts = [int(part) for part in text.split() if part.isdecimal()]
        if sorted(parts) == list(range(1, len(self._items) + 1)):
            self.list.clear()
            self.list.addItems([self._items[part - 1] for part in parts])
            self.list.setCurrentRow(0)


class WordsField(AnswerField):
    """Several lines: words of one's own, or an array from a notebook."""

    def __init__(self, name: str, help: str) -> None:
        super().__init__()
        self.text = QPlainTextEdit()
        self.text.setAccessibleName(name)
        self.text.setToolTip(help)
        self.text.setTabChangesFocus(True)
        self.text.setFixedHeight(_LINES * self.text.fontMetrics().lineSpacing() + 16)
        self.text.textChanged.connect(self.changed)
        self.setFocusProxy(self.text)
        self._column().addWidget(self.text)

    def given(self) -> str:
        return self.text.toPlainText()

    def put(self, text: str) -> None:
        self.text.setPlainText(text)


class DoneField(AnswerField):
    """Nothing is typed: the program is worked with until the conditions hold."""

    def given(self) -> str:
        return "here"


def _button(words: str, help: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(help)
    button.setAccessibleName(help)
    return button


def _wrapped(widget: QWidget, words: str, width: int) -> str:
    """Return words in lines of that width at most: buttons do not wrap by themselves."""
    metrics = widget.fontMetrics()
    lines = [""]
    for word in words.split():
        longer = f"{lines[-1]} {word}".strip()
        if lines[-1] and metrics.horizontalAdvance(longer) > width - 32:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)
