"""A race: both sides train as they would alone, and the first number that parts is found."""

import math
from dataclasses import replace

import numpy as np
import pytest

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.project import Project
from core.run.alone import Alone
from core.run.commands import AdvanceRace, EndRace, Load, Play, RaceRun, Reset, SetEnd, StartRace
from tests.nets import bits, dense, described, points, trainer_of

DATA = points(samples=12, kind="binary", seed=3)
LAYERS = [dense(3, "tanh"), dense(1, "sigmoid")]
BASE = {
    "data": DATA,
    "layers": LAYERS,
    "optimizer": {"name": "sgd", "learning_rate": 0.5},
    "training": {"batch_size": 4, "shuffle": True},
    "seed": 7,
}


def read(**fields):
    return Project.from_json(described(**{**BASE, **fields}))


def race(first, second):
    """A run that has begun a race, and what it has told so far."""
    alone = Alone()
    alone.do(Load(first))
    told = alone.do(StartRace(first, second))
    ready = next(one.values[0] for one in told if one.news == "race_ready")
    return alone, ready


def advanced(alone, updates):
    return alone.ask(AdvanceRace(updates), "raced")


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """A stretch of a race takes the time it needs, also on a slow machine."""
    monkeypatch.setattr("core.run.race.part._MOST", math.inf)


def test_both_sides_have_the_bits_of_training_alone():
    first, second = read(), read(optimizer={"name": "adam", "learning_rate": 0.05})
    alone, _ = race(first, second)
    while advanced(alone, 7).sides[0].update < 42:
        pass
    for side, project in zip(alone.run.racing._race.sides, (first, second), strict=True):
        by_itself = trainer_of(project)
        by_itself.run(updates=side.trainer.update)
        assert bits(side.trainer) == bits(by_itself)
    assert alone.run.trainer.update == 0  # the run itself has not moved
    alone.do(EndRace())
    assert alone.run.racing._race is None


@pytest.mark.parametrize(
    ("changed", "update", "address", "words"),
    [
        ({"optimizer": {"name": "sgd", "learning_rate": 0.3}}, 1, "W1'[1,1]", "weights change"),
        ({"layers": [dense(3, "relu"), LAYERS[1]]}, 1, "A1[1,1]", "forward pass"),
        ({"loss": {"name": "binary_cross_entropy"}}, 1, "L", "at the loss"),
        ({"regularizer": {"name": "l2"}}, 1, None, "update 1"),
        ({"training": {"batch_size": 6, "shuffle": True}}, 1, "", "batch is drawn: 4 samples"),
        ({"training": {"batch_size": 4, "shuffle": False}}, 1, None, "batch is drawn"),
        ({"layers": [dense(5, "tanh"), LAYERS[1]]}, 0, "", "different shapes"),
        (
            {"seed": 8, "data": {"source": DATA, "seed": 7}},
            0,
            "W1[1,1]",
            "differ from the start",
        ),
        (
            {
                "optimizer": {
                    "name": "sgd",
                    "learning_rate": 0.5,
                    "schedule": {"name": "step", "every": 5, "factor": 0.5},
                }
            },
            6,
            "W1'[1,1]",
            "update 6",
        ),
    ],
)
def test_the_first_number_that_parts(changed, update, address, words):
    first = read(data={"source": DATA, "seed": 7})
    alone, ready = race(first, read(**{"data": {"source": DATA, "seed": 7}, **changed}))
    parting = ready.parting or advanced(alone, 10).parting
    assert parting is not None and parting.update == update
    assert words in parting.words
    if address is not None:
        assert parting.address == address
    if parting.address:
        parse(parting.address)
        assert parting.numbers[0] != parting.numbers[1]


def test_a_number_that_parts_is_that_of_the_sides():
    """The number named is what each side has there after that update."""
    first, second = read(), read(optimizer={"name": "sgd", "learning_rate": 0.3})
    alone, _ = race(first, second)
    parting = advanced(alone, 1).parting
    for number, side in zip(parting.numbers, alone.run.racing._race.sides, strict=True):
        assert number == side.trainer.weights()[0]["weight"][0, 0]


def test_the_same_settings_never_part():
    alone, ready = race(read(), replace(read(), name="another"))
    assert ready.parting is None
    picture = advanced(alone, 30)
    assert picture.parting is None and picture.sides[0].update == 30
    assert picture.sides[0].loss == picture.sides[1].loss


def test_sides_with_other_batches_go_on_at_the_same_epoch():
    alone, _ = race(read(), read(training={"batch_size": 12, "shuffle": True}))
    picture = advanced(alone, 40)
    one, other = picture.sides
    assert one.update > other.update
    assert abs(one.position - other.position) <= 1.0


def test_a_race_ends_with_both_sides():
    short = {"batch_size": 4, "shuffle": True, "epochs": 5}
    alone, _ = race(read(training=short), read(training={**short, "epochs": 8}))
    picture = advanced(alone, 1000)
    while not picture.over:
        picture = advanced(alone, None)
    assert [side.epoch for side in picture.sides] == [5, 8]
    assert "ended" in picture.parting.words
    histories = [side.trainer.history for side in alone.run.racing._race.sides]
    assert [len(history) for history in histories] == [6, 9]


def test_a_kept_run_races_against_now_from_its_own_start():
    alone = Alone()
    alone.do(Load(read()))
    alone.do(SetEnd(4))
    alone.do(Play())
    alone.do(SetEnd(None))
    recorded = alone.run.trainer.state.parameters.copy()
    alone.do(Reset())
    told = alone.do(RaceRun(1))
    ready = next(one.values[0] for one in told if one.news == "race_ready")
    assert ready.names[0] == "Run 1" and ready.parting is None
    picture = alone.ask(AdvanceRace(12), "raced")
    assert picture.parting is None
    side = alone.run.racing._race.sides[0]
    assert np.array_equal(side.trainer.state.parameters, recorded)


def test_other_data_are_refused():
    alone = Alone()
    first = read()
    alone.do(Load(first))
    with pytest.raises(UserError, match="other data"):
        alone.do(StartRace(first, read(data=points(samples=5, kind="binary"))))


def test_preparing_is_given_up_between_the_sides():
    alone = Alone()
    alone.do(Load(read()))
    told = alone.do(StartRace(read(), read(seed=8, data={"source": DATA, "seed": 7})), go_on=bool)
    assert [one.news for one in told if one.news in ("race_ready", "raced")] == []
    assert alone.run.racing._race is None and alone.run.racing._preparing is None
    assert race(read(), read())[1].parting is None  # another one begins as usual


def test_on_large_data_figures_are_those_measured_last(monkeypatch):
    alone, _ = race(read(), read(training={"batch_size": 6, "shuffle": True, "figures_every": 5}))
    side = alone.run.racing._race.sides[1]
    monkeypatch.setattr(side.trainer, "evaluate", None)  # it would take long
    before = side.trainer.progress.last_figures.loss
    assert advanced(alone, 3).sides[1].loss == before


@pytest.mark.parametrize(
    ("changed", "same"),
    [
        ({"optimizer": {"name": "adam"}}, True),
        ({"training": {"batch_size": 6, "shuffle": True}}, False),
        ({"training": {"batch_size": 4, "shuffle": False}}, False),
        ({"seed": 8}, False),
    ],
)
def test_whether_both_take_the_same_batches_is_said(changed, same):
    data = {"source": DATA, "seed": 7}
    _, ready = race(read(data=data), read(**{"data": data, **changed}))
    assert ready.same_order is same and ready.comparable
