"""Parts of a run with their own commands: edits of numbers, bugs, many starts."""

from typing import TYPE_CHECKING, Any, Protocol

from core.errors import UserError
from core.moments.recording import BugChange, FreezeChange, ValueChange
from core.pictures.edits import ArrayEdit, FreezeEdit
from core.run.learning.planted import acting as acting_bugs
from core.run.learning.planted import refuse_idle
from core.run.reporting import reporting
from core.run.slicer import Slicer
from core.run.telling import Told
from core.run.time import Time
from core.training import changes
from core.training.bugs import bug_named
from core.training.edits import set_frozen, set_values
from core.training.trainer import Trainer
from core.words import translate

if TYPE_CHECKING:
    from core.run.starts import StartResult


class Host(Protocol):
    """What the parts need of the run that they belong to."""

    trainer: Trainer | None

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""

    def pause(self) -> None:
        """Stop at the update boundary at hand."""

    time: Time

    def numbers_changed(self) -> None:
        """Take note of an edit of numbers."""


class NumberEdits:
    """Numbers set by hand, parameters frozen and bugs planted, at an update boundary."""

    edited = Told()  # ArrayEdit or FreezeEdit: the change a command has made
    planted = Told()  # the name of the bug in the backward pass, "" if it was removed
    failed = Told()
    progress = Told()

    def __init__(self, run: Host) -> None:
        self._run = run

    @reporting
    def set_values(self, layer: int, name: str, index: Any, values: Any) -> None:
        """Set one number of an array, or the whole of it; `edited` says what changed."""
        if self._run.trainer is not None:
            self._run.time.prepare_change()
            edit = set_values(self._run.trainer, layer, name, index, values)
            self._run.time.record(ValueChange(layer, name, edit.after))
            self._tell(edit)

    @reporting
    def set_frozen(self, layer: int, name: Any, index: Any, frozen: bool) -> None:
        """Freeze or free a number, a neuron or a layer; `edited` says what changed."""
        if self._run.trainer is not None:
            self._run.time.prepare_change()
            edit = set_frozen(self._run.trainer, layer, name, index, frozen)
            self._run.time.record(FreezeChange(edit.after))
            self._tell(edit)

    @reporting
    def plant_bug(self, name: str, acting: bool = False) -> None:
        """Plant a bug by its name, or take it out: ""; `planted` says which there is now.

        With `acting`, one without effect on the current update is refused.
        """
        trainer = self._run.trainer
        if trainer is None:
            return
        if name:
            bug_named(name)
        if acting:
            refuse_idle(trainer, name)
        self._plant(trainer, name)

    @reporting
    def plant_any_bug(self, draw: int) -> None:
        """Plant bug number `draw`, modulo, of those with an effect; `planted` says which."""
        trainer = self._run.trainer
        if trainer is None:
            return
        names = acting_bugs(trainer)
        if not names:
            raise UserError(
                translate("Worker", "No bug has an effect in this network"),
                translate("Worker", "use one with neurons that learn"),
            )
        self._plant(trainer, names[draw % len(names)])

    def _plant(self, trainer: Trainer, name: str) -> None:
        self._run.time.prepare_change()
        changes.plant(trainer, name)
        self._run.time.record(BugChange(name))
        self.planted.emit(name)
        self._run.numbers_changed()

    def set_frozen_mask(self, mask: Any) -> None:
        """Restore what was frozen before an edit."""
        trainer = self._run.trainer
        if trainer is not None:
            self._run.time.prepare_change()
            before = trainer.frozen
            changes.freeze(trainer, mask)
            self._run.time.record(FreezeChange(trainer.frozen))
            self._tell(FreezeEdit(before, trainer.frozen))

    def _tell(self, edit: ArrayEdit | FreezeEdit) -> None:
        self.edited.emit(edit)
        self._run.numbers_changed()


class Starts:
    """Training from many starts, in slices between other commands."""

    starts_tried = Told()  # list of StartResult so far, and how many there will be
    failed = Told()
    progress = Told()

    def __init__(self, run: Host) -> None:
        self._run = run
        self._coming: Any = None
        self._results: list[StartResult] = []
        self._count = 0

    @reporting
    def try_starts(self, starts: int, epochs: int) -> None:
        """Train from many starts, without pictures; `starts_tried` brings the results."""
        from core.run.starts import try_starts

        trainer = self._run.trainer
        if trainer is None:
            return
        self._run.pause()
        self._coming = try_starts(trainer.project, trainer.dataset, starts, epochs)
        self._results, self._count = [], starts
        self._run.slicer.begin(self)

    def cancel_starts(self) -> None:
        """Stop trying; the results so far stay."""
        self._coming = None

    def work(self, seconds: float) -> bool:
        """Train one of the starts for a while; return whether all have ended."""
        return not self._goes_on()

    @reporting
    def _goes_on(self) -> bool:
        from core.run.starts import StartResult

        if self._coming is None:
            return False
        result = next(self._coming, self)
        if result is self:
            self._coming = None
            return False
        if isinstance(result, StartResult):
            self._results.append(result)
            self.starts_tried.emit(list(self._results), self._count)
        return True
