"""The command `assess`: the figures of a trained network, as lines and as an object."""

import json

import numpy as np
import pytest

from core.cli.program import run
from core.errors import UserError
from core.resources import resource_path
from tests.nets import dense, described, points


def trained(folder, made, name="made"):
    """Train a project for some updates and return its file."""
    project, out = folder / f"{name}.json", folder / f"{name}.backstep"
    project.write_text(json.dumps(made))
    assert run(["train", str(project), "--epochs", "3", "--save", str(out)]) == 0
    return str(out)


def object_of(capsys, *arguments):
    capsys.readouterr()
    assert run(["assess", *arguments, "--json"]) == 0
    return json.loads(capsys.readouterr().out)


@pytest.fixture(scope="module")
def two_classes(tmp_path_factory):
    data = {"source": points(60, 3, 1, "binary"), "test_share": 0.5}
    made = described([dense(4, "tanh"), dense(1, "sigmoid")], data,
                     loss={"name": "binary_cross_entropy"})  # fmt: skip
    return trained(tmp_path_factory.mktemp("two"), made)


@pytest.fixture(scope="module")
def numbers(tmp_path_factory):
    data = {"source": points(60, 3, 2), "test_share": 0.25}
    made = described([dense(2)], data, loss={"name": "mean_squared_error"})
    return trained(tmp_path_factory.mktemp("numbers"), made)


def test_the_object_of_two_classes(two_classes, capsys):
    found = object_of(capsys, two_classes)
    assert found["part"] == "test" and found["samples"] == 30 and found["task"] == "two_classes"
    (question,) = found["questions"]
    assert question["positives"] + question["negatives"] == 30
    assert set(question["auc"]) == {"network", "most_frequent", "logistic"}
    assert question["auc"]["most_frequent"] == 0.5
    four = ("true_positives", "false_positives", "true_negatives", "false_negatives")
    assert sum(question[name] for name in four) == 30
    # at the network's own threshold, the counts are those behind its accuracy
    assert question["threshold"] == question["network_threshold"] == 0.5
    assert question["share_right"] == pytest.approx(found["score"]["network"])
    assert sum(question["calibration"]["counts"]) == 30
    assert found["residuals"] is None and found["importance"] is None


def test_part_threshold_and_importance_are_chosen(two_classes, capsys):
    asked = ("--part", "train", "--threshold", "2", "--importance", "2", "--seed", "4")
    found = object_of(capsys, two_classes, *asked)
    (question,) = found["questions"]
    assert found["part"] == "train" and question["true_positives"] == 0
    assert question["precision"] is None and question["recall"] == 0.0
    importance = found["importance"]
    assert (importance["repeats"], importance["seed"]) == (2, 4)
    assert {each["name"] for each in importance["inputs"]} == {"x1", "x2", "x3"}
    for each in importance["inputs"]:
        assert each["mean"] == pytest.approx(np.mean(each["drops"]))
    assert object_of(capsys, two_classes, *asked)["importance"] == importance


def test_the_lines_say_the_same(two_classes, capsys):
    found = object_of(capsys, two_classes)
    (question,) = found["questions"]
    assert run(["assess", two_classes]) == 0
    said = capsys.readouterr().out
    assert "after 3 epochs, on the test part: 30 samples" in said
    assert f"AUC {question['auc']['network']:.3f} · most frequent class 0.500" in said
    assert f"TP {question['true_positives']} · FP {question['false_positives']}" in said


def test_numbers_have_residuals_and_baselines(numbers, capsys):
    found = object_of(capsys, numbers)
    assert found["questions"] == [] and len(found["residuals"]) == 2
    for each in found["residuals"]:
        assert set(each["r_squared"]) == {"network", "mean", "linear"} and sum(each["counts"]) == 15
        square = each["rmse"]["network"] ** 2
        assert square == pytest.approx(each["mean"] ** 2 + each["deviation"] ** 2)
    assert np.mean([each["r_squared"]["network"] for each in found["residuals"]]) == pytest.approx(
        found["score"]["network"]
    )
    assert run(["assess", numbers, "--importance", "1"]) == 0
    said = capsys.readouterr().out
    assert "residuals: mean" in said and "drop of R² if an input is shuffled, once" in said


def test_outputs_that_are_no_probabilities_are_said(tmp_path, capsys):
    data = points(20, 2, 1, "binary")
    file = trained(tmp_path, described([dense(1)], data, loss={"name": "hinge"}))
    (question,) = object_of(capsys, file)["questions"]
    assert question["calibration"] is None and question["network_threshold"] == 0.0
    assert run(["assess", file]) == 0
    assert "The outputs are not probabilities" in capsys.readouterr().out


def test_a_part_of_one_class_has_no_curve_and_says_why(tmp_path, capsys):
    source = {"name": "points", "inputs": [[0.0], [1.0], [2.0]], "targets": [[1], [1], [1]]}
    file = trained(tmp_path, described([dense(1, "sigmoid")], source,
                                       loss={"name": "binary_cross_entropy"}))  # fmt: skip
    (question,) = object_of(capsys, file)["questions"]
    assert question["auc"]["network"] is None and question["negatives"] == 0
    assert run(["assess", file]) == 0
    assert "only samples of 1: a ROC curve needs others too" in capsys.readouterr().out


@pytest.mark.parametrize(
    "arguments",
    [["--part", "validation"], ["--importance", "0"], ["--importance", "5000"]],
)
def test_what_cannot_be_assessed_is_said(two_classes, arguments):
    with pytest.raises(UserError) as caught:
        run(["assess", two_classes, *arguments])
    assert caught.value.message and caught.value.hint


def test_an_untrained_network_is_refused():
    with pytest.raises(UserError) as caught:
        run(["assess", str(resource_path("examples") / "iris.json")])
    assert "no trained weights" in caught.value.message and "train" in caught.value.hint
