"""Points drawn by hand: strokes, what becomes of them, and points that are touched up."""

import numpy as np
import pytest

from core.data.drawn import MOST_POINTS, REACH, Drawn, Strokes, drawn_from, sprayed
from core.data.generated import Moons
from core.data.samples import SOURCES, Task
from core.errors import DataError


def three() -> Drawn:
    """Return a point of the first class, and two of the second."""
    one = Drawn.empty().added(np.array([[1.0, 2.0]]), 0)
    return one.added(np.array([[-3.0, 0.0], [-3.0, 1.0]]), 1)


def drawn_data(drawn: Drawn):
    return drawn.source().draw(np.random.default_rng(0), None)


def test_points_become_data_in_the_order_in_which_they_were_drawn() -> None:
    samples = drawn_data(three())
    assert samples.task is Task.TWO_CLASSES
    assert samples.inputs.tolist() == [[1.0, 2.0], [-3.0, 0.0], [-3.0, 1.0]]
    assert samples.targets.tolist() == [[0.0], [1.0], [1.0]]


def test_more_classes_are_one_hot_and_an_empty_one_is_left_out() -> None:
    drawn = three().added(np.array([[0.0, 0.0]]), 4)
    samples = drawn_data(drawn)
    assert samples.task is Task.CLASSES
    assert samples.targets.tolist() == [[1, 0, 0], [0, 1, 0], [0, 1, 0], [0, 0, 1]]
    assert drawn.counts(5) == [1, 2, 0, 0, 1]


@pytest.mark.parametrize("drawn", [Drawn.empty(), Drawn.empty().added(np.zeros((3, 2)), 1)])
def test_one_class_is_not_enough(drawn: Drawn) -> None:
    with pytest.raises(DataError, match="fewer than two classes have"):
        drawn.source()


def test_erasing_takes_what_lies_within_the_radius() -> None:
    assert three().erased(np.array([-3.0, 0.0]), 0.99).places.tolist() == [[1, 2], [-3, 1]]
    assert len(three().erased(np.array([-3.0, 0.0]), 1.0)) == 1


def test_the_plane_and_the_number_of_points_have_ends() -> None:
    drawn = Drawn.empty().added(np.array([[99.0, -99.0]]), 0)
    assert drawn.places.tolist() == [[REACH, -REACH]]
    assert drawn.moved(0, np.array([-99.0, 1.0])).places.tolist() == [[-REACH, 1.0]]
    assert len(drawn.added(np.zeros((2 * MOST_POINTS, 2)), 1)) == MOST_POINTS


def test_the_nearest_point_is_found_within_reach_only() -> None:
    assert three().nearest(np.array([-2.9, 0.9]), 0.5) == 2
    assert three().nearest(np.array([0.0, 0.0]), 0.5) is None
    assert Drawn.empty().nearest(np.zeros(2), 9.0) is None


def test_a_brush_spreads_its_points_over_its_disc() -> None:
    places = sprayed(np.random.default_rng(1), np.array([2.0, -1.0]), 0.5, 4000)
    distances = np.hypot(*(places - [2.0, -1.0]).T)
    assert distances.max() <= 0.5
    # evenly over the area: a quarter of them lies within half of the radius
    assert np.mean(distances < 0.25) == pytest.approx(0.25, abs=0.03)


def test_a_jitter_moves_every_point_a_little() -> None:
    moved = three().jittered(np.random.default_rng(0))
    distances = np.hypot(*(moved.places - three().places).T)
    assert np.all((distances > 0.0) & (distances < 0.2 * REACH))
    assert moved.classes.tolist() == three().classes.tolist()


def test_a_stroke_is_one_step_of_undo() -> None:
    strokes = Strokes(three())
    strokes.begin()
    for x in (0.1, 0.2, 0.3):
        strokes.do(strokes.drawn.added(np.array([[x, x]]), 0))
    strokes.end()
    strokes.do(strokes.drawn.erased(np.zeros(2), 99.0))
    assert len(strokes.drawn) == 0
    strokes.undo()
    assert len(strokes.drawn) == 6
    strokes.undo()
    assert len(strokes.drawn) == 3 and not strokes.can_undo()
    strokes.redo()
    assert len(strokes.drawn) == 6 and strokes.can_redo()
    strokes.do(three())
    assert not strokes.can_redo()


def test_a_stroke_that_changes_nothing_is_none() -> None:
    strokes = Strokes(three())
    strokes.begin()
    strokes.do(strokes.drawn.erased(np.array([5.0, 5.0]), 0.1))
    strokes.end()
    assert not strokes.can_undo()


def test_data_that_are_there_are_touched_up() -> None:
    samples = Moons(samples=60).draw(np.random.default_rng(0), None)
    drawn = drawn_from(samples)
    assert np.array_equal(drawn_data(drawn).inputs, samples.inputs)
    assert np.array_equal(drawn_data(drawn).targets, samples.targets)
    assert drawn.reach >= np.abs(samples.inputs).max()


@pytest.mark.parametrize("name", [one.name for one in SOURCES if one.group != "own"])
def test_all_classes_over_two_inputs_can_be_touched_up_and_nothing_else(name: str) -> None:
    source = SOURCES.named(name)()
    samples = source.draw(np.random.default_rng(0), None)
    if source.group == "regression":
        with pytest.raises(DataError, match="not classes over two inputs"):
            drawn_from(samples)
    else:
        assert np.array_equal(drawn_data(drawn_from(samples)).targets, samples.targets)


@pytest.mark.parametrize("odd", [np.nan, 1e200])
def test_numbers_that_cannot_be_drawn_are_said(odd: float) -> None:
    samples = Moons(samples=20).draw(np.random.default_rng(0), None)
    samples.inputs[3, 1] = odd
    with pytest.raises(DataError, match="too large to be drawn"):
        drawn_from(samples)
