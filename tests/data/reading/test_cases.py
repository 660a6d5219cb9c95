"""Public tables as people have them: each is read correctly, or refused with a clear error.

Many of them come with the one right reading (`.right.json`), which is reached without a setting, or
with one that a doubt offers.
"""

import json
from pathlib import Path

import pytest

import main as program
from tests.amount import few

CASES = Path(__file__).parent / "cases"
TABLES = sorted(p for p in CASES.iterdir() if not p.name.endswith((".case.txt", ".right.json")))
#: refused, and what the message has to contain
REFUSED = {
    "25g-excel-formulas-uncached.xlsx": ("column 'sum'", "formulas"),
    "30-300-classes.csv": ("'word'", "300 classes"),
    "31-genes.csv": ("2,501 columns",),
    "40b-double-new.csv": ("one column",),
    "41-short-last-cells.csv": ("line 4", "2 cells", "line 1 has 4"),
}
#: not for `train`: a project's suffix
NOT_TRAINED = ("43-records.json",)


def right_of(path):
    found = path.with_name(path.name.rsplit(".", 1)[0] + ".right.json")
    return json.loads(found.read_text("utf-8")) if found.exists() else None


def inspected(capsys, path, *settings):
    given = [part for setting in settings for part in ("--set", setting)]
    code = program.main(["inspect", str(path), "--json", *given])
    told = capsys.readouterr()
    return json.loads(told.out) if code == 0 else told.err


def differences(told, right):
    """Return the differences from the right description; columns without header match by place."""
    found = []
    if told["rows"] != right["rows"]:
        found.append("rows")
    for key in ("inputs", "targets", "ignored"):
        alike = told[key] == right[key]
        if not told["reading"]["header"] or "row names" in right["note"]:
            alike = len(told[key]) == len(right[key])
        if not alike:
            found.append(key)
    if told["task"] != right["task"]:
        found.append("task")
    if same_classes(told["classes"]) != same_classes(right["classes"]):
        found.append("classes")
    missing = [column["missing"] for column in told["columns"] if column["missing"]]
    if missing != list(right["missing"].values()):
        found.append("missing")
    if rounded(told["first_rows"][:3]) != rounded(right["first three rows"]):
        found.append("first rows")
    means = {column["name"]: column["mean"] for column in told["columns"]}
    for name, mean in right["mean of number columns"].items():
        if name in means and abs(means[name] - mean) > 1e-5 * max(1, abs(mean)):
            found.append(f"mean of {name}")
    return found


def same_classes(names):
    """Return classes, those that are numbers as numbers."""
    if names is None:
        return None
    return [float(name) if name.replace(".", "").isdigit() else name for name in names]


def rounded(rows):
    return [[round(v, 6) if isinstance(v, (int, float)) else v for v in row] for row in rows]


@pytest.mark.parametrize("path", [p for p in TABLES if right_of(p)], ids=lambda p: p.name)
def test_it_reads_to_what_is_right(capsys, path):
    right = right_of(path)
    told = inspected(capsys, path)
    wrong = differences(told, right)
    tried = {"": wrong}
    for doubt in told["doubts"] if wrong else ():
        again = inspected(capsys, path, doubt["switch"])
        tried[doubt["switch"]] = differences(again, right) if isinstance(again, dict) else again
    assert [] in tried.values(), tried


@pytest.mark.parametrize("path", few(TABLES, 20), ids=lambda p: p.name)
def test_it_trains_or_is_refused_in_words(capsys, path):
    if path.name in NOT_TRAINED:
        return
    code = program.main(["train", str(path), "--epochs", "1"])
    told = capsys.readouterr()
    if path.name in REFUSED:
        assert code == 2 and told.err.count("\n") == 2
        for words in REFUSED[path.name]:
            assert words in told.err, told.err
    else:
        assert code == 0, told.err
        assert told.err == ""
        assert told.out.startswith("predicts ")


@pytest.mark.parametrize("path", few(TABLES, 20), ids=lambda p: p.name)
def test_every_doubt_names_a_setting_that_can_be_made(capsys, path):
    told = inspected(capsys, path)
    if isinstance(told, str):
        assert told.startswith("error: ") and "hint: " in told
        return
    for switch in {doubt["switch"] for doubt in told["doubts"][:6]} - {""}:
        again = inspected(capsys, path, switch)
        if isinstance(again, str):  # what it asks for may be impossible for this table
            nowhere = ("unknown field", "there is no entry", "not PATH=VALUE")
            assert not any(words in again for words in nowhere), (switch, again)


def test_as_for_what_was_guessed_a_saved_project_says_it_all(capsys, tmp_path):
    path = CASES / "08c-german-thousands-mixed.csv"
    out = tmp_path / "a.backstep"
    assert program.main(["train", str(path), "--epochs", "1", "--save", str(out)]) == 0
    from core.documents.project_file import open_file

    source = open_file(out).project.data.source.write()
    assert source["reading"]["decimal"] == "," and source["reading"]["header"] is True
    assert source["columns"]["Wert"] == {"kind": "number", "role": "target"}
