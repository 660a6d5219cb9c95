"""Names of projects, columns and classes that mean something to whatever shows or runs them."""

import csv
import io
import json
import shutil
import unicodedata

import numpy as np
import pytest

import main as program
from core.data.reading.describing import describe
from core.data.reading.sampling import samples_of
from core.data.reading.telling.preview import preview_of
from core.documents.project_file import load, open_file
from core.errors import FileError, ProjectError
from core.formats.exporters import exporters
from core.formats.importers import read_weights
from core.project import Project
from core.run.makers.snapshots import facts_of
from core.training.trainer import Trainer
from tests.amount import few
from tests.documents.saved import attempt, packed, parts
from tests.hostile.cases import CASES
from tests.nets import described

NAMED = sorted([*CASES.glob("7[0-6]*.json"), *CASES.glob("*.csv")])
FORMULAS = ["+1+cmd", "=HYPERLINK(1)"]


def run(capsys, *arguments):
    """Run a command that has to succeed; return its output, without control characters."""
    assert program.main([str(argument) for argument in arguments]) == 0
    captured = capsys.readouterr()
    assert captured.err == ""
    odd = {x for x in captured.out if unicodedata.category(x) in ("Cc", "Cf", "Cs")} - {"\n"}
    assert not odd
    return captured.out


@pytest.fixture
def case(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def copied(path):
        return shutil.copy(path, tmp_path / path.name)

    yield copied
    assert not (tmp_path / "pwned").exists()


@pytest.mark.thorough
@pytest.mark.parametrize("path", few(NAMED, 3), ids=lambda path: path.name)
def test_trained_walked_and_exported_in_every_format(capsys, case, tmp_path, path):
    file = case(path)
    outs = [f"--export={tmp_path / 'out'}{suffix}" for suffix in exporters()]
    printed = run(capsys, "train", file, "--epochs", "2", "--save", tmp_path / "a.backstep", *outs)
    # one line of summary, whatever line breaks the name contains
    lines = printed.splitlines()
    if file.suffix != ".json":
        assert lines[0].startswith("predicts ") and lines[0].endswith(" rows")
    else:
        assert ": 2 epochs" in lines[0]
    assert sum(": 2 epochs" in line for line in lines) == 1
    for form in ("text", "markdown", "html", "latex"):
        run(capsys, "walk", tmp_path / "a.backstep", "--format", form)
    for line in run(capsys, "walk", tmp_path / "a.backstep", "--json").splitlines():
        json.loads(line)
    for suffix in (".npz", ".json", ".zip", ".safetensors", ".onnx"):
        assert read_weights(tmp_path / f"out{suffix}").outputs == 1


@pytest.mark.parametrize("path", sorted(CASES.glob("*.csv")), ids=lambda path: path.name)
def test_every_name_of_a_table_comes_back_from_the_tables(capsys, case, tmp_path, path):
    file = case(path)
    with open(file, newline="", encoding="utf-8") as table:
        rows = list(csv.reader(table))
    run(capsys, "train", file, "--epochs", "1", f"--export={tmp_path / 'out.zip'}")
    read = read_weights(tmp_path / "out.zip")
    assert list(read.classes) == sorted({row[-1] for row in rows[1:]})
    assert len(read.input_names) == 2


def test_a_spreadsheet_runs_no_prediction(capsys, case, tmp_path):
    file = case(CASES / "76-classes-formula.csv")
    saved, out = tmp_path / "a.backstep", tmp_path / "out.csv"
    run(capsys, "train", file, "--epochs", "1", "--save", saved, f"--export={tmp_path / 'a.zip'}")
    printed = run(capsys, "predict", saved, file)
    run(capsys, "predict", saved, file, "--out", out)
    assert out.read_text() == printed
    rows = list(csv.reader(io.StringIO(printed, newline="")))
    assert {row[0] for row in rows[1:]} <= {f"'{name}" for name in FORMULAS}
    assert all(0.0 < float(row[1]) < 1.0 for row in rows[1:])
    assert list(read_weights(tmp_path / "a.zip").classes) == FORMULAS


def test_a_target_whose_name_is_a_formula(capsys, case, tmp_path):
    file = tmp_path / "t.csv"
    file.write_text("x,=1+1\n" + "".join(f"{i},{-i * 0.5}\n" for i in range(12)))
    run(capsys, "train", file, "--epochs", "1", "--save", tmp_path / "a.backstep")
    rows = run(capsys, "predict", tmp_path / "a.backstep", file).splitlines()
    assert rows[0] == "'=1+1"
    assert all(cell == repr(float(cell)) for cell in rows[1:])


def test_predictions_on_a_terminal_command_nobody(capsys, case, tmp_path, monkeypatch):
    file = tmp_path / "t.csv"
    names = ["long " * 20 + "a", "long " * 20 + "b\x1b[31m"]
    file.write_text("x,y\n" + "".join(f"{i},{names[i % 2]}\n" for i in range(12)))
    run(capsys, "train", file, "--epochs", "1", "--save", tmp_path / "a.backstep")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True, raising=False)
    assert "\\u001b[31m" in run(capsys, "predict", tmp_path / "a.backstep", file)


def test_an_error_about_a_name_commands_nobody(capsys, tmp_path):
    assert program.main(["train", str(tmp_path / "no\x1b[31m\u202e.csv")]) == 2
    said = capsys.readouterr().err
    assert "\\u001b[31m\\u202e.csv" in said and "\x1b" not in said and len(said.splitlines()) == 2


# texts that are not valid


def test_half_a_letter_in_the_name_of_a_project():
    with pytest.raises(ProjectError, match="name"):
        Project.from_json(json.loads((CASES / "79-surrogate-name.json").read_bytes()))


def test_half_a_letter_in_the_name_of_a_column():
    source = {"name": "table", "path": "t.csv", "inputs": ["a\ud800"]}
    with pytest.raises(ProjectError, match=r"data\.source\.inputs"):
        Project.from_json(described(data={"source": source}))


@pytest.mark.parametrize(
    ("part", "spoilt"),
    [
        ("pins.json", lambda found: found[0].update(name="\ud800")),
        ("runs/1.json", lambda found: found.update(name="x\udfff")),
        ("format.json", lambda found: found.update(made_on="\udbff")),
    ],
)
def test_half_a_letter_in_a_saved_file(tmp_path, part, spoilt):
    good = (CASES.parents[1] / "documents/fixtures/version_2.backstep").read_bytes()
    members = parts(good)
    found = json.loads(members[part])
    spoilt(found)
    path = tmp_path / "a.backstep"
    assert not attempt(path, packed({**members, part: json.dumps(found).encode()}))
    # a whole pair, and the text of an escape, are fine
    whole = json.dumps({"x": "🙂 \\ud800"}).encode()
    assert attempt(path, packed({**members, "more.json": whole}))


@pytest.mark.parametrize("path", sorted(CASES.glob("*.npz")), ids=lambda path: path.name)
def test_numbers_that_are_no_letters_in_an_npz(path):
    with pytest.raises(FileError, match="its texts are not valid Unicode"):
        read_weights(path)


def test_letters_of_the_other_byte_order_in_an_npz(tmp_path):
    path = tmp_path / "a.npz"
    np.savez(path, weight=np.ones((2, 2)), classes=np.array(["ä🙂", "b"], dtype=">U2"))
    assert read_weights(path).classes == ("ä🙂", "b")


def test_names_of_a_hundred_thousand_letters_are_shown_in_short(tmp_path):
    """Whoever draws them lays out every letter, again for each picture: seconds of silence."""
    long = "W" * 100_000
    rows = "".join(f"{i},{i * 2 % 7},{'ab'[i % 2]}{long}\n" for i in range(8))
    path = tmp_path / "long.csv"
    path.write_text(f"x,y{long},class{long}\n{rows}", encoding="utf-8")
    opened = open_file(path)
    facts = facts_of(Trainer(opened.project, load(opened)), 0)
    read = describe(path)
    preview = preview_of(read, (), samples_of(read), None)
    shown = [*facts.classes, *facts.raw_names, *facts.input_names, *facts.target_names]
    shown += [head.name for head in preview.heads] + [head.about for head in preview.heads]
    shown += [preview.seen, *(name for ask in preview.questions for name in ask.columns)]
    assert len(shown) > 10 and max(map(len, shown)) < 500
    assert {name[0] for name in facts.classes} == {"a", "b"}
