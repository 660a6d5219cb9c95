"""The timeline: every moment gone back to has the bits of a straight run."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import UserError
from core.moments.recording import FreezeChange, GoOn, ProjectChange, Recording, ValueChange
from core.pictures.snapshot import Outcome
from core.training import changes
from core.training import walk as walks
from core.training.edits import set_frozen, set_values
from core.training.timeline import Timeline
from tests.amount import some
from tests.nets import dense, project, trainer_of

OPTIMIZERS = ("sgd", "adagrad", "rmsprop", "adam", "adamw", "nadam")


def made(seed: int, patience: bool = True):
    """Return a small trainer with everything that has state: dropout, batch norm, patience."""
    rng = random.Random(seed)
    return trainer_of(
        project(
            [dense(3, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1, "sigmoid")],
            loss="binary_cross_entropy",
            optimizer={"name": rng.choice(OPTIMIZERS), "learning_rate": 0.05},
            training={
                "batch_size": rng.choice([1, 3, None]),
                "shuffle": True,
                "stop": {"patience": rng.choice([None, 5]) if patience else None},
            },
        )
    )


class Walk:
    """A random walk over a run, and the state seen at every update of its current future."""

    def __init__(self, seed: int, budget: int) -> None:
        self.rng = random.Random(seed)
        self.trainer = made(seed)
        self.timeline = Timeline(self.trainer, budget)
        self.seen = {0: self.state()}

    def state(self):
        record = self.trainer.moment().record
        return self.trainer.state.vector.tobytes(), record

    def check(self) -> None:
        update = self.trainer.update
        if update in self.seen:
            assert self.state() == self.seen[update]
        self.seen[update] = self.state()

    def note(self, change) -> None:
        if self.timeline.record(change):
            self.seen = {k: v for k, v in self.seen.items() if k < self.trainer.update}
        self.seen[self.trainer.update] = self.state()

    def forward(self) -> None:
        for _ in range(self.rng.randrange(1, 20)):
            self.timeline.run(updates=1, seconds=60.0)
            if self.trainer.progress.outcome is not Outcome.NONE:
                changes.go_on(self.trainer)
                self.note(GoOn())
            self.check()

    def jump(self) -> None:
        update = self.rng.randrange(self.timeline.start, self.timeline.end + 1)
        self.timeline.go_to(update)
        assert self.trainer.update == update
        self.check()

    def change_options(self) -> None:
        optimizer = replace(
            self.trainer.project.optimizer, learning_rate=self.rng.choice([0.001, 0.01, 0.1])
        )
        changed = replace(self.trainer.project, optimizer=optimizer)
        changes.apply(self.trainer, changed)
        self.note(ProjectChange(changed))

    def change_values(self) -> None:
        values = np.full((2, 3), self.rng.random())
        set_values(self.trainer, 0, "weight", None, values)
        self.note(ValueChange(0, "weight", values))

    def freeze(self) -> None:
        edit = set_frozen(self.trainer, 0, None, self.rng.randrange(3), self.rng.random() < 0.5)
        self.note(FreezeChange(edit.after))

    def switch(self) -> None:
        rows = tuple((self.rng.random() < 0.5,) for _ in range(3))
        off = self.rng.choice([None, (False, False, False, (("weight", rows),))])
        changed = replace(self.trainer.project, off=off)
        changes.apply(self.trainer, changed)
        self.note(ProjectChange(changed))

    def go(self, steps: int) -> None:
        kinds = [self.forward] * 4 + [self.jump] * 3
        kinds += [self.change_options, self.change_values, self.freeze, self.switch]
        for _ in range(steps):
            self.rng.choice(kinds)()
        assert self.timeline.bytes <= max(self.timeline.budget, 30_000)


@settings(max_examples=some(25), deadline=None)
@given(seed=st.integers(0, 10**6), budget=st.sampled_from([20_000, 64 * 1024**2]))
def test_every_visited_moment_has_the_bits_of_a_straight_run(seed, budget):
    Walk(seed, budget).go(25)


@pytest.mark.long
@settings(max_examples=1500, deadline=None)
@given(seed=st.integers(0, 10**6), budget=st.sampled_from([20_000, 64 * 1024**2]))
def test_thousands_of_walks(seed, budget):
    Walk(seed, budget).go(25)


def test_the_start_and_the_newest_are_never_dropped():
    trainer = made(3, False)
    timeline = Timeline(trainer, budget=20_000)
    for _ in range(300):
        timeline.run(updates=1, seconds=60.0)
        timeline.take_keyframe()
    assert timeline.bytes <= 20_000
    assert timeline.keyframes[0] == 0
    assert timeline.keyframes[-1] == trainer.update == 300
    timeline.go_to(1)
    assert trainer.update == 1


def test_the_loss_of_the_batch_before_is_not_that_of_another_update():
    trainer = made(3, False)
    timeline = Timeline(trainer)
    timeline.run(updates=5, seconds=60.0)
    timeline.go_to(0)
    assert trainer.progress.batch_loss is None
    timeline.run(updates=1, seconds=60.0)
    assert trainer.progress.batch_loss is not None


def test_playing_on_follows_the_recorded_future_and_then_extends_it():
    trainer, straight = made(8, False), made(8, False)
    timeline = Timeline(trainer)
    while trainer.update < 60:
        timeline.run(updates=60 - trainer.update, seconds=60.0)
    timeline.go_to(20)
    assert timeline.is_past()
    while trainer.update < 90:
        timeline.run(updates=90 - trainer.update, seconds=60.0)
    assert timeline.end == 90 and not timeline.is_past()
    straight.run(updates=90)
    assert straight.state.vector.tobytes() == trainer.state.vector.tobytes()


def test_a_change_in_the_past_cuts_the_future_off():
    trainer = made(5, False)
    timeline = Timeline(trainer)
    timeline.run(updates=40, seconds=60.0)
    timeline.go_to(10)
    set_values(trainer, 0, "bias", None, 0.5)
    assert timeline.record(ValueChange(0, "bias", np.full(3, 0.5)))
    assert timeline.end == 10
    assert max(timeline.keyframes) <= 10


def test_a_number_that_is_dragged_is_one_change():
    """So that the log does not grow with every move of the mouse."""
    one = made(5)
    timeline, straight = Timeline(one), made(5)
    timeline.run(updates=4, seconds=60.0)
    straight.run(updates=4)
    size = timeline.bytes
    for number in range(200):
        change = set_values(one, 0, "weight", (0, 0), number / 100)
        timeline.record(ValueChange(0, "weight", change.after))
    assert len(timeline.log) == 1 and timeline.bytes < size + 2 * timeline._keyframes[-1].size + 1
    change = set_values(one, 0, "bias", (0,), 0.5)  # another array is another change
    timeline.record(ValueChange(0, "bias", change.after))
    assert len(timeline.log) == 2
    set_values(straight, 0, "weight", (0, 0), 1.99)
    set_values(straight, 0, "bias", (0,), 0.5)
    timeline.run(updates=5, seconds=60.0)
    straight.run(updates=5)
    end = one.state.vector.tobytes()
    assert end == straight.state.vector.tobytes()
    timeline.go_to(0)
    timeline.go_to(timeline.end)
    assert one.state.vector.tobytes() == end


@pytest.mark.parametrize("engine", ["phases", "tape"])
def test_a_run_of_another_machine_that_diverges_here_is_said(engine, monkeypatch):
    """It stands before the update that goes wrong, and what is kept can be gone to."""
    monkeypatch.setenv("BACKSTEP_ENGINE", engine)
    made = project([dense(3), dense(1)], optimizer={"name": "sgd", "learning_rate": 0.05})
    here = Timeline(trainer_of(made))
    here.run(updates=60, seconds=60.0)
    one, record = here.trainer, here.recording()
    end, start = one.state.vector.copy(), record.keyframes[0]
    strange = replace(start, moment=replace(start.moment, state=start.moment.state + 4.0))
    there = Timeline(one, recorded=Recording((strange,), record.log, record.end))
    walk = walks.Walk(there)
    walk.aim(walks.Target(50))
    with pytest.raises(UserError, match=r"update \d+ gives no finite"):
        while not walk.work(1.0):
            pass
    assert walk.target is None
    assert 0 < one.update < 50 and one.position == 0 and one.is_finite()
    before = one.update
    assert one.run(updates=1) == 0 and one.progress.divergence.update == before + 1
    with pytest.raises(UserError, match=f"update {before + 1} gives"):
        there.go_to(50)
    there.go_to(60)
    assert one.state.vector.tobytes() == end.tobytes()
