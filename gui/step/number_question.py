"""A question about one number of an update: its heading, what asks it, and its answer once there.

The answer takes the engine some passes, so that it is worked out when a person asks, and let go of
when the update or the number is another one.
"""

from typing import Generic, Protocol, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.lesson.moments import Told, same_update
from core.lesson.parts import Part, exists, value_before
from core.pictures.snapshot import Facts, LayerPicture, StepPicture
from gui.kit.plot_parts import caption
from gui.kit.theme import SPACE


class AboutNumber(Protocol):
    """An answer says which number it is about, and what that was before the update."""

    @property
    def layer(self) -> int:
        """The layer."""

    @property
    def name(self) -> str:
        """The name of the array in it."""

    @property
    def index(self) -> tuple[int, ...]:
        """The place in the array."""

    @property
    def value(self) -> float:
        """What the number was."""


Answer = TypeVar("Answer", bound=AboutNumber)


class NumberQuestion(QWidget, Generic[Answer]):
    """Asks with `asked`, and redraws itself with whatever it is told; a view fills `column`."""

    asked = Signal(int, str, object)  # layer, name of the array, place in it

    def __init__(self, words: str, parent: QWidget | None = None) -> None:
        """`words` stand on the button that asks."""
        super().__init__(parent)
        self._told: Told | None = None
        self._part: Part | None = None
        self._answer: Answer | None = None
        self._is_asked = False
        self._title = caption()
        self.button = QPushButton(words)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self._ask)
        line = QHBoxLayout()
        line.setSpacing(SPACE[1])
        line.addWidget(self._title, 1)
        line.addWidget(self.button)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(SPACE[0])
        self.column.addLayout(line)

    def redraw(self) -> None:
        """Draw what it was told last."""
        raise NotImplementedError

    # what it is told

    def show_number(
        self,
        step: StepPicture | None,
        facts: Facts,
        part: Part | None,
        layers: tuple[LayerPicture, ...],
    ) -> None:
        """Show an update, for one number; `layers` are those of the same snapshot.

        The answer stays while it is that of this update and this number.
        """
        if step is None:
            self.clear()
            return
        told = (step, facts, layers)
        if self._told is None or part != self._part or not same_update(self._told, told):
            self._answer, self._is_asked = None, False
        self._told, self._part = told, part
        self.redraw()

    def show_answer(self, answer: Answer) -> None:
        """Show what was asked for; the answer to another question is left alone."""
        if self._is_asked and self._is_of(answer):
            self._answer, self._is_asked = answer, False
            self.redraw()

    def forget(self) -> None:
        """Let go of the answer: something was edited."""
        self._answer, self._is_asked = None, False
        self.redraw()

    def clear(self) -> None:
        """Show nothing."""
        self._told = self._part = None
        self.forget()

    # what it shows

    def heading(self) -> str:
        """Return which number it is about."""
        return self._title.text()

    def answer(self) -> Answer | None:
        """Return what is shown."""
        return self._answer

    def value(self) -> float | None:
        """Return what the number was before the update, or None where there is none."""
        told, part = self._told, self._part
        if told is None or part is None or not exists(part, told[2]):
            return None
        return value_before(told[0], part, told[2])

    def _is_of(self, answer: Answer) -> bool:
        part = self._part
        return (
            part is not None
            and (part.layer, part.name) == (answer.layer, answer.name)
            and tuple(part.index) == tuple(answer.index)
            and self.value() == answer.value
        )

    def _ask(self) -> None:
        part = self._part
        if part is not None and self.value() is not None:
            self._is_asked = True
            self.asked.emit(part.layer, part.name, part.index)
