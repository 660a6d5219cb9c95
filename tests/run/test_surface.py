"""Surfaces: what the network says over a plane, against plain predictions."""

import numpy as np
import pytest

from core.data.samples import SOURCES
from core.pictures.snapshot import View
from core.run.makers.snapshots import facts_of
from core.run.makers.surface import (
    CURVE_CELLS,
    MAP_CELLS,
    MAX_MAPS,
    SURFACE_CELLS,
    SurfaceMaker,
    first_view,
    grid,
    raw_ranges,
)
from tests.nets import dense, points, trainer


def centres(low, high, cells):
    width = (high - low) / cells
    return low + width * (np.arange(cells) + 0.5)


def test_a_surface_is_predictions_at_cell_centres():
    one = trainer([dense(3, "tanh"), dense(1, "sigmoid")], loss="binary_cross_entropy")
    view = View(0, 1, (-1.0, 3.0), (0.0, 2.0))
    surface = SurfaceMaker(one, view).make(maps=False)
    assert surface.view is view and surface.maps == ()
    assert surface.outputs.shape == (SURFACE_CELLS, SURFACE_CELLS, 1)
    assert surface.outputs.dtype == np.float32
    xs, ys = centres(-1, 3, SURFACE_CELLS), centres(0, 2, SURFACE_CELLS)
    for row, column in ((0, 0), (0, 99), (99, 0), (17, 62)):
        # row 0 is at the lowest y
        expected = one.predict([[xs[column], ys[row]]])[0, 0]
        assert surface.outputs[row, column, 0] == pytest.approx(expected, rel=1e-6)


def test_other_inputs_stay_at_their_training_mean():
    one = trainer(
        [dense(3, "tanh"), dense(2)],
        data={"source": points(8, inputs=4, outputs=2), "scaling": "standard", "test_share": 0.25},
    )
    view = View(2, 0, (-1.0, 1.0), (-2.0, 2.0))
    surface = SurfaceMaker(one, view).make(maps=False)
    means = one.dataset.train.raw_inputs.mean(axis=0)
    x, y = centres(-1, 1, SURFACE_CELLS)[10], centres(-2, 2, SURFACE_CELLS)[80]
    expected = one.predict([[y, means[1], x, means[3]]])[0]
    np.testing.assert_allclose(surface.outputs[80, 10], expected, rtol=1e-5)


def test_one_input_is_a_curve():
    one = trainer([dense(3, "tanh"), dense(1)], data={"source": points(8, inputs=1)})
    ranges = raw_ranges(one.dataset.train.raw_inputs, "own")
    surface = SurfaceMaker(one, first_view(ranges)).make(maps=True)
    assert surface.view == View(0, None, ranges[0], (0.0, 0.0))
    assert surface.outputs.shape == (1, CURVE_CELLS, 1)
    xs = centres(*ranges[0], CURVE_CELLS)
    np.testing.assert_allclose(
        surface.outputs[0], one.predict(xs[:, np.newaxis]), rtol=1e-4, atol=1e-6
    )
    assert [m.shape for m in surface.maps] == [(1, MAP_CELLS, 3), (1, MAP_CELLS, 1)]


def test_maps_are_the_outputs_of_every_neuron():
    one = trainer([dense(3, "tanh"), {"name": "dropout"}, dense(1, "sigmoid")])
    view = View(0, 1, (-1.0, 3.0), (0.0, 2.0))
    maps = SurfaceMaker(one, view).make(maps=True).maps
    assert [m.shape for m in maps] == [(MAP_CELLS, MAP_CELLS, k) for k in (3, 3, 1)]
    first = one.weights()[0]
    point = [centres(-1, 3, MAP_CELLS)[5], centres(0, 2, MAP_CELLS)[20]]
    hidden = np.tanh(np.array(point) @ first["weight"] + first["bias"])
    np.testing.assert_allclose(maps[0][20, 5], hidden, rtol=1e-5, atol=1e-7)
    np.testing.assert_array_equal(maps[1], maps[0])
    np.testing.assert_allclose(maps[2][20, 5], one.predict([point])[0], rtol=1e-6)


def test_a_wide_layer_has_no_more_maps_than_can_be_drawn():
    one = trainer([dense(MAX_MAPS + 9, "tanh"), dense(1)])
    maps = SurfaceMaker(one, View(0, 1, (0.0, 1.0), (0.0, 1.0))).make(maps=True).maps
    assert [m.shape[2] for m in maps] == [MAX_MAPS, 1]


def test_features_and_scaling_of_the_targets_are_gone_through():
    source = points(9)
    source["targets"] = [[1000 + 50 * y] for (y,) in source["targets"]]
    one = trainer(
        [dense(1)],
        data={"source": source, "features": ["x1^2", "x1*x2"], "scaling": "standard"},
    )
    surface = SurfaceMaker(one, View(0, 1, (-2.0, 2.0), (-2.0, 2.0))).make(maps=False)
    x = centres(-2, 2, SURFACE_CELLS)
    assert surface.outputs[3, 70, 0] == pytest.approx(one.predict([[x[70], x[3]]])[0, 0], rel=1e-5)
    assert surface.outputs.mean() > 500


def test_a_surface_follows_the_training_and_does_not_move_it():
    one, other = trainer(), trainer()
    maker = SurfaceMaker(one, View(0, 1, (0.0, 1.0), (0.0, 1.0)))
    before = maker.make(maps=True)
    kept = before.outputs.copy()
    one.run(updates=20)
    other.run(updates=20)
    after = maker.make(maps=True)
    assert not np.array_equal(after.outputs, kept)
    np.testing.assert_array_equal(before.outputs, kept)
    np.testing.assert_array_equal(one.state.vector, other.state.vector)


def test_ranges_have_room_around():
    ranges = raw_ranges(np.array([[0.0, 5.0], [10.0, 5.0]]), "own")
    assert ranges[0] == (-1.2, 11.2)
    assert ranges[1] == (0.0, 10.0)  # one value only: its size around it


def test_generated_data_keep_their_ranges():
    for group in sorted({source.group for source in SOURCES} - {"own"}):
        first = raw_ranges(np.array([[0.0, 0.5], [1.0, 1.0]]), group)
        assert first == raw_ranges(np.array([[0.5, 0.1], [0.9, 0.2]]), group)
        assert all(low < 0 and high > 1 for low, high in first)


def test_the_grid_by_hand():
    """Two columns and two rows over [0, 4] × [0, 2]: centres 1, 3 and 0.5, 1.5; rows upwards."""
    found = grid(View(0, 2, (0.0, 4.0), (0.0, 2.0)), np.array([9.0, 7.0, 9.0]), 2, 2)
    np.testing.assert_array_equal(found, [[1, 7, 0.5], [3, 7, 0.5], [1, 7, 1.5], [3, 7, 1.5]])


def test_a_large_network_has_a_coarser_surface():
    """A network with many weights would take long for 10,000 cells, so its grid has fewer."""
    plane = View(0, 1, (0.0, 1.0), (0.0, 1.0))
    small = SurfaceMaker(trainer([dense(3, "tanh"), dense(1, "sigmoid")]), plane)
    large = SurfaceMaker(trainer([dense(900), dense(900), dense(1, "sigmoid")]), plane)
    assert small.make(maps=True).outputs.shape == (100, 100, 1)
    found = large.make(maps=True)
    assert 12 <= found.outputs.shape[0] == found.outputs.shape[1] < 50
    assert found.maps[0].shape[:2] == found.input_maps.shape[:2]


def test_numbers_beyond_float32_warn_nobody():
    one = trainer([dense(1)], loss="mean_squared_error")
    one.state.parameters[...] = 1e60
    plane = View(0, 1, (0.0, 1.0), (0.0, 1.0))
    assert np.isinf(SurfaceMaker(one, plane).make(maps=True).outputs).any()


def test_the_largest_numbers_have_a_plane():
    """Sums and differences of them are no numbers; pytest makes an error of NumPy's warning."""
    huge = [[1e308, -1e308], [1.7e308, 1e308], [1.7e308, 1.0], [1.6e308, -1.7e308]]
    data = {"name": "points", "inputs": huge, "targets": [[0], [1], [1], [0]]}
    one = trainer([dense(1, "sigmoid")], data)
    facts = facts_of(one, 0)
    assert np.isfinite(facts.raw_means).all() and 1.4e308 < facts.raw_means[0] < 1.6e308
    for low, high in facts.raw_ranges:
        assert low < high and np.isfinite(2 * (high - low))
    made = SurfaceMaker(one, first_view(facts.raw_ranges)).make(maps=True)
    assert made.outputs.size
