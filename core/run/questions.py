"""The run's part for questions about the present moment: slopes, losses, figures, predictions."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.moments.moment import Moment
from core.run.measuring import MeasuringPart
from core.run.reporting import reporting
from core.run.telling import Event, Told
from core.words import translate

if TYPE_CHECKING:  # each is imported by the first question that needs it
    from core.run.makers.predicting import TablePredicting


class Questions(MeasuringPart):
    """Answers questions about the present moment; nothing is changed by them.

    What it measures in slices is the gradient check.
    """

    gradients_checked = Told()  # GradientCheck
    loss_curve = Told()  # LossCurve
    nudged = Told()  # Nudge
    figured = Told()  # Figures
    code_shown = Told()  # tuple of LayerCode: the backward lines, empty without a planted bug
    checked_before = Told()  # BeforeTraining
    predicted = Told()  # Predictions
    traced = Told()  # PhaseRecord

    @reporting
    def check_gradients(self) -> None:
        """Compare every slope with central differences, in slices; `gradients_checked` tells."""
        from core.run.gradient_check import GradientChecking

        trainer = self._run.trainer
        if trainer is None:
            return
        self._run.pause()
        self._run.time.settle()
        self.begin(GradientChecking(trainer))

    def _tell(self, result: Any) -> None:
        if result is not None:  # a check that is given up is not told
            self.gradients_checked.emit(result)

    def _words(self) -> str:
        return translate("Worker", "Checking gradients")

    @reporting
    def ask_loss_along(self, layer: int, name: str, index: Any) -> None:
        """Work out the loss of the update shown along one parameter; `loss_curve` tells."""
        from core.run.makers.loss_along import loss_along

        start, reached = self._start_of_update(layer, name, index)
        trainer = self._run.trainer
        if trainer is not None and start is not None:
            self.loss_curve.emit(loss_along(trainer, start, layer, name, tuple(index), reached))

    @reporting
    def ask_nudge(self, layer: int, name: str, index: Any) -> None:
        """Move one number of the update shown a little, on a twin; `nudged` tells what follows."""
        from core.run.makers.nudging import nudge

        start, _ = self._start_of_update(layer, name, index)
        if self._run.trainer is not None and start is not None:
            self.nudged.emit(nudge(self._run.trainer, start, layer, name, tuple(index)))

    def _start_of_update(
        self, layer: int, name: str, index: Any
    ) -> tuple[Moment | None, float | None]:
        """Return where the update shown began, and where it has taken a number, if it is done."""
        trainer, walk = self._run.trainer, self._run.time.walk
        if trainer is None or walk is None or self._run.time.is_going():
            return None, None
        picture = walk.picture()
        if not (picture.records and picture.done == len(picture.rail)):
            return trainer.moment(), None
        record = picture.record("update", layer)
        after = None if record is None else record.values.get(f"{name}_after")
        return trainer.stepping.last_start, None if after is None else float(after[tuple(index)])

    def ask_figures(self) -> None:
        """Work out losses, metrics, outputs and weights of this moment; `figured` tells them."""
        from core.run.makers.figures import Figures

        if self._run.trainer is not None:
            self.figured.emit(Figures.of(self._run.trainer))

    @reporting
    def ask_code(self) -> None:
        """Tell the backward lines of every layer, as a planted bug has them; `code_shown`."""
        from core.run.learning.mending import code_of

        trainer = self._run.trainer
        if trainer is not None:
            self.code_shown.emit(code_of(trainer) if trainer.bug else ())

    @reporting
    def check_before(self) -> None:
        """Count what training takes, and look at how it starts; `checked_before` tells."""
        from core.run.doctor.before import before_training

        if self._run.trainer is not None:
            self.checked_before.emit(before_training(self._run.trainer))

    @reporting
    def trace(self, updates: int) -> None:
        """Run so many updates apart, phase by phase; `traced` tells each record."""
        from core.run.tracing import Tracing

        if self._run.trainer is not None:
            self._run.slicer.begin(Tracing(self._run.trainer, updates, self.traced.emit))

    @reporting
    def predict(self, raw: Any) -> None:
        """Work out the outputs of raw inputs, rows × inputs; `predicted` tells them."""
        from core.run.makers.predicting import predictions_of

        if self._run.trainer is not None:
            self.predicted.emit(predictions_of(self._run.trainer, raw))

    @reporting
    def predict_table(self, path: Path, threshold: float | None) -> None:
        """Work out the outputs of every row of a table; `predicted` tells them, in pieces."""
        from core.run.makers.predicting import TablePredicting

        if self._run.trainer is not None:
            job = TablePredicting(self._run.trainer, path, threshold, self.predicted.emit)
            self._run.slicer.begin(_Reporting(job, self.failed))


class _Reporting:
    """A job that is ended by a UserError, which is reported."""

    failed = Told()
    progress = Told()

    def __init__(self, job: "TablePredicting", failed: Event) -> None:
        self._job = job
        self.failed.connect(failed)

    def work(self, seconds: float) -> bool:
        """Work for a slice; return whether the job has ended."""
        return self._goes_on(seconds) is not True

    @reporting
    def _goes_on(self, seconds: float) -> bool:
        return not self._job.work(seconds)
