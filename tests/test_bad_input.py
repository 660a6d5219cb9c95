"""Bad input: one line that says what is wrong, one that says what to do, and nothing lost."""

import json
import warnings

import numpy as np
import pytest

import main as program
from core.formats.exporters import exporters
from tests.nets import XOR, dense, described, points

COMMANDS = {
    "train": lambda path: ["train", path, "--epochs", "2"],
    "trace": lambda path: ["trace", path],
    "check": lambda path: ["check", path],
    "export": lambda path: ["export", path, path.parent / "out.npz"],
}


def assert_refused(capsys, arguments, *words):
    """Exit 2 and exactly two lines; `words` are in one of them. Returns both."""
    assert program.main([str(argument) for argument in arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    lines = captured.err.splitlines()
    assert len(lines) == 2, captured.err
    assert lines[0].startswith("error: ") and lines[1].startswith("hint: ")
    assert "Traceback" not in captured.err and "Error(" not in captured.err
    # a hint is helpful: more than a word, and not the error repeated
    assert len(lines[1].split()) > 2 and lines[1][6:] != lines[0][7:]
    assert len(lines[0]) < 600 and len(lines[1]) < 900
    for word in words:
        assert word in captured.err, (word, captured.err)
    return lines


def file(folder, content, name="p.json"):
    path = folder / name
    if isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, str):
        path.write_text(content, encoding="utf-8")
    else:
        path.write_text(json.dumps(content), encoding="utf-8")
    return path


def refused_by_all(capsys, path, *words):
    for arguments in COMMANDS.values():
        assert_refused(capsys, arguments(path), *words)
    assert not (path.parent / "out.npz").exists()


# files


def test_a_missing_file(capsys, tmp_path):
    for name in ("nosuch.json", "nosuch.backstep", "nosuch.csv", "nosuch.xlsx", "nosuch"):
        refused_by_all(capsys, tmp_path / name, name)


def test_a_directory(capsys, tmp_path):
    for name in ("a.json", "b.backstep", "c.csv", "d"):
        (tmp_path / name).mkdir()
        refused_by_all(capsys, tmp_path / name, "folder")


def test_an_empty_file(capsys, tmp_path):
    for name in ("a.json", "b.backstep", "c.csv", "d.tsv"):
        refused_by_all(capsys, file(tmp_path, b"", name), "empty")
    refused_by_all(capsys, file(tmp_path, b" \n ", "e.json"), "empty")


def test_json_that_breaks_off(capsys, tmp_path):
    text = json.dumps(described())
    for share in (1, 10, len(text) // 2, len(text) - 1):
        refused_by_all(capsys, file(tmp_path, text[:share]), "not JSON")


@pytest.mark.parametrize("opening", ["[", '{"a":', '[{"a":'])
def test_json_nested_very_deep(capsys, tmp_path, opening):
    refused_by_all(capsys, file(tmp_path, opening * 100_000), "nested too deeply")


@pytest.mark.parametrize("depth", [10, 100, 300, 500, 700, 800, 850, 900, 920, 940, 960, 980, 990])
@pytest.mark.parametrize(
    "place",
    [
        lambda x: {**described(), "name": x},
        lambda x: {**described(), "seed": x},
        lambda x: {**described(), "format": x},
        lambda x: {**described(), "version": x},
        lambda x: {**described(), "layers": x},
        lambda x: {**described(), "layers": [x]},
        lambda x: {**described(), "layers": [dense(x)]},
        lambda x: {**described(), "weights": [{"weight": x}]},
        lambda x: {**described(), "data": {"source": {**XOR, "inputs": x}}},
        lambda x: {**described(), "data": {"source": {"name": x}}},
        lambda x: {**described(), "data": {"source": XOR, "features": [x]}},
    ],
)
def test_json_nested_just_not_too_deep_to_read(capsys, tmp_path, place, depth):
    """Messages must be able to show whatever the parser can read."""
    text = json.dumps(place("HERE")).replace('"HERE"', "[" * depth + "]" * depth)
    assert_refused(capsys, ["train", file(tmp_path, text)])


def test_not_text(capsys, tmp_path):
    refused_by_all(capsys, file(tmp_path, b"\xff\xfe\0\1"), "UTF-8")
    refused_by_all(capsys, file(tmp_path, bytes(range(256)) * 9, "t.csv"))
    refused_by_all(capsys, file(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(99), "a.backstep"))


# projects


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"nosuch": 1}, ["unknown field 'nosuch'", "layers"]),
        ({"loss": "nosuch"}, ["unknown loss 'nosuch'", "mean_squared_error"]),
        ({"loss": {"name": "huber", "nosuch": 1}}, ["unknown field 'nosuch'", "delta"]),
        ({"layers": [{"name": "nosuch"}]}, ["layers.0", "unknown layer", "dense"]),
        ({"layers": [dense(1, "nosuch")]}, ["layers.0.activation", "sigmoid"]),
        ({"optimizer": "nosuch"}, ["unknown optimizer 'nosuch'", "adam"]),
        ({"training": {"nosuch": 1}}, ["training", "nosuch", "batch_size"]),
        ({"data": {"source": "nosuch"}}, ["data.source", "xor"]),
        ({"data": {"source": "xor", "features": ["nosuch"]}}, ["nosuch", "x1*x2"]),
        ({"data": None}, ["data"]),
        ({"layers": None}, ["layers"]),
        ({"layers": []}, ["layer"]),
        ({"version": 2}, ["version 2", "newer"]),
        ({"version": 10**20}, ["newer"]),
        ({"format": "other"}, ["format"]),
        ({"name": "\ud800"}, ["name"]),
        ({"name": 7}, ["name"]),
        ({"seed": -1}, ["seed"]),
        ({"seed": 1.5}, ["seed"]),
        ({"seed": 10**30}, ["seed"]),
    ],
    ids=str,
)
def test_unknown_names_fields_and_versions(capsys, tmp_path, change, words):
    refused_by_all(capsys, file(tmp_path, {**described(), **change}), *words)


@pytest.mark.parametrize("missing", ["format", "version", "data", "layers"])
def test_missing_fields(capsys, tmp_path, missing):
    description = {key: value for key, value in described().items() if key != missing}
    refused_by_all(capsys, file(tmp_path, description), missing)


@pytest.mark.parametrize("units", [0, -3, 2.5, True, False, 1e9, 10**9, "4", None, [], 1e308])
def test_units(capsys, tmp_path, units):
    refused_by_all(capsys, file(tmp_path, described([dense(units), dense(1)])), "layers.0.units")


def test_networks_too_large_for_any_computer(capsys, tmp_path):
    path = file(tmp_path, described([dense(10**6), dense(10**6), dense(1)]))
    refused_by_all(capsys, path, "parameters", "neurons")


@pytest.mark.parametrize("rate", [-1, 0, "fast", None, True, [], {}])
def test_learning_rates(capsys, tmp_path, rate):
    description = described(optimizer={"name": "sgd", "learning_rate": rate})
    refused_by_all(capsys, file(tmp_path, description), "optimizer.learning_rate", "above 0")
    if not isinstance(rate, (list, dict)):
        path = file(tmp_path, described(), "good.json")
        setting = f"optimizer.learning_rate={rate}"
        assert_refused(capsys, ["train", path, "--set", setting], "optimizer.learning_rate")


@pytest.mark.parametrize(
    ("weights", "words"),
    [
        ([], ["0 entries for 2 layers"]),
        (
            [{"weight": [[1, 2, 3]], "bias": [1, 2, 3]}, {"weight": [[1]] * 3, "bias": [0]}],
            ["shape"],
        ),
        ([{"weight": [[1, 2, 3]] * 2}, {"weight": [[1]] * 3, "bias": [0]}], ["bias is missing"]),
        ([{"weight": [[1, 2], [3]], "bias": [1]}] * 2, ["same length"]),
        ([{"weight": "x"}] * 2, ["weights.0.weight"]),
        ([{"weight": [[]]}] * 2, ["weights.0.weight.0"]),
        ("x", ["weights"]),
    ],
    ids=lambda v: str(v)[:40],
)
def test_weights_of_the_wrong_shape(capsys, tmp_path, weights, words):
    refused_by_all(capsys, file(tmp_path, described(weights=weights)), *words)


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "null", '"1"', "true"])
def test_numbers_that_are_none(capsys, tmp_path, number):
    text = json.dumps(described()).replace("[0, 1]", f"[0, {number}]", 1)
    assert number in text
    refused_by_all(capsys, file(tmp_path, text), "data.source.inputs.1.1", "finite")
    weights = [
        {"weight": [[1, 2, 3], [4, 5, "HERE"]], "bias": [0, 0, 0]},
        {"weight": [[1], [2], [3]], "bias": [0]},
    ]
    text = json.dumps(described(weights=weights)).replace('"HERE"', number)
    refused_by_all(capsys, file(tmp_path, text), "weights.0.weight.1.2", "finite")
    text = json.dumps(described(optimizer={"name": "adam", "beta1": "HERE"}))
    refused_by_all(capsys, file(tmp_path, text.replace('"HERE"', number)), "optimizer.beta1")


def test_numbers_too_large_for_float32(capsys, tmp_path):
    description = described([dense(1)], data=points(4), training={"precision": "float32"})
    description["data"]["source"]["inputs"][0][0] = 1e39
    for command in ("train", "trace", "export"):
        assert_refused(capsys, COMMANDS[command](file(tmp_path, description)), "float32")


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ({"name": "points", "inputs": [[1]], "targets": [[1], [0]]}, ["1 row of inputs"]),
        ({"name": "points", "inputs": [[1], [1, 2]], "targets": [[1], [0]]}, ["same length"]),
        ({"name": "points", "inputs": [], "targets": []}, ["inputs"]),
        ({"name": "points", "inputs": [[1]]}, ["targets is missing"]),
        ({"name": "circle", "samples": 0}, ["samples", "4"]),
        ({"name": "circle", "noise": 2}, ["noise"]),
        ({"name": "table"}, ["table"]),
        ({"name": "table", "path": "nosuch.csv"}, ["nosuch.csv"]),
        ({"name": "table", "path": "resource:nosuch.csv"}, ["nosuch.csv"]),
        ({"name": "table", "path": "resource:../examples/xor.json"}, ["resource"]),
    ],
    ids=str,
)
def test_data(capsys, tmp_path, source, words):
    refused_by_all(capsys, file(tmp_path, described([dense(1)], data=source)), *words)


@pytest.mark.parametrize(
    ("layers", "loss", "words"),
    [
        ([dense(1)], "binary_cross_entropy", ["needs sigmoid", "linear"]),
        ([dense(1, "tanh")], "categorical_cross_entropy", ["needs softmax"]),
        ([dense(1, "sigmoid")], "hinge", ["needs linear or tanh"]),
        ([dense(2)], "mean_squared_error", ["2 outputs", "1 target column"]),
        ([dense(1), {"name": "dropout"}], "mean_squared_error", ["not dense"]),
    ],
)
def test_a_loss_that_does_not_fit(capsys, tmp_path, layers, loss, words):
    refused_by_all(capsys, file(tmp_path, described(layers, loss=loss)), *words)


def test_a_learning_rate_of_1e300_diverges(capsys, tmp_path):
    """It says so, keeps the last finite weights, and exits with 3."""
    path = file(tmp_path, described([dense(1)], optimizer={"name": "sgd", "learning_rate": 1e300}))
    saved = tmp_path / "a.backstep"
    assert program.main(["train", str(path), "--epochs", "9", "--save", str(saved)]) == 3
    captured = capsys.readouterr()
    assert "diverged" in captured.out and captured.err == ""
    assert program.main(["train", str(saved), "--epochs", "1", "--json"]) == 3
    found = json.loads(capsys.readouterr().out)
    assert np.isfinite(np.array(found["weights"][0]["weight"])).all()
    assert found["diverged"]["array"]


# tables


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a,b,y\n1,2,3\n1,2\n4,5,6\n", ["line 3", "2 cells"]),
        ("a,b,y\n1,2,0.5\n1,x,1.5\n4,5,6\n3,3,3\n", ["row 3", "'b'", "'x'"]),
        ("a,b,y\n1,2,0.5\n1,inf,1.5\n4,5,6\n", ["row 3", "finite"]),
        ("a,b,y\n1,2,0.5\n1,1e999,1.5\n4,5,6\n", ["row 3", "finite"]),
        ("a,b,y\n1,2,yes\n", ["one row"]),
        ("a,b,y\n", ["no rows"]),
        ("a,b,y\n1,2,yes\n3,4,yes\n5,6,yes\n", ["one class", "'yes'"]),
        ("y\n1\n2\n3\n", ["one column"]),
        ('a,b,y\n1,"2,3\n', []),
    ],
    ids=lambda v: repr(v)[:40],
)
def test_tables(capsys, tmp_path, text, words):
    refused_by_all(capsys, file(tmp_path, text, "t.csv"), *words)


@pytest.mark.parametrize("cell", ["", "nan"])
def test_a_missing_cell_is_said(capsys, tmp_path, cell):
    path = file(tmp_path, f"a,b,y\n1,2,0.5\n1,{cell},1.5\n4,5,6\n", "t.csv")
    assert program.main(["train", str(path), "--epochs", "2"]) == 0
    captured = capsys.readouterr()
    assert "b: missing cells (1) are filled with the median" in captured.out
    assert "data.source.columns.b.missing=drop" in captured.out and captured.err == ""


def test_text_where_a_number_is_to_be_predicted(capsys, tmp_path):
    path = file(tmp_path, "a,y\n1,low\n2,high\n3,low\n4,mid\n", "t.csv")
    setting = "data.source.task=regression"
    assert_refused(capsys, ["train", path, "--epochs", "1", "--set", setting], "words, not numbers")


def test_a_constant_input_column_is_fine(capsys, tmp_path):
    path = file(tmp_path, "a,b,y\n" + "".join(f"{i},7,{i * 0.3}\n" for i in range(9)), "t.csv")
    assert program.main(["train", str(path), "--epochs", "2"]) == 0
    captured = capsys.readouterr()
    assert "b: holds only one value; it is ignored" in captured.out
    assert captured.err == ""


# where output goes


@pytest.mark.parametrize("name", ["out.xyz", "out", "out.pkl", "nosuch/out.npz", "nosuch/a/b.json"])
def test_an_export_that_cannot_be(capsys, tmp_path, name):
    path = file(tmp_path, described())
    known = [] if "/" in name else [*exporters()]
    assert_refused(capsys, ["train", path, "--epochs", "1", "--export", tmp_path / name], *known)
    assert_refused(capsys, ["export", path, tmp_path / name], *known)
    assert sorted(item.name for item in tmp_path.iterdir()) == ["p.json"]


def test_an_old_file_is_not_lost_by_a_failing_command(capsys, tmp_path):
    saved = file(tmp_path, b"precious", "a.backstep")
    path = file(tmp_path, {**described(), "loss": "binary_cross_entropy", "layers": [dense(1)]})
    assert_refused(capsys, ["train", path, "--epochs", "1", "--save", saved], "needs sigmoid")
    assert saved.read_bytes() == b"precious"


@pytest.mark.parametrize("more", ["", "inf,1,a\n-inf,2,b\n"], ids=["finite", "infinite"])
def test_tables_of_the_largest_numbers(capsys, tmp_path, more):
    """Their sums are no numbers. What NumPy warns of is an error here."""
    rows = "1e308,-1e308,a\n-1e308,1.5e308,b\n3,4,a\n" * 4
    path = file(tmp_path, f"x,z,y\n{rows}{more}", "t.csv")
    for form in ([], ["--json"]):
        assert program.main(["inspect", str(path), *form]) == 0
    assert capsys.readouterr().err == ""
    refused_by_all(capsys, path, "finite" if more else "too large to be scaled")


def test_points_of_the_largest_numbers(capsys, tmp_path):
    huge = [[1e308, -1e308], [1e308, 1e308], [1.7e308, 1.0], [1.0, 2.0]]
    path = file(tmp_path, described(data={**XOR, "inputs": huge}))
    assert program.main(["train", str(path), "--epochs", "2"]) in (0, 3)
    assert capsys.readouterr().err == ""
    path = file(tmp_path, described(data={"source": {**XOR, "inputs": huge}, "features": ["x1^2"]}))
    refused_by_all(capsys, path, "too large")


def test_numpy_does_not_speak_to_the_person(monkeypatch):
    for asked in ([], ["error"]):
        monkeypatch.setattr(program.sys, "warnoptions", asked)
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            program.keep_numpy_quiet()
            np.float64(1e308) * 10
            warnings.warn("a library is old", FutureWarning, stacklevel=1)
        heard = [one.category for one in caught]
        assert heard == ([RuntimeWarning, FutureWarning] if asked else [FutureWarning])
