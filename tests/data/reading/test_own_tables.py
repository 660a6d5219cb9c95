"""Tables as people write them, each with its one right reading: a notation, a date, an encoding,
a header or a column that counts in each."""

import pytest

from core.data.reading.telling.inspecting import as_object
from core.documents.project_file import described_table, load, open_with
from core.errors import UserError
from core.training.trainer import Trainer

# ruff: noqa: E501  (a table a line)


def rows(count, row):
    return "".join(row(i) for i in range(count))


T = {}
T["pounds.csv"] = "item,price,sold,good\n" + rows(
    12, lambda i: f'n{i % 3},"£1,{100 + i * 7}.50",{i * 3},{"yes" if i % 2 else "no"}\n'
)
T["eur-after.csv"] = "Preis;Menge;Y\n" + rows(
    12, lambda i: f"1.{200 + i * 13},{50 + i % 9} €;{i};{i * 2},5\n"
)
T["yen.csv"] = "a,b,y\n" + rows(12, lambda i: f"¥{1000 + i * 111},{i},{i * 3}\n")
T["percent-comma.csv"] = "rate;x;y\n" + rows(12, lambda i: f"{i},{i % 10}%;{i};{i % 2}\n")
T["permille.csv"] = "rate,x,y\n" + rows(12, lambda i: f"{i}.{i % 10}‰,{i * i},{i * 1.5}\n")
T["swiss.csv"] = "a;b;y\n" + rows(12, lambda i: f"1'{100 + i * 7}.25;{i};{i * 2}\n")
T["indian.csv"] = "a,b,y\n" + rows(12, lambda i: f'"12,{10 + i},{100 + i * 9}",{i % 5},{i * 2}\n')
T["space-thousands.txt"] = "a;b;y\n" + rows(12, lambda i: f"1 {200 + i * 11};{i % 7};{i * 1000}\n")
T["accounting.csv"] = "a,b,y\n" + rows(
    12,
    lambda i: (
        f"{'(' + str(100 + i) + '.50)' if i % 3 == 0 else str(100 + i) + '.50'},{i % 7},{i * 2}\n"
    ),
)
T["us-dates.csv"] = "day,x,y\n" + rows(
    20, lambda i: f"{1 + i % 12}/{13 + i % 15}/2021,{i % 5},{i * 2}\n"
)
T["eu-dates.csv"] = "day,x,y\n" + rows(
    20, lambda i: f"{13 + i % 15}.{1 + i % 12:02d}.2021,{i % 5},{i * 2}\n"
)
T["timestamps.csv"] = "at,x,y\n" + rows(
    20, lambda i: f"2021-03-{1 + i:02d}T{i:02d}:30:00Z,{i % 5},{i * 2}\n"
)
T["datetime-space.csv"] = "at,x,y\n" + rows(
    20, lambda i: f"2021-03-{1 + i:02d} {i:02d}:30:00,{i % 5},{i * 2}\n"
)
T["month-names.csv"] = "at,x,y\n" + rows(20, lambda i: f"{1 + i} Mar 2021,{i % 5},{i * 2}\n")
T["cp1250.csv"] = (
    "kraj,x,y\n" + rows(12, lambda i: f"{'Łódź' if i % 2 else 'Kraków'},{i},{i * 2}\n")
).encode("cp1250")
T["utf16.csv"] = (
    "ort;x;y\n" + rows(12, lambda i: f"{'Köln' if i % 2 else 'Düren'};{i};{i * 2}\n")
).encode("utf-16")
T["shiftjis.csv"] = (
    "都市,x,y\n" + rows(24, lambda i: f"{'東京' if i % 2 else '大阪'},{i % 7},{i * 2}\n")
).encode("shift_jis")
T["latin1.csv"] = (
    "été,x,y\n" + rows(12, lambda i: f"{'café' if i % 2 else 'thé'},{i},{i * 2}\n")
).encode("latin-1")
T["r-write-csv.csv"] = '"","Sepal.Length","Species"\n' + rows(
    15, lambda i: f'"{i + 1}",{5 + i * 0.1:.1f},"{"a" if i % 2 else "b"}"\n'
)
T["r-rownames-words.csv"] = '"","mpg","cyl"\n' + rows(
    15, lambda i: f'"Car {i}",{15 + i * 0.7:.1f},{4 + 2 * (i % 3)}\n'
)
T["pandas-multi.csv"] = ",Unnamed: 0,a,b,y\n" + rows(
    15, lambda i: f"{i},{i},{i % 4},{i * i % 7},{i % 2}\n"
)
T["numpy-savetxt.txt"] = "# a b y\n" + rows(
    15, lambda i: f"{i * 0.5:.18e} {i % 4:.18e} {i * 1.5:.18e}\n"
)
T["numpy-noheader.csv"] = rows(15, lambda i: f"{i * 0.5:.18e},{(i * 7) % 4:.18e},{i * 1.5:.18e}\n")
T["orange.tab"] = "size\tcolour\tkind\nc\td\td\n\t\tclass\n" + rows(
    15, lambda i: f"{i * 0.3:.2f}\t{'r' if i % 3 else 'b'}\t{'A' if i % 2 else 'B'}\n"
)
T["orange-flags.tab"] = "C#size\tD#colour\tcD#kind\tmS#note\n" + rows(
    15, lambda i: f"{i * 0.3:.2f}\t{'r' if i % 3 else 'b'}\t{'A' if i % 2 else 'B'}\tn{i}\n"
)
Q = ["'dark red'", "blue", '"light, grey"']
T["quotes.arff"] = (
    "% c\n@relation 'my data'\n@attribute 'first value' numeric\n@ATTRIBUTE colour {'dark red', blue, \"light, grey\"}\n@attribute class {yes,no}\n@data\n"
    + rows(15, lambda i: f"{i * 0.5},{Q[i % 3]},{'yes' if i % 2 else '?' if i == 4 else 'no'}\n")
)
T["sparse.arff"] = (
    "@relation s\n@attribute a numeric\n@attribute b numeric\n@attribute y {p,q}\n@data\n"
    + rows(15, lambda i: f"{{0 {i},2 {'q' if i % 2 else 'p'}}}\n")
)
T["uuid.csv"] = "uuid,x,y\n" + rows(
    15, lambda i: f"{i:08x}-1111-4111-8111-{i * 7919:012x},{i % 5},{i * 2}\n"
)
T["email-id.csv"] = "email,x,y\n" + rows(15, lambda i: f"p{i}@ex.org,{i % 5},{i % 2}\n")
T["two-headers.csv"] = "size,,weight\ncm,mm,kg\n" + rows(
    15, lambda i: f"{i},{i * 10 % 7},{i * 1.5}\n"
)
T["semicolon-quotes.csv"] = '"a";"b";"y"\n' + rows(
    15, lambda i: f'"{i},5";"{i % 4}";"{"ja" if i % 2 else "nein"}"\n'
)
T["pipe.txt"] = "a|b|y\n" + rows(15, lambda i: f"{i}|{i % 4}|{i * 2}\n")
T["leading-zeros.csv"] = "code,x,y\n" + rows(20, lambda i: f"{(i % 5) * 11:05d},{i % 7},{i * 2}\n")
T["sentinel.csv"] = "a,b,y\n" + rows(20, lambda i: f"{-999 if i % 6 == 0 else i},{i % 7},{i * 2}\n")
T["records.json"] = (
    "[\n"
    + ",\n".join(f'{{"a":{i},"c":"{"r" if i % 2 else "g"}","y":{i * 1.5}}}' for i in range(12))
    + "]"
)
T["blank-lines.csv"] = "a,b,y\n\n" + rows(12, lambda i: f"{i},{i % 4},{i * 2}\n\n")
T["crlf-bom.csv"] = ("\ufeffa,b,y\r\n" + rows(12, lambda i: f"{i},{i % 4},{i * 2}\r\n")).encode()
T["tab-in-csv.csv"] = "a\tb\ty\n" + rows(12, lambda i: f"{i}\t{i % 4}\t{i * 2}\n")
T["units.csv"] = "len,b,y\n" + rows(12, lambda i: f"{i}.5 cm,{i % 4},{i * 2}\n")
T["bool10.csv"] = "flag,b,y\n" + rows(
    12, lambda i: f"{'TRUE' if i % 3 else 'FALSE'},{i % 4},{i % 2}\n"
)
T["ordinal.csv"] = "grade,b,y\n" + rows(
    24, lambda i: f"{['low', 'mid', 'high'][i % 3]},{i % 4},{['bad', 'good'][i % 2]}\n"
)

RIGHT = {
    "pounds.csv": (["item", "price", "sold"], ["good"], "classes", ["n1", 1107.5, 3.0, "yes"]),
    "eur-after.csv": (["Preis", "Menge"], ["Y"], "regression", [1213.51, 1.0, 2.5]),
    "yen.csv": (["a", "b"], ["y"], "regression", [1111.0, 1.0, 3.0]),
    "percent-comma.csv": (["rate", "x"], ["y"], "classes", [1.1, 1.0, 1.0]),
    "permille.csv": (["rate", "x"], ["y"], "regression", [1.1, 1.0, 1.5]),
    "swiss.csv": (["a", "b"], ["y"], "regression", [1107.25, 1.0, 2.0]),
    "indian.csv": (["a", "b"], ["y"], "regression", [1211109.0, 1.0, 2.0]),
    "space-thousands.txt": (["a", "b"], ["y"], "regression", [1211.0, 1.0, 1000.0]),
    "accounting.csv": (["a", "b"], ["y"], "regression", [101.5, 1.0, 2.0]),
    "us-dates.csv": (["day", "x"], ["y"], "regression", [32.0, 1.0, 2.0]),
    "eu-dates.csv": (["day", "x"], ["y"], "regression", [32.0, 1.0, 2.0]),
    "timestamps.csv": (["at", "x"], ["y"], "regression", [1.0416666666678793, 1.0, 2.0]),
    "datetime-space.csv": (["at", "x"], ["y"], "regression", [1.0416666666678793, 1.0, 2.0]),
    "month-names.csv": (["at", "x"], ["y"], "regression", [1.0, 1.0, 2.0]),
    "cp1250.csv": (["kraj", "x"], ["y"], "regression", ["Łódź", 1.0, 2.0]),
    "utf16.csv": (["ort", "x"], ["y"], "regression", ["Köln", 1.0, 2.0]),
    "shiftjis.csv": (["都市", "x"], ["y"], "regression", ["東京", 1.0, 2.0]),
    "latin1.csv": (["été", "x"], ["y"], "regression", ["café", 1.0, 2.0]),
    "r-write-csv.csv": (["Sepal.Length"], ["Species"], "classes", [5.1, "a"]),
    "r-rownames-words.csv": (["mpg"], ["cyl"], "classes", [15.7, 6.0]),
    "pandas-multi.csv": (["a", "b"], ["y"], "classes", [1.0, 1.0, 1.0]),
    "numpy-savetxt.txt": (["a", "b"], ["y"], "regression", [0.5, 1.0, 1.5]),
    "numpy-noheader.csv": (["column 1", "column 2"], ["column 3"], "regression", [0.5, 3.0, 1.5]),
    "orange.tab": (["size", "colour"], ["kind"], "classes", [0.3, "r", "A"]),
    "orange-flags.tab": (["size", "colour"], ["kind"], "classes", [0.3, "r", "A"]),
    "quotes.arff": (["first value", "colour"], ["class"], "classes", [0.5, "blue", "yes"]),
    "sparse.arff": (["a"], ["y"], "classes", [1.0, "q"]),
    "uuid.csv": (["x"], ["y"], "regression", [1.0, 2.0]),
    "email-id.csv": (["x"], ["y"], "classes", [1.0, 1.0]),
    "two-headers.csv": (["size cm", "mm"], ["weight kg"], "regression", [1.0, 3.0, 1.5]),
    "semicolon-quotes.csv": (["a", "b"], ["y"], "classes", [1.5, 1.0, "ja"]),
    "pipe.txt": (["a", "b"], ["y"], "regression", [1.0, 1.0, 2.0]),
    "leading-zeros.csv": (["code", "x"], ["y"], "regression", ["00011", 1.0, 2.0]),
    "sentinel.csv": (["a", "b"], ["y"], "regression", [1.0, 1.0, 2.0]),
    "records.json": (["a", "c"], ["y"], "regression", [1.0, "r", 1.5]),
    "blank-lines.csv": (["a", "b"], ["y"], "regression", [1.0, 1.0, 2.0]),
    "crlf-bom.csv": (["a", "b"], ["y"], "regression", [1.0, 1.0, 2.0]),
    "tab-in-csv.csv": (["a", "b"], ["y"], "regression", [1.0, 1.0, 2.0]),
    "units.csv": (["len", "b"], ["y"], "regression", [1.5, 1.0, 2.0]),
    "bool10.csv": (["flag", "b"], ["y"], "classes", ["TRUE", 1.0, 1.0]),
    "ordinal.csv": (["grade", "b"], ["y"], "classes", ["mid", 1.0, "good"]),
}


def described(tmp_path, name):
    content = T[name]
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path, as_object(described_table(path))


@pytest.mark.parametrize("name", RIGHT)
def test_a_table_reads_as_it_is_meant_and_trains(tmp_path, name):
    path, found = described(tmp_path, name)
    inputs, targets, task, second = RIGHT[name]
    assert (found["inputs"], found["targets"], found["task"]) == (inputs, targets, task)
    assert (
        found["first_rows"][1] == pytest.approx(second)
        if not any(isinstance(value, str) for value in second)
        else found["first_rows"][1] == second
    )
    opened, project = open_with(path, [])
    trainer = Trainer(project, load(opened))
    assert trainer.run(updates=2) == 2


def test_brackets_are_amounts_below_nothing(tmp_path):
    _, found = described(tmp_path, "accounting.csv")
    assert found["first_rows"][0][0] == -100.5


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"a": 1, "y": 2}, 3]', "record 2 is not an object"),
        ('[{"a": {"b": 1}, "y": 2}, {"a": 1, "y": 2}]', "record 1: 'a' holds more than one value"),
        ('[{"a": 1, "y": 2}', "is not JSON"),
        ("[" * 5000, "is not JSON|nested too deep"),
        ("[" + "{}," * 1_000_000 + "{}]", "more than 1,000,000 records"),
        ("[]", "is empty"),
    ],
)
def test_records_that_are_no_table(tmp_path, text, says):
    path = tmp_path / "t.json"
    path.write_text(text)
    with pytest.raises(UserError, match=says):
        open_with(path, [])


@pytest.mark.parametrize("name", ["t.jsonl", "t.json", "t.txt"])
def test_an_object_a_line(tmp_path, name):
    path = tmp_path / name
    path.write_text('{"a": 1, "y": 1.5}\n\n{"y": 2.5, "a": 2}\n{"a": null, "y": 3, "c": true}\n')
    found = as_object(described_table(path))
    assert [column["name"] for column in found["columns"]] == ["a", "y", "c"]
    assert [column["missing"] for column in found["columns"]] == [1, 0, 2]
    assert open_with(path, ["data.source.target=y"])[1].data.source.target == "y"
