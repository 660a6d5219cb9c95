"""Columns that can be read in two ways: the reading is said, with the setting that changes it, and
new tables are read like the one in training.
"""

import numpy as np
import pytest

from core.data.reading.new_rows import read_inputs
from core.data.reading.sampling import samples_of
from core.data.reading.telling.inspecting import as_object
from core.data.tables import Table
from core.documents.project_file import described_table

ONE = "data.source.columns.v.spelling=yes or no"
SHARES = "data.source.reading.percent=of one"


@pytest.fixture
def read(tmp_path):
    """Read a table whose column `v` has some cells in turns; what is told, and the samples."""

    def reads(cells, *settings, kind="category", rows=24):
        path = tmp_path / "t.csv"
        lines = [f"{cells[i % len(cells)]},{i * 7 % 11}.25,{i * i % 13}.5\n" for i in range(rows)]
        path.write_text("v,x,y\n" + "".join(lines), encoding="utf-8")
        table = described_table(path, settings)
        told = as_object(table)
        assert told["columns"][0]["kind"] == kind
        return [doubt for doubt in told["doubts"] if doubt["column"] == "v"], samples_of(table)

    return reads


@pytest.mark.parametrize(
    ("cells", "inputs"),
    [
        (["True", "0", "False", "1"], [1, 0, 0, 1]),
        (["TRUE", "1", "FALSE", "0"], [1, 1, 0, 0]),
        (["yes", "1", "no", "0"], [1, 1, 0, 0]),
        (["ja", "0", "Nein", "1.0", "nein"], [1, 0, 0, 1, 0]),
    ],
)
def test_answers_in_words_and_digits_are_said_and_can_be_one(read, tmp_path, cells, inputs):
    (doubt,) = [d for d in read(cells)[0] if d["switch"] == ONE]
    assert "are two categories" in doubt["says"]
    (doubt,), samples = read(cells, ONE, kind="yes/no")
    assert "are read as one" in doubt["says"] and doubt["switch"].endswith("spelling=as written")
    assert samples.inputs[: len(inputs), 0].tolist() == inputs
    new = tmp_path / "new.csv"
    new.write_text("x,v\n" + "".join(f"2.5,{cell}\n" for cell in cells[::-1]), encoding="utf-8")
    assert read_inputs(new, samples.columns)[:, 0].tolist() == inputs[::-1]


@pytest.mark.parametrize("rows", [6, 24])
def test_a_single_word_among_digits_is_said_too(read, rows):
    (doubt,) = read(["1", "0", "1", "0", "1", "TRUE"], rows=rows)[0]
    assert doubt["switch"] == ONE


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (["no", "1", "0", "1"], ["no", "1"]),
        (["yes", "0", "1", "0"], ["0", "yes"]),
        (["是", "1", "0", "0"], ["0", "是"]),
        (["y", "1", "0", "1", "n"], ["n", "y"]),
        (["True", "yes", "no", "False", "True"], ["no", "True"]),
        (["yes", "n", "no", "y", "yes", "no"], ["no", "yes"]),
        (["WAHR", "nein", "FALSCH", "ja", "WAHR", "FALSCH"], ["FALSCH", "WAHR"]),
        (["não", "sim", "não", "nao"], ["não", "sim"]),
        (["有", "没有", "1", "0", "没有", "有"], ["没有", "有"]),
    ],
)
def test_answers_in_any_mixture_are_said_and_can_be_one_input(read, tmp_path, cells, words):
    assert ONE in [doubt["switch"] for doubt in read(cells)[0]]
    _, samples = read(cells, ONE, kind="yes/no")
    assert list(samples.columns[0].categories) == words
    new = tmp_path / "new.csv"
    new.write_text("x,v\n2.5,1\n2.5,NO\n2.5,ja\n", encoding="utf-8")
    assert read_inputs(new, samples.columns)[:, 0].tolist() == [1, 0, 1]


def test_answers_beside_another_word_or_mark_are_said_too(read):
    assert ONE in [doubt["switch"] for doubt in read(["yes", "no", "maybe", "1", "0"])[0]]
    _, samples = read(["yes", "no", "maybe", "1", "0"], ONE)
    assert samples.columns[0].categories == ("maybe", "no", "yes")
    switches = [doubt["switch"] for doubt in read(["no", "1", "0", "-"])[0]]
    assert switches == [ONE, 'data.source.reading.missing=["-"]']


@pytest.mark.parametrize("words", ["有 无", "对 错", "✓ ✗", "V F", "richtig falsch", "S N"])
def test_more_words_for_yes_and_no(read, words):
    read(words.split(), kind="yes/no")


@pytest.mark.parametrize(
    "cells",
    [["o", "1", "0"], ["low", "1", "0"], ["yes", "ja", "1"], ["yes", "2", "0"], ["N", "NE", "E"]],
)
def test_other_words_among_digits_are_no_answers(read, cells):
    assert all(doubt["switch"] != ONE for doubt in read(cells)[0])


def test_percent_is_read_as_in_a_spreadsheet_if_that_is_set(read, tmp_path):
    cells = ["50%", "12.5 %", "7%"]
    (doubt,), samples = read(cells, kind="number")
    assert "50% is read as 50;" in doubt["says"] and doubt["switch"] == SHARES
    assert samples.inputs[:3, 0].tolist() == [50.0, 12.5, 7.0]
    (doubt,), samples = read(cells, SHARES, kind="number")
    assert "0.5" in doubt["says"] and doubt["switch"].endswith("percent=as written")
    assert samples.inputs[:3, 0].tolist() == [0.5, 0.125, 0.07]
    new = tmp_path / "new.csv"
    for text in ("x,v\n1,50%\n1,7%\n", "x,v\n1,0.5\n1,0.07\n"):  # as text, and from a spreadsheet
        new.write_text(text, encoding="utf-8")
        assert read_inputs(new, samples.columns)[:, 0].tolist() == [0.5, 0.07]


def test_a_line_that_names_the_separator_is_read_in_early_projects_too(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text("sep=;\na;b;y\n1;2;0\n2,5;3;1\n", encoding="utf-8")
    samples = Table(path=str(path)).draw(np.random.default_rng(0), None)
    assert samples.inputs.tolist() == [[1.0, 2.0], [2.5, 3.0]]
