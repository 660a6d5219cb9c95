"""First five minutes: five acts, one after another; each waits until it is done.

The card lies over the diagram and moves nothing. A ring shows where to look. Whoever knows an act
already skips it, and Esc or Leave ends the tour at any time.
"""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QRect, Qt, Signal, Slot
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from core.pictures.snapshot import Snapshot
from core.records import Record
from core.run.states import State
from core.words import say
from gui.kit.plain import Label
from gui.kit.style import set_role, text_scale

_translate = QCoreApplication.translate

#: the height at the foot of the diagram in which notices lie, in pixels at the usual text size
_NOTICE = 68

#: what the tour points at, by name
PLAY, STEP, TIMELINE, DIAGRAM = "play", "step", "timeline", "diagram"


class Seen(Record):
    """What the tour has seen of training."""

    state: State
    update: int
    is_past: bool
    units: tuple[int, ...]


class Act(Record):
    """One act: its words, where to look, and whether it is done, compared with its beginning."""

    title: str
    words: str
    place: str
    is_done: Callable[[Seen, Seen], bool]


def acts() -> tuple[Act, ...]:
    """Return the five acts."""
    return (
        Act(
            _translate("Tour", "Let it learn"),
            _translate(
                "Tour",
                "Press Space, or Play. Every update moves the weights a little: their lines grow "
                "wider or thinner, and the colours of the surface fold until the points are right.",
            ),
            PLAY,
            lambda _, now: now.state is State.RUNNING,
        ),
        Act(
            _translate("Tour", "Stop it"),
            _translate("Tour", "Press Space again. Nothing is lost: every moment was recorded."),
            PLAY,
            lambda _, now: now.state is not State.RUNNING,
        ),
        Act(
            _translate("Tour", "Go back in time"),
            _translate(
                "Tour",
                "Drag the timeline to the left, or press ←. The network is what it was then, to "
                "the last bit.",
            ),
            TIMELINE,
            lambda _, now: now.is_past,
        ),
        Act(
            _translate("Tour", "One step at a time"),
            _translate(
                "Tour",
                "Press →. One step of training; in the view Step through (F2) you see every number "
                "of it, with its formula.",
            ),
            STEP,
            lambda before, now: now.update != before.update or now.is_past != before.is_past,
        ),
        Act(
            _translate("Tour", "Change it"),
            _translate(
                "Tour",
                "Click + above a layer: it gets another neuron. Whatever you change, training goes "
                "on from there or begins anew, and Ctrl+Z takes it back.",
            ),
            DIAGRAM,
            lambda before, now: now.units != before.units,
        ),
    )


class Ring(QWidget):
    """A frame around what is meant; the mouse does not notice it."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setAttribute(Qt.WidgetAttribute.WA_NoSystemBackground)
        self._colour = QColor("#7a3e9d")
        self.hide()

    def around(self, widget: QWidget, colour: str) -> None:
        """Lie around a widget."""
        parent = self.parentWidget()
        assert parent is not None
        self._colour = QColor(colour)
        place = QRect(widget.mapTo(parent, widget.rect().topLeft()), widget.size())
        self.setGeometry(place.adjusted(-4, -4, 4, 4).intersected(parent.rect()))
        self.show()
        self.raise_()

    def paintEvent(self, event: QPaintEvent) -> None:
        with QPainter(self) as painter:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(self._colour, 2.5))
            painter.drawRoundedRect(self.rect().adjusted(2, 2, -2, -2), 8.0, 8.0)


class Tour(QFrame):
    """The card with the act that is due; `over` is where it lies, once the window is built."""

    ended = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        set_role(self, "card")
        self.setAccessibleName(_translate("Tour", "First five minutes"))
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._window = window
        self._acts = acts()
        self._places: Mapping[str, QWidget] = {}
        self._act = -1
        self._seen = Seen(State.EMPTY, 0, False, ())
        self._before = self._seen
        self._ring = Ring(window)
        self.title, self.words, self.count = Label(), Label(), Label()
        set_role(self.title, "heading")
        set_role(self.count, "caption")
        self.words.setWordWrap(True)
        self.skip = QPushButton(_translate("Tour", "Skip"))
        self.skip.setToolTip(_translate("Tour", "Go on to the next act"))
        self.leave = QPushButton(_translate("Tour", "Leave"))
        self.leave.setToolTip(_translate("Tour", "End the tour (Esc)"))
        row = QHBoxLayout()
        row.addWidget(self.count)
        row.addStretch(1)
        for button in (self.skip, self.leave):
            button.setAccessibleName(button.text())
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            row.addWidget(button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        for part in (self.title, self.words):
            column.addWidget(part)
        column.addLayout(row)
        self.skip.clicked.connect(self.go_on)
        self.leave.clicked.connect(self.end)
        self.hide()

    def point_at(self, places: Mapping[str, QWidget]) -> None:
        """Take the widgets that the acts point at, by name."""
        self._places = places

    @property
    def act(self) -> int:
        """The number of the act that is due, from 0; 5: all are done; −1: no tour."""
        return self._act

    def begin(self) -> None:
        """Begin with the first act."""
        self._window.installEventFilter(self)
        self._act = -1
        self.show()
        self.go_on()

    @Slot()
    def go_on(self) -> None:
        """Go on to the next act."""
        self._act += 1
        self._before = self._seen
        if self._act > len(self._acts):
            self.end()
            return
        if self._act == len(self._acts):
            self.title.setText(_translate("Tour", "That is all you need"))
            self.words.setText(
                _translate(
                    "Tour",
                    "Point at anything to see its numbers. Shift+F1 and a click say what something "
                    "is; Help ▸ Keys lists the keys; File ▸ All examples… and "
                    "Lessons ▸ All lessons… have more to try.",
                )
            )
            self.count.setText("")
            self.skip.hide()
            self.leave.setText(_translate("Tour", "Close"))
        else:
            act = self._acts[self._act]
            self.title.setText(act.title)
            self.words.setText(act.words)
            self.count.setText(
                say("Tour", "{number} of {whole}", number=self._act + 1, whole=len(self._acts))
            )
            self.skip.show()
            self.leave.setText(_translate("Tour", "Leave"))
        self.leave.setAccessibleName(self.leave.text())
        self.setAccessibleDescription(f"{self.title.text()}. {self.words.text()}")
        self._place()
        self._look()

    @Slot()
    def end(self) -> None:
        """End the tour."""
        if self._act >= 0:
            self._act = -1
            self._window.removeEventFilter(self)
            self._ring.hide()
            self.hide()
            self.ended.emit()

    # ------------------------------------------------------------------ what it waits for

    @Slot(object)
    def show_state(self, state: State) -> None:
        """Note what training is doing."""
        self._see(Seen(state, self._seen.update, self._seen.is_past, self._seen.units))

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Note a moment."""
        units = tuple(layer.units for layer in snapshot.layers)
        self._see(Seen(self._seen.state, snapshot.update, snapshot.past, units))

    def _see(self, seen: Seen) -> None:
        self._seen = seen
        self._look()

    def _look(self) -> None:
        """Go on if the act is done."""
        if 0 <= self._act < len(self._acts):
            act = self._acts[self._act]
            if self._before.units == () and self._seen.units:
                self._before = self._seen
            if act.is_done(self._before, self._seen):
                self.go_on()

    # ------------------------------------------------------------------ where it lies

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Resize:
            self._place()
        return False

    def _place(self) -> None:
        """Lie in the lower left of the diagram, with the ring around what is meant."""
        wide, diagram = round(320 * text_scale()), self._places.get(DIAGRAM)
        if diagram is not None:  # and not over what is beside the diagram
            wide = min(wide, max(320, diagram.width() - 24))
        self.setFixedWidth(wide)
        for part in (self, self.title, self.words, self.count, self.skip, self.leave):
            part.ensurePolished()  # else the first act is measured in another font
        layout = self.layout()
        assert layout is not None
        layout.invalidate()
        self.resize(wide, layout.totalHeightForWidth(wide))
        if diagram is not None:
            corner = diagram.mapTo(self._window, diagram.rect().bottomLeft())
            below = round(_NOTICE * text_scale())  # a notice at the foot of the diagram stays free
            self.move(corner.x() + 12, max(0, corner.y() - self.height() - below))
        self.raise_()
        meant = None
        if self._act < len(self._acts):
            meant = self._places.get(self._acts[self._act].place)
        if meant is None or not meant.isVisible() or meant is diagram:
            self._ring.hide()
        else:
            self._ring.around(meant, self.palette().color(self.palette().ColorRole.Link).name())
