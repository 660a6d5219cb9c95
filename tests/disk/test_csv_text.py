"""CSV as it leaves: nothing runs, nothing is lost."""

import csv
import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from core.disk.csv_text import csv_text, guarded, unguarded

FORMULAS = ("=1+1", "+1+cmd", "-2+3", "@SUM(A1)", "\tx", "\r=x", "=", "+", "-", "@", "'=1", "''-x")


def cells_of(text):
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_written_as_a_text(text):
    assert guarded(text) == "'" + text
    assert unguarded(guarded(text)) == text


@pytest.mark.parametrize("text", ["", "a", "a=b", "'", "'s", "-1", "+2.5", "-1e9", "-inf", "1,5"])
def test_other_texts_and_numbers_stay(text):
    assert guarded(text) == unguarded(text) == text


def test_numbers_are_written_as_they_are():
    assert csv_text([[-1.5, 1e300, -0.0, 7, "x"]]) == "-1.5,1e+300,-0.0,7,x\n"


letters = st.text(st.sampled_from("=+-@\t\r\n',\"; a1"), max_size=6)


@given(st.text() | letters)
@example("\r")
def test_every_text_comes_back(text):
    assert unguarded(guarded(text)) == text
    if text[:1] in ("=", "@", "\t", "\r"):
        assert guarded(text)[0] == "'"


@given(st.lists(st.lists(letters, min_size=1, max_size=3), max_size=4))
@example([["a\rb", "c"]])
@example([[""]])
def test_every_table_comes_back(rows):
    read = cells_of(csv_text(rows))
    assert [[unguarded(cell) for cell in row] for row in read] == rows
