"""One symbol, one constant: of every activation with every optimizer, penalty and loss."""

import re
from itertools import product

import pytest

from core.components.activations import ACTIVATIONS
from core.components.optimizers import OPTIMIZERS
from core.components.regularizers import REGULARIZERS
from core.lesson.formulas.network import explain
from core.lesson.names.constants import Constants, norm_epsilon
from core.project import Project
from tests.amount import few
from tests.nets import XOR, dense, described

OTHERS = (
    {"name": "elu", "alpha": 0.5},
    {"name": "leaky_relu", "slope": 0.25},
    {"name": "prelu", "slope": 0.125},
    "selu",
)
#: a constant and its number in running text, or in LaTeX
TOLD = re.compile(r"(?<![\w⁾₀-₉])([a-zα-ωΔK]+[₀-₉⁺⁻ₘᵢₙₐₓ]*) = (\d[\d.]*(?:·?10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹]+)?)")
TOLD_IN_LATEX = re.compile(r"(\\[a-zA-Z]+(?:\{[a-z]+\})?(?:[_^]\{[^{}]+\})?) = ([^\s\\]+)")
#: what formulas use for other numbers than constants
TAKEN = set("awxyzbgdmnvtkLJRMGη")


def made(activation, optimizer="sgd", regularizer="none", loss="mean_squared_error"):
    layers = [dense(2, activation), *(dense(2, one) for one in OTHERS), {"name": "batch_norm"}]
    described_one = described([*layers, dense(1)], XOR, loss=loss)
    momentum = {"name": optimizer, "momentum": 0.9} if optimizer == "sgd" else optimizer
    return Project.from_json({**described_one, "optimizer": momentum, "regularizer": regularizer})


def values_told(text, pattern):
    found = {}
    for symbol, value in pattern.findall(text):
        found.setdefault(symbol, set()).add(value)
    return found


def components(project):
    yield project.loss
    yield project.optimizer
    for layer in project.layers:
        if layer.neurons is not None:
            yield layer.neurons.activation


def check(project):
    """No two components share a symbol, and none has that of another number."""
    constants = Constants.of(project)
    owner = {}
    optimizer = project.optimizer
    taken = TAKEN | {*optimizer.rule_letters, *optimizer.symbols.values()}
    for component in components(project):
        for symbol in constants.values(component):
            assert symbol not in taken, symbol
            assert owner.setdefault(symbol, component) == component, symbol
    return owner


@pytest.mark.parametrize("activation", ACTIVATIONS.names())
def test_every_combination_has_one_symbol_for_one_constant(activation):
    for optimizer, loss in product(OPTIMIZERS.names(), ("huber", "mean_squared_error")):
        check(made(activation, optimizer, loss=loss))


#: pairs that had a letter in common, then all others
PAGES = [("selu", "adamw", "l2"), ("mish", "nadam", "elastic_net")]
PAGES += list(product(ACTIVATIONS.names(), OPTIMIZERS.names(), REGULARIZERS.names()))


@pytest.mark.parametrize("page", few(PAGES, 4), ids="-".join)
def test_a_page_tells_no_symbol_twice_with_other_numbers(page):
    project = made(*page)
    said = explain(project, 2)
    for text, pattern in ((said.plain, TOLD), (said.latex, TOLD_IN_LATEX)):
        told = values_told(text, pattern)
        assert all(len(values) == 1 for values in told.values()), told
    told = values_told(said.plain, TOLD)
    slopes = [told[symbol] for symbol in told if symbol.startswith("slope")]
    assert {"0.25"} in slopes and {"0.125"} in slopes
    for symbol in check(project):
        assert symbol in told, symbol


def test_letters_that_two_components_share():
    """AdamW's decay, SELU's scale and the penalty's λ were one letter."""
    project = made("elu", "adamw", "l2")
    constants = Constants.of(project)
    told = [constants.values(component) for component in components(project)]
    assert told == [
        {},
        {"β₁": 0.9, "β₂": 0.999, "ε": 1e-8, "decay": 0.01},
        {"α": 1.0},
        {"α₂": 0.5},
        {"slope": 0.25},
        {"slope₂": 0.125},
        {"scale": 1.0507009873554805, "α₃": 1.6732632423543772},
        {},
    ]
    selu = project.layers[4].neurons.activation
    assert constants.in_formula(selu, selu.formula).endswith("else scale·α₃·(eᶻ − 1)")
    assert norm_epsilon(5) == "ε⁽⁶⁾"
    assert "λ" not in explain(project, 2).plain


def test_a_constant_gives_way_to_a_letter_of_the_rule_of_the_optimizer():
    """L-BFGS steps by α, Levenberg-Marquardt by δ."""
    said = explain(made("elu", "lbfgs"), 2).plain
    assert "α₂ = 1" in said and "w ← w + α·d" in said and "pairs of s, q" in said
    said = explain(made("elu", "levenberg_marquardt", loss="huber"), 2).plain
    assert "with δ₂ = 1" in said and "α = 1" in said
