"""What a person tells time to do: back, the step's unit, the two views, the timeline, pins."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QCoreApplication, QObject, Signal, Slot

from core.pictures.snapshot import Facts, Snapshot
from core.project import Project
from core.run.states import State
from gui.bar.bar import ControlBar
from gui.documents.document import Document
from gui.kit.actions import Actions
from gui.kit.texts import count
from gui.loss.plot import LossPlot
from gui.thread.session import Session
from gui.timeline.bar import TimelineBar

_translate = QCoreApplication.translate


class ProjectView(Protocol):
    """What shows the options of a project."""

    def show_project(self, project: Project) -> None:
        """Show a project."""


class TimeCommands(QObject):
    """Connects what moves through time to the session, and says where time stands.

    The panels show the options of the moment: in the past, what they were then. The document is
    left alone until something is edited.
    """

    told = Signal(str)
    view_changed = Signal(bool)  # whether the Step view is shown

    def __init__(
        self,
        actions: Actions,
        bar: ControlBar,
        timeline: TimelineBar,
        loss: LossPlot,
        session: Session,
        document: Document,
        panels: Sequence[ProjectView],
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._actions, self._bar, self._session = actions, bar, session
        self._document, self._panels = document, panels
        self._snapshot: Snapshot | None = None
        self._shown: Project | None = None  # a past moment's, while the panels show it
        self._one_batch = False
        actions["step"].triggered.connect(self.step)
        actions["back"].triggered.connect(self.back)
        actions["back_epoch"].triggered.connect(lambda: session.step_back("epoch"))
        actions["to_start"].triggered.connect(lambda: session.go_to(0))
        actions["to_end"].triggered.connect(self._go_to_end)
        actions["pin"].triggered.connect(timeline.pin_here)
        actions["switch_view"].triggered.connect(self.switch_view)
        for name in ("train_view", "step_view", "unit_phase", "unit_update", "unit_epoch"):
            actions[name].toggled.connect(self._choose_motion)
        actions["step_view"].toggled.connect(self.view_changed)
        bar.slow_speed_changed.connect(self._choose_motion)
        for view in (timeline, loss):
            view.update_requested.connect(session.go_to)
        timeline.pin_requested.connect(session.pin)
        timeline.pin_renamed.connect(session.rename_pin)
        timeline.pin_deleted.connect(session.delete_pin)
        session.going.connect(timeline.show_going)
        session.returned_to_start.connect(self._say_returned)
        session.branched.connect(self._say_branched)
        session.state_changed.connect(self._show_state)

    # ------------------------------------------------------------------ what it is told

    @Slot(object)
    def show_facts(self, facts: Facts) -> None:
        """Say what a step is: with the whole part in one batch, an update is an epoch."""
        self._snapshot = None
        one = facts.updates_per_epoch == 1
        if one is self._one_batch:
            return
        self._one_batch = one
        update, epoch = self._actions["unit_update"], self._actions["unit_epoch"]
        if one and epoch.isChecked():
            update.setChecked(True)
        words = _translate("TimeCommands", "update (= 1 epoch)")
        update.setText(words if one else _translate("Actions", "update"))
        epoch.setVisible(not one)

    @Slot(object)
    def show_snapshot(self, snapshot: Snapshot) -> None:
        """Show the options of the moment, and how far back one can go."""
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
        self._enable()

    @Slot(object)
    def _show_state(self, _: State) -> None:
        self._enable()

    def _enable(self) -> None:
        """Offer going back only where there is something to go back to."""
        at, act = self._snapshot, self._actions
        resting = self._session.state not in (State.EMPTY, State.RUNNING)
        first = at is None or (at.update <= at.time.start and at.phases == 0)
        last = at is None or not at.past
        for name in ("back", "back_epoch", "to_start"):
            act[name].setEnabled(resting and not first)
        act["to_end"].setEnabled(resting and not last)
        act["compare"].setEnabled(resting and at is not None and at.time.end > at.time.start)

    @Slot()
    def _say_returned(self) -> None:
        self.told.emit(
            _translate(
                "TimeCommands", "The unfinished update was taken back to its start for this edit."
            )
        )

    @Slot(object)
    def _say_branched(self, update: int) -> None:
        said = _translate(
            "TimeCommands",
            "A new run begins at update {update}; the one before is kept under Runs.",
        )
        self.told.emit(said.format(update=count(update)))

    # ------------------------------------------------------------------ what a person does

    def unit(self) -> str:
        """Return what a step is: phase, update or epoch."""
        names = ("phase", "update", "epoch")
        return next(name for name in names if self._actions[f"unit_{name}"].isChecked())

    def is_stepping(self) -> bool:
        """Return whether the Step view is shown."""
        return bool(self._actions["step_view"].isChecked())

    @Slot()
    def switch_view(self) -> None:
        """Go over to the other view."""
        self._actions["train_view" if self.is_stepping() else "step_view"].setChecked(True)

    @Slot()
    def step(self) -> None:
        """Go one step ahead; a phase is seen in the Step view."""
        unit = self.unit()
        if unit == "phase":
            self._actions["step_view"].setChecked(True)
            self._session.step("phase")
        elif unit == "epoch":
            self._session.step_epoch()
        else:
            self._session.step_update()

    @Slot()
    def back(self) -> None:
        """Take one step back."""
        unit = self.unit()
        if unit == "phase":
            self._actions["step_view"].setChecked(True)
        self._session.step_back(unit)

    @Slot()
    def _go_to_end(self) -> None:
        if self._snapshot is not None:
            self._session.go_to(self._snapshot.time.end)

    @Slot()
    def _choose_motion(self, *_: object) -> None:
        """Play phase by phase where phases are seen and are what a step is."""
        slow = self.is_stepping() and self._actions["unit_phase"].isChecked()
        self._bar.set_slow(slow)
        self._session.set_slow_motion(self._bar.slow_speed() if slow else None)
