"""Every sample with what the network says, and which are shown in which order."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.pictures.samples import (
    ANSWER,
    ERROR,
    PART,
    TARGET,
    Column,
    Shown,
    chosen,
    columns_of,
    in_order,
    values,
)
from core.pictures.snapshot import Wanted
from core.run.makers import samples as maker_room
from core.run.makers.samples import SamplesMaker, point_numbers
from core.run.makers.snapshots import SnapshotMaker
from tests.nets import dense, points, trainer


def classes(samples=40, **fields):
    return trainer(
        [dense(4, "tanh"), dense(3, "softmax")],
        {"source": points(samples, 2, 3, "one_hot"), "test_share": 0.25},
        loss={"name": "categorical_cross_entropy"},
        **fields,
    )


def test_the_samples_are_the_parts_with_the_answers_of_the_trainer():
    one = classes()
    one.run(updates=5)
    found = SamplesMaker(one).make(running=False)
    train, test = one.dataset.train, one.dataset.test
    assert len(found) == len(train) + len(test) and found.parts == ("train", "test")
    expected = one.predict(np.concatenate([train.raw_inputs, test.raw_inputs]))
    np.testing.assert_array_equal(found.outputs, expected)
    targets = np.concatenate([train.original_targets, test.original_targets])
    np.testing.assert_array_equal(found.error, np.abs(expected - targets).max(axis=1))
    right = expected.argmax(axis=1) == targets.argmax(axis=1)
    np.testing.assert_array_equal(found.right(), right)
    # its result for the training part is the accuracy shown
    assert found.right()[: len(train)].mean() == one.evaluate().metrics["accuracy"]


@pytest.mark.parametrize("weights", ["none", "balanced"])
def test_the_losses_of_the_samples_average_to_the_loss_of_their_part(weights):
    loss = {"name": "categorical_cross_entropy", "class_weights": weights}
    one = trainer(
        [dense(4, "tanh"), dense(3, "softmax")],
        {"source": points(41, 2, 3, "one_hot"), "test_share": 0.3},
        loss=loss,
    )
    one.run(updates=5)
    found, now = SamplesMaker(one).make(running=False), one.evaluate()
    for number, expected in enumerate((now.loss, now.test_loss)):
        mean = found.loss[found.part == number].mean()
        assert mean == pytest.approx(expected, rel=1e-12)
    # −ln of the probability of the true class, by hand
    true = found.outputs[np.arange(len(found)), found.true[:, 0]]
    if weights == "none":
        np.testing.assert_allclose(found.loss, -np.log(true), rtol=1e-12)


def test_the_losses_of_a_regression_are_in_the_units_of_its_targets():
    one = trainer(
        [dense(1)],
        {"source": points(9), "scaling": "standard"},
        loss={"name": "mean_squared_error"},
    )
    found = SamplesMaker(one).make(running=False)
    np.testing.assert_allclose(found.loss, (found.outputs - found.targets)[:, 0] ** 2, rtol=1e-12)
    assert found.loss.mean() == pytest.approx(one.evaluate().loss, rel=1e-12)


def test_the_same_network_gives_the_same_object_and_an_edit_another():
    one = classes()
    maker = SamplesMaker(one)
    first = maker.make(running=False)
    assert maker.make(running=True) is first and maker.make(running=False) is first
    one.state.parameters[0] += 1.0
    assert maker.make(running=False) is not first


def test_while_training_runs_a_fresh_one_is_not_worked_out_again(monkeypatch):
    one, clock = classes(), iter([0.0, 0.0, 0.2, 9.0, 9.0])
    monkeypatch.setattr(maker_room, "time", SimpleNamespace(perf_counter=lambda: next(clock)))
    maker = SamplesMaker(one)
    assert maker.make(running=True) is not None
    one.run(updates=1)
    assert maker.make(running=True) is None
    assert maker.make(running=True) is not None


def test_filters_and_orders():
    found = SamplesMaker(classes()).make(running=False)
    wrong = chosen(found, Shown(right=False))
    np.testing.assert_array_equal(wrong, np.flatnonzero(~found.right()))
    true, said = int(found.true[wrong[0], 0]), int(found.said[wrong[0], 0])
    cell = chosen(found, Shown(part="train", cell=(true, said)))
    assert all(found.true[k, 0] == true and found.said[k, 0] == said for k in cell)
    assert all(found.part[k] == 0 for k in cell)
    assert not len(chosen(found, Shown(part="validation")))
    order = in_order(found, chosen(found, Shown()), Column(ERROR), True)
    assert (np.diff(found.error[order]) <= 0).all() and len(order) == len(found)
    kinds = [column.kind for column in columns_of(2, 1)]
    assert kinds == ["number", "error", "loss", "target", "answer", "part", "input", "input"]
    for kind, array in ((TARGET, found.true), (ANSWER, found.said)):
        np.testing.assert_array_equal(values(found, Column(kind)), array[:, 0])
    np.testing.assert_array_equal(values(found, Column(PART)), found.part)


def test_a_cell_of_the_matrix_holds_as_many_samples_as_it_counts():
    one = classes()
    one.run(updates=3)
    maker = SnapshotMaker(one, 1)
    wanted = Wanted.SAMPLES | Wanted.CONFUSION
    shot = maker.make(wanted, one.evaluate(), one.history.since(0), 0.0)
    for part, counts in (("train", shot.confusion.train), ("test", shot.confusion.test)):
        for cell, number in np.ndenumerate(counts):
            assert len(chosen(shot.samples, Shown(part=part, cell=cell))) == number


def test_what_is_no_number_comes_last():
    one = trainer([dense(1)], points(5), loss={"name": "mean_squared_error"})
    found = SamplesMaker(one).make(running=False)
    found.error[1] = np.nan
    assert not found.has_classes and len(chosen(found, Shown(right=False))) == 5
    for falling in (True, False):
        assert in_order(found, np.arange(5), Column(ERROR), falling)[-1] == 1


def test_points_that_are_not_drawn_have_no_number(monkeypatch):
    monkeypatch.setattr(maker_room, "MAX_POINTS", 10)
    one = classes()
    found, facts = SamplesMaker(one).make(running=False), SnapshotMaker(one, 1).facts
    drawn = np.flatnonzero(found.points >= 0)
    np.testing.assert_array_equal(drawn, point_numbers(len(found)))
    np.testing.assert_array_equal(found.inputs[drawn], facts.points.inputs)


def test_samples_are_worked_out_only_where_they_are_asked_for():
    one = classes()
    shot = SnapshotMaker(one, 1).make(Wanted.WEIGHTS, one.evaluate(), one.history.since(0), 0.0)
    assert shot.samples is None and shot.baselines is None
