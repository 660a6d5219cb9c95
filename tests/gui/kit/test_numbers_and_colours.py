"""Numbers and colours: every short form by hand, the tables at their ends and middle."""

import numpy as np
import pytest
from PySide6.QtGui import QColor

from core.lesson.numbers import figure, full, percent, short, tidy
from core.pictures.colours import symmetric_limit
from gui.kit.colours import (
    blend_classes,
    centre_and_reach,
    class_colour,
    class_table,
    levels,
    readable_on,
    rgb,
    shade_table,
    signed_table,
    two_tone_table,
)
from gui.kit.theme import DARK, LIGHT
from tests.gui.kit.test_style import contrast


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (-0.0, "0"),
        (2.5, "2.50"),
        (-2.561, "−2.56"),
        (9.996, "10.0"),
        (31.62, "31.6"),
        (-1234.5, "−1234"),
        (0.0042, "0.004"),
        (-0.00002, "−2·10⁻⁵"),
        (1.5e9, "2·10⁹"),
        (float("nan"), "NaN"),
        (float("-inf"), "−∞"),
    ],
)
def test_short_numbers(value: float, text: str) -> None:
    assert short(value) == text


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0871, "0.087"),
        (0.5489, "0.549"),
        (1.0, "1.00"),
        (123.4, "123"),
        (1.234e-5, "1.23·10⁻⁵"),
        (0.0, "0"),
        (None, "·"),
    ],
)
def test_figures(value: float | None, text: str) -> None:
    assert figure(value) == text


def test_full_keeps_every_digit() -> None:
    assert full(0.1 + 0.2) == "0.30000000000000004"
    assert full(-0.6813235273535158) == "−0.6813235273535158"
    assert full(3.0) == "3"


def test_shares_and_round_numbers() -> None:
    assert percent(0.975) == "97.5 %"
    assert tidy(0.5) == "0.5"
    assert tidy(-200.0) == "−200"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_signed_table_goes_over_the_canvas(theme) -> None:
    table = signed_table(theme)
    assert table.shape == (256, 4) and table.dtype == np.uint8
    assert np.array_equal(table[0, :3], rgb(theme.negative))
    assert np.array_equal(table[-1, :3], rgb(theme.positive))
    assert np.max(np.abs(table[127:129, :3] - rgb(theme.canvas))) <= 2
    assert np.array_equal(two_tone_table(theme)[127, :3], rgb(theme.negative))
    assert np.array_equal(two_tone_table(theme)[128, :3], rgb(theme.positive))


def test_infinite_levels_lie_at_the_ends() -> None:
    """Maps of inputs are float32, in which 1e39 is infinite; NumPy's warning is an error here."""
    values = np.array([-np.inf, 0.0, 5.0, np.inf, np.nan], dtype=np.float32)
    for centre, reach in ((0.0, np.inf), (np.inf, np.inf), (np.nan, np.nan), (np.inf, 1.0)):
        assert levels(values, centre, reach).tolist() == [0, 128, 128, 255, 128]


def test_levels_are_centred_and_bounded() -> None:
    values = np.array([-9.0, -1.0, 0.0, 1.0, 9.0, np.nan, np.inf, -np.inf])
    assert levels(values, 0.0, 1.0).tolist() == [0, 0, 128, 255, 255, 128, 255, 0]


def test_limits() -> None:
    assert symmetric_limit(np.array([-0.13, 0.02])) == pytest.approx(0.15)
    assert symmetric_limit(np.array([4.2, np.nan])) == 5.0
    assert symmetric_limit(np.zeros(3)) == 1.0
    assert centre_and_reach(np.zeros((2, 2)), "sigmoid") == (0.5, 0.5)
    assert centre_and_reach(np.array([[0.0, 3.0]]), "relu") == (0.0, 3.0)


def test_classes_are_paler_where_less_sure() -> None:
    outputs = np.array([[[1.0, 0.0, 0.0], [0.1, 0.5, 0.4], [np.nan, 0.0, 1.0]]])
    picture = blend_classes(outputs, LIGHT)
    assert np.array_equal(picture[0, 0, :3], rgb(class_colour(0)))
    assert np.array_equal(picture[0, 2, :3], rgb(class_colour(2)))
    sure = np.abs(255 - rgb(class_colour(1))).sum()
    assert 0 < np.abs(255.0 - picture[0, 1, :3]).sum() < 0.7 * sure
    flat = blend_classes(outputs, LIGHT, discretize=True)
    assert np.array_equal(flat[0, 1, :3], rgb(class_colour(1)))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_numbers_are_readable_on_every_colour_of_a_map(theme) -> None:
    tables = [signed_table(theme), shade_table(theme), two_tone_table(theme)]
    tables += [class_table(theme, number) for number in range(10)]
    for table in tables:
        for level in table:
            ground = QColor(*(int(part) for part in level[:3]))
            assert contrast(readable_on(ground).name(), ground.name()) >= 4.5
