"""Optimizers that search for their step, on the test functions of the literature."""

import numpy as np
import pytest

from core.components.optimizers import OPTIMIZERS, solving
from core.components.optimizers.line_search import LEFT, SUFFICIENT, LineSearch, Trial, minimum_of
from core.components.optimizers.quasi_newton import direction_of
from core.components.optimizers.solving import solved, squared


def rosenbrock(w):
    """Rosenbrock's banana in its chained form; its minimum is 0 at 1, 1, …, 1."""
    bent = w[1:] - w[:-1] ** 2
    gradient = np.zeros_like(w)
    gradient[:-1] += -400.0 * w[:-1] * bent - 2.0 * (1.0 - w[:-1])
    gradient[1:] += 200.0 * bent
    return float(np.sum(100.0 * bent**2 + (1.0 - w[:-1]) ** 2)), gradient


def beale(w):
    """Beale's function; its minimum is 0 at 3, ½."""
    x, y = w
    parts = np.array([1.5 - x + x * y, 2.25 - x + x * y**2, 2.625 - x + x * y**3])
    slopes = np.array([[y - 1, y**2 - 1, y**3 - 1], [x, 2 * x * y, 3 * x * y**2]])
    return float(parts @ parts), 2.0 * slopes @ parts


def steps_to_the_bottom(function, start, **fields):
    """Return how many updates take the slope below 10⁻⁸, and the place; at most 200."""
    optimizer = OPTIMIZERS.read({"name": "lbfgs", **fields}, "")
    w = np.array(start, dtype=float)
    gradient = np.zeros_like(w)
    slots = {name: np.zeros_like(w) for name in optimizer.state_slots()}
    counters = dict(optimizer.counters)

    def measure():
        value, gradient[...] = function(w)
        return value

    update = optimizer.bind_search(w, gradient, slots, counters, measure)
    for count in range(200):
        value = measure()
        if np.abs(gradient).max() < 1e-8:
            return count, w
        trials = update(value, optimizer.rate(count))
        assert min(trial.value for trial in trials) < value
    return 200, w


@pytest.mark.parametrize(
    ("function", "start", "most", "bottom"),
    [
        (rosenbrock, [-1.2, 1.0], 45, [1.0, 1.0]),  # Moré, Garbow and Hillstrom (1981), 1
        (rosenbrock, [-1.2, 1.0] * 5, 100, [1.0] * 10),
        (beale, [1.0, 1.0], 25, [3.0, 0.5]),  # the same, 5
    ],
    ids=["rosenbrock", "rosenbrock of ten", "beale"],
)
def test_published_functions_are_minimised(function, start, most, bottom):
    count, w = steps_to_the_bottom(function, start)
    assert count <= most
    np.testing.assert_allclose(w, bottom, atol=1e-7)


def test_a_memory_of_one_needs_more_steps():
    assert steps_to_the_bottom(rosenbrock, [-1.2, 1.0] * 5, memory=1)[0] > 100


@pytest.mark.parametrize("first", [1e-3, 0.1, 1.0, 10.0, 1e3])
def test_the_accepted_step_meets_both_conditions(first):
    """Moré and Thuente's (1994) first function, −α/(α² + 2): from any first trial."""

    def trying(step):
        return Trial(step, -step / (step**2 + 2.0), (step**2 - 2.0) / (step**2 + 2.0) ** 2)

    start = trying(0.0)
    found = LineSearch(start, trying).run(first)
    assert found.value <= start.value + SUFFICIENT * found.step * start.slope
    assert abs(found.slope) <= -LEFT * start.slope


def test_a_search_without_a_better_place_finds_none():
    search = LineSearch(Trial(0.0, 1.0, -1.0), lambda step: Trial(step, 2.0, 1.0))
    assert search.run(1.0) is None
    assert len(search.trials) > 1


def test_a_search_comes_back_from_where_there_are_no_numbers():
    def trying(step):
        return Trial(step, np.inf if step > 0.01 else -step, np.nan if step > 0.01 else -1.0)

    assert 0.0 < LineSearch(Trial(0.0, 0.0, -1.0), trying).run(1.0).step <= 0.01


def test_the_cubics_minimum_by_hand():
    """x³ − 3x: slopes −3 at 0 and 9 at 2, minimum at 1."""
    assert minimum_of(Trial(0.0, 0.0, -3.0), Trial(2.0, 2.0, 9.0)) == pytest.approx(1.0)
    assert minimum_of(Trial(2.0, 2.0, 9.0), Trial(0.0, 0.0, -3.0)) == pytest.approx(1.0)


@pytest.mark.parametrize("size", [0.0, 1e-23, np.nan])
def test_pairs_without_curvature_give_the_first_direction(size):
    """A file may hold any numbers, and in float32 the square of 10⁻²³ is 0."""
    slope = np.array([3.0, -1.0], dtype=np.float32)
    pair = np.ones(2, np.float32), np.full(2, size, np.float32)
    np.testing.assert_array_equal(direction_of(slope, [pair]), -slope / 4.0)
    useful = np.ones(2, np.float32), np.full(2, 2.0, np.float32)
    assert np.isfinite(direction_of(slope, [useful, pair])).all()


def test_a_system_without_a_solution_is_solved_as_well_as_it_can_be():
    np.testing.assert_allclose(solved(np.diag([2.0, 0.0]), np.array([4.0, 1.0])), [2.0, 0.0])
    assert np.isnan(solved(np.diag([0.0, np.nan]), np.array([4.0, 1.0]))).all()


def test_a_large_system_is_solved_in_pieces_and_can_be_given_up(monkeypatch):
    """Pieces of four unknowns: as NumPy solves it, and whoever waits is asked in between."""
    monkeypatch.setattr(solving, "LARGE", 10)
    monkeypatch.setattr(solving, "PIECE", 4)
    rng = np.random.default_rng(3)
    slopes, right, asked = rng.normal(size=(20, 14)), rng.normal(size=14), []
    bends = squared(slopes, lambda: asked.append("product"))
    np.testing.assert_allclose(bends, slopes.T @ slopes, rtol=1e-12)
    found = solved(bends, right, lambda: asked.append("solution"))
    np.testing.assert_allclose(found, np.linalg.solve(bends, right), rtol=1e-9)
    assert asked == ["product"] * 4 + ["solution"] * 6  # 4 columns of blocks, 3 + 2 + 1 below

    class Enough(Exception):
        pass

    def enough():
        raise Enough

    for work in (lambda: squared(slopes, enough), lambda: solved(bends, right, enough)):
        with pytest.raises(Enough):
            work()
    assert np.isnan(solved(-bends, right)).all()  # a step that is refused: the damping grows


def test_at_rest_nothing_is_tried_again_until_something_changes():
    """float32 runs out of digits: the search down the slope is made once, not in every update."""
    optimizer = OPTIMIZERS.read({"name": "lbfgs"}, "")
    w = np.zeros(2, dtype=np.float32)
    bends, gradient, measured = np.array([1.0, 7.0], dtype=np.float32), np.zeros_like(w), []
    slots = {name: np.zeros_like(w) for name in optimizer.state_slots()}

    def measure():
        measured.append(True)
        gradient[...] = bends * (w - np.float32(1 / 3))
        return float(np.float32(1.0) + np.float32(0.5) * np.sum(bends * (w - 1 / 3) ** 2))

    update = optimizer.bind_search(w, gradient, slots, dict(optimizer.counters), measure)

    def trials(rate=1.0):
        measure()
        w_before, count = w.copy(), len(measured)
        found = update(measure(), rate)
        return found, len(measured) - count - 1, (w == w_before).all()

    w[...] = np.float32(1 / 3) + np.float32(1e-6)  # the objective is 1 to its last digit
    first, again, once_more = trials(), trials(), trials()
    assert first[1] > 1 and first[2] and first[0][-1].step == 0.0
    assert again[1:] == once_more[1:] == (0, True) and len(again[0]) == 1
    assert trials(rate=0.5)[1] > 1  # another first step may find one
    w[...] = 2.0
    assert not trials(rate=0.5)[2]
