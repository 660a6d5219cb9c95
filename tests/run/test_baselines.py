"""What a network is compared with: a constant answer, and a linear model."""

import numpy as np
import pytest

from core.data.dataset import load_dataset
from core.lesson.baselines import about_baselines, beside_baselines
from core.pictures.baselines import Baseline, Baselines
from core.run.makers.baselines import baselines_of, least_squares, logistic, simplest_of
from tests.nets import dense, points, project


def made(kind, outputs=1, samples=60, inputs=2, test_share=0.25):
    source = points(samples, inputs, outputs, kind)
    last = {"numbers": "linear", "binary": "sigmoid"}.get(kind, "softmax")
    found = project(
        [dense(outputs, last)],
        {"source": source, "test_share": test_share},
        loss={
            "name": {
                "numbers": "mean_squared_error",
                "binary": "binary_cross_entropy",
                "one_hot": "categorical_cross_entropy",
            }[kind]
        },
    )
    return load_dataset(found.data, found.data_seed())


def test_the_logistic_weights_are_where_the_penalised_likelihood_is_level():
    rng = np.random.default_rng(3)
    x = np.column_stack([rng.normal(size=(80, 3)), np.ones(80)])
    y = (x[:, 0] - 0.5 * x[:, 1] + rng.normal(size=80) > 0.3).astype(float)
    w = logistic(x, y)
    slope = x.T @ (1 / (1 + np.exp(-x @ w)) - y) + w * np.array([1.0, 1.0, 1.0, 0.0])
    assert np.abs(slope).max() < 1e-3 < 0.1 < np.abs(x.T @ (0.5 - y)).max()


def test_classes_that_a_line_parts_have_finite_weights():
    x = np.column_stack([np.linspace(-1, 1, 40), np.ones(40)])
    y = (x[:, 0] > 0).astype(float)
    w = logistic(x, y)
    assert np.isfinite(w).all() and ((x @ w > 0) == (y > 0)).all()


def test_least_squares_bears_columns_that_depend_on_one_another():
    a = np.linspace(-1, 1, 30)
    x = np.column_stack([a, a, np.ones(30)])
    w = least_squares(x, (3 * a + 2)[:, None])
    np.testing.assert_allclose(x @ w, (3 * a + 2)[:, None], atol=1e-6)


def test_the_mean_is_that_of_the_training_part():
    dataset = made("numbers")
    constant, linear = baselines_of(dataset).entries
    assert simplest_of(dataset).scores == constant.scores
    assert constant.scores["train"] == pytest.approx(0.0, abs=1e-12)
    # R² of the training mean on the test part, written out
    y, mean = dataset.test.original_targets, dataset.train.original_targets.mean()
    expected = 1 - np.sum((y - mean) ** 2) / np.sum((y - y.mean()) ** 2)
    assert constant.scores["test"] == pytest.approx(expected)
    # no weights have smaller squares on the training part than those of an independent solver
    x = np.column_stack([dataset.train.inputs, np.ones(len(dataset.train))])
    targets = dataset.train.original_targets
    left = targets - x @ np.linalg.lstsq(x, targets, rcond=None)[0]
    best = 1 - np.sum(left**2) / np.sum((targets - targets.mean()) ** 2)
    assert linear.scores["train"] == pytest.approx(best, abs=1e-6)


@pytest.mark.parametrize(("kind", "outputs"), [("binary", 1), ("binary", 2), ("one_hot", 3)])
def test_the_most_frequent_class_is_that_of_the_training_part(kind, outputs):
    dataset = made(kind, outputs)
    constant, linear = baselines_of(dataset).entries
    assert simplest_of(dataset).scores == constant.scores
    y, held = dataset.train.original_targets, dataset.test.original_targets
    if kind == "one_hot":
        expected = held[:, int(y.sum(axis=0).argmax())].mean()
    else:
        expected = (held == (y.mean(axis=0) > 0.5)).mean()
    assert constant.scores["test"] == pytest.approx(expected)
    assert linear.name == "logistic"


def test_a_linear_model_that_would_take_too_long_is_left_out_and_said(monkeypatch):
    monkeypatch.setattr("core.run.makers.baselines._MOST_WORK", 100)
    found = baselines_of(made("binary"))
    assert [entry.name for entry in found.entries] == ["most_frequent"] and found.too_large
    assert "too long" in about_baselines(found)


def test_of_many_samples_an_even_choice_is_fitted_and_said(monkeypatch):
    monkeypatch.setattr("core.run.makers.baselines._MOST_SAMPLES", 20)
    found = baselines_of(made("numbers"))
    assert found.fitted_on == 20 and "20 training samples" in about_baselines(found)


def test_the_line_beside_a_figure():
    share = Baselines("accuracy", (Baseline("most_frequent", {"test": 1 / 3}),))
    assert beside_baselines(share, "test", 0.978) == (
        "network 97.8 % · always the most frequent class 33.3 %"
    )
    number = Baselines("r2", (Baseline("mean", {"test": 0.0}), Baseline("linear", {"test": 0.82})))
    assert beside_baselines(number, "test", 0.9) == (
        "network R² 0.900 · always the mean 0 · linear regression 0.820"
    )
