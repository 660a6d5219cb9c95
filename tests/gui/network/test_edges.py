"""Edges: which are drawn at strips, and the lines that they are drawn as."""

from itertools import pairwise

import numpy as np
import pytest

from gui.network.edges import Edges, largest_in
from gui.network.layout import Layout


@pytest.mark.parametrize("shape", [(40, 30), (30, 40), (3, 200), (200, 1), (2, 2)])
@pytest.mark.parametrize("order", ["C", "F"])
def test_the_largest_of_all_weights(shape: tuple[int, int], order: str) -> None:
    weight = np.asarray(np.random.default_rng(1).normal(size=shape), order=order)
    rows, columns = largest_in(weight, 20)
    size = np.abs(weight).reshape(-1)
    expected = np.sort(np.argsort(size)[::-1][:20])
    assert (rows * shape[1] + columns).tolist() == expected.tolist()


def test_what_is_no_number_is_smallest_and_the_infinite_largest() -> None:
    weight = np.ones((30, 4))
    weight[3, 1], weight[7, 2], weight[9, 0] = np.nan, -np.inf, 2.0
    rows, columns = largest_in(weight, 2)
    assert list(zip(rows.tolist(), columns.tolist(), strict=True)) == [(7, 2), (9, 0)]


def made(ends: list[tuple[float, float, float, float]]) -> Edges:
    """Return edges from (x, y) to (x, y), without a network around them."""
    edges = Edges(Layout(()))
    places = np.array(ends)
    edges.starts, edges.ends = places[:, :2], places[:, 2:]
    edges.points = edges._curves(np.linspace(0.0, 1.0, 33))
    edges.columns = edges.sources = edges.targets = np.arange(len(ends))
    return edges


def test_lines_follow_the_curve_without_a_gap_and_dashes_leave_gaps() -> None:
    edges = made([(0, 0, 300, 0), (10, 20, 200, 180), (5, 5, 5, 5)])
    solid = edges.lines(0, dashed=False)
    assert (solid[0].x1(), solid[-1].x2()) == (0.0, 300.0)
    for one, after in pairwise(solid):
        assert after.x1() < one.x2() < after.x1() + 0.8
    assert {round(line.length(), 6) for line in edges.lines(0, dashed=True)} == {6.0}
    assert len(edges.lines(0, dashed=True)) == 30
    for line in edges.lines(1, dashed=False):
        near = np.hypot(*(edges.points[1] - (line.x1(), line.y1())).T).min()
        assert near < 6.0  # between two of the points it is made of
    assert edges.lines(2, dashed=True)[0].length() == 0.0


def test_pieces_of_a_curve_cannot_be_told_from_it() -> None:
    """The middle of every piece lies on the exact curve, to a part of a pixel."""
    edges = made([(10, 20, 200, 320), (0, 0, 120, -90), (0, 5, 400, 30)])
    exact = edges._curves(np.linspace(0.0, 1.0, 4000))
    for index in range(3):
        for line in edges.lines(index, dashed=False):
            middle = ((line.x1() + line.x2()) / 2.0, (line.y1() + line.y2()) / 2.0)
            assert np.hypot(*(exact[index] - middle).T).min() < 0.8
    assert len(edges.lines(0, dashed=False)) > 12


def test_lines_of_many_are_those_of_each() -> None:
    draw = np.random.default_rng(0)
    ends = draw.uniform(0, 500, size=(40, 4)).tolist()
    together, apart = made(ends), made(ends)
    for dashed in (False, True):
        together.make_lines(range(40), dashed)
        for index in range(40):
            one, other = together.lines(index, dashed), apart.lines(index, dashed)
            numbers = [[(p.x1(), p.y1(), p.x2(), p.y2()) for p in lines] for lines in (one, other)]
            assert np.allclose(*numbers, atol=1e-9)
