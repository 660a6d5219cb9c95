"""Walking through training stop by stop: phases, updates, epochs, forwards and backwards.

A stop is an update boundary or a number of finished phases of the update after it. Going back never
computes backwards: the walk goes to an earlier boundary and runs forward to the stop, with the same
bits as the first time; on the way it keeps the records of the current update's phases.
"""

from core.errors import UserError
from core.pictures.records import PhaseRecord
from core.pictures.snapshot import Outcome, StepPicture, Stop
from core.records import Record
from core.training.timeline import Timeline

Records = tuple[PhaseRecord, ...]

UNITS = ("phase", "update", "epoch")


class Target(Record):
    """A stop: a number of updates, and a number of phases of the next one."""

    update: int
    phases: int = 0


class Walk:
    """Goes to stops of a timeline and describes the current update."""

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.trainer = timeline.trainer
        self.target: Target | None = None
        self._from = 0
        self._records: list[Records] = []
        self._of = 0  # the update they belong to, from 1
        self._project = self.trainer.fitted
        self._batch = (1, 1)
        self._loss_after: float | None = None
        self._changes = -1  # how many changes had been passed when the update was done

    # ------------------------------------------------------------------ where it stands

    @property
    def phases(self) -> int:
        """How many phases an update has."""
        return len(self.trainer.plan_at_hand().phases)

    def forget(self) -> None:
        """Forget the descriptions: numbers or options were changed."""
        self._records, self._of = [], 0

    def is_described(self) -> bool:
        """Return whether the present stop is completely described."""
        trainer, timeline = self.trainer, self.timeline
        if trainer.position:
            return self._knows_phases()
        return (
            trainer.update <= timeline.start
            or self._knows_update()
            or timeline.is_changed_at(trainer.update)
        )

    def _knows_phases(self) -> bool:
        trainer = self.trainer
        return self._of == trainer.update + 1 and len(self._records) == trainer.position

    def _knows_update(self) -> bool:
        """Return whether the update just done is described, and nothing was changed after it."""
        trainer = self.trainer
        return (
            trainer.position == 0
            and self._of == trainer.update
            and len(self._records) == self.phases
            and self._changes == self.timeline.changes
        )

    def picture(self) -> StepPicture:
        """Return the current update as far as it is done, or the one just done."""
        trainer = self.trainer
        rail = tuple(Stop(phase.kind, phase.layer) for phase in trainer.plan_at_hand().phases)
        if self._knows_update() or (trainer.position and self._knows_phases()):
            return StepPicture(
                update=self._of,
                epoch=self._records[0][0].epoch,
                rail=rail,
                records=tuple(self._records),
                project=self._project,
                batch=self._batch[0],
                batches=self._batch[1],
                loss_after=self._loss_after if trainer.position == 0 else None,
            )
        batch, batches = trainer.work.batch_number()
        return StepPicture(
            update=trainer.update + 1,
            epoch=trainer.epoch + 1,
            rail=rail,
            records=(),
            project=trainer.fitted,
            batch=batch,
            batches=batches,
        )

    # ------------------------------------------------------------------ stepping

    def step(self) -> None:
        """Run one phase and keep its records."""
        trainer = self.trainer
        if not trainer.position:
            self._records, self._of = [], trainer.update + 1
            self._batch = trainer.work.batch_number()
        changes = self.timeline.changes
        records = self.timeline.step_phase()
        if trainer.progress.outcome is Outcome.DIVERGED:
            self.forget()
            return
        if not self._records:
            self._project = trainer.fitted
            changes = self.timeline.changes
        self._records.append(tuple(records))
        if not trainer.position:
            self._loss_after = trainer.stepping.loss_after
            self._changes = changes

    def run_update(self) -> None:
        """Do one update, or the rest of it, and describe it."""
        self.step()
        while self.trainer.position:
            self.step()

    # ------------------------------------------------------------------ going

    def boundary(self, update: int, described: bool) -> Target:
        """Return the stop after this many updates, perhaps with the last one described."""
        if described and update > self.timeline.start:
            return Target(update - 1, self.phases)
        return Target(update)

    def before(self, unit: str, described: bool) -> Target:
        """Return the stop one phase, update or epoch back from here, or from the target."""
        update, phases = self._aimed()
        start = self.timeline.start
        if unit == "phase":
            if phases > 1:
                return Target(update, phases - 1)
            if phases == 1 or update <= start:
                return self.boundary(max(start, update), described)
            return Target(update - 1, self.phases - 1)
        if unit == "update":
            return self.boundary(max(start, update if phases else update - 1), described)
        earlier = self.trainer.history.update_before(update + (1 if phases else 0))
        return self.boundary(start if earlier is None else max(start, earlier), described)

    def after(self, unit: str) -> Target:
        """Return the stop one phase or one update ahead."""
        update, phases = self._aimed()
        return Target(update, phases + 1 if unit == "phase" else self.phases)

    def _aimed(self) -> tuple[int, int]:
        """Return the stop that counts: the target, else the present one."""
        target = self.target
        if target is None:
            return self.trainer.update, self.trainer.position
        if target.phases >= self.phases:
            return target.update + 1, 0
        return target.update, target.phases

    def aim(self, target: Target) -> None:
        """Set a stop as the target; `work` goes there. A new one replaces the last."""
        trainer = self.trainer
        self.target = target
        if trainer.progress.outcome is Outcome.DIVERGED:
            # the present moment is sound: it can be looked at, and stepped from again
            trainer.progress.outcome, trainer.progress.divergence = Outcome.NONE, None
        known = trainer.update == target.update and (
            trainer.position == 0 or (trainer.position <= target.phases and self._knows_phases())
        )
        if not known:
            self.timeline.seek(target.update)
        self._from = trainer.update

    def work(self, seconds: float) -> bool:
        """Go towards the target for this long; return whether it is reached."""
        target = self.target
        if target is None:
            return True
        try:
            if not self.timeline.replay(target.update, seconds):
                return False
        except UserError:
            self.target = None
            raise
        for _ in range(target.phases - self.trainer.position):
            if self.trainer.progress.outcome is Outcome.DIVERGED:
                break
            self.step()
        self.target = None
        return True

    def progress(self) -> tuple[int, int]:
        """Return how many updates of the way are done, and how many there are."""
        if self.target is None:
            return 1, 1
        return self.trainer.update - self._from, max(1, self.target.update - self._from)

    def cancel(self) -> None:
        """Stop on the way."""
        self.target = None
