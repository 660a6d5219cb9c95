"""The hand that draws: what tools do, what is selected, and what a stroke is."""

import numpy as np
import pytest

from core.data.drawn import Drawn
from core.data.hand import Hand, Tool

NEAR = 0.03


def at(x: float, y: float) -> np.ndarray:
    return np.array([x, y])


@pytest.fixture
def hand() -> Hand:
    """Return a hand over three points in a row, with the tool that selects."""
    places = np.array([[-3.0, 0.0], [0.0, 0.0], [3.0, 0.0]])
    made = Hand(np.random.default_rng(0), Drawn.empty().added(places, 0))
    made.tool = Tool.SELECT
    return made


def stroke(hand: Hand, *places: tuple[float, float], **how: bool) -> bool:
    hand.press(at(*places[0]), NEAR, **how)
    for place in places[1:]:
        hand.go_on(at(*place))
    return hand.let_go()


def test_a_rubber_band_selects_and_extends(hand: Hand) -> None:
    assert not stroke(hand, (-4.0, -1.0), (1.0, 1.0))
    assert hand.selected.tolist() == [True, True, False]
    stroke(hand, (2.0, -1.0), (4.0, 1.0), extend=True)
    assert hand.selected.all()
    stroke(hand, (0.0, 0.0), extend=True)  # a point that is selected is taken away
    assert hand.selected.tolist() == [True, False, True]
    stroke(hand, (5.0, 5.0))  # an empty place selects nothing
    assert not hand.has_selection() and hand.band is None
    assert not hand.strokes.can_undo()


def test_a_selection_is_dragged_nudged_revalued_and_deleted_each_in_one_step(hand: Hand) -> None:
    stroke(hand, (-4.0, -1.0), (1.0, 1.0))
    assert stroke(hand, (0.0, 0.0), (0.5, 0.5), (1.0, 2.0))
    assert hand.drawn.places.tolist() == [[-2.0, 2.0], [1.0, 2.0], [3.0, 0.0]]
    hand.nudge(at(0.0, 0.5))
    assert hand.drawn.places.tolist() == [[-2.0, 5.0], [1.0, 5.0], [3.0, 0.0]]
    hand.revalue(1)
    assert hand.drawn.classes.tolist() == [1, 1, 0]
    hand.delete()
    assert hand.drawn.places.tolist() == [[3.0, 0.0]]
    for left in ([1, 1, 0], [0, 0, 0], [0, 0, 0], [0, 0, 0]):
        hand.undo()
        assert hand.drawn.classes.tolist() == left
    assert hand.drawn.places.tolist() == [[-3.0, 0.0], [0.0, 0.0], [3.0, 0.0]]
    assert not hand.strokes.can_undo()


def test_what_is_not_selected_is_selected_by_dragging_it(hand: Hand) -> None:
    stroke(hand, (-4.0, -1.0), (-2.0, 1.0))
    stroke(hand, (3.0, 0.0), (3.0, 1.0))
    assert hand.selected.tolist() == [False, False, True]
    assert hand.drawn.places[:, 1].tolist() == [0.0, 0.0, 1.0]


def test_erasing_keeps_the_selection_of_what_stays(hand: Hand) -> None:
    hand.select_all()
    stroke(hand, (0.0, 0.0), erase=True)
    assert len(hand.drawn) == 2 and hand.selected.tolist() == [True, True]
    hand.jitter()
    assert len(hand.drawn) == 2
    hand.clear()
    assert len(hand.drawn) == 0 and not hand.has_selection()


def test_only_what_is_selected_is_jittered(hand: Hand) -> None:
    before = hand.drawn.places
    hand.select_round(at(3.0, 0.0), extend=False)
    hand.jitter()
    moved = np.any(hand.drawn.places != before, axis=1)
    assert moved.tolist() == [False, False, True]
    hand.select_none()
    hand.jitter()
    assert np.all(np.any(hand.drawn.places != before, axis=1))


def test_a_dragged_point_of_the_point_tool_is_one_step(hand: Hand) -> None:
    hand.tool, hand.value = Tool.POINT, 1.0
    assert stroke(hand, (5.0, 5.0), (4.0, 4.0))
    assert hand.drawn.places[-1].tolist() == [4.0, 4.0] and hand.drawn.values[-1] == 1.0
    hand.undo()
    assert len(hand.drawn) == 3


def test_a_drawing_from_elsewhere_has_nothing_to_take_back(hand: Hand) -> None:
    hand.select_all()
    hand.take(hand.drawn.valued(hand.selected, 1))
    assert hand.selected.all() and not hand.strokes.can_undo()
    hand.take(Drawn.empty())
    assert len(hand.selected) == 0
