"""The network: views of one flat vector, given weights, and what is too large."""

import tracemalloc

import numpy as np
import pytest

from core.components.layers import BatchNorm, Dense, Dropout
from core.errors import ProjectError, SizeError
from core.training.network import MAX_PARAMETERS, Network
from tests.nets import dense, points, project, trainer, trainer_of

LAYERS = [dense(3, "tanh"), {"name": "batch_norm"}, {"name": "dropout"}, dense(2, bias=False)]


def network():
    return Network(project(LAYERS).layers, 4)


def test_how_the_numbers_are_counted():
    """Dense 4·3 + 3 = 15, batch_norm 3 + 3, dropout none, dense 3·2 = 6: 27; figures 3 + 3."""
    found = network()
    assert found.parameter_count == 27
    assert found.statistics_count == 6
    assert (found.inputs, found.outputs) == (4, 2)
    assert [(span.inputs, span.units) for span in found.spans] == [(4, 3), (3, 3), (3, 3), (3, 2)]


def test_every_number_has_one_place():
    found = network()
    parameters, statistics = np.zeros(27), np.zeros(6)
    arrays = found.arrays(parameters, statistics)
    shapes = [{name: array.shape for name, array in layer.items()} for layer in arrays]
    assert shapes == [
        {"weight": (4, 3), "bias": (3,)},
        {"scale": (3,), "shift": (3,), "running_mean": (3,), "running_variance": (3,)},
        {},
        {"weight": (3, 2)},
    ]
    for layer in arrays:
        for array in layer.values():
            array += 1.0
    np.testing.assert_array_equal(parameters, 1.0)
    np.testing.assert_array_equal(statistics, 1.0)


def test_learned_views_of_any_vector():
    found = network()
    vector = np.arange(27.0)
    learned = found.learned(vector)
    assert [sorted(layer) for layer in learned] == [
        ["bias", "weight"],
        ["scale", "shift"],
        [],
        ["weight"],
    ]
    learned[3]["weight"][...] = -1.0
    np.testing.assert_array_equal(vector[-6:], -1.0)
    assert [array.shape for array in found.weights_only(vector)] == [(4, 3), (3, 2)]


def test_a_trainers_weights_are_copies_in_the_textbooks_shapes():
    one = trainer(LAYERS[:1] + LAYERS[3:], data=points(outputs=2))
    one.weights()[0]["weight"][...] = 100.0
    assert np.abs(one.state.parameters).max() < 100.0
    one.network.arrays(one.state.parameters, one.state.statistics)[0]["bias"][...] = 100.0
    np.testing.assert_array_equal(one.weights()[0]["bias"], 100.0)


# given weights

GOOD = [
    {"weight": [[1, 2, 3], [4, 5, 6]], "bias": [7, 8, 9]},
    {
        "scale": [1, 1, 1],
        "shift": [0, 0, 0],
        "running_mean": [0.5, 0, 0],
        "running_variance": [1, 2, 3],
    },
    {"weight": [[1, 2], [3, 4], [5, 6]]},
]


def start(weights, **fields):
    made = project(LAYERS, data=points(outputs=2), weights=weights, **fields)
    return trainer_of(made)


def test_given_weights_are_where_it_starts():
    found = start(GOOD).weights()
    assert [{n: a.tolist() for n, a in layer.items()} for layer in found] == GOOD


def test_a_column_of_the_weight_is_a_unit():
    """outputs = inputs @ weight + bias."""
    one = trainer(
        [dense(2)],
        data=points(outputs=2),
        weights=[{"weight": [[1, 20], [300, 4000]], "bias": [0.5, 0.25]}],
    )
    np.testing.assert_array_equal(one.predict([[1, 1]]), [[301.5, 4020.25]])


@pytest.mark.parametrize(
    ("entry", "change", "message"),
    [
        (0, {"weight": [[1, 2, 3]]}, r"weights\.0\.weight has the shape \(1, 3\), .*\(2, 3\)"),
        (0, {"weight": [[1, 2], [3, 4], [5, 6]]}, r"\(3, 2\), layers\.0 needs \(2, 3\)"),
        (0, {"bias": [1]}, r"weights\.0\.bias has the shape \(1,\)"),
        (0, {"bias": []}, r"weights\.0\.bias has the shape \(0,\)"),
        (0, {"bias": None}, r"weights\.0: bias is missing"),
        (0, {"scale": [1, 1, 1]}, r"weights\.0: scale does not belong to layers\.0"),
        (1, {"shift": None}, r"weights\.1: shift is missing"),
        (1, {"running_variance": [1, -1, 1]}, r"weights\.1\.running_variance has a negative"),
        (2, {"bias": [1, 2]}, r"weights\.2: bias does not belong to layers\.3"),
    ],
)
def test_weights_of_the_wrong_shape(entry, change, message):
    weights = [dict(item) for item in GOOD]
    weights[entry] = {k: v for k, v in {**weights[entry], **change}.items() if v is not None}
    with pytest.raises(ProjectError, match=message) as caught:
        start(weights)
    assert caught.value.hint


@pytest.mark.parametrize("weights", [[], GOOD[:2], [*GOOD, GOOD[2]]])
def test_one_entry_per_layer_with_weights(weights):
    with pytest.raises(ProjectError, match=f"{len(weights)} entries for 3 layers"):
        start(weights)


def test_weights_too_large_for_float32():
    weights = [dict(item) for item in GOOD]
    weights[2] = {"weight": [[1e39, 2], [3, 4], [5, 6]]}
    start(weights)
    with pytest.raises(ProjectError, match="too large for float32"):
        start(weights, training={"precision": "float32"})
    data = points()
    data["inputs"][3][1] = 1e39
    with pytest.raises(ProjectError, match="too large for float32"):
        trainer([dense(1)], data=data, training={"precision": "float32"})


@pytest.mark.filterwarnings("error")
def test_figures_too_large_for_float32():
    """What is only measured has to fit as well: a test part, and targets that are scaled."""
    float32 = {"precision": "float32"}
    test = {**points(), "inputs": [[1e39, 0.0], *points()["inputs"][1:]]}
    split = {"source": test, "test_share": 0.5}
    for seed in range(8):  # the sample is in one part or the other
        with pytest.raises(ProjectError, match="too large for float32"):
            trainer([dense(1)], data=split, training=float32, seed=seed)
    source = points()
    source["targets"] = [[1e39 * target for target in row] for row in source["targets"]]
    scaled = {"source": source, "scaling": "standard"}
    trainer([dense(1)], data=scaled)
    with pytest.raises(ProjectError, match="too large for float32"):
        trainer([dense(1)], data=scaled, training=float32)


# size


@pytest.mark.parametrize(
    "layers",
    [
        [dense(1_000_000), dense(1_000_000), dense(1)],
        [dense(10_000)] * 2 + [dense(1)],
        [dense(7_000), dense(7_000), dense(7_000), dense(1)],
    ],
)
def test_a_network_too_large_is_refused_before_it_is_allocated(layers):
    made = project(layers)
    tracemalloc.start()
    try:
        with pytest.raises(SizeError, match="parameters, more than 50,000,000") as caught:
            trainer_of(made)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert caught.value.hint
    assert peak < 5_000_000


@pytest.mark.parametrize(
    ("optimizer", "batch", "units"),
    [
        # 49 million parameters, and at least six vectors as long
        ("adam", 1, 7000),
        # few parameters, but 100,000 samples at once through 3,000 units
        ("sgd", None, 3000),
    ],
)
def test_arrays_over_2_gb_are_refused_before_they_are_allocated(optimizer, batch, units):
    samples = 2 if batch else 100_000
    made = project(
        [dense(units, "tanh"), dense(units if batch else 1), dense(1)],
        data={"source": {"name": "circle", "samples": max(samples, 4)}, "test_share": 0.0},
        optimizer=optimizer,
        training={"batch_size": batch},
    )
    tracemalloc.start()
    try:
        with pytest.raises(SizeError, match="more than 2 GB") as caught:
            trainer_of(made)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert "batch" in caught.value.hint
    assert peak < 100_000_000


def test_the_limit_itself_is_allowed():
    layers = (Dense(units=MAX_PARAMETERS // 50 - 1), BatchNorm(), Dropout())
    with pytest.raises(SizeError):
        Network(layers, 50)
    assert Network((Dense(units=MAX_PARAMETERS // 50, bias=False),), 50).parameter_count == (
        MAX_PARAMETERS
    )


def test_the_description_alone_bounds_a_layer():
    with pytest.raises(ProjectError, match="in range"):
        project([dense(10**9)])
