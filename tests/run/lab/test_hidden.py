"""The hidden space: points and grid against the same worked with NumPy alone."""

import numpy as np
import pytest

from core.pictures.lab.hidden import HiddenSpace, Plane, main_directions, unit_axes
from core.pictures.snapshot import Wanted
from core.run.alone import Alone
from core.run.commands import Load, SetPlane, SetWanted, StepUpdate
from core.run.makers import hidden as room
from core.run.makers.hidden import HiddenMaker
from core.run.makers.snapshots import facts_of
from core.run.makers.surface import first_view
from tests.nets import dense, points, project, trainer_of
from tests.run.lab import plain

LAYERS = [dense(4, "tanh"), {"name": "batch_norm"}, {"name": "dropout", "rate": 0.3},
          dense(3, "relu"), dense(1, "sigmoid")]  # fmt: skip


def made(layers=None, inputs=2, samples=40, **data):
    source = points(samples, inputs, 1, "binary", 3)
    data = {"source": source, "test_share": 0.25, "scaling": "standard", **data}
    one = trainer_of(project(layers or LAYERS, data, loss={"name": "binary_cross_entropy"}, seed=3))
    one.run(updates=10)
    facts = facts_of(one, 1)
    view = first_view(facts.raw_ranges, facts.axes)
    return one, facts, view, HiddenMaker(one, facts, view)


def outputs(one, raw, layer):
    x = one.dataset.network_inputs(np.asarray(raw, dtype=np.float64))
    arrays = one.network.arrays(one.state.parameters.copy(), one.state.statistics.copy())
    return x if layer < 0 else plain.forward(one.project, arrays, x)[layer]


@pytest.mark.parametrize("layer", [-1, 0, 1, 2, 3])
def test_the_points_are_where_numpy_puts_them(layer):
    one, facts, _, maker = made()
    found = maker.make(Plane(layer, (1, 0)))
    assert not facts.points.test[found.samples].any() and len(found.samples) == 30
    expected = outputs(one, facts.points.inputs[found.samples], layer)[:, [1, 0]]
    np.testing.assert_allclose(found.places, expected, rtol=1e-12, atol=1e-14)
    assert found.shares is None


@pytest.mark.parametrize("layer", [-1, 0, 1, 3])
def test_main_directions_are_those_of_the_covariance(layer):
    one, facts, _, maker = made()
    found = maker.make(Plane(layer))
    a = outputs(one, facts.points.inputs[found.samples], layer)
    values, vectors = np.linalg.eigh(np.cov(a.T, bias=True))
    order = np.argsort(values)[::-1][:2]
    np.testing.assert_allclose(found.shares, values[order] / values.sum(), rtol=1e-9, atol=1e-12)
    for k, at in enumerate(order):
        sizes = np.abs(vectors[:, at]).round(9)
        direction = vectors[:, at] * np.sign(vectors[sizes.argmax(), at])
        np.testing.assert_allclose(found.directions[k], direction, atol=1e-9)
        np.testing.assert_allclose(found.places[:, k], (a - a.mean(axis=0)) @ direction, atol=1e-9)
        assert found.directions[k][sizes.argmax()] > 0.0


def test_the_grid_is_the_input_plane_bent_through_the_layers():
    one, _, view, maker = made()
    found = maker.make(Plane(0, (0, 2)))
    lines, steps, two = found.grid.shape
    assert (lines, steps, two) == (2 * room.MOST_LINES, room.MOST_STEPS, 2)
    xs = np.linspace(*view.x_range, room.MOST_LINES)
    ys = np.linspace(*view.y_range, room.MOST_LINES)
    along_y, along_x = (np.linspace(*ends, steps) for ends in (view.y_range, view.x_range))
    for line, fixed in ((2, True), (room.MOST_LINES + 5, False)):
        raw = np.empty((steps, 2))
        raw[:, 0] = xs[2] if fixed else along_x
        raw[:, 1] = along_y if fixed else ys[5]
        np.testing.assert_allclose(found.grid[line], outputs(one, raw, 0)[:, [0, 2]], rtol=1e-12)


def test_other_inputs_are_held_as_the_surface_holds_them():
    one, facts, view, maker = made(inputs=3)
    found = maker.make(Plane(0, (0, 1)))
    raw = np.tile(facts.raw_means, (room.MOST_STEPS, 1))
    raw[:, view.x_axis] = view.x_range[0]
    raw[:, view.y_axis] = np.linspace(*view.y_range, room.MOST_STEPS)
    np.testing.assert_allclose(found.grid[0], outputs(one, raw, 0)[:, [0, 1]], rtol=1e-12)


def test_one_input_is_one_line_and_one_unit_has_a_flat_second_axis():
    _, facts, _, maker = made([dense(3, "tanh"), dense(1, "sigmoid")], inputs=1)
    assert maker.make(Plane(0)).grid.shape[0] == 1
    last = maker.make(Plane(1, (0, 0)))
    assert not last.places[:, 1].any() and last.places[:, 0].any()
    main = maker.make(Plane(1))
    assert main.directions.tolist() == [[1.0], [0.0]] and main.shares == (1.0, 0.0)
    assert len(facts.raw_names) == 1


def test_a_plane_of_another_network_or_of_no_numbers_is_none():
    one, _, _, maker = made()
    for plane in (Plane(7), Plane(-2), Plane(0, (0, 4)), Plane(0, (-1, 0))):
        assert maker.make(plane) is None
    one.state.parameters[:] = np.nan
    assert maker.make(Plane(0)) is None


def test_large_networks_have_fewer_points_and_lines(monkeypatch):
    monkeypatch.setattr(room, "_COST", 23 * 60)
    _, _, _, maker = made([dense(4, "tanh"), dense(1, "sigmoid")], samples=200)
    found = maker.make(Plane(0))
    assert len(found.samples) < 100
    assert found.grid.shape[0] == 2 * room._FEWEST_LINES and found.grid.shape[1] < 12
    monkeypatch.setattr(room, "_OUTPUTS", 4 * 45)
    _, _, _, maker = made([dense(4, "tanh"), dense(1, "sigmoid")], samples=200)
    assert len(maker.make(Plane(0)).samples) == 45


def test_the_sign_is_that_of_the_largest_part_and_points_alike_explain_nothing():
    rng = np.random.default_rng(0)
    cloud = rng.normal(size=(30, 1)) * np.array([[-3.0, 1.0]]) + 0.01 * rng.normal(size=(30, 2))
    _, directions, shares = main_directions(cloud)
    assert directions[0, 0] > 0.9 and directions[0, 1] < 0.0 and shares[0] > 0.99
    mean, directions, shares = main_directions(np.ones((5, 3)))
    assert shares == (0.0, 0.0) and mean.tolist() == [1.0, 1.0, 1.0]
    assert unit_axes((2, 0), 3).tolist() == [[0, 0, 1], [1, 0, 0]]


def test_the_run_sends_it_only_while_it_is_wanted_and_live():
    alone = Alone()
    alone.do(Load(project(LAYERS)))
    alone.do(SetPlane(Plane(0)))
    assert alone.snapshot.hidden is None
    alone.do(SetWanted(Wanted.HIDDEN))
    first = alone.snapshot.hidden
    assert isinstance(first, HiddenSpace) and first.plane == Plane(0)
    alone.do(StepUpdate())
    assert not np.array_equal(alone.snapshot.hidden.places, first.places)
    alone.do(SetPlane(Plane(3, (0, 1))))
    now = alone.snapshot.hidden
    assert now.plane.layer == 3
    at = now.place_of(np.array([0.25, -2.0, 9.0]))
    assert at == (0.25, -2.0)
    alone.do(Load(project([dense(2, "tanh"), dense(1, "sigmoid")])))
    assert alone.snapshot.hidden is None  # there is no such layer
    alone.do(SetPlane(None))
    assert alone.snapshot.hidden is None
