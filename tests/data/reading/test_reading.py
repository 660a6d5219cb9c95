"""Readings guessed and set: notations, headers, roles, missing cells, what is doubtful."""

import numpy as np
import pytest

from core.data.dataset import load_dataset
from core.data.options import DataOptions
from core.data.reading.describing import describe
from core.data.reading.encodings.finding import decoded, encoding_of
from core.data.reading.options import Columns, Reading
from core.data.reading.telling.inspecting import as_object
from core.data.samples import SOURCES, Task
from core.data.tables import Table
from core.errors import DataError


@pytest.fixture
def told(tmp_path):
    """Write a table, and return its description as plain values."""

    def describe_it(text, name="t.csv", **fields):
        path = tmp_path / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        fields = {"path": name, "columns": {}, **fields}
        source = SOURCES.read({"name": "table", **fields}, "source")
        return as_object(source.describe(tmp_path))

    return describe_it


def column(description, name):
    return next(item for item in description["columns"] if item["name"] == name)


def table_of(cells, head="x;y"):
    return head + "\n" + "".join(f"{cell};{i % 5}.5\n" for i, cell in enumerate(cells))


@pytest.mark.parametrize(
    ("cells", "first"),
    [
        (["1 234", "5 678", "12", "999"], 1234),
        (["1'234.5", "2.5", "999"], 1234.5),
        (["12,34,567", "1,000", "5"], 1234567),
        (["€ 5", "€ 7", "€ 12.50"], 5),
        (["5 kr", "7 kr", "9 kr"], 5),
        (["(12)", "15", "(7)"], -12),
        (["\u22123", "4", "\u22125.5"], -3),
        (["12 %", "15 %", "99 %"], 12),
        (["3.5 mm", "4 mm", "9 mm"], 3.5),
        (["1.5e3", "2E-1", "7"], 1500),
    ],
)
def test_notations_of_numbers(told, cells, first):
    found = told(table_of(cells * 4))
    assert column(found, "x")["kind"] == "number"
    assert found["first_rows"][0][0] == first


@pytest.mark.parametrize("cells", [["5 cm", "7 in", "9 cm"], ["$5", "€7", "$9"], ["5%", "7", "9%"]])
def test_units_that_differ_are_no_numbers(told, cells):
    found = told(table_of(cells * 4))
    assert column(found, "x")["kind"] == "category"


def test_a_decimal_sign_can_be_set(told):
    text = "a;y\n" + "".join(f"1,23{i};{i % 2}\n" for i in range(10))
    assert told(text)["first_rows"][0][0] == 1.23
    assert told(text, reading={"decimal": "."})["first_rows"][0][0] == 1230


def test_a_header_of_years_and_one_of_words(told):
    rows = "".join(f"{i}.5,{i % 3}.25,{i}\n" for i in range(9))
    assert told("2019,2020,2021\n" + rows)["inputs"] == ["2019", "2020"]
    words = "".join(f"{'ab'[i % 2]},{'xyz'[i % 3]},{['no', 'yes'][i % 2]}\n" for i in range(12))
    assert told(words)["rows"] == 12
    assert told("first,second,answer\n" + words)["inputs"] == ["first", "second"]
    assert told("first,second,answer\n" + words, reading={"header": False})["rows"] == 13


def test_what_counts_the_rows_is_no_input_and_what_does_not_is(told):
    rows = "".join(f"{i},{i * 7 % 11},{i * 5 % 13}.5\n" for i in range(20))
    assert told("Unnamed: 0,a,y\n" + rows)["ignored"] == ["Unnamed: 0"]
    assert told("id,a,y\n" + rows)["ignored"] == ["id"]
    found = told("weight,a,y\n" + rows)
    assert found["ignored"] == [] and any("goes up by one" in d["says"] for d in found["doubts"])


def test_roles_and_kinds_are_set_by_name(told):
    rows = "".join(f"{i % 3},{i * 7 % 11},{'ab'[i % 2]}\n" for i in range(20))
    said = {"a.b": {"kind": "category"}, "c": {"role": "ignored"}}
    found = told("a.b,c,y\n" + rows, columns=said)
    assert (found["inputs"], found["ignored"]) == (["a.b"], ["c"])
    assert column(found, "a.b")["kind"] == "category"


def test_dates_are_days_since_the_first_or_ignored(told):
    rows = "".join(f"{i + 1:02}.03.2024;{i * 7 % 11}\n" for i in range(20))
    found = told("day;y\n" + rows)
    assert column(found, "day")["kind"] == "date"
    assert [row[0] for row in found["first_rows"][:3]] == [0, 1, 2]
    assert column(found, "day")["minimum"] == "2024-03-01"


def test_a_mark_of_missing_cells_can_be_set(told):
    rows = "".join(f"{-999 if i % 8 == 3 else i * 3 % 17}.5,{i % 2}\n" for i in range(40))
    text = "a,y\n" + rows.replace("-999.5", "-999")
    found = told(text)
    assert column(found, "a")["missing"] == 0
    assert any(d["switch"].endswith('reading.missing=["-999"]') for d in found["doubts"])
    assert column(told(text, reading={"missing": ["-999"]}), "a")["missing"] == 5


def test_several_targets_and_yes_or_no(tmp_path):
    rows = "".join(f"{'yes' if i % 3 else 'no'},{i},{i % 2},{i % 5 % 2}\n" for i in range(20))
    (tmp_path / "t.csv").write_text("smoker,a,y1,y2\n" + rows)
    source = Table(path="t.csv", target=("y1", "y2"), columns=Columns())
    samples = source.draw(np.random.default_rng(0), tmp_path)
    assert samples.task is Task.TWO_CLASSES and samples.target_names == ("y1", "y2")
    assert samples.input_names == ("smoker", "a")
    assert samples.inputs[:2, 0].tolist() == [0, 1]


def test_missing_cells_are_filled_from_the_training_part_alone(tmp_path):
    """Extreme numbers in the test part do not affect the fill values or the scaling."""

    def loaded(far):
        values = [f"{i % 7}" for i in range(40)]
        values[5] = values[11] = ""
        for row in hidden:
            values[row] = far if values[row] else ""
        text = "a,b,y\n" + "".join(f"{v},{i % 5}.5,{i * 0.3}\n" for i, v in enumerate(values))
        (tmp_path / "t.csv").write_text(text)
        columns = {"a": {"missing": "mean"}}
        source = SOURCES.read({"name": "table", "path": "t.csv", "columns": columns}, "s")
        return load_dataset(DataOptions(source=source, scaling="standard"), 0, tmp_path)

    hidden = []
    first = loaded("3")
    assert first.test is not None
    tested = {round(float(y[0]), 6) for y in first.test.original_targets}
    hidden = [i for i in range(40) if round(i * 0.3, 6) in tested]
    near, far = loaded("3"), loaded("1000000")
    assert near.columns[0].fill == far.columns[0].fill
    np.testing.assert_array_equal(near.input_scaling.offset, far.input_scaling.offset)
    np.testing.assert_array_equal(near.train.inputs, far.train.inputs)
    assert not np.isnan(near.train.inputs).any()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        ("größe;höhe\nsüß;groß\n", "cp1252"),
        ("длина,вид\n1,кот\n2,пёс\n", "cp1251"),
        ("длина,вид\n1,кот\n2,пёс\n", "koi8-r"),
        ("长度,宽度,颜色\n1,2,红色\n3,4,蓝色\n", "gb18030"),
        ("長度,寬度,類別\n1,2,貓\n3,4,狗\n", "big5"),
        ("長さ,幅,種類\n1,2,猫\n3,4,犬\n", "cp932"),
        ("길이,너비,종류\n1,2,고양이\n3,4,개\n", "cp949"),
        ("μήκος,τύπος\n1,γάτα\n2,σκύλος\n", "cp1253"),
        ("długość,gatunek\n1,łoś\n2,żubr\n", "cp1250"),
        ("price €,temp °C\n1,2\n", "cp1252"),
    ],
)
def test_encodings(text, encoding):
    assert encoding_of(text.encode(encoding)) == (encoding, True)


def test_settings_that_cannot_be_are_refused_in_words(tmp_path):
    (tmp_path / "t.csv").write_text("a,y\n1,u\n2,v\n3,u\n")
    for fields, words in (
        ({"columns": {"z": {"role": "ignored"}}}, "no column 'z'"),
        ({"columns": {"a": {"missing": "category"}}}, "missing cells cannot become category"),
    ):
        source = SOURCES.read({"name": "table", "path": "t.csv", **fields}, "source")
        with pytest.raises(DataError, match=words):
            source.describe(tmp_path)


def test_what_was_said_before_is_read_as_before(tmp_path):
    """A project without a reading keeps all columns, the index among them."""
    rows = "".join(f"{i},{i % 3},{'ab'[i % 2]}\n" for i in range(20))
    (tmp_path / "t.csv").write_text(",a,y\n" + rows)
    plain = Table(path="t.csv").draw(np.random.default_rng(0), tmp_path)
    assert plain.input_names == ("column 1", "a")
    careful = Table(path="t.csv", reading=Reading()).draw(np.random.default_rng(0), tmp_path)
    assert careful.input_names == ("a",)
    assert describe(tmp_path / "t.csv").role(0) == "ignored"


@pytest.mark.parametrize("name", ["utf-8", "utf-16", "utf-16-le", "cp1252", "gb18030", "shift_jis"])
def test_decoding_in_pieces_is_decoding(monkeypatch, name):
    monkeypatch.setattr("core.data.reading.encodings.finding._PIECE", 3)
    text = "naïve;ÿ" if name == "cp1252" else "表;ひ,a\r\n"
    assert decoded(text.encode(name), name) == text
    with pytest.raises(UnicodeDecodeError):
        decoded(b"\x81\x00\x81\xff\xff\xdc\x9d\xff", name)


def test_a_16_bit_text_without_its_mark_is_read_as_before():
    assert decoded("a,b".encode("utf-16-le"), "utf-16") == "a,b"
