"""Soft targets and scaling: they are left unscaled if the loss could not take them scaled."""

import json

import numpy as np
import pytest

from core.cli.program import run
from core.data.dataset import load_dataset
from core.errors import ProjectError, UserError
from core.run.alone import Alone
from core.run.commands import Apply, Load
from core.training.trainer import Trainer
from tests.nets import dense, points, project, trainer_of

SHARES = [[0.7, 0.2, 0.1], [0.1, 0.8, 0.1], [0.3, 0.3, 0.4], [0.0, 0.5, 0.5]]


def soft(loss="categorical_cross_entropy", output="softmax", targets=SHARES, scaling="standard"):
    source = {**points(4, 2, 3), "targets": targets}
    data = {"source": source, "scaling": scaling}
    return project([dense(3, "tanh"), dense(3, output)], data=data, loss=loss)


@pytest.mark.parametrize("scaling", ["standard", "min_max"])
@pytest.mark.parametrize(
    ("loss", "output"),
    [("categorical_cross_entropy", "softmax"), ("binary_cross_entropy", "sigmoid")],
)
def test_they_stay_as_they_are_and_inputs_are_scaled(loss, output, scaling):
    one = trainer_of(soft(loss, output, scaling=scaling))
    if one.dataset.scaled is None:  # what the loss can take scaled is scaled
        assert (loss, scaling) == ("binary_cross_entropy", "min_max")
        return
    np.testing.assert_array_equal(one.dataset.train.targets, SHARES)
    np.testing.assert_array_equal(one.dataset.target_scaling.factor, np.ones(3))
    assert np.any(one.dataset.input_scaling.factor != 1.0)
    assert "The targets are not scaled: " in one.dataset.notices[-1]
    one.run(epochs=50)
    outputs = one.predict(one.dataset.train.raw_inputs)
    if output == "softmax":
        np.testing.assert_allclose(outputs.sum(axis=1), 1.0)


def test_what_a_loss_takes_scaled_is_scaled_as_before():
    made = soft("mean_squared_error", "linear")
    one = trainer_of(made)
    assert one.dataset.scaled is None
    np.testing.assert_allclose(one.dataset.train.targets.mean(axis=0), 0, atol=1e-12)
    assert not any("not scaled" in notice for notice in one.dataset.notices)


def test_what_fits_neither_way_is_refused_as_before():
    with pytest.raises(ProjectError, match="needs targets that add up to 1"):
        trainer_of(soft(targets=[[1.0, 2.0, 3.0]] * 4))


def test_a_column_of_one_value_is_not_said_to_be_scaled():
    made = soft(targets=[[0.2, 0.5, 0.3], [0.2, 0.6, 0.2], [0.2, 0.1, 0.7], [0.2, 0.4, 0.4]])
    assert any("target" in text for text in load_dataset(made.data, 0).notices)
    assert not any("one value only: target" in text for text in trainer_of(made).dataset.notices)


def test_another_loss_takes_them_scaled_again_and_back():
    alone, cross, squared = Alone(), soft(), soft("mean_squared_error", "linear")
    alone.do(Load(cross, None))
    for made, kept in ((cross, True), (squared, False), (cross, True)):
        alone.do(Apply(made))
        trainer = alone.run.trainer
        assert (trainer.dataset.scaled is not None) == kept
        fresh = Trainer(made, load_dataset(made.data, made.data_seed()))
        np.testing.assert_array_equal(trainer.dataset.train.targets, fresh.dataset.train.targets)


def test_train_says_so(tmp_path, capsys):
    path, saved = tmp_path / "soft.json", tmp_path / "soft.backstep"
    path.write_text(json.dumps(soft().to_json()))
    assert run(["train", str(path), "--epochs", "3", "--save", str(saved)]) == 0
    said = "The targets are not scaled: categorical cross-entropy needs them unscaled."
    assert said in capsys.readouterr().out
    # another loss would discard the training, so it asks first
    lost = ["--set", "loss=mean_squared_error", "--set", "layers.1.activation=linear"]
    with pytest.raises(UserError, match="3 updates would be lost"):
        run(["train", str(saved), "--epochs", "1", *lost])
    assert run(["train", str(saved), "--epochs", "1", "--restart", *lost]) == 0
