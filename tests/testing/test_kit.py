"""The kit finds faults: components with one fault each, and what each check reports."""

import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest

from core.components.activations import ACTIVATIONS, Tanh
from core.components.initializers import INITIALIZERS, GlorotUniform
from core.components.losses import LOSSES, MeanSquaredError
from core.components.optimizers import OPTIMIZERS, Adam
from core.components.regularizers import L2, REGULARIZERS
from core.components.schedules import SCHEDULES, ConstantSchedule
from core.data.generated import Moons
from core.data.samples import SOURCES
from core.extensions import COMPONENTS, FORMATS
from core.formats.exporters import EXPORTERS, exporters
from core.formats.npz.exporting import NpzExporter
from core.registry import parameter
from core.testing import checks

#: it takes seconds, and has quicker relatives
pytestmark = pytest.mark.thorough

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(autouse=True)
def as_they_were():
    exporters()
    kept = [(registry, tuple(registry)) for registry in (*COMPONENTS, *FORMATS)]
    yield
    for registry, kinds in kept:
        registry.keep_only(kinds)


def failing(registry, base, **fields):
    """Return the failed checks of a component that differs from another in parts of its class."""
    kind = dataclass(frozen=True)(type("Faulty", (base,), {"__doc__": "It.", **fields}))
    kind.name, kind.label = fields.get("name", "faulty"), "Faulty"
    registry.register(kind)
    found = {}
    for check in checks(kind):
        try:
            check()
        except AssertionError as error:
            found[str(check).partition(",")[0]] = str(error)
    return found


def test_a_component_without_a_fault_fails_nothing():
    assert failing(ACTIVATIONS, Tanh) == {}
    assert failing(OPTIMIZERS, Adam) == {}


def wrong_slope(self, gradient, z, a, out, work):
    np.multiply(gradient, 0.5, out)


def test_a_wrong_slope():
    found = failing(ACTIVATIONS, Tanh, backward=wrong_slope)
    assert set(found) == {"has its slope", "activation is as written", "has its gradients"}
    assert "slopes disagree with central differences" in found["has its gradients"]


def test_a_wrong_expression_and_latex_that_cannot_be_set():
    found = failing(ACTIVATIONS, Tanh, code="np.tanh(2 * z)")
    assert set(found) == {"activation is as written"}
    assert "np.tanh(2 * z) is not what it computes" in found["activation is as written"]
    assert set(failing_latex()) == {"activation is as written"}


def failing_latex():
    return failing(ACTIVATIONS, Tanh, name="faulty_tex", tex=r"\tanh{z")


def test_an_expression_that_reaches_for_more_is_not_run():
    found = failing(ACTIVATIONS, Tanh, code="open(z)")
    assert "uses other names" in found["activation is as written"]


def overwrites(self, gradient, z, a, out, work):
    gradient *= 1.0 - a * a
    out[...] = gradient


def test_inputs_that_are_written_to():
    assert "leaves its inputs alone" in failing(ACTIVATIONS, Tanh, backward=overwrites)


def test_names_and_parameters():
    found = failing(ACTIVATIONS, Tanh, name="Faulty One")
    assert "says what it is" in found
    fields = {
        "__annotations__": {"slope": float},
        "slope": parameter(2.0, "A sentence.", low=0.0, high=1.0),
    }
    found = failing(ACTIVATIONS, Tanh, **fields)
    assert "slope holds its default" in found


def test_what_is_in_no_registry():
    with pytest.raises(AssertionError, match="Loose is in no registry"):
        checks(type("Loose", (Tanh,), {}))


def test_a_field_that_cannot_be_guessed_takes_an_instance():
    with pytest.raises(AssertionError, match="inputs has no default: check an instance"):
        checks(SOURCES.named("points"))


def half(self, a, y, out, work):
    np.multiply(work, 1.0 / work.size, out)


def test_a_loss_whose_slope_is_halved():
    found = failing(LOSSES, MeanSquaredError, backward=half)
    assert {"loss has its slope", "has its gradients", "loss is as written"} == set(found)


def test_a_penalty_whose_slope_is_forgotten():
    found = failing(REGULARIZERS, L2, add_gradient=lambda self, weight, gradient, work: None)
    assert {"regularizer has its slope", "has its gradients"} <= set(found)


def test_an_initializer_that_draws_from_elsewhere():
    def draw(self, rng, shape, inputs, units):
        return np.random.normal(size=shape)  # noqa: NPY002

    found = failing(INITIALIZERS, GlorotUniform, draw=draw)
    assert {"draws from its stream alone", "gives the same bits"} <= set(found)


def test_an_optimizer_with_a_state_of_its_own():
    def bind(self, parameters, gradient, slots, counters):
        memory = np.zeros_like(parameters)

        def update(rate, *_):
            np.multiply(memory, 0.9, memory)
            np.add(memory, gradient, memory)
            np.subtract(parameters, rate * memory, parameters)

        return update

    found = failing(OPTIMIZERS, Adam, bind=bind)
    assert {"keeps its state in slots", "goes on from a file"} <= set(found)


def test_a_schedule_that_grows():
    assert "is a factor" in failing(SCHEDULES, ConstantSchedule, at=lambda self, t: 1.0 + t)


def test_a_source_that_is_another_each_time():
    calls = iter(range(1000))

    def draw(self, rng, folder):
        samples = Moons.draw(self, rng, folder)
        return replace(samples, inputs=samples.inputs + next(calls))

    found = failing(SOURCES, Moons, draw=draw)
    assert {"draws samples", "gives the same bits"} <= set(found)


def test_a_format_that_is_another_each_time():
    calls = iter(range(1000))

    def content(self, trained):
        return NpzExporter.content(self, trained) + bytes([next(calls)])

    found = failing(EXPORTERS, NpzExporter, suffix=".faulty", content=content)
    assert set(found) == {"reads back what it writes"}
    assert "other bytes" in found["reads back what it writes"]


def test_it_needs_no_test_runner():
    code = (
        "import sys, core.testing\n"
        "sys.exit(', '.join({'pytest', 'hypothesis', 'PySide6', 'pandas'} & set(sys.modules)) or 0)"
    )
    result = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stderr
