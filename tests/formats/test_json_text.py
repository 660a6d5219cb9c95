"""JSON in and out: errors that say where, numbers that read back the same."""

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.disk.json_text import parse_json, plain, to_json, to_readable_json
from core.errors import FileError
from tests.amount import some

_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(codec="utf-8"), max_size=30),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=8), inner, max_size=5)
    ),
    max_leaves=20,
)


@settings(max_examples=some(200), deadline=None)
@given(_values)
def test_what_is_written_reads_back_the_same(value):
    for text in (to_json(value), to_readable_json(value), to_json(value, indent=1)):
        assert parse_json(text.encode(), "x") == value


@given(st.floats(allow_nan=False, allow_infinity=False), st.booleans())
def test_every_float_reads_back_to_the_same_bits(number, as_array):
    value = np.array([number]) if as_array else [number]
    back = parse_json(to_json(value).encode(), "x")
    assert np.array(back, float).tobytes() == np.array([number]).tobytes()


@given(st.floats(width=32, allow_nan=False, allow_infinity=False))
def test_every_float32_reads_back_to_the_same_bits(number):
    value = np.array([number], dtype=np.float32)
    back = np.array(parse_json(to_json(value).encode(), "x"), dtype=np.float32)
    assert back.tobytes() == value.tobytes()


def test_numbers_that_are_not_finite_are_null():
    value = {"a": np.array([1.0, np.nan, -np.inf]), "b": float("inf"), "c": np.float32("nan")}
    assert json.loads(to_json(value)) == {"a": [1.0, None, None], "b": None, "c": None}


def test_what_numpy_gives_becomes_plain():
    found = plain({"a": np.int64(3), "b": (np.bool_(True),), "c": np.arange(2), 4: np.float32(0.5)})
    assert found == {"a": 3, "b": [True], "c": [0, 1], "4": 0.5}
    assert type(found["a"]) is int and type(found["b"][0]) is bool


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty"),
        (b" \n\t", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (b"{", r"line 1, column 2"),
        (b'{"a": 1,\n "b": }', r"line 2, column 7"),
        (b'{"a": 1} x', r"Extra data"),
        (b"\xff\xfe{", "not a text file: byte 0"),
        (b'{"a": "\xe4"}', "byte 7 is not UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"a":' * 100_000, "nested too deeply"),
        (b"9" * 5000, "thousands of digits"),
        (b"nosuch", "is not JSON"),
        (b"'single'", "is not JSON"),
    ],
)
def test_what_is_no_json(content, message):
    with pytest.raises(FileError, match=message) as caught:
        parse_json(content, "name.json")
    assert "name.json" in caught.value.message and caught.value.hint
    assert len(caught.value.message) < 300


def test_a_byte_order_mark_is_skipped():
    assert parse_json(b"\xef\xbb\xbf[1]", "x") == [1]


def test_readable_json_keeps_short_things_on_one_line():
    text = to_readable_json({"a": [1, 2, 3], "b": {"name": "x"}, "c": [[0.123456789] * 9] * 3})
    assert '  "a": [1, 2, 3],\n  "b": {"name": "x"},' in text
    assert text.endswith("}\n")
    assert max(map(len, text.splitlines())) < 140
