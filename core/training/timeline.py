"""The timeline: the moments of a run, so that one can go back through training exactly.

It holds keyframes (whole moments), and the log of what the person changed and when. Any moment in
between is reached by running from the nearest earlier keyframe; the changes in the log are applied
on the way, so the result has the same bits as the first time. Keyframes are taken by elapsed time
and thinned with age, within a memory budget; the start and the newest are never dropped.

Going back does not forget what came after: `end` is the last update of the run, and running follows
the recorded log up to there. Only a change by the person, made before the end, cuts off the future.
"""

import bisect
import time

from core.moments.recording import (
    BugChange,
    Change,
    Event,
    FreezeChange,
    Keyframe,
    ProjectChange,
    Recording,
    ValueChange,
    thinned,
)
from core.pictures.records import PhaseRecord
from core.project import Project
from core.training import changes
from core.training.edits import set_values
from core.training.trainer import Trainer

#: memory for keyframes, and the largest share of the running time for taking them
BUDGET_BYTES = 64 * 1024**2
TIME_SHARE = 0.02


def _place(keyframe: Keyframe) -> tuple[int, int]:
    return keyframe.update, keyframe.events


class Timeline:
    """The recorded run of one trainer."""

    def __init__(
        self, trainer: Trainer, budget: int = BUDGET_BYTES, recorded: Recording | None = None
    ) -> None:
        """Start recording at the trainer's moment, after an earlier recording if given."""
        self.trainer = trainer
        self.budget = budget
        self.log: list[Event] = []
        self.end = trainer.update
        #: whether the recording comes from another machine, and is recomputed here
        self.recomputed = False
        #: seconds that were spent on keyframes
        self.seconds = 0.0
        self._applied = 0
        self._keyframes: list[Keyframe] = []
        self._bytes = 0
        self._next_at = 0.0
        if recorded is not None and recorded.end == trainer.update:
            self.log = list(recorded.log)
            self._applied = len(self.log)
            self._keyframes = list(recorded.keyframes)
            self._bytes = recorded.size
        self.take_keyframe()

    # ------------------------------------------------------------------ recording

    @property
    def start(self) -> int:
        """The first update that can be gone back to."""
        return self._keyframes[0].update

    @property
    def bytes(self) -> int:
        """The size of the keyframes."""
        return self._bytes

    @property
    def kept(self) -> int:
        """How many moments are kept."""
        return len(self._keyframes)

    @property
    def keyframes(self) -> tuple[int, ...]:
        """The updates of the keyframes."""
        return tuple(keyframe.update for keyframe in self._keyframes)

    @property
    def changes(self) -> int:
        """How many of the recorded changes have been applied."""
        return self._applied

    def is_changed_at(self, update: int) -> bool:
        """Return whether a change was recorded after exactly this many updates."""
        return any(event.update == update for event in self.log)

    @property
    def first_project(self) -> Project:
        """The project in force at the start of the run."""
        return self._keyframes[0].moment.project

    def last_project(self) -> Project:
        """Return the project in force at the end of the run."""
        for event in reversed(self.log):
            if isinstance(event.change, ProjectChange):
                return event.change.project
        return self._keyframes[0].moment.project

    def is_past(self) -> bool:
        """Return whether the trainer is before the end of the recorded run."""
        return self.trainer.update < self.end or self._applied < len(self.log)

    def recording(self) -> Recording:
        """Return the recorded run, up to its end."""
        if not self.is_past():
            self.take_keyframe()
        return Recording(tuple(self._keyframes), tuple(self.log), self.end)

    def set_budget(self, budget: int) -> None:
        """Choose how much memory the keyframes may take."""
        self.budget = budget
        self._fit()

    def record(self, change: Change) -> bool:
        """Note a change just made to the trainer; return whether it cut a future off."""
        cut = self.cut()
        if self._is_replaced_by(change):
            self._forget_last_event()
        self.log.append(Event(self.trainer.update, change))
        self._applied = len(self.log)
        self.take_keyframe()
        return cut

    def _is_replaced_by(self, change: Change) -> bool:
        """Return whether a change replaces the last one completely, as when dragging a number."""
        last = self.log[-1] if self.log else None
        return (
            last is not None
            and isinstance(change, ValueChange)
            and isinstance(last.change, ValueChange)
            and (last.change.layer, last.change.name) == (change.layer, change.name)
            and last.update == self.trainer.update
            # nothing recorded begins after it
            and self._keyframes[0].events < len(self.log)
        )

    def _forget_last_event(self) -> None:
        """Remove the last change, so that its replacement takes no extra room."""
        self.log.pop()
        count = len(self.log)
        self._keyframes = [frame for frame in self._keyframes if frame.events <= count]
        self._bytes = sum(frame.size for frame in self._keyframes)

    def cut(self) -> bool:
        """Forget what came after the trainer's present moment; return whether anything did."""
        if not self.is_past():
            return False
        update = self.trainer.update
        del self.log[self._applied :]
        kept = [
            keyframe
            for keyframe in self._keyframes
            if keyframe.update <= update and keyframe.events <= self._applied
        ]
        self._keyframes = kept
        self._bytes = sum(keyframe.size for keyframe in kept)
        self.end = update
        self.trainer.history.cut_after(self.trainer.epoch)
        self.take_keyframe()
        return True

    def take_keyframe(self) -> None:
        """Keep the trainer's present moment, and drop others if memory is full."""
        begin = time.perf_counter()
        trainer = self.trainer
        keyframe = Keyframe(self._applied, trainer.moment(), trainer.progress.epoch_limit)
        place = bisect.bisect_right(self._keyframes, _place(keyframe), key=_place)
        if place and _place(self._keyframes[place - 1]) == _place(keyframe):
            return
        self._keyframes.insert(place, keyframe)
        self._bytes += keyframe.size
        self._fit()
        now = time.perf_counter()
        self.seconds += now - begin
        self._next_at = now + (now - begin) / TIME_SHARE

    def _fit(self) -> None:
        if self._bytes > self.budget:
            end = max(self.end, self.trainer.update)
            # a tenth at once, so that it is not thinned again at every keyframe
            self._keyframes = thinned(self._keyframes, end, self.budget * 9 // 10)
            self._bytes = sum(keyframe.size for keyframe in self._keyframes)

    # ------------------------------------------------------------------ running on

    def run(self, *, updates: int | None = None, epochs: int | None = None, seconds: float) -> int:
        """Train, along the recorded future if there is one, and record what is new.

        Like `Trainer.run`; it returns early if the recorded log has a change to apply.
        """
        trainer = self.trainer
        self._pass_events()
        if self._applied < len(self.log):
            ahead = self.log[self._applied].update - trainer.update
            updates = ahead if updates is None else min(updates, ahead)
        done = trainer.run(updates=updates, epochs=epochs, seconds=seconds)
        self._arrive()
        return done

    def step_phase(self) -> list[PhaseRecord]:
        """Run one phase, along the recorded future if there is one; return its records.

        If the last phase of an update gives numbers that are not finite, the whole update is
        undone, and the outcome says so.
        """
        trainer = self.trainer
        if not trainer.position:
            self._pass_events()
        records = trainer.step_phase()
        if not trainer.position and trainer.diverge_unless_finite(trainer.stepping.loss):
            self._arrive()
        return records

    def _arrive(self) -> None:
        """Note how far training has come."""
        self._pass_events()
        self.end = max(self.end, self.trainer.update)
        if self.trainer.update == self.end and time.perf_counter() >= self._next_at:
            self.take_keyframe()

    def _pass_events(self) -> None:
        """Apply the recorded changes at the trainer's present update."""
        while (
            self._applied < len(self.log)
            and self.log[self._applied].update == self.trainer.update
            and self.trainer.update <= self.end
        ):
            self._apply(self.log[self._applied].change)
            self._applied += 1

    def _apply(self, change: Change) -> None:
        trainer = self.trainer
        if isinstance(change, ProjectChange):
            changes.apply(trainer, change.project)
        elif isinstance(change, ValueChange):
            set_values(trainer, change.layer, change.name, None, change.values)
        elif isinstance(change, FreezeChange):
            changes.freeze(trainer, change.mask)
        elif isinstance(change, BugChange):
            changes.plant(trainer, change.name)
        else:
            changes.go_on(trainer)

    # ------------------------------------------------------------------ going

    def seek(self, update: int) -> None:
        """Move the trainer to the best keyframe for an update; `replay` does the rest."""
        if not self.is_past():
            self.take_keyframe()  # so that the end itself is kept
        update = max(self.start, min(update, self.end))
        trainer = self.trainer
        trainer.return_to_update_start()
        place = bisect.bisect_right(self._keyframes, update, key=lambda k: k.update) - 1
        keyframe = self._keyframes[place]
        ahead = trainer.update <= update and (trainer.update, self._applied) >= (
            keyframe.update,
            keyframe.events,
        )
        if not ahead:
            trainer.restore(keyframe.moment)
            trainer.progress.epoch_limit = keyframe.epoch_limit
            self._applied = keyframe.events
        self._pass_events()

    def replay(self, update: int, seconds: float) -> bool:
        """Run towards an update for this long; return whether it is reached."""
        update = max(self.start, min(update, self.end))
        trainer = self.trainer
        end = time.perf_counter() + seconds
        while trainer.update < update:
            ahead = update
            if self._applied < len(self.log):  # a change to apply on the way
                ahead = min(ahead, max(trainer.update + 1, self.log[self._applied].update))
            trainer.replay(ahead - trainer.update, end)
            self._pass_events()
            if time.perf_counter() >= end:
                break
        if trainer.update == update and not trainer.position:
            trainer.progress.last_figures = trainer.evaluate()
            if not self.is_past():
                trainer.is_over()  # as it was when training first came here
        return trainer.update == update

    def go_to(self, update: int) -> None:
        """Go to the moment after this many updates, including changes made there."""
        self.seek(update)
        while not self.replay(update, 1.0):
            pass
