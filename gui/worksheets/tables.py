"""The tables of a worksheet to be filled in: a field for every number that is worked out."""

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.errors import UserError
from core.lesson.addresses.address import Address
from core.lesson.marking.asked import verdict
from core.lesson.marking.marks import Answer, Mark
from core.lesson.marking.written import read
from core.lesson.worksheets.sheet import Cell, Sheet, Table, plainly
from core.words import say
from gui.kit.plain import Label
from gui.kit.style import set_role

_translate = QCoreApplication.translate

RIGHT, WRONG, NO_NUMBER = "✓", "✗", "?"


class Field(QWidget):
    """A field for one number, and its mark behind it."""

    edited = Signal()

    def __init__(self, cell: Cell) -> None:
        super().__init__()
        self.address = cell.address
        self.line = QLineEdit()
        self.line.setMinimumWidth(self.line.fontMetrics().horizontalAdvance("−0.000000"))
        self.line.setPlaceholderText(str(cell.address))
        words = say("CheckSheet", "{symbol}, on the sheet {address}", symbol=cell.symbol,
                    address=cell.address)  # fmt: skip
        self.line.setAccessibleName(words)
        self._help = words
        self.mark = Label()
        self.mark.setFixedWidth(self.mark.fontMetrics().horizontalAdvance(RIGHT + " "))
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self.line)
        row.addWidget(self.mark)
        self.setFocusProxy(self.line)
        self.line.textEdited.connect(lambda _: self._edit())
        self.show_mark("", "")

    def _edit(self) -> None:
        self.show_mark("", "")
        self.edited.emit()

    def show_mark(self, sign: str, words: str) -> None:
        """Show the mark, with what is said of it as the tooltip."""
        self.mark.setText(sign)
        self.mark.setAccessibleName(words)
        set_role(self.mark, "" if sign in ("", RIGHT) else "error")
        self.line.setToolTip(f"{self._help}\n{words}" if words else self._help)
        self.line.setAccessibleDescription(words)


class FilledTable(QWidget):
    """One table: its title, its numbers, and what is said of those below it."""

    def __init__(self, table: Table) -> None:
        super().__init__()
        self.fields: dict[Address, Field] = {}
        title = Label(table.title)
        set_role(title, "heading")
        self.said = Label()
        self.said.setWordWrap(True)
        self.said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.said.setVisible(False)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for at, name in enumerate(table.columns, 1):
            grid.addWidget(_caption(name), 0, at)
        for place, row in enumerate(table.rows, 1):
            grid.addWidget(Label(row.head), place, 0)
            for at, cell in enumerate(row.cells, 1):
                grid.addWidget(self._cell(cell, table.part), place, at)
        grid.setColumnStretch(len(table.columns) + 1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(title)
        column.addLayout(grid)
        column.addWidget(self.said)
        column.addStretch(1)

    def _cell(self, cell: Cell, part: str) -> QWidget:
        if part == "given":
            label = Label(plainly(cell.value))
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            return label
        field = self.fields[cell.address] = Field(cell)
        field.edited.connect(self._tell)
        return field

    def _tell(self) -> None:
        """Say below the table what is more to say of its numbers than ✓."""
        lines = []
        for address, field in self.fields.items():
            words = field.line.accessibleDescription()
            if words:
                sign = field.mark.text()
                lines.append(
                    say("CheckSheet", "{sign} {address}: {words}",
                        sign=sign, address=address, words=words)
                )  # fmt: skip
        self.said.setText("\n".join(lines))
        self.said.setVisible(bool(lines))

    def answers(self) -> list[Answer]:
        """Return the numbers typed; what is none is marked so."""
        found = []
        for address, field in self.fields.items():
            field.show_mark("", "")
            if not field.line.text().strip():
                continue
            try:
                found.append(Answer(address, read(field.line.text())))
            except UserError as error:
                field.show_mark(NO_NUMBER, f"{error.message}: {error.hint}")
        self._tell()
        return found

    def show_marks(self, marks: Mapping[Address, Mark]) -> None:
        """Show the marks of the numbers that are still as they were marked."""
        for address, field in self.fields.items():
            mark = marks.get(address)
            if mark is None or not _is_typed(field, mark):
                continue
            plain = mark.right and not mark.slip and not mark.remark
            field.show_mark(RIGHT if mark.right else WRONG, "" if plain else verdict(mark))
        self._tell()


def _is_typed(field: Field, mark: Mark) -> bool:
    try:
        return read(field.line.text()) == mark.answer.given
    except UserError:
        return False


def _caption(text: str) -> Label:
    label = Label(text)
    set_role(label, "caption")
    return label


class FilledSheet(QWidget):
    """All tables of a sheet: what is given side by side, and what is worked out below."""

    def __init__(self, sheet: Sheet) -> None:
        super().__init__()
        self.tables = [FilledTable(table) for table in sheet.tables]
        given = QHBoxLayout()
        given.setSpacing(32)
        column = QVBoxLayout(self)
        column.setSpacing(16)
        column.addLayout(given)
        box = Label("\n".join(sheet.box))
        box.setWordWrap(True)
        set_role(box, "caption")
        column.addWidget(box)
        for table, shown in zip(sheet.tables, self.tables, strict=True):
            if table.part == "given":
                given.addWidget(shown)
            else:
                column.addWidget(shown)
        given.addStretch(1)
        column.addStretch(1)

    def fields(self) -> list[Field]:
        """Return all fields, in the order in which the numbers are worked out."""
        return [field for table in self.tables for field in table.fields.values()]

    def answers(self) -> tuple[Answer, ...]:
        """Return the numbers typed so far."""
        return tuple(answer for table in self.tables for answer in table.answers())

    def show_marks(self, marks: tuple[Mark, ...]) -> None:
        """Show the marks of answers."""
        found = {mark.answer.address: mark for mark in marks}
        for table in self.tables:
            table.show_marks(found)
