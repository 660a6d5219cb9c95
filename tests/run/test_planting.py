"""Planting bugs where they can act, and cancelling examinations: what a window asks of a run."""

import pytest

from core.documents.examples import example_named
from core.errors import UserError
from core.run.alone import Alone
from core.run.commands import OpenFile, PlantAnyBug, PlantBug, StepUpdate
from core.run.learning.planted import BUG_NAMES, acting


@pytest.fixture
def alone():
    made = Alone()
    made.do(OpenFile(example_named("xor").path))
    return made


def test_those_that_act_are_found_and_nothing_is_changed_by_looking(alone):
    alone.do(StepUpdate())
    trainer = alone.run.trainer
    before = trainer.state.vector.copy()
    names = acting(trainer)
    assert set(BUG_NAMES) - set(names) == {"transposed", "half", "wrong_count"}
    assert trainer.bug == "" and (trainer.state.vector == before).all()


def test_one_that_cannot_act_is_refused_where_that_is_asked_for(alone):
    with pytest.raises(UserError, match="has no effect here"):
        alone.do(PlantBug("transposed", acting=True))
    assert alone.run.trainer.bug == ""
    assert alone.ask(PlantBug("sign", acting=True), "planted") == "sign"
    assert alone.snapshot.bug == "sign"
    assert alone.snapshot.by_phases == "a bug is planted"
    assert alone.ask(PlantBug("", acting=True), "planted") == ""
    with pytest.raises(UserError, match="there is no bug"):
        alone.do(PlantBug("nosuch", acting=True))


def test_every_draw_plants_one_that_acts(alone):
    names = acting(alone.run.trainer)
    drawn = [alone.ask(PlantAnyBug(draw), "planted") for draw in range(len(names) + 1)]
    assert drawn == [*names, names[0]]


def test_a_look_that_is_given_up_says_so(alone):
    told = []
    alone.run.doctor.examined.connect(told.append)
    alone.run.doctor.examine()
    alone.run.doctor.cancel()
    assert told == [None]
    alone.run.trials.rates_tried.connect(told.append)
    alone.run.trials.try_rates()
    alone.run.trials.cancel()
    assert told == [None, None]
