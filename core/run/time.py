"""The run's part for time: stepping, going back, the pins, and comparing moments.

Going somewhere means replay in slices, between which every other command is answered; only the
latest requested place counts.
"""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Protocol

from core.documents.kept import Opened
from core.errors import UserError
from core.moments.recording import Change, GoOn
from core.pictures.snapshot import Pin, Wanted
from core.run.reporting import Saying, carried_on, reporting, short_name
from core.run.resuming import resumed_timeline
from core.run.slicer import SLICE_SECONDS, Slicer
from core.run.telling import Told
from core.training import changes
from core.training.timeline import BUDGET_BYTES, Timeline
from core.training.trainer import Trainer
from core.training.walk import Target, Walk
from core.words import say
from core.words import translate as _translate

if TYPE_CHECKING:
    from core.pictures.findings import MomentPicture

#: the longest name of a pin
MOST_LETTERS = 60


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""

    def is_stopped(self) -> bool:
        """Return whether nothing can be stepped: no network, or one that has diverged."""

    def pause(self) -> None:
        """Stop at the update boundary at hand."""

    def moved(self) -> None:
        """Take note that training stands at another moment: show it."""

    def branched(self) -> None:
        """Keep the present run as it was recorded, and begin a new one here."""

    def wants(self) -> Wanted:
        """Return what views ask for."""

    def points(self) -> Any:
        """Return the raw inputs (m, r) of the samples that views show."""


class Time:
    """Goes back and forth over the recorded run, and answers questions about a moment."""

    failed = Told()
    progress = Told()
    going = Told()  # whether it is on the way to a moment
    returned_to_start = Told()  # an unfinished update was undone because of an edit
    branched = Told()  # the update at which a new run begins because of an edit
    compared = Told()  # MomentComparison

    def __init__(self, run: Host) -> None:
        self._run = run
        self.timeline: Timeline | None = None
        self.walk: Walk | None = None
        self.pins: tuple[Pin, ...] = ()
        self.budget = BUDGET_BYTES // 2
        #: whether the next run will be recorded in files, and whether the current one is
        self.is_recording, self.is_kept = True, True
        self._pin_number = 0
        self._saying = Saying(self.progress)
        self._comparing: list[int] = []
        self._pictures: list[MomentPicture] = []
        self._back_to: Target | None = None

    # ------------------------------------------------------------------ the run at hand

    def begin(self, trainer: Trainer, opened: Opened | None = None) -> None:
        """Start recording a trainer at its present moment, after any earlier recording."""
        recording = None if opened is None else opened.recording
        self.is_kept = self.is_recording or recording is not None
        self.timeline = resumed_timeline(trainer, recording, self.budget)
        self.walk = Walk(self.timeline)
        self.pins = () if opened is None else opened.pins
        self._pin_number = max((pin.number for pin in self.pins), default=0)
        self.timeline.recomputed = opened is not None and opened.recomputed
        self._stop_jobs()

    def go_on_here(self) -> None:
        """Continue the same timeline as a new run: the pins ahead are gone with the old one."""
        assert self.timeline is not None
        end = self.timeline.end
        self.pins = tuple(pin for pin in self.pins if pin.update <= end)

    def end(self) -> None:
        """Let go of everything."""
        self.timeline = self.walk = None
        self.pins = ()
        self._stop_jobs()

    def prepare_change(self) -> None:
        """Prepare for a change by the person: it is made at an update's start, and branches."""
        timeline, walk = self.timeline, self.walk
        if timeline is None or walk is None:
            return
        self.settle()
        if timeline.trainer.position:
            timeline.trainer.return_to_update_start()
            self.returned_to_start.emit()
        walk.forget()
        if timeline.is_past():
            self._run.branched()

    def record(self, change: Change) -> None:
        """Note a change that was just made to the trainer."""
        if self.timeline is not None and self.walk is not None:
            self.timeline.record(change)
            self.walk.forget()

    # ------------------------------------------------------------------ going

    def is_going(self) -> bool:
        """Return whether it is on the way to a moment."""
        return self.walk is not None and self.walk.target is not None

    def settle(self) -> None:
        """Stop on the way, as something else is asked for."""
        self._comparing, self._back_to = [], None
        if self.walk is not None and self.walk.target is not None:
            self.walk.cancel()
            self._arrived()

    def describe(self) -> None:
        """Step through the update just done again, if a view shows it and it is not known."""
        walk = self.walk
        if walk is None or walk.target is not None or self._run.is_stopped():
            return
        if self._described() and not walk.is_described():
            self._set_out(walk.boundary(walk.trainer.update, True))

    def _set_out(self, target: Target) -> None:
        walk = self.walk
        assert walk is not None
        new = walk.target is None
        walk.aim(target)
        if new:
            self._saying.begin()
            self.going.emit(True)
            if self.work(SLICE_SECONDS):
                return
        self._run.slicer.begin(self)

    def work(self, seconds: float) -> bool:
        """Replay for a slice; return whether it has arrived, or has failed and stays there."""
        return not carried_on(lambda: self._goes_on(seconds), self.settle)

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        walk = self.walk
        if walk is None or walk.target is None:
            return False
        try:
            arrived = walk.work(seconds)
        except UserError:
            self._arrived()  # as far as it goes
            raise
        if arrived:
            self._arrived()
            return self.is_going()  # to the next place, if moments are being compared
        words = _translate("Worker", "Going through the recorded run")
        self._saying.say(words, *walk.progress())
        return True

    def _arrived(self) -> None:
        self._saying.stop()
        self.going.emit(False)
        if self._comparing:
            self._compare_next()
        else:
            self._run.moved()

    def _described(self) -> bool:
        return bool(self._run.wants() & Wanted.STEP)

    @reporting
    def step(self, unit: str) -> None:
        """Go one phase or one update ahead, beyond the end of the recording if necessary."""
        walk, trainer = self.walk, self._run.trainer
        if walk is None or trainer is None or self._run.is_stopped():
            return
        self._run.pause()
        if not trainer.position and walk.target is None and self._is_at_an_end(trainer):
            self.go_on()
        self._set_out(walk.after(unit))

    def _is_at_an_end(self, trainer: Trainer) -> bool:
        """Return whether training has ended here; never in the past, where it continued."""
        return self.timeline is not None and not self.timeline.is_past() and trainer.is_over()

    def go_on(self) -> None:
        """Continue training after a stop; noted, so that replay passes it."""
        trainer = self._run.trainer
        if trainer is not None and self.timeline is not None:
            changes.go_on(trainer)
            self.timeline.record(GoOn())

    @reporting
    def step_back(self, unit: str) -> None:
        """Go one phase, update or epoch back."""
        walk = self.walk
        if walk is None or self._run.trainer is None:
            return
        self._run.pause()
        self._set_out(walk.before(unit, self._described()))

    @reporting
    def go_to(self, update: int) -> None:
        """Go to the moment after this many updates."""
        walk, timeline = self.walk, self.timeline
        if walk is None or timeline is None:
            return
        self._run.pause()
        update = max(timeline.start, min(update, timeline.end))
        self._set_out(walk.boundary(update, self._described()))

    @reporting
    def go_to_phase(self, phases: int) -> None:
        """Go to where this many phases of the shown update are done."""
        walk, trainer = self.walk, self._run.trainer
        if walk is None or trainer is None or not 0 <= phases <= walk.phases:
            return
        self._run.pause()
        shown = walk.picture()
        update = shown.update - 1
        if phases > shown.done:
            if self._run.is_stopped():
                return
            if update == trainer.update and not trainer.position and self._is_at_an_end(trainer):
                self.go_on()
        self._set_out(Target(update, phases))

    @reporting
    def go_to_stop(self, phases: int) -> None:
        """Go to where so many phases of the update that comes next are done."""
        trainer = self._run.trainer
        if trainer is None or self._run.is_stopped():
            return
        self.settle()
        if phases and not trainer.position and self._is_at_an_end(trainer):
            self.go_on()
        self._set_out(Target(trainer.update, phases))

    @reporting
    def go_to_backward(self, layer: int) -> None:
        """Go to where the gradient of a layer is computed, in the current update."""
        trainer, walk = self._run.trainer, self.walk
        if trainer is None or walk is None or self._run.is_stopped():
            return
        self._run.pause()
        self.settle()
        if not trainer.position and self._is_at_an_end(trainer):
            self.go_on()
        stops = [stop.kind == "backward" and stop.layer == layer for stop in walk.picture().rail]
        if any(stops):
            self._set_out(Target(trainer.update, stops.index(True) + 1))

    def cancel_going(self) -> None:
        """Stop on the way and stay there."""
        self.settle()

    def set_recording(self, recording: bool) -> None:
        """Choose whether files keep the recorded run too; one that a file brought is always kept.

        It is set before a file is opened.
        """
        self.is_recording = recording

    def set_budget(self, budget: int) -> None:
        """Choose how many bytes the moments of this run may take."""
        self.budget = budget
        if self.timeline is not None:
            self.timeline.set_budget(budget)

    # ------------------------------------------------------------------ pins

    @reporting
    def pin(self, name: str) -> None:
        """Give the present moment a name; an empty one means its update."""
        trainer = self._run.trainer
        if trainer is None:
            return
        words = short_name(name, MOST_LETTERS)
        self._pin_number += 1
        done, whole = trainer.epoch_share()
        if not words:
            words = say("Worker", "Update {number}", number=f"{trainer.update:,}")
        made = Pin(
            self._pin_number,
            words,
            trainer.update,
            trainer.epoch + done / whole,
            trainer.evaluate().loss,
        )
        kept = [pin for pin in self.pins if pin.update != made.update]
        self.pins = tuple(sorted([*kept, made], key=lambda pin: pin.update))
        self._run.moved()

    @reporting
    def rename_pin(self, number: int, name: str) -> None:
        """Give a pin another name."""
        words = short_name(name, MOST_LETTERS)
        if words:
            self.pins = tuple(
                replace(pin, name=words) if pin.number == number else pin for pin in self.pins
            )
            self._run.moved()

    def delete_pin(self, number: int) -> None:
        """Remove a pin; the moment stays."""
        self.pins = tuple(pin for pin in self.pins if pin.number != number)
        self._run.moved()

    # ------------------------------------------------------------------ comparing moments

    @reporting
    def compare_moments(self, first: int, second: int) -> None:
        """Compare the moments after two numbers of updates; `compared` follows."""
        walk, timeline, trainer = self.walk, self.timeline, self._run.trainer
        if walk is None or timeline is None or trainer is None:
            return
        self._run.pause()
        self.settle()
        self._back_to = Target(trainer.update, trainer.position)
        self._pictures = []
        self._comparing = [first, second]
        self._set_out(Target(max(timeline.start, min(first, timeline.end))))

    def _compare_next(self) -> None:
        from core.run.makers.comparison import compare, picture_of

        trainer, timeline = self._run.trainer, self.timeline
        assert trainer is not None and timeline is not None
        self._comparing.pop(0)
        raw = self._run.points()
        self._pictures.append(picture_of(trainer.dataset, trainer.moment(), raw))
        if self._comparing:
            self._set_out(Target(max(timeline.start, min(self._comparing[0], timeline.end))))
            return
        self.compared.emit(compare(*self._pictures))
        back, self._back_to = self._back_to, None
        if back is not None:
            self._set_out(back)

    def _stop_jobs(self) -> None:
        self._comparing, self._back_to = [], None
