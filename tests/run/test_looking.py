"""Looking without touching: probes, diagnostics, snapshots."""

import math

import numpy as np
import pytest

from core.errors import DataError
from core.pictures.snapshot import Wanted
from core.run.makers.diagnostics import diagnostics, histogram
from core.run.makers.probe import probe
from core.run.makers.snapshots import SnapshotMaker
from core.run.makers.surface import held_inputs
from core.training import changes
from tests.nets import dense, trainer

# PRODUCT: the opening XOR, following sample 3, (1, 0)
START = [
    {"weight": [[0.8, -0.6], [-0.7, 0.9]], "bias": [0.0, 0.0]},
    {"weight": [[0.7], [0.5]], "bias": [0.0]},
]


def opening():
    return trainer(
        [dense(2, "tanh"), dense(1, "sigmoid")],
        loss="binary_cross_entropy",
        optimizer={"name": "sgd", "learning_rate": 0.5},
        weights=START,
    )


def test_a_probe_walks_through_the_network():
    found = probe(opening(), np.array([1.0, 0.0]))
    # z = 1·0.8 + 0·(−0.7) + 0 = 0.8, a = tanh 0.8 = 0.6640; the other −0.6 → −0.5370
    np.testing.assert_allclose(found.sums[0], [0.8, -0.6], rtol=1e-15)
    np.testing.assert_allclose(found.outputs[0], [math.tanh(0.8), math.tanh(-0.6)], rtol=1e-14)
    # z = 0.6640·0.7 − 0.5370·0.5 = 0.1963; ŷ = σ(z) = 0.5489
    z = 0.7 * math.tanh(0.8) + 0.5 * math.tanh(-0.6)
    assert found.sums[1][0] == pytest.approx(z, rel=1e-13)
    assert found.answer[0] == pytest.approx(1 / (1 + math.exp(-z)), rel=1e-13)
    assert round(float(found.answer[0]), 4) == 0.5489


def test_a_probe_of_another_width_is_refused():
    with pytest.raises(DataError, match="3 inputs, but the data have 2"):
        probe(opening(), np.zeros(3))


def test_looking_changes_no_bit():
    looked, left = opening(), opening()
    maker = SnapshotMaker(looked, 1)
    maker.followed = 2
    everything = ~Wanted.NOTHING
    for _ in range(5):
        maker.make(everything, looked.progress.last_figures, looked.history.since(0), 0.0)
        looked.run(updates=3)
        left.run(updates=3)
    np.testing.assert_array_equal(looked.state.vector, left.state.vector)


def test_the_last_update_is_told_with_gradient_and_change():
    one, other = opening(), opening()
    maker = SnapshotMaker(one, 1)
    maker.run_last_update(lambda: one.run(updates=1))
    other.run(updates=1)
    np.testing.assert_array_equal(one.state.vector, other.state.vector)
    figures = one.progress.last_figures
    picture = maker.make(Wanted.GRADIENTS, figures, one.history.since(0), 0.0).layers[0]
    # PRODUCT: ∂L/∂w of x₁ → h₁ is +0.0518, and 0.8 − 0.5·0.0518 = 0.7741
    assert picture.gradients["weight"][0, 0] == pytest.approx(0.0518, abs=5e-5)
    assert picture.arrays["weight"][0, 0] == pytest.approx(0.7741, abs=5e-5)
    np.testing.assert_allclose(
        picture.changes["weight"], -0.5 * picture.gradients["weight"], rtol=1e-9
    )
    changes.take_edit(one)  # a number was set by hand: the gradient is not for these weights
    maker.forget_last_update()
    figures = one.progress.last_figures
    picture = maker.make(Wanted.GRADIENTS, figures, one.history.since(0), 0.0).layers[0]
    assert picture.gradients == {} and picture.changes == {}


def test_diagnostics_of_an_update():
    one = opening()
    maker = SnapshotMaker(one, 1)
    before = one.state.parameters.copy()
    maker.run_last_update(lambda: one.run(updates=1))
    found = diagnostics(one, one.work.gradient, one.state.parameters - before)
    assert [item.layer for item in found] == [0, 1]
    # the first six numbers are the first layer's: (units, inputs + 1)
    assert found[0].gradient_norm == pytest.approx(float(np.linalg.norm(one.work.gradient[:6])))
    step = np.linalg.norm((one.state.parameters - before)[:6])
    assert found[0].update_ratio == pytest.approx(
        float(step / np.linalg.norm(one.state.parameters[:6]))
    )
    assert found[0].activations.counts.sum() == 8  # four samples, two units


@pytest.mark.parametrize("values", [[1.0], [1e300, -1e300], [math.nan, 2.0], [0.0, 0.0]])
def test_a_histogram_counts_every_finite_value(values):
    found = histogram(np.array(values))
    assert found.counts.sum() == np.isfinite(values).sum()
    assert np.all(np.diff(found.edges) > 0)


def test_no_finite_value_no_histogram():
    assert histogram(np.array([math.inf, math.nan])) is None


def test_categories_are_held_at_the_most_frequent(tmp_path):
    rows = ["size,colour,y"] + [f"{k},{c},{k % 2}.5" for k, c in enumerate("rrgrbrg")]
    (tmp_path / "t.csv").write_text("\n".join(rows))
    made = trainer_for_table(tmp_path)
    names = made.dataset.raw_names
    held = dict(zip(names, held_inputs(made.dataset), strict=True))
    assert (held["colour=r"], held["colour=g"], held["colour=b"]) == (1.0, 0.0, 0.0)
    assert held["size"] == pytest.approx(made.dataset.train.raw_inputs[:, 0].mean())


def trainer_for_table(folder):
    from tests.nets import project, trainer_of

    data = {"source": {"name": "table", "path": "t.csv", "task": "regression"}, "test_share": 0.0}
    return trainer_of(project([dense(2, "tanh"), dense(1)], data=data), folder)
