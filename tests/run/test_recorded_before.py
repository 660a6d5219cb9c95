"""A run recorded by an earlier version opens, goes back and trains on to the same numbers.

`recorded_at_0564dee.backstep` was saved before training moved to `core/run`: dropout, Adam, a
shuffled partial batch, a weight set by hand, a live change of the learning rate and two pins. The
states beside it are those that the earlier version then reached.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.run.commands import GoTo, OpenFile, SetBudget, StepUpdate
from core.run.run import Run

FIXTURES = Path(__file__).parents[1] / "documents" / "fixtures"


def opened() -> Run:
    run = Run()
    run.showing.snapshot_ready.connect(lambda _: run.showing.acknowledge())
    run.do(OpenFile(FIXTURES / "recorded_at_0564dee.backstep"))
    return run


def go(run: Run, update: int) -> np.ndarray:
    run.do(GoTo(update))
    while run.time.is_going():
        run.work()
    assert run.trainer.update == update
    return run.trainer.state.vector.copy()


@pytest.fixture(scope="module")
def states() -> dict[str, np.ndarray]:
    with np.load(FIXTURES / "recorded_at_0564dee.npz", allow_pickle=False) as held:
        return dict(held)


def test_it_opens_with_its_pins_at_its_moment(states):
    run = opened()
    assert [(pin.name, pin.update) for pin in run.time.pins] == [("forty", 40), ("seventy", 70)]
    # what was saved is read, not recomputed: the same bits on every machine
    np.testing.assert_array_equal(run.trainer.state.vector, states["90"])


def test_it_goes_back_and_on_to_the_same_numbers(states):
    run = opened()
    for _ in range(25):
        run.do(StepUpdate())
    # other machines may differ in the last digits
    np.testing.assert_allclose(run.trainer.state.vector, states["115"], rtol=1e-9, atol=1e-12)
    on = run.trainer.state.vector.copy()
    for update in (70, 41, 40, 13, 0):
        np.testing.assert_allclose(go(run, update), states[str(update)], rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(go(run, 115), on)


def test_replay_does_not_depend_on_what_is_kept(states):
    run = opened()
    kept = go(run, 41)
    other = opened()
    other.do(SetBudget(0))
    # what is kept was saved on another machine, whose last digits may differ from those replayed
    np.testing.assert_allclose(go(other, 41), kept, rtol=1e-9, atol=1e-12)


def test_where_it_cannot_be_computed_again_it_stands_and_says_so():
    """As if another machine's numbers had stayed finite: the first kept moment leads to none."""
    run, said = opened(), []
    run.failed.connect(said.append)
    going: list[bool] = []
    run.time.going.connect(going.append)
    first, *rest = run.time.timeline.recording().keyframes
    lost = replace(first, moment=replace(first.moment, state=first.moment.state * np.nan))
    run.time.timeline._keyframes = [lost, rest[-1]]
    run.do(GoTo(13))
    while run.time.is_going():
        run.work()
    assert ["cannot be computed again" in error.message for error in said] == [True]
    assert going == [True, False] and run.trainer.update == first.update
    assert go(run, 90).size == first.moment.state.size
