"""The variants of a race: each can be trained, and differs in what it says."""

from dataclasses import replace

import pytest

from core.components.layers.base import MAX_UNITS
from core.data.dataset import load_dataset
from core.data.options import MAX_SEED
from core.lesson.differences import differences
from core.run.race.lockstep import Lockstep, Side
from core.run.race.variants import of_kind, variants
from tests.nets import dense, points, project

BASE = project(
    [dense(3, "tanh"), {"name": "dropout", "rate": 0.2}, dense(2, "tanh"), dense(1, "sigmoid")],
    data=points(samples=12, kind="binary"),
    optimizer={"name": "sgd", "learning_rate": 0.5, "momentum": 0.9},
    training={"batch_size": 4, "shuffle": True},
)
OFFERED = variants(BASE)


def value_of(variant):
    return variant.suggested if variant.parameter is not None else variant.choices[0][1]


def test_the_usual_settings_are_offered():
    labels = [variant.label for variant in OFFERED]
    for words in ("Learning rate", "Optimizer", "Activation of the hidden layers", "Batch size"):
        assert words in labels
    assert "Neurons of hidden layer 1" in labels and "Neurons of hidden layer 2" in labels
    assert len(labels) == len(set(labels))


def test_what_is_suggested_at_the_edge_of_a_range_lies_in_it():
    """The largest seed and batch, the most neurons, the smallest rate: none is left."""
    edge = replace(
        BASE,
        seed=MAX_SEED,
        optimizer=replace(BASE.optimizer, learning_rate=5e-324),
        training=replace(BASE.training, batch_size=10**9),
        layers=tuple(
            replace(each, units=MAX_UNITS) if each.neurons else each for each in BASE.layers
        ),
    )
    numbers = [one for one in variants(edge) if one.parameter is not None]
    assert len(numbers) == 5
    for one in numbers:
        assert one.parameter.read(one.suggested, one.label) == one.suggested, one.label
        assert differences(edge, one.apply(one.suggested)), one.label


@pytest.mark.parametrize("variant", OFFERED, ids=lambda one: one.label)
def test_a_variant_differs_and_can_be_raced(variant):
    if variant.parameter is not None:
        assert variant.parameter.read(variant.suggested, "") == variant.suggested
    other = variant.apply(value_of(variant))
    found = differences(BASE, other)
    assert found
    dataset = load_dataset(BASE.data, BASE.data_seed())
    race = Lockstep(*(Side(one, dataset, None, k, None) for k, one in enumerate((BASE, other), 1)))
    race.advance(3, 60.0)
    assert race.parting is not None and race.parting.words
    assert [trainer.project for trainer in race.trainers] == [BASE, other]


def test_another_optimizer_keeps_what_both_have():
    made = next(v for v in OFFERED if v.label == "Optimizer").apply(type(BASE.optimizer))
    assert made.optimizer == BASE.optimizer
    for label, kind in next(v for v in OFFERED if v.label == "Optimizer").choices:
        other, kept = of_kind(BASE.optimizer, kind), BASE.optimizer.learning_rate
        if not kind.takes_over("learning_rate", BASE.optimizer):
            kept = kind().learning_rate  # it means something else there
        assert other.learning_rate == kept, label


def test_a_network_without_hidden_layers_has_fewer_variants():
    small = project([dense(1, "sigmoid")])
    assert not any("hidden" in variant.label for variant in variants(small))
