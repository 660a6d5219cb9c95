"""What the lab measures, against the same done with NumPy alone on random networks."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from numpy.random import PCG64, Generator, SeedSequence

from core.errors import UserError
from core.off import switched
from core.pictures.lab.measured import KINDS
from core.pictures.lab.pruning import pruned_count, smallest
from core.run.alone import Alone
from core.run.commands import AskCurve, AskWorth, CancelGoing, Load
from core.run.lab import judging
from core.run.lab.changing import Changed, WithoutUnits
from core.training import changes
from tests.amount import few
from tests.nets import dense, points, project, trainer_of
from tests.run.lab import plain

NORM, DROP = {"name": "batch_norm"}, {"name": "dropout", "rate": 0.3}
#: layers, what the targets are, the loss
NETWORKS = few(
    [
        ([dense(4, "tanh"), dense(1)], ("numbers", 1), "mean_squared_error"),
        ([dense(4, "tanh"), NORM, DROP, dense(3, "relu"), dense(1, "sigmoid")],
         ("binary", 1), "binary_cross_entropy"),
        ([dense(5, "relu"), DROP, dense(3, "softmax")],
         ("one_hot", 3), "categorical_cross_entropy"),
        ([dense(3, "sigmoid"), NORM, dense(4, "tanh"), NORM, dense(1)],
         ("numbers", 1), "mean_squared_error"),
    ],
    2,
)  # fmt: skip


def made(layers, targets, loss, seed=3, **fields):
    kind, outputs = targets
    source = points(40, 2, outputs, kind, seed)
    data = {"source": source, "test_share": 0.4, "scaling": "standard"}
    one = trainer_of(
        project(layers, data, loss={"name": loss}, seed=seed,
                training={"batch_size": 8, "shuffle": True}, **fields)
    )  # fmt: skip
    one.run(updates=30)
    return one


def arrays(one):
    state = one.state
    return one.network.arrays(state.parameters.copy(), state.statistics.copy())


def figures(one, own, loss, noise=None):
    """Return score and loss of train and test, from the arrays alone."""
    dataset, found = one.dataset, []
    for name in ("train", "test"):
        part = dataset.parts[name]
        x = part.inputs
        if noise is not None:
            x = dataset.network_inputs(part.raw_inputs + noise[name])
        a = plain.forward(one.project, own, x)[-1]
        a = dataset.target_scaling.undo(a)
        y = part.original_targets
        found.append((plain.score_of(loss, a, y), plain.loss_of(loss, a, y)))
    return np.array(found).T


def done(job):
    while not job.work(0.0):
        pass
    assert job.done == job.whole
    return job.result


@pytest.mark.parametrize(("layers", "targets", "loss"), NETWORKS)
def test_each_unit_is_worth_what_numpy_says(layers, targets, loss):
    one = made(layers, targets, loss)
    before = one.state.vector.copy()
    found = done(WithoutUnits(one))
    assert found.parts == ("train", "test") and found.update == 30
    np.testing.assert_allclose([found.score, found.loss], figures(one, arrays(one), loss))
    dense_at = [i for i, layer in enumerate(one.project.layers) if layer.name == "dense"]
    k = 0
    for layer, after in pairwise(dense_at):
        for unit in range(one.network.spans[layer].units):
            own = arrays(one)
            own[after]["weight"][unit] = 0.0
            expected = figures(one, own, loss)
            assert found.units[k] == (layer, unit)
            np.testing.assert_allclose([found.scores[k], found.losses[k]], expected, rtol=1e-9)
            k += 1
    assert k == len(found.units)
    np.testing.assert_array_equal(found.worth, found.score - found.scores)
    np.testing.assert_array_equal(one.state.vector, before)


def test_a_unit_that_is_off_is_worth_nothing_and_said_to_be_off():
    one = made([dense(4, "tanh"), NORM, dense(1)], ("numbers", 1), "mean_squared_error")
    shapes = [(span.inputs, span.units) if span.layer.neurons is not None else None
              for span in one.network.spans]  # fmt: skip
    off = switched(None, shapes, 0, 1, True)
    changes.apply(one, replace(one.project, off=off))
    found = done(WithoutUnits(one))
    assert found.off.tolist()[:3] == [False, True, False]
    np.testing.assert_array_equal(found.scores[1], found.score)


@pytest.mark.parametrize("per_layer", [False, True])
@pytest.mark.parametrize(("layers", "targets", "loss"), NETWORKS)
def test_pruning_takes_the_smallest_weights_and_costs_what_numpy_says(
    layers, targets, loss, per_layer
):
    one = made(layers, targets, loss)
    amounts = (0.0, 0.25, 0.6, 1.0)
    found = done(Changed(one, "prune_layers" if per_layer else "prune", amounts, 9, 0))
    assert found.scores.shape == (4, 1, 2) and found.draws == 1
    for k, share in enumerate(amounts):
        own = arrays(one)
        weights = [entry["weight"] for entry in own if "weight" in entry]
        groups = [[weight] for weight in weights] if per_layer else [weights]
        count = 0
        for group in groups:
            sizes = np.sort(np.abs(np.concatenate([weight.ravel() for weight in group])))
            n = int(np.floor(share * len(sizes) + 0.5))
            count += n
            for weight in group:
                if n:
                    weight[np.abs(weight) <= sizes[n - 1]] = 0.0
        assert found.pruned[k] == count
        expected = figures(one, own, loss)
        np.testing.assert_allclose([found.scores[k, 0], found.losses[k, 0]], expected, rtol=1e-9)
    assert found.weights == sum(weight.size for weight in weights)


@pytest.mark.parametrize("kind", ["weights", "inputs"])
@pytest.mark.parametrize(("layers", "targets", "loss"), NETWORKS)
def test_noise_is_gaussian_and_costs_what_numpy_says(layers, targets, loss, kind):
    one = made(layers, targets, loss)
    before = one.state.vector.copy()
    found = done(Changed(one, kind, (0.0, 0.5), 3, 11))
    assert found.scores.shape == (2, 3, 2) and found.seed == 11
    for draw in range(3):
        rng = Generator(PCG64(SeedSequence(entropy=11, spawn_key=(176, draw, 0))))
        own, noise = arrays(one), None
        if kind == "weights":
            for entry in own:
                if "weight" in entry:
                    w = entry["weight"]
                    w += 0.5 * w.std() * rng.standard_normal(w.shape)
        else:
            spread = one.dataset.train.raw_inputs.std(axis=0)
            noise = {name: 0.5 * spread * rng.standard_normal(part.raw_inputs.shape)
                     for name, part in one.dataset.parts.items()}  # fmt: skip
        expected = figures(one, own, loss, noise)
        np.testing.assert_allclose(
            [found.scores[1, draw], found.losses[1, draw]], expected, rtol=1e-9
        )
        plain_figures = figures(one, arrays(one), loss)
        np.testing.assert_allclose([found.scores[0, draw], found.losses[0, draw]], plain_figures)
    mean, least, most = found.of("test", loss=True)
    assert mean[1] == pytest.approx(found.losses[1, :, 1].mean()) and least[1] <= mean[1] <= most[1]
    np.testing.assert_array_equal(one.state.vector, before)


def test_in_blocks_it_is_the_same(monkeypatch):
    one = made([dense(4, "tanh"), dense(1)], ("numbers", 1), "mean_squared_error")
    whole = done(WithoutUnits(one))
    monkeypatch.setattr(judging, "_BLOCK_WORK", 1)
    np.testing.assert_allclose(done(WithoutUnits(one)).losses, whole.losses, rtol=1e-12)


def test_the_smallest_are_chosen_with_ties_in_order_and_what_is_off_first():
    weights = [np.array([[3.0, -1.0], [1.0, 2.0]]), None, np.array([[0.5], [-4.0]])]
    none, first = np.zeros((2, 2), dtype=bool), smallest(weights, 0.5, False)
    assert first[0].tolist() == [[False, True], [True, False]] and first[1] is None
    assert first[2].tolist() == [[True], [False]]
    assert smallest(weights, 0.25, False)[0].tolist() == [[False, True], [False, False]]
    each = smallest(weights, 0.5, True)
    assert each[0].sum() == 2 and each[2].sum() == 1
    off = [np.array([[True, False], [False, False]]), None, None]
    assert smallest(weights, 1 / 6, False, off)[0].tolist() == [[True, False], [False, False]]
    np.testing.assert_array_equal(smallest(weights, 0.0, False)[0], none)
    assert [pruned_count(share, 5) for share in (0.0, 0.1, 0.5, 1.0, 7.0, -1.0)] == [
        0,
        1,
        3,
        5,
        5,
        0,
    ]


def test_the_run_answers_with_it_and_refuses_in_words():
    alone = Alone()
    alone.do(Load(project([dense(3, "tanh"), dense(1, "sigmoid")])))
    assert len(alone.ask(AskWorth(), "lab_measured").units) == 3
    assert alone.ask(AskCurve("prune", (0.5,), 1, 0), "lab_measured").weights == 9
    for kind, amounts, draws in (
        ("sawing", (0.5,), 1),
        ("prune", (), 1),
        ("prune", (1.5,), 1),
        ("weights", (float("nan"),), 1),
        ("inputs", (0.5,), 0),
    ):
        with pytest.raises(UserError) as refused:
            alone.ask(AskCurve(kind, amounts, draws, 0), "lab_measured")
        assert refused.value.hint
    alone.do(Load(project([dense(1, "sigmoid")])))
    with pytest.raises(UserError, match="no hidden neuron"):
        alone.ask(AskWorth(), "lab_measured")
    assert len(KINDS) == 4


def test_it_is_given_up_on_request_and_when_the_network_goes(piecemeal):
    alone = Alone()
    alone.do(Load(project([dense(3, "tanh"), dense(1, "sigmoid")])))
    heard = []
    alone.run.lab.lab_measured.connect(heard.append)
    ask = AskCurve("weights", (0.1, 0.2), 1000, 0)
    alone.run.do(ask)
    alone.run.slicer.work()
    alone.run.do(CancelGoing())
    assert heard == [None]
    alone.run.do(ask)
    alone.do(Load(project([dense(2, "tanh"), dense(1, "sigmoid")])))
    assert heard == [None, None]


def test_a_network_of_nan_has_figures_of_nan_and_no_crash():
    one = made([dense(3, "tanh"), dense(1)], ("numbers", 1), "mean_squared_error")
    one.state.parameters[:] = np.nan
    assert np.isnan(done(Changed(one, "weights", (0.0, 1.0), 2, 0)).losses).all()
