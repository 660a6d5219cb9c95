"""The explanation of a network, run alongside the engine: its NumPy lines give the same numbers."""

import ast
import re
from dataclasses import dataclass, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.components.activations import ACTIVATIONS
from core.components.losses import LOSSES
from core.components.optimizers import OPTIMIZERS
from core.components.optimizers.adaptive import RmsProp
from core.components.regularizers import REGULARIZERS
from core.lesson.formulas import printing
from core.lesson.formulas.lines import functions_of, learned_of
from core.lesson.formulas.network import explain, names_of, phase_lines
from core.lesson.formulas.neurons import neuron_lines
from core.lesson.formulas.symbols import latex_constant
from core.lesson.names.symbols import indexed
from core.project import Project
from tests.amount import few, some
from tests.lesson.own_functions import own_functions
from tests.nets import dense, points, project, trainer_of
from tests.strategies import trainable


def given_to(one):
    """Everything the lines need at the start of an update, under their names, from the trainer."""
    made, network, state = one.project, one.network, one.state
    # what is defined in the lines takes the place of the functions that are given
    variables = {"np": np, **own_functions(made)}
    for counter, name in made.optimizer.numpy_counters().items():
        variables[name] = one.work.counters[counter]
    variables["eta"] = made.optimizer.rate(one.update)
    slots = {name: network.learned(vector) for name, vector in state.slots.items()}
    arrays = network.arrays(state.parameters, state.statistics)
    for i, names in enumerate(names_of(made)):
        for key, array in arrays[i].items():
            variables[names.of(key)] = array.copy()
            for slot, name in made.optimizer.numpy_state(names.of(key)).items():
                if key in slots[slot][i]:
                    variables[name] = slots[slot][i][key].copy()
    rng = np.random.default_rng()
    rng.bit_generator.state = one.work.dropout_state()
    variables["rng"] = rng
    return variables


def close(found, expected):
    scale = max(1.0, float(np.max(np.abs(expected), initial=0.0)))
    np.testing.assert_allclose(found, expected, rtol=1e-11, atol=1e-12 * scale)


def assert_lines_agree(made, updates=2):
    """Run the engine and the lines through the same updates, from the engine's arrays each time."""
    one = trainer_of(made)
    names = names_of(made)
    for _ in range(updates):
        variables = given_to(one)
        records = one.step_phase()
        while one.position:
            records += one.step_phase()
        if not (np.isfinite(records[1].values["x"]).all() and one.is_finite()):
            return
        variables["X"], variables["y"] = records[0].values["x"], records[0].values["y"]
        masks = {
            names[record.layer].of("mask"): record.values["mask"]
            for record in records
            if "mask" in record.values
        }
        again = {**variables, **masks}
        del again["rng"]
        with np.errstate(all="ignore"):
            exec(explain(made, one.network.inputs).python, variables)
            exec(explain(made, one.network.inputs, masks_given=True).python, again)
        compare(made, records, variables, names)
        compare(made, records, again, names)
        after = given_to(one)
        for layer in learned_of(made):
            for name in layer:
                slots = made.optimizer.numpy_state(name).values()
                for each in (name, *slots):
                    close(variables[each], after[each])
        for name in after:
            if name.startswith("running"):
                close(variables[name], after[name])


def compare(made, records, variables, names):
    compared = set()
    for record in records:
        if record.phase == "loss":
            # the lines take the logarithm of outputs, the engine computes it from the sums
            if np.isfinite(variables["L"]):
                assert variables["L"] == pytest.approx(record.values["value"], rel=1e-9, abs=1e-12)
            penalty = variables.get("penalty", 0.0)
            assert penalty == pytest.approx(record.values["penalty"], rel=1e-12)
        elif record.phase in ("forward", "backward"):
            for key, array in record.values.items():
                name = names[record.layer].of(key)
                # without weights there is no Z, and no update needs the slope of the inputs
                if name in variables and name != "dX":
                    close(variables[name], array)
                    compared.add(name)
    learned = {name for layer in learned_of(made) for name in layer}
    assert {f"d{name}" for name in learned} | {layer.output for layer in names} <= compared


def comparable(description):
    """With its small epsilon Adam, as others, blows up the rounding of a slope that is 0, as a
    bias's is before a batch normalization: there the last digits decide, and nothing can be
    compared."""
    description["training"]["precision"] = "float64"
    kind = OPTIMIZERS.named(description["optimizer"])
    if "epsilon" in {item.name for item in kind.parameters()}:
        description["optimizer"] = {"name": kind.name, "epsilon": 1e-3}
    return Project.from_json(description)


@settings(max_examples=some(60), deadline=None)
@given(trainable(searching=False), st.booleans())
def test_the_lines_give_the_engines_numbers(description, adam):
    if adam and description["optimizer"] != "sgd":
        description["optimizer"] = "adam"
    assert_lines_agree(comparable(description))


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(trainable(searching=False))
def test_the_lines_give_the_engines_numbers_for_many(description):
    assert_lines_agree(comparable(description), updates=4)


EVERY_OPTIMIZER = [
    {"name": "sgd"},
    {"name": "sgd", "momentum": 0.9},
    {"name": "sgd", "momentum": 0.8, "nesterov": True},
    {"name": "adam"},
    {"name": "adam", "beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3},
    {"name": "adam", "epsilon": 0.0},
    {"name": "sgd", "schedule": {"name": "exponential", "decay": 0.5}},
    *({"name": kind.name} for kind in OPTIMIZERS if not kind.searches),
]


@pytest.mark.parametrize("optimizer", few(EVERY_OPTIMIZER, 4), ids=repr)
def test_every_optimizer(optimizer):
    layers = [dense(3, "relu"), {"name": "batch_norm"}, {"name": "dropout"}, dense(1, bias=False)]
    assert_lines_agree(
        project(layers, points(8), {"batch_size": 3}, optimizer=optimizer, regularizer="l2"), 5
    )


@pytest.mark.parametrize("activation", ACTIVATIONS.names())
@pytest.mark.parametrize("regularizer", few(REGULARIZERS.names(), 2))
def test_every_activation_and_regularizer(activation, regularizer):
    layers = [dense(3, activation), dense(2, activation)]
    assert_lines_agree(project(layers, points(6, outputs=2), regularizer=regularizer), 1)


@pytest.mark.parametrize("loss", LOSSES.names())
@pytest.mark.parametrize("reduction", ["mean", "sum", "mean_samples"])
def test_every_loss_in_every_form(loss, reduction):
    kind = LOSSES.named(loss)
    fields = {item.name for item in kind.parameters()}
    choices = [p.choices for p in kind.parameters() if p.name == "reduction"]
    options = {"reduction": reduction} if choices and reduction in choices[0] else {}
    if "half" in fields:
        options["half"] = reduction == "sum"
    targets = {"any": "numbers", "unit": "binary", "binary": "binary", "shares": "one_hot"}
    data = points(6, outputs=2, kind=targets[kind.targets])
    for output in kind.fits or ("linear", "softmax"):
        layers = [dense(3, "tanh"), dense(2, output)]
        assert_lines_agree(project(layers, data, loss={"name": loss, **options}), 1)


def test_the_script_runs_on_from_its_start():
    """The start and the script are enough for a notebook to run twenty updates."""
    made = project(
        [dense(3, "tanh"), {"name": "batch_norm"}, dense(1, "sigmoid")],
        optimizer={"name": "adam", "learning_rate": 0.1},
        loss="binary_cross_entropy",
    )
    one, said = trainer_of(made), explain(made, 2)
    variables = {name: value for name, value in given_to(one).items() if name[0] in "Wbs"}
    records = list(one.trace(20))
    exec(said.start, variables)
    variables["X"], variables["y"] = records[0].values["x"], records[0].values["y"]
    for _ in range(20):
        exec(said.python, variables)
    close(variables["W3"], one.weights()[2]["weight"])
    close(variables["running_variance2"], one.weights()[1]["running_variance"])


# ---------------------------------------------------------------------- the texts


def test_a_small_network_in_plain_text():
    made = project([dense(2, "tanh"), dense(1, "sigmoid")], loss="binary_cross_entropy")
    text = explain(made, 2).plain
    for line in (
        "X (m × 2), Y (m × 1), W₁ (2 × 2), b₁ (2), W₂ (2 × 1), b₂ (1); "
        "m samples as rows, n = m·1 values",
        "Z₁ = X·W₁ + b₁",
        "A₁ = tanh(Z₁)",
        "A₂ = sigmoid(Z₂)",
        "∂L/∂Z₂ = (A₂ − Y)/n",
        "∂L/∂W₂ = A₁ᵀ·∂L/∂Z₂",
        "∂L/∂b₂ = column sums of ∂L/∂Z₂",
        "∂L/∂A₁ = ∂L/∂Z₂·W₂ᵀ",
        "∂L/∂Z₁ = ∂L/∂A₁ ⊙ tanh′(Z₁)",
        "∂L/∂W₁ = Xᵀ·∂L/∂Z₁",
        "W₁ ← W₁ − η·∂L/∂W₁",
        "tanh: a = tanh z;  f′(z) = 1 − a²",
        "z₂ = x₁·w⁽¹⁾₁₂ + x₂·w⁽¹⁾₂₂ + b⁽¹⁾₂",
        "h₁ = tanh(z₁)",
        "ŷ = sigmoid(z)",
    ):
        assert line in text.splitlines(), line
    assert "∂L/∂A₂" not in text  # fused: only the short form


def test_a_softmax_that_is_not_fused_is_written_out():
    made = project([dense(2, "softmax")], points(4, outputs=2))
    lines = explain(made, 2).plain.splitlines()
    assert "∂L/∂A₁ = 2·(A₁ − Y)/n" in lines
    assert "∂L/∂Z₁ = A₁ ⊙ (∂L/∂A₁ − row sums of (∂L/∂A₁ ⊙ A₁))" in lines


def test_penalties_and_momentum_are_said():
    made = project(regularizer="l2", optimizer={"name": "sgd", "momentum": 0.9})
    lines = explain(made, 2).plain.splitlines()
    assert "R = 0.5·0.001·Σ(W₁²) + 0.5·0.001·Σ(W₂²)" in lines
    assert "∂J/∂W₁ = Xᵀ·∂L/∂Z₁ + 0.001·W₁" in lines
    assert "J = L + R" in lines and "∂L/∂W₁" not in "\n".join(lines)
    assert "v(W₁) ← 0.9·v(W₁) + ∂J/∂W₁" in lines
    assert "W₁ ← W₁ − η·v(W₁)" in lines


def test_every_rule_is_written_out_and_m_is_the_count_of_samples_alone():
    for kind in OPTIMIZERS:
        if kind.searches:  # told in words
            continue
        said = explain(project(optimizer=kind.name), 2)
        assert "# " + kind.label not in said.python
        update = said.plain.partition("\nUpdate\n")[2].partition("\n\n")[0]
        assert not re.search(r"(?<![\w(])[mvG](?![\w(])", update), update
    said = explain(project(optimizer="rmsprop"), 2)
    assert "G(W₁) ← 0.99·G(W₁) + (1 − 0.99)·(∂L/∂W₁)²" in said.plain
    said = explain(project(optimizer="nadam"), 2)
    assert "M ← M·μₜ" in said.plain and r"\mu_{t+1}" in said.latex


@pytest.mark.parametrize("optimizer", OPTIMIZERS.names())
def test_constants_of_an_optimizer_are_no_arrays_of_a_layer(optimizer):
    layers = [dense(2, "tanh"), {"name": "batch_norm"}, {"name": "batch_norm"}, dense(1)]
    made = project([{"name": "batch_norm"}, *layers], optimizer=optimizer)
    arrays = {
        style.symbol(names.of(name))
        for names in names_of(made)
        for name in ("weight", "bias", "scale", "shift", "mean", "variance", "normalized", "z", "a")
        for style in (printing.PLAIN, printing.LATEX)
    }
    constants = {*made.optimizer.constants(), *map(latex_constant, made.optimizer.constants())}
    assert not arrays & constants
    said = explain(made, 2)
    assert "β⁽²⁾" not in said.plain and "A₁ = γ⁽¹⁾ ⊙ X̂₁ + β⁽¹⁾" in said.plain
    assert "^2^" not in said.latex and r"{\beta}^{(1)}" in said.latex


def test_a_rule_that_is_not_written_out_is_said_in_words():
    """Of an optimizer that tells no statements, as one of an extension may be."""

    @dataclass(frozen=True)
    class Unsaid(RmsProp):
        def bind(self, parameters, gradient, slots, counters):
            return super().bind(parameters, gradient, slots, counters)

    said = explain(replace(project(), optimizer=Unsaid()), 2)
    assert "# RMSprop, for every w of W1, b1, W2, b2: " in said.python


def test_phases_have_their_lines():
    made = project([dense(3, "tanh"), {"name": "dropout"}, dense(1)])
    lines = phase_lines(made)
    assert list(lines)[:4] == [("batch", None), ("forward", 0), ("forward", 1), ("forward", 2)]
    assert lines["forward", 0] == "Z1 = X @ W1 + b1; A1 = tanh(Z1)"
    assert lines["forward", 1].endswith("; A2 = A1 * D2")
    assert lines["forward", 2] == "Z3 = A2 @ W3 + b3; A3 = Z3"
    assert lines["loss", None] == "L = np.mean((A3 - y)**2); dA3 = 2 * (A3 - y) / y.size"
    assert lines["backward", 0] == (
        "dZ1 = tanh_gradient(dA1, Z1, A1); dW1 = X.T @ dZ1; db1 = np.sum(dZ1, axis=0)"
    )
    assert lines["backward", 1] == "dA1 = dA2 * D2"
    assert lines["update", 2] == "W3 = W3 - eta * dW3; b3 = b3 - eta * db3"
    assert ("update", 1) not in lines
    assert lines["update", None].startswith("W1 = W1 - eta * dW1; ")


@settings(max_examples=some(30), deadline=None)
@given(trainable())
def test_any_project_is_explained(description):
    made = Project.from_json(description)
    said = explain(made, 2)
    for line in phase_lines(made).values():
        ast.parse(line)
    phases = {(phase.kind, phase.layer) for phase in trainer_of(made).plan_at_hand().phases}
    assert phases <= set(phase_lines(made))
    assert said.latex.count("{") == said.latex.count("}")
    assert said.latex.count(r"\begin{align*}") == said.latex.count(r"\end{align*}")
    assert not re.search(r"[^\x00-\x7f]", said.latex)
    assert "np." not in said.plain and "axis" not in said.plain


def test_alike_activations_with_other_numbers_are_two_functions():
    steep = {"name": "leaky_relu", "slope": 0.5}
    made = project([dense(2, "leaky_relu"), dense(2, steep), dense(1, "leaky_relu")])
    assert list(functions_of(made)) == ["leaky_relu", "leaky_relu_2"]
    assert [names.function for names in names_of(made)] == [
        *("leaky_relu", "leaky_relu_2", "leaky_relu")
    ]
    assert_lines_agree(made)


def test_layers_are_numbered_in_order():
    made = project([dense(2), {"name": "batch_norm"}, dense(1, bias=False)])
    assert learned_of(made) == [("W1", "b1"), ("scale2", "shift2"), ("W3",)]
    assert [names.input for names in names_of(made)] == ["X", "A1", "A2"]


def test_large_networks_are_not_written_out_neuron_by_neuron():
    assert neuron_lines(project([dense(100, "tanh"), dense(1)]), 100) == ()
    assert neuron_lines(project([dense(2, "softmax")]), 1)[-1] == "ŷ₂ = softmax(z)₂"
    assert indexed("w", 1, 12, 3) == "w⁽¹⁾₁₂,₃"


def test_a_network_that_does_not_fit_its_loss_is_explained_all_the_same():
    made = project([dense(2, "tanh")], points(4, outputs=2), loss="binary_cross_entropy")
    assert "∂L/∂A₁" in explain(made, 2).plain
    ends_without_weights = project([dense(1), {"name": "dropout"}])
    assert "A₂ = A₁ ⊙ D₂" in explain(ends_without_weights, 2).plain


@pytest.mark.parametrize(
    "code",
    ["z[:, :1] * 2", "np.max(z, axis=-1)", "np.where(z > 0)", "z if len(z) else a", "z == 0"],
)
def test_what_there_is_no_formula_for_stands_as_code(code):
    assert printing.expression(code, printing.PLAIN)
    latex = printing.expression(code, printing.LATEX)
    assert r"\mathtt{" in latex and latex.count("{") == latex.count("}")


@pytest.mark.parametrize("activation", ACTIVATIONS.names())
def test_no_code_stands_in_the_formulas_of_an_activation(activation):
    """GELU's slope is computed by a quadrature, whose code stood in its place."""
    said = explain(project([dense(2, activation), dense(1)]), 2)
    for text in (said.plain, said.latex):
        assert r"\mathtt" not in text and "np." not in text and "astype" not in text


WEIGHED = [
    (1, "sigmoid", [1.0, 3.0], "ω: 1 where Y is 0, 3 where Y is 1"),
    (2, "sigmoid", [[1.0, 3.0], [2.0, 0.5]],
     "ω: 1 where Y is 0, 3 where Y is 1 (output 1); 2 where Y is 0, 0.5 where Y is 1 (output 2)"),
    (3, "softmax", [1.0, 2.0, 4.0],
     "ω: the weight of each sample's class, 1, 2, 4 in the order of the classes"),
]  # fmt: skip


@pytest.mark.parametrize(("outputs", "activation", "weights", "words"), WEIGHED)
def test_class_weights_are_one_symbol_that_is_explained(outputs, activation, weights, words):
    """ω stood for two arrays in one formula: ω ⊙ (1 − Y) + ω ⊙ Y."""
    loss = "categorical_cross_entropy" if activation == "softmax" else "binary_cross_entropy"
    kind = "one_hot" if activation == "softmax" else "binary"
    made = project(
        [dense(outputs, activation)], points(6, 2, outputs, kind),
        loss={"name": loss, "class_weights": weights},
    )  # fmt: skip
    said = explain(made, 2)
    lines = said.plain.splitlines()
    assert words in lines
    (slope,) = (line for line in lines if line.startswith("∂L/∂Z₁ = "))
    assert slope in ("∂L/∂Z₁ = ω ⊙ (A₁ − Y)/n", "∂L/∂Z₁ = ω ⊙ (A₁ − Y)/m")
    for line in lines:
        assert line.count("ω") <= 1, line
    assert r"\omega \odot \left(A_{1} - Y\right)" in said.latex
