"""Small projects and trainers for tests."""

import numpy as np

from core.data.dataset import load_dataset
from core.project import Project
from core.training.trainer import Trainer

XOR = {
    "name": "points",
    "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]],
    "targets": [[0], [1], [1], [0]],
}


def dense(units, activation="linear", **fields):
    return {"name": "dense", "units": units, "activation": activation, **fields}


def points(samples=11, inputs=2, outputs=1, kind="numbers", seed=0):
    """Random points; `kind` of targets: numbers, binary or one_hot."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(samples, inputs))
    if kind == "numbers":
        y = rng.normal(size=(samples, outputs)) + 0.25
    elif kind == "binary":
        y = rng.integers(0, 2, size=(samples, outputs))
    else:
        y = np.eye(outputs)[np.arange(samples) % outputs]
    return {"name": "points", "inputs": x.tolist(), "targets": y.tolist()}


def described(layers=None, data=None, training=None, **fields):
    """The JSON form of a small project; `data` may be a bare source."""
    data = XOR if data is None else data
    training = {"batch_size": None, "shuffle": False, "epochs": None, **(training or {})}
    return {
        "format": "backstep-project",
        "version": 1,
        "data": data if "source" in data else {"source": data},
        "layers": layers or [dense(3, "tanh"), dense(1, "sigmoid")],
        "training": training,
        **fields,
    }


def project(*arguments, **fields):
    return Project.from_json(described(*arguments, **fields))


def trainer_of(made, folder=None):
    return Trainer(made, load_dataset(made.data, made.data_seed(), folder))


def trainer(*arguments, **fields):
    return trainer_of(project(*arguments, **fields))


def bits(one):
    """Everything that distinguishes one run from another, as bytes."""
    history = one.history.since(0)
    return (
        one.update,
        one.epoch,
        one.state.vector.tobytes(),
        tuple(sorted(one.work.counters.items())),
        history.loss.tobytes(),
        history.test_loss.tobytes(),
        tuple((name, values.tobytes()) for name, values in sorted(history.metrics.items())),
    )


def gradients(one):
    """Run the next update up to its last phase; return its records and named gradients."""
    records = []
    while one.stepping.next_phase().kind != "update":
        records += one.step_phase()
    arrays = [
        {name: np.array(array) for name, array in found.items()}
        for found in one.network.learned(one.work.gradient)
    ]
    return records, arrays


def assert_same_bits(first, second):
    assert bits(first) == bits(second)
