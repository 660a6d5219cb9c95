"""Tables as others keep them: what looks like something else is said, with what changes it."""

import pytest

from core.data.reading.new_rows import read_inputs
from core.data.reading.sampling import samples_of
from core.data.reading.telling.inspecting import as_object
from core.documents.project_file import described_table
from core.errors import DataError


@pytest.fixture
def told(tmp_path):
    def read(names, row, count=24, below=(), settings=()):
        path = tmp_path / "t.csv"
        lines = [";".join(map(str, row(i))) for i in range(count)]
        path.write_text("\n".join([names, *lines, *below, ""]), encoding="utf-8")
        table = described_table(path, settings)
        return as_object(table), samples_of(table)

    return read


def said(found):
    return [
        (doubt["says"], doubt["switch"].removeprefix("data.source.")) for doubt in found["doubts"]
    ]


def test_a_target_by_its_name_at_the_first_place_is_said(told):
    found, _ = told("Classe;x;Admis", lambda i: ["AB"[i % 2], i * 7 % 11 + 0.5, "ou"[i % 2]])
    assert found["targets"] == ["Classe"]
    assert ("predicts Classe, by its name; the last column is Admis", "target=Admis") in said(found)


@pytest.mark.parametrize(
    "words",
    [["North", "South", "Subtotal North"], ["Nord", "Süd", "Nord Ergebnis"], ["a", "b", "Total a"]],
)
def test_totals_between_the_rows_are_said(told, words):
    regions = [words[0]] * 6 + [words[2]] + [words[1]] * 6
    found, _ = told("region;x;y", lambda i: [regions[i % 13], i % 5, i * 3 % 7 + 0.5], 26)
    (says,) = [says for says, _ in said(found) if "looks like a total of other rows" in says]
    assert words[2] in says and "in 2 rows" in says


@pytest.mark.parametrize("words", [["total loss", "repairable"], ["Total", "Partial"], ["a", "b"]])
def test_other_words_are_no_totals(told, words):
    found, _ = told("kind;x;y", lambda i: [words[i % 2], i % 5, i * 3 % 7 + 0.5])
    assert not any("looks like a total" in says for says, _ in said(found))


def test_numbers_with_and_without_percent_can_be_read_as_shares(told):
    cells = ["10%", "0.2", "35%", "40%"]
    found, _ = told("v;x;k", lambda i: [cells[i % 4], i * 7 % 11, "AB"[i % 2]])
    assert "some numbers have % and others not, such as 0.2" in said(found)[0][0]
    (setting,) = [switch for says, switch in said(found) if "have %" in says]
    assert setting == "reading.percent=of one"
    _, samples = told(
        "v;x;k",
        lambda i: [cells[i % 4], i * 7 % 11, "AB"[i % 2]],
        settings=[f"data.source.{setting}"],
    )
    assert samples.inputs[:4, 0].tolist() == [0.1, 0.2, 0.35, 0.4]


def test_long_numbers_that_differ_in_every_row_may_be_codes(told):
    found, _ = told("card;x;k", lambda i: [4000123412340000 + 13 * i, i % 5, "AB"[i % 2]])
    (switch,) = [switch for says, switch in said(found) if "16 digits in every row" in says]
    assert switch == "columns.card.role=ignored"
    found, _ = told("people;x;k", lambda i: [10**i, i % 5, "AB"[i % 2]], 16)
    assert not any("digits in every row" in says for says, _ in said(found))


def test_codes_that_are_marked_as_texts_are_no_numbers(told):
    found, _ = told("code;x;k", lambda i: [f"'00{i % 7}", i % 5, "AB"[i % 2]])
    assert found["columns"][0]["kind"] == "category" and "looks like a code" in said(found)[0][0]


def test_humidity_is_a_number_with_its_unit(told):
    found, samples = told("h;x;k", lambda i: [f"{i * 7 % 50},5 % rF", i % 5, "AB"[i % 2]])
    assert ("numbers with % rF beside them", "columns.h.kind=category") in said(found)
    assert samples.inputs[:2, 0].tolist() == [0.5, 7.5] and "percent" not in str(said(found))


@pytest.mark.parametrize(
    ("training", "new", "notes"),
    [
        ("5 km", "5000 m", ["with m beside them, in training with km"]),
        ("5 €", "$5", ["with $ beside them, in training with €"]),
        ("5 kg", "5", ["with nothing beside them, in training with kg"]),
        ("5", "5 °C", ["with °C beside them, in training with nothing"]),
        ("5 km", "7 km", []),
        ("5 €", "€7", []),
        ("5", "7", []),
        ("5 km", "NA", []),
    ],
)
def test_another_unit_than_in_training_is_said(told, tmp_path, training, new, notes):
    _, samples = told(
        "v;x;k", lambda i: [training.replace("5", str(5 + i * 7 % 11)), i % 5, "AB"[i % 2]]
    )
    path = tmp_path / "new.csv"
    path.write_text(f"x;v\n1;{new}\n2;{new}\n", encoding="utf-8")
    found = []
    read_inputs(path, samples.columns, found.append)
    assert len(found) == len(notes)
    for note, words in zip(found, notes, strict=True):
        assert note == f"new.csv, column 'v': numbers {words}; they are read as they are"


def test_ticks_and_empty_cells_are_yes_and_no(told):
    found, samples = told("vegan;x;k", lambda i: ["x" if i % 3 == 0 else "", i % 5, "AB"[i % 2]])
    assert found["inputs"] == ["vegan", "x"] and found["rows_used"] == 24
    assert samples.inputs[:4, :2].tolist() == [[0, 1] if i % 3 else [1, 0] for i in range(4)]
    assert ("missing cells (16) are a category of their own", "columns.vegan.missing=drop") in said(
        found
    )
    # hardly any empty cell: their rows stay, as they say no
    found, _ = told("v;x;k", lambda i: ["" if i == 7 else "x", i % 5, "AB"[i % 2]], 40)
    assert found["rows_used"] == 40
    found, _ = told("x;k;ill", lambda i: [i % 5, "AB"[i % 2], "x" if i % 3 else ""])
    assert found["targets"] == ["k"]


def test_signs_as_wide_as_a_chinese_character(told):
    found, samples = told("v;x;k", lambda i: [f"－{i % 7}．５", f"{i}％", "AB"[i % 2]])
    assert samples.inputs[:2].tolist() == [[-0.5, 0.0], [-1.5, 1.0]]
    assert ("reading.percent=of one") in [switch for _, switch in said(found)]


def test_the_name_of_an_index_of_words_below_two_rows_of_names(told):
    below = ["region;;;", *(f"R{i};{i % 5}.5;{i * 7 % 11};{'AB'[i % 2]}" for i in range(24))]
    found, _ = told(";sales;sales;k\n;mean;sum;", None, 0, below)
    assert found["rows"] == 24 and found["columns"][0]["name"] == "region"


def test_row_names_that_recur_are_none(told):
    with pytest.raises(DataError, match="line 2: 4 cells, but line 1 has 3"):
        told("a;b;k", lambda i: [i % 7, 5, i, "AB"[i % 2]])


@pytest.mark.parametrize("other", ["name;weight;size", "name;weight;"])
def test_a_second_table_below_is_left_out_and_said(told, other):
    below = ["", other, *(f"b{i};{i};{2 * i}" for i in range(9))]
    found, samples = told("x;y;k", lambda i: [i * 7 % 11, i % 5, "AB"[i % 2]], 24, below)
    assert found["rows"] == 24 and len(samples.inputs) == 24
    (switch,) = [
        switch for says, switch in said(found) if "another table begins in line 27" in says
    ]
    assert switch == "reading.footer=0"


@pytest.mark.parametrize(
    "below",
    [["", "NA;-;A"], ["", "7;8;B"], ["", "x;y;k", "1;2;A"], ["", "5;-;B", "1;2;B"]],
)
def test_rows_below_a_blank_line_are_no_other_table(told, below):
    found, _ = told("x;y;k", lambda i: [i * 7 % 11, i % 5, "AB"[i % 2]], 24, [*below, "3;4;A"])
    assert not any("another table" in says for says, _ in said(found))


@pytest.mark.parametrize("grade", ["3-", "2-"])
def test_grades_with_a_minus_are_no_negative_numbers(told, grade):
    cells = ["1", "2", grade, "4"]
    found, _ = told("x;note", lambda i: [i * 7 % 11, cells[i % 4]])
    assert found["columns"][1]["kind"] == "category" and grade in found["classes"]


def test_a_minus_behind_an_amount_is_said(told):
    found, samples = told("v;x;k", lambda i: [f"{i + 10},5{'-' * (i % 2)}", i % 5, "AB"[i % 2]])
    assert samples.inputs[:2, 0].tolist() == [10.5, -11.5]
    assert ("11,5- is read as -11.5", "columns.v.kind=category") in said(found)


@pytest.mark.parametrize("mark", ["#BEZUG!", "#WERT!", "#NV", "#VALEUR!", "#N/D", "#¡DIV/0!"])
def test_errors_of_spreadsheets_in_any_language_are_missing_values(told, mark):
    found, _ = told("v;x;k", lambda i: [mark if i % 9 == 0 else i / 4, i % 5, "AB"[i % 2]])
    assert found["columns"][0]["kind"] == "number" and found["columns"][0]["missing"] == 3


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["2024010100", "2024010113", "2024023123"[:6] + "2823"], "2024-01-01"),
        (["202401010010", "202401010020", "202402281350"], "2024-01-01 00:10:00"),
        (["20240101001059", "20240101002000", "20240228135000"], "2024-01-01 00:10:59"),
        (["2024/1/5 上午10:30", "2024/1/5 下午1:30", "2024/2/5 上午0:30"], "2024-01-05 10:30:00"),
        (["01/fev/2024", "02/abr/2024", "03/dez/2024"], "2024-02-01"),
    ],
)
def test_more_dates(told, cells, first):
    found, _ = told("when;x;k", lambda i: [cells[i % 3], i % 5, "AB"[i % 2]])
    assert found["columns"][0]["kind"] == "date" and found["columns"][0]["minimum"] == first


def test_boxes_of_answers_below_two_rows_of_names(told):
    below = [
        f"{20 + i % 9};{'Tea' * (i % 2)};{'Coffee' * (i % 3 > 0)};{'AB'[i % 2]}" for i in range(24)
    ]
    found, _ = told("Age;Likes;;Group\nOpen answer;Tea;Coffee;Answer", None, 0, below)
    names = ["Age Open answer", "Likes Tea", "Coffee", "Group Answer"]
    assert [column["name"] for column in found["columns"]] == names
    assert found["inputs"] == names[:3] and found["rows"] == 24
