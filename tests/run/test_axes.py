"""The surface begins with the inputs that tell most about the targets, not with the first two."""

import numpy as np
import pytest

from core.data.samples import Task
from core.resources import resource_path
from core.run.alone import Alone
from core.run.commands import OpenFile
from core.run.makers.axes import telling_axes

RANDOM = np.random.default_rng(0)


def test_the_inputs_that_separate_are_found():
    classes = np.repeat([0, 1, 2], 40)
    x = RANDOM.normal(size=(120, 6))
    x[:, 2] += 8.0 * (classes == 1)
    x[:, 5] += 8.0 * (classes == 2)
    assert telling_axes(x, np.eye(3)[classes], Task.CLASSES) == (2, 5)


def test_for_a_number_those_that_predict_it_are_found():
    x = RANDOM.normal(size=(80, 5))
    y = 3.0 * x[:, 1] - 2.0 * x[:, 3]
    assert telling_axes(x, y[:, np.newaxis], Task.REGRESSION) == (1, 3)


def test_several_questions_count_together():
    asked = RANDOM.integers(0, 2, size=(200, 2)).astype(float)
    x = RANDOM.normal(size=(200, 4))
    x[:, 1] += 6.0 * asked[:, 0]
    x[:, 3] += 6.0 * asked[:, 1]
    assert telling_axes(x, asked, Task.TWO_CLASSES) == (1, 3)


def test_where_nothing_tells_more_the_first_two_stay():
    x = np.zeros((10, 4))
    assert telling_axes(x, np.eye(2)[[0, 1] * 5], Task.CLASSES) == (0, 1)
    assert telling_axes(x[:, :2], np.eye(2)[[0, 1] * 5], Task.CLASSES) == (0, 1)
    assert telling_axes(np.full((10, 3), 1e308), np.ones((10, 1)), Task.REGRESSION) == (0, 1)
    same = np.repeat(RANDOM.normal(size=(30, 1)), 3, axis=1)
    assert telling_axes(same, (same[:, :1] > 0.0) * 1.0, Task.TWO_CLASSES) == (0, 1)


@pytest.mark.parametrize(
    ("example", "names"),
    [
        ("iris", ("sepal_length", "petal_length")),
        ("digits", None),
    ],
)
def test_examples_begin_with_what_tells(example, names):
    alone = Alone()
    alone.do(OpenFile(resource_path(f"examples/{example}.json")))
    facts = alone.facts
    assert facts.axes != (0, 1)
    if names is not None:
        assert tuple(facts.raw_names[k] for k in facts.axes) == names
    spread = [np.std(np.asarray(facts.points.inputs)[:, k]) for k in facts.axes]
    assert min(spread) > 0.0
    for name in facts.raw_names[facts.axes[0]], facts.raw_names[facts.axes[1]]:
        assert name
