"""The run's part for playing: at full speed or a given one, to a stop or to the end."""

import time as clock
from typing import Protocol

from core.pictures.snapshot import Outcome, Wanted
from core.run.reporting import carried_on, reporting
from core.run.runs.part import Runs
from core.run.showing import Showing
from core.run.slicer import SLICE_SECONDS
from core.run.states import State
from core.run.stops import Stops, StopWatch
from core.run.telling import Told
from core.run.time import Time
from core.training.trainer import Trainer


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    state: State
    trainer: Trainer | None
    time: Time
    runs: Runs
    showing: Showing

    def set_state(self, state: State) -> None:
        """Go over to a state, and tell it."""

    def is_stopped(self) -> bool:
        """Return whether nothing can be stepped: no network, or one that has diverged."""


def state_after(trainer: Trainer) -> State:
    """Return the state of a run at rest at its trainer's moment."""
    if trainer.progress.outcome is Outcome.DIVERGED:
        return State.DIVERGED
    if trainer.update == 0 and not trainer.position:
        return State.READY
    return State.PAUSED if trainer.progress.outcome is Outcome.NONE else State.FINISHED


def _smaller(first: int | None, second: int | None) -> int | None:
    """Return the smaller of two limits; None is no limit."""
    limits = [limit for limit in (first, second) if limit is not None]
    return min(limits) if limits else None


class Playing:
    """Trains in slices, and stops where it was asked to."""

    woken = Told()  # there is work again
    stopped = Told()  # which stop was reached, and its figure
    failed = Told()
    progress = Told()

    def __init__(self, run: Host) -> None:
        self._run = run
        self._stops = Stops()
        self._watch: StopWatch | None = None
        self._speed: float | None = None
        self._phases_per_second: float | None = None
        self._due_from = 0.0
        self._pause_expected = False
        self._due_done = 0
        self._until_epoch: int | None = None
        self._until_update: int | None = None
        self._end_before: tuple[Trainer, int | None] | None = None

    # ------------------------------------------------------------------ commands

    def play(self) -> None:
        """Train until paused or at an end."""
        self._start(None)

    def step_epoch(self) -> None:
        """Train to the end of the current epoch."""
        if self._run.trainer is not None:
            self._start(self._run.trainer.epoch + 1)

    def _start(self, until_epoch: int | None, until_update: int | None = None) -> None:
        if self._run.trainer is None or self._run.is_stopped():
            return
        self._run.time.settle()
        ended = self._run.trainer.progress.outcome is not Outcome.NONE
        if ended or self._run.state is State.FINISHED:
            self._run.time.go_on()
        self._until_epoch, self._until_update = until_epoch, until_update
        self._watch_stops()
        self.restart_clock()
        self._run.showing.publisher.start_rate()
        self._run.set_state(State.RUNNING)
        self.woken.emit()

    def expect_pause(self) -> None:
        """Give up an update that takes long, as Pause is on its way. From any thread."""
        self._pause_expected = True

    def _is_pause_expected(self) -> bool:
        return self._pause_expected

    def pause(self) -> None:
        """Stop at the update boundary at hand."""
        self._pause_expected = False
        if self._run.state is State.RUNNING:
            self.rest(State.PAUSED)

    @reporting
    def step_update(self) -> None:
        """Do one update."""
        trainer = self._run.trainer
        if trainer is None or self._run.is_stopped():
            return
        self._run.time.settle()
        if trainer.progress.outcome is not Outcome.NONE:
            self._run.time.go_on()
        self._run.showing.run_shown_update()
        self.rest(state_after(trainer))

    def set_stops(self, stops: Stops) -> None:
        """Choose where training pauses by itself."""
        self._stops = stops
        self._watch_stops()

    def _watch_stops(self) -> None:
        self._watch = None
        if (
            self._stops.any()
            and self._run.trainer is not None
            and self._run.showing.maker is not None
        ):
            watched = self._run.showing.maker.sample_inputs(self._stops.sample)
            self._watch = StopWatch(self._run.trainer, self._stops, watched)

    def go_to_epoch(self, epoch: int) -> None:
        """Train until an epoch ahead is done."""
        if self._run.trainer is not None and epoch > self._run.trainer.epoch:
            self._start(epoch)

    def go_to_moment(self, unit: str, number: int) -> None:
        """Go to the moment after some epochs or updates; train if it is not recorded yet."""
        trainer, timeline = self._run.trainer, self._run.time.timeline
        if trainer is None or timeline is None:
            return
        update: int | None = number
        if unit == "epoch":
            update = trainer.history.update_of(number)
            if update is None and number <= trainer.epoch:
                update = 0  # before the recording
        if update is not None and update <= max(timeline.end, trainer.update):
            self._run.time.go_to(update)
        elif unit == "epoch":
            self._start(number)
        else:
            self._start(None, number)

    def set_end(self, epoch: int | None) -> None:
        """Let training end after this epoch, whatever the project says; None: as the project says.

        With an epoch, a rule that has already stopped training is overridden.
        """
        trainer = self._run.trainer
        if trainer is None:
            return
        before, self._end_before = self._end_before, None
        if epoch is not None:
            self._end_before = before or (trainer, trainer.progress.epoch_limit)
            if trainer.update:
                self._run.time.go_on()
            trainer.progress.epoch_limit = epoch
        elif before is not None and before[0] is trainer:
            trainer.progress.epoch_limit = before[1]
        if self._run.state is not State.RUNNING and self._run.state is not State.EMPTY:
            if trainer.progress.outcome is Outcome.EPOCHS:
                trainer.progress.outcome = Outcome.NONE  # the end has changed
            trainer.is_over()
            self._run.set_state(state_after(trainer))

    def set_speed(self, updates_per_second: float | None) -> None:
        """Set the speed; None is as fast as it can."""
        self._speed = updates_per_second
        self.restart_clock()
        self.woken.emit()

    def set_slow_motion(self, phases_per_second: float | None) -> None:
        """Play phase by phase at this rate; None plays updates."""
        self._phases_per_second = phases_per_second
        self.restart_clock()
        self.woken.emit()

    # ------------------------------------------------------------------ slices

    def _shows_updates(self) -> bool:
        """Return whether the update shown in views is done separately, to be described."""
        by_phase = self._phases_per_second is not None
        return self._run.showing.shows_updates(by_phase, stops=self._watch is not None)

    def interval(self) -> int:
        """Return the pause between slices: none at full speed, else a part of an update's time."""
        if self._phases_per_second is not None:
            return 15
        return 0 if self._speed is None else max(1, min(15, int(500 / self._speed)))

    def restart_clock(self) -> None:
        """Start counting the updates that are due from now."""
        self._due_from, self._due_done = clock.perf_counter(), 0

    def run_slice(self) -> None:
        """Train for one slice: as much as there is time for, or as is due at the set speed.

        Training that fails is paused: it would fail again in every slice.
        """
        trainer = self._run.trainer
        if trainer is None or self._run.state is not State.RUNNING:
            return
        carried_on(lambda: self._go_on(trainer), lambda: self._stop_failing(trainer))

    def _stop_failing(self, trainer: Trainer) -> None:
        if self._run.state is State.RUNNING:
            self.rest(state_after(trainer))

    @reporting
    def _go_on(self, trainer: Trainer) -> bool:
        if self._phases_per_second is not None and self._run.showing.wanted & Wanted.STEP:
            self._run_phases(trainer, self._phases_per_second)
        elif self._speed is None:
            self._run_for(trainer, None)
        else:
            due = 1 + int((clock.perf_counter() - self._due_from) * self._speed) - self._due_done
            if due > 0:
                self._due_done += self._run_due(trainer, due)
                if due > self._speed:  # it cannot keep up: forget the backlog
                    self.restart_clock()
        if self._run.state is not State.RUNNING:
            return True
        if trainer.progress.outcome is not Outcome.NONE:
            self.rest(state_after(trainer))
        elif self._has_arrived(trainer):
            self.rest(State.PAUSED)
        else:
            self._publish_if_due()
        return True

    def _run_phases(self, trainer: Trainer, per_second: float) -> None:
        """Do the phase that is due, and show every one."""
        due = 1 + int((clock.perf_counter() - self._due_from) * per_second) - self._due_done
        if due <= 0 or self._run.time.walk is None:
            return
        self._due_done += due
        self._run.time.walk.step()
        if self._watch is not None and not trainer.position:
            fired = self._watch.fired()
            if fired is not None:
                self.rest(state_after(trainer))
                self.stopped.emit(*fired)
                return
        self._run.showing.soon()

    def _run_for(self, trainer: Trainer, updates: int | None) -> int:
        """Run some updates, or for a slice; check the stops if there are any."""
        end = clock.perf_counter() + SLICE_SECONDS
        done, trainer.interrupting.is_asked = 0, self._is_pause_expected
        timeline = self._run.time.timeline
        assert timeline is not None
        while trainer.progress.outcome is Outcome.NONE:
            left = None if updates is None else updates - done
            epochs = None if self._until_epoch is None else self._until_epoch - trainer.epoch
            if self._until_update is not None:
                left = _smaller(left, self._until_update - trainer.update)
            if self._watch is not None:
                left = _smaller(left, self._watch.updates_allowed())
                epochs = _smaller(epochs, self._watch.epochs_allowed())
            seconds = max(0.0, end - clock.perf_counter())
            done += timeline.run(seconds=seconds, updates=left, epochs=epochs)
            if self._watch is not None:
                fired = self._watch.fired()
                if fired is not None:
                    self.rest(state_after(trainer))
                    self.stopped.emit(*fired)
                    break
            over = clock.perf_counter() >= end or (updates is not None and done >= updates)
            if over or self._has_arrived(trainer):
                break
        return done

    def _run_due(self, trainer: Trainer, due: int) -> int:
        """Run the updates that are due at the set speed, the last one described for views."""
        if not self._shows_updates():
            return self._run_for(trainer, due)
        done = self._run_for(trainer, due - 1) if due > 1 else 0
        ended = self._has_arrived(trainer)
        ended = ended or trainer.progress.outcome is not Outcome.NONE
        if self._run.state is State.RUNNING and not ended:
            self._run.showing.run_shown_update()
            done += 1
        return done

    def _publish_if_due(self) -> None:
        if not self._run.showing.publisher.is_due():
            return
        assert self._run.trainer is not None
        if self._speed is None and self._shows_updates():
            self._run.showing.run_shown_update()
            if self._run.trainer.progress.outcome is not Outcome.NONE:
                self.rest(state_after(self._run.trainer))
                return
        self._run.showing.publish(fresh=False)

    def rest(self, state: State) -> None:
        """Stop training in a state, and show the moment."""
        self.forget_goal()
        self._run.showing.publisher.stop_rate()
        self._run.set_state(state)
        self._run.runs.tell()
        self._run.time.describe()
        self._run.showing.soon()

    def forget_goal(self) -> None:
        """Forget the epoch or update to train to."""
        self._until_epoch = self._until_update = None

    def _has_arrived(self, trainer: Trainer) -> bool:
        """Return whether the epoch or the update it trains to is done."""
        epoch, update = self._until_epoch, self._until_update
        at_epoch = epoch is not None and trainer.epoch >= epoch
        return at_epoch or (update is not None and trainer.update >= update)

    def end(self) -> None:
        """Let go of everything."""
        self.forget_goal()
        self._watch = None
