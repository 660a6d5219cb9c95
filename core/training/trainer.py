"""The trainer: runs plans over the data, and owns the moment.

One implementation serves training, stepping and tracing: `run` calls the phases of an update one
behind another, `step_phase` calls a single one and describes it. Divergence is an outcome, not an
exception: the update and the first array that left the finite numbers are found by replay from
the last keyframe, and the last finite moment is kept.
"""

import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.metrics import Value
from core.components.optimizers import Update
from core.data.batches import Batches
from core.data.dataset import Dataset
from core.data.streams import Stream, stream
from core.errors import ProjectError
from core.fit import find_problem, with_fitted_loss
from core.frozen import mask_of
from core.pictures.records import PhaseRecord
from core.pictures.snapshot import Divergence, Outcome
from core.project import Change, Project, change_between
from core.training.divergence import find_divergence, is_sound, largest_sound
from core.training.evaluation import Evaluation, PartEvaluator, Predictor, with_ones_column
from core.training.history import HistoryBook, history_name
from core.training.moment import Moment, Record, State
from core.training.network import Network
from core.training.plan import TrainingPlan, penalty_of
from core.training.stepping import Stepping
from core.training.stop_rules import StopMemory
from core.training.tape.engine import Engine, Played, engine_asked_for
from core.training.tape.recording import Bound

Array = NDArray[np.floating[Any]]

#: keyframes are taken at most so often, and take at most one part in fifty of the time
_KEYFRAME_SECONDS = 0.25
_KEYFRAME_SHARE = 50.0
#: plans kept for different batch sizes
_MAX_PLANS = 6


class Trainer:
    """One network in training on one dataset."""

    def __init__(self, project: Project, dataset: Dataset, engine: str | None = None) -> None:
        """Build the network and start it.

        `engine` is `phases` or `tape`; without one, what the environment asks for. Raises
        ProjectError where the project does not fit the data or its weights do not fit the layers,
        SizeError where it would be too large, before anything is allocated, and UserError where
        the environment asks for an engine that there is not.
        """
        problem = find_problem(project, dataset.train.targets, dataset.task)
        if problem is not None:
            raise problem.error()
        self.dataset = dataset
        self._take(project)
        self._engine_asked_for = engine or engine_asked_for()
        self.network = Network(project.layers, dataset.inputs)
        dtype = project.training.dtype
        samples = dataset.train.inputs.shape[0]
        self.network.check_memory(
            samples,
            min(project.training.batch_size or samples, samples),
            len(project.optimizer.state_slots()),
            np.dtype(dtype).itemsize,
        )
        train = dataset.train
        with np.errstate(over="ignore"):  # what float32 cannot hold is refused below
            inputs = with_ones_column(train.inputs, dtype)
            self.rows = np.hstack([inputs, train.targets.astype(dtype)])
            self._held_rows = {
                name: with_ones_column(part.inputs, dtype)
                for name, part in dataset.parts.items()
                if part is not train
            }
        if not np.all(np.isfinite(self.rows)):
            raise ProjectError(
                "the data hold values too large for float32", "use the precision float64"
            )
        #: where Reset goes, as parameters and statistics behind each other; None: as drawn
        self.start_values: Array | None = None
        self._begin()

    def _take(self, project: Project) -> None:
        """Take a project; `fitted` is the same with the class weights of the training part."""
        self.project = project
        self.fitted = with_fitted_loss(project, self.dataset.train.original_targets)

    # ------------------------------------------------------------------ start and live changes

    def _begin(self) -> None:
        """Start a run: draw or take the weights, set everything to its beginning."""
        project = self.project
        self._shuffle_rng = stream(project.seed, Stream.SHUFFLE)
        self._dropout_rng = stream(project.seed, Stream.DROPOUT)
        self.batches = Batches(self.rows, self._shuffle_rng, project.training.shuffle)
        self.frozen = self._frozen_at_start()
        self.counters: dict[str, float] = dict(project.optimizer.counters)
        self._allocate()
        with np.errstate(all="ignore"):
            self.network.start(
                stream(project.seed, Stream.WEIGHTS),
                project.weights,
                self.state.parameters,
                self.state.statistics,
            )
        if self.start_values is not None:
            self._set_learned(self.start_values)
        self.update = 0
        self.epoch = 0
        self.batch_loss: float | None = None
        self.outcome = Outcome.NONE
        self.divergence: Divergence | None = None
        self.epoch_limit = project.training.epochs
        self._stop = StopMemory()
        self._best: Array | None = None
        self.history = HistoryBook()
        self._record_epoch(self.evaluate())
        self._keyframe = self.moment()
        self._keyframe_at = time.perf_counter()
        self._keyframe_cost = 0.0

    def _frozen_at_start(self) -> NDArray[np.bool_] | None:
        """Return what the project has frozen, (parameters,), or None."""
        mask = np.zeros(self.network.parameter_count)
        marked = mask_of(self.project.frozen, self.network.learned(mask))
        return mask.astype(bool) if marked else None

    def _allocate(self) -> None:
        """Allocate what depends on optimizer, loss and layers, and bind it together."""
        project, network = self.project, self.network
        dtype = project.training.dtype
        self.state = State(
            network.parameter_count,
            project.optimizer.state_slots(),
            network.statistics_count,
            dtype,
        )
        self.gradient: Array = np.zeros(network.parameter_count, dtype=dtype)
        self._gradient_of = -1
        self._bind()

    def _bind(self) -> None:
        """Bind optimizer and evaluation to the arrays; plans are made again when needed."""
        project, network, state = self.project, self.network, self.state
        self._step: Update = project.optimizer.bind(
            state.parameters, self.gradient, state.slots, self.counters
        )
        self._rate, self._numbers = project.optimizer.rate, project.optimizer.numbers
        self.batch_size = project.training.batch_size
        self.stepping = Stepping(self)
        self._forget_plans()
        self.predictor = Predictor(network, state.parameters, state.statistics)
        self._figures = self.evaluators(state.parameters, state.statistics)
        self._train_figures = self._figures["train"]

    def _forget_plans(self) -> None:
        """Make plans and tapes anew when they are needed."""
        self._plans: dict[int, TrainingPlan] = {}
        self.engine = Engine(self, self._engine_asked_for)

    def evaluators(self, parameters: Array, statistics: Array) -> dict[str, PartEvaluator]:
        """Return the evaluators of the parts there are, by name; that of training comes first."""
        own = parameters is self.state.parameters
        predictor = self.predictor if own else Predictor(self.network, parameters, statistics)
        rows = {"train": self.rows[:, : self.network.inputs + 1], **self._held_rows}
        return {
            name: PartEvaluator(
                self.network,
                parameters,
                statistics,
                rows[name],
                part,
                self.dataset,
                self.fitted.loss,
                predictor,
            )
            for name, part in self.dataset.parts.items()
        }

    def bound(self) -> Bound:
        """Return what plans are bound to."""
        return Bound(
            self.fitted,
            self.network,
            self.state,
            self.gradient,
            self.batches,
            self._dropout_rng,
            self.counters,
            self.frozen,
        )

    def reset(self) -> None:
        """Go back to the same start, with the project as it is now; what is frozen stays so."""
        frozen = self.frozen
        self._begin()
        if frozen is not None or self.frozen is not None:
            self.freeze(frozen)

    def apply(self, project: Project) -> None:
        """Change what can change live, at the start of the update at hand.

        Optimizer state is kept where the new optimizer is of the same kind and keeps the same
        vectors. Raises ProjectError where the project does not fit, ValueError where the change
        needs a restart.
        """
        if change_between(self.project, project) is Change.RESTART:
            raise ValueError("this change needs a new trainer")
        problem = find_problem(project, self.dataset.train.targets, self.dataset.task)
        if problem is not None:
            raise problem.error()
        self.return_to_update_start()
        old, old_state = self.project, self.state
        self._take(project)
        self.network = Network(project.layers, self.dataset.inputs)
        kept = (
            type(old.optimizer) is type(project.optimizer)
            and old.optimizer.state_slots() == project.optimizer.state_slots()
        )
        if not kept:
            self.counters = dict(project.optimizer.counters)
        self._allocate()
        self.state.parameters[...] = old_state.parameters
        self.state.statistics[...] = old_state.statistics
        if kept:
            self.state.vector[...] = old_state.vector
        self.batches.shuffle = project.training.shuffle
        if old.training.epochs != project.training.epochs:
            self.epoch_limit = project.training.epochs
        if old.training.stop != project.training.stop or old.loss != project.loss:
            self._stop, self._best = StopMemory(), None
        if self.outcome is not Outcome.DIVERGED:
            self.outcome = Outcome.NONE
        self.last_figures = self.evaluate()
        self._take_keyframe()

    def go_on(self) -> None:
        """Train on after a stop: as many epochs again, patience anew, past the target."""
        target = self.project.training.stop.target_loss
        passed = target is not None and self.last_figures.loss <= target
        self.outcome = Outcome.NONE
        self.divergence = None
        self._stop, self._best = StopMemory(target_passed=passed), None
        if self.epoch_limit is not None and self.epoch >= self.epoch_limit:
            self.epoch_limit = self.epoch + max(1, self.project.training.epochs or 1)
        self._take_keyframe()

    def freeze(self, mask: NDArray[np.bool_] | None) -> None:
        """Keep the marked parameters, (parameters,), and their optimizer state as they are."""
        self.return_to_update_start()
        self.frozen = None if mask is None or not mask.any() else mask.copy()
        self._forget_plans()
        self._take_keyframe()

    def _set_frozen(self, mask: NDArray[np.bool_] | None) -> None:
        """Freeze what a moment has frozen: where that is another mask, plans are made anew."""
        if mask is None and self.frozen is None:
            return
        if mask is None or self.frozen is None or not np.array_equal(mask, self.frozen):
            self.frozen = None if mask is None else mask.copy()
            self._forget_plans()

    def last_gradient(self) -> Array | None:
        """Return the gradient of the last update, or None where it is not known any more."""
        return self.gradient if self._gradient_of == self.update else None

    def learned(self) -> Array:
        """Return a copy of parameters and statistics, one behind the other."""
        joined: Array = np.concatenate([self.state.parameters, self.state.statistics])
        return joined

    def _set_learned(self, values: Array) -> None:
        count = self.network.parameter_count
        self.state.parameters[...] = values[:count]
        self.state.statistics[...] = values[count:]

    def edited(self) -> None:
        """Take note that numbers were set by hand, at an update boundary.

        Before the first update they are a start of their own, to which Reset goes back.
        """
        self._gradient_of = -1
        if self.update == 0:
            self.start_values = self.learned()
            self._stop, self._best = StopMemory(), None
            self.history.cut_after(-1)
            self._record_epoch(self.evaluate())
        self.last_figures = self.evaluate()
        if self.outcome is not Outcome.EPOCHS:
            self.outcome = Outcome.NONE
        self.divergence = None
        self._take_keyframe()

    # ------------------------------------------------------------------ running

    def run(
        self,
        *,
        updates: int | None = None,
        epochs: int | None = None,
        seconds: float | None = None,
    ) -> int:
        """Train until so many updates or epochs are done, so much time is over, or it ends.

        At least one update is done unless the outcome is already there or none is asked for.
        Returns the number of updates done.
        """
        if updates == 0 or epochs == 0 or self.is_over():
            return 0
        done = 0
        last_epoch = None if epochs is None else self.epoch + epochs
        clock = time.perf_counter
        end = math.inf if seconds is None else clock() + seconds
        engine = self.engine
        with np.errstate(all="ignore"):
            while True:
                if engine.refused is None and engine.is_ready():
                    left = None if updates is None else updates - done
                    count, sound = self._play(left, last_epoch, end)
                    done += count
                elif sound := self.run_update():
                    done += 1
                if not sound:
                    self._diverge()
                    return done
                if self.outcome is not Outcome.NONE or self.epoch == last_epoch:
                    break
                if done == updates or clock() >= end:
                    break
            self._check_finite()
        return done

    def _play(self, updates: int | None, last_epoch: int | None, end: float) -> tuple[int, bool]:
        """Play updates from the tape; return how many, and whether the next loss is finite."""
        limits = [each for each in (last_epoch, self.epoch_limit) if each is not None]
        epochs = max(1, min(limits) - self.epoch) if limits else None
        rules = self.project.training.stop
        stops = rules.target_loss is not None or rules.patience is not None
        played = self.engine.play(updates, epochs, stops, end)
        if played.diverged:
            self.update += played.updates
            return played.updates, False
        before = self.update
        self.update = self._gradient_of = before + played.updates
        self.batch_loss = played.loss
        if not played.epochs:
            return played.updates, True
        if played.figures is None:
            self._finish_epoch(self.evaluate())
            return played.updates, True
        self._add_epochs(before + played.first, played)
        return played.updates, True

    def _add_epochs(self, first: int, played: Played) -> None:
        """Take note of epochs that were played, the first one's end after `first` updates."""
        figures, count = played.figures, played.epochs
        assert figures is not None
        if count > 1:
            steps = np.arange(count - 1, dtype=np.float64)
            self.history.add_many(
                self.epoch + 1 + steps,
                first + played.in_epoch * steps,
                {
                    history_name(part, name): np.ascontiguousarray(figures[:-1, column])
                    for column, (part, name) in enumerate(self.engine.figure_names)
                },
            )
            self.epoch += count - 1
        update, self.update = self.update, first + played.in_epoch * (count - 1)
        self._finish_epoch(self.engine.figures_of(figures[-1]))
        self.update = update

    def replay(self, updates: int, end: float) -> None:
        """Do updates again, past stops that were passed the first time, until a time at most.

        `end` is a time of `time.perf_counter`. At least one is done.
        """
        reached = self.update + updates
        with np.errstate(all="ignore"):
            while self.update < reached:
                self.outcome = Outcome.NONE
                if self.engine.refused is None and self.engine.is_ready():
                    self._play(reached - self.update, None, end)
                else:
                    self.run_update()
                if time.perf_counter() >= end:
                    return

    def is_over(self) -> bool:
        """Return whether training does not go on from here; `outcome` says why."""
        if self.outcome is Outcome.NONE and self.batches.cursor == 0:
            self.outcome = self._stop.outcome(self.project.training.stop, self.last_figures)
        if self.epoch_limit is not None and self.epoch >= self.epoch_limit:
            self.outcome = Outcome.EPOCHS
        return self.outcome is not Outcome.NONE

    def run_update(self) -> bool:
        """Do one update, or what is left of it; return False where its loss is not finite.

        This is the fast path, without a check of the parameters: `run` is for everyone else.
        """
        if self.stepping.position:
            plan = self.plan_at_hand()
            calls = plan.calls[self.stepping.position :]
            self.stepping.leave()
        else:
            size = self.batches.next_size(self.batch_size)
            plan = self._plans.get(size) or self._make_plan(size)
            calls = plan.calls
        for call in calls:
            call()
        if not math.isfinite(plan.loss_value):
            return False
        self.finish_update(plan)
        return True

    def finish_update(self, plan: TrainingPlan) -> None:
        """Count an update whose phases are all done, and what its epoch's end brings."""
        self.update = self._gradient_of = self.update + 1
        self.batch_loss = plan.loss_value
        if self.batches.finish_epoch():
            self._finish_epoch(self.evaluate())

    def plan_at_hand(self) -> TrainingPlan:
        """Return the plan of the update at hand: the one for the size of its batch."""
        # in the middle of an update the batch is drawn already
        stepped = self.stepping.position > 0
        size = self.stepping.size if stepped else self.batches.next_size(self.batch_size)
        return self.plan_of(size)

    def plan_of(self, size: int) -> TrainingPlan:
        """Return the plan for a size of batch."""
        return self._plans.get(size) or self._make_plan(size)

    def _make_plan(self, size: int) -> TrainingPlan:
        if len(self._plans) >= _MAX_PLANS:
            self._plans.clear()
        project = self.fitted
        plan = TrainingPlan(
            self.network,
            self.state.parameters,
            self.state.statistics,
            self.gradient,
            self.batches,
            size,
            project.loss,
            project.regularizer,
            self._dropout_rng,
            project.loss.fused,
            self._update if self.frozen is None else self._update_unfrozen,
            self.stepping.describe_update,
        )
        self._plans[size] = plan
        return plan

    def _update(self) -> None:
        self._step(*self._numbers(self._rate(self.update), self.counters))

    def _update_unfrozen(self) -> None:
        """Update, then put back what is frozen, in the parameters and in every slot."""
        assert self.frozen is not None
        vectors = (self.state.parameters, *self.state.slots.values())
        saved = [vector[self.frozen] for vector in vectors]
        self._update()
        for vector, values in zip(vectors, saved, strict=True):
            vector[self.frozen] = values

    def _finish_epoch(self, figures: Evaluation) -> None:
        self.epoch += 1
        self._record_epoch(figures)
        self._apply_stop_rules(figures)
        if (
            self.outcome is Outcome.NONE
            and self.epoch_limit is not None
            and self.epoch >= self.epoch_limit
        ):
            self.outcome = Outcome.EPOCHS

    def _record_epoch(self, figures: Evaluation) -> None:
        self.last_figures = figures
        self.history.add(self.epoch, self.update, figures)
        if self._stop.improves(self.project.training.stop, figures):
            self._best = self.learned()
        self._stop = self._stop.after(self.project.training.stop, figures, self.epoch)

    def _apply_stop_rules(self, figures: Evaluation) -> None:
        outcome = self._stop.outcome(self.project.training.stop, figures)
        if outcome is Outcome.PATIENCE and self._best is not None:
            self._set_learned(self._best)
        self.outcome = outcome

    # ------------------------------------------------------------------ stepping

    @property
    def position(self) -> int:
        """How many phases of the update at hand are done; 0 at an update boundary."""
        return self.stepping.position

    def step_phase(self) -> list[PhaseRecord]:
        """Run one phase and return its description: one record, for an update one per layer."""
        return self.stepping.step()

    def trace(self, updates: int) -> Iterator[PhaseRecord]:
        """Yield every phase of the next updates, while running them."""
        for _ in range(updates):
            yield from self.step_phase()
            while self.position:
                yield from self.step_phase()

    def return_to_update_start(self) -> None:
        """Take back the phases of an update that is not finished."""
        start = self.stepping.start
        if start is not None:
            self.restore(start)

    def epoch_share(self) -> tuple[int, int]:
        """Return how many samples of the epoch at hand are done, and how many there are.

        In the middle of an update this is where the update began.
        """
        start = self.stepping.start
        cursor = self.batches.cursor if start is None else start.record.cursor
        return cursor, len(self.dataset.train)

    def batch_number(self) -> tuple[int, int]:
        """Return which batch of the epoch the next update takes, from 1, and how many there are."""
        samples = len(self.dataset.train)
        size = min(self.batch_size or samples, samples)
        left = -(-(samples - self.batches.cursor) // size)
        done = -(-self.batches.cursor // size)
        return done + 1, done + left

    # ------------------------------------------------------------------ the moment

    def moment(self) -> Moment:
        """Return a copy of everything that decides what comes next, at an update boundary.

        In the middle of an update this is the moment at its start.
        """
        if self.stepping.start is not None:
            return self.stepping.start
        batches = self.batches
        return Moment(
            project=self.project,
            state=self.state.vector.copy(),
            record=Record(
                update=self.update,
                epoch=self.epoch,
                cursor=batches.cursor,
                counters=dict(self.counters),
                shuffle_state=dict(self._shuffle_rng.bit_generator.state),
                dropout_state=dict(self._dropout_rng.bit_generator.state),
                stop=self._stop,
            ),
            permutation=None if batches.permutation is None else batches.permutation.copy(),
            best=None if self._best is None else self._best.copy(),
            frozen=None if self.frozen is None else self.frozen.copy(),
        )

    def restore(self, moment: Moment) -> None:
        """Go to a moment of this run, or of one on the same network and data.

        Raises ValueError where the moment is of another network.
        """
        if change_between(self.project, moment.project) is Change.RESTART:
            raise ValueError("the moment belongs to another network")
        record = moment.record
        if moment.project != self.project:
            self._take(moment.project)
            self.network = Network(moment.project.layers, self.dataset.inputs)
            self.counters = dict(record.counters)
            self._allocate()
        if moment.state.shape != self.state.vector.shape:
            raise ValueError("the moment's state does not fit the network")
        self.state.vector[...] = moment.state
        self.counters.clear()
        self.counters.update(record.counters)
        self.update, self.epoch = record.update, record.epoch
        self._shuffle_rng.bit_generator.state = record.shuffle_state
        self._dropout_rng.bit_generator.state = record.dropout_state
        batches = self.batches
        batches.cursor = record.cursor
        batches.shuffle = moment.project.training.shuffle
        batches.permutation = None if moment.permutation is None else moment.permutation.copy()
        self._stop = record.stop
        self._best = None if moment.best is None else moment.best.copy()
        self._set_frozen(moment.frozen)
        self.stepping.leave()
        self.outcome = Outcome.NONE
        self.divergence = None
        self._gradient_of = -1
        self.history.rewind(self.epoch)
        self.last_figures = self.evaluate()
        self._keyframe = moment
        self._keyframe_at = time.perf_counter()

    def _take_keyframe(self) -> None:
        begin = time.perf_counter()
        self._keyframe = self.moment()
        self._keyframe_at = time.perf_counter()
        self._keyframe_cost = self._keyframe_at - begin

    def dropout_state(self) -> dict[str, Any]:
        """Return the state of the dropout stream."""
        return dict(self._dropout_rng.bit_generator.state)

    def set_dropout_state(self, state: dict[str, Any]) -> None:
        """Put the dropout stream back to a state, so that the same masks are drawn again."""
        self._dropout_rng.bit_generator.state = state

    # ------------------------------------------------------------------ divergence

    def diverge_unless_finite(self, loss: float) -> bool:
        """Test what a stepped update has left; return whether all of it is finite."""
        with np.errstate(all="ignore"):
            if math.isfinite(loss) and self.is_finite():
                return True
            self._diverge()
        return False

    def is_finite(self) -> bool:
        """Return whether all parameters and statistics are numbers that can be squared."""
        most = largest_sound(self.state.vector.dtype)
        return is_sound(self.state.parameters, most) and is_sound(self.state.statistics, most)

    def _check_finite(self) -> None:
        """Once a slice: test the parameters, and take a keyframe if it is time."""
        if not self.is_finite():
            self._diverge()
            return
        since = time.perf_counter() - self._keyframe_at
        if since > max(_KEYFRAME_SECONDS, _KEYFRAME_SHARE * self._keyframe_cost):
            self._take_keyframe()

    def _diverge(self) -> None:
        """Replay from the keyframe to the update that goes wrong; stay at the moment before it."""
        limit, reached = self.epoch_limit, self.update + 1
        self.restore(self._keyframe)
        self.epoch_limit = None
        divergence = find_divergence(self, reached)
        self.history.cut_after(self.epoch)
        self.epoch_limit = limit
        self.divergence = divergence
        self.outcome = Outcome.DIVERGED

    # ------------------------------------------------------------------ figures

    @property
    def threshold(self) -> float:
        """The output at which two classes part."""
        return self._train_figures.threshold

    def evaluate(self) -> Evaluation:
        """Return loss and metrics of the parts, in prediction mode."""
        with np.errstate(all="ignore"):
            return Evaluation.of({name: part.figures() for name, part in self._figures.items()})

    def all_metrics(self) -> dict[str, dict[str, Value]]:
        """Return every metric of the parts there are, by the part's name."""
        with np.errstate(all="ignore"):
            return {name: part.all_metrics() for name, part in self._figures.items()}

    def outputs(self) -> Array:
        """Return the outputs on the training inputs in their order, original units, (m, t)."""
        with np.errstate(all="ignore"):
            return self._train_figures.outputs()

    def penalty(self) -> float:
        """Return the regularizer's penalty on the weights as they are."""
        return penalty_of(self.network, self.state.parameters, self.project.regularizer)

    def predict(self, raw_inputs: Array) -> Array:
        """Return the outputs in original units (m, outputs) for raw inputs (m, raw)."""
        with np.errstate(all="ignore"):
            raw = np.asarray(raw_inputs, dtype=np.float64)
            outputs = self.predictor.predict(self.dataset.network_inputs(raw))
        return self.dataset.original_outputs(outputs.astype(np.float64))

    def weights(self) -> list[dict[str, Array]]:
        """Return copies of the arrays of every layer that has any, in the file format's form."""
        arrays = self.network.arrays(self.state.parameters, self.state.statistics)
        return [{name: array.copy() for name, array in found.items()} for found in arrays if found]
