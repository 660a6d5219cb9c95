"""Which engine trains: if something cannot be played, the phases train, and the reason is given."""

import logging
import re
import select
import shutil
import sys
import threading
from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from core.components.activations import Activation, Tanh
from core.components.layers import Dense
from core.components.losses import Loss
from core.components.optimizers import Optimizer
from core.errors import UserError
from core.resources import resource_path
from core.run.engine import engine_in_words
from core.training import changes
from core.training.tape import engine as engines
from core.training.tape import loops, player
from core.training.tape.loops import Unplayable
from core.training.trainer import Trainer
from tests.training.tape.test_same_bits import PLAIN, assert_same, both, trainer


@dataclass(frozen=True)
class Square(Activation):
    """A new activation as a person would write it."""

    name = "square"
    label = "square"

    def forward(self, z, out, work):
        np.multiply(z, z, out)

    def backward(self, gradient, z, a, out, work):
        np.multiply(2.0 * z, gradient, out)


class Sorted(Square):
    """An activation whose slope uses something that cannot be played."""

    def backward(self, gradient, z, a, out, work):
        np.multiply(np.interp(z, [-9.0, 9.0], [-18.0, 18.0]), gradient, out)


class Counting(Square):
    """An activation that does something different every time, outside its arrays."""

    times: ClassVar[list[int]] = []

    def backward(self, gradient, z, a, out, work):
        self.times.append(1)
        np.multiply(gradient, 1.0 / len(self.times), out)


class Aside(Square):
    """An activation with a condition on numbers that it takes out unseen."""

    def backward(self, gradient, z, a, out, work):
        large = np.abs(np.asarray(z)).max() > 7.0  # far more than here
        np.multiply(gradient, 7.0 if large else 2.0, out)


class Flat(Square):
    """An activation that writes past the array that it is given."""

    def forward(self, z, out, work):
        out.flat[:] = (z * z).ravel()


class Viewed(Square):
    """An activation that takes off what reports."""

    def forward(self, z, out, work):
        np.multiply(z.view(np.ndarray), z, out)


class Plain(Loss):
    """A loss that results in a Python number."""

    name = "plain"

    def forward(self, a, y, z, work):
        np.subtract(a, y, work)
        return float(np.vdot(work, work))

    def backward(self, a, y, out, work):
        np.multiply(work, 2.0, out)


@dataclass(frozen=True)
class Waning(Optimizer):
    """An optimizer that counts within its update."""

    name = "waning"
    counters = {"n": 0.0}  # noqa: RUF012

    def bind(self, parameters, gradient, slots, counters):
        def update(rate):
            counters["n"] += 1.0
            np.subtract(parameters, gradient * (0.01 / counters["n"]), parameters)

        return update


def with_activation(activation):
    return replace(PLAIN, layers=(Dense(units=3, activation=activation), PLAIN.layers[1]))


def test_a_new_activation_is_played_at_once():
    phases, tape = both(with_activation(Square()))
    for one in (phases, tape):
        one.run(updates=30)
    assert tape.engine.plays
    assert_same(phases, tape)


@pytest.mark.parametrize(
    ("project", "why"),
    [
        (with_activation(Sorted()), "np.interp"),
        (with_activation(Counting()), "bits"),
        (with_activation(Aside()), "bits"),
        (with_activation(Flat()), "taken out"),
        (with_activation(Viewed()), "taken out"),
        (replace(PLAIN, loss=Plain()), "taken out"),
        (replace(PLAIN, optimizer=Waning()), "counts"),
    ],
    ids=["function", "count", "aside", "flat", "view", "float", "optimizer"],
)
def test_what_cannot_be_played_runs_by_the_phases(project, why, caplog):
    engines._tell.cache_clear()
    with caplog.at_level(logging.INFO, "backstep.engine"):
        one, again = trainer(project, "tape"), trainer(project, "tape")
        assert one.run(updates=30) == again.run(updates=30) == 30
    assert why in one.engine.refused
    assert [record.message for record in caplog.records if why in record.message] == [
        f"training by the phases: {one.engine.refused}"
    ]


def test_a_planted_bug_is_a_reason_in_the_log_as_any_other(caplog):
    engines._tell.cache_clear()
    one = trainer(PLAIN, "tape")
    one.run(updates=3)
    with caplog.at_level(logging.INFO, "backstep.engine"):
        changes.plant(one, "sign")
    assert not one.engine.plays and one.engine.refused == "a bug is planted"
    assert [record.message for record in caplog.records] == [
        "training by the phases: a bug is planted"
    ]
    changes.plant(one, "")
    one.run(updates=1)
    assert one.engine.plays


def test_an_unknown_engine_is_an_error_in_words(monkeypatch):
    monkeypatch.setenv("BACKSTEP_ENGINE", "steam")
    with pytest.raises(UserError, match="steam") as raised:
        trainer_of_environment()
    assert "phases or tape" in raised.value.hint


def trainer_of_environment():
    from core.data.dataset import load_dataset

    return Trainer(PLAIN, load_dataset(PLAIN.data, PLAIN.data_seed()))


@pytest.mark.parametrize("value", ["", None])
def test_left_open_the_tape_is_recorded_when_it_is_worth_it(value, monkeypatch):
    monkeypatch.delenv("BACKSTEP_ENGINE", raising=False)
    if value is not None:
        monkeypatch.setenv("BACKSTEP_ENGINE", value)
    one = trainer_of_environment()
    one.run(updates=10)
    assert not one.engine.plays
    one.run(updates=100)
    assert one.engine.plays


def test_the_engine_is_told_in_words(monkeypatch):
    monkeypatch.delenv("BACKSTEP_ENGINE", raising=False)
    assert "tape" in engine_in_words()
    assert "this network by the phases (it is late)" in engine_in_words("it is late")
    monkeypatch.setenv("BACKSTEP_ENGINE", "phases")
    assert "by the phases" in engine_in_words()


def test_an_unknown_platform_has_no_player(monkeypatch):
    assert player.library_name("linux", "x86_64") == "player-linux-x86_64.so"
    assert player.library_name("win32", "AMD64") == "player-win32-x86_64.dll"
    assert player.library_name("darwin", "arm64") == "player-darwin-aarch64.dylib"
    assert player.library_name("sunos5", "sparc") is None
    monkeypatch.setattr(player, "library_name", lambda system, machine: None)
    player.player.cache_clear()
    try:
        phases, tape = both(PLAIN)
        for one in (phases, tape):
            one.run(updates=20)
        assert tape.engine.refused == "there is no player for this platform"
        assert_same(phases, tape)
    finally:
        player.player.cache_clear()


def test_a_library_that_is_missing_or_another_is_not_loaded(tmp_path):
    name = "player-linux-x86_64.so"
    with pytest.raises(Unplayable, match="missing"):
        player.load(tmp_path, name)
    for file in (name, "hashes.txt"):
        shutil.copy(resource_path("native", file), tmp_path / file)
    if sys.platform == "linux":
        assert player.load(tmp_path, name) is not None
    (tmp_path / name).write_bytes((tmp_path / name).read_bytes() + b"\0")
    with pytest.raises(Unplayable, match="not the one"):
        player.load(tmp_path, name)


def test_the_loops_of_another_layout_are_not_read(monkeypatch):
    monkeypatch.setattr(loops, "is_layout_known", lambda: False)
    loops.loop_of.cache_clear()
    try:
        with pytest.raises(Unplayable, match="differently"):
            loops.loop_of(np.add, "ddd")
    finally:
        loops.loop_of.cache_clear()


def test_a_loop_that_is_not_there_is_not_played():
    with pytest.raises(Unplayable, match="no loop"):
        loops.loop_of(np.tanh, "ll")


def test_a_thread_counts_on_while_the_player_plays():
    """The lock is released: another thread's counter goes up between begin and end of a call."""
    one = trainer(with_activation(Tanh()), "tape")
    one.run(updates=100)
    counted, ends = [0], threading.Event()

    def count():
        while not ends.is_set():
            counted[0] += 1
            select.select([], [], [], 0)  # releases the lock

    thread = threading.Thread(target=count)
    played, calls = one.engine._player.play, []

    def watched(part):
        before = counted[0]
        done = played(part)
        calls.append(counted[0] - before)
        return done

    one.engine._player = type("Watched", (), {"play": staticmethod(watched)})()
    before = sys.getswitchinterval()
    sys.setswitchinterval(60.0)  # no thread is forced to release the lock
    thread.start()
    try:
        while sum(calls) == 0 and len(calls) < 400:
            one.run(updates=30_000)
    finally:
        ends.set()
        sys.setswitchinterval(before)
        thread.join()
    assert sum(calls) > 0


def test_no_library_says_where_it_was_built():
    libraries = sorted(resource_path("native").glob("player-*"))
    assert len(libraries) == 5
    for path in libraries:
        found = re.search(rb"/(home|tmp|root|Users|work|var)/", path.read_bytes())
        assert found is None, path.name
