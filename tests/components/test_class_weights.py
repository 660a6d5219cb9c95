"""Class weights: their values, by hand and against the gradient, and which formats keep them."""

import ast
from dataclasses import replace

import numpy as np
import pytest

from core.components.losses import LOSSES
from core.data.dataset import load_dataset
from core.errors import ProjectError
from core.fit import find_problem
from core.formats.numpy.exporting import NumpyExporter
from core.formats.torch.exporting import torch_script
from core.lesson.formulas.network import explain
from core.run.gradient_check import check_trainer
from core.run.makers.class_weights import weights_told
from core.run.trained import trained_of
from core.testing.functions import fused_is_the_chain, loss_has_its_slope, loss_is_as_written
from core.training import changes
from core.training.trainer import Trainer
from tests.nets import dense, project, trainer_of

GIVEN = [
    {"name": "hinge", "class_weights": [1, 5]},
    {"name": "hinge", "class_weights": [[1, 5], [2, 0], [1, 1.5]]},
    {"name": "binary_cross_entropy", "class_weights": [0.5, 3]},
    {"name": "binary_cross_entropy", "class_weights": [1, 5], "reduction": "sum"},
    {"name": "binary_cross_entropy", "class_weights": [1, 5], "reduction": "mean_samples"},
    {"name": "binary_cross_entropy", "class_weights": [[1, 5], [2, 1], [1, 1.5]]},
    {"name": "categorical_cross_entropy", "class_weights": [1, 5, 0.5]},
    {"name": "categorical_cross_entropy", "class_weights": [1, 5, 0.5], "reduction": "sum"},
]


@pytest.mark.parametrize("description", GIVEN, ids=str)
def test_the_slope_is_the_values_and_the_code_is_the_loss(description):
    loss = LOSSES.read(description, "loss")
    assert LOSSES.read(loss.write(), "loss") == loss
    for check in (loss_has_its_slope, fused_is_the_chain, loss_is_as_written):
        check(loss)


def data(rare=2, common=6, classes=2):
    """Points of which the last class has `rare` and every other class `common`."""
    counts = [common] * (classes - 1) + [rare]
    number = np.repeat(np.arange(classes), counts)
    inputs = np.random.default_rng(1).normal(size=(len(number), 2)) + number[:, None]
    targets = np.eye(classes)[number] if classes > 2 else number[:, None]
    return {"name": "points", "inputs": inputs.tolist(), "targets": targets.tolist()}


def made(classes=2, weights="balanced", **fields):
    name = "categorical_cross_entropy" if classes > 2 else "binary_cross_entropy"
    output = dense(classes, "softmax") if classes > 2 else dense(1, "sigmoid")
    loss = {"name": name, "class_weights": weights}
    fields.setdefault("data", data(classes=classes))
    return project([dense(3, "tanh"), output], loss=loss, **fields)


def test_balanced_by_hand():
    """6 of one class and 2 of the other: 8/(2·6) and 8/(2·2)."""
    one = trainer_of(made())
    assert one.fitted.loss.class_weights == (8 / 12, 2.0)
    assert one.project.loss.class_weights == "balanced"
    told = weights_told(one.dataset, one.fitted)
    assert told == ("class weights: 0 0.6667 (6 samples), 1 2 (2 samples)",)


def test_the_loss_by_hand():
    """Weights 1 and 3 on outputs ½ and ½: (1 + 3)·ln 2 over two samples."""
    loss = LOSSES.read({"name": "binary_cross_entropy", "class_weights": [1, 3]}, "loss")
    z = np.zeros((1, 2))
    a, y = z + 0.5, np.array([[0.0, 1.0]])
    assert loss.forward(a, y, z, np.empty_like(a)) == pytest.approx(2 * np.log(2))
    out = np.empty_like(a)
    loss.backward_fused(a, y, out)
    np.testing.assert_allclose(out, [[0.5 / 2, -3 * 0.5 / 2]])


def test_balanced_is_worked_out_from_the_training_part_alone():
    """Other targets in the held-out parts: the same weights, the same training to the last bit."""
    described = {"source": data(20, 60), "test_share": 0.25, "validation_share": 0.25}
    asked = made(data=described)
    dataset = load_dataset(asked.data, 0)
    counts = dataset.train.original_targets.sum(), len(dataset.train)

    def trained(change):
        held = {
            name: replace(part, original_targets=change(part.original_targets))
            for name, part in dataset.parts.items()
            if name != "train"
        }
        one = Trainer(asked, replace(dataset, **held))
        one.run(epochs=3)
        return one

    one, other = trained(lambda y: y), trained(np.ones_like)
    yes, whole = counts
    weights = (whole / (2 * (whole - yes)), whole / (2 * yes))
    assert one.fitted.loss.class_weights == other.fitted.loss.class_weights == weights
    np.testing.assert_array_equal(one.state.vector, other.state.vector)


def test_each_of_several_outputs_has_its_own():
    source = data(4, 4)
    source["targets"] = [[i % 2, int(i == 0)] for i in range(8)]
    loss = {"name": "binary_cross_entropy", "class_weights": "balanced"}
    one = trainer_of(project([dense(2, "sigmoid")], data=source, loss=loss))
    assert one.fitted.loss.class_weights == ((1.0, 1.0), (8 / 14, 4.0))
    assert len(weights_told(one.dataset, one.fitted)) == 2


def test_a_balanced_network_looks_for_the_rare_class():
    def found(weights):
        one = trainer_of(made(weights=weights, data=data(6, 120), training={"epochs": 60}))
        one.run(epochs=60)
        return one.figures.all_metrics()["train"]["class_accuracy"][1]

    assert found("balanced") > found("none")


@pytest.mark.parametrize("classes", [2, 3])
def test_the_network_learns_by_its_slope_and_a_tape_plays_it(classes):
    asked = made(classes, training={"batch_size": 4, "shuffle": True})
    assert not check_trainer(trainer_of(asked)).failures
    phases, tape = (
        Trainer(asked, load_dataset(asked.data, 0), engine) for engine in ("phases", "tape")
    )
    for one in (phases, tape):
        one.run(epochs=5)
    np.testing.assert_array_equal(phases.state.vector, tape.state.vector)


def test_a_change_while_training_takes_effect():
    one = trainer_of(made(weights="none"))
    before = one.evaluate().loss
    changes.apply(one, made())
    assert one.fitted.loss.class_weights == (8 / 12, 2.0)
    assert one.evaluate().loss != before
    changes.apply(one, made(weights="none"))
    assert one.evaluate().loss == before


@pytest.mark.parametrize(
    "weights", ["heavy", [], [1], [1, -1], [0, 0], [1, True], ["a", 1], [[1]], [1, 1e9], {}, 3]
)
def test_what_gives_no_weights(weights):
    with pytest.raises(ProjectError, match="gives no class weights"):
        LOSSES.read({"name": "hinge", "class_weights": weights}, "loss")


def test_weights_that_do_not_fit_the_classes():
    asked = made(3, [1, 2])
    dataset = load_dataset(asked.data, 0)
    problem = find_problem(asked, dataset.train.targets, dataset.task)
    assert "2 class weights for 3 outputs" in problem.message


@pytest.mark.parametrize("classes", [2, 3])
def test_formulas_and_scripts_carry_them(classes, tmp_path):
    one = trainer_of(made(classes))
    one.run(epochs=2)
    told = explain(one.fitted, 2)
    assert r"\omega \in" in told.latex.replace("&", "") and r"\omega" in told.latex
    trained = trained_of(one)
    script = tmp_path / "a.py"
    script.write_bytes(NumpyExporter().content(trained))
    found = NumpyExporter().read_back(script, trained)
    np.testing.assert_allclose(found.outputs, trained.predictions, atol=1e-12)
    for text in (script.read_text(), torch_script(trained)):
        ast.parse(text)
        assert "2.0" in text
