"""Permutation importance: against the definition done plainly, its seed, its job."""

import numpy as np
import pytest
from numpy.random import PCG64, Generator, SeedSequence

from core.errors import UserError
from core.run.alone import Alone
from core.run.assessing import importance as room
from core.run.assessing.importance import Permuting, columns_of
from core.run.commands import AskImportance, CancelGoing, Load
from tests.nets import dense, points, project, trainer


def linear(samples=40, **data):
    """y = 3·x1, learned or not: the weights are 3 and 0."""
    source = points(samples, 2)
    source["targets"] = [[3.0 * x[0]] for x in source["inputs"]]
    return project(
        [dense(1)],
        {"source": source, "test_share": 0.5, **data},
        loss={"name": "mean_squared_error"},
        weights=[{"weight": [[3.0], [0.0]], "bias": [0.0]}],
    )


def measured(one, part="test", repeats=3, seed=7):
    job = Permuting(one, part, repeats, seed)
    while not job.work(0.0):
        pass
    return job.result


def of(made):
    alone = Alone()
    alone.do(Load(made))
    return alone.run.trainer


def test_it_is_the_drop_of_the_score_as_defined():
    one = of(linear())
    found = measured(one)
    assert found.metric == "r2" and found.score == pytest.approx(1.0) and found.samples == 20
    assert found.names == ("x1", "x2") and found.drops.shape == (2, 3)
    part = one.dataset.test
    y = part.original_targets[:, 0]
    draw = Generator(PCG64(SeedSequence(entropy=7, spawn_key=(100, 0))))
    for drop in found.drops[0]:
        mixed = 3.0 * part.raw_inputs[draw.permutation(20), 0]
        expected = np.sum((mixed - y) ** 2) / np.sum((y - y.mean()) ** 2)
        assert drop == pytest.approx(expected, rel=1e-9)
    assert found.mean[0] == pytest.approx(found.drops[0].mean())
    assert found.deviation[0] == pytest.approx(found.drops[0].std()) and found.deviation[0] > 0
    # an input with the weight 0 matters not at all, to the last bit
    assert found.drops[1].tolist() == [0.0, 0.0, 0.0] and found.order().tolist() == [0, 1]


def test_the_same_seed_gives_the_same_and_nothing_is_changed(monkeypatch):
    one = of(linear())
    before = one.state.vector.copy()
    first, again, other = measured(one), measured(one), measured(one, seed=8)
    np.testing.assert_array_equal(first.drops, again.drops)
    assert not np.array_equal(first.drops, other.drops)
    np.testing.assert_array_equal(one.state.vector, before)
    monkeypatch.setattr(room, "_BLOCK_WORK", 1)  # a sample at a time
    np.testing.assert_allclose(measured(one).drops, first.drops, rtol=1e-12, atol=1e-15)


def test_it_measures_on_the_part_it_names():
    one = of(linear())
    test, train = measured(one, "test"), measured(one, "train")
    assert (test.part, train.part) == ("test", "train") and train.samples == 20
    assert not np.array_equal(test.drops, train.drops)


def test_the_categories_of_a_column_are_shuffled_together(tmp_path):
    path = tmp_path / "table.csv"
    rows = "".join(f"{c},{n},{'yes' if c == 'red' else 'no'}\n" for n, c in zip(
        range(30), ["red", "blue", "green"] * 10, strict=True))  # fmt: skip
    path.write_text("colour,size,target\n" + rows)
    source = {"name": "table", "path": str(path), "target": "target"}
    one = of(project([dense(1, "sigmoid")], source, loss={"name": "binary_cross_entropy"}))
    assert columns_of(one.dataset) == (("colour", slice(0, 3)), ("size", slice(3, 4)))
    assert measured(one, "train", 1).names == ("colour", "size")


def test_features_made_of_inputs_follow_them():
    found = measured(of(linear(features=["x1", "x1*x2"])))
    assert found.names == ("x1", "x2") and (found.mean > 0.0).tolist() == [True, False]


def test_the_run_answers_with_it_and_refuses_in_words():
    alone = Alone()
    alone.do(Load(linear()))
    found = alone.ask(AskImportance("test", 2, 0), "importance_measured")
    assert found.repeats == 2 and found.part == "test" and found.update == 0
    for part, repeats in (("validation", 2), ("test", 0), ("test", 10**6)):
        with pytest.raises(UserError) as refused:
            alone.ask(AskImportance(part, repeats, 0), "importance_measured")
        assert refused.value.hint


def test_it_is_given_up_on_request_and_when_the_network_goes(piecemeal):
    alone = Alone()
    alone.do(Load(linear()))
    heard = []
    alone.run.assessing.importance_measured.connect(heard.append)
    alone.run.do(AskImportance("test", 1000, 0))
    alone.run.slicer.work()
    alone.run.do(CancelGoing())
    assert heard == [None]
    alone.run.do(AskImportance("test", 1000, 0))
    alone.do(Load(linear(samples=30)))
    assert heard == [None, None]


def test_a_network_of_nan_has_a_score_of_nan_and_no_crash():
    one = trainer([dense(1)], points(5), loss={"name": "mean_squared_error"})
    one.state.parameters[:] = np.nan
    found = measured(one, "train", 1)
    assert np.isnan(found.score) and np.isnan(found.mean).all()
