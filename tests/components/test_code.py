"""The NumPy expressions that components give of themselves, run against the engine."""

import ast

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.components.activations import ACTIVATIONS, Activation
from core.components.layers import LAYERS, Layer
from core.components.losses import LOSSES, Loss
from core.components.notation import LayerNames, code_name, filled, latex_number, number
from core.components.regularizers import REGULARIZERS, Regularizer
from core.testing.declared import variants
from core.testing.expecting import evaluated, expect_balanced
from core.testing.functions import activation_agrees
from tests import strategies
from tests.amount import some


def written(registry):
    """Every component that gives expressions of itself, also with other parameters.

    Those that give none appear as calls by name: see below.
    """
    for kind in registry:
        if kind().is_written and getattr(kind(), "is_gradient_written", True):
            yield from variants(kind())


EVERY_ACTIVATION = pytest.mark.parametrize("activation", list(written(ACTIVATIONS)), ids=repr)
EVERY_LOSS = pytest.mark.parametrize("loss", list(written(LOSSES)), ids=repr)


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(strategies.component(ACTIVATIONS), st.integers(0, 10**6), st.floats(0.01, 30))
def test_any_activation_does_what_it_says(description, seed, scale):
    rng = np.random.default_rng(seed)
    z = rng.normal(0, scale, (4, 3))
    activation_agrees(ACTIVATIONS.read(description, ""), z, rng.normal(size=z.shape))


@EVERY_ACTIVATION
def test_ordinary_sums_give_no_warning(activation):
    z = np.linspace(-300, 300, 12).reshape(4, 3)  # warnings are errors here
    a = evaluated(activation.numpy(), z=z)
    assert np.all(np.isfinite(evaluated(activation.numpy_gradient(), g=z, z=z, a=a)))


@EVERY_ACTIVATION
def test_activations_have_formulas(activation):
    expect_balanced(activation.latex())
    assert activation.derivative.startswith(("f′(z) = ", "∂L/∂zᵢ = "))


@EVERY_LOSS
def test_the_loss_from_sums_stays_finite(loss):
    if loss.fused:
        z, y = np.array([[800.0, -800.0]]), np.array([[0.0, 1.0]])
        assert evaluated(loss.numpy_from_sums(), z=z, y=y) >= 800


def test_what_is_not_written_down_is_called_by_name():
    activation = type("Unwritten", (Activation,), {"name": "log-cosh"})()
    assert activation.numpy() == "log_cosh(z)"
    assert activation.numpy_gradient() == "log_cosh_gradient(g, z, a)"
    assert activation.latex() == r"\operatorname{log\_cosh}(z)"
    assert not activation.is_written and not activation.is_gradient_written
    loss = type("Unwritten", (Loss,), {"name": "quartic", "fused": True})()
    assert loss.numpy() == "quartic(a, y)" and loss.numpy_gradient() == "quartic_gradient(a, y)"
    assert loss.numpy_fused() == "quartic_fused(a, y)"
    assert loss.numpy_from_sums() == "quartic_from_sums(z, y)"
    assert loss.latex() == r"\operatorname{quartic}(a, y)" and not loss.is_written
    penalty = type("Unwritten", (Regularizer,), {"name": "cubic"})()
    assert penalty.numpy("W1") == "cubic(W1)"
    assert penalty.numpy_gradient("W1") == "cubic_gradient(W1)"
    assert penalty.latex() == r"\operatorname{cubic}(w)" and not penalty.is_written


def test_a_layer_that_is_not_written_down_is_called_by_name():
    own = {
        "name": "gains",
        "parameter_size": lambda self, inputs: inputs,
        "arrays": lambda self, inputs, parameters, statistics: {"gain": parameters},
    }
    layer, none = type("Unwritten", (Layer,), own)(), REGULARIZERS.named("none")()
    assert not layer.is_written and layer.learned_names(4) == ("gain",)
    assert layer.numpy_forward(LayerNames(2, "A1")) == ("A2 = gains(A1, gain2)",)
    slope = "dgain2 = gains_backward_gain(dA2, A1, gain2)"
    back = layer.numpy_backward(LayerNames(2, "A1"), none, False)
    assert back == (slope, "dA1 = gains_backward(dA2, A1, gain2)")
    assert len(layer.numpy_backward(LayerNames(1, "X"), none, False)) == 1


@pytest.mark.parametrize(
    ("name", "called"),
    [("tanh", "tanh"), ("log-cosh", "log_cosh"), ("2x", "f_2x"), ("lambda", "f_lambda")],
)
def test_names_in_code(name, called):
    assert code_name(name) == called and called.isidentifier()


def test_what_people_write_themselves_is_written():
    class Half(Activation):
        name = "half"

        def numpy(self):
            return "z / 2"

    assert Half().is_written and not Half().is_gradient_written


@pytest.mark.parametrize(
    "activation",
    [kind() for kind in ACTIVATIONS if kind.tex] + [kind() for kind in LOSSES],
    ids=lambda one: one.name,
)
def test_latex_is_balanced(activation):
    expect_balanced(activation.latex())


@pytest.mark.parametrize("kind", list(LAYERS), ids=lambda kind: kind.name)
def test_every_layer_says_both_passes(kind):
    required = {item.name: 3 for item in kind.parameters() if item.required}
    layer, names = kind.read(required, ""), LayerNames(2, "A1", "linear")
    lines = layer.numpy_forward(names)
    assert sum(line.startswith("A2 = ") for line in lines) == 1
    back = layer.numpy_backward(names, REGULARIZERS.named("none")(), False)
    assert back[-1].startswith("dA1 = ")
    learned = {names.of(f"gradient_{name}") for name in layer.array_names}
    written = {line.split(" = ")[0] for line in back}
    assert {name for name in learned if "running" not in name} <= written
    for line in (*lines, *back):
        ast.parse(line)


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=some(60))
def test_numbers_are_written_in_full(value):
    assert float(number(value)) == value
    assert float(ast.literal_eval(number(value))) == value


def test_numbers_in_latex():
    assert latex_number(0.01) == "0.01"
    assert latex_number(1.0) == "1"
    assert latex_number(1e-8) == "10^{-8}"
    assert latex_number(2.5e-7) == r"2.5 \cdot 10^{-7}"


def test_fields_are_filled_in():
    leaky = ACTIVATIONS.named("leaky_relu")(slope=0.1)
    assert filled("$slope * z", leaky) == "0.1 * z"


def test_names_of_arrays():
    names = LayerNames(3, "A2", "tanh")
    assert [names.of(key) for key in ("x", "z", "a", "weight", "bias", "mask")] == [
        *("A2", "Z3", "A3", "W3", "b3", "D3")
    ]
    assert names.of("gradient_weight") == "dW3"
    assert names.of("gradient_x") == "dA2"
    assert names.of("running_mean") == "running_mean3"
    assert LayerNames(1, "X").of("gradient_x") == "dX"
