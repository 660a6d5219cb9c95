"""The choices of how to read a table's file, above its columns, in as many rows as they need."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from core.data.reading.options import Reading
from core.data.reading.telling.naming import OFFERED, field_words, value_words
from core.data.reading.telling.preview import Preview
from gui.kit.choice import QuietCombo
from gui.kit.number_field import NumberField
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale
from gui.kit.texts import help_of

_translate = QCoreApplication.translate

_OF_TEXTS = ("encoding", "delimiter", "comment")
_ORDER = (
    *("encoding", "sheet", "delimiter", "decimal", "thousands"),
    *("header", "skip", "footer", "missing", "comment", "dates", "task", "percent"),
)
#: shown only where a table gives a reason to choose, or once they are set
_SELDOM = ("footer", "dates", "percent")
#: the least room of a control beside its text, and that of one to type in, in pixels at the usual
#: text size; the space between two fields
_BESIDE, _TYPED, _SPACE = 40, 64, 8


class FieldCombo(QuietCombo):
    """A field with few values; `chosen` carries the value, or None for a guess."""

    chosen = Signal(object)

    def __init__(self, field: str) -> None:
        super().__init__()
        self.field = field
        self._values: list[Any] = []
        self.activated.connect(lambda place: self.chosen.emit(self._values[place]))

    def show_value(self, value: object, offered: tuple[object, ...]) -> None:
        """Offer values and a guess, and show the one in use."""
        values = [*offered, *([] if value in offered or value is None else [value]), None]
        if value is None:
            values = [None, *offered]
        if values != self._values:
            self._values = values
            self.clear()
            self.addItems([value_words(self.field, item) for item in values])
        self.setCurrentIndex(values.index(value))


def asked(preview: Preview, field: str) -> bool:
    """Return whether a doubt about a table offers another value for a field of its reading."""
    path = f".reading.{field}="
    return any(path in switch for question in preview.questions for switch in question.switches)


class ReadingChoices(QWidget):
    """All fields of a reading, and the task; `edited` carries a field and its new value."""

    edited = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._combos: dict[str, FieldCombo] = {}
        self._boxes: dict[str, QWidget] = {}
        self._labels: dict[str, Label] = {}
        self.skip = NumberField(Reading.parameter_named("skip"))
        self.footer = NumberField(Reading.parameter_named("footer"))
        self.missing = QLineEdit()
        grid = self._grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(_SPACE)
        grid.setVerticalSpacing(8)
        for field in _ORDER:
            self._boxes[field] = self._box(field)
        self._shown = list(_ORDER)
        self._arranged: tuple[list[str], list[int]] = ([], [])
        self._arrange()
        self.skip.edited.connect(lambda value: self.edited.emit("skip", value))
        self.footer.edited.connect(lambda value: self.edited.emit("footer", value))
        self.missing.editingFinished.connect(self._marks_typed)
        self._shown_marks = ""
        for line in (self.missing, self.skip, self.footer):
            line.installEventFilter(self)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.StyleChange, QEvent.Type.FontChange):
            self._arrange()  # the text size may be another

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Place the fields in use in as few rows as show their words whole."""
        shown = self._shown
        needs = list(map(self._need, shown))
        for rows in range(1, len(shown) + 1):
            across = -(-len(shown) // rows)
            columns = [max(needs[place::across]) for place in range(across)]
            if sum(columns) + _SPACE * (across - 1) <= self.width():
                break
        if (shown, columns) == self._arranged:
            return
        for place in range(len(self._arranged[1])):
            self._grid.setColumnStretch(place, 0)
        self._arranged = shown, columns
        for place, field in enumerate(shown):
            self._grid.removeWidget(self._boxes[field])
            self._grid.addWidget(self._boxes[field], place // across, place % across)
        for place, need in enumerate(columns):
            self._grid.setColumnStretch(place, need)

    def _need(self, field: str) -> int:
        """Return the width at which a field's label and value are whole."""
        control = self._combos.get(field)
        inside = round(_TYPED * text_scale())
        if control is not None:
            words = control.fontMetrics().horizontalAdvance(control.currentText())
            inside = words + round(_BESIDE * text_scale())
        return max(inside, self._labels[field].sizeHint().width())

    def control(self, field: str) -> QWidget:
        """Return the control of a field."""
        if field in ("skip", "footer"):
            return self.skip if field == "skip" else self.footer
        return self.missing if field == "missing" else self._combos[field]

    def show_preview(self, preview: Preview, reading: Reading) -> None:
        """Show how a table was read; `reading` holds the choices made for it."""
        found = preview.reading
        sheet = bool(preview.sheets)
        for field in ("encoding", "delimiter", "decimal", "thousands", "header", "comment"):
            value = getattr(found, field)
            self._combos[field].show_value(value, OFFERED[field])
        self._combos["percent"].show_value(found.percent, OFFERED["percent"])
        self._combos["dates"].show_value(reading.dates, OFFERED["dates"])
        self._combos["sheet"].show_value(found.sheet, preview.sheets)
        self._combos["task"].show_value(preview.task or None, OFFERED["task"])
        self._shown = []
        for field in _ORDER:
            shown = sheet if field == "sheet" else not sheet or field not in _OF_TEXTS
            if field in _SELDOM:
                offered = field != "footer" and asked(preview, field)
                shown = getattr(reading, field) is not None or offered
            self._boxes[field].setVisible(shown)
            if shown:
                self._shown.append(field)
        self._arrange()
        self.skip.set_value(found.skip)
        self.footer.set_value(reading.footer)
        marks = reading.missing
        self._shown_marks = "" if marks is None else ", ".join(marks)
        if not self.missing.hasFocus():
            self.missing.setText(self._shown_marks)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # Enter in a field accepts what was typed; the next Enter opens the table
        if not isinstance(event, QKeyEvent) or event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            if watched is self.missing and self.missing.text() != self._shown_marks:
                self._marks_typed()
                return True
            if watched in (self.skip, self.footer):
                field = self.skip if watched is self.skip else self.footer
                if field.text() != str(field.value() or 0):
                    field.commit()
                    return True
        return super().eventFilter(watched, event)

    def _marks_typed(self) -> None:
        if self.missing.text() == self._shown_marks:
            return
        self._shown_marks = self.missing.text()
        marks = tuple(filter(None, (mark.strip() for mark in self._shown_marks.split(","))))
        self.edited.emit("missing", marks or None)

    def _box(self, field: str) -> QWidget:
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        rows.setSpacing(2)
        label = Label(field_words(field))
        set_role(label, "caption")
        control: QWidget
        if field == "skip":
            control = self.skip
        elif field == "footer":
            control = self.footer
        elif field == "missing":
            control = self.missing
            self.missing.setPlaceholderText(_translate("TableDialog", "NA, ?, …"))
        else:
            combo = FieldCombo(field)
            combo.chosen.connect(lambda value, field=field: self.edited.emit(field, value))
            self._combos[field] = combo
            control = combo
        help = _translate("TableDialog", "whether classes or numbers are predicted")
        if field != "task":
            help = help_of(Reading.parameter_named(field))
        if field == "missing":
            help += "\n" + _translate("TableDialog", "separate several by commas")
        control.setToolTip(help[:1].upper() + help[1:])
        control.setAccessibleName(field_words(field))
        control.setMinimumWidth(56)
        control.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        label.setToolTip(control.toolTip())
        label.setBuddy(control)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._labels[field] = label
        rows.addWidget(label)
        rows.addWidget(control)
        rows.addStretch(1)
        return box
