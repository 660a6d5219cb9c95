"""The workspace: everything that an update reads and writes, and the plans bound to it.

The network and its numbers, the optimizer with its state, the order of the samples and the dropout
masks. It knows nothing of epochs, figures or why training stops.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from core.components.optimizers import Trial
from core.data.batches import Batches
from core.data.streams import Stream, stream
from core.fit import with_fitted_loss
from core.frozen import mask_of
from core.moments.moment import Moment, State
from core.off import mark_off
from core.optimizer_state import put
from core.project import Project
from core.training.blocks import bound_update
from core.training.bugs import bug_named
from core.training.bugs.planting import Planting, updated_parameters
from core.training.measuring import Measuring
from core.training.network import Network
from core.training.phases import Description
from core.training.plan import TrainingPlan
from core.training.samples import Samples

Array = NDArray[np.floating[Any]]

#: plans kept for different batch sizes
_MAX_PLANS = 6


class Workspace:
    """The numbers of one run, from its start on; `update` counts the updates that are done.

    `frozen` marks parameters that do not change, (parameters,), None if there are none. `aside` are
    the weights that are switched off and held at 0: what each gets back, nan for all others, None
    if everything is on. `held` marks both.
    """

    def __init__(
        self,
        project: Project,
        network: Network,
        samples: Samples,
        describe_update: Callable[[], Description],
        going_on: Callable[[], None] = lambda: None,
    ) -> None:
        """Draw or take the weights; `describe_update` describes an update of a plan.

        `going_on` is called again and again in an update that takes long, and may raise.
        """
        self.samples, self._going_on = samples, going_on
        self.update = 0
        self.shuffling = stream(project.seed, Stream.SHUFFLE)
        self.dropout = stream(project.seed, Stream.DROPOUT)
        self.batches = Batches(samples.rows, self.shuffling, project.training.shuffle)
        self.counters: dict[str, float] = dict(project.optimizer.counters)
        self.frozen = frozen_by(project, network)
        self.aside: Array | None = None
        self.held = self.frozen
        #: the name of the planted bug, "" if there is none
        self.bug = ""
        self._describe_update = describe_update
        self._allocate(project, network)
        with np.errstate(all="ignore"):
            network.start(
                stream(project.seed, Stream.WEIGHTS),
                project.weights,
                self.state.parameters,
                self.state.statistics,
            )
            if project.weights is not None:  # kept beside those weights, and no others
                slots = {name: network.learned(slot) for name, slot in self.state.slots.items()}
                put(project.optimizer_state, project.optimizer, slots, self.counters)
        self.switch(off_by(project, network))

    def _allocate(self, project: Project, network: Network) -> None:
        """Allocate what depends on optimizer and layers, and bind the optimizer to it."""
        self.project, self.network = project, network
        #: the project with the class weights of the training part
        self.fitted = with_fitted_loss(project, self.samples.targets)
        dtype = project.training.dtype
        self.state = State(
            network.parameter_count,
            project.optimizer.state_slots(),
            network.statistics_count,
            dtype,
        )
        self.gradient: Array = np.zeros(network.parameter_count, dtype=dtype)
        #: the update of which the gradient is, -1 if no longer known
        self.gradient_of = -1
        self.batch_size = project.batch_size
        #: what the last update tried before it took its step
        self.trials: tuple[Trial, ...] = ()
        self._update = None if project.optimizer.searches else self._bound_update()
        self.forget_plans()

    def rename(self, project: Project) -> None:
        """Change to a project that trains identically."""
        self.project = project
        self.fitted = with_fitted_loss(project, self.samples.targets)

    def change_to(self, project: Project, network: Network) -> None:
        """Change to a project with the same arrays; all numbers of the network stay.

        The optimizer's state is kept if the new one is of the same kind and has the same vectors.
        """
        old, old_state = self.project.optimizer, self.state
        new = project.optimizer
        kept = type(old) is type(new) and old.state_slots() == new.state_slots()
        if not kept:
            self.counters = dict(new.counters)
        self._allocate(project, network)
        self.state.parameters[...] = old_state.parameters
        self.state.statistics[...] = old_state.statistics
        if kept:
            self.state.vector[...] = old_state.vector
        self.batches.shuffle = project.training.shuffle

    # ------------------------------------------------------------------ moments

    def restore(self, moment: Moment, network: Network) -> None:
        """Restore a moment of this network, or of one of its size, except what is frozen.

        Raises ValueError if its state does not fit.
        """
        record, project = moment.record, moment.project
        if project != self.project:
            self.counters = dict(record.counters)
            self._allocate(project, network)
        if moment.state.shape != self.state.vector.shape:
            raise ValueError("the moment's state does not fit the network")
        self.state.vector[...] = moment.state
        self.counters.clear()
        self.counters.update(record.counters)
        self.update, self.gradient_of = record.update, -1
        self.shuffling.bit_generator.state = record.shuffle_state
        self.dropout.bit_generator.state = record.dropout_state
        batches = self.batches
        batches.cursor = record.cursor
        batches.shuffle = project.training.shuffle
        batches.permutation = None if moment.permutation is None else moment.permutation.copy()

    def learned(self) -> Array:
        """Return a copy of parameters and statistics, one after the other, as if all were on."""
        joined: Array = np.concatenate([self.whole(), self.state.statistics])
        return joined

    def set_learned(self, values: Array) -> None:
        """Restore what `learned` has returned; what is off stays off."""
        count, off = self.network.parameter_count, self.off
        self.state.parameters[...] = values[:count]
        self.state.statistics[...] = values[count:]
        if off is not None and self.aside is not None:
            self.aside[off] = values[:count][off]
            self.state.parameters[off] = 0.0

    def last_gradient(self) -> Array | None:
        """Return the gradient of the last update, or None if it is no longer known."""
        return self.gradient if self.gradient_of == self.update else None

    def dropout_state(self) -> dict[str, Any]:
        """Return the state of the dropout stream."""
        return dict(self.dropout.bit_generator.state)

    def set_dropout_state(self, state: dict[str, Any]) -> None:
        """Restore the dropout stream to a state, so that the same masks are drawn again."""
        self.dropout.bit_generator.state = state

    def freeze(self, mask: NDArray[np.bool_] | None) -> bool:
        """Freeze the marked parameters and their optimizer state, and no others.

        Returns whether the mask differs from before; if so, plans are remade.
        """
        if mask is None and self.frozen is None:
            return False
        if mask is not None and self.frozen is not None and np.array_equal(mask, self.frozen):
            return False
        self.frozen = None if mask is None else mask.copy()
        self._hold()
        return True

    @property
    def off(self) -> NDArray[np.bool_] | None:
        """Which parameters are switched off, (parameters,), None if all are on."""
        return None if self.aside is None else ~np.isnan(self.aside)

    def whole(self) -> Array:
        """Return a copy of the parameters as if everything were on."""
        aside = self.aside
        whole = self.state.parameters.copy()
        return whole if aside is None else np.where(np.isnan(aside), whole, aside)

    def switch(self, off: NDArray[np.bool_] | None) -> bool:
        """Hold the marked parameters at 0, and give all others back what was set aside for them.

        Returns whether that is a change; if so, plans are remade.
        """
        before = self.off
        if off is not None and not off.any():
            off = None
        if off is None and before is None:
            return False
        if off is not None and before is not None and np.array_equal(off, before):
            return False
        self.state.parameters[...] = whole = self.whole()
        self.aside = None
        if off is not None:
            self.aside = np.where(off, whole, np.nan).astype(whole.dtype, copy=False)
            self.state.parameters[off] = 0.0
        self._hold()
        return True

    def set_aside(self, aside: Array | None) -> bool:
        """Take over what a moment has set aside; its parameters are at 0 where it says so.

        Returns whether other parameters are off than before; if so, plans are remade.
        """
        before = self.off
        self.aside = None if aside is None else aside.copy()
        now = self.off
        if now is None or before is None:
            if now is before:
                return False
        elif np.array_equal(now, before):
            return False
        self._hold()
        return True

    def _hold(self) -> None:
        """Note which parameters training leaves unchanged, and have plans remade."""
        masks = [mask for mask in (self.frozen, self.off) if mask is not None]
        self.held = np.logical_or.reduce(masks) if masks else None
        self.forget_plans()

    def plant(self, bug: str) -> bool:
        """Plant a bug by its name, or take it out: ""; return whether that is a change.

        Raises UserError for an unknown name.
        """
        if bug:
            bug_named(bug)
        if bug == self.bug:
            return False
        self.bug = bug
        self.forget_plans()
        return True

    # ------------------------------------------------------------------ plans

    def forget_plans(self) -> None:
        """Have plans remade when they are needed."""
        self.plans: dict[int, TrainingPlan] = {}

    def plan_of(self, size: int) -> TrainingPlan:
        """Return the plan for a batch size."""
        return self.plans.get(size) or self._make_plan(size)

    def _make_plan(self, size: int) -> TrainingPlan:
        if len(self.plans) >= _MAX_PLANS:
            self.plans.clear()
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
            self.dropout,
            project.loss.fused,
            self._update_of,
            self._describe_update,
            self._planting() if self.bug else None,
            measures_again=project.optimizer.searches,
        )
        self.plans[size] = plan
        return plan

    def _update_of(self, plan: TrainingPlan) -> Callable[[], None]:
        """Return the update of the parameters as the last phase of a plan."""
        update = self._update or self._bound_search(plan)
        return update if self.held is None else self._around_held(update, self.held)

    def _planting(self) -> Planting:
        samples, state = self.samples.count, self.state

        def updated() -> Array:
            moved = updated_parameters(
                self.project.optimizer,
                state.parameters,
                self.gradient,
                state.slots,
                self.counters,
                self.update,
            )
            if self.held is not None:
                moved[self.held] = state.parameters[self.held]
            return moved

        def plain_step() -> Array:
            rate = self.project.optimizer.rate(self.update)
            stepped: Array = state.parameters - rate * self.gradient
            return stepped

        full = min(self.batch_size or samples, samples)
        # a step that is searched for needs the slopes of all layers
        early = None if self.project.optimizer.searches else updated
        return Planting(bug_named(self.bug), full, early, plain_step)

    def _bound_update(self) -> Callable[[], None]:
        """Return the update of the parameters, bound to what it reads and writes."""
        optimizer, counters = self.project.optimizer, self.counters
        rate, numbers = optimizer.rate, optimizer.numbers
        state = self.state
        step = bound_update(optimizer, state.parameters, self.gradient, state.slots, counters)

        def update() -> None:
            step(*numbers(rate(self.update), counters))

        return update

    def _bound_search(self, plan: TrainingPlan) -> Callable[[], None]:
        """Return the update of an optimizer that measures at other places before its step.

        What is held has no slope for it. Gradient and statistics are afterwards what they were.
        """
        optimizer, counters, state = self.project.optimizer, self.counters, self.state
        gradient = self.gradient
        measure = Measuring(plan, gradient, self.held, self._going_on)
        search = optimizer.bind_search(state.parameters, gradient, state.slots, counters, measure)

        def update() -> None:
            slope, statistics = gradient.copy(), state.statistics.copy()
            measure.hide()
            numbers = optimizer.numbers(optimizer.rate(self.update), counters)
            self.trials = search(plan.objective(), *numbers)
            gradient[...] = slope
            state.statistics[...] = statistics

        return update

    def _around_held(
        self, update: Callable[[], None], held: NDArray[np.bool_]
    ) -> Callable[[], None]:
        """Return an update that then restores what is held, in the parameters and slots."""
        vectors = (self.state.parameters, *self.state.slots.values())

        def update_free() -> None:
            saved = [vector[held] for vector in vectors]
            update()
            for vector, values in zip(vectors, saved, strict=True):
                vector[held] = values

        return update_free

    # ------------------------------------------------------------------ where it is in the epoch

    def batch_number(self) -> tuple[int, int]:
        """Return which batch of the epoch the next update takes, from 1, and how many there are."""
        samples = self.samples.count
        size = min(self.batch_size or samples, samples)
        left = -(-(samples - self.batches.cursor) // size)
        done = -(-self.batches.cursor // size)
        return done + 1, done + left

    @property
    def has_parts(self) -> bool:
        """Whether a batch is less than all samples."""
        return self.batch_size is not None and self.batch_size < self.samples.count

    def updates_until(self, row: int) -> int | None:
        """Return how many updates from here the batch with a row is, 1 for the next; None if past.

        It is of this epoch alone; the batch size is taken to stay as it is.
        """
        samples = self.samples.count
        size = min(self.batch_size or samples, samples)
        place = int(np.flatnonzero(self.batches.order() == row)[0]) - self.batches.cursor
        return place // size + 1 if place >= 0 else None


def frozen_by(project: Project, network: Network) -> NDArray[np.bool_] | None:
    """Return what the project has frozen, (parameters,), or None."""
    mask = np.zeros(network.parameter_count)
    marked = mask_of(project.frozen, network.learned(mask))
    return mask.astype(bool) if marked else None


def off_by(project: Project, network: Network) -> NDArray[np.bool_] | None:
    """Return what the project has switched off, (parameters,), or None."""
    mask = np.zeros(network.parameter_count)
    return mask.astype(bool) if mark_off(project.off, network.learned(mask)) else None
