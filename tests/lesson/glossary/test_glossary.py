"""The glossary: every term in every language, its formula in the engine, and its number now."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.documents.examples import example_named
from core.documents.lesson_file import open_lesson, shipped_lessons
from core.lesson.glossary.finding import explained, found_in, of_address
from core.lesson.glossary.now import Seen, now_of
from core.lesson.glossary.terms import languages, term_of, terms
from core.lesson.lessons.described import Moment
from core.lesson.lessons.described import Step as LessonStep
from core.run.alone import Alone
from core.run.commands import OpenFile
from core.run.learning.lessons import stand_at

PLACE = re.compile(r"\{(?:symbol|value|share):[^{}]+\}")
LANGUAGES = [pytest.param(code, id=code) for code in languages()]


# ---------------------------------------------------------------------- what is written


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_term_is_short_and_complete(language):
    own = terms()
    for term, english in zip(terms(language), own, strict=True):
        assert term.id == english.id and term.name and term.says, term.id
        size = len(term.says) / 2.4 if language == "zh" else len(term.says.split())
        assert size <= 25, f"{term.id}: {size} words"
        assert term.says[-1] in ".。" and "{" not in term.says
        assert term.lesson in shipped_lessons(), term.id
        for now, same in zip(term.now, english.now, strict=True):
            assert sorted(PLACE.findall(now)) == sorted(PLACE.findall(same)), term.id
        if language != "en":
            assert term.says != english.says and (term.now != english.now or not term.now)
            words = set(re.findall(r"[A-Za-z]{3,}", english.formula)) - {"tanh", "max", "ReLU"}
            assert not words or term.formula != english.formula, term.id


def test_no_term_is_there_twice():
    for language in languages():
        for what in ("id", "name", "says"):
            found = [getattr(term, what) for term in terms(language)]
            assert len(set(found)) == len(found), (language, what)
    words = [word.lower() for term in terms() for word in (term.name, *term.also)]
    assert sorted(words) == sorted(set(words))


def test_english_portuguese_and_chinese_are_there():
    assert languages() == ("en", "pt", "zh") and len(terms()) >= 45
    assert term_of("gradient", "zh").name == "梯度"
    assert term_of("learning_rate", "pt").name == "taxa de aprendizado"
    assert term_of("weight", "fr") == term_of("weight")


# ---------------------------------------------------------------------- formulas


@pytest.fixture(scope="module")
def stands():
    """The finished first update of examples, with settings, and the facts before it."""
    made = {}

    def stand(name, *settings):
        key = name, settings
        if key not in made:
            file = open_lesson(Path("loss"))
            file = replace(file, lesson=replace(file.lesson, project=f"example:{name}"))
            made[key] = stand_at(file, LessonStep("a", "a", "a", 1, Moment()), settings)
        return made[key]

    return stand


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def softmax(z):
    return np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)


def z1(n):
    return n["X"] @ n["W1"] + n["b1"]


def cross_entropy(n):
    share = np.where(n["y"] == 1, n["A2"], 1 - n["A2"])
    return -np.log(share)[:, 0]


def numeric(n):
    """Return ∂L/∂z of XOR's output by central differences."""
    h, y = 1e-6, n["y"]

    def loss(z):
        return -np.where(y == 1, np.log(sigmoid(z)), np.log(1 - sigmoid(z))) / len(y)

    return (loss(n["Z2"] + h) - loss(n["Z2"] - h)) / (2 * h)


def tanh_slope(n):
    return (np.tanh(n["Z1"] + 1e-6) - np.tanh(n["Z1"] - 1e-6)) / 2e-6


MOMENTUM = ('optimizer={"name":"sgd","learning_rate":0.5,"momentum":0.9}',)
ADAM = ('optimizer={"name":"adam","learning_rate":0.5}',)

#: term → an example, settings, and the two sides of its formula
FORMULAS = {
    "neuron": ("xor", (), lambda n: (n["A1"], np.tanh(z1(n)))),
    "weight": ("xor", (), lambda n: (n["Z1"], z1(n))),
    "bias": ("and-relu-sigmoid", (), lambda n: (n["Z1"], z1(n))),
    "sum": ("and-relu-sigmoid", (), lambda n: (n["Z1"], z1(n))),
    "output": ("xor", (), lambda n: (n["A1"], np.tanh(n["Z1"]))),
    "activation": ("xor", (), lambda n: (n["A1"], np.tanh(n["Z1"]))),
    "bend": ("xor", (), lambda n: (n["X"] @ n["W1"] @ n["W2"], n["X"] @ (n["W1"] @ n["W2"]))),
    "sigmoid": ("xor", (), lambda n: (n["A2"], sigmoid(n["Z2"]))),
    "tanh": ("xor", (), lambda n: (n["A1"], (np.exp(n["Z1"]) - np.exp(-n["Z1"]))
        / (np.exp(n["Z1"]) + np.exp(-n["Z1"])))),
    "relu": ("and-relu-sigmoid", (), lambda n: (n["A1"], np.maximum(0, n["Z1"]))),
    "softmax": ("gates-softmax", (), lambda n: (n["A2"], softmax(n["Z2"]))),
    "prediction": ("xor", (), lambda n: (n["A2"], sigmoid(n["Z2"]))),
    "update": ("xor", (), lambda n: (n["W1'"], n["W1"] - n["eta"] * n["dW1"])),
    "squared_error": ("sine", ("training.batch_size=null",),
        lambda n: (n["L"], ((n["A3"] - n["y"]) ** 2).sum() / n["n"])),
    "cross_entropy": ("xor", (), lambda n: (n["L[]"], cross_entropy(n))),
    "divisor": ("gates-softmax", (), lambda n: (n["n"], n["y"].shape[0] * n["y"].shape[1])),
    "derivative": ("xor", (), lambda n: (n["dZ2"], numeric(n))),
    "gradient": ("xor", (), lambda n: (n["dW1"], n["X"].T @ n["dZ1"])),
    "chain_rule": ("xor", (), lambda n: (n["dZ1"], n["dA1"] * n["slope1"])),
    "slope": ("xor", (), lambda n: (n["slope1"], tanh_slope(n))),
    "forward": ("xor", (), lambda n: (n["A2"], sigmoid(n["A1"] @ n["W2"] + n["b2"]))),
    "backward": ("xor", (), lambda n: (n["dA1"], n["dZ2"] @ n["W2"].T)),
    "asks_for_more": ("xor", (), lambda n: (n["dA2"] < 0, n["y"] == 1)),
    "learning_rate": ("xor", (), lambda n: (n["W2'"], n["W2"] - n["eta"] * n["dW2"])),
    "optimizer": ("xor", (), lambda n: (n["W2'"], n["W2"] - n["eta"] * n["dW2"])),
    "momentum": ("xor", MOMENTUM, lambda n: (n["W1'"], n["W1"] - n["eta"] * n["dW1"])),
    "adam": ("xor", ADAM, lambda n: (n["W1'"],
        n["W1"] - n["eta"] * n["dW1"] / (np.abs(n["dW1"]) + 1e-8))),
    "regularization": ("any-depth", (), lambda n: (n["J"], n["L"] + n["R"])),
    "objective": ("any-depth", (), lambda n: (n["J"], n["L"] + n["R"])),
    "layer": ("xor", (), lambda n: (n["Z1"], n["X"] @ n["W1"] + n["b1"])),
}  # fmt: skip
#: formulas that are held against what is not an array of an update
OTHERS = {"dropout", "batch_norm", "accuracy", "r2"}


def test_every_formula_is_held_against_the_engine():
    with_formula = {term.id for term in terms() if term.formula}
    assert with_formula == set(FORMULAS) | OTHERS


@pytest.mark.parametrize("id_", sorted(FORMULAS))
def test_a_formula_holds_in_the_numbers_of_the_engine(id_, stands):
    example, settings, sides = FORMULAS[id_]
    left, right = sides(stands(example, *settings).update.numbers)
    np.testing.assert_allclose(left, right, rtol=1e-6, atol=1e-9)


def test_formulas_of_layers_that_learn_little(stands):
    update = stands("dropout_and_batch_norm").update
    numbers, layers = update.numbers, update.project.layers
    kinds = {layer.name: i for i, layer in enumerate(layers, 1)}
    drop, norm = kinds["dropout"], kinds["batch_norm"]
    mask, rate = numbers[f"D{drop}"], layers[drop - 1].rate
    assert set(np.unique(mask).round(9)) <= {0.0, round(1 / (1 - rate), 9)}
    np.testing.assert_allclose(numbers[f"A{drop}"], mask * numbers[f"A{drop - 1}"])
    x = numbers[f"A{norm - 1}"]
    epsilon = layers[norm - 1].epsilon
    wanted = (x - x.mean(axis=0)) / np.sqrt(x.var(axis=0) + epsilon)
    np.testing.assert_allclose(numbers[f"N{norm}"], wanted, rtol=1e-6, atol=1e-9)


def test_formulas_of_figures(stands):
    xor = stands("xor")
    right = (xor.update.numbers["A2"] > 0.5) == (xor.update.numbers["y"] == 1)
    assert xor.facts["accuracy"] == right.mean()
    sine = stands("sine", "training.batch_size=null")
    answer, y = sine.update.numbers["A3"], sine.update.numbers["y"]
    wanted = 1 - ((answer - y) ** 2).sum() / ((y - y.mean()) ** 2).sum()
    assert sine.facts["r2"] == pytest.approx(wanted)


# ---------------------------------------------------------------------- now

EXAMPLES = (
    "xor",
    "gates-softmax",
    "any-depth",
    "and-relu-sigmoid",
    "dropout_and_batch_norm",
    "sine",
)


def seen_at_every_stop(name):
    """Return what is seen before an update, and at each of its stops, sample 3 followed."""
    alone = Alone()
    alone.do(OpenFile(example_named(name).path))
    found = [Seen(alone.snapshot, alone.facts, row=2)]
    for step in alone.steps(1):
        stop = step.rail[step.done - 1]
        found.append(Seen(alone.snapshot, alone.facts, row=2, layer=stop.layer))
    return found


@pytest.fixture(scope="module")
def seen():
    return {name: seen_at_every_stop(name) for name in EXAMPLES}


def at(seen, kind, layer=None):
    for each in seen["xor"][1:]:
        stop = each.snapshot.step.rail[each.snapshot.step.done - 1]
        if (stop.kind, stop.layer) == (kind, layer):
            return each
    raise LookupError(kind)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_is_told_at_some_stop(language, seen):
    every = [each for name in EXAMPLES for each in seen[name]]
    for term in terms(language):
        told = next((text for each in every if (text := now_of(term, each))), "")
        assert bool(told) == bool(term.now), term.id
        assert "{" not in told


SAID = [
    ("sum", ("forward", 0), "z₁ is 0.8 here"),
    ("output", ("forward", 0), "h₁ is 0.664 here"),
    ("tanh", ("forward", 0), "tanh(0.8) = 0.664 here"),
    ("sigmoid", ("forward", 0), ""),
    ("derivative", ("backward", 1), "∂L/∂z is −0.1128 here"),
    ("derivative", ("forward", 1), ""),
    ("weight", ("batch", None), "w⁽²⁾₁₁ is 0.7 here"),
    ("gradient", ("backward", 0), "∂L/∂w⁽¹⁾₁₁ is 0.05179 here"),
    ("slope", ("forward", 0), "f′(z₁) is 0.5591 here"),
    ("sample", ("batch", None), "this is row 3 of 4 in the batch"),
    ("loss", ("loss", None), "L is 0.7064 here"),
    ("loss", ("forward", 0), "the training loss is 0.7064 now"),
    ("accuracy", ("batch", None), "50.0 % of the training part"),
    ("learning_rate", ("batch", None), "η is 0.5 now"),
    ("optimizer", ("update", None), "w⁽²⁾₁₁ becomes 0.6915"),
]


@pytest.mark.parametrize(("id_", "stop", "words"), SAID)
def test_what_is_said_now(id_, stop, words, seen):
    assert now_of(term_of(id_), at(seen, *stop)) == words


def test_a_number_that_is_pointed_at_is_the_one_that_is_told(seen):
    there = at(seen, "backward", 0)
    for address, words in (
        ("dZ1[4,2]", "∂L/∂z₂ is 0.06333"),
        ("dW1[2,1]", "∂L/∂w⁽¹⁾₂₁ is "),
        ("W2[2,1]", "w⁽²⁾₂₁ is 0.5 here"),
        ("A1[3,1]", "h₁ is 0.664 here"),
    ):
        told = now_of(term_of(of_address(address)), replace(there, address=address))
        assert told.startswith(words), told


def test_what_is_covered_is_not_told(seen):
    there = at(seen, "backward", 1)
    hidden = replace(there, hides={"dZ2[3,1]", "L"}.__contains__)
    assert now_of(term_of("derivative"), hidden) == ""
    assert now_of(term_of("chain_rule"), hidden) == ""
    assert now_of(term_of("loss"), hidden) == now_of(term_of("training_loss"), hidden) == ""
    assert now_of(term_of("learning_rate"), replace(there, hides={"eta"}.__contains__)) == ""
    assert now_of(term_of("sum"), hidden) != ""


# ---------------------------------------------------------------------- terms in texts


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("Learning rate", ["learning_rate"]),
        ("test loss of every epoch", ["test_loss", "epoch"]),
        ("the weights of a neuron, its bias", ["weight", "neuron", "bias"]),
        ("a trunk of blossoms", []),
        (
            "∂L/∂z₁: the sample asks for more, n = 4",
            ["derivative", "sample", "asks_for_more", "divisor"],
        ),
        ("N is no n", ["divisor"]),
        ("f′(z) and R²", ["slope", "r2"]),
    ],
)
def test_terms_are_found_in_texts(text, ids):
    assert [each.id for each in found_in(text)] == ids
    assert [name for name, _ in explained(text, 9)] == [term_of(id_).name for id_ in ids]


def test_the_place_of_a_term_is_that_of_its_letters():
    text = "The weights, and ∂L/∂z⁽²⁾₁."
    assert [text[each.start : each.end] for each in found_in(text)] == ["weights", "∂L/∂z⁽²⁾₁"]


@pytest.mark.parametrize(
    ("address", "id_"),
    [
        ("dZ2[3,1]", "derivative"),
        ("dW1[1,1]", "gradient"),
        ("W1[1,1]", "weight"),
        ("L[2]", "loss"),
        ("eta", "learning_rate"),
        ("scale2[1]", ""),
        ("", ""),
    ],
)
def test_a_number_has_its_term(address, id_):
    assert of_address(address) == id_
