"""The project: its JSON form, its defaults, and what each change requires."""

import json
import pickle
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.components.activations import ACTIVATIONS
from core.components.initializers import INITIALIZERS
from core.components.layers import LAYERS
from core.components.losses import LOSSES
from core.components.metrics import METRICS
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from core.components.schedules import SCHEDULES
from core.data.features import FEATURES
from core.data.samples import SOURCES
from core.errors import ProjectError
from core.project import Change, Project, change_between
from core.values import Values
from tests.amount import some
from tests.nets import XOR, dense, described, project, trainer_of
from tests.strategies import component, options, trainable

# the table of components, spelled out: changing a default changes the meaning of old files

NOTHING: dict = {}
RATE = {"learning_rate": 0.03, "schedule": {"name": "constant"}}
ADAM = {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}
HALF = {"samples": 500, "noise": 0.0}
MANY = {"samples": 1200, "noise": 0.0}

TABLE = {
    ACTIVATIONS: {
        "linear": NOTHING,
        "sigmoid": NOTHING,
        "tanh": NOTHING,
        "relu": NOTHING,
        "leaky_relu": {"slope": 0.01},
        "elu": {"alpha": 1.0},
        "selu": NOTHING,
        "gelu": NOTHING,
        "swish": NOTHING,
        "mish": NOTHING,
        "softplus": NOTHING,
        "softsign": NOTHING,
        "sine": NOTHING,
        "gaussian": NOTHING,
        "hard_sigmoid": NOTHING,
        "softmax": NOTHING,
    },
    INITIALIZERS: {
        "glorot_uniform": NOTHING,
        "glorot_normal": NOTHING,
        "he_uniform": NOTHING,
        "he_normal": NOTHING,
        "lecun_normal": NOTHING,
        "uniform": {"low": -1.0, "high": 1.0},
        "normal": {"mean": 0.0, "deviation": 1.0},
        "orthogonal": {"gain": 1.0},
        "zeros": NOTHING,
        "constant": {"value": 0.1},
    },
    LAYERS: {
        "dense": {
            "units": None,
            "activation": {"name": "linear"},
            "bias": True,
            "initializer": {"name": "glorot_uniform"},
            "bias_initializer": {"name": "zeros"},
        },
        "dropout": {"rate": 0.2},
        "batch_norm": {"momentum": 0.1, "epsilon": 1e-5},
    },
    LOSSES: {
        "mean_squared_error": {"half": False, "reduction": "mean"},
        "sum_squared_error": {"half": False},
        "mean_absolute_error": {"reduction": "mean"},
        "huber": {"delta": 1.0, "reduction": "mean"},
        "hinge": {"reduction": "mean", "class_weights": "none"},
        "binary_cross_entropy": {"reduction": "mean", "class_weights": "none"},
        "categorical_cross_entropy": {"reduction": "mean", "class_weights": "none"},
    },
    REGULARIZERS: {
        "none": NOTHING,
        "l1": {"strength": 0.001},
        "l2": {"strength": 0.001},
        "elastic_net": {"strength": 0.001, "l1_share": 0.5},
    },
    OPTIMIZERS: {
        "sgd": {**RATE, "momentum": 0.0, "nesterov": False},
        "adagrad": {**RATE, "epsilon": 1e-10},
        "rmsprop": {**RATE, "decay": 0.99, "epsilon": 1e-8},
        "adam": {**RATE, **ADAM},
        "adamw": {**RATE, **ADAM, "weight_decay": 0.01},
        "nadam": {**RATE, **ADAM, "momentum_decay": 0.004},
        "lbfgs": {**RATE, "learning_rate": 1.0, "memory": 10},
        "levenberg_marquardt": {
            **RATE,
            "learning_rate": 1.0,
            "damping": 0.001,
            "raise_by": 10.0,
            "lower_by": 10.0,
        },
        "rprop": {
            **RATE,
            "increase": 1.2,
            "decrease": 0.5,
            "smallest_step": 1e-6,
            "largest_step": 50.0,
        },
    },
    SCHEDULES: {
        "constant": NOTHING,
        "step": {"every": 1000, "factor": 0.5},
        "exponential": {"decay": 0.999},
        "cosine": {"length": 10000, "final": 0.0},
        "warmup_cosine": {"warmup": 500, "length": 10000, "final": 0.0},
    },
    SOURCES: {
        "and": NOTHING,
        "or": NOTHING,
        "nand": NOTHING,
        "xor": NOTHING,
        **dict.fromkeys(
            ("two_gaussians", "circle", "xor_clouds", "spiral", "moons", "rings", "checkerboard"),
            HALF,
        ),
        **dict.fromkeys(("blobs", "three_spirals"), HALF),
        **dict.fromkeys(("plane", "gaussian_hills", "sine", "polynomial"), MANY),
        "formula": {**MANY, "expression": "sin(x1) * x2"},
        "points": {"inputs": None, "targets": None},
        "table": {"path": "", "inputs": None, "target": None, "task": "auto"},
    },
    METRICS: dict.fromkeys(
        (
            "accuracy",
            "class_accuracy",
            "confusion_matrix",
            "mean_squared_error",
            "root_mean_squared_error",
            "mean_absolute_error",
            "r2",
        ),
        NOTHING,
    ),
}
ROWS = [
    pytest.param(registry, name, fields, id=f"{registry.kind}-{name}")
    for registry, names in TABLE.items()
    for name, fields in names.items()
]


def written_default(item):
    default = item.default
    return default.write() if hasattr(default, "write") else default


@pytest.mark.parametrize(("registry", "name", "fields"), ROWS)
def test_defaults_are_those_of_the_table(registry, name, fields):
    found = {item.name: written_default(item) for item in registry.named(name).parameters()}
    assert {key: found.get(key, "missing") for key in fields} == fields
    if registry is not SOURCES:  # generated sources have shape parameters of their own
        assert set(found) == set(fields)


def test_features_are_those_of_the_table():
    assert list(FEATURES) == ["x1", "x2", "x1^2", "x2^2", "x1*x2", "sin(x1)", "sin(x2)"]


def test_defaults_of_the_project():
    made = Project.from_json(
        {
            "format": "backstep-project",
            "version": 1,
            "data": {"source": XOR},
            "layers": [{"name": "dense", "units": 1}],
        }
    )
    written = made.to_json()
    del written["data"]["source"]
    assert written == {
        "format": "backstep-project",
        "version": 1,
        "name": "Untitled",
        "seed": 0,
        "data": {
            "features": None,
            "scaling": "none",
            "test_share": None,
            "validation_share": 0.0,
            "seed": None,
        },
        "layers": [
            {
                "name": "dense",
                "units": 1,
                "activation": {"name": "linear"},
                "bias": True,
                "initializer": {"name": "glorot_uniform"},
                "bias_initializer": {"name": "zeros"},
            }
        ],
        "loss": {"name": "mean_squared_error", "half": False, "reduction": "mean"},
        "regularizer": {"name": "none"},
        "optimizer": {"name": "sgd", **RATE, "momentum": 0.0, "nesterov": False},
        "training": {
            "batch_size": 10,
            "shuffle": True,
            "epochs": None,
            "precision": "float64",
            "stop": {"target_loss": None, "patience": None, "min_change": 0.0},
            "figures_every": None,
        },
    }


# round trip

_numbers = st.floats(allow_nan=False, allow_infinity=False)
_weights = st.lists(
    st.one_of(
        st.fixed_dictionaries(
            {"weight": st.lists(st.lists(_numbers, min_size=2, max_size=2), min_size=1)},
            optional={"bias": st.lists(_numbers)},
        ),
        st.fixed_dictionaries(
            {
                name: st.lists(_numbers, max_size=3)
                for name in ("scale", "shift", "running_mean", "running_variance")
            }
        ),
    ),
    max_size=3,
)


@st.composite
def any_project(draw):
    """Projects that are well formed, whether or not they make sense."""
    description = {
        "format": "backstep-project",
        "version": 1,
        "data": {
            "source": draw(component(SOURCES)),
            "features": draw(
                st.none() | st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True)
            ),
            "scaling": draw(st.sampled_from(["none", "standard", "min_max"])),
            "test_share": draw(st.none() | st.floats(0, 0.99)),
            "seed": draw(st.none() | st.integers(0, 2**53 - 1)),
        },
        "layers": draw(st.lists(component(LAYERS), min_size=1, max_size=4)),
    }
    rest = {
        item.name: item
        for item in Project.parameters()
        if item.name in ("name", "seed", "loss", "regularizer", "optimizer", "training")
    }
    for name in rest:
        if draw(st.booleans()):
            continue
        item = rest[name]
        if item.registry is not None:
            description[name] = draw(component(item.registry))
        elif item.options is not None:
            description[name] = draw(options(item.options))
        else:
            description[name] = "Ein Nämchen" if name == "name" else draw(st.integers(0, 9))
    if draw(st.booleans()):
        description["weights"] = draw(_weights)
    return description


@settings(max_examples=some(150), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(any_project())
def test_json_round_trip(description):
    made = Project.from_json(description)
    text = json.dumps(made.to_json(), allow_nan=False)
    again = Project.from_json(json.loads(text))
    assert again == made
    assert hash(again) == hash(made)
    assert json.dumps(again.to_json(), allow_nan=False) == text
    assert change_between(made, again) is Change.NOTHING


@settings(max_examples=some(20), deadline=None)
@given(trainable())
def test_a_written_project_trains_to_the_same_bits(description):
    made = Project.from_json(description)
    again = Project.from_json(json.loads(json.dumps(made.to_json())))
    first, second = trainer_of(made), trainer_of(again)
    assert first.state.vector.tobytes() == second.state.vector.tobytes()


def test_weights_are_written_only_where_given():
    assert "weights" not in project().to_json()
    given_weights = [{"weight": [[0.1], [0.2]], "bias": [0.3]}]
    made = project([dense(1)], weights=given_weights)
    assert made.to_json()["weights"] == given_weights


# refusals


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"format": "other"}, "format is 'other'"),
        ({"format": None}, "format is 'None'"),
        ({"version": 2}, "of version 2, this program reads up to 1"),
        ({"version": 10**30}, "of version 1000"),
        ({"version": 0}, "version '0' is not a version"),
        ({"version": True}, "is not a version"),
        ({"version": "1"}, "is not a version"),
        ({"version": 1.0}, "is not a version"),
        ({"nosuch": 1}, "unknown field 'nosuch'"),
        ({"layers": []}, "there is no layer"),
        ({"layers": {}}, "layers: {} is not a list"),
        ({"layers": [dense(0)]}, r"layers\.0\.units: 0 is not in range"),
        ({"layers": [dense(1), dense(2.5)]}, r"layers\.1\.units: 2\.5 is not a whole number"),
        ({"seed": -1}, "seed: -1 is not in range"),
        ({"seed": 2**53}, "seed"),
        ({"optimizer": {"name": "sgd", "learning_rate": 0}}, r"optimizer\.learning_rate: 0"),
        ({"optimizer": {"name": "adam", "schedule": "x"}}, r"optimizer\.schedule: unknown"),
        ({"training": {"stop": {"patience": 0}}}, r"training\.stop\.patience: 0 is not in range"),
        ({"weights": 1}, "weights is not a list"),
        ({"weights": [1]}, r"weights\.0 is not an object"),
        ({"weights": [{"w": [1]}]}, r"weights\.0: unknown array 'w'"),
        ({"weights": [{"weight": [1]}]}, r"weights\.0\.weight\.0 is not a row"),
        ({"weights": [{"weight": [[1], [2, 3]]}]}, r"weights\.0\.weight\.1 has 2 values"),
        ({"weights": [{"bias": [None]}]}, r"weights\.0\.bias\.0: None is not a finite number"),
        ({"weights": [{"bias": [10**400]}]}, r"weights\.0\.bias\.0"),
        ({"weights": [{"bias": [float("nan")]}]}, r"weights\.0\.bias\.0: nan"),
    ],
)
def test_what_makes_no_project_is_said(change, message):
    with pytest.raises(ProjectError, match=message) as caught:
        Project.from_json({**described(), **change})
    assert caught.value.hint


@pytest.mark.parametrize("description", [None, 1, "x", [], [described()]])
def test_what_is_no_object(description):
    with pytest.raises(ProjectError, match="holds no project"):
        Project.from_json(description)


@pytest.mark.parametrize(
    ("features", "message"),
    [
        ([], "not a list"),
        ("x1", "not a list"),
        (["x3"], "'x3'"),
        (["x1", "x1"], "twice"),
        ([1], "'1'"),
    ],
)
def test_features_are_known_ones(features, message):
    with pytest.raises(ProjectError, match=message):
        project(data={"source": "xor", "features": features})


# changes

LIVE = [
    {"loss": {"name": "huber"}},
    {"regularizer": {"name": "l2"}},
    {"optimizer": {"name": "adam"}},
    {"optimizer": {"name": "sgd", "learning_rate": 0.5}},
    {"optimizer": {"name": "sgd", "schedule": {"name": "cosine"}}},
    {"training": {"batch_size": 2}},
    {"training": {"shuffle": True}},
    {"training": {"epochs": 5}},
    {"training": {"stop": {"patience": 3}}},
    {"layers": [dense(3, "relu"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1, "tanh")]},
    {"layers": [dense(3), {"name": "dropout", "rate": 0.5}, {"name": "batch_norm"}, dense(1)]},
    {
        "layers": [
            dense(3),
            {"name": "dropout"},
            {"name": "batch_norm", "momentum": 0.5, "epsilon": 0.1},
            dense(1),
        ]
    },
]
RESTART = [
    {"seed": 1},
    {"data": {"source": "xor"}},
    {"data": {"source": XOR, "scaling": "standard"}},
    {"data": {"source": XOR, "test_share": 0.5}},
    {"training": {"precision": "float32"}},
    {"weights": [{"weight": [[1]]}]},
    {"layers": [dense(4), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)]},
    {"layers": [dense(3, bias=False), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)]},
    {
        "layers": [
            dense(3, initializer="zeros"),
            {"name": "dropout"},
            {"name": "batch_norm"},
            dense(1),
        ]
    },
    {"layers": [dense(3), {"name": "batch_norm"}, dense(1)]},
    {"layers": [dense(3), {"name": "batch_norm"}, {"name": "dropout"}, dense(1)]},
]
START = [dense(3), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)]


def changed(change):
    base = described(START)
    if "training" in change:
        change = {"training": {**base["training"], **change["training"]}}
    return Project.from_json({**base, **change})


@pytest.mark.parametrize("change", LIVE, ids=str)
def test_what_applies_live(change):
    old, new = project(START), changed(change)
    assert old != new
    assert change_between(old, new) is change_between(new, old) is Change.LIVE


@pytest.mark.parametrize("change", RESTART, ids=str)
def test_what_needs_a_restart(change):
    old, new = project(START), changed(change)
    assert change_between(old, new) is change_between(new, old) is Change.RESTART


def test_a_name_changes_no_number():
    old = project()
    assert change_between(old, replace(old, name="other")) is Change.NOTHING
    assert change_between(old, project()) is Change.NOTHING


# new weights


def test_new_weights_keep_the_data():
    made = project(
        [dense(2, "tanh"), dense(1, "sigmoid")],
        data={"source": {"name": "circle", "samples": 20}},
        loss="binary_cross_entropy",
    )
    other = made.with_new_weights(7)
    first, second = trainer_of(made), trainer_of(other)
    np.testing.assert_array_equal(first.dataset.train.inputs, second.dataset.train.inputs)
    np.testing.assert_array_equal(first.dataset.test.inputs, second.dataset.test.inputs)
    assert not np.array_equal(first.state.parameters, second.state.parameters)
    assert (other.seed, other.data_seed()) == (7, 0)
    assert other.with_new_weights(8).data_seed() == 0


def test_new_weights_drop_given_ones():
    made = project([dense(1)], weights=[{"weight": [[1], [1]], "bias": [0]}])
    assert made.with_new_weights(1).weights is None


def test_with_layer_exchanges_one():
    made = project(START)
    other = made.with_layer(1, made.layers[3])
    assert other.layers == (made.layers[0], made.layers[3], made.layers[2], made.layers[3])
    assert made.output_layer is made.layers[-1]


# values


def test_values_are_equal_by_content_and_never_change():
    first, second = Values([[1, 2]]), Values(np.array([[1.0, 2.0]]))
    assert first == second and hash(first) == hash(second)
    assert first != Values([[1, 3]]) and first != [[1, 2]] and first != Values([1, 2])
    assert pickle.loads(pickle.dumps(first)) == first
    with pytest.raises(ValueError, match="read-only"):
        first.array[0, 0] = 5
    with pytest.raises(AttributeError):
        first.array = None


def test_values_copy_what_they_are_given():
    array = np.ones(2)
    values = Values(array)
    array[0] = 5
    np.testing.assert_array_equal(values.array, 1.0)


def test_what_the_project_itself_lacks_is_said_without_an_empty_place():
    with pytest.raises(ProjectError) as caught:
        Project.from_json({"format": "backstep-project", "version": 1})
    assert caught.value.message == "data is missing"
