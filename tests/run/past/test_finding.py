"""The first update where a condition holds, against a run that is stepped phase by phase."""

import math

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.data.dataset import load_dataset
from core.errors import UserError
from core.lesson.addresses.moment import numbers_of
from core.lesson.past.condition import read_condition
from core.run.alone import Alone
from core.run.commands import Find, GoTo, Load, Play, SetEnd, SetValues, StepUpdate
from core.run.past.finding import Ahead, Finding
from core.training.timeline import Timeline
from core.training.trainer import Trainer
from core.training.walk import Walk
from tests.amount import some
from tests.nets import dense, points, project

UPDATES = 24


def made(activation="tanh", batch=None, shuffle=False, seed=0, rate=2.0, **fields):
    return project(
        [dense(2, activation), dense(1, "sigmoid")],
        points(5, 2, 1, "binary", seed=3),
        {"batch_size": batch, "shuffle": shuffle, "epochs": UPDATES},
        loss={"name": "binary_cross_entropy"},
        optimizer={"name": "sgd", "learning_rate": rate},
        seed=seed,
        **fields,
    )


def stepped(one, updates=UPDATES):
    """Return the results of the phases, moment by moment: a dict of every number by its address."""
    trainer = Trainer(one, load_dataset(one.data, one.data_seed(), None))
    walk, found = Walk(Timeline(trainer)), []
    while True:
        numbers = {"loss": trainer.evaluate().loss, "gradient_norm": math.nan}
        numbers |= {"accuracy": trainer.evaluate().metrics["accuracy"]}
        for i, arrays in enumerate(trainer.network.arrays(trainer.state.parameters, np.empty(0))):
            for name, array in arrays.items():
                code = {"weight": "W", "bias": "b"}[name] + str(i + 1)
                for at in np.ndindex(array.shape):
                    numbers[f"{code}[{','.join(str(k + 1) for k in at)}]"] = float(array[at])
        outputs = trainer.predict(trainer.dataset.train.raw_inputs)
        numbers["classes"] = tuple((outputs[:, 0] > 0.5).astype(int))
        numbers["zeros"] = _zeros(trainer)
        picture = walk.picture()
        if picture.records:
            arrays = numbers_of(picture)
            rows = picture.record("batch").values["indexes"]
            for name in ("dW1", "dW2", "db1", "db2"):
                for at in np.ndindex(arrays[name].shape):
                    numbers[f"{name}[{','.join(str(k + 1) for k in at)}]"] = float(arrays[name][at])
            for row, sample in enumerate(rows):
                numbers[f"dZ2[{sample + 1},1]"] = float(arrays["dZ2"][row, 0])
            # the norm is summed in the order in which the engine stores the gradient
            numbers["gradient_norm"] = float(np.linalg.norm(trainer.work.gradient))
            own = trainer.network.learned(trainer.work.gradient)
            numbers["norm(dW1)"] = float(np.linalg.norm(own[0]["weight"]))
        found.append(numbers)
        if trainer.update == updates:
            return found
        walk.run_update()


def _zeros(trainer):
    """Which hidden units give 0 for every training sample."""
    plan = trainer.figures.predictor.plan(len(trainer.dataset.train))
    plan.x[:-1] = trainer.dataset.train.inputs.T
    plan.run()
    return tuple(bool(np.all(row == 0.0)) for row in plan.layer_outputs[0])


def find(one, condition, ahead=None):
    trainer = Trainer(one, load_dataset(one.data, one.data_seed(), None))
    job = Finding(Timeline(trainer), read_condition(condition), ahead or Ahead(None), False)
    while not job.work(1.0):
        pass
    return job.result


def first(moments, holds):
    return next((i for i, numbers in enumerate(moments) if holds(numbers)), None)


@settings(max_examples=some(25), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_the_first_update_is_that_of_stepping(data):
    batch = data.draw(st.sampled_from([None, 2]))
    one = made(
        data.draw(st.sampled_from(["tanh", "relu"])), batch, batch is not None,
        seed=data.draw(st.integers(0, 3)),
    )  # fmt: skip
    updates = UPDATES * (1 if batch is None else 3)
    moments = stepped(one, updates)
    names = [name for name in moments[-1] if name not in ("classes", "zeros")]
    name = data.draw(st.sampled_from(names))
    values = [numbers.get(name, math.nan) for numbers in moments]
    known = [value for value in values if not math.isnan(value)]
    limit = data.draw(st.sampled_from(known)) if known else 0.0
    less = data.draw(st.booleans())
    found = find(one, f"{name} {'<=' if less else '>='} {limit!r}")
    expected = first(
        moments,
        lambda n: n.get(name, math.nan) <= limit if less else n.get(name, math.nan) >= limit,
    )
    assert found.update == expected
    assert found.address == name
    if expected is not None:
        assert found.value == values[expected]


@settings(max_examples=some(12), deadline=None)
@given(st.integers(0, 30), st.sampled_from([None, 2]), st.integers(1, 5))
def test_a_sample_flips_where_stepping_says_so(seed, batch, sample):
    one = made(batch=batch, seed=seed)
    moments = stepped(one, UPDATES * (1 if batch is None else 3))
    classes = [numbers["classes"][sample - 1] for numbers in moments]
    expected = next((i for i in range(1, len(classes)) if classes[i] != classes[i - 1]), None)
    found = find(one, f"sample {sample} flips")
    assert found.update == expected
    assert found.address == f"A2[{sample},1]"


@pytest.mark.parametrize("kind", ["binary", "one_hot"])
def test_any_sample_flips_where_the_first_of_all_does(kind):
    """Those of the test part count too, after those of the training part."""
    outputs, end, loss = {
        "binary": (2, "sigmoid", "binary_cross_entropy"),
        "one_hot": (3, "softmax", "categorical_cross_entropy"),
    }[kind]
    one = project(
        [dense(3, "tanh"), dense(outputs, end)],
        data={"source": points(9, 2, outputs, kind, 4), "test_share": 0.4},
        loss=loss,
        optimizer={"name": "sgd", "learning_rate": 1.0},
    )
    each = [find(one, f"sample {n} flips", Ahead(12)) for n in range(1, 10)]
    found = find(one, "a sample flips", Ahead(12))
    updates = [other.update for other in each if other.update is not None]
    assert found.update == min(updates)
    at_first = [other for other in each if other.update == found.update]
    assert (found.address, found.value) == (at_first[0].address, at_first[0].value)


@settings(max_examples=some(12), deadline=None)
@given(st.integers(0, 30))
def test_signs_and_dead_units_where_stepping_says_so(seed):
    one = made("relu", seed=seed)
    moments = stepped(one)
    weights = [name for name in moments[0] if name.startswith("W")]
    signs = [[np.sign(numbers[name]) for name in weights] for numbers in moments]
    turned = next((i for i in range(1, len(signs)) if signs[i] != signs[i - 1]), None)
    assert find(one, "weight changes sign").update == turned
    zeros = [numbers["zeros"] for numbers in moments]
    dies = next(
        (i for i in range(1, len(zeros))
         if any(now and not was for now, was in zip(zeros[i], zeros[i - 1], strict=True))),
        None,
    )  # fmt: skip
    assert find(one, "unit dies").update == dies
    assert find(one, "unit 2 of layer 1 is dead").update == first(moments, lambda n: n["zeros"][1])


def test_saturated_is_nearly_all_of_the_range():
    weights = [
        {"weight": [[100.0, 0.1], [0.0, 0.1]], "bias": [0.0, 0.0]},
        {"weight": [[1.0], [1.0]], "bias": [0.0]},
    ]
    found = find(made(weights=weights), "unit is saturated")
    assert (found.update, found.address) == (0, "A1[:,1]")
    assert found.value >= 0.95


def test_both_parts_of_and_hold_at_the_same_moment():
    moments = stepped(made())
    low, high = moments[8]["loss"], moments[5]["W1[1,1]"]
    sign = ">=" if moments[12]["W1[1,1]"] >= high else "<="
    found = find(made(), f"loss <= {low!r} and W1[1,1] {sign} {high!r}")

    def holds(numbers):
        value = numbers["W1[1,1]"]
        return numbers["loss"] <= low and (value >= high if sign == ">=" else value <= high)

    assert found.update == first(moments, holds)


@pytest.mark.parametrize(
    ("condition", "message"),
    [
        ("W3[1,1] > 0", "there is no layer 3"),
        ("W1[3,1] > 0", "outside W1"),
        ("scale1[1] > 0", "layer 1 has no scale1"),
        ("A1[6,1] > 0", "there is no sample 6"),
        ("A1[1,9] > 0", "there is no neuron 9"),
        ("A1[1] > 0", "needs a sample and a neuron"),
        ("norm(A1) > 0", "its rows are samples"),
        ("dQ1[1,1] > 0", "no update of this network computes dQ1"),
        ("dZ1[6,1] > 0", "there is no sample 6"),
        ("test_loss < 1", "there is no test part"),
        ("r2 > 0", "r2 is not a figure of this task"),
        ("unit 9 dies", "there is no neuron 9"),
        ("unit 1 of layer 7 dies", "there is no layer 7"),
        ("sample 9 flips", "there is no sample 9"),
    ],
)
def test_what_the_network_does_not_have_is_said(condition, message):
    with pytest.raises(UserError) as caught:
        find(made(), condition)
    assert message in caught.value.message
    assert caught.value.hint


def test_no_sample_flips_in_a_regression():
    one = project([dense(1)], points(5, 2, 1), {"epochs": 3}, loss={"name": "mean_squared_error"})
    with pytest.raises(UserError, match="numbers, not classes"):
        find(one, "sample 1 flips")


# ------------------------------------------------------------------ in a run


def ran(one, updates):
    alone = Alone()
    alone.do(Load(one))
    for _ in range(updates):
        alone.do(StepUpdate())
    return alone


def test_the_recorded_run_is_looked_through_with_what_was_changed_by_hand():
    alone = ran(made(), 6)
    alone.do(SetValues(0, "weight", (0, 0), 7.5))
    for _ in range(6):
        alone.do(StepUpdate())
    before = alone.run.trainer.state.vector.tobytes()
    alone.do(GoTo(2))
    found = alone.ask(Find("W1[1,1] > 7"), "found")
    assert (found.update, found.value) == (6, 7.5)
    assert alone.run.trainer.update == 2  # the current moment does not change
    alone.do(GoTo(12))
    assert alone.run.trainer.state.vector.tobytes() == before
    assert alone.ask(Find("W1[1,1] > 1e6"), "found").update is None


def test_ahead_of_what_is_recorded_it_trains_on_apart():
    alone = ran(made(), 3)
    late = stepped(made())[20]["loss"]
    assert alone.ask(Find(f"loss <= {late!r}"), "found").update is None
    assert alone.ask(Find(f"loss <= {late!r}", Ahead(18)), "found").update == 20
    assert alone.run.trainer.update == 3
    assert alone.run.time.timeline.end == 3


def test_divergence_ends_the_search():
    found = find(made(rate=1e300), "loss < -1")
    assert found.update is None
    assert found.diverged


def test_giving_up_is_answered():
    alone = ran(made(), 3)
    told = []
    alone.run.asking.found.connect(told.append)
    alone.do(SetEnd(10**9))
    alone.do(Play(), go_on=lambda: alone.run.trainer.update < 500)
    alone.do(Find("loss < -1", Ahead(10**9)), go_on=lambda: False)
    assert told == [None]


def test_a_fault_in_the_condition_is_told_as_one():
    with pytest.raises(UserError, match="is not a number of a moment"):
        ran(made(), 1).do(Find("nonsense < 1"))
