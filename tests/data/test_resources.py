"""The bundled tables are the well-known ones."""

import time

import numpy as np
import pytest

from core.data.samples import SOURCES, Task
from core.data.streams import Stream, stream
from core.resources import resource_path


def load(name):
    source = SOURCES.read({"name": "table", "path": f"resource:{name}"}, "source")
    return source.draw(stream(0, Stream.DATA), None)


@pytest.mark.parametrize(
    ("name", "inputs", "task", "counts"),
    [
        ("iris.csv", 4, Task.CLASSES, {"setosa": 50, "versicolor": 50, "virginica": 50}),
        ("wine.csv", 13, Task.CLASSES, {"cultivar 1": 59, "cultivar 2": 71, "cultivar 3": 48}),
        ("breast_cancer.csv", 30, Task.TWO_CLASSES, {"benign": 357, "malignant": 212}),
        (
            "digits.csv",
            64,
            Task.CLASSES,
            dict(
                zip("0123456789", [178, 182, 177, 183, 181, 182, 181, 179, 174, 180], strict=True)
            ),
        ),
    ],
)
def test_classes_and_their_counts(name, inputs, task, counts):
    samples = load(name)
    assert samples.inputs.shape == (sum(counts.values()), inputs)
    assert samples.task is task
    assert samples.classes == tuple(counts)
    ones = samples.targets.sum(axis=0)
    found = ones if task is Task.CLASSES else [len(samples.targets) - ones[0], ones[0]]
    np.testing.assert_array_equal(found, list(counts.values()))
    assert samples.notices == ()


def test_iris_has_the_published_means():
    samples = load("iris.csv")
    assert samples.input_names == ("sepal_length", "sepal_width", "petal_length", "petal_width")
    means = [5.843333, 3.057333, 3.758, 1.199333]
    np.testing.assert_allclose(samples.inputs.mean(axis=0), means, atol=1e-6)
    np.testing.assert_array_equal(samples.inputs[0], [5.1, 3.5, 1.4, 0.2])


def test_auto_mpg_is_a_regression_with_a_column_of_words():
    samples = load("auto_mpg.csv")
    assert samples.task is Task.REGRESSION
    assert samples.inputs.shape == (392, 9)
    assert samples.input_names[-3:] == ("origin=europe", "origin=japan", "origin=usa")
    np.testing.assert_array_equal(samples.inputs[:, -3:].sum(axis=0), [68, 79, 245])
    assert samples.targets.mean() == pytest.approx(23.445918, abs=1e-6)
    assert samples.inputs[:, 2].mean() == pytest.approx(104.469388, abs=1e-6)
    assert samples.inputs[:, 5].mean() == pytest.approx(75.979592, abs=1e-6)


def test_digits_load_fast():
    begun = time.thread_time()
    load("digits.csv")
    assert time.thread_time() - begun < 0.5


def test_every_table_has_its_source_noted():
    noted = resource_path("data", "SOURCES.md").read_text("utf-8")
    tables = sorted(path.name for path in resource_path("data").glob("*.csv"))
    assert len(tables) == 5
    for name in tables:
        assert f"## {name}" in noted
        assert "CC BY 4.0" in noted.split(f"## {name}")[1].split("\n## ")[0]


def test_resources_of_a_frozen_program(monkeypatch, tmp_path):
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert resource_path("data", "iris.csv") == tmp_path / "resources" / "data" / "iris.csv"
