"""Moving through time: back, the step's unit, the two views, the timeline, pins."""

from collections.abc import Sequence
from functools import partial
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from core.pictures.snapshot import Facts, Snapshot
from core.project import Project
from gui.bar.speed import SpeedControl
from gui.documents.document import Document
from gui.kit.action_row import (
    ActionRow,
    Menu,
    Place,
    Situation,
    Words,
    can_look,
    can_step,
    is_built,
)
from gui.kit.texts import count
from gui.loss.plot import LossPlot
from gui.thread.session import Session
from gui.timeline.bar import TimelineBar

_translate = QCoreApplication.translate


class ProjectView(Protocol):
    """Whatever shows the options of a project."""

    def show_project(self, project: Project) -> None:
        """Show a project."""


class TimeCommands(QObject):
    """Connects the controls of time to the session, and shows where in time we are.

    The panels show the options of the moment shown: in the past, the options of that time. The
    document stays the same until something is edited.
    """

    told = Signal(str)
    view_changed = Signal(bool)  # whether the Step view is shown
    changed = Signal()  # the unit of a step, or the view

    def __init__(
        self,
        speed: SpeedControl,
        timeline: TimelineBar,
        loss: LossPlot,
        session: Session,
        document: Document,
        panels: Sequence[ProjectView],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._speed, self._timeline, self._session = speed, timeline, session
        self._document, self._panels = document, panels
        self._snapshot: Snapshot | None = None
        self._shown: Project | None = None  # the project of a past moment, while the panels show it
        self._unit, self._stepping = "phase", False
        speed.slow_speed_changed.connect(self._choose_motion)
        for view in (timeline, loss):
            view.update_requested.connect(session.go_to)
        timeline.pin_requested.connect(session.pin)
        timeline.pin_renamed.connect(session.rename_pin)
        timeline.pin_deleted.connect(session.delete_pin)
        session.going.connect(timeline.show_going)
        session.returned_to_start.connect(self._say_returned)
        session.branched.connect(self._say_branched)

    def rows(self) -> tuple[ActionRow, ...]:
        """Return the actions."""
        session = self._session
        return (
            ActionRow(
                "step",
                _translate("Actions", "Step"),
                _translate(
                    "Actions",
                    "Go forward one phase, update or epoch, whichever is chosen (→ or F7)",
                ),
                Place(Menu.TRAIN),
                self.step,
                can_step,
                ("F7",),
                bare_key="Right",
                icon="caret-right-fill",
            ),
            ActionRow(
                "step_epoch",
                _translate("Actions", "Train one epoch"),
                _translate("Actions", "Train to the end of the epoch (Shift+→)"),
                Place(Menu.TRAIN),
                session.step_epoch,
                can_step,
                ("Shift+Right",),
            ),
            ActionRow(
                "back",
                _translate("Actions", "Back"),
                _translate(
                    "Actions",
                    "Take back one phase, update or epoch, whichever is chosen (← or F6)",
                ),
                Place(Menu.TRAIN),
                self.back,
                _can_go_back,
                ("F6",),
                bare_key="Left",
                icon="caret-left-fill",
            ),
            ActionRow(
                "back_epoch",
                _translate("Actions", "Take back one epoch"),
                _translate("Actions", "Go back to the start of the epoch (Shift+←)"),
                Place(Menu.TRAIN),
                partial(session.step_back, "epoch"),
                _can_go_back,
                ("Shift+Left",),
            ),
            ActionRow(
                "unit_phase",
                _translate("Actions", "phase"),
                _translate(
                    "Actions",
                    "A step is one phase of an update: batch, forward, loss, backward or update",
                ),
                Place(Menu.UNIT),
                turns=partial(self._turn_unit, "phase"),
                choice="unit",
                checked=lambda now: now.unit == "phase",
            ),
            ActionRow(
                "unit_update",
                _translate("Actions", "update"),
                _translate(
                    "Actions", "A step is one update: one batch and one change of the weights"
                ),
                Place(Menu.UNIT),
                turns=partial(self._turn_unit, "update"),
                choice="unit",
                checked=lambda now: now.unit == "update",
                words=_update_words,
            ),
            ActionRow(
                "unit_epoch",
                _translate("Actions", "epoch"),
                _translate("Actions", "A step is one epoch: once through all training samples"),
                Place(Menu.UNIT),
                turns=partial(self._turn_unit, "epoch"),
                choice="unit",
                checked=lambda now: now.unit == "epoch",
                shown=lambda now: not now.one_batch,
            ),
            ActionRow(
                "to_start",
                _translate("Actions", "Go to the &start"),
                _translate("Actions", "Go back to the first recorded moment (Ctrl+Home)"),
                Place(Menu.TRAIN, 1),
                partial(session.go_to, 0),
                _can_go_back,
                ("Ctrl+Home",),
            ),
            ActionRow(
                "to_end",
                _translate("Actions", "Go to the &end"),
                _translate("Actions", "Go to the last recorded moment (Ctrl+End)"),
                Place(Menu.TRAIN, 1),
                self._go_to_end,
                lambda now: can_look(now) and now.ahead,
                ("Ctrl+End",),
            ),
            ActionRow(
                "pin",
                _translate("Actions", "Pi&n this moment"),
                _translate(
                    "Actions", "Give this moment a name, so that you can come back to it (Ctrl+D)"
                ),
                Place(Menu.TRAIN, 1),
                self._timeline.pin_here,
                is_built,
                ("Ctrl+D",),
            ),
            ActionRow(
                "train_view",
                _translate("Actions", "Train"),
                _translate(
                    "Actions", "The Train view: settings, surface and loss beside the network (F2)"
                ),
                Place(Menu.VIEW),
                turns=lambda on: self.show_steps(not on),
                choice="view",
                checked=lambda now: not now.stepping,
            ),
            ActionRow(
                "step_view",
                _translate("Actions", "Step through"),
                _translate(
                    "Actions", "The Step view: every number of the current update, one by one (F2)"
                ),
                Place(Menu.VIEW),
                turns=self.show_steps,
                choice="view",
                checked=lambda now: now.stepping,
            ),
            ActionRow(
                "switch_view",
                _translate("Actions", "Sw&itch between training and stepping"),
                _translate("Actions", "Go from the Train view to the Step view, or back (F2)"),
                Place(Menu.VIEW),
                self.switch_view,
                keys=("F2",),
            ),
        )

    # ------------------------------------------------------------------ what it receives

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Note a build: with all training samples in one batch, an update is an epoch."""
        self._snapshot = None
        if facts.updates_per_epoch == 1 and self._unit == "epoch":
            self.choose_unit("update")

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the options of the moment."""
        self._snapshot = snapshot
        past = snapshot.project if snapshot.past else None
        if past is not None and past is not self._shown:
            self._shown = past
            for panel in self._panels:
                panel.show_project(past)
        elif past is None and self._shown is not None:
            self._shown = None
            for panel in self._panels:
                panel.show_project(self._document.project)

    @Slot()
    def _say_returned(self) -> None:
        self.told.emit(
            _translate(
                "TimeCommands", "For this edit, the unfinished update was taken back to its start."
            )
        )

    @Slot(object)
    def _say_branched(self, update: int) -> None:
        said = _translate(
            "TimeCommands",
            "A new run begins at update {update}; the previous one is kept under Runs.",
        )
        self.told.emit(said.format(update=count(update)))

    # ------------------------------------------------------------------ what a person does

    def unit(self) -> str:
        """Return what a step is: phase, update or epoch."""
        return self._unit

    def choose_unit(self, unit: str) -> None:
        """Choose what a step is: phase, update or epoch."""
        if unit != self._unit:
            self._unit = unit
            self._choose_motion()
            self.changed.emit()

    def _turn_unit(self, unit: str, on: bool) -> None:
        if on:
            self.choose_unit(unit)

    def is_stepping(self) -> bool:
        """Return whether the Step view is shown."""
        return self._stepping

    @Slot(bool)
    def show_steps(self, shown: bool) -> None:
        """Show the Step view, or the Train view."""
        if shown is not self._stepping:
            self._stepping = shown
            self._choose_motion()
            self.view_changed.emit(shown)
            self.changed.emit()

    @Slot()
    def switch_view(self) -> None:
        """Go over to the other view."""
        self.show_steps(not self._stepping)

    @Slot()
    def step(self) -> None:
        """Go one step forward; for a phase, show the Step view."""
        unit = self.unit()
        if unit == "phase":
            self.show_steps(True)
            self._session.step("phase")
        elif unit == "epoch":
            self._session.step_epoch()
        else:
            self._session.step_update()

    @Slot()
    def back(self) -> None:
        """Take one step back; in the Train view, which shows no phases, go back an update."""
        unit = self.unit()
        self._session.step_back("update" if unit == "phase" and not self._stepping else unit)

    @Slot()
    def _go_to_end(self) -> None:
        if self._snapshot is not None:
            self._session.go_to(self._snapshot.time.end)

    @Slot()
    def _choose_motion(self, *_: object) -> None:
        """Play phase by phase if phases are shown and a step is a phase."""
        slow = self._stepping and self._unit == "phase"
        self._speed.set_slow(slow)
        self._session.set_slow_motion(self._speed.slow_speed() if slow else None)


def _can_go_back(now: Situation) -> bool:
    return can_look(now) and now.behind


def _update_words(now: Situation) -> Words:
    help = _translate("Actions", "A step is one update: one batch and one change of the weights")
    if now.one_batch:
        return Words(_translate("TimeCommands", "update (= 1 epoch)"), help)
    return Words(_translate("Actions", "update"), help)
