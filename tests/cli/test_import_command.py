"""`import`: a file's weights into a project; what would have to be guessed is refused by name."""

import json
from pathlib import Path

import numpy as np
import pytest

import main as program
from tests.nets import described
from tests.test_bad_input import assert_refused

CASES = Path(__file__).parent.parent / "formats" / "cases" / "exchange"
RAW, PROJECT = CASES / "sklearn-raw-iris.npz", CASES / "iris-trained.backstep"


def test_weights_come_in_and_are_saved(capsys, tmp_path):
    out = tmp_path / "o.backstep"
    command = ["import", CASES / "iris.safetensors", "--into", PROJECT, "--save", out]
    assert program.main([str(part) for part in command]) == 0
    told = capsys.readouterr().out
    assert "148 of 150 rows right" in told and out.exists()
    rows = tmp_path / "rows.csv"
    rows.write_text(
        "sepal_length,sepal_width,petal_length,petal_width\n5.1,3.5,1.4,0.2\n", encoding="utf-8"
    )


def test_a_scaling_that_is_not_said_is_asked_by_its_switch(capsys, tmp_path):
    out = tmp_path / "o.backstep"
    command = ["import", RAW, "--into", PROJECT, "--save", out]
    assert_refused(capsys, command, "--scaling file", "--scaling project", "150 rows right")
    assert not out.exists()
    assert_refused(capsys, [*command, "--scaling", "file"], "--layers")
    answered = [*command, "--scaling", "file", "--layers", "file", "--json"]
    assert program.main([str(part) for part in answered]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["scaling"] == "none" and found["rows"] == 150
    # as the other program predicts on the same rows
    assert found["right"] > 140


def test_activations_that_nobody_names_are_asked_for(capsys, tmp_path):
    rng = np.random.default_rng(1)
    np.savez(
        tmp_path / "w.npz", **{"0.weight": rng.normal(size=(5, 4)), "2.weight": np.ones((3, 5))}
    )
    command = ["import", tmp_path / "w.npz", "--into", PROJECT, "--save", tmp_path / "o.backstep"]
    command += ["--scaling", "project", "--layers", "file"]
    assert_refused(capsys, command, "--hidden")
    assert_refused(capsys, [*command, "--hidden", "relu"], "--output")
    done = [*command, "--hidden", "relu", "--output", "softmax"]
    assert program.main([str(part) for part in done]) == 0


@pytest.mark.parametrize(
    "more, words",
    [
        (["--scaling", "both"], ["both", "file or project"]),
        (["--order", "1,0"], ["order", "does not leave this open"]),
        (["--hidden", "swosh"], ["hidden"]),
    ],
)
def test_answers_that_are_none(capsys, tmp_path, more, words):
    out = tmp_path / "o.backstep"
    assert_refused(capsys, ["import", RAW, "--into", PROJECT, "--save", out, *more], *words)


def test_other_refusals(capsys, tmp_path):
    out = tmp_path / "o.backstep"
    wrong = ["import", RAW, "--into", PROJECT, "--save", tmp_path / "o.json"]
    assert_refused(capsys, wrong, ".backstep")
    np.savez(tmp_path / "big.npz", coefs_0=np.ones((9, 3)), intercepts_0=np.zeros(3))
    command = ["import", tmp_path / "big.npz", "--into", PROJECT, "--save", out]
    assert_refused(capsys, command, "9 inputs")
    assert_refused(capsys, [*command, "--layers", "project"], "in the project")
    assert_refused(capsys, ["import", tmp_path / "none.npz", "--into", PROJECT, "--save", out])
    np.savez(tmp_path / "w.npz", coefs_0=np.ones((4, 9)), coefs_1=np.ones((9, 3)))
    command = ["import", tmp_path / "w.npz", "--into", PROJECT, "--save", out]
    assert_refused(capsys, [*command, "--scaling", "file"], "--hidden")


def test_export_rounds_and_says_that_nothing_was_trained(capsys, tmp_path):
    out = tmp_path / "w.npz"
    command = ["export", str(PROJECT), str(out), "--precision", "float32"]
    assert program.main(command) == 0
    told = capsys.readouterr().out
    assert "not trained" not in told
    with np.load(out) as archive:
        assert archive["dense_0/weight"].dtype == np.float32
    assert program.main([*command, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["trained"] is True
    start = tmp_path / "p.json"
    start.write_text(json.dumps(described()), encoding="utf-8")
    assert program.main(["export", str(start), str(out)]) == 0
    assert "not trained" in capsys.readouterr().out
