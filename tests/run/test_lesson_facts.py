"""What the conditions of a lesson may ask of a network: its layers, and what was changed."""

from dataclasses import replace

import pytest

from core.errors import UserError
from core.lesson.lessons.expressions import holds
from core.run.learning.lessons import stand_of
from tests.nets import dense, project, trainer_of


@pytest.fixture(scope="module")
def facts():
    dropout = {"name": "dropout", "rate": 0.5}
    made = project([dense(3, "tanh"), dropout, dense(1, "sigmoid")], optimizer="adam")
    before = replace(made, optimizer=replace(made.optimizer, learning_rate=0.5))
    return stand_of(trainer_of(made), before).facts


@pytest.mark.parametrize(
    "condition",
    [
        "units(1) == 3",
        "units(2) == 3",
        "units(4) == 0",
        'activation(1) == "tanh"',
        'activation(2) == ""',
        'activation(99) == ""',
        'changed("optimizer.learning_rate") == 1',
        'changed("layers.0.units") == 0',
        'changed("frozen.0") == 0',
    ],
)
def test_what_is_asked_of_the_network_and_its_settings(facts, condition):
    assert holds(condition, {}, facts)


@pytest.mark.parametrize(
    ("condition", "words"),
    [
        ("units(0) == 1", "layer"),
        ("units(1.5) == 3", "layer"),
        ('activation("1") == "tanh"', "layer"),
        ('changed("optimizer.nosuch.deep") == 1', "nosuch"),
        ('changed("optimizer.learning_rate.x") == 1', "setting"),
        ('changed("layers.9.units") == 1', "layers.9"),
        ('changed("layers.x") == 1', "layers.x"),
        ("changed(3) == 1", "3"),
    ],
)
def test_what_there_is_not_is_said(facts, condition, words):
    with pytest.raises(UserError, match=words) as caught:
        holds(condition, {}, facts)
    assert caught.value.hint
