"""The cursor of the network diagram, from mouse or keyboard: what it is on and what it shows.

It shows the card, places the numbers of the lit edges, reports when it rests on a neuron, and shows
messages.
"""

from collections.abc import Callable

from PySide6.QtCore import QObject, QRectF, QTimer, Slot
from PySide6.QtWidgets import QWidget

from core.lesson.formulas.rows import Run, plain
from core.lesson.parts import Part, Sort
from gui.network.card import Card
from gui.network.painting import Palette
from gui.network.scene import Scene

REST_MS = 150  # the cursor rests on a neuron when it has stayed this long
MESSAGE_MS = 5000


class Pointer(QObject):
    """The cursor over one scene.

    `points` is called with every part it moves to, `rests` with (layer, unit) of a neuron on which
    it stays; both are called with None when it leaves.
    """

    def __init__(
        self,
        diagram: QWidget,
        scene: Scene,
        points: Callable[[Part | None], None],
        rests: Callable[[tuple[int, int] | None], None],
    ) -> None:
        super().__init__(diagram)
        self._diagram = diagram
        self._scene = scene
        self._points, self._rests = points, rests
        self.part: Part | None = None
        self.by_keys = False
        #: places of the numbers of the edges that are lit
        self.numbers: dict[int, QRectF] = {}
        self.card, self.message = Card(diagram), Card(diagram)
        self._resting: tuple[int, int] | None = None
        self._rest, self._message_end = QTimer(self), QTimer(self)
        for timer, milliseconds in ((self._rest, REST_MS), (self._message_end, MESSAGE_MS)):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
        self._rest.timeout.connect(self._tell_rest)
        self._message_end.timeout.connect(self.message.hide)

    def move(self, part: Part | None, by_keys: bool, look: Palette) -> None:
        """Move to a part, or with None, away."""
        if part == self.part:
            return
        scene = self._scene
        self.part, self.by_keys = part, by_keys
        self.numbers = {}
        if part is not None:
            self.numbers = scene.numbers_for(part, look)
            self.message.hide()
        if by_keys:
            said = " · ".join(self.reading())
            self._diagram.setAccessibleDescription(said or scene.in_words())
        self.show_card(look)
        self._rest.start()
        self._diagram.update()
        self._points(part)

    def reading(self) -> list[str]:
        """Return what is under the cursor, line by line; empty if nothing is."""
        return [plain(row) for row in self._scene.explain(self.part)]

    def show_card(self, look: Palette) -> None:
        """Put the card beside the part under the cursor, with its current values."""
        rows = self._scene.explain(self.part)
        near = QRectF()
        if self.part is not None and rows:
            near = self._scene.rect(self.part, self.numbers)
        template = self._scene.template(self.part)
        self.card.show_rows(rows, near, look.of_scale(1.0), template)

    def say(self, text: str, part: Part, look: Palette) -> None:
        """Show a message in a card beside a part, for a few seconds."""
        self.card.hide()
        self.message.show_rows([(Run(text),)], self._scene.rect(part), look.of_scale(1.0))
        self.message.setAccessibleName(text)
        self._diagram.setAccessibleDescription(text)
        self._message_end.start()

    @Slot()
    def _tell_rest(self) -> None:
        """Report which neuron the cursor rests on."""
        part = self.part
        found = None
        if part is not None and part.sort in (Sort.NEURON, Sort.INPUT, Sort.BIAS):
            found = (part.layer, part.unit)
        if found != self._resting:
            self._resting = found
            self._rests(found)
