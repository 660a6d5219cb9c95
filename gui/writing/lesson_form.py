"""The fields of the lesson as a whole: title, what it is about, minutes, language, locks."""

from functools import partial

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from core.lesson.lessons.described import Lesson
from gui.kit.plain import Label
from gui.kit.style import set_role
from gui.writing.fields import LineField, TextField, button, caption

_translate = QCoreApplication.translate


class LessonForm(QWidget):
    """Shows a lesson; every change is told with the name of its field."""

    edited = Signal(str, object)
    save_as_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        say = _translate
        self.fields: dict[str, LineField | TextField] = {
            "title": LineField(
                say("Writing", "Title"), say("Writing", "What the lesson is called")
            ),
            "about": TextField(
                say("Writing", "About"), say("Writing", "One or two sentences, for the list"), 4
            ),
            "minutes": LineField(
                say("Writing", "Minutes"), say("Writing", "How long it takes, about"), "whole"
            ),
            "language": LineField(
                say("Writing", "Language"), say("Writing", "Of its texts: en, de, zh …")
            ),
            "digits": LineField(
                say("Writing", "Digits"),
                say("Writing", "Decimals of numbers in texts, from 2 to 7"),
                "whole",
            ),
            "needs": LineField(
                say("Writing", "Needs"),
                say("Writing", "Ids of lessons that come before it; only advice"),
                *("names", "one-neuron"),
            ),
            "lock": LineField(
                say("Writing", "Locked in all steps"),
                say("Writing", "Such as data, network, training, weights, files"),
                *("names", "data, files"),
            ),
            "project": LineField(
                say("Writing", "Network of all steps"),
                say("Writing", "A file of the lesson, or example:xor; steps may have another"),
            ),
            "id": LineField(
                say("Writing", "Id"),
                say("Writing", "Progress is kept under it: small letters, digits and -"),
            ),
        }
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 2, 16, 12)
        column.setSpacing(6)
        for name, field in self.fields.items():
            column.addWidget(caption(field.accessibleName(), field))
            column.addWidget(field)
            field.given.connect(partial(self.edited.emit, name))
        self.file = Label()
        self.file.setWordWrap(True)
        set_role(self.file, "caption")
        self.save_as = button(
            say("Writing", "Save as…"),
            say("Writing", "Save it as another file or folder, and go on with that one"),
            self.save_as_wanted.emit,
        )
        column.addWidget(self.file)
        column.addWidget(self.save_as)
        column.addStretch(1)

    def show_lesson(self, lesson: Lesson, file: str) -> None:
        """Show a lesson, and where it is saved."""
        for name, field in self.fields.items():
            field.show_value(getattr(lesson, name))
        self.file.setText(file)
