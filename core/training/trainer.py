"""The trainer: runs the updates of one network on one dataset.

One implementation serves training, stepping and tracing: `run` calls the phases of an update one
after another, `step_phase` calls a single one and describes it. The workspace is what updates read
and write, the progress is how far they have come; the trainer connects the two.

Divergence is an outcome, not an exception: the update and the first array that stopped being finite
are found by replay from the last sound moment, and the last finite moment is kept.
"""

import math
import time
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.data.dataset import Dataset
from core.fit import find_problem, fitted_to
from core.moments.evaluation import Evaluation
from core.moments.moment import Moment, Record, State
from core.pictures.records import PhaseRecord
from core.pictures.snapshot import Outcome
from core.project import Change, Project, change_between
from core.training.divergence import LastSound, find_divergence, is_sound, largest_sound, led_astray
from core.training.figures import Figures
from core.training.history import HistoryBook
from core.training.interrupting import Interrupting
from core.training.network import Network
from core.training.phases import Description
from core.training.plan import TrainingPlan
from core.training.progress import Progress
from core.training.samples import samples_of
from core.training.stepping import Stepping
from core.training.tape.engine import Engine, engine_asked_for
from core.training.tape.played import play
from core.training.workspace import Workspace
from core.two_threads import threads_asked_for

Array = NDArray[np.floating[Any]]


class Trainer:
    """One network in training on one dataset: `work`, `progress`, `figures` and `stepping`.

    `start_values` is where Reset goes, as parameters followed by statistics; None: as drawn.
    `sound` is the moment from which a divergence is searched for.
    """

    def __init__(self, project: Project, dataset: Dataset, engine: str | None = None) -> None:
        """Build the network and start it.

        `engine` is `phases` or `tape`; by default what the environment asks for. Raises
        ProjectError if the project does not fit the data or its weights do not fit the layers,
        SizeError, before anything is allocated, if it would be too large, and UserError if the
        environment asks for an unknown engine or number of threads.
        """
        dataset = fitted_to(project, dataset)
        problem = find_problem(project, dataset.train.targets, dataset.task)
        if problem is not None:
            raise problem.error()
        self.dataset = dataset
        self._engine_asked_for = engine or engine_asked_for()
        threads_asked_for()
        network = Network(project.layers, dataset.inputs)
        network.check_size(project, len(dataset.train))
        self._samples = samples_of(dataset, project.training.dtype)
        self.start_values: Array | None = None
        self.interrupting = Interrupting()
        self.begin(project, network)

    def begin(self, project: Project, network: Network) -> None:
        """Start a run: draw or take the weights, and reset everything."""
        describe, going_on = self._describe_update, self.interrupting.going_on
        self.work = Workspace(project, network, self._samples, describe, going_on)
        if self.start_values is not None:
            self.work.set_learned(self.start_values)
        self.bind()
        self.progress = Progress(self.work)
        self.progress.record_epoch(self.evaluate(), 0)
        self.sound = LastSound(self.moment)

    def bind(self) -> None:
        """Bind stepping, figures and engine to the workspace's present arrays."""
        self.stepping = Stepping(self)
        self.figures = Figures(self.work, self.dataset)
        self.renew_engine()

    def renew_engine(self) -> None:
        """Forget the tapes: they no longer play what the plans do."""
        self.engine = Engine(self.work, self.figures, self._engine_asked_for)
        if self.bug:
            self.engine.refuse("a bug is planted")

    def _describe_update(self) -> Description:
        return self.stepping.describe_update()

    # ------------------------------------------------------------------ where it stands

    @property
    def project(self) -> Project:
        """The project in force."""
        return self.work.project

    @property
    def fitted(self) -> Project:
        """The same with the class weights of the training part."""
        return self.work.fitted

    @property
    def network(self) -> Network:
        """The layers, and where each keeps its numbers."""
        return self.work.network

    @property
    def state(self) -> State:
        """The numbers: parameters, optimizer slots and statistics."""
        return self.work.state

    @property
    def frozen(self) -> NDArray[np.bool_] | None:
        """Which parameters are frozen, (parameters,), None if there are none."""
        return self.work.frozen

    @property
    def bug(self) -> str:
        """The name of the planted bug, "" if there is none."""
        return self.work.bug

    @property
    def update(self) -> int:
        """How many updates are done."""
        return self.work.update

    @property
    def epoch(self) -> int:
        """How many epochs are done."""
        return self.progress.epoch

    @property
    def position(self) -> int:
        """How many phases of the current update are done; 0 at an update boundary."""
        return self.stepping.position

    @property
    def history(self) -> HistoryBook:
        """The figures at the start of every epoch."""
        return self.progress.history

    def epoch_share(self) -> tuple[int, int]:
        """Return how many samples of the current epoch are done, and how many there are.

        In the middle of an update this is where the update began.
        """
        start = self.stepping.start
        cursor = self.work.batches.cursor if start is None else start.record.cursor
        return cursor, self.work.samples.count

    def weights(self) -> list[dict[str, Array]]:
        """Return copies of the arrays of every layer that has any, in the file format's form."""
        return self._copies(self.state.parameters)

    def whole_weights(self) -> list[dict[str, Array]]:
        """Return the same as if nothing were switched off: what a project starts from."""
        return self._copies(self.work.whole())

    def _copies(self, parameters: Array) -> list[dict[str, Array]]:
        arrays = self.network.arrays(parameters, self.state.statistics)
        return [{name: array.copy() for name, array in found.items()} for found in arrays if found]

    def evaluate(self) -> Evaluation:
        """Return loss and metrics of the parts, in prediction mode."""
        return self.figures.evaluate()

    def figures_if_due(self) -> Evaluation | None:
        """Return the figures at the end of the current epoch, or None if they are not due."""
        return self.evaluate() if self.progress.is_due(self.figures.every) else None

    def predict(self, raw_inputs: Array) -> Array:
        """Return the outputs in original units (m, outputs) for raw inputs (m, raw)."""
        return self.figures.predict(raw_inputs)

    # ------------------------------------------------------------------ running

    def run(
        self,
        *,
        updates: int | None = None,
        epochs: int | None = None,
        seconds: float | None = None,
    ) -> int:
        """Train for some updates or epochs or until a time limit, unless it ends earlier.

        At least one update is done, unless training has already ended, none is asked for, or it is
        given up (`interrupting`). Returns the number of updates done.
        """
        if updates == 0 or epochs == 0 or self.is_over():
            return 0
        done = 0
        progress, engine, clock = self.progress, self.engine, time.perf_counter
        last_epoch = None if epochs is None else progress.epoch + epochs
        end = math.inf if seconds is None else clock() + seconds
        with np.errstate(all="ignore"):
            while True:
                if engine.refused is None and self._can_play():
                    left = None if updates is None else updates - done
                    count, sound = self._play(left, last_epoch, end)
                    done += count
                elif self.project.optimizer.searches:
                    found = self.interrupting.update(self)
                    if found is None:
                        return done
                    done, sound = done + int(found), found
                elif sound := self.run_update():
                    done += 1
                if not sound:
                    self._diverge()
                    return done
                if progress.outcome is not Outcome.NONE or progress.epoch == last_epoch:
                    break
                if done == updates or clock() >= end:
                    break
            if not self.is_finite():
                self._diverge()
            elif self.sound.is_old():
                self.sound.keep()
        return done

    def replay(self, updates: int, end: float) -> None:
        """Redo updates, past stops that were passed the first time, until a time at the latest.

        `end` is a time of `time.perf_counter`. At least one is done. Raises UserError if not.
        """
        reached = self.update + updates
        with np.errstate(all="ignore"):
            while self.update < reached:
                self.progress.outcome = Outcome.NONE
                if self._can_play():
                    sound = self._play(reached - self.update, None, end)[1]
                else:
                    sound = self.run_update()
                if not sound:
                    raise led_astray(self)
                if time.perf_counter() >= end:
                    return

    def _can_play(self) -> bool:
        return not self.stepping.position and self.engine.is_ready()

    def _play(self, updates: int | None, last_epoch: int | None, end: float) -> tuple[int, bool]:
        """Play updates from the tape; return how many, and whether the next loss is finite."""
        return play(
            self.engine, self.work, self.progress, self.figures_if_due, updates, last_epoch, end
        )

    def is_over(self) -> bool:
        """Return whether training has ended; `outcome` says why."""
        return self.progress.is_over()

    def run_update(self) -> bool:
        """Do one update, or the rest of it; return False if its loss is not finite.

        This is the fast path, without a check of the parameters: other callers should use `run`.
        """
        if self.stepping.position:
            plan = self.plan_at_hand()
            calls = plan.calls[self.stepping.position :]
            self.stepping.leave()
        else:
            work = self.work
            size = work.batches.next_size(work.batch_size)
            plan = work.plans.get(size) or work.plan_of(size)
            calls = plan.calls
        for call in calls:
            call()
        if not math.isfinite(plan.loss_value):
            return False
        self.finish_update(plan)
        return True

    def finish_update(self, plan: TrainingPlan) -> None:
        """Count an update whose phases are all done, and handle the end of its epoch."""
        work = self.work
        work.update = work.gradient_of = work.update + 1
        self.progress.batch_loss = plan.loss_value
        if work.batches.finish_epoch():
            self.progress.finish_epoch(self.figures_if_due(), work.update)

    def plan_at_hand(self) -> TrainingPlan:
        """Return the plan of the current update: the one for the size of its batch."""
        work, stepping = self.work, self.stepping
        # in the middle of an update the batch has already been drawn
        size = stepping.size if stepping.position else work.batches.next_size(work.batch_size)
        return work.plan_of(size)

    # ------------------------------------------------------------------ stepping

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
        """Undo the phases of an unfinished update."""
        start = self.stepping.start
        if start is not None:
            self.restore(start)

    # ------------------------------------------------------------------ the moment

    def moment(self) -> Moment:
        """Return a copy of everything that determines what comes next, at an update boundary.

        In the middle of an update this is the moment at its start.
        """
        if self.stepping.start is not None:
            return self.stepping.start
        work, progress = self.work, self.progress
        order, best, frozen = work.batches.permutation, progress.best, work.frozen
        return Moment(
            project=work.project,
            state=work.state.vector.copy(),
            record=Record(
                update=work.update,
                epoch=progress.epoch,
                cursor=work.batches.cursor,
                counters=dict(work.counters),
                shuffle_state=dict(work.shuffling.bit_generator.state),
                dropout_state=work.dropout_state(),
                stop=progress.stop,
                bug=work.bug,
            ),
            permutation=None if order is None else order.copy(),
            best=None if best is None else best.copy(),
            frozen=None if frozen is None else frozen.copy(),
            aside=None if work.aside is None else work.aside.copy(),
        )

    def restore(self, moment: Moment) -> None:
        """Go to a moment of this run, or of one on the same network and data.

        Raises ValueError if the moment belongs to another network.
        """
        if change_between(self.project, moment.project) is Change.RESTART:
            raise ValueError("the moment belongs to another network")
        if moment.project == self.project:
            self.work.restore(moment, self.network)
        else:
            self.work.restore(moment, Network(moment.project.layers, self.dataset.inputs))
            self.bind()
        work = self.work
        renewed = work.freeze(moment.frozen), work.plant(moment.record.bug)
        if work.set_aside(moment.aside) or any(renewed):
            self.renew_engine()
        self.stepping.leave()
        self.progress.restore(moment.record, moment.best)
        self.progress.last_figures = self.evaluate()
        self.sound.stand_at(moment)

    # ------------------------------------------------------------------ divergence

    def diverge_unless_finite(self, loss: float) -> bool:
        """Check the result of a stepped update; return whether all of it is finite."""
        with np.errstate(all="ignore"):
            if math.isfinite(loss) and self.is_finite():
                return True
            self._diverge()
        return False

    def is_finite(self) -> bool:
        """Return whether all parameters and statistics have finite squares."""
        state = self.state
        most = largest_sound(state.vector.dtype)
        return is_sound(state.parameters, most) and is_sound(state.statistics, most)

    def _diverge(self) -> None:
        """Replay from the last sound moment to the update that goes wrong; stay before it."""
        progress = self.progress
        limit, reached = progress.epoch_limit, self.update + 1
        self.restore(self.sound.moment)
        progress.epoch_limit = None
        divergence = find_divergence(self, reached)
        progress.history.cut_after(progress.epoch)
        progress.epoch_limit = limit
        progress.divergence, progress.outcome = divergence, Outcome.DIVERGED
