"""Marking answers: right ones however rounded, wrong ones by the slip that was planted."""

import numpy as np
import pytest

from core.documents.project_file import open_file
from core.errors import UserError
from core.lesson.addresses.address import parse
from core.lesson.addresses.moment import value as number_at
from core.lesson.marking.marks import Answer, mark
from core.lesson.marking.worked import Update
from core.lesson.marking.written import is_cut, is_rounded, read
from core.resources import resource_path
from core.run.alone import Alone
from core.run.commands import Load
from tests.nets import dense, points, project


def update_of(made, updates=1):
    alone = Alone()
    alone.do(Load(made))
    *_, last = alone.steps(updates)
    return Update.of(last, alone.snapshot.layers)


def answered(update, *texts):
    answers = []
    for text in texts:
        address, _, value = text.partition("=")
        answers.append(Answer(parse(address), read(value)))
    return mark(update, answers)


@pytest.fixture(scope="module")
def xor():
    return update_of(open_file(resource_path("examples") / "xor.json").project)


def random_network(seed):
    """A network of two or three layers whose kinds, sizes and options are drawn."""
    rng = np.random.default_rng(seed)
    inputs, hidden = int(rng.integers(2, 4)), int(rng.integers(2, 4))
    bends = ("sigmoid", "tanh", "relu", "leaky_relu")
    kind = seed % 3
    outputs = (1, 2, 3)[kind]
    loss = ("binary_cross_entropy", "mean_squared_error", "categorical_cross_entropy")[kind]
    ends = ("sigmoid", "sigmoid", "softmax")[kind]
    targets = ("binary", "numbers", "one_hot")[kind]
    layers = [
        dense(hidden, bends[int(rng.integers(4))], bias_initializer={"name": "uniform"})
        for _ in range(int(rng.integers(1, 3)))
    ]
    return project(
        [*layers, dense(outputs, ends, bias_initializer={"name": "uniform"})],
        data=points(int(rng.integers(3, 6)), inputs, outputs, targets, seed),
        seed=seed,
        loss=loss,
        optimizer={"name": "sgd", "learning_rate": 0.5},
        **({"regularizer": {"name": "l2", "strength": 0.05}} if seed % 2 else {}),
    )


def planted(numbers, layers, rng):
    """Yield wrong answers from plain NumPy: the address, the answer, and a word for its slip."""
    n, m = float(numbers["n"]), float(numbers["m"])
    last = layers
    k = int(rng.integers(1, layers))  # a hidden layer
    s, u = (int(rng.integers(size)) for size in numbers[f"Z{k}"].shape)
    i, j = (int(rng.integers(size)) for size in numbers[f"W{k}"].shape)
    x = numbers["X"] if k == 1 else numbers[f"A{k - 1}"]
    dz, da = numbers[f"dZ{k}"], numbers[f"dA{k}"]
    other = (s + 1) % int(m)
    neuron = (u + 1) % numbers[f"Z{k}"].shape[1]
    yield f"dZ{last}[{s + 1},1]", -numbers[f"dZ{last}"][s, 0], "sign"
    yield f"dW{k}[{i + 1},{j + 1}]", -numbers[f"dW{k}"][i, j], "sign"
    yield f"dZ{k}[{s + 1},{u + 1}]", da[s, u], "slope of the activation"
    yield f"dA{k}[{s + 1},{u + 1}]", dz[s, u], "not ∂L/∂a"
    yield f"dW{last}[1,1]", numbers[f"dW{last}"][0, 0] * 2, "2"
    yield f"db{last}[1]", numbers[f"db{last}"][0] * m, f"{m:g}, the number of samples"
    yield f"dZ{last}[{s + 1},1]", numbers[f"dZ{last}"][s, 0] * n, "n = "
    yield "L", numbers["L"] * 2, "factor"
    yield f"Z{k}[{s + 1},{u + 1}]", numbers[f"Z{k}"][other, u], f"sample {other + 1}"
    yield f"A{k}[{s + 1},{u + 1}]", numbers[f"A{k}"][s, neuron], f"neuron's, {neuron + 1}"
    yield f"Z{k}[{s + 1},{u + 1}]", numbers[f"A{k}"][s, u], "after the activation"
    yield f"A{k}[{s + 1},{u + 1}]", numbers[f"Z{k}"][s, u], "before the activation"
    yield f"Z{k}[{s + 1},{u + 1}]", (x @ numbers[f"W{k}"])[s, u], "without the bias"
    yield f"W{k}'[{i + 1},{j + 1}]", numbers[f"W{k}"][i, j], "before the update"
    yield f"W{k}[{i + 1},{j + 1}]", numbers[f"W{k}'"][i, j], "after the update"
    step = numbers["eta"] * numbers[f"dW{k}"][i, j]
    yield f"W{k}'[{i + 1},{j + 1}]", numbers[f"W{k}"][i, j] + step, "added"
    yield f"dW{k}[{i + 1},{j + 1}]", (x.T @ dz)[i, j], "without the penalty"
    yield f"dW{k}[{i + 1},{j + 1}]", x[s, i] * dz[s, j], f"only sample {s + 1}"
    newer = numbers[f"dZ{k + 1}"] @ numbers[f"W{k + 1}'"].T
    yield f"dA{k}[{s + 1},{u + 1}]", newer[s, u], "weights after the update"
    if min(numbers[f"W{k}"].shape) > 1:
        turned = numbers[f"dW{k}"][1, 0]
        yield f"dW{k}[1,2]", turned, "row and column"
    yield f"dW{k}[{i + 1},{j + 1}]", dz[:, j].sum(), "without the input"


def written(value, digits=4):
    return f"{value:.{digits}g}"


def test_nineteen_of_twenty_planted_slips_are_named():
    named, missed = 0, []
    rng = np.random.default_rng(0)
    for seed in range(20):
        made = random_network(seed)
        update, layers = update_of(made), len(made.layers)
        wrong = []
        for address, value, word in planted(update.numbers, layers, rng):
            right = number_at(parse(address), update.numbers)
            # an answer that four digits cannot distinguish from the right one is not wrong
            if abs(value - right) > 0.02 * abs(right) and abs(value - right) > 0.001:
                wrong.append((address, value, word, right))
        for k in rng.permutation(len(wrong))[:12]:
            address, value, word, right = wrong[k]
            (found,) = answered(update, f"{address}={written(value)}")
            assert not found.right, (seed, address, value, right)
            if word in (found.slip or ""):
                named += 1
            else:
                missed.append((seed, address, written(value), word, found.slip))
    assert named + len(missed) >= 200
    assert named >= 0.95 * (named + len(missed)), missed


def every_address(update):
    for name, array in update.numbers.items():
        if name == "L[]":
            name = "L"
        for place in np.ndindex(*array.shape):
            index = ",".join(str(k + 1) for k in place)
            yield (f"{name}[{index}]" if index else name), float(array[place])


@pytest.mark.parametrize("seed", range(20))
def test_no_right_answer_is_marked_wrong_however_it_is_rounded(seed):
    update = update_of(random_network(seed))
    for address, value in every_address(update):
        forms = [f"{value:.3g}", f"{value:.4g}", f"{value:.3f}", f"{value:.4f}"]
        forms += [str(round(value, 3)), str(round(value, 4))]
        for text in forms:
            (found,) = answered(update, f"{address}={text}")
            assert found.right and found.slip is None, (address, text, found)
        (found,) = answered(update, f"{address}={value:.2g}")
        assert found.is_short or (found.right and found.slip is None), (address, found)


def test_an_update_of_xor_by_hand(xor):
    given = ["Z1[3,1]=0,8", "A1[3,1]=0.664", "dZ2[3,1]=-0.1128", "dA1[3,1]=−0.0789", "n=4"]
    assert all(each.right and each.slip is None for each in answered(xor, *given))
    wrong = {
        "dZ1[3,1]=0.0441": "sign",
        "dZ1[3,1]=-0.0789": "without the slope of the activation",
        "dZ1[3,1]=-0.1764": "divided by n",
        "slope1[3,1]=0.664": "that is a",
        "L=0.3068": "base 10",
        "W1'[1,1]=0.8259": "added",
        "Z1[3,1]=0.1": "",
        "L=0.71": "too few digits",
    }
    for text, word in wrong.items():
        (found,) = answered(xor, text)
        assert not found.right and word in (found.slip or ""), (text, found)


def test_what_follows_from_a_wrong_answer_is_right_in_itself(xor):
    first, *later = answered(
        xor, "dZ2[3,1]=0.1128", "dA1[3,1]=0.0789", "dZ1[3,1]=0.0441", "W1'[1,1]=0.8"
    )
    assert not first.right and "sign" in first.slip
    assert [each.right for each in later] == [True, True, False]
    assert later[0].slip == "follows from your dZ2[3,1]"
    assert later[0].value == pytest.approx(-0.0789, abs=1e-4)


def test_a_slip_beside_a_wrong_answer_is_named_by_what_follows_from_it(xor):
    _, second = answered(xor, "dZ2[3,1]=0.1128", "dZ1[3,1]=-0.0441")
    assert second.right and second.slip is None  # the engine's own number
    _, second = answered(xor, "dZ2[3,1]=0.2", "dZ1[3,1]=0.1399")
    assert not second.right and "without the slope" in second.slip


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        # a rounding of the right number is no slip, however few its digits
        (["dW2[1,1]=0.02", "db2[1]=0.02"], ["too few digits"] * 2),
        (["W1'[1,1]=0.8", "L=0.71"], ["too few digits"] * 2),
        (["A2[4,1]=0.6"], ["too few digits"]),
        # with all its digits it is what it is
        (["W1'[1,1]=0.800"], ["before the update"]),
        # 0 is nearly 0 times anything, and a rounding to no digit at all is none
        (["A1[2,2]=0"], [None]),
        (["A2[2,1]=0", "A2[2,1]=1"], [None, None]),
        (["A2[1,1]=0"], ["the sum z"]),
    ],
)
def test_what_a_rounding_explains_is_no_slip(xor, typed, said):
    for text, words in zip(typed, said, strict=True):
        (found,) = answered(xor, text)
        assert not found.right and (words or "") in (found.slip or ""), found
        assert (found.slip is None) == (words is None), found
        assert found.is_short == (words == "too few digits")


def test_a_slip_that_changes_nothing_in_a_network_is_not_named():
    chain = project(
        [dense(1, "tanh"), dense(1, "sigmoid")],
        data=points(1, 1, 1, "binary", 0),
        weights=[
            {"weight": [[0.4]], "bias": [-0.3]},
            {"weight": [[1.5]], "bias": [-0.5]},
        ],
    )
    update = update_of(chain)
    z = number_at(parse("Z2[1,1]"), update.numbers)
    h = round(number_at(parse("A1[1,1]"), update.numbers), 2)
    typed = f"{1.5 * h - 0.5:.3f}"
    for each in answered(update, f"A1[1,1]={h}", f"Z2[1,1]={typed}", f"A2[1,1]={z:.3f}"):
        assert "transposed" not in (each.slip or "")


def test_a_slip_that_changes_nothing_is_not_named_for_a_forgotten_penalty():
    """The slope of ReLU, 1, taken twice gives the same: only the penalty's part is missing."""
    chain = project(
        [dense(1, "relu"), dense(1, "linear")],
        data=points(1, 1, 1, "binary", 0),
        loss="mean_squared_error",
        regularizer={"name": "l2", "strength": 0.05},
        weights=[{"weight": [[0.4]], "bias": [2.0]}, {"weight": [[1.5]], "bias": [-0.5]}],
    )
    update = update_of(chain)
    x, dz = update.numbers["X"], update.numbers["dZ1"]
    assert update.numbers["slope1"][0, 0] == 1.0
    (found,) = answered(update, f"dW1[1,1]={(x.T @ dz)[0, 0]:.6g}")
    assert found.slip == "without the penalty's part"


def test_a_slip_that_explains_all_numbers_goes_before_those_of_single_ones(xor):
    wrong = xor.numbers["dZ2"] * (1 - xor.numbers["A1"] ** 2)
    typed = [f"dZ1[{i + 1},{j + 1}]={wrong[i, j]:.4f}" for i in range(4) for j in range(2)]
    said = {each.slip for each in answered(xor, *typed)}
    assert said == {"the weight w⁽²⁾ is missing on the way back"}


def test_the_slope_at_a_kink_is_the_components():
    relu = update_of(
        project(
            [dense(2, "relu"), dense(1, "sigmoid")],
            data={"source": {"name": "xor"}},
            weights=[
                {"weight": [[0.8, -0.6], [0.7, 0.9]], "bias": [0.0, 0.0]},
                {"weight": [[0.7], [0.5]], "bias": [0.0]},
            ],
        )
    )
    numbers = relu.numbers
    assert numbers["Z1"][0, 0] == 0.0 and numbers["dZ1"][0, 0] == 0.0
    at_one = numbers["dZ1"] + np.where(numbers["Z1"] == 0.0, numbers["dA1"], 0.0)
    for text in (
        f"dZ1[1,1]={numbers['dA1'][0, 0]:.6f}",
        f"db1[1]={at_one[:, 0].sum():.6f}",
        "slope1[1,1]=1",
    ):
        (found,) = answered(relu, text)
        assert found.slip.startswith("at z = 0 the slope of this activation is taken as 0")
        assert "without the slope" not in found.slip


def squares(half, samples, outputs):
    """One linear layer with squared errors."""
    return update_of(
        project(
            [dense(outputs, "linear", bias_initializer={"name": "uniform"})],
            data=points(samples, 2, outputs, "numbers", 3),
            seed=3,
            loss={"name": "mean_squared_error", "half": half},
            optimizer={"name": "sgd", "learning_rate": 0.1},
        )
    )


@pytest.mark.parametrize(("samples", "outputs"), [(1, 1), (2, 1), (3, 1), (1, 2), (2, 2), (4, 1)])
@pytest.mark.parametrize("address", ["L", "dA1[1,1]", "dZ1[1,1]", "dW1[1,1]", "db1[1]"])
def test_the_half_of_another_loss_is_named_and_nothing_else(samples, outputs, address):
    update = squares(False, samples, outputs)
    right = number_at(parse(address), update.numbers)
    (found,) = answered(update, f"{address}={right / 2:.5f}")
    assert found.slip == "the ½ of ½(ŷ − y)² does not belong to this loss"
    update = squares(True, samples, outputs)
    right = number_at(parse(address), update.numbers)
    (found,) = answered(update, f"{address}={right * 2:.5f}")
    assert found.slip == "the ½ of this loss, ½(ŷ − y)², is missing"


@pytest.mark.parametrize("samples", [2, 3, 4])
def test_a_count_that_was_left_out_is_named_once_and_said_what_it_is(samples):
    update = squares(False, samples, 1)
    right = number_at(parse("dW1[1,1]"), update.numbers)
    (found,) = answered(update, f"dW1[1,1]={right * samples:.5f}")
    name = f"n = {samples}, the number of samples"
    assert found.slip == f"a factor is missing: it is not divided by {name}"
    step = update.numbers["eta"] * right
    before = number_at(parse("W1[1,1]"), update.numbers)
    (found,) = answered(update, f"W1'[1,1]={before - step * samples:.5f}")
    said = f"the slope of the step is not divided by {name}"
    if samples == 2:  # as twice the learning rate gives
        said += "; or the step is twice what it should be"
    assert found.slip == said


def test_n_and_m_are_told_apart_where_they_are_two_numbers():
    update = squares(False, 3, 2)
    right = number_at(parse("dW1[1,1]"), update.numbers)
    said = [answered(update, f"dW1[1,1]={right * by:.5f}")[0].slip for by in (6, 3)]
    assert said[0].endswith("n = 6, the number of values")
    assert said[1].endswith("m = 3, the number of samples")


def test_a_prediction_minus_its_target_is_called_that_at_every_sample(xor):
    # for sample 1, with ŷ = ½ and y = 0, ∂L/∂a happens to be the same number
    errors = ["dZ2[1,1]=0.5", "dZ2[2,1]=-0.5162", "dZ2[3,1]=-0.4511", "dZ2[4,1]=0.5536"]
    said = {answered(xor, text)[0].slip for text in errors}
    assert said == {"that is only ŷ − y"}


def test_digits_cut_off_and_rounding_on_the_way_cannot_be_told_apart(xor):
    rounded, cut = answered(xor, "A1[2,1]=-0.6044")[0], answered(xor, "A1[2,1]=-0.6043")[0]
    assert rounded.right and rounded.remark == ""
    assert cut.right and cut.remark == "small rounding difference"


@pytest.mark.parametrize(
    ("text", "value"),
    [("0.8", 0.8), ("0,8", 0.8), ("-1/3", -1 / 3), ("1e-3", 0.001), ("−2", -2.0), (".5", 0.5)],
)
def test_numbers_are_read_as_people_write_them(text, value):
    assert read(text).value == pytest.approx(value, rel=1e-15)


@pytest.mark.parametrize("text", ["", "x", "1/0", "1e999", "0.8.1", "1" * 50, "nan", "__import__"])
def test_what_is_no_number_is_said(text):
    with pytest.raises(UserError) as caught:
        read(text)
    assert caught.value.hint


def test_rounding():
    assert is_rounded(read("0.118"), 0.11789) and is_rounded(read("1230"), 1234.5)
    assert is_rounded(read("0.000"), 0.0004) and not is_rounded(read("0.12"), 0.11789)
    assert not is_rounded(read("0.1178"), 0.11789) and is_cut(read("0.1178"), 0.11789)
    assert not is_rounded(read("-0.0003"), 0.0003)
