"""Rules of the doctor at the edges of what they are for, one rule at a time."""

from dataclasses import replace

import numpy as np
import pytest

from core.data.options import MAX_SEED
from core.errors import UserError
from core.history.figures import History
from core.run.alone import Alone
from core.run.commands import Apply, Examine, ForeseeRemedy, GoTo, Load, TryRates
from core.run.doctor import course, steps
from core.run.doctor.data import differ_in_size, out_of_reach, sizes
from core.run.doctor.equal_rows import groups
from core.run.doctor.looking import Looking
from core.run.doctor.remedy import remedied
from core.run.doctor.units import alike, dead, other_start
from core.run.makers.diagnostics import diagnostics
from core.run.starts import try_starts
from tests.nets import XOR, dense, project, trainer_of
from tests.run.doctor.sick import by_heart, on_ring


def done(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def looking(made, epochs=0):
    trainer = trainer_of(made)
    trainer.run(epochs=epochs)
    return Looking(trainer)


def regression(inputs, targets, output="linear", hidden=None):
    data = {"name": "points", "inputs": np.asarray(inputs).tolist(), "targets": targets.tolist()}
    hidden = hidden or dense(3, "tanh")
    return project([hidden, dense(1, output)], data=data, loss="mean_squared_error")


def test_equal_rows_are_grouped_in_slices():
    rows = np.array([[0.5, 0.0], [1.0, 2.0], [0.5, -0.0], [1.0, 2.0], [3.0, 4.0]])
    group, sizes = done(groups(rows))
    assert group.tolist() == [0, 1, 0, 1, 2] and sizes.tolist() == [2, 2, 1]
    many = np.random.default_rng(0).integers(0, 2, (5000, 6)).astype(float)
    assert len(list(groups(many))) == 3  # never all of them in one go
    group, sizes = done(groups(many))
    assert sizes.sum() == 5000 and len(sizes) == len(np.unique(many, axis=0))
    assert all(np.array_equal(many[k], many[int(np.argmax(group == group[k]))]) for k in (7, 4999))
    group, sizes = done(groups(np.empty((0, 3))))
    assert group.size == sizes.size == 0


def test_the_deviation_of_equal_numbers_is_0_whatever_rounding_says():
    inputs = np.column_stack([np.linspace(-1, 1, 60), np.full(60, 0.1)])
    assert np.std(inputs[:, 1]) > 0.0  # 1·10⁻¹⁶
    assert differ_in_size(looking(regression(inputs, inputs[:, :1]))) is None


@pytest.mark.parametrize(("first", "title"), [(1.0, "very different"), (500.0, "Large inputs")])
def test_large_inputs_of_one_size_are_not_called_different(first, title):
    inputs = np.random.default_rng(0).normal(size=(60, 2)) * [first, 500.0]
    found = done(sizes(looking(regression(inputs, inputs[:, :1]))))
    assert title in found.title and found.remedy == {"data.scaling": "standard"}


@pytest.mark.parametrize(
    ("output", "range_"),
    [("relu", "0 to ∞"), ("gaussian", "0 to 1"), ("elu", "−1 to ∞"), ("linear", None)],
)
def test_a_range_without_an_end_has_none(output, range_):
    x = np.linspace(-2, 2, 20)[:, np.newaxis]
    found = done(out_of_reach(looking(regression(x, x, output))))
    assert (found is None) == (range_ is None)
    assert found is None or found.measured.endswith(range_)


@pytest.mark.parametrize(
    ("kind", "start", "words"),
    [("relu", -30.0, "give 0"), ("hard_sigmoid", 30.0, "give the same"), ("relu6", 30.0, "same")],
)
def test_dead_units_are_said_to_give_0_only_if_they_do(kind, start, words):
    bias = {"name": "constant", "value": start}
    made = on_ring([dense(4, kind, bias_initializer=bias), dense(1, "sigmoid")])(0)
    found = done(dead(looking(made)))
    assert len(found.units) == 4 and words in found.measured


def test_the_diagnostics_look_at_the_same_samples_as_the_doctor():
    """The first thousand may all be of one class, for which a unit is silent."""
    x = np.repeat([-1.0, 1.0], 1000)[:, np.newaxis]
    trainer = trainer_of(regression(x, x, hidden=dense(1, "relu")))
    trainer.state.parameters[0] = 1.0  # silent for the first half
    (found, _) = diagnostics(trainer, None, None)
    assert found.dead == 0 and Looking(trainer).dead() == []
    assert found.activations.counts.sum() == 1000 and len(Looking(trainer).samples) == 1000


def test_what_is_switched_off_is_neither_dead_nor_a_twin():
    trainer = trainer_of(on_ring([dense(4, "relu"), dense(1, "sigmoid")])(1))
    learned = trainer.network.learned(mask := np.zeros(trainer.network.parameter_count))
    for unit in (0, 1):  # as in the lab, and all that leads to it as well: all its numbers are 0
        learned[0]["weight"][:, unit] = learned[0]["bias"][unit] = learned[1]["weight"][unit] = 1
    trainer.work.switch(mask.astype(bool))
    look = Looking(trainer)
    assert look.off_units == {(0, 0), (0, 1)}
    assert done(alike(look)) is None and done(dead(look)) is None
    trainer.work.switch(None)
    trainer.state.parameters[mask > 0.0] = 0.0  # the same numbers, but on
    assert len(done(alike(Looking(trainer))).units) == 2


# ---------------------------------------------------------------------- a plateau


def at_rest(made, epochs, every):
    """A look at a loss that has stood still for so many epochs, measured now and then."""
    look = looking(made)
    measured = np.arange(0.0, epochs + 1, every)
    count = measured.size
    loss = np.where(measured < epochs / 2, 1.0, 0.7) + 1e-6 * np.arange(count)
    look.history = History(measured, loss, np.empty(0))
    look.epoch = epochs
    return look


@pytest.fixture
def no_rate_helps(monkeypatch):
    monkeypatch.setattr(course, "longer", lambda look: iter_of(None))


def test_a_plateau_without_hidden_layers_wants_one(no_rate_helps):
    made = project([dense(1, "sigmoid")], data=XOR, loss="binary_cross_entropy")
    found = done(course.plateau(at_rest(made, 100, 1)))
    assert "hidden layer" in found.says
    mended = remedied(made, found)
    assert len(mended.layers) == 2 and mended.layers[1] == made.layers[0]
    trainer = trainer_of(replace(mended, optimizer=replace(made.optimizer, learning_rate=0.5)))
    trainer.run(epochs=600)
    assert trainer.evaluate().loss < 0.1


def test_it_is_counted_in_epochs_not_in_figures(monkeypatch, no_rate_helps):
    monkeypatch.setattr(course, "_starts", lambda look: iter_of((1, 2, 5)))
    made = project([dense(2, "tanh"), dense(1, "sigmoid")], data=XOR, loss="binary_cross_entropy")
    found = done(course.plateau(at_rest(made, 1000, 10)))
    assert "in 200 epochs" in found.measured and "1 of 2 other starts" in found.measured
    assert done(course.plateau(at_rest(made, 20, 1))) is None
    assert done(course.plateau(at_rest(made, 40, 20))) is None  # two figures show no rest


def test_what_is_frozen_altogether_is_no_plateau(monkeypatch, no_rate_helps):
    monkeypatch.setattr(course, "_starts", lambda look: iter_of((0, 3, None)))
    made = project(data=XOR, loss="binary_cross_entropy", frozen=[True, True])
    assert done(course.plateau(at_rest(made, 100, 1))) is None
    some = replace(made, frozen=(True, False))
    assert done(course.plateau(at_rest(some, 100, 1))) is not None


def test_a_rate_far_too_small_is_no_plateau():
    made = project(data=XOR, loss="binary_cross_entropy", optimizer=tiny(1e-8))
    factor, loss = done(steps.longer(looking(made)))
    assert factor >= 1e6 and loss < 0.98 * looking(made).loss


def tiny(rate):
    return {"name": "sgd", "learning_rate": rate}


def test_steps_from_an_infinite_loss_are_not_called_too_short():
    look = looking(project(data=XOR, loss="binary_cross_entropy", optimizer=tiny(1e-8)))
    assert done(steps.too_short(look)) is not None
    look.loss = np.inf
    assert done(steps.too_short(look)) is None


def iter_of(value):
    yield
    return value


def test_starts_that_would_take_hours_are_not_tried(monkeypatch, no_rate_helps):
    made = project([dense(2, "tanh"), dense(1, "sigmoid")], data=XOR, loss="binary_cross_entropy")
    monkeypatch.setattr(course, "_MOST_EFFORT", 1e4)
    found = done(course.plateau(at_rest(made, 100, 1)))
    assert "too long to try" in found.measured and "neurons" in found.says


def test_overfitting_is_counted_in_epochs_too():
    inputs = np.linspace(-1, 1, 12)[:, np.newaxis]
    look = looking(regression(inputs, inputs))
    epochs = np.arange(0.0, 1001, 20)
    fall = np.linspace(1.0, 0.1, epochs.size)
    test = np.where(epochs <= 600, fall, 0.5 + epochs / 1000)
    look.history = History(epochs, fall, test, updates=epochs)
    found = done(course.overfitting(look))
    assert found.back_to == 600 and found.remedy == {"training.stop.patience": 100}


def test_what_came_later_in_the_recorded_run_does_not_count():
    """A run that went back still has the figures of later epochs."""
    made = by_heart(0)
    alone = Alone()
    alone.do(Load(made))
    alone.train(200)
    assert "overfitting" in [each.key for each in alone.ask(Examine(), "examined")]
    alone.do(GoTo(4))  # the second epoch
    look = Looking(alone.run.trainer)
    assert alone.run.trainer.history.since(0).epochs[-1] == 200.0
    assert look.history.epochs.tolist() == list(range(look.epoch + 1))
    assert done(course.overfitting(look)) is None


# ---------------------------------------------------------------------- remedies that start anew

WIDE = {"name": "normal", "deviation": 100.0}
STARTS = {
    "twins": on_ring(
        [dense(4, "tanh", initializer="zeros"), dense(1, "sigmoid", initializer="zeros")]
    ),
    "saturated_units": on_ring([dense(4, "tanh", initializer=WIDE), dense(1, "sigmoid")]),
}


@pytest.mark.parametrize("key", STARTS)
def test_another_initializer_is_drawn_from_where_the_remedy_is_taken(key):
    """Weights are kept by most edits; kept here, they would keep the illness."""
    alone = Alone()
    alone.do(Load(STARTS[key](2)))
    alone.train(10)
    found = alone.ask(Examine(), "examined")[0]
    assert found.key == key
    futures = alone.ask(ForeseeRemedy(found), "foreseen")
    assert futures.having[-1, 1] < futures.without[-1, 1]
    alone.do(Apply(remedied(alone.run.trainer.project, found)))
    assert alone.run.trainer.evaluate().loss == futures.having[0, 1]
    assert key not in [each.key for each in alone.ask(Examine(), "examined")]


# ---------------------------------------------------------------------- rates, another network


@pytest.mark.parametrize("optimizer", ["rprop", "lbfgs", "levenberg_marquardt"])
def test_no_rate_is_suggested_where_steps_do_not_grow_with_it(optimizer):
    """After some updates Rprop's rate changes nothing, and still one would look the steepest."""
    alone = Alone()
    alone.do(Load(project([dense(2, "tanh"), dense(1, "linear")], optimizer=optimizer)))
    with pytest.raises(UserError, match="finds its own steps") as caught:
        alone.ask(TryRates(), "rates_tried")
    assert caught.value.hint


def test_a_look_at_a_network_that_is_replaced_is_given_up():
    alone = Alone()
    made = project(data=XOR, loss="binary_cross_entropy")
    alone.do(Load(made))
    told = []
    alone.run.answered.connect(lambda answer: told.append((answer.news, answer.values)))
    alone.run.do(Examine())  # its first slice is still to come
    alone.run.do(Load(project([dense(5, "relu"), dense(1, "sigmoid")], loss=made.loss.write())))
    while alone.run.wait() is not None:
        alone.run.work()
    assert [values for news, values in told if news == "examined"] == [(None,)]
    assert alone.ask(Examine(), "examined") is not None


def test_after_the_largest_seed_comes_the_first():
    """Other starts of the last seed there is: read as a project, not refused."""
    made = replace(by_heart(0), seed=MAX_SEED)
    assert other_start(looking(made))["seed"] == 0
    trainer = trainer_of(made)
    found = [each for each in try_starts(made, trainer.dataset, 2, epochs=1) if each]
    assert [each.seed for each in found] == [MAX_SEED, 0]
