"""The Step view: connects its panel, the diagram and the questions about a moment."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QCoreApplication, QObject, QRect, QSizeF, Signal, Slot

from core.counts import counted
from core.lesson.cards.bend import bend_of
from core.lesson.cards.light import Light
from core.lesson.cards.samples import point_of
from core.lesson.numbers import figure
from core.lesson.parts import Part
from core.lesson.past.naming import line_of
from core.pictures.edits import FreezeEdit
from core.pictures.findings import Worst
from core.pictures.snapshot import Facts, Snapshot
from core.words import say
from gui.commands.time import TimeCommands
from gui.documents.document import Document
from gui.kit.texts import count
from gui.kit.theme import Theme
from gui.network.diagram import NetworkDiagram
from gui.step.late import LateParts
from gui.step.panel import StepPanel
from gui.step.surface_room import free_corner
from gui.thread.session import Session
from gui.window.layout import Corner

if TYPE_CHECKING:
    from gui.step.bend import BendView
    from gui.step.contributions import ContributionsView
    from gui.step.loss_along import LossAlongView
    from gui.step.nudge import NudgeView

_translate = QCoreApplication.translate


class StepView(QObject):
    """Passes what is hovered, chosen and asked in the Step view to the part that answers it."""

    told = Signal(str)
    offered = Signal(str, object)  # a message, and what can be done: [(words, action)]
    mend_wanted = Signal()
    plot_requested = Signal(str)  # a quantity, given as text
    notebook_wanted = Signal(str, object)  # the name of the current array, and the array

    def __init__(
        self,
        panel: StepPanel,
        diagram: NetworkDiagram,
        session: Session,
        time: TimeCommands,
        document: Document,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._panel, self._diagram, self._session = panel, diagram, session
        self._time, self._document = time, document
        self._facts: Facts | None = None
        self._snapshot: Snapshot | None = None
        self._light: Light | None = None
        self._pushes: dict[int, Any] = {}
        self._cursor: Any = None
        self._checked_at: tuple[int, int] | None = None
        self.late = LateParts(diagram)
        self._corner = Corner(diagram, self._free_corner, self._show_place, self)
        self.sections = (
            panel.add_section(
                _translate("StepView", "Who moved this weight?"),
                _translate("StepView", "What every sample of the batch adds to one gradient"),
                self.late.contributions,
            ),
            panel.add_section(
                _translate("StepView", "Loss along this weight"),
                _translate("StepView", "The loss as a function of one number, and the step taken"),
                self.late.loss_along,
            ),
            panel.add_section(
                _translate("StepView", "Nudge this weight"),
                _translate("StepView", "Add a little to one number, and follow it to the loss"),
                self.late.nudge,
            ),
            panel.add_section(
                _translate("StepView", "The bend of this neuron"),
                _translate("StepView", "f and f′ of its activation, and where it is on them"),
                self.late.bend,
            ),
        )
        self._connect()

    def _connect(self) -> None:
        panel, diagram, session = self._panel, self._diagram, self._session
        panel.phase_requested.connect(session.go_to_phase)
        panel.back_requested.connect(lambda: session.step_back("phase"))
        panel.forward_requested.connect(lambda: session.step("phase"))
        panel.sample_followed.connect(session.follow)
        panel.lit.connect(self._show_light)
        panel.pointed.connect(diagram.show_pointed)
        panel.cursor_changed.connect(self._show_cursor)
        panel.notebook_requested.connect(self.notebook_wanted)
        panel.sheet.plot_requested.connect(self._plot)
        diagram.pointed.connect(panel.show_pointed)
        diagram.part_selected.connect(panel.show_selected)
        diagram.check_clicked.connect(self.open_part)
        self.late.contributions.connect(self._connect_contributions)
        self.late.loss_along.connect(self._connect_loss_along)
        self.late.nudge.connect(self._connect_nudge)
        self.late.surface.connect(lambda made: made.sample_clicked.connect(session.follow))
        session.gradients_checked.connect(self._show_check)
        for changed in (session.edited, session.planted):  # the gradients are others now
            changed.connect(self._forget_check)

    def _connect_contributions(self, made: "ContributionsView") -> None:
        made.plot_requested.connect(self._plot)
        made.pushes_wanted.connect(self._show_pushes)
        made.sample_chosen.connect(self._session.follow)
        made.part_hovered.connect(self._diagram.show_pointed)
        made.sample_hovered.connect(self._show_hovered)

    def _connect_loss_along(self, made: "LossAlongView") -> None:
        made.asked.connect(self._session.ask_loss_along)
        self._session.loss_curve.connect(made.show_answer)

    def _connect_nudge(self, made: "NudgeView") -> None:
        made.plot_requested.connect(self._plot)
        made.asked.connect(self._session.ask_nudge)
        made.pointed.connect(self._diagram.show_pointed)
        made.part_chosen.connect(self._panel.show_selected)
        self._session.nudged.connect(made.show_answer)

    # ------------------------------------------------------------------ what it receives

    def set_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._panel.set_theme(theme)
        for late in self.late.all():
            late.tell("theme", lambda part: part.set_theme(theme))

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Take the names and samples of one build."""
        self._facts, self._snapshot = facts, None
        self._pushes = {}
        self.late.surface.tell("facts", lambda surface: surface.show_facts(facts))
        self._panel.show_facts(facts)
        self._forget_check()

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the current step; end a check of other gradients."""
        self._snapshot = snapshot
        if self._checked_at is not None and self._checked_at != _moment_of(snapshot):
            self._forget_check()
        self.late.surface.tell("snapshot", lambda surface: surface.show_snapshot(snapshot))
        if self._panel.isVisible():
            self._panel.show_snapshot(snapshot)
            self._ask()

    @Slot(bool)
    def show_view(self, stepping: bool) -> None:
        """Highlight in the diagram only in the Step view."""
        if stepping and self._snapshot is not None:
            self._panel.show_snapshot(self._snapshot)
            self._ask()
        self._light_diagram()
        self._corner.look_soon()

    def _free_corner(self) -> QRect | None:
        """Return the place for the small surface, if the network leaves one."""
        if not self._time.is_stepping():
            return None
        place = free_corner(self._diagram.scene, QSizeF(self._diagram.size()))
        return None if place is None else place.toRect()

    def _show_place(self, place: QRect | None) -> None:
        """Put the small surface there; it is made for its first place."""
        if place is not None or self.late.surface.there() is not None:
            self.late.surface.part().show_place(place)

    # ------------------------------------------------------------------ lights and questions

    def _show_light(self, light: Light | None) -> None:
        self._light = light
        self._light_diagram()
        point = None if light is None else self._followed_point()
        self.late.surface.tell("followed", lambda surface: surface.show_followed(point))

    def _show_hovered(self, sample: int | None) -> None:
        self.late.surface.tell("hovered", lambda surface: surface.show_hovered(sample))

    def _followed_point(self) -> int | None:
        """Return which of the facts' points is the followed row of the batch, if any."""
        row = None if self._cursor is None else self._cursor.sample
        if row is None:
            return None
        return point_of(self._facts, self._panel.following.context.number(row) - 1)

    def _show_pushes(self, pushes: Any) -> None:
        self._pushes = dict(pushes or {})
        self._light_diagram()

    def _light_diagram(self) -> None:
        light = self._light if self._time.is_stepping() else None
        if light is not None and self._pushes:
            words = _translate("StepView", "what this sample pushes")
            light = replace(light, edges=self._pushes, edges_label=words)
        self._diagram.show_light(light)

    def _show_cursor(self, cursor: Any) -> None:
        """Show the answers for the followed sample and weight."""
        self._cursor = cursor
        self._ask()

    @Slot(str)
    def _plot(self, address: str) -> None:
        """Ask to plot a number of the update over time, that of a sample by the sample's number."""
        context = self._panel.following.context
        quantity = line_of(address, lambda row: context.number(row - 1))
        if quantity:
            self.plot_requested.emit(quantity)

    def _ask(self) -> None:
        snapshot, facts, cursor = self._snapshot, self._facts, self._cursor
        if snapshot is None or facts is None or cursor is None:
            return
        step, layers = snapshot.step, snapshot.layers
        about = (step, facts, cursor.part, cursor.sample, layers)
        for asking in (self.late.contributions, self.late.nudge):
            asking.tell("step", lambda view: view.show_step(*about))
        number = (step, facts, cursor.part, layers)
        self.late.loss_along.tell("step", lambda view: view.show_number(*number))
        following = self._panel.following
        followed = following.neuron() if step is not None else None
        context = None if followed is None else following.context

        def show_bend(view: "BendView") -> None:
            if followed is None or context is None:
                view.show_bend(None)
            else:
                view.show_bend(bend_of(context, *followed))

        self.late.bend.tell("step", show_bend)

    # ------------------------------------------------------------------ the gradient check

    def _show_check(self, check: Any) -> None:
        if self._snapshot is not None:
            self._checked_at = _moment_of(self._snapshot)
        self._diagram.show_check(check)
        whole = sum(item.checked for item in check.arrays)
        kinks = sum(item.kinks for item in check.arrays)
        said = _translate("StepView", "All {whole} agree with central differences")
        if check.failures:
            said = _translate("StepView", "{failures} of {whole} disagree with central differences")
        said = said.format(whole=counted(whole, "gradient"), failures=count(check.failures))
        if check.worst is not None:
            largest = _translate("StepView", "; the largest relative error is {error}")
            said += largest.format(error=figure(check.worst.error))
        if check.is_by_rounding:
            said += say("StepView", ", as exact as the differences themselves are")
        if kinks:
            said += say("StepView", "; {count} at kinks", count=count(kinks))
        if check.worst is None:
            self.told.emit(said + ".")
            return
        worst = Part(check.worst.layer, check.worst.name, tuple(check.worst.index))
        words = _translate("StepView", "Show the worst")
        offers: list[tuple[str, Callable[[], object]]] = [(words, lambda: self.open_part(worst))]
        if check.failures and self._snapshot is not None and self._snapshot.bug:
            offers.append((_translate("StepView", "Mend it…"), self.mend_wanted.emit))
        self.offered.emit(said + ".", offers)

    @Slot(object)
    def show_worst(self, worst: Worst) -> None:
        """Show the number that a gradient check finds worst."""
        self.open_part(Part(worst.layer, worst.name, tuple(worst.index)))

    def open_part(self, part: Part) -> None:
        """Show one number in the step panel, at the phase that computes its gradient."""
        self._time.show_steps(True)
        self._session.go_to_backward(part.layer)
        self._panel.show_selected(part)

    @Slot()
    def _forget_check(self, by: object = None) -> None:
        """Forget the last check; whatever is frozen `by` an edit has the gradient that it had."""
        if isinstance(by, FreezeEdit):
            return
        self._checked_at = None
        self._diagram.show_check(None)


def _moment_of(snapshot: Snapshot) -> tuple[int, int]:
    return snapshot.run_id, snapshot.update
