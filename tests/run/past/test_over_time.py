"""Numbers over time: those of the run itself at every point, bounded, and live in snapshots."""

import numpy as np
import pytest

from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import numbers_of, value
from core.lesson.past.curves import Curves, Stretch
from core.lesson.past.naming import is_there, line_of, symbol_of, words_of
from core.lesson.past.quantity import read_quantity
from core.pictures.findings import OverTime
from core.pictures.snapshot import Wanted
from core.run.alone import Alone
from core.run.commands import (
    AskOverTime,
    CancelAsking,
    GoTo,
    Load,
    Play,
    SetEnd,
    SetValues,
    SetWanted,
    SetWatched,
    StepUpdate,
)
from core.run.past.over_time import Collecting
from tests.nets import dense, points, project

NAMES = ("W1[2,1]", "b1[2]", "dW2[1,1]", "norm(W1)", "A1[3,2]", "Z2[3,1]", "loss", "|W1[1,1]|")


def made():
    return project(
        [dense(2, "tanh"), dense(1, "sigmoid")],
        points(5, 2, 1, "binary", seed=3),
        {"batch_size": 2, "shuffle": True, "epochs": None},
        loss={"name": "binary_cross_entropy"},
        optimizer={"name": "sgd", "learning_rate": 1.0},
    )


def ran(updates):
    alone = Alone()
    alone.do(Load(made()))
    alone.do(SetEnd(10**6))
    if updates > 60:
        alone.do(Play(), go_on=lambda: alone.run.trainer.update < updates)
    else:
        for _ in range(updates):
            alone.do(StepUpdate())
    return alone


def over(alone, names, first, last):
    return alone.ask(AskOverTime(names, first, last), "over_time")[0]


def read(trainer):
    """The quantities at a trainer's current moment, written out."""
    first, _ = trainer.network.arrays(trainer.state.parameters, np.empty(0))
    plan = trainer.figures.predictor.plan(1)
    plan.x[:-1] = trainer.dataset.train.inputs[2].reshape(-1, 1)
    plan.run()
    gradient = trainer.work.last_gradient()
    slope = np.nan
    if gradient is not None:
        slope = trainer.network.learned(gradient)[1]["weight"][0, 0]
    return [
        first["weight"][1, 0], first["bias"][1], slope, np.linalg.norm(first["weight"]),
        plan.layer_outputs[0][1, 0], plan.layer_sums[1][0, 0], trainer.evaluate().loss,
        abs(first["weight"][0, 0]),
    ]  # fmt: skip


def test_every_point_is_the_run_s_own_number():
    alone = Alone()
    alone.do(Load(made()))
    expected = [read(alone.run.trainer)]
    for _ in range(12):
        alone.do(StepUpdate())
        expected.append(read(alone.run.trainer))
    found = over(alone, NAMES, 0, 12)
    assert found.every == 1
    assert found.updates.tolist() == list(range(13))
    np.testing.assert_array_equal(found.values.T, np.array(expected))
    part = over(alone, NAMES, 5, 7)
    np.testing.assert_array_equal(part.values.T, np.array(expected)[5:8])


def test_a_long_run_has_a_bounded_count_of_points_and_its_end():
    alone = ran(3000)
    end = alone.run.trainer.update
    found = over(alone, ("loss",), 0, end)
    assert found.every == -(-end // 399)
    assert len(found.updates) <= 401
    assert (found.updates[0], found.updates[-1]) == (0, end)
    assert np.all(np.diff(found.updates)[:-1] == found.every)


def test_a_number_set_by_hand_is_in_it():
    alone = ran(3)
    alone.do(SetValues(0, "weight", (1, 0), 4.0))
    alone.do(StepUpdate())
    alone.do(GoTo(1))
    found = over(alone, ("W1[2,1]",), 0, 4)
    assert found.values[0, 3] == 4.0
    assert abs(found.values[0, 2]) < 3.0
    assert alone.run.trainer.update == 1


def test_what_is_watched_rides_in_every_snapshot():
    alone = ran(2)
    alone.do(SetWatched(("W1[2,1]", "loss", "dZ1[1,1]")))
    alone.do(StepUpdate())
    trainer = alone.run.trainer
    assert alone.snapshot.watched == {
        "W1[2,1]": read(trainer)[0],
        "loss": trainer.evaluate().loss,
    }
    alone.do(SetWatched(()))
    alone.do(StepUpdate())
    assert alone.snapshot.watched == {}


def test_what_is_watched_of_another_network_is_left_out():
    alone = ran(1)
    alone.do(SetWatched(("W1[2,1]",)))
    alone.do(Load(project([dense(1, "sigmoid")], points(5, 1, 1, "binary"))))
    alone.do(StepUpdate())
    assert alone.snapshot.watched == {}


def test_it_is_given_up():
    alone = ran(2000)
    alone.do(AskOverTime(("dZ2[1,1]",), 0, 2000), go_on=lambda: False)
    alone.do(CancelAsking())
    assert alone.run.slicer.is_idle()


def test_what_the_network_does_not_have_is_said():
    with pytest.raises(UserError, match="there is no layer 9"):
        ran(1).do(AskOverTime(("W9[1,1]",), 0, 1))


def test_names_and_what_is_there():
    alone = ran(1)
    layers, facts = alone.snapshot.layers, alone.facts
    told = {name: symbol_of(read_quantity(name), layers, "L") for name in NAMES}
    assert told["W1[2,1]"] == "w⁽¹⁾₂₁"
    assert told["dW2[1,1]"] == "∂L/∂w⁽²⁾₁₁"
    assert told["norm(W1)"] == "‖w⁽¹⁾‖"
    assert told["A1[3,2]"] == "h₂ of sample 3"
    assert told["|W1[1,1]|"] == "|w⁽¹⁾₁₁|"
    assert len(set(told.values())) == len(NAMES)
    assert words_of(read_quantity("W1[2,1]"), layers, facts) == "weight x₂ → h₁, hidden layer 1"
    assert all(is_there(read_quantity(name), layers, facts) for name in NAMES)
    for name in ("W1[3,1]", "W3[1,1]", "A1[6,1]", "test_loss", "r2", "dA1[6,1]", "Z3[1,1]"):
        assert not is_there(read_quantity(name), layers, facts)
    for name in (
        "D1[1,1]",
        "mean1[1]",
        "dZ1[1]",
        "dZ1[1,3]",
        "L[6]",
        "slope3[1,1]",
        "dslope1[1,1]",
    ):
        assert not is_there(read_quantity(name), layers, facts)


OF_UPDATES = ("dZ2[2,1]", "dA1[2,1]", "L[2]", "slope1[2,1]", "L", "R", "J", "n", "m")


def test_what_updates_compute_is_theirs_and_named():
    alone = ran(0)
    alone.do(SetWanted(Wanted.STEP))
    rows = {}
    for update in range(1, 13):
        alone.do(StepUpdate())
        numbers = numbers_of(alone.snapshot.step)
        indexes = alone.snapshot.step.record("batch").values["indexes"].tolist()
        row = indexes.index(1) + 1 if 1 in indexes else 0
        rows[update] = [
            value(parse(name.replace("[2", f"[{row}")), numbers)
            if row or "[" not in name
            else np.nan
            for name in OF_UPDATES
        ]
    found = over(alone, OF_UPDATES, 0, 12)
    assert np.isnan(found.values[:, 0]).all()  # no update came before the start
    np.testing.assert_array_equal(found.values.T[1:], np.array(list(rows.values())))
    layers, facts = alone.snapshot.layers, alone.facts
    told = {name: symbol_of(read_quantity(name), layers, "L") for name in OF_UPDATES}
    assert (told["dZ2[2,1]"], told["L[2]"]) == ("∂L/∂z of sample 2", "L₂")
    assert told["slope1[2,1]"] == "f′(z₁) of sample 2"
    assert len(set(told.values())) == len(OF_UPDATES)
    words = [words_of(read_quantity(name), layers, facts) for name in OF_UPDATES]
    assert words[2] == "loss of sample 2 alone, in updates whose batch contains it"
    assert len(set(words)) == len(OF_UPDATES)
    assert all(is_there(read_quantity(name), layers, facts) for name in OF_UPDATES)


@pytest.mark.thorough
def test_of_a_long_run_a_sample_s_own_updates_are_points():
    """Three batches an epoch: at two points in three the sample is in another batch."""
    alone = ran(300)
    end = alone.run.trainer.update
    job = Collecting(alone.run.time.timeline, [read_quantity("dZ2[4,1]")], 0, end, points=20)
    while not job.work(0.001):
        pass
    found = job.result
    has = np.isfinite(found.values[0])
    between = np.flatnonzero(found.updates % found.every)
    assert has.sum() >= 18 and len(found.updates) <= 42
    assert has[between[:-1]].all() and (found.updates[0], found.updates[-1]) == (0, end)
    assert np.all(np.diff(found.updates) > 0)
    job = Collecting(alone.run.time.timeline, [read_quantity("dZ2[4,1]")], 0, end, points=end + 1)
    assert job.work(60.0)
    whole = job.result
    values = dict(zip(whole.updates.tolist(), whole.values[0].tolist(), strict=True))
    for update, number in zip(found.updates.tolist(), found.values[0].tolist(), strict=True):
        np.testing.assert_equal(number, values[update])


@pytest.mark.parametrize(
    ("address", "line"),
    [("W1'[2,1]", "W1[2,1]"), ("eta", "learning_rate"), ("dZ2[1,1]", "dZ2[5,1]"), ("L[2]", "L[6]"),
     ("X[1,1]", ""), ("y[1,1]", ""), ("loss_after", ""), ("", ""), ("A1[1,2]", "A1[5,2]")],
)  # fmt: skip
def test_a_number_of_a_card_and_the_line_that_it_is_on(address, line):
    assert line_of(address, lambda row: row + 4) == line


def test_live_points_are_thinned_and_come_behind_what_was_gone_through():
    class Moment:
        def __init__(self, update):
            self.update, self.watched = update, {"loss": float(update)}

    curves = Curves()
    for update in range(1, 5000):
        curves.watch(Moment(update))
    assert 100 < curves.updates.size <= 801
    assert np.all(np.diff(curves.updates) > 0)
    curves.take(OverTime(("loss",), np.arange(0, 4001, 10), np.arange(0, 4001, 10.0)[None], 10))
    updates, values = curves.of("loss")
    np.testing.assert_array_equal(updates, values)
    assert updates[-1] > 4900 and np.all(np.diff(updates) > 0)
    assert curves.cut_after(100) and not curves.updates.size


def test_a_stretch_keeps_its_place_and_ends_with_all():
    class Moment:
        update = 1000
        time = type("Span", (), {"start": 0, "end": 1000})

    stretch = Stretch()
    stretch.show(Moment)
    stretch.zoom(500.0, 0.5)
    assert stretch.seen() == (250.0, 750.0)
    stretch.zoom(700.0, 0.5)
    first, last = stretch.seen()
    assert (700.0 - first) / (last - first) == pytest.approx(0.9)
    for _ in range(3):
        stretch.zoom(0.0, 4.0)
    assert stretch.is_whole


def test_what_no_update_has_computed_yet_is_said():
    alone = ran(0)
    curves = Curves()
    curves.take(over(alone, ("dZ2[2,1]",), 0, 0))
    assert curves.thinned_words() == "No update has computed it yet: step on, or train."
    for _ in range(3):
        alone.do(StepUpdate())
    curves.take(over(alone, ("dZ2[2,1]",), 0, 3))
    assert curves.thinned_words() == "updates, one point each"


def test_the_order_of_an_epoch_is_known_before_it_is_drawn():
    alone = ran(0)
    work = alone.run.trainer.work
    order = work.batches.order().tolist()
    until = [work.updates_until(row) for row in range(5)]
    seen = {}
    for update in (1, 2, 3):  # two samples a batch, five in all
        alone.do(StepUpdate())
        seen |= dict.fromkeys(work.batches.indexes.tolist(), update)
        if update == 1:
            assert work.batches.permutation.tolist() == order
            assert work.updates_until(order[0]) is None and work.updates_until(order[4]) == 2
    assert until == [seen[row] for row in range(5)]
