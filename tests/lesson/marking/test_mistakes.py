"""Mistakes that learners make with pencil and paper, made again in plain NumPy: each is named."""

import numpy as np
import pytest

from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import value as number_at
from tests.lesson.marking.test_marks import answered, update_of
from tests.nets import dense, points, project

RATE, STRENGTH = 0.3, 0.1
_START = {"bias_initializer": {"name": "uniform"}}


def network(loss, end, outputs, targets, act="tanh", penalty="l2", samples=3, seed=2, **fields):
    return update_of(
        project(
            [dense(2, act, **_START), dense(2, act, **_START), dense(outputs, end, **_START)],
            points(samples, 2, outputs, targets, seed),
            seed=seed,
            loss={"name": loss, **fields},
            optimizer={"name": "sgd", "learning_rate": RATE},
            regularizer={"name": penalty, **({} if penalty == "none" else {"strength": STRENGTH})},
        )
    )


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def said_of(update, address, wrong):
    value = float(wrong)
    assert abs(value - number_at(parse(address), update.numbers)) > 1e-3, "no mistake"
    (found,) = answered(update, f"{address}={value:.5g}")
    assert not found.right
    return found.slip or ""


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_beside_a_penalty_the_loss_s_part_alone_can_be_wrong(seed):
    update = network("mean_squared_error", "linear", 1, "numbers", seed=seed)
    found = update.numbers
    part = STRENGTH * found["W2"][0, 1]
    loss, old = found["dW2"][0, 1] - part, found["W2"][0, 1]
    address, after = "dW2[1,2]", "W2'[1,2]"
    missing = "a factor is missing in the loss's part: it is not divided by n = 3"
    assert said_of(update, address, loss * 3 + part).startswith(missing)
    often = "the loss's part is divided once too often by n = 3"
    assert said_of(update, address, loss / 3 + part).startswith(often)
    assert "not divided by n = 3" in said_of(update, "J", found["L"] * 3 + found["R"])
    step = said_of(update, after, old - RATE * (loss * 3 + part))
    assert step.startswith("the slope of the step is not divided by n = 3")
    assert "½" in said_of(update, after, old - RATE * (loss / 2 + part))
    assert "subtracted" in said_of(update, address, loss - part)
    assert "twice as large" in said_of(update, address, loss + 2 * part)
    assert "multiplied by its strength" in said_of(update, address, loss + found["W2"][0, 1])
    assert "which it is not" in said_of(update, address, loss + part / 3)
    bias = found["db2"][1] + STRENGTH * found["b2"][1]
    assert said_of(update, "db2[2]", bias) == "a bias has no penalty"


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_the_learning_rate_twice(seed):
    update = network("mean_squared_error", "linear", 1, "numbers", seed=seed)
    old, slope = update.numbers["W2"][0, 1], update.numbers["dW2"][0, 1]
    twice = said_of(update, "W2'[1,2]", old - 2 * RATE * slope)
    assert "the step is twice what it should be" in twice
    squared = said_of(update, "W2'[1,2]", old - RATE**2 * slope)
    assert squared.startswith("the learning rate η is multiplied in twice")


@pytest.mark.parametrize("penalty", ["none", "l2"])
@pytest.mark.parametrize(("act", "other"), [("tanh", "sigmoid"), ("sigmoid", "tanh")])
def test_the_slope_of_the_wrong_thing(act, other, penalty):
    update = network("mean_squared_error", "linear", 1, "numbers", act, penalty)
    found = update.numbers
    z, a, da, x = (found[name] for name in ("Z2", "A2", "dA2", "A1"))
    of = {"sigmoid": lambda a: a * (1 - a), "tanh": lambda a: 1 - a**2}
    part = STRENGTH * found["W2"] if penalty == "l2" else 0.0
    for slope, words in ((of[other](a), f"activation, {other}"), (of[act](z), "z in place of a")):
        assert words in said_of(update, "slope2[1,2]", slope[0, 1])
        assert words in said_of(update, "dZ2[1,2]", (da * slope)[0, 1])
        assert words in said_of(update, "dW2[1,2]", (x.T @ (da * slope) + part)[0, 1])
    bend = {"sigmoid": sigmoid, "tanh": np.tanh}[other]
    said = said_of(update, "A2[1,2]", bend(z)[0, 1])
    assert said.startswith(f"that is the output of another activation, {other}")


def test_the_slope_of_the_layer_above_and_the_input_of_another_layer():
    update = network("mean_squared_error", "sigmoid", 2, "numbers")
    found = update.numbers
    above = found["dA3"] @ found["W3"].T
    words = "the slope of layer 3, f′(z), is missing on the way back"
    assert words in said_of(update, "dA2[1,1]", above[0, 0])
    dz = above * (1 - found["A2"] ** 2)
    assert words in said_of(update, "dZ2[1,1]", dz[0, 0])
    weights = found["A1"].T @ dz + STRENGTH * found["W2"]
    assert words in said_of(update, "dW2[1,1]", weights[0, 0])
    first = found["X"].T @ found["dZ2"] + STRENGTH * found["W2"]
    assert "the network's input x" in said_of(update, "dW2[1,1]", first[0, 0])


@pytest.mark.parametrize("half", [False, True])
def test_squared_errors_that_are_not_squared(half):
    update = network("mean_squared_error", "tanh", 2, "numbers", half=half)
    found = update.numbers
    error, n = found["A3"] - found["y"], 6 * (2 if half else 1)
    assert "of |ŷ − y|" in said_of(update, "L", np.abs(error).sum() / n)
    assert "not squared" in said_of(update, "L", error.sum() / n)
    assert "root" in said_of(update, "L", np.sqrt(found["L"]))


def test_a_weight_s_slope_made_of_errors_alone():
    update = network("mean_squared_error", "tanh", 1, "numbers")
    found = update.numbers
    dz = (found["A3"] - found["y"]) * (1 - found["A3"] ** 2)
    wrong = found["A2"].T @ dz + STRENGTH * found["W3"]
    assert "(ŷ − y)·f′(z) alone" in said_of(update, "dW3[1,1]", wrong[0, 0])
    assert "(ŷ − y)·f′(z) alone" in said_of(update, "db3[1]", dz.sum())


def test_cross_entropies_of_the_wrong_class():
    update = network("binary_cross_entropy", "sigmoid", 1, "binary")
    a, y = update.numbers["A3"], update.numbers["y"]
    assert 0 < y.sum() < len(y)
    turned = -(y * np.log(1 - a) + (1 - y) * np.log(a))
    assert "1 − y in place of y" in said_of(update, "L", turned.mean())
    assert "1 − y in place of y" in said_of(update, "L[2]", turned[1, 0])
    assert "only the samples with y = 1" in said_of(update, "L", -(y * np.log(a)).mean())


def test_shares_that_do_not_add_up_to_1():
    update = network("categorical_cross_entropy", "softmax", 3, "one_hot")
    z = update.numbers["Z3"]
    powers = np.exp(z)
    assert "not divided by the sum" in said_of(update, "A3[1,2]", powers[0, 1])
    assert "over the samples" in said_of(update, "A3[1,2]", (powers / powers.sum(axis=0))[0, 1])
    assert "another activation, sigmoid" in said_of(update, "A3[1,2]", sigmoid(z)[0, 1])


def test_what_follows_from_right_numbers_as_they_were_rounded_is_right():
    """A rate of 10 makes ten times as much of what the slope was rounded by."""
    update = update_of(
        project(
            [dense(2, "tanh", **_START), dense(1, "sigmoid", **_START)],
            points(2, 2, 1, "binary", 4),
            seed=4,
            loss={"name": "binary_cross_entropy"},
            optimizer={"name": "sgd", "learning_rate": 10.0},
        )
    )
    found = update.numbers
    texts = []
    for name in ("W", "b"):
        old, slope = found[f"{name}1"], np.round(found[f"d{name}1"], 3)
        for place in np.ndindex(*slope.shape):
            index = ",".join(str(k + 1) for k in place)
            texts += [f"d{name}1[{index}]={slope[place]:.3f}"]
            texts += [f"{name}1'[{index}]={old[place] - 10.0 * slope[place]:.4f}"]
    marks = answered(update, *texts)
    assert [(each.answer.address, each.slip) for each in marks if not each.right] == []
    alone = [answered(update, text)[0] for text in texts if "'" in text]
    assert not all(each.right for each in alone), "alone they are further off than that"


def test_one_slip_that_explains_all_numbers_is_told_for_all_of_them():
    """Half a weight is twice the number too: the other numbers say which of both it was."""
    update = update_of(
        project(
            [dense(2), dense(1)],
            points(4, 2, 1, seed=1),
            loss={"name": "mean_squared_error"},
            weights=[
                {"weight": [[0.8, -0.6], [-0.7, 0.9]], "bias": [0.0, 0.0]},
                {"weight": [[0.7], [0.5]], "bias": [0.0]},
            ],
        )
    )
    slopes = update.numbers["dZ1"]
    texts = [f"dZ1[{i + 1},{j + 1}]={slopes[i, j] * 2:.5f}" for i, j in np.ndindex(4, 2)]
    assert len({each.slip for each in answered(update, *texts)}) == 1
    assert "w⁽²⁾" in answered(update, texts[1])[0].slip, "alone it may be either"


def test_a_count_is_not_said_to_miss_a_factor():
    update = network("mean_squared_error", "linear", 2, "numbers")
    assert said_of(update, "n", 12) == "it is twice what it should be"
    assert said_of(update, "n", 3) == "that is m: n counts values, m counts samples"
