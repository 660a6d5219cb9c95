import numpy as np
import pytest

from core.data.dataset import Scaling, load_dataset
from core.data.samples import Column, Samples, Task
from core.data.split import _kinds, rows_of
from core.errors import DataError
from core.project import DataOptions


def options(source, **fields):
    return DataOptions.read({"source": source, **fields}, "data")


def points(inputs, targets, **fields):
    return options({"name": "points", "inputs": inputs, "targets": targets}, **fields)


def column(values):
    return np.array([values], dtype=float).T


# scaling


def test_standard_by_hand():
    """1, 3: mean 2, deviation 1; 10, 30: mean 20, deviation 10."""
    scaling = Scaling.fit("standard", np.array([[1.0, 10.0], [3.0, 30.0]]))
    np.testing.assert_array_equal(scaling.offset, [2, 20])
    np.testing.assert_array_equal(scaling.factor, [1, 0.1])
    np.testing.assert_allclose(scaling.apply(np.array([[5.0, 0.0]])), [[3, -2]])
    np.testing.assert_allclose(scaling.undo(np.array([[3.0, -2.0]])), [[5, 0]])


def test_min_max_by_hand():
    scaling = Scaling.fit("min_max", column([2, 4, 10]))
    np.testing.assert_allclose(scaling.apply(column([2, 4, 10])), column([0, 0.25, 1]))
    np.testing.assert_allclose(scaling.undo(column([0, 0.25, 1])), column([2, 4, 10]))


def test_none_is_the_identity_to_the_last_bit():
    matrix = np.array([[0.1, 1e300], [-7.0, 3.0]])
    scaling = Scaling.fit("none", matrix)
    assert scaling.apply(matrix).tobytes() == matrix.tobytes()
    assert scaling.undo(matrix).tobytes() == matrix.tobytes()


@pytest.mark.parametrize("kind", ["standard", "min_max"])
def test_a_constant_column_scales_to_zero_and_back_to_its_value(kind):
    """0.1 summed ten times is not 1: the mean of equal numbers may have a rounding error."""
    scaling = Scaling.fit(kind, column([0.1] * 10))
    assert scaling.constant == (0,)
    np.testing.assert_array_equal(scaling.apply(column([0.1, 5.0])), 0.0)
    np.testing.assert_array_equal(scaling.undo(column([0.0, 2.0])), 0.1)


@pytest.mark.parametrize("kind", ["standard", "min_max"])
def test_numbers_too_large_to_scale(kind):
    with pytest.raises(DataError, match="too large to be scaled"):
        Scaling.fit(kind, column([-1.7e308, 1.7e308]))


# the whole way


def test_scaling_is_fitted_on_the_training_part():
    dataset = load_dataset(options({"name": "two_gaussians", "samples": 50}, scaling="standard"), 3)
    np.testing.assert_allclose(dataset.train.inputs.mean(axis=0), 0.0, atol=1e-12)
    np.testing.assert_allclose(dataset.train.inputs.std(axis=0), 1.0, atol=1e-12)
    assert np.abs(dataset.test.inputs.mean(axis=0)).max() > 1e-3
    raw = dataset.test.raw_inputs
    train = dataset.train.raw_inputs
    by_hand = (raw - train.mean(axis=0)) / train.std(axis=0)
    np.testing.assert_allclose(dataset.test.inputs, by_hand, atol=1e-12)
    np.testing.assert_array_equal(dataset.network_inputs(raw), dataset.test.inputs)


def test_features_come_before_scaling():
    dataset = load_dataset(
        options({"name": "circle", "samples": 40}, features=["x1^2", "x1*x2"], scaling="min_max"), 0
    )
    assert dataset.input_names == ("x₁²", "x₁x₂")
    assert dataset.raw_names == ("x1", "x2")
    assert (dataset.inputs, dataset.outputs) == (2, 1)
    raw = dataset.train.raw_inputs
    np.testing.assert_array_equal(dataset.train.inputs.min(axis=0), 0.0)
    np.testing.assert_allclose(dataset.train.inputs.max(axis=0), 1.0)
    square = raw[:, 0] ** 2
    by_hand = (square - square.min()) / (square.max() - square.min())
    np.testing.assert_allclose(dataset.train.inputs[:, 0], by_hand, atol=1e-12)


def test_targets_of_a_regression_are_scaled_and_come_back():
    dataset = load_dataset(options({"name": "plane", "samples": 60}, scaling="standard"), 0)
    assert dataset.task is Task.REGRESSION
    np.testing.assert_allclose(dataset.train.targets.std(), 1.0)
    for part in (dataset.train, dataset.test):
        back = dataset.original_outputs(part.targets)
        np.testing.assert_allclose(back, part.original_targets, atol=1e-12)


def test_targets_of_classes_are_never_scaled():
    dataset = load_dataset(options("circle", scaling="standard"), 0)
    assert set(np.unique(dataset.train.targets)) == {0.0, 1.0}
    np.testing.assert_array_equal(dataset.target_scaling.factor, 1.0)
    np.testing.assert_array_equal(dataset.train.targets, dataset.train.original_targets)


def test_a_constant_column_is_noticed():
    dataset = load_dataset(
        points([[1, 7], [2, 7], [3, 7]], [[0.5], [1], [2]], scaling="standard"), 0
    )
    np.testing.assert_array_equal(dataset.train.inputs[:, 1], 0.0)
    assert dataset.notices == ("Scaled to 0, as all values are the same: input x₂.",)


def test_a_constant_target_is_noticed_and_comes_back():
    dataset = load_dataset(points([[1], [2]], [[0.3], [0.3]], scaling="min_max"), 0)
    assert "target y" in dataset.notices[0]
    np.testing.assert_array_equal(dataset.original_outputs(dataset.train.targets), 0.3)


def test_parts_are_contiguous_doubles_that_nobody_can_change():
    dataset = load_dataset(options("three_spirals", features=["x1", "sin(x2)"]), 0)
    for part in (dataset.train, dataset.test):
        for array in (part.inputs, part.targets, part.raw_inputs, part.original_targets):
            assert array.dtype == np.float64
            assert array.flags.c_contiguous
            assert not array.flags.writeable
            assert len(array) == len(part) == 250


def test_features_need_two_inputs():
    for source in ("sine", {"name": "points", "inputs": [[1, 2, 3]], "targets": [[1]]}):
        with pytest.raises(DataError, match="features need two inputs"):
            load_dataset(options(source, features=["x1"]), 0)


def test_a_feature_out_of_range_is_named():
    with pytest.raises(DataError, match=r"sample 2: feature x1\^2 is not a finite number"):
        load_dataset(points([[1, 1], [1e200, 1]], [[0], [1]], features=["x2", "x1^2"]), 0)


def test_network_inputs_of_another_width_are_refused():
    dataset = load_dataset(options("xor"), 0)
    with pytest.raises(DataError, match="3 inputs, but the data have 2"):
        dataset.network_inputs(np.zeros((1, 3)))


def test_columns_for_reading_further_tables():
    assert load_dataset(options("xor"), 0).columns == (Column("x1"), Column("x2"))
    table = {"name": "table", "path": "resource:auto_mpg.csv"}
    dataset = load_dataset(options(table), 0)
    assert dataset.columns[-1] == Column("origin", ("europe", "japan", "usa"))
    assert len(dataset.raw_names) == 9


# the split


@pytest.mark.parametrize("source", ["xor", "and"])
def test_gates_and_points_are_not_split_unless_asked(source):
    dataset = load_dataset(options(source), 0)
    assert dataset.test is None
    np.testing.assert_array_equal(dataset.train.raw_inputs, [[0, 0], [0, 1], [1, 0], [1, 1]])
    assert len(load_dataset(options(source, test_share=0.25), 0).test) == 1


def test_default_shares():
    assert len(load_dataset(options({"name": "sine", "samples": 100}), 0).test) == 50
    table = {"name": "table", "path": "resource:iris.csv"}
    assert len(load_dataset(options(table), 0).test) == 38
    assert load_dataset(options(table, test_share=0.0), 0).test is None


def test_classes_keep_their_share():
    """Of 8 and 4 samples a quarter is 2 and 1."""
    targets = [[0]] * 8 + [[1]] * 4
    dataset = load_dataset(points([[i] for i in range(12)], targets, test_share=0.25), 5)
    assert dataset.test.targets.sum() == 1
    assert len(dataset.test) == 3
    assert dataset.train.targets.sum() == 3


def test_every_class_is_trained_on():
    targets = np.eye(3)[[0] * 10 + [1, 2]].tolist()
    dataset = load_dataset(points([[i] for i in range(12)], targets, test_share=0.9), 0)
    np.testing.assert_array_equal(dataset.train.targets.sum(axis=0), [1, 1, 1])
    assert len(dataset.test) == 9


@pytest.mark.parametrize("targets", [[[0]] * 3 + [[1]] * 3, [[0.1 * i] for i in range(6)]])
def test_a_small_share_leaves_one_for_testing(targets):
    dataset = load_dataset(points([[i] for i in range(6)], targets, test_share=0.01), 0)
    assert (len(dataset.train), len(dataset.test)) == (5, 1)


def test_too_few_for_testing_is_noticed():
    dataset = load_dataset(points([[1], [2]], [[0], [1]], test_share=0.5), 0)
    assert dataset.test is None
    assert dataset.notices == ("There are too few samples to keep any for testing.",)


@pytest.mark.parametrize("source", ["sine", "spiral", "blobs"])
def test_parts_keep_the_order_and_share_out_all_samples(source):
    whole = load_dataset(options(source, test_share=0.0), 7).train.raw_inputs
    dataset = load_dataset(options(source, test_share=0.3), 7)
    place = {row.tobytes(): i for i, row in enumerate(whole)}
    train = [place[row.tobytes()] for row in dataset.train.raw_inputs]
    test = [place[row.tobytes()] for row in dataset.test.raw_inputs]
    assert train == sorted(train) and test == sorted(test)
    assert sorted(train + test) == list(range(len(whole)))
    assert len(test) == round(0.3 * len(whole))


def test_the_share_does_not_move_the_points_and_the_seed_moves_both():
    def rows(share, seed):
        dataset = load_dataset(options("moons", test_share=share), seed)
        both = np.vstack((dataset.train.raw_inputs, dataset.test.raw_inputs))
        return both[np.lexsort(both.T)]

    np.testing.assert_array_equal(rows(0.2, 1), rows(0.5, 1))
    assert not np.array_equal(rows(0.2, 1), rows(0.2, 2))


def test_the_split_is_drawn_from_the_seed():
    targets = column([0, 1] * 20)
    samples = Samples(column(range(40)), targets, ("x",), ("y",), Task.TWO_CLASSES, ("0", "1"))
    half = options("moons", test_share=0.5)
    first, again, other = (rows_of(samples, half, seed).test for seed in (0, 0, 1))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("columns", [1, 2, 5])
@pytest.mark.parametrize("made", ["one hot", "numbers", "several ones", "soft"])
def test_kinds_of_rows_are_those_of_sorted_rows(columns, made):
    """The groups decide which rows are drawn for testing: as they were, to the last one."""
    rng = np.random.default_rng(columns)
    targets = {
        "one hot": np.eye(columns)[rng.integers(0, columns, 60)],
        "numbers": rng.integers(-3, 3, (60, columns)).astype(float),
        "several ones": rng.integers(0, 2, (60, columns)).astype(float),
        "soft": np.round(rng.dirichlet(np.ones(columns), 60), 1),
    }[made]
    sorted_rows = np.unique(targets, axis=0, return_inverse=True)[1].reshape(-1)
    np.testing.assert_array_equal(_kinds(targets), sorted_rows)
