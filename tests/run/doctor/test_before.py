"""Checks before training: counted by hand for networks small enough for that."""

import json

import numpy as np
import pytest

from core.cli.program import run
from core.documents.examples import example_named
from core.documents.settings_path import with_settings
from core.lesson.numbers import size_in_words
from core.run.doctor.before import before_training
from tests.nets import XOR, bits, dense, project
from tests.run.doctor.sick import example, trained


def test_xor_by_hand():
    # 2-2-1: 2·2 + 2 and 2·1 + 1 numbers; 4 + 2 multiply-adds forward, 6 for the slopes of weights,
    # 2 for those of the hidden outputs: 14 a sample, 4 samples
    trainer = trained(project([dense(2, "tanh"), dense(1, "sigmoid")], data=XOR), 5)
    before = bits(trainer)
    found = before_training(trainer)
    assert bits(trainer) == before
    assert [(each.inputs, each.units, each.parameters) for each in found.layers] == [
        (2, 2, 6),
        (2, 1, 3),
    ]
    assert (found.parameters, found.forward, found.per_epoch) == (9, 6, 4 * 14)
    assert (found.samples, found.batch) == (4, 4)
    # it has been trained since: the first loss stays that of the start
    assert found.first_loss == trainer.history.since(0).loss[0]


def test_what_weights_of_0_cost():
    found = before_training(trained(example("xor")(0), 0))
    assert np.isclose(found.loss_of_nothing, np.log(2.0))  # ½ for everything
    found = before_training(trained(example("iris")(0), 0))
    assert np.isclose(found.loss_of_nothing, np.log(3.0))  # a third for each class


def test_more_numbers_than_targets_are_said_with_where_it_would_show():
    """XOR has no test part to look at."""
    words = " ".join(before_training(trained(example("xor")(0), 0)).words)
    assert "no test part would show it" in words and "test loss" not in words
    few = example("iris", "data.test_share=0.95")(0)
    assert "look at the test loss" in " ".join(before_training(trained(few, 0)).words)


def test_a_start_far_off_is_said_and_what_cannot_be_reached():
    wide = example("circle", 'layers.0.initializer={"name":"normal","deviation":100}')(0)
    wide = with_settings(wide, ['layers.1.initializer={"name":"normal","deviation":100}'])
    assert any("far above" in words for words in before_training(trained(wide, 0)).words)
    plain = before_training(trained(example("circle")(0), 0))
    assert not any("far above" in words or "outside" in words for words in plain.words)
    far = with_settings(example("sine")(0), ["layers.2.activation=sigmoid"])
    assert any("outside" in words for words in before_training(trained(far, 0)).words)


def test_it_is_printed_without_training(capsys):
    path = str(example_named("xor").path)
    assert run(["doctor", path, "--before"]) == 0
    assert "in all 9 weights and biases" in capsys.readouterr().out
    assert run(["doctor", path, "--before", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["parameters"] == 9


@pytest.mark.parametrize(
    ("size", "words"),
    [(512, "512 bytes"), (1300, "1.3 kB"), (994_999, "990 kB"), (996_000, "1 MB"), (3e9, "3 GB")],
)
def test_sizes_are_said(size, words):
    assert size_in_words(int(size)) == words
