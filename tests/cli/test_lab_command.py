"""The command `lab`: units, pruning and noise, as lines, object and table."""

import csv
import json

import pytest

from core.cli.program import run
from core.errors import UserError
from tests.nets import dense, described, points


@pytest.fixture(scope="module")
def trained(tmp_path_factory):
    folder = tmp_path_factory.mktemp("lab")
    data = {"source": points(40, 2, 1, "binary"), "test_share": 0.5}
    made = described([dense(3, "tanh"), dense(1, "sigmoid")], data,
                     loss={"name": "binary_cross_entropy"})  # fmt: skip
    project, out = folder / "made.json", folder / "made.backstep"
    project.write_text(json.dumps(made))
    assert run(["train", str(project), "--epochs", "3", "--save", str(out)]) == 0
    return str(out)


def object_of(capsys, *arguments):
    capsys.readouterr()
    assert run(["lab", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_the_object_of_units(trained, capsys):
    found = object_of(capsys, trained)
    assert found == object_of(capsys, trained, "--units")
    assert found["what"] == "units" and found["epochs"] == 3 and found["parts"] == ["train", "test"]
    assert [each["unit"] for each in found["units"]] == ["h₁", "h₂", "h₃"]
    for each in found["units"]:
        change = each["test_accuracy"] - found["whole"]["test"]["accuracy"]
        assert each["test_accuracy_change"] == pytest.approx(change)
        change = each["train_loss"] - found["whole"]["train"]["loss"]
        assert each["train_loss_change"] == pytest.approx(change)


def test_the_object_of_a_pruning(trained, capsys):
    found = object_of(capsys, trained, "--prune", "--amounts", "0,0.5,1")
    assert found["what"] == "prune" and found["weights"] == 9 and "seed" not in found
    assert [each["weights_off"] for each in found["amounts"]] == [0, 5, 9]
    whole = object_of(capsys, trained)["whole"]
    first = found["amounts"][0]
    assert first["test_loss_mean"] == pytest.approx(whole["test"]["loss"])
    each = object_of(capsys, trained, "--prune", "--per-layer", "--amounts", "0.5")
    assert each["what"] == "prune_layers" and each["amounts"][0]["weights_off"] == 5


def test_the_object_of_noise_depends_on_its_seed_alone(trained, capsys):
    asked = ("--noise", "weights", "--amounts", "1", "--draws", "4", "--seed")
    found = object_of(capsys, trained, *asked, "7")
    assert found == object_of(capsys, trained, *asked, "7") and found["draws"] == 4
    assert found["amounts"] != object_of(capsys, trained, *asked, "8")["amounts"]
    (row,) = found["amounts"]
    assert row["test_loss_least"] <= row["test_loss_mean"] <= row["test_loss_most"]


def test_the_lines_say_the_same(trained, capsys):
    assert run(["lab", trained]) == 0
    said = capsys.readouterr().out
    assert "after 3 epochs, accuracy with all neurons: training " in said and "\n  h₂: " in said
    assert run(["lab", trained, "--prune", "--amounts", "0.5"]) == 0
    assert "  50 %: 5 of 9 weights · training " in capsys.readouterr().out
    assert run(["lab", trained, "--noise", "inputs"]) == 0
    assert "with noise on the inputs, 10 draws, seed 0: mean" in capsys.readouterr().out


def test_the_table_is_written(trained, tmp_path):
    out = tmp_path / "lab.csv"
    assert run(["lab", trained, "--csv", str(out)]) == 0
    rows = list(csv.reader(out.read_text(encoding="utf-8").splitlines()))
    assert rows[0][:3] == ["unit", "off", "train_accuracy"] and len(rows) == 4


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--per-layer",), "--per-layer goes with --prune"),
        (("--prune", "--draws", "3"), "--draws goes with --noise"),
        (("--seed", "3"), "--seed goes with --noise"),
        (("--amounts", "0.5"), "--amounts goes with"),
        (("--prune", "--amounts", "1.5"), "these amounts are not possible"),
        (("--csv", "lab.txt"), "not the name of a .csv"),
    ],
)
def test_what_makes_no_sense_is_one_error_with_a_hint(trained, arguments, said):
    with pytest.raises(UserError, match=said) as refused:
        run(["lab", trained, *arguments])
    assert refused.value.hint


@pytest.mark.parametrize("arguments", [("--amounts", "a"), ("--draws", "0"), ("--noise", "air")])
def test_a_wrong_argument_is_one_error_too(trained, arguments):
    with pytest.raises(UserError, match=arguments[0]) as refused:
        run(["lab", trained, "--noise", "weights", *arguments])
    assert refused.value.hint


def test_an_untrained_file_is_refused(tmp_path):
    path = tmp_path / "made.json"
    path.write_text(json.dumps(described()))
    with pytest.raises(UserError, match="no trained weights"):
        run(["lab", str(path)])
