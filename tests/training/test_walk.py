"""Stepping by phase, update and epoch, and back: every stop has the bits of a straight run."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.moments.recording import FreezeChange, GoOn, ProjectChange, ValueChange
from core.pictures.snapshot import Outcome
from core.training import changes
from core.training.edits import set_frozen, set_values
from core.training.timeline import Timeline
from core.training.walk import Target, Walk
from tests.amount import some
from tests.nets import dense, points, project, trainer_of

OPTIMIZERS = ("sgd", "adagrad", "rmsprop", "adam", "adamw", "nadam")
ACTIVATIONS = ("tanh", "relu", "sigmoid", "leaky_relu", "elu", "sine", "gaussian")


def made(rng: random.Random):
    """Return a small random network: any optimizer, dropout, batch norm, partial batches."""
    layers = []
    for _ in range(rng.randrange(1, 4)):
        layers.append(dense(rng.randrange(1, 5), rng.choice(ACTIVATIONS)))
        if rng.random() < 0.3:
            layers.append({"name": "dropout", "rate": rng.choice([0.0, 0.3])})
        if rng.random() < 0.3:
            layers.append({"name": "batch_norm"})
    kind = rng.choice(["numbers", "binary", "one_hot"])
    outputs = rng.randrange(2, 4) if kind == "one_hot" else 1
    last, loss = {
        "numbers": ("linear", rng.choice(["mean_squared_error", "huber"])),
        "binary": ("sigmoid", "binary_cross_entropy"),
        "one_hot": ("softmax", "categorical_cross_entropy"),
    }[kind]
    optimizer = {"name": rng.choice(OPTIMIZERS), "learning_rate": rng.choice([0.01, 0.1])}
    if optimizer["name"] == "sgd":
        optimizer["momentum"] = rng.choice([0.0, 0.9])
    return trainer_of(
        project(
            [*layers, dense(outputs, last)],
            points(11, 2, outputs, kind, rng.randrange(1000)),
            {
                "batch_size": rng.choice([None, 1, 3, 4, 11]),
                "shuffle": rng.random() < 0.7,
                "stop": {"patience": rng.choice([None, None, 4])},
            },
            loss=loss,
            optimizer=optimizer,
            regularizer={"name": rng.choice(["none", "l1", "l2"])},
            seed=rng.randrange(1000),
        )
    )


class Walker:
    """A random walk, and the state seen at every stop of its current future."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        self.trainer = made(self.rng)
        self.timeline = Timeline(self.trainer, self.rng.choice([0, 20_000, 64_000_000]))
        self.walk = Walk(self.timeline)
        self.seen: dict[tuple[int, int], object] = {}
        self.check()

    def state(self):
        """Everything that decides what comes next, including the phases of an unfinished update."""
        trainer = self.trainer
        bits = trainer.state.vector.tobytes()
        record = trainer.moment().record
        plan = trainer.plan_at_hand()
        inside = b""
        if trainer.position:
            arrays = [layer.z for layer in plan.layers[: max(0, trainer.position - 1)]]
            inside = b"".join(array.tobytes() for array in arrays)
        return bits, record, inside, trainer.work.dropout_state()["state"]

    def check(self) -> None:
        stop = (self.trainer.update, self.trainer.position)
        if stop in self.seen:
            assert self.seen[stop] == self.state(), stop
        self.seen[stop] = self.state()

    def go(self, target: Target) -> None:
        self.walk.aim(target)
        while not self.walk.work(10.0):
            pass
        self.check()

    def forward(self) -> None:
        ended = self.trainer.progress.outcome is not Outcome.NONE and not self.trainer.position
        if ended and not self.timeline.is_past():
            changes.go_on(self.trainer)
            self.changed(GoOn())
        self.go(self.walk.after(self.rng.choice(["phase", "phase", "update"])))

    def back(self) -> None:
        unit = self.rng.choice(["phase", "phase", "update", "epoch"])
        before = (self.trainer.update, self.trainer.position)
        self.go(self.walk.before(unit, self.rng.random() < 0.7))
        assert (self.trainer.update, self.trainer.position) <= before

    def play(self) -> None:
        for _ in range(self.rng.randrange(1, 15)):
            self.timeline.run(updates=1, seconds=0.0)
            if self.trainer.progress.outcome is not Outcome.NONE:
                break
            self.check()

    def jump(self) -> None:
        update = self.rng.randrange(self.timeline.start, self.timeline.end + 1)
        self.go(self.walk.boundary(update, self.rng.random() < 0.5))
        assert (self.trainer.update, self.trainer.position) == (update, 0)

    def changed(self, change) -> None:
        self.timeline.record(change)
        self.walk.forget()
        stop = (self.trainer.update, 0)
        self.seen = {k: v for k, v in self.seen.items() if k < stop}
        self.check()

    def edit(self) -> None:
        self.trainer.return_to_update_start()
        self.timeline.cut()
        choice = self.rng.randrange(3)
        if choice == 0:
            optimizer = replace(
                self.trainer.project.optimizer, learning_rate=self.rng.choice([0.02, 0.2])
            )
            changed = replace(self.trainer.project, optimizer=optimizer)
            changes.apply(self.trainer, changed)
            self.changed(ProjectChange(changed))
        elif choice == 1:
            edit = set_values(self.trainer, 0, "weight", (0, 0), self.rng.uniform(-1, 1))
            self.changed(ValueChange(0, "weight", edit.after))
        else:
            edit = set_frozen(self.trainer, 0, None, None, self.rng.random() < 0.5)
            self.changed(FreezeChange(edit.after))

    def described(self) -> None:
        """What is shown belongs to the current stop."""
        picture, trainer = self.walk.picture(), self.trainer
        assert len(picture.rail) == self.walk.phases
        if trainer.position:
            assert (picture.update, picture.done) == (trainer.update + 1, trainer.position)
        elif picture.done:
            assert (picture.update, picture.done) == (trainer.update, self.walk.phases)
            for record in picture.records[-1]:
                weight = record.values.get("weight_after")
                if weight is not None and trainer.progress.outcome is not Outcome.PATIENCE:
                    arrays = trainer.network.learned(trainer.state.parameters)
                    np.testing.assert_array_equal(weight, arrays[record.layer]["weight"])
        else:
            assert picture.update == trainer.update + 1

    def straight(self, fresh) -> None:
        """A trainer that never went back passes through the same states."""
        log = list(self.timeline.log)
        while True:
            while log and log[0].update == fresh.update:
                self._apply(fresh, log.pop(0).change)
            expected = self.seen.get((fresh.update, 0))
            if expected is not None:
                assert fresh.state.vector.tobytes() == expected[0], fresh.update
                assert fresh.moment().record == expected[1]
            if fresh.update == self.timeline.end:
                return
            fresh.progress.outcome = Outcome.NONE
            with np.errstate(all="ignore"):  # as `run` does
                fresh.run_update()

    def _apply(self, fresh, change) -> None:
        if isinstance(change, ProjectChange):
            changes.apply(fresh, change.project)
        elif isinstance(change, ValueChange):
            set_values(fresh, change.layer, change.name, None, change.values)
        elif isinstance(change, FreezeChange):
            changes.freeze(fresh, change.mask)
        else:
            changes.go_on(fresh)

    def take_steps(self, steps: int) -> None:
        moves = [self.forward, self.forward, self.back, self.back, self.play, self.jump]
        for _ in range(steps):
            if self.trainer.progress.outcome is Outcome.DIVERGED:
                return
            self.rng.choice([*moves, self.edit])()
            self.described()


@pytest.mark.thorough
@settings(max_examples=some(150), deadline=None)
@given(seed=st.integers(0, 2**32))
def test_every_stop_of_a_walk_has_the_bits_of_a_straight_run(seed):
    walker = Walker(seed)
    walker.take_steps(30)
    walker.straight(made(random.Random(seed)))


@pytest.mark.long
@settings(max_examples=3000, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_thousands_of_walks(seed):
    walker = Walker(seed)
    walker.take_steps(60)
    walker.straight(made(random.Random(seed)))


def test_back_by_phase_comes_to_the_start_and_stays_there():
    walker = Walker(3)
    for _ in range(4):
        walker.go(walker.walk.after("update"))
    seen = 0
    while (walker.trainer.update, walker.trainer.position) != (0, 0):
        walker.go(walker.walk.before("phase", True))
        seen += 1
    assert seen == 4 * walker.walk.phases
    assert walker.walk.picture().done == 0
    walker.go(walker.walk.before("phase", True))
    assert (walker.trainer.update, walker.trainer.position) == (0, 0)


def test_back_to_an_update_boundary_shows_the_whole_update_before():
    walker = Walker(5)
    walker.go(walker.walk.after("update"))
    walker.go(walker.walk.after("update"))
    walker.go(walker.walk.after("phase"))
    assert walker.walk.picture().update == 3
    walker.go(walker.walk.before("phase", True))
    picture = walker.walk.picture()
    assert (picture.update, picture.done) == (2, walker.walk.phases)
    assert picture.loss_after is not None


def test_an_epoch_back_is_the_start_of_the_epoch():
    one = trainer_of(project([dense(1)], points(10), {"batch_size": 4}))
    timeline = Timeline(one)
    walk = Walk(timeline)
    timeline.run(updates=7, seconds=60.0)
    for update in (6, 3, 0, 0):
        walk.aim(walk.before("epoch", False))
        assert walk.work(10.0)
        assert one.update == update


def test_the_loss_after_an_update_is_that_of_the_same_batch():
    """One weight, x = 2, y = 0: L = (2w)², dL/dw = 8w; w = 1 − 0.05·8 = 0.6, L = 1.2² = 1.44."""
    one = trainer_of(
        project(
            [dense(1, bias=False)],
            {"name": "points", "inputs": [[2.0]], "targets": [[0.0]]},
            loss="mean_squared_error",
            optimizer={"name": "sgd", "learning_rate": 0.05},
            weights=[{"weight": [[1.0]]}],
        )
    )
    walk = Walk(Timeline(one))
    walk.run_update()
    picture = walk.picture()
    assert picture.record("loss").values["value"] == 4.0
    assert picture.loss_after == pytest.approx(1.44, abs=1e-15)
    assert one.state.parameters[0] == pytest.approx(0.6, abs=1e-15)


def test_a_stepped_update_that_leaves_the_numbers_is_taken_back():
    one = trainer_of(
        project([dense(1)], points(5), optimizer={"name": "sgd", "learning_rate": 1e300})
    )
    walk = Walk(Timeline(one))
    before = one.state.vector.tobytes()
    while one.progress.outcome is Outcome.NONE:
        walk.step()
    assert one.progress.outcome is Outcome.DIVERGED
    assert one.progress.divergence.update == 1
    assert (one.update, one.state.vector.tobytes()) == (0, before)
    assert walk.picture().done == 0
