"""Inputs that are the pixels of a picture, recognised by their names."""

import numpy as np
import pytest

from core.pictures.images import image_shape


def ranges(n, low=0.0, high=16.0):
    return [(low, high)] * n


def by_place(rows, columns, text="pixel_{r}_{c}", first=0):
    return [text.format(r=r + first, c=c + first) for r in range(rows) for c in range(columns)]


@pytest.mark.parametrize(
    "names",
    [
        by_place(8, 8),
        by_place(28, 28, "{r}x{c}", 1),
        by_place(4, 6, "p{r}.{c}"),
    ],
)
def test_names_with_row_and_column(names):
    found = image_shape(names, ranges(len(names)))
    assert found.inputs.reshape(-1).tolist() == list(range(len(names)))


def test_pixels_lie_where_their_names_say_whatever_their_order():
    names = by_place(5, 4)
    turned = names[::-1]
    found = image_shape(turned, ranges(20))
    assert found.inputs.shape == (5, 4) and turned[found.inputs[2, 3]] == "pixel_2_3"
    raw = np.zeros(20)
    raw[turned.index("pixel_2_3")] = 8.0
    pixels = found.pixels(raw)
    assert pixels[2, 3] == 0.5 and pixels.sum() == 0.5


def test_a_square_number_of_inputs_in_one_range():
    assert image_shape([f"pixel{k}" for k in range(49)], ranges(49)).inputs.shape == (7, 7)
    assert image_shape([f"x{k + 1}" for k in range(16)], ranges(16)).inputs.shape == (4, 4)
    # an edge that is always empty is part of a picture too
    edge = ranges(49)
    edge[:7] = [(0.0, 0.0)] * 7
    assert image_shape([f"pixel{k}" for k in range(49)], edge) is not None


@pytest.mark.parametrize(
    ("names", "of"),
    [
        (["sepal_length", "sepal_width"], ranges(2)),
        (by_place(3, 3), ranges(9)),  # too few to be a picture
        ([*by_place(8, 8)[:-1], "age"], ranges(64)),
        ([*by_place(8, 8)[:-1], "pixel_9_9"], ranges(64)),  # not all of a rectangle
        ([*by_place(8, 8)[:-1], "pixel_0_0"], ranges(64)),  # one twice
        ([f"x{k}" for k in range(17)], ranges(17)),  # no square
        ([f"x{2 * k}" for k in range(16)], ranges(16)),
        ([f"x{k}" for k in range(16)], ranges(16, -1.0, 1.0)),  # a measurement, not a pixel
        ([f"x{k}" for k in range(16)], [(0.0, 10.0**k) for k in range(16)]),
        (["x" + "9" * 500] * 16, ranges(16)),
    ],
)
def test_what_is_no_picture(names, of):
    assert image_shape(names, of) is None


def test_values_out_of_range_stay_within_the_picture():
    found = image_shape(by_place(4, 4), ranges(16))
    raw = np.array([99.0, -99.0, np.nan] + [0.0] * 13)
    assert found.pixels(raw).reshape(-1)[:3].tolist() == [1.0, 0.0, 0.0]
    flat = image_shape(by_place(4, 4), ranges(16, 3.0, 3.0))
    assert not flat.pixels(np.full(16, 3.0)).any()
