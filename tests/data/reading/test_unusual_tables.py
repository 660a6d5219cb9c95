"""Unusual tables as people have them: they are read as people mean them, or people are told.

A table is a column of cells beside numbers and a target of words, or a whole text.
"""

import json
import zipfile

import numpy as np
import pytest

import main as program
from core.data.reading.new_rows import read_inputs
from core.data.reading.sampling import samples_of
from core.data.reading.telling.inspecting import as_object
from core.documents.project_file import described_table, is_table, open_file
from core.errors import FileError, UserError

COUNT = 24


def rows(row, count=COUNT):
    return "".join(f"{row(i)}\n" for i in range(count))


def beside(cells, sign=";"):
    """Return a table with a column `v` of some cells, repeated, beside numbers and words."""
    return f"v{sign}x{sign}k\n" + rows(
        lambda i: sign.join((cells[i % len(cells)], f"{i * 7 % 11}.25", "AB"[i * i % 7 < 2]))
    )


@pytest.fixture
def path_of(tmp_path):
    def write(text, name="t.csv"):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def told(path_of):
    def read(text, name="t.csv", *settings):
        table = described_table(path_of(text, name), settings)
        samples_of(table)
        return as_object(table)

    return read


def said(found):
    return " | ".join(f"{d['column']}: {d['says']} [{d['switch']}]" for d in found["doubts"])


def first(found, count=3):
    """Return the first column of the first rows as read."""
    return [row[0] for row in found["first_rows"][:count]]


NUMBERS = {
    "thousands and millions": (("1.2K", "3.4M", "950"), [1200, 3_400_000, 950]),
    "with a currency": (("€500K", "€1.5M", "€0"), [500_000, 1_500_000, 0]),
    "german words": (("2,5 Mio. €", "800 Tsd. €", "1,25 Mrd. €"), [2.5e6, 8e5, 1.25e9]),
    "chinese": (("1.5亿", "5000万", "3万"), [1.5e8, 5e7, 3e4]),
    "kelvin": (("300 K", "310 K", "290.5 K"), [300, 310, 290.5]),
    "sign of one letter": (("50㎡", "61.5㎡", "70㎡"), [50, 61.5, 70]),
    "degrees": (("21 ℃", "-3.5 ℃", "0 ℃"), [21, -3.5, 0]),
    "brackets behind the currency": (
        ("$ (503.50)", "$ 20.00", "$(1,000.25)"),
        [-503.5, 20, -1000.25],
    ),
    "zero-width spaces": (("1.5\u200b", "\u200e2.5", "3.5\u2060"), [1.5, 2.5, 3.5]),
    "guarded": (('="1.5"', '="2"', '="3.25"'), [1.5, 2, 3.25]),
}


@pytest.mark.parametrize("kind", NUMBERS)
def test_numbers(told, kind):
    cells, values = NUMBERS[kind]
    assert first(told(beside(cells))) == values


def test_what_stands_for_thousands_is_told(told):
    assert "1.2K is read as 1200 " in said(told(beside(("1.2K", "3M"))))


@pytest.mark.parametrize("end", ["-VHVEG", "-Jan", "- kg"])
def test_a_minus_before_a_word_is_none(told, end):
    found = told(beside([f"{i}{end}" for i in range(1, 25)]))
    assert found["columns"][0]["kind"] == "text"


def test_brackets_for_minus_are_told(told):
    found = told(beside(("(1990)", "(2001)", "(1985)")))
    assert first(found) == [-1990, -2001, -1985] and "(1990) is read as -1990" in said(found)


def test_a_dash_behind_a_currency_is_missing_and_told(told):
    found = told(beside(("$ 1.50", "$ -", "$ 2.50", "$ 3.50")))
    assert found["columns"][0]["missing"] == COUNT // 4
    assert "“$ -” is read as a missing value, in 6 rows" in said(found)


TIMES = {
    "half days": (("1:30 AM", "12:15 am", "2:45 pm"), [1.5, 0.25, 14.75]),
    "uhr": (("10:30 Uhr", "8:15 Uhr", "23:45 Uhr"), [10.5, 8.25, 23.75]),
    "french": (("14h30", "8h", "9h15"), [14.5, 8, 9.25]),
    "laps": (("1:30.36", "2:00.00", "1:02.5"), [90.36 / 3600, 120 / 3600, 62.5 / 3600]),
    "fractions": (("0:00:01.5", "1:00:00", "0:30:00.0"), [1.5 / 3600, 1, 0.5]),
    "delays": (("-0:30", "+1:15", "0:00"), [-0.5, 1.25, 0]),
    "days": (("1 day, 1:30:00", "2 days 0:00:00", "5:00:00"), [25.5, 48, 5]),
    "periods": (("PT24H15M", "P1DT30M", "PT36S"), [24.25, 24.5, 0.01]),
    "quarters": (("2020Q1", "Q2 2020", "2021-Q1"), [0, 91, 366]),
    "weeks": (("2021-W01", "2021-W02", "2021W03"), [0, 7, 14]),
    "months": (("202001", "202003", "202101"), [0, 60, 366]),
    "russian": (("1 января 2021 г.", "2 марта 2021 г.", "3 мая 2021 г."), [0, 60, 122]),
    "polish": (("1 stycznia 2021", "2 marca 2021", "3 maja 2021"), [0, 60, 122]),
    "korean": (("2021년 1월 1일", "2021년 3월 2일", "2021년 5월 3일"), [0, 60, 122]),
    "offset": (
        (
            "2021/03/01 1:15:00 AM GMT+1",
            "2021/03/01 2:15:00 AM GMT+2",
            "2021/03/02 1:15:00 AM GMT+1",
        ),
        [0, 0, 1],
    ),
}


@pytest.mark.parametrize("kind", TIMES)
def test_dates_and_times(told, path_of, kind):
    cells, values = TIMES[kind]
    text = beside(cells)
    found = told(text)
    assert found["columns"][0]["kind"] in ("date", "number")
    assert np.allclose(first(found), values, rtol=0, atol=1e-9)
    # and a table to predict from is read in the same way
    table = described_table(path_of(text))
    again = read_inputs(path_of(text, "new.csv"), samples_of(table).columns)
    assert np.array_equal(again, samples_of(table).inputs)


ALMOST = {
    "units": ("5 cm", "1.2 m", "60"),
    "percent beside shares": ("5%", "0.05", "6%"),
    "two currencies": ("$1.50", "€2.50", "$3"),
    "two decimal signs": ("1,5", "2.55", "3,5"),
    "of ten": ("8/10", "3/10", "10/10"),
    "errors": ("1.5 ± 0.2", "2.5 ± 0.1", "3 ± 1"),
    "feet": ("5'3\"", "6'1\"", "5'11\""),
}


@pytest.mark.parametrize("kind", ALMOST)
def test_what_is_almost_a_number_is_said_to_be_a_category(told, kind):
    found = told(beside(ALMOST[kind]))
    assert found["columns"][0]["kind"] == "category"
    assert "in one notation" in said(found)
    many = told(beside([f"{i}{['%', ' kg'][i % 2]}" for i in range(COUNT)]))
    assert "holds texts such as “0%”, not numbers" in said(many)


def test_words_in_several_spellings(told, path_of):
    text = beside(("Rot", "rot", "ROT ", "Blau", "blau", "Rot"))
    found = told(text)
    assert "“Rot” and “rot” are two categories" in said(found)
    switch = next(d["switch"] for d in found["doubts"] if "two categories" in d["says"])
    assert "are read as one" in said(told(text, "t.csv", switch))
    samples = samples_of(described_table(path_of(text), (switch,)))
    assert samples.input_names[:2] == ("v=Blau", "v=Rot")
    new = read_inputs(path_of("v;x\nROT;1.5\n bLau ;2.5\n", "new.csv"), samples.columns)
    assert new[:, :2].tolist() == [[0, 1], [1, 0]]


def test_yes_in_several_spellings_is_one(told):
    found = told(beside(("YES", "No", "yes", "no")))
    assert found["columns"][0]["kind"] == "yes/no" and found["columns"][0]["distinct"] == 2
    assert "are read as one" in said(found)


def test_identifiers_too_long_for_numbers_are_words(told):
    found = told("id,x,k\n" + rows(lambda i: f"{1234567890123456780 + i},{i % 5}.5,{'AB'[i % 2]}"))
    assert found["columns"][0]["kind"] == "text" and found["ignored"] == ["id"]


PLAIN = rows(lambda i: f"{i * 7 % 11}.25,{i % 9}.5,{i * 3 % 7},{'AB'[i * i % 7 < 2]}")
HEADS = {
    "units with a gap": ("time,force,n,k\ns,N,,\n", ["time s", "force N", "n", "k"]),
    "names, units, remarks": (
        "time,force,n,k\ns,N,1,\nrun 1,run 1,run 1,\n".replace(",1,", ",pcs,"),
        ["time s run 1", "force N run 1", "n pcs run 1", "k"],
    ),
    "groups": ("id,before,,\n,x,x,k\n", ["id", "before x", "before x 2", "k"]),
    "pandas": ("cell,a,b,k\nname,,,\n", ["cell", "a", "b", "k"]),
    "a title in as many cells": (
        "survey,2020,first,wave\na,b,c,k\n",
        ["survey a", "2020 b", "first c", "wave k"],
    ),
}


@pytest.mark.parametrize("kind", HEADS)
def test_headers_of_several_rows(told, kind):
    head, names = HEADS[kind]
    found = told(head + PLAIN)
    assert [column["name"] for column in found["columns"]] == names
    assert found["rows"] == COUNT and found["targets"] == [names[-1]]
    assert "rows are taken as the names of the columns" in said(found)


def test_a_first_row_without_values_is_no_header(told):
    found = told(
        "a,b,c,k\nunit 1,-,-,-\n" + rows(lambda i: f"unit {i + 2},{i}.5,{i % 7},{i % 3}.5")
    )
    assert [column["name"] for column in found["columns"]] == ["a", "b", "c", "k"]
    assert found["rows"] == COUNT + 1


def test_notes_above_a_blank_line_may_have_two_cells(told):
    text = "trial 1,,,\nmade by:,me,,\n,,,\na,b,c,k\n" + PLAIN
    found = told(text)
    assert [column["name"] for column in found["columns"]] == ["a", "b", "c", "k"]
    assert "the table begins in line 4" in said(found) and found["rows"] == COUNT


def test_a_total_below_dates_is_left_out(told):
    text = "day,x,k\n" + rows(lambda i: f"{i + 1:02}.03.2021,{i % 7}.5,{'AB'[i % 2]}")
    found = told(text + "Summe,,\n")
    assert found["columns"][0]["kind"] == "date" and "“Summe”, is a total" in said(found)


def test_names_from_a_comment_are_told(told):
    text = "# made by hand\n" + rows(lambda i: f"{i}.5 {i % 7} {i % 3}.5")
    found = told(text)
    assert "the last comment above the table names its columns" in said(found)
    switch = "data.source.reading.header=false"
    assert told(text, "t.csv", switch)["columns"][0]["name"] == "column 1"


TEXTS = {
    "zeros at the end": (("a,b,c,k\n" + PLAIN).encode() + b"\0" * 64, "t.csv"),
    "several tabs": (
        ("a,b,c,k\n" + PLAIN).replace(",", "\t").replace("\t2\t", "\t\t2\t"),
        "t.txt",
    ),
    "text named like a spreadsheet": (("a,b,c,k\n" + PLAIN).replace(",", "\t"), "t.xls"),
    "wide commas": (("a,b,c,k\n" + PLAIN).replace(",", "，"), "t.csv"),
    "mark in the middle": ("\ufeffa,b,c,k\n" + PLAIN + "\ufeffa,b,c,k\n", "t.csv"),
    "another name": ("a|b|c|k\n" + PLAIN.replace(",", "|"), "t.psv"),
}


@pytest.mark.parametrize("kind", TEXTS)
def test_texts(told, tmp_path, kind):
    text, name = TEXTS[kind]
    found = told(text, name)
    assert [column["name"] for column in found["columns"]] == ["a", "b", "c", "k"]
    assert found["rows"] == COUNT and found["first_rows"][1][:3] == [7.25, 1.5, 3]
    assert is_table(tmp_path / name)
    # and a project reads it again with what was guessed
    again = open_file(tmp_path / name).project.data.source.describe(tmp_path, lambda _: None)
    assert as_object(again)["first_rows"] == found["first_rows"]


def test_sparse_rows_of_libsvm(told, path_of):
    text = rows(lambda i: f"{'+1' if i % 3 else '-1'} 1:{i}.5 4:{i % 7} # remark")
    found = told(text, "heart.svm")
    assert found["targets"] == ["target"] and found["classes"] == ["-1", "1"]
    assert found["inputs"] == ["column 1", "column 4"] and found["first_rows"][2][:2] == [2.5, 2]
    opened = open_file(path_of(text, "heart.svm"))
    again = opened.project.data.source.describe(path_of(text, "heart.svm").parent, lambda _: None)
    assert as_object(again)["inputs"] == found["inputs"]


def test_lines_in_another_encoding_are_read_and_told(told):
    text = ("city,x,k\n" + rows(lambda i: f"Köln,{i}.5,{'AB'[i % 2]}")).encode() * 1
    found = told(text + "Zürich,3.5,A\n".encode("cp1252"))
    assert found["rows"] == COUNT + 1 and found["reading"]["encoding"] == "utf-8"
    assert f"line {COUNT + 2} is not UTF-8" in said(found)


def test_c45_rows_end_with_a_point(told, path_of):
    path_of("yes, no.\n\na: continuous.\nb: continuous.\n", "t.names")
    found = told(rows(lambda i: f"{i}.5,{i % 7},{['no', 'yes'][i % 2]}."), "t.data")
    assert found["classes"] == ["no", "yes"]


FOREIGN = {
    "web page": (b"<!DOCTYPE html>\n<html><body>404, Not found</body></html>\n", "a web page"),
    "web page named like a spreadsheet": (
        b"<html><table><tr><td>1</td></tr></table>",
        "a web page",
    ),
    "pdf": (b"%PDF-1.4\n%\xe2\xe3\n", "a PDF document"),
    "parquet": (b"PAR1\0\1\0\1", "a Parquet file"),
    "git lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 2\n", "Git LFS"),
    "hdf5": (b"\x89HDF\r\n\x1a\n\0\0", "an HDF5 file"),
}


@pytest.mark.parametrize("kind", FOREIGN)
def test_what_is_no_table_is_named(told, kind):
    content, words = FOREIGN[kind]
    with pytest.raises(FileError, match=words):
        told(content, "t.xls" if "spreadsheet" in kind else "t.csv")


def test_an_archive_names_the_table_in_it(told, tmp_path):
    path = tmp_path / "t.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data/train.csv", "a,k\n" + PLAIN)
    with pytest.raises(FileError, match="but an archive") as caught:
        told(path.read_bytes(), "t.zip")
    assert "data/train.csv" in caught.value.hint
    with pytest.raises(FileError, match="but an archive"):
        open_file(path)


def test_places_of_what_cannot_be_read(told):
    text = "a,b,c,k\n" + PLAIN
    with pytest.raises(UserError, match=r"line 3 holds a zero byte"):
        told(text.replace("7.25", "7\0.25"))
    with pytest.raises(UserError, match=r"line 3: a cell has more than 131,072 characters"):
        told(text.replace("7.25", "7" * 140_000, 1))


TARGETS = {
    "price first": ("price,area,rooms,age", lambda i: f"{i * 977},{i}.5,{i % 4},{i % 17}", "price"),
    "a date last": (
        "a,b,sales,date",
        lambda i: f"{i}.5,{i % 7},{i}.25,2021-03-{i + 1:02}",
        "sales",
    ),
    "the only words": (
        "",
        lambda i: f"{1000 + i * 17},{'MB'[i % 3 == 0]},{i}.5,{i}.25",
        "column 2",
    ),
}


@pytest.mark.parametrize("kind", TARGETS)
def test_targets(told, kind):
    head, row, target = TARGETS[kind]
    found = told((head and head + "\n") + rows(row))
    assert found["targets"] == [target]
    assert f"predicts {target}" in said(found) and "data.source.target=" in said(found)


def test_a_price_among_others_is_offered(told):
    found = told("price,area,kind\n" + rows(lambda i: f"{i * 977},{i}.5,{'ABC'[i % 3]}"))
    assert found["targets"] == ["kind"] and "[data.source.target=price]" in said(found)


def test_one_hot_columns_are_predicted_together(told):
    found = told(
        "a,b,cat,dog,fox\n" + rows(lambda i: f"{i}.5,{i % 7},{['1,0,0', '0,1,0', '0,0,1'][i % 3]}")
    )
    assert found["targets"] == ["cat", "dog", "fox"] and found["task"] == "classes"
    assert "in every row exactly one of them is 1" in said(found)


@pytest.mark.parametrize(
    "ones", ["1,0,0 0,1,0 0,0,1", "True,False,False False,True,False False,False,True"]
)
def test_one_hot_columns_of_one_name_are_an_input(told, ones):
    row = ones.split()
    text = "age,bought,city_A,city_B,city_C\n" + rows(lambda i: f"{i}.5,{i % 2},{row[i % 3]}")
    found = told(text)
    assert found["targets"] == ["bought"] and "the columns from city_A to city_C" in said(found)
    assert told(text.replace("city", "class"))["targets"] == ["class_A", "class_B", "class_C"]


CODES = {
    "user_id": (lambda i: 100 + i % 22, "is named like a code"),
    "PLZ": (lambda i: 10115 + i * 7, "is named like a code"),
    "date": (lambda i: 43831 + i, "43831 may be a date as spreadsheets count days: 2020-01-01"),
}


@pytest.mark.parametrize("name", CODES)
def test_numbers_that_may_be_something_else_are_told(told, name):
    cell, words = CODES[name]
    found = told(f"x,{name},k\n" + rows(lambda i: f"{i % 5}.5,{cell(i)},{'AB'[i % 2]}"))
    assert words in said(found)


def test_many_whole_numbers_of_a_label_may_be_classes(told):
    found = told("a,b,label\n" + rows(lambda i: f"{i}.5,{i % 7},{i % 30}", 120))
    assert found["task"] == "regression" and "[data.source.task=classes]" in said(found)


def test_other_suffixes_are_trained_on_as_they_are_inspected(path_of, capsys):
    for name in ("t.log", "t", "t.md"):
        path = path_of("a,b,c,k\n" + PLAIN, name)
        assert program.main(["train", str(path), "--epochs", "1", "--json"]) == 0
        assert json.loads(capsys.readouterr().out)["epochs"] == 1
