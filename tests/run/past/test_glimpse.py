"""Glimpses: another recorded moment is shown as it was, and training stays where it is."""

import numpy as np

from core.pictures.snapshot import Wanted
from core.run.commands import Glimpse, GoTo, SetValues, SetWanted, StepUpdate
from core.run.states import State
from tests.nets import bits
from tests.run.past.test_over_time import ran

EVERY = Wanted.SURFACE | Wanted.MAPS | Wanted.WEIGHTS | Wanted.GRADIENTS | Wanted.STEP


def glimpse(alone, update):
    return alone.ask(Glimpse(update), "glimpsed")


def check_same(found, there):
    """A glimpse and the snapshot of the moment itself tell the same numbers."""
    assert (found.run_id, found.update, found.epoch) == (there.run_id, there.update, there.epoch)
    assert (found.loss, found.position, found.past) == (there.loss, there.position, there.past)
    for one, other in zip(found.layers, there.layers, strict=True):
        assert one.label == other.label and one.frozen.keys() == other.frozen.keys()
        for name in ("arrays", "gradients"):
            mine, its = getattr(one, name), getattr(other, name)
            assert mine.keys() == its.keys()
            assert all(np.array_equal(mine[key], its[key], equal_nan=True) for key in mine)
    assert np.array_equal(found.surface.outputs, there.surface.outputs)
    assert (found.step.update, found.step.done) == (there.step.update, there.step.done)


def test_a_glimpse_is_the_moment_itself_and_changes_nothing():
    alone = ran(8)
    alone.do(SetWanted(EVERY))
    before = bits(alone.run.trainer)
    found = {update: glimpse(alone, update) for update in (3, 7, 0, 5, 8)}
    assert bits(alone.run.trainer) == before and alone.snapshot.update == 8
    assert len(found[3].history.loss) == 0
    for update in (0, 3, 5, 7):
        alone.do(GoTo(update))
        check_same(found[update], alone.snapshot)


def test_only_the_moment_asked_for_last_is_shown_and_none_ends_it():
    alone = ran(6)
    told = []
    alone.run.glimpsing.glimpsed.connect(lambda one: told.append(one.update))
    for update in (1, 5, 2):
        alone.run.do(Glimpse(update))
    while alone.run.wait() is not None:
        alone.run.work()
    assert told == [2]
    alone.run.do(Glimpse(4))
    alone.run.do(Glimpse(None))
    while alone.run.wait() is not None:
        alone.run.work()
    assert told == [2] and alone.run.glimpsing._copy is None


def test_a_glimpse_follows_what_was_recorded_since():
    alone = ran(4)
    assert glimpse(alone, 4).update == 4
    alone.do(StepUpdate())
    assert glimpse(alone, 5).update == 5
    alone.do(GoTo(2))
    alone.do(SetValues(0, "weight", (0, 0), 3.25))  # a new run begins here
    found = glimpse(alone, 9)
    assert found.update == 2 and found.layers[0].arrays["weight"][0, 0] == 3.25


def test_none_is_taken_while_training_runs():
    alone = ran(3)
    alone.run.set_state(State.RUNNING)
    alone.run.do(Glimpse(1))
    assert alone.run.slicer.is_idle()
