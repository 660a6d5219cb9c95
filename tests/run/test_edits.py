"""Numbers set by hand, and parameters frozen: what changes, what does not, what is refused."""

import numpy as np
import pytest

from core.errors import DataError
from core.run.kept_weights import means_the_same
from core.training.edits import set_frozen, set_values
from tests.nets import dense, trainer


def made(**fields):
    one = trainer([dense(3, "tanh"), dense(1, "sigmoid")], loss="binary_cross_entropy", **fields)
    one.run(updates=5)
    return one


def array(one, layer, name):
    return one.network.arrays(one.state.parameters, one.state.statistics)[layer][name]


def test_one_weight_is_set_and_can_be_put_back():
    one = made()
    before = one.state.vector.copy()
    edit = set_values(one, 0, "weight", (1, 2), 0.25)
    assert array(one, 0, "weight")[1, 2] == 0.25
    assert np.count_nonzero(one.state.vector != before) == 1
    set_values(one, edit.layer, edit.name, None, edit.before)
    np.testing.assert_array_equal(one.state.vector, before)


def test_training_goes_on_from_the_edited_weights():
    one, other = made(), made()
    set_values(one, 0, "weight", (0, 0), 3.0)
    one.run(updates=3)
    other.run(updates=3)
    assert not np.array_equal(one.state.parameters, other.state.parameters)
    assert one.update == 8


def test_an_edit_in_the_middle_of_an_update_returns_to_its_start():
    one = made()
    start = one.state.vector.copy()
    one.step_phase()
    one.step_phase()
    edit = set_values(one, 1, "bias", (0,), -1.0)
    assert one.position == 0
    assert edit.update == 5
    array(one, 1, "bias")[0] = edit.before[0]
    np.testing.assert_array_equal(one.state.vector, start)


@pytest.mark.parametrize(
    ("layer", "name", "index", "values", "said"),
    [
        (0, "weight", None, np.zeros((3, 2)), r"shape \(2, 3\).*\(3, 2\)"),
        (0, "weight", (2, 0), 1.0, "no place"),
        (0, "weight", (0,), 1.0, "no place"),
        (0, "weight", (0, -1), 1.0, "no place"),
        (0, "weight", (0, 0), float("nan"), "not a finite number"),
        (0, "weight", (0, 0), float("inf"), "not a finite number"),
        (0, "scale", None, 1.0, "has no scale"),
        (7, "weight", None, 1.0, "layers.7"),
    ],
)
def test_what_cannot_be_set_is_refused_and_nothing_changes(layer, name, index, values, said):
    one = made()
    before = one.state.vector.copy()
    with pytest.raises(DataError, match=said):
        set_values(one, layer, name, index, values)
    np.testing.assert_array_equal(one.state.vector, before)


def test_a_number_too_large_for_float32_is_refused():
    one = made(training={"precision": "float32"})
    with pytest.raises(DataError, match="float32"):
        set_values(one, 0, "bias", (0,), 1e300)
    assert np.isfinite(one.state.vector).all()


@pytest.mark.parametrize(
    ("name", "index", "count"),
    [("weight", (0, 1), 1), ("bias", (2,), 1), (None, 1, 3), (None, None, 9)],
)
def test_what_is_frozen_stays_and_the_rest_learns(name, index, count):
    one = made(optimizer="adam")
    edit = set_frozen(one, 0, name, index, True)
    assert edit.before is None
    assert int(edit.after.sum()) == count
    before = one.state.parameters.copy()
    one.run(updates=4)
    same = one.state.parameters == before
    assert same[edit.after].all()
    assert not same[~edit.after].any()
    set_frozen(one, 0, name, index, False)
    assert one.frozen is None


def test_freezing_what_is_not_there_is_refused():
    one = made()
    for arguments in ((0, "weight", (9, 9)), (0, "scale", None), (5, None, None), (0, None, 12)):
        with pytest.raises(DataError):
            set_frozen(one, *arguments, True)
    assert one.frozen is None


@pytest.mark.parametrize("share", ["test_share", "validation_share"])
def test_another_split_begins_with_new_weights(share):
    """Weights that learned from samples now kept for testing would look too good on them."""
    old = made()
    data = {"source": {"name": "circle"}, share: 0.3}
    assert not means_the_same(old, made(data=data))
    assert means_the_same(old, made())
