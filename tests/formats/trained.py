"""Trained networks for the tests of exports."""

from dataclasses import replace

import numpy as np
from hypothesis import assume
from hypothesis import strategies as st

from core.components.activations import ACTIVATIONS
from core.components.losses import LOSSES
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from core.data.features import FEATURES
from core.project import Project
from core.run.trained import trained_of
from tests.nets import dense, points, trainer, trainer_of
from tests.strategies import trainable


def regression(precision="float64"):
    source = points(12, 2, 2)
    source["targets"] = [[1000 + 50 * a, 0.01 * b] for a, b in source["targets"]]
    one = trainer(
        [
            {"name": "batch_norm"},
            dense(4, "tanh"),
            {"name": "dropout"},
            dense(3, "elu", bias=False),
            {"name": "batch_norm", "epsilon": 0.01},
            dense(2),
        ],
        data={
            "source": source,
            "features": ["x1", "x2", "x1^2", "x1*x2"],
            "scaling": "standard",
            "test_share": 0.25,
        },
        optimizer="adam",
        training={"batch_size": 4, "shuffle": True, "precision": precision},
        name="Größe",
    )
    one.run(epochs=5)
    return one


def classes():
    one = trainer(
        [dense(5, "relu"), dense(3, "softmax")],
        data={"source": points(12, 2, 3, "one_hot"), "scaling": "min_max"},
        loss="categorical_cross_entropy",
    )
    one.run(epochs=5)
    return one


def at_other_inputs(one, raw):
    """Return a network as exported, to be checked on raw inputs that it has not seen."""
    trained = trained_of(one)
    return replace(trained, samples=raw, predictions=one.predict(raw))


def told_to_torch(registry):
    """Return the names of the components that say how to make them in PyTorch."""
    told = "torch_module" if registry is ACTIVATIONS else "torch"
    return [kind.name for kind in registry if getattr(kind(), told)()]


def is_written_everywhere(described):
    """Return whether every format accepts all components of a project."""
    used = {layer["activation"] for layer in described["layers"] if layer["name"] == "dense"}
    return (
        used <= set(told_to_torch(ACTIVATIONS))
        and described["loss"]["name"] in told_to_torch(LOSSES)
        and described["regularizer"] in told_to_torch(REGULARIZERS)
        and described["optimizer"] in told_to_torch(OPTIMIZERS)
    )


@st.composite
def trained_networks(draw, dense_only=False, steady=False):
    """A trainer after some updates, and inputs to try it on: any components, scaling, features.

    `steady`: its optimizer does not make much of the rounding of a slope that is 0, as a small
    epsilon does, from update to update more, or a step by the sign alone.
    """
    described = draw(trainable().filter(is_written_everywhere))
    if steady:
        kind = OPTIMIZERS.named(described["optimizer"])
        assume(not kind.whole_part)
        if "epsilon" in {item.name for item in kind.parameters()}:
            described["optimizer"] = {"name": kind.name, "epsilon": 1.0}
    if dense_only:
        described["layers"] = [x for x in described["layers"] if x["name"] == "dense"]
    if draw(st.booleans()):
        described["data"]["features"] = draw(
            st.lists(st.sampled_from(list(FEATURES)), min_size=1, max_size=4, unique=True)
        )
    one = trainer_of(Project.from_json(described))
    one.run(updates=draw(st.integers(0, 5)))
    raw = np.random.default_rng(draw(st.integers(0, 99))).normal(size=(7, 2))
    return one, raw


def agree(found, expected, precision, rounding=0.0):
    """Assert 1e-12 in float64 and 1e-6 in float32, relative to the size of the outputs.

    `rounding` is how far a network that loses digits may be off by rounding alone, if by more.
    """
    share = 1e-6 if precision == "float32" else 1e-12
    size = max(1.0, float(np.max(np.abs(expected))))
    allowed = max(share * size, float(np.max(rounding)))
    np.testing.assert_allclose(found, expected, rtol=0, atol=allowed)


def rounding_of(one, raw):
    """Return how far a network may be off at these inputs by rounding alone, per output."""
    return at_other_inputs(one, raw).tolerance()
