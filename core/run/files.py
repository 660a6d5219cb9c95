"""The run's part for exporting and importing: exports, histories, pictures, weights."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial, wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from core.counts import counted
from core.disk.writing import write_bytes
from core.errors import SizeError, UserError
from core.pictures.snapshot import View
from core.project import Project
from core.records import Record
from core.run.learning.planted import refuse_planted
from core.run.makers.snapshots import facts_of
from core.run.makers.surface import SurfaceMaker, first_view
from core.run.past.recorded import recorded_epochs
from core.run.past.strip import Strip
from core.run.reporting import carried_on, interrupted
from core.run.slicer import Slicer
from core.run.telling import Told
from core.run.time import Time
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.words import plain, say
from core.words import translate as _translate

if TYPE_CHECKING:  # formats are imported when a file of one is read or written
    from core.formats.checking.verification import Verified
    from core.formats.importers import Imported
    from core.formats.samples import Answers


class Host(Protocol):
    """What the part needs of the run that it belongs to."""

    trainer: Trainer | None
    time: Time

    @property
    def slicer(self) -> Slicer:
        """Who gives long work its slices."""

    def view(self) -> View | None:
        """Return the plane of the surface that views show."""

    def is_trained(self) -> bool:
        """Return whether the weights have been trained."""


class Written(Record, eq=False):
    """An export: how many weights and biases it holds, and the result of reading it back."""

    parameters: int
    verified: "Verified"


Result = TypeVar("Result")
Slot = Callable[..., Result]


def answering(job: str) -> Callable[[Slot[Result]], Slot[Result | None]]:
    """Report a UserError of a command, with the job that it belongs to."""

    def guard(slot: Slot[Result]) -> Slot[Result | None]:
        @wraps(slot)
        def guarded(self: "Files", *arguments: Any) -> Result | None:
            try:
                return slot(self, *arguments)
            except UserError as error:
                self.refuse(job, error)
            except MemoryError:
                words = _translate("Worker", "There is no memory left for this")
                hint = _translate("Worker", "Take fewer neurons or a smaller batch")
                self.refuse(job, SizeError(words, hint))
            except Exception:
                self.refuse(job, interrupted())
                raise
            return None

        return guarded

    return guard


class Files:
    """Exports, histories, pictures of the recorded run, and weights trained elsewhere.

    `refused` tells the job ("export", "history", "weights" or "strip") and its UserError.
    """

    refused = Told()
    progress = Told()
    exported = Told()  # Path, what checking it found, in words
    export_checked = Told()  # Written: the same as figures
    history_saved = Told()  # Path
    samples_saved = Told()  # Path, how many samples
    weights_read = Told()  # Reading
    surface_drawn = Told()  # PNG, as bytes
    epochs_known = Told()  # the first and the last epoch that was recorded
    strip_progress = Told()  # pictures made, of how many
    strip_made = Told()  # the folder, how many pictures

    def __init__(self, run: Host) -> None:
        self._run = run
        self._read: tuple[Path, Imported, Project, bool, dict[str, str]] | None = None
        self._strip: Strip | None = None

    def end(self) -> None:
        """Let go of everything."""
        self._read = None
        self.cancel_strip()

    def refuse(self, job: str, error: UserError) -> None:
        """Report that a job was not done, and why."""
        self.refused.emit(job, error)

    def _trainer(self) -> Trainer:
        if self._run.trainer is None:
            raise UserError(
                _translate("Worker", "There is no network yet"),
                _translate("Worker", "correct the project first"),
            )
        return self._run.trainer

    def _timeline(self) -> Timeline:
        self._trainer()
        assert self._run.time.timeline is not None
        return self._run.time.timeline

    # ------------------------------------------------------------------ leaving

    @answering("export")
    def export(self, path: Path, precision: str = "") -> None:
        """Write the present weights, unchanged or rounded; the format follows the suffix."""
        from core.formats.exporters import export
        from core.run.trained import trained_of

        refuse_planted(self._trainer())
        trained = trained_of(self._trainer()).in_precision(precision)
        words = say("Worker", "Writing and checking {name}", name=plain(path.name))
        self.progress.emit(words, 0, 0)
        try:
            verified = export(trained, path)
        finally:
            self.progress.emit("", 0, 0)
        text = say(
            "Worker",
            "{parameters} weights and biases, read back and compared on {samples}: "
            "largest difference {difference} in outputs up to {size} ({how})",
            parameters=f"{trained.parameter_count:,}",
            samples=counted(verified.samples, "sample"),
            difference=f"{verified.largest:.1g}",
            size=f"{verified.size:.3g}",
            how=verified.how,
        )
        self.export_checked.emit(Written(trained.parameter_count, verified))
        self.exported.emit(path, text)

    @answering("history")
    def save_history(self, path: Path) -> None:
        """Write the losses and metrics of every epoch as a table."""
        from core.formats.history import history_csv

        history = self._trainer().history.since(0)
        write_bytes(path, history_csv(history))
        self.history_saved.emit(path)

    @answering("samples")
    def save_samples(self, path: Path, scaled: bool) -> None:
        """Write every part's samples, with a trained network's predictions."""
        from core.formats.samples import check_samples_path, samples_bytes
        from core.run.makers.predicting import predictions_of

        trainer = self._trainer()
        check_samples_path(path)
        parts = trainer.dataset.parts
        answers: dict[str, Answers] = {}
        if self._run.is_trained():
            answers = {name: predictions_of(trainer, p.raw_inputs) for name, p in parts.items()}
        write_bytes(path, samples_bytes(path.suffix, trainer.dataset, answers, scaled))
        self.samples_saved.emit(path, sum(map(len, parts.values())))

    @answering("strip")
    def ask_surface(self, size: int) -> None:
        """Draw the network's present outputs, over the inputs that tell most, as PNG."""
        from core.formats.surface_picture import surface_png

        trainer = self._trainer()
        facts = facts_of(trainer, 0)
        view = self._run.view() or first_view(facts.raw_ranges, facts.axes)
        maker = SurfaceMaker(trainer, view)
        self.surface_drawn.emit(surface_png(facts, maker.make(maps=False), size))

    # ------------------------------------------------------------------ coming in

    @answering("weights")
    def look_at_weights(self, path: Path, project: Project) -> None:
        """Read a file of weights and compare it with a project; nothing is applied."""
        from core.formats.importers import read_weights
        from core.run.weights import reading_of

        self._read = None
        trainer = self._trainer()
        imported = read_weights(path)
        self._read = (path, imported, project, False, {})
        self.weights_read.emit(reading_of(path, imported, trainer.dataset, project))

    @answering("weights")
    def turn_weights(self) -> None:
        """Transpose every matrix of the last file."""
        if self._read is None:
            return
        from core.formats.importers import turned

        path, imported, project, is_turned, answers = self._read
        self._tell_read((path, turned(imported), project, not is_turned, answers))

    @answering("weights")
    def answer_weights(self, name: str, value: str) -> None:
        """Answer one of the questions on the last file; an empty answer takes one back."""
        if self._read is None:
            return
        path, imported, project, is_turned, answers = self._read
        answers = {**answers, name: value}
        self._tell_read((path, imported, project, is_turned, answers))

    def _tell_read(self, read: "tuple[Path, Imported, Project, bool, dict[str, str]]") -> None:
        from core.run.weights import reading_of

        path, imported, project, is_turned, answers = read
        found = reading_of(path, imported, self._trainer().dataset, project, answers)
        self._read = read
        self.weights_read.emit(replace(found, turned=is_turned))

    def forget_weights(self) -> None:
        """Let go of the last file."""
        self._read = None

    # ------------------------------------------------------------------ pictures

    @answering("strip")
    def ask_epochs(self) -> None:
        """Say which epochs can be drawn: `epochs_known`."""
        known = recorded_epochs(self._timeline())
        self.epochs_known.emit(*known.ends)

    @answering("strip")
    def make_strip(self, folder: Path, epochs: Any, size: int, together: bool) -> None:
        """Draw the network's outputs at epochs of the recorded run, in slices."""
        self.cancel_strip()
        timeline, view = self._timeline(), self._run.view()
        self._strip = Strip(timeline, view, folder, tuple(epochs), size, together)
        self._tell_strip(self._strip)
        self._run.slicer.begin(self)

    def work(self, seconds: float) -> bool:
        """Draw for a slice; return whether all pictures are made, or it has failed."""
        quiet = partial(self.progress.emit, "", 0, 0)
        return not carried_on(lambda: self._goes_on(seconds), quiet)

    @answering("strip")
    def _goes_on(self, seconds: float) -> bool:
        # an error here ends the job
        strip, self._strip = self._strip, None
        if strip is None:
            return False
        if strip.work(seconds):
            self._tell_strip(strip)
        if strip.is_done:
            self.progress.emit("", 0, 0)
            self.strip_made.emit(strip.folder, strip.whole)
            return False
        self._strip = strip
        return True

    def _tell_strip(self, strip: Strip) -> None:
        done = len(strip.pictures)
        self.progress.emit(_translate("Worker", "Drawing pictures"), done, strip.whole)
        self.strip_progress.emit(done, strip.whole)

    def cancel_strip(self) -> None:
        """Stop drawing; the pictures made so far stay."""
        if self._strip is not None:
            self._strip = None
            self.progress.emit("", 0, 0)
