"""Two moments side by side: what is in a picture, and what has changed."""

import dataclasses

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.components.activations import Sigmoid
from core.data.samples import Task
from core.pictures.findings import Crossing, MomentPicture
from core.project import Project
from core.run.makers.comparison import MOST_MOVED, compare, picture_of
from core.run.makers.snapshots import facts_of
from core.training import changes
from tests.amount import some
from tests.nets import bits, dense, gradients, points, trainer, trainer_of
from tests.strategies import trainable


def picture(one):
    return picture_of(one.dataset, one.moment(), facts_of(one, 0).points.inputs)


@settings(max_examples=some(20), deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(trainable(), st.integers(0, 3), st.integers(0, 4))
def test_a_picture_is_of_the_moment_and_the_change_between_two(description, first, then):
    one = trainer_of(Project.from_json(description))
    one.run(updates=first)
    state, record = one.state.vector.tobytes(), repr(one.moment().record)
    before = picture(one)
    assert (one.state.vector.tobytes(), repr(one.moment().record)) == (state, record)
    assert (before.update, before.epoch) == (one.update, one.epoch)
    figures = one.evaluate()
    assert (before.loss, before.test_loss) == (figures.loss, figures.test_loss)
    kept = one.network.arrays(one.state.parameters.copy(), one.state.statistics.copy())
    _, slopes = gradients(one)
    for layer, arrays in enumerate(kept):
        assert before.layers[layer].keys() == arrays.keys()
        for name, array in arrays.items():
            np.testing.assert_array_equal(before.layers[layer][name], array)
        for name, array in slopes[layer].items():
            np.testing.assert_array_equal(before.gradients[layer][name], array)
    one.return_to_update_start()
    one.run(updates=then)
    after = picture(one)
    found = compare(before, after)
    assert found.updates == (first, one.update) and found.losses == (before.loss, after.loss)
    now = one.network.arrays(one.state.parameters, one.state.statistics)
    for layer, arrays in enumerate(found.arrays):
        for name, change in arrays.items():
            np.testing.assert_array_equal(change.before, kept[layer][name])
            np.testing.assert_array_equal(change.after, now[layer][name])
            np.testing.assert_array_equal(change.change, now[layer][name] - kept[layer][name])
    if then == 0:
        assert found.changed_side == () and found.moved_most == ()
        assert not any(c.change.any() for arrays in found.gradients for c in arrays.values())


def test_the_trainer_goes_on_as_if_nothing_had_been_asked():
    layers = [dense(3, "tanh"), {"name": "dropout"}, {"name": "batch_norm"}, dense(1)]
    fields = {"data": points(9), "training": {"batch_size": 4, "shuffle": True}}
    one, other = trainer(layers, **fields), trainer(layers, **fields)
    for _ in range(6):
        picture(one)
        one.run(updates=1)
        one.step_phase()
        picture(one)  # in the middle of an update
        assert one.position == 1
        one.run(updates=1)
    other.run(updates=12)
    assert bits(one) == bits(other)


def line(weight):
    """One sigmoid neuron that divides 1, 2, 3 (training) at −bias/weight."""
    return trainer(
        [dense(1, "sigmoid")],
        data={"name": "points", "inputs": [[1], [2], [3]], "targets": [[0], [1], [1]]},
        weights=[{"weight": [[1.0]], "bias": [weight]}],
        loss="binary_cross_entropy",
    )


def test_samples_that_change_sides():
    """z = x − 1.5 puts 1 on one side, 2 and 3 on the other; z = x − 2.5 moves 2 across."""
    found = compare(picture(line(-1.5)), picture(line(-2.5)))
    assert found.changed_side == (Crossing(sample=1, before=1, after=0),)
    back = compare(picture(line(-2.5)), picture(line(-1.5)))
    assert back.changed_side == (Crossing(sample=1, before=0, after=1),)
    np.testing.assert_array_equal(found.arrays[0]["bias"].change, [-1.0])
    np.testing.assert_array_equal(found.arrays[0]["weight"].change, [[0.0]])
    # σ(0.5) → σ(−0.5) moves further than σ(1.5) → σ(0.5), which is as far as σ(−0.5) → σ(−1.5)
    assert found.moved_most[0].sample == 1
    assert found.moved_most[0].before == pytest.approx(0.622459, abs=1e-6)
    assert found.moved_most[0].after == pytest.approx(0.377541, abs=1e-6)


def test_several_classes():
    """Changes of class by the classes' numbers, among training and test samples."""
    one = trainer(
        [dense(4, "tanh"), dense(3, "softmax")],
        data={"source": points(30, 2, 3, "one_hot"), "test_share": 0.4},
        loss="categorical_cross_entropy",
        optimizer={"name": "adam", "learning_rate": 0.1},
    )
    assert one.dataset.task is Task.CLASSES
    before = picture(one)
    one.run(updates=40)
    after = picture(one)
    parts = (one.dataset.train, one.dataset.test)
    inputs = np.concatenate([part.raw_inputs for part in parts])
    assert before.outputs.shape == (30, 3)
    np.testing.assert_array_equal(after.outputs, one.predict(inputs))
    old, new = before.outputs.argmax(axis=1), after.outputs.argmax(axis=1)
    found = compare(before, after)
    assert [(c.sample, c.before, c.after) for c in found.changed_side] == [
        (int(i), int(old[i]), int(new[i])) for i in np.flatnonzero(old != new)
    ]
    assert len(found.changed_side) > 3
    assert found.test_losses == (before.test_loss, after.test_loss)


def test_several_outputs_of_two_classes():
    one = trainer(
        [dense(2, "sigmoid")],
        data={
            "name": "points",
            "inputs": [[0, 0], [0, 1], [1, 0], [1, 1]],
            "targets": [[0, 0], [0, 1], [0, 1], [1, 1]],
        },
        weights=[{"weight": [[1, 1], [1, 1]], "bias": [-0.5, -1.5]}],
    )
    assert one.dataset.task is Task.TWO_CLASSES
    before = picture(one)
    one.network.learned(one.state.parameters)[0]["bias"][1] = -0.5
    found = compare(before, picture(one))
    assert found.changed_side == (Crossing(1, 0, 1, output=1), Crossing(2, 0, 1, output=1))


def test_a_regression_has_no_sides():
    one = trainer([dense(4, "tanh"), dense(2)], data=points(60, outputs=2))
    before = picture(one)
    one.run(updates=20)
    after = picture(one)
    found = compare(before, after)
    assert found.changed_side == () and before.classes is None
    assert len(found.moved_most) == MOST_MOVED
    distances = np.sort(np.abs(after.outputs - before.outputs).reshape(-1))[::-1]
    np.testing.assert_array_equal(
        [abs(item.after - item.before) for item in found.moved_most], distances[:MOST_MOVED]
    )
    for item in found.moved_most:
        assert item.before == before.outputs[item.sample, item.output]
        assert item.after == after.outputs[item.sample, item.output]


def test_a_picture_is_kept_while_training_goes_on():
    one = trainer(data=points(5, kind="binary"))
    first = picture(one)
    copies = [array.copy() for arrays in first.layers for array in arrays.values()]
    one.run(updates=10)
    for array, copy in zip(
        (array for arrays in first.layers for array in arrays.values()), copies, strict=True
    ):
        np.testing.assert_array_equal(array, copy)


def test_an_activation_that_was_changed_in_between():
    """A live change keeps the shapes, so they can be compared; each has its own threshold."""
    one = trainer([dense(1, "linear")], data=points(6, kind="binary"), loss="mean_squared_error")
    before = picture(one)
    layer = dataclasses.replace(one.project.layers[0], activation=Sigmoid())
    changes.apply(one, dataclasses.replace(one.project, layers=(layer,)))
    after = picture(one)
    assert before.outputs.shape == after.outputs.shape
    np.testing.assert_array_equal(before.classes, (before.outputs > 0).reshape(-1))
    np.testing.assert_array_equal(after.classes, (after.outputs > 0.5).reshape(-1))
    # a threshold of 0 for z is one of ½ for σ(z): no sample changes sides
    assert compare(before, after).changed_side == ()


def test_other_networks_and_points_cannot_be_compared():
    one = picture(trainer(data=points(6)))
    with pytest.raises(ValueError, match="networks"):
        compare(one, picture(trainer([dense(4, "tanh"), dense(1)], data=points(6))))
    with pytest.raises(ValueError, match="points"):
        compare(one, picture(trainer(data=points(7))))


def test_what_is_out_of_the_numbers():
    def made(outputs):
        return MomentPicture(0, 0, 0.0, None, (), (), np.array(outputs), None)

    found = compare(made([[1.0], [np.inf], [2.0]]), made([[1.5], [np.inf], [np.nan]]))
    assert [(item.sample, item.before, item.after) for item in found.moved_most] == [(0, 1.0, 1.5)]
