"""Arrays as people paste them, and what their notebooks may have done differently."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from core.errors import DataError
from core.lesson.notebook.comparing import HintKind, compare, read_array, read_pasted
from tests.amount import few, some

FORMS = {
    "[[1. 2.]\n [3. 4.]]": [[1, 2], [3, 4]],
    "array([[1., 2.],\n       [3., 4.]], dtype=float32)": [[1, 2], [3, 4]],
    "np.array([[1, 2], [3, 4]])": [[1, 2], [3, 4]],
    "W1 = np.array([0.5, -1e-3])": [0.5, -0.001],
    "dW = [[1, 2], [3, 4]]": [[1, 2], [3, 4]],
    "[[1, 2], [3, 4]]": [[1, 2], [3, 4]],
    "[[1, 2],\n [3, 4],\n]": [[1, 2], [3, 4]],
    "tensor([[ 0.1000, -2.0000]], dtype=torch.float64)": [[0.1, -2]],
    "tensor([1., 2.], device='cuda:0', grad_fn=<AddBackward0>)": [1, 2],
    "tensor([1., 2.], requires_grad=True)": [1, 2],
    "Parameter containing:\ntensor([[1.5]], requires_grad=True)": [[1.5]],
    "tf.Tensor([1. 2.], shape=(2,), dtype=float32)": [1, 2],
    "Array([1., 2.], dtype=float32)": [1, 2],
    "array([[1., 2.],\n       [3., 4.]], shape=(2, 2))": [[1, 2], [3, 4]],
    "[np.float64(0.25), np.float64(-1.5)]": [0.25, -1.5],
    "tensor(0.25)": 0.25,
    "np.float64(0.25)": 0.25,
    "L = 0.25": 0.25,
    "0.25": 0.25,
    "1 2 3": [1, 2, 3],
    "1 2\n3 4\n": [[1, 2], [3, 4]],
    "1,2\n3,4": [[1, 2], [3, 4]],
    "1, 2,\n3, 4,": [[1, 2], [3, 4]],
    "1\t2\n3\t4": [[1, 2], [3, 4]],
    "0,5\t1,25\n3\t4": [[0.5, 1.25], [3, 4]],
    "0,5;1,25\n-3;4e2": [[0.5, 1.25], [-3, 400]],
    "0,5 1,25\n0,1 0,2": [[0.5, 1.25], [0.1, 0.2]],
    "1\n2\n3": [[1], [2], [3]],
    "[True, False]": [1, 0],
    "[−1.5 +2. .5]": [-1.5, 2, 0.5],
    "[nan inf -inf]": [np.nan, np.inf, -np.inf],
    "[[[1, 2]], [[3, 4]]]": [[[1, 2]], [[3, 4]]],
}


@pytest.mark.parametrize("text", FORMS)
def test_forms_of_arrays(text):
    found, expected = read_array(text), np.array(FORMS[text], dtype=float)
    assert found.dtype == np.float64
    assert found.shape == expected.shape
    np.testing.assert_array_equal(found, expected)


finite = st.floats(-1e12, 1e12, allow_subnormal=False)
small_arrays = arrays(np.float64, array_shapes(max_dims=3, max_side=5), elements=finite)


@settings(max_examples=some(60), deadline=None)
@given(small_arrays)
def test_what_python_writes_in_full_is_read_back(array):
    np.testing.assert_array_equal(read_array(str(array.tolist())), array)
    with np.printoptions(floatmode="unique", precision=17):
        np.testing.assert_array_equal(read_array(repr(array)), array)
        np.testing.assert_array_equal(read_array(str(array)), array)


@settings(max_examples=some(100), deadline=None)
@given(small_arrays, st.integers(2, 12))
def test_what_numpy_prints_is_equal_to_what_it_was(array, precision):
    """However many digits are printed, the array is recognised from them."""
    # with fewer digits than its own eight, 0.4999 is printed as 0.5, and 0.5 is taken literally
    mode = "maxprec" if precision >= 8 else "fixed"
    with np.printoptions(precision=precision, floatmode=mode):
        for text in (str(array), repr(array)):
            found = compare(array, read_pasted(text))
            assert found.equal, (text, found.hint)


@pytest.mark.parametrize("text", ["", "   \n ", "[]", "array([])"])
def test_nothing_pasted(text):
    with pytest.raises(DataError, match="no numbers"):
        read_array(text)


WRONG = {
    "[[1, 2], [3]]": "line 1: a row has 1 value, the first row has 2",
    "1 2\n3": "line 2 has 1 value, the first line has 2",
    "[1, 2": "never closed",
    "[[1, 2]": "never closed",
    "1, 2]": "line 1, column 2: '2]'",
    "[1, x]": "line 1: 'x' is not a number",
    "[1,\n 2,\n 3j]": "line 3: '3j' is not a number",
    "1,2\n3,abc": "line 2, column 2: 'abc' is not a number",
    "[1] + [2]": "closed|second|not a number",
    "[1] [2]": "second array|not a number",
    "[[1, 2] 3]": "mixed|values",
    "print([1, 2]); x": "after the array|not a number",
    "hello [1, 2]": "before the array there is 'hello'",
    "[1, 2, ..., 9]": "leaves numbers out",
    "__import__('os').system('true')": "is not a number",
    "[__import__('os').getcwd()]": "is not a number",
    "[" * 50 + "]" * 50: "too deeply",
    "[1_000]": "is not a number",
    "0x10": "is not a number",
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_no_array_is_said(text):
    with pytest.raises(DataError, match=WRONG[text]) as caught:
        read_array(text)
    assert caught.value.hint


def test_bounds():
    with pytest.raises(DataError, match="1,000,001 characters"):
        read_array("1" * 1_000_001)
    with pytest.raises(DataError, match="more than 100,000 numbers"):
        read_array("[" + "1," * 100_001 + "]")
    with pytest.raises(DataError, match="more than 100,000 numbers"):
        read_array("1 2 3\n" * 40_000)


@pytest.mark.parametrize(
    "text",
    few(
        [
            *("[" * 999_999, "1" * 999_999, "-" * 999_999, "(" * 999_999, " " * 999_999),
            *("[" + "1 " * 99_000, "1;" * 499_999, "np.f(" * 190_000, "a" * 999_999 + "[1]"),
            *("a=" * 400_000 + "[1]", "a(" * 400_000 + "[1]", "a." * 400_000 + "[1]"),
            *("[1]" + "a=" * 400_000, "[1], a=" + "b" * 20 + "=bbbbbbbbbbbbbbbb" * 10 + "==\n"),
        ],
        5,
    ),
    ids=lambda text: f"{text[:6]}…{text[-4:]}",
)
def test_nothing_takes_long(text):
    begin = time.process_time()
    try:
        read_array(text)
    except DataError as error:
        assert len(error.message) < 200
    assert time.process_time() - begin < 5


@settings(max_examples=some(200), deadline=None)
@given(st.text("[]()0123456789.,;-+e \n\tnaifr=x_", max_size=60))
def test_any_text_is_read_or_refused(text):
    try:
        found = read_pasted(text)
    except DataError as error:
        assert error.message and error.hint
    else:
        assert found.array.size and found.units.shape == found.array.shape


# ---------------------------------------------------------------------- comparing

RNG = np.random.default_rng(5)
MINE = RNG.normal(size=(4, 3))


def hint(theirs, mine=MINE, batch=None):
    found = compare(mine, theirs, batch)
    assert not found.equal
    return found.hint


def test_the_same_array():
    found = compare(MINE, MINE.copy())
    assert found.equal and not found.differs.any() and found.largest == 0.0
    assert found.hint is None and found.digits is None


def test_the_same_array_as_printed():
    found = compare(MINE, read_pasted(str(MINE)))
    assert found.equal and found.digits == 8
    assert 0 < found.largest <= 5e-9


def test_half_a_unit_of_the_last_place_and_not_more():
    mine = np.array([0.12345, 1.0])
    assert compare(mine, read_pasted("[0.123, 1.000]")).equal
    assert compare(mine, read_pasted("[0.12, 1.]")).equal
    for wrong in ("[0.124, 1.000]", "[0.123, 1.001]"):
        found = compare(mine, read_pasted(wrong))
        assert not found.equal and found.digits == 3
    assert compare(mine, read_pasted("[0.124, 1.]")).differs.tolist() == [True, False]


def test_exponents_are_rounded_each_by_its_own():
    mine = np.array([1.23456e-5, 4.56789e-3])
    assert compare(mine, read_pasted("[1.235e-05 4.568e-03]")).equal
    assert compare(mine, read_pasted("[1.236e-05 4.568e-03]")).differs.tolist() == [True, False]


def test_short_numbers_are_taken_as_meant():
    """0.5 means ½, not anything from 0.45 to 0.55; and 0 does not mean 0.3."""
    assert not compare([0.504], read_pasted("[0.5]")).equal
    assert not compare([0.3, 0.4], read_pasted("[0 0]")).equal
    assert compare([0.5, 2.000000001], read_pasted("[0.5 2. ]")).equal
    assert not compare([0.5, 2.00000001], read_pasted("[0.5 2. ]")).equal


def test_rounding_on_the_way_is_no_difference():
    assert compare(MINE, MINE * (1 + 1e-13)).equal
    assert not compare(MINE, MINE * (1 + 1e-7)).equal


def test_one_entry_that_differs():
    theirs = MINE.copy()
    theirs[2, 1] += 0.25
    found = compare(MINE, theirs, 4)
    assert np.argwhere(found.differs).tolist() == [[2, 1]]
    assert found.largest == pytest.approx(0.25)
    assert found.hint is None


def test_axes_of_length_one_may_be_left_out():
    column = MINE[:, :1]
    assert compare(column, column[:, 0]).equal
    assert compare(column, column[:, 0]).differs.shape == (4, 1)
    assert compare(column[:, 0], column).equal
    assert compare(np.array(0.5), np.array([[0.5]])).equal
    assert hint(column.T, column).kind is HintKind.TRANSPOSED


@pytest.mark.parametrize("precision", [None, 3, 8])
def test_transposed(precision):
    square = MINE[:3]
    for mine in (MINE, square):
        theirs = mine.T if precision is None else read_pasted(str(np.round(mine.T, precision)))
        found = hint(theirs, mine)
        assert found.kind is HintKind.TRANSPOSED and found.factor == 1.0
    found = hint(MINE.T * 4, batch=4)
    assert (found.kind, found.factor, found.batch) == (HintKind.TRANSPOSED, 4.0, 1)


@pytest.mark.parametrize("precision", [None, 4])
@pytest.mark.parametrize(
    ("factor", "batch", "kind", "named"),
    [
        (2.0, 7, HintKind.FACTOR, 0),
        (0.5, None, HintKind.FACTOR, 0),
        (-2.0, 7, HintKind.FACTOR, 0),
        (-1.0, 7, HintKind.SIGN, 0),
        (7.0, 7, HintKind.FACTOR, 1),
        (1 / 7, 7, HintKind.FACTOR, -1),
        (-1 / 7, 7, HintKind.FACTOR, -1),
        (2.0, 2, HintKind.FACTOR, 1),
        (-1.0, 1, HintKind.SIGN, 0),
    ],
)
def test_known_factors(factor, batch, kind, named, precision):
    theirs = factor * MINE
    if precision is not None:
        with np.printoptions(precision=precision):
            theirs = read_pasted(str(theirs))
    found = hint(theirs, batch=batch)
    assert (found.kind, found.batch) == (kind, named)
    assert found.factor == pytest.approx(factor)


def test_any_other_factor():
    found = hint(MINE * 3.7, batch=4)
    assert found.kind is HintKind.FACTOR and found.batch == 0
    assert found.factor == pytest.approx(3.7, rel=1e-9)
    nearly = MINE * 3.7
    nearly[0, 0] *= 1.001
    assert hint(nearly) is None
    assert hint(np.zeros_like(MINE)) is None
    assert hint([1.7, 5.0], np.array([1.0, 2.0])) is None  # two entries prove nothing
    assert hint([1.7], np.array([1.0])) is None
    assert hint([2.0], np.array([1.0])).factor == 2.0


def test_rows_in_another_order():
    order = [2, 0, 3, 1]
    found = hint(MINE[order])
    assert found.kind is HintKind.ROW_ORDER and found.order == tuple(order)
    printed = read_pasted(str(np.round(MINE[order], 3)))
    assert hint(printed).order == tuple(order)
    assert hint(MINE[order, 0], MINE[:, 0]).kind is HintKind.ROW_ORDER


def test_rows_in_another_order_that_differ_by_less_than_was_printed():
    mine = np.array([[0.50001, 1.0], [0.50002, -1.0], [0.3, 2.0]])
    found = hint(read_pasted("[[0.3, 2.0], [0.500, 1.0], [0.500, -1.0]]"), mine)
    assert found.kind is HintKind.ROW_ORDER and found.order == (2, 0, 1)


def test_columns_in_another_order():
    found = hint(MINE[:, [1, 2, 0]])
    assert found.kind is HintKind.COLUMN_ORDER and found.order == (1, 2, 0)


def test_a_bias_that_is_missing():
    assert hint(MINE - np.array([0.5, -1.0, 0.25])).kind is HintKind.OFFSET
    assert hint(MINE[:2] - 0.5, MINE[:2]) is None  # two rows prove nothing


def test_a_row_of_ones_and_biases_among_the_weights():
    ones = np.ones((4, 1))
    for theirs in (np.hstack([MINE, ones]), np.hstack([ones, MINE])):
        assert hint(theirs).kind is HintKind.EXTRA_ONES
    assert hint(np.vstack([MINE, ones.T[:, :3]])).kind is HintKind.EXTRA_ONES
    assert hint(np.vstack([MINE, [[0.1, 0.2, 0.3]]])).kind is HintKind.EXTRA_ROW
    assert hint(np.vstack([[[0.1, 0.2, 0.3]], MINE])).kind is HintKind.EXTRA_ROW
    assert hint(MINE[:-1]).kind is HintKind.MISSING_ROW
    assert hint(MINE[1:]).kind is HintKind.MISSING_ROW


def test_other_shapes_are_said_with_both():
    found = compare(MINE, np.zeros((2, 5)), 4)
    assert found.differs is None and np.isnan(found.largest)
    assert found.hint.kind is HintKind.SHAPE
    assert found.hint.shapes == ((4, 3), (2, 5))
    assert hint(MINE.ravel()).kind is HintKind.RESHAPED
    assert hint(np.zeros((2, 2, 2))).kind is HintKind.SHAPE


def test_single_precision():
    single = MINE.astype(np.float32)
    assert compare(MINE, single).equal  # the array itself is single precision
    assert compare(MINE, read_pasted(repr(single))).equal
    assert hint(single.astype(np.float64)).kind is HintKind.SINGLE_PRECISION


def test_what_is_not_finite():
    mine = np.array([1.0, np.nan, np.inf])
    assert compare(mine, mine.copy()).equal
    assert compare(mine, [1.0, 2.0, np.inf]).differs.tolist() == [False, True, False]
    assert compare(mine, [1.0, np.nan, -np.inf]).differs.tolist() == [False, False, True]
    assert compare([0.0, 1.0], [0.0, np.nan]).differs.tolist() == [False, True]


@settings(max_examples=some(100), deadline=None)
@given(small_arrays, small_arrays, st.integers(1, 9))
def test_any_two_arrays_are_compared(mine, theirs, batch):
    found = compare(mine, theirs, batch)
    assert found.equal is (found.differs is not None and not found.differs.any())
    if not found.equal and mine.shape != theirs.shape and found.differs is None:
        assert found.hint.shapes == (mine.shape, theirs.shape)


def test_large_arrays_are_compared_at_once():
    mine = RNG.normal(size=(1000, 100))
    begin = time.process_time()
    assert hint(mine[::-1], mine).kind is HintKind.ROW_ORDER
    assert hint(RNG.normal(size=(1000, 100)), mine) is None
    assert time.process_time() - begin < 5


def test_numbers_rounded_on_the_way_are_known_as_such():
    # ∂L/∂w of two samples by pocket calculator: 0.1128·0.6640 = 0.0749 and 0.1291·0.6044 = 0.0780,
    # each product rounded before the next factor: 0.0749·0.7 = 0.0524, in full 0.05245
    mine = np.array([0.052427, 0.054619, -0.1128])
    found = compare(mine, read_pasted("[0.0524, 0.0547, -0.1129]"), 4)
    assert not found.equal and found.hint.kind is HintKind.BY_HAND
    for slip in ("[0.0524, 0.0647, -0.1129]", "[0.0524, 0.0547, 0.1129]"):
        assert compare(mine, read_pasted(slip), 4).hint is None
