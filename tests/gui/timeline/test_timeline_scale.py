"""The timeline's scale: conversions both ways, and drags that reach any single update."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gui.timeline.scale import FINER_FROM, FINEST_AT, TimelineDrag, TimelineScale
from tests.amount import some

scales = st.builds(
    lambda start, length, width: TimelineScale(start, start + length, 9.0, float(width)),
    st.integers(0, 10**6),
    st.integers(1, 10**7),
    st.integers(40, 3000),
)


@settings(max_examples=some(60))
@given(scales, st.floats(0.0, 1.0))
def test_there_and_back(scale: TimelineScale, share: float) -> None:
    update = scale.start + share * (scale.end - scale.start)
    assert scale.update(scale.x(update)) == pytest.approx(update, abs=1e-6 * scale.end)
    assert scale.left <= scale.x(update) <= scale.left + scale.width
    assert scale.update(-1e9) == scale.start and scale.update(1e9) == scale.end


def test_nowhere_to_go() -> None:
    for scale in (TimelineScale(3, 3, 9.0, 100.0), TimelineScale(0, 9, 9.0, -4.0)):
        assert scale.is_empty
        assert scale.x(5.0) == 9.0 and scale.update(50.0) == scale.start
        assert scale.updates_a_pixel() == 0.0


def test_farther_away_is_finer_down_to_one_update_a_pixel() -> None:
    scale = TimelineScale(0, 10**6, 9.0, 500.0)
    rates = [scale.updates_a_pixel(away) for away in (0.0, FINER_FROM, 60.0, 100.0, FINEST_AT)]
    assert rates[0] == rates[1] == 2000.0 and rates[-1] == 1.0
    assert rates[1] > rates[2] > rates[3] > rates[4]
    assert scale.updates_a_pixel(9999.0) == 1.0
    assert scale.updates_a_pixel(0.0, exact=True) == 1.0
    short = TimelineScale(0, 50, 9.0, 500.0)  # already fine enough: the same everywhere
    assert short.updates_a_pixel() == short.updates_a_pixel(500.0, True) == 0.1


@settings(max_examples=some(40))
@given(st.integers(0, 10**6))
def test_any_update_is_reached_in_two_drags(wanted: int) -> None:
    scale = TimelineScale(0, 10**6, 9.0, 500.0)
    x = float(round(scale.x(wanted)))  # a mouse has only whole pixels
    drag = TimelineDrag(scale, x, scale.update(x))
    came = drag.move(x, 0.0, exact=False)
    assert abs(came - wanted) <= 1001
    assert drag.move(x + wanted - came, 0.0, exact=True) == wanted


def test_a_coarse_drag_stays_under_the_mouse_and_a_fine_one_is_not_lost() -> None:
    scale = TimelineScale(0, 10**6, 0.0, 500.0)
    drag = TimelineDrag(scale, 100.0, scale.update(100.0))
    assert drag.move(250.0, 0.0, False) == 500_000
    assert drag.move(700.0, 0.0, False) == 10**6  # beyond the end and back again
    assert drag.move(250.0, 0.0, False) == 500_000
    assert drag.move(253.0, FINEST_AT, False) == 500_003
    assert drag.move(253.0, 0.0, False) == 500_003  # the mouse coming back moves nothing
    assert drag.move(254.0, 0.0, False) == 502_003
