"""The step panel: one update, phase by phase, with every number of the followed sample.

From top to bottom: the rail of phases; the card of the last phase done; questions; what is
followed, and the buttons back and on. It only receives snapshots, and reports what a person wants.
"""

from functools import partial
from typing import Any

from PySide6.QtCore import QCoreApplication, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.late import Late
from core.lesson.cards.card import card_of, numpy_lines
from core.lesson.cards.content import Card, Cursor
from core.lesson.cards.covering import Cover, covered, covered_light
from core.lesson.cards.following import Following
from core.lesson.cards.lights import light_of
from core.lesson.cards.samples import point_of, same_data, sample_of
from core.lesson.cards.stops import stop_names
from core.lesson.marking.predicting import Predicting
from core.lesson.notebook.program import program_of
from core.lesson.numbers import count
from core.lesson.parts import Part
from core.pictures.snapshot import Facts, Snapshot, Wanted
from core.project import Project
from gui.kit.fonts import caption_font
from gui.kit.plot_parts import on_canvas, small_box
from gui.kit.section import Section
from gui.kit.style import set_role
from gui.kit.theme import LIGHT, SPACE, Theme
from gui.step.follow import FollowRow, WayOn
from gui.step.predicting import Covers, PredictStrip
from gui.step.rail import Rail
from gui.step.sheet import StepSheet
from gui.step.stack import Stack

#: the width it is designed for, and its least width
WIDTH, LEAST_WIDTH = 440, 376


class StepPanel(QWidget):
    """Shows the current update; reports which phase, sample, neuron or number a person wants."""

    phase_requested = Signal(int)  # the number of phases that are to be done
    back_requested = Signal()
    forward_requested = Signal()
    sample_followed = Signal(int)  # its index among the facts' points
    lit = Signal(object)  # a Light or None
    pointed = Signal(object)  # a Part or None
    cursor_changed = Signal(object)  # a Cursor
    weight_followed = Signal(object)  # a Part
    explain_requested = Signal()
    check_requested = Signal()
    notebook_requested = Signal(str, object)  # the title and the values of the current matrix
    wanted_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        translate = QCoreApplication.translate
        self._facts: Facts | None = None
        self._snapshot: Snapshot | None = None
        self._probed: int | None = None  # the sample that is followed elsewhere
        self._cursor = Cursor(None, 0)
        self._questions, self._is_covering = True, False
        #: the card of the stop at hand with nothing covered
        self.card: Card | None = None
        self._lines: tuple[Project, dict[tuple[str, int | None], str]] | None = None
        self.following = Following()
        self.rail, self.sheet = Rail(), StepSheet()
        self.follow, self.way_on = FollowRow(), WayOn()
        self.explain_button = _button(
            translate("StepPanel", "Explain this network"),
            translate("StepPanel", "The whole network as formulas, LaTeX and NumPy"),
        )
        self.check_button = _button(
            translate("StepPanel", "Check gradients"),
            translate("StepPanel", "Compare every gradient with a numeric one"),
        )
        self.notebook_button = _button(
            translate("StepPanel", "Compare with my notebook"),
            translate("StepPanel", "Paste your own numbers to compare with these"),
        )
        self.predict_box = small_box(
            translate("StepPanel", "Ask me first"),
            translate("StepPanel", "Cover what each stop computes until I have predicted it"),
        )
        self._asker = Predicting()
        self.covers = Covers(self._asker, self)
        self.predict = PredictStrip(self._asker)
        self.predict.hide()
        self.area = QScrollArea()
        self._body = Stack()
        self._sections: list[Section] = []
        self._asking: list[QWidget] = []
        self._build()
        self.setMinimumWidth(LEAST_WIDTH)
        self.setAccessibleName(translate("StepPanel", "Step panel"))
        self.set_theme(LIGHT)
        self.clear()

    def _build(self) -> None:
        edge = SPACE[3]
        self._keep_width(0, 0)
        self._body.add(self.sheet)
        below = (self.notebook_button, self.predict_box)
        for buttons in ((self.explain_button, self.check_button), below):
            line = QWidget()
            row = QHBoxLayout(line)
            row.setContentsMargins(0, 0, 0, 0)
            row.setSpacing(SPACE[1])
            for button in buttons:
                row.addWidget(button)
            row.addStretch(1)
            self._body.add(line)
            self._asking.append(line)
        self.area.setWidget(self._body)
        self.area.setWidgetResizable(True)
        set_role(self.area, "canvas")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.verticalScrollBar().rangeChanged.connect(self._keep_width)
        head, foot = QWidget(), QWidget()
        set_role(foot, "foot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, True)
        top = QVBoxLayout(head)
        top.setContentsMargins(edge, SPACE[2], edge, SPACE[1])
        top.setSpacing(SPACE[2])
        top.addWidget(self.rail)
        top.addWidget(self.predict)
        bottom = QVBoxLayout(foot)
        bottom.setContentsMargins(edge, SPACE[1], edge, SPACE[2])
        bottom.setSpacing(SPACE[1])
        bottom.addWidget(self.follow)
        bottom.addWidget(self.way_on)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(head)
        whole.addWidget(self.area, 1)
        whole.addWidget(foot)
        self._connect()

    def _keep_width(self, _: int, most: int) -> None:
        """Put the scroll bar in the margin, so that nothing moves when it appears."""
        bar = self.area.verticalScrollBar().sizeHint().width() if most else 0
        edge = SPACE[3]
        self._body.set_edges((edge, SPACE[1], edge - min(bar, edge), SPACE[2]))

    def _connect(self) -> None:
        self.rail.chosen.connect(self.phase_requested)
        self.predict_box.toggled.connect(self.ask_first)
        self.predict.changed.connect(self._show)
        self.way_on.back.connect(self.back_requested)
        self.way_on.forward.connect(self.forward_requested)
        self.follow.sample_stepped.connect(self._step_sample)
        self.follow.neuron_stepped.connect(self._step_neuron)
        self.sheet.pointed.connect(self.pointed)
        self.sheet.part_chosen.connect(self._follow_part)
        self.sheet.row_chosen.connect(self.follow_row)
        self.sheet.unit_chosen.connect(self._follow_unit)
        self.explain_button.clicked.connect(self.explain_requested)
        self.check_button.clicked.connect(self.check_requested)
        self.notebook_button.clicked.connect(self._ask_notebook)

    # what it receives

    def wants(self) -> Wanted:
        """Return what snapshots have to contain while this is visible."""
        return Wanted.STEP if self.isVisible() else Wanted.NOTHING

    def show_questions(self, shown: bool) -> None:
        """Show the questions under the equations, or the equations alone."""
        self._questions = shown
        for part in self._asking:
            part.setVisible(shown)
        self._show_sections(not self._is_covering)
        self._body.arrange()

    def _show_sections(self, open_: bool) -> None:
        """Show the questions, but not while they would tell what is covered."""
        self._is_covering = not open_
        for section in self._sections:
            section.setVisible(self._questions and open_)

    def set_cover(self, cover: Cover | None) -> None:
        """Cover numbers by their addresses; None: no number."""
        self.covers.set_lesson(cover)
        self._show()

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        on_canvas(self, theme)
        on_canvas(self._body, theme)
        for part in (self.rail, self.sheet, self.follow, self.way_on):
            part.set_theme(theme)

    def show_facts(self, facts: Facts) -> None:
        """Take the samples and names of one build."""
        old, self._facts = self._facts, facts
        if old is None or not same_data(old, facts):
            self.following.forget()
            self._probed = None
            self.clear()

    def clear(self) -> None:
        """Show no update."""
        self._snapshot = self.card = None
        self._asker.leave()
        self.covers.tell()
        translate = QCoreApplication.translate
        self.rail.show_stops((), 0)
        words = translate("StepPanel", "Step forward to look into an update, phase by phase.")
        self.sheet.show_card(Card(translate("StepPanel", "Step by step"), "", words))
        self.follow.hide()
        self.way_on.say("", translate("StepPanel", "Batch"))
        self.notebook_button.setEnabled(False)

    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the update that is being stepped through."""
        if snapshot.step is None or not snapshot.layers:
            self.clear()
            self.lit.emit(None)
            return
        self._snapshot = snapshot
        probe = snapshot.probe
        if probe is not None and probe.sample is not None and probe.sample != self._probed:
            self._probed = probe.sample
            index = sample_of(self._facts, probe.sample)
            self.following.sample = self.following.sample if index is None else index
        self._show()

    def show_pointed(self, part: Part | None) -> None:
        """Highlight the numbers of what is under the cursor in the diagram."""
        self.sheet.show_pointed(self.following.meant(part))

    def show_selected(self, part: Part | None) -> None:
        """Follow the neuron or the number that is selected in the diagram."""
        self.following.follow_part(part)
        self._show()

    def add_section(self, title: str, help: str, late: Late[Any]) -> Section:
        """Add a question at the bottom, folded; its widget is made when it first unfolds."""
        section = Section(title, help)
        body = QVBoxLayout(section.body)
        body.setContentsMargins(0, 0, 0, 0)
        late.connect(body.addWidget)
        section.unfolding.connect(lambda: late.part())
        self._body.add(section)
        self._sections.append(section)
        return section

    @Slot(bool)
    def ask_first(self, on: bool) -> None:
        """Cover what each stop computes until it is predicted or uncovered, or not any more."""
        self.predict_box.setChecked(on)
        self.covers.ask(on)
        self.predict.setVisible(on)
        self._show()

    # what it shows

    def _show(self) -> None:
        snapshot = self._snapshot
        if snapshot is None or snapshot.step is None:
            self.covers.tell()
            return
        step, layers = snapshot.step, snapshot.layers
        cursor = self.following.show(step, layers, self._facts)
        names = stop_names(step.rail, layers)
        self.rail.show_stops(names, step.done, stop_names(step.rail, layers, short=True))
        lines = self._numpy_lines(step.project)
        was = None if self.sheet.card is None else self.sheet.card.place
        self.card = card_of(step, layers, self._facts, cursor, lines)
        light = light_of(step, layers, cursor)
        card = self.card
        if self.covers.is_asking():
            self._asker.show_stop(card, step, layers, snapshot.run_id)
            self.predict.show_asked()
        if cover := self.covers.now():
            card = covered(card, cover)
            light = covered_light(light, layers, cursor, cover)
        self.covers.tell()
        self.sheet.show_card(card, partial(program_of, step, layers))
        self._show_sections(card is self.card)
        if self.sheet.card is not None and self.sheet.card.place != was:
            self.area.verticalScrollBar().setValue(0)  # at a new stop, scroll up to its title
        self._body.arrange()
        matrix = self.sheet.card.matrix if self.sheet.card is not None else None
        self.notebook_button.setEnabled(matrix is not None and matrix.array is not None)
        self._show_follow(cursor)
        at_start = step.done == 0 and step.update - 1 <= snapshot.time.start
        before = "" if at_start else names[step.done - 2] if step.done > 1 else names[-1]
        if step.done == 1:
            # before this is the last stop of the previous update; the first update has only the
            # start before it
            text, number = QCoreApplication.translate("StepPanel", "Update {number}"), step.update
            if step.update - 1 <= snapshot.time.start:
                text = QCoreApplication.translate("StepPanel", "before update {number}")
            else:
                number -= 1
            before = text.format(number=count(number))
        self.way_on.say(before, names[step.done % len(names)])
        if cursor != self._cursor:
            self._cursor = cursor
            self.cursor_changed.emit(cursor)
        self.lit.emit(light)

    def _numpy_lines(self, project: Project) -> dict[tuple[str, int | None], str]:
        if self._lines is None or self._lines[0] is not project:
            self._lines = project, numpy_lines(project)
        return self._lines[1]

    def _show_follow(self, cursor: Cursor) -> None:
        translate = QCoreApplication.translate
        context = self.following.context
        self.follow.show()
        if cursor.sample is None:
            self.follow.say_sample(translate("StepPanel", "sample ·"), 0, 0)
            self.follow.neuron.hide()
            return
        row, size, number = cursor.sample, context.size, context.number(cursor.sample)
        words = translate("StepPanel", "sample {row} of {size}")
        if number != row + 1:
            words = translate("StepPanel", "sample {number} · {row} of {size}")
        words = words.format(row=count(row + 1), size=count(size), number=count(number))
        self.follow.say_sample(words, row, size)
        neurons, now = self.following.neurons(), self.following.neuron()
        self.follow.neuron.setVisible(now is not None)
        if now is not None:
            name = context.title(*now)
            self.follow.say_neuron(name, neurons.index(now), len(neurons))

    # what a person does

    def _step_sample(self, step: int) -> None:
        row = (self._cursor.sample or 0) + step
        self.follow_row(min(max(row, 0), max(0, self.following.context.size - 1)))

    def follow_row(self, row: int) -> None:
        """Follow the sample in a row of the batch."""
        if self._snapshot is None:
            return
        self.following.follow_row(row)
        self._show()
        point = point_of(self._facts, self.following.sample)
        if point is not None:
            self._probed = point
            self.sample_followed.emit(point)

    def _step_neuron(self, step: int) -> None:
        self.following.step_neuron(step)
        self._show()
        self._tell_weight()

    def _follow_unit(self, unit: int) -> None:
        self.following.follow_unit(unit)
        self._show()

    def _follow_part(self, part: Part) -> None:
        self.following.follow_part(part)
        self._show()
        self._tell_weight(part)

    def _tell_weight(self, part: Part | None = None) -> None:
        part = self.following.part if part is None else part
        if part is not None and part.name is not None:
            self.weight_followed.emit(part)

    def _ask_notebook(self) -> None:
        card: Any = self.sheet.card
        if card is not None and card.matrix is not None:
            self.notebook_requested.emit(card.matrix.name, card.matrix.array)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.wanted_changed.emit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.wanted_changed.emit()


def _button(text: str, tip: str) -> QPushButton:
    button = QPushButton(text)
    button.setFont(caption_font(button.font()))
    button.setToolTip(tip)
    button.setAccessibleName(text)
    button.setAccessibleDescription(tip)
    return button
