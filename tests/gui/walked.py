"""Snapshots of a real network while it is stepped through, for the views that show steps."""

from typing import Any

from core.documents.opening import opening_project
from core.pictures.snapshot import Snapshot, Wanted
from core.project import Project
from core.run.makers.snapshots import SnapshotMaker
from core.training.timeline import Timeline
from core.training.walk import Walk
from tests.nets import project, trainer_of


class Walked:
    """One network, the facts of its build, and its snapshots phase by phase."""

    def __init__(self, made: Project | None = None) -> None:
        self.trainer = trainer_of(opening_project() if made is None else made)
        self.walk = Walk(Timeline(self.trainer))
        self.maker = SnapshotMaker(self.trainer, 1)
        self.facts = self.maker.facts

    def step(self, phases: int = 1) -> Snapshot:
        """Run this many phases and return the picture of the stop reached."""
        for _ in range(phases):
            self.walk.step()
        return self.picture()

    def update(self) -> Snapshot:
        """Finish an update and return the picture of the moment after it."""
        self.walk.run_update()
        return self.picture()

    def picture(self) -> Snapshot:
        """Return the picture of the current stop."""
        trainer = self.trainer
        return self.maker.make(
            Wanted.STEP | Wanted.WEIGHTS,
            trainer.evaluate(),
            trainer.history.since(0),
            0.0,
            self.walk,
        )


def walked(*arguments: Any, **fields: Any) -> Walked:
    """Return a walk through a small project, described as in `tests.nets`."""
    return Walked(project(*arguments, **fields))
