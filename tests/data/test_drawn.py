"""Points drawn by hand: strokes, what becomes of them, and points that are touched up."""

import json
from dataclasses import replace

import numpy as np
import pytest

from core.data.drawn import MOST_POINTS, REACH, Drawn, Setting, drawn_from, sprayed
from core.data.generated import Moons
from core.data.hand import Strokes
from core.data.samples import SOURCES, Samples, Task
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
    with pytest.raises(DataError, match=r"no point to learn|fewer than two classes have"):
        drawn.source()


def test_distances_are_shares_of_the_plane() -> None:
    distances = three().distances(np.array([-3.0, 0.0])) * REACH
    assert distances.tolist() == pytest.approx([np.hypot(4.0, 2.0), 0.0, 1.0])


def test_the_plane_and_the_number_of_points_have_ends() -> None:
    drawn = Drawn.empty().added(np.array([[99.0, -99.0]]), 0)
    assert drawn.places.tolist() == [[REACH, -REACH]]
    assert drawn.moved(np.array([True]), np.array([-99.0, 1.0])).places.tolist() == [
        [-REACH, 1.0 - REACH]
    ]
    assert len(drawn.added(np.zeros((2 * MOST_POINTS, 2)), 1)) == MOST_POINTS


def test_the_nearest_point_is_found_within_reach_only() -> None:
    assert three().nearest(np.array([-2.9, 0.9]), 0.1) == 2
    assert three().nearest(np.array([0.0, 0.0]), 0.1) is None
    assert Drawn.empty().nearest(np.zeros(2), 9.0) is None


def test_a_brush_spreads_its_points_over_its_disc() -> None:
    places = sprayed(np.random.default_rng(1), np.array([2.0, -1.0]), 0.5 / REACH, 4000, Setting())
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
    strokes.do(strokes.drawn.only(np.zeros(6, dtype=bool)))
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
    strokes.do(strokes.drawn.only(np.ones(3, dtype=bool)))
    strokes.end()
    assert not strokes.can_undo()


def test_data_that_are_there_are_touched_up() -> None:
    samples = Moons(samples=60).draw(np.random.default_rng(0), None)
    drawn = drawn_from(samples)
    assert np.array_equal(drawn_data(drawn).inputs, samples.inputs)
    assert np.array_equal(drawn_data(drawn).targets, samples.targets)
    assert drawn.setting.half.min() >= np.abs(samples.inputs).max()


@pytest.mark.parametrize("name", [one.name for one in SOURCES if one.group != "own"])
def test_all_data_over_two_inputs_can_be_touched_up_and_nothing_else(name: str) -> None:
    source = SOURCES.named(name)()
    samples = source.draw(np.random.default_rng(0), None)
    if samples.inputs.shape[1] != 2:
        with pytest.raises(DataError, match="do not have two inputs"):
            drawn_from(samples)
    else:
        found = drawn_data(drawn_from(samples))
        assert np.array_equal(found.targets, samples.targets) and found.task is samples.task
        assert (found.input_names, found.target_names) == (
            samples.input_names,
            samples.target_names,
        )


def test_numbers_stay_numbers_even_if_all_are_0_and_1() -> None:
    setting = replace(Setting(), numbers=True)
    drawn = Drawn.empty(setting).added(np.zeros((1, 2)), 0.0).added(np.ones((1, 2)), 1.0)
    assert drawn_data(drawn).task is Task.REGRESSION
    again = SOURCES.read(json.loads(json.dumps(drawn.source().write())), "data.source")
    assert again == drawn.source()


def test_names_parts_and_plane_are_kept_and_an_empty_class_where_it_is_wanted() -> None:
    samples = Samples(
        np.array([[4.7, 1.4], [6.4, 4.5], [6.3, 6.0], [5.0, 1.5]]),
        np.eye(3)[[0, 1, 2, 0]],
        ("sepal", "petal"),
        ("a", "b", "c"),
        Task.CLASSES,
        ("a", "b", "c"),
    )
    parts = np.array([0, 0, 2, 1], dtype=np.int8)
    drawn = drawn_from(samples, parts, ((4.0, 8.0), (1.0, 7.0)), "iris.csv")
    found = drawn_data(drawn)
    assert (found.input_names, found.classes) == (("sepal", "petal"), ("a", "b", "c"))
    assert found.parts is not None and found.parts.tolist() == [0, 0, 2, 1]
    source = drawn.source()
    assert source.origin == "iris.csv" and source.plane.tolist() == [[4.0, 8.0], [1.0, 7.0]]
    fewer = drawn.only(np.array([True, True, False, True]))
    assert drawn_data(fewer).classes == ("a", "b")
    whole = fewer.source(classes=3).draw(np.random.default_rng(0), None)
    assert whole.classes == ("a", "b", "c") and whole.targets.shape == (3, 3)
    # what is added is learned from
    assert drawn.added(np.array([[5.0, 2.0]]), 1).parts.tolist() == [0, 0, 2, 1, 0]
    with pytest.raises(DataError, match="no point to learn from"):
        drawn.only(parts > 0).source()


def test_what_is_moved_together_keeps_its_shape_and_stays_in_the_plane() -> None:
    moved = three().moved(np.array([False, True, True]), np.array([-99.0, 0.5]))
    assert moved.places.tolist() == [[1.0, 2.0], [-REACH, 0.5], [-REACH, 1.5]]


def test_classes_become_numbers_and_numbers_two_classes() -> None:
    numbers = three().as_numbers(True)
    assert numbers.values.tolist() == [0.0, 1.0, 1.0] and numbers.setting.numbers
    assert numbers.as_numbers(False).values.tolist() == [0.0, 1.0, 1.0]
    several = three().added(np.zeros((1, 2)), 2).as_numbers(True)
    assert several.values.tolist() == [1.0, 2.0, 2.0, 3.0]


@pytest.mark.parametrize("odd", [np.nan, 1e200])
def test_numbers_that_cannot_be_drawn_are_said(odd: float) -> None:
    samples = Moons(samples=20).draw(np.random.default_rng(0), None)
    samples.inputs[3, 1] = odd
    with pytest.raises(DataError, match="too large to be drawn"):
        drawn_from(samples)
