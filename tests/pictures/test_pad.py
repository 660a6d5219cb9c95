"""A drawing as inputs: areas in closed form, the samples' own range, and fitting to them."""

from dataclasses import replace

import numpy as np
import pytest

from core.data.samples import Task
from core.pictures.pad import Line, Pad, pad_of, shares_of
from core.pictures.snapshot import Points
from tests.gui.made import facts

SIDE = 8
NAMES = tuple(f"pixel_{row}_{column}" for row in range(SIDE) for column in range(SIDE))


def pictures(*boxes: tuple[int, int, int, int], ground: float = 0.0, ink: float = 16.0):
    """Return facts of pictures with an inked box each: rows from, to, columns from, to."""
    inputs = np.full((len(boxes), SIDE, SIDE), ground)
    for picture, (top, bottom, left, right) in zip(inputs, boxes, strict=True):
        picture[top:bottom, left:right] = ink
    made = facts(Task.CLASSES, raw=SIDE * SIDE, classes=3, samples=len(boxes))
    points = Points(inputs.reshape(len(boxes), -1), made.points.targets, made.points.test)
    ends = ((-2.0, 18.0),) * (SIDE * SIDE)  # as they are shown, with a margin
    return replace(made, raw_names=NAMES, points=points, raw_ranges=ends)


def pad(*boxes: tuple[int, int, int, int], **colours: float) -> Pad:
    found = pad_of(pictures(*(boxes or ((2, 6, 2, 6),)), **colours))
    assert found is not None
    return found


def line(*corners: tuple[float, float], width: float = 2.0, erases: bool = False) -> Line:
    return Line(np.array(corners, dtype=np.float64), width, erases)


def test_a_pixel_takes_the_share_of_its_area_that_is_inked() -> None:
    ink = pad().ink((line((0.0, 2.0), (8.0, 2.0), width=1.0),))
    # from 1.5 to 2.5 down: half of the second row and half of the third
    np.testing.assert_allclose(ink[1, 1:7], 0.5)
    np.testing.assert_allclose(ink[2, 1:7], 0.5)
    assert not ink[0].any() and not ink[3:].any()


def test_a_dot_has_the_area_of_a_circle_and_is_erased_again() -> None:
    dot = line((4.0, 4.0), width=3.0)
    assert pad().ink((dot,)).sum() == pytest.approx(np.pi * 1.5**2, rel=0.03)
    assert not pad().ink((dot, line((4.0, 4.0), width=3.2, erases=True))).any()
    assert pad().ink((line((4.0, 4.0), width=3.2, erases=True), dot)).any()


def test_values_are_those_of_the_samples_not_of_the_margin_around_them() -> None:
    found = pad()
    raw = found.raw((line((0.0, 0.5), (8.0, 0.5), width=1.0),))
    assert raw.reshape(SIDE, SIDE)[0, 2] == 16.0 and raw.reshape(SIDE, SIDE)[4, 4] == 0.0


def test_dark_ink_on_light_paper_is_drawn_dark() -> None:
    found = pad((2, 6, 2, 6), (3, 5, 3, 5), ground=255.0, ink=0.0)
    assert found.dark_ground
    raw = found.raw((line((4.0, 4.0)),)).reshape(SIDE, SIDE)
    assert raw[0, 0] == 255.0 and raw[3, 3] == pytest.approx(255.0 * (1.0 - np.pi / 4.0), abs=10.0)


def test_fitting_moves_and_scales_to_the_samples_mean_box() -> None:
    found = pad((0, 8, 2, 6), (0, 8, 3, 5))  # 8 high, 3 wide on average, in the middle
    assert found.usual is not None
    np.testing.assert_allclose(found.usual.middle, [4.0, 4.0])
    np.testing.assert_allclose(found.usual.size, [3.0, 8.0])
    (fitted,) = found.fitted((line((1.0, 1.0), (1.0, 3.0), width=1.0),))
    # 3 high with the pen, 8 are wanted; the pen keeps its width
    np.testing.assert_allclose(fitted.corners, [[4.0, 0.5], [4.0, 7.5]])
    assert fitted.width == 1.0
    dot = line((1.0, 1.0), width=1.0)
    np.testing.assert_allclose(found.fitted((dot,))[0].corners, [[4.0, 4.0]])
    only_erased = (line((1.0, 1.0), erases=True),)
    assert found.fitted(only_erased) is only_erased


def test_samples_that_are_no_pictures_have_no_pad() -> None:
    assert pad_of(facts(Task.CLASSES, raw=4)) is None


def test_every_class_has_its_probability() -> None:
    three, two = facts(Task.CLASSES, classes=3), facts(Task.TWO_CLASSES)
    assert shares_of(three, np.array([0.2, 0.7, 0.1])) == (
        ("kind 0", 0.2),
        ("kind 1", 0.7),
        ("kind 2", 0.1),
    )
    assert shares_of(two, np.array([0.75])) == (("0", 0.25), ("1", 0.75))
    # an output of tanh is no probability
    assert shares_of(two, np.array([-0.75])) == (("y", -0.75),)
