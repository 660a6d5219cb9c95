"""Which questions a network answers, on which part, and whether with probabilities."""

from dataclasses import replace

import numpy as np

from core.data.samples import Task
from core.pictures.assessing.question import (
    Question,
    are_probabilities,
    of_part,
    part_judged,
    questions_of,
    truth,
)
from core.run.makers.samples import SamplesMaker
from core.run.makers.snapshots import SnapshotMaker
from tests.nets import dense, points, trainer


def of(one):
    facts, samples = SnapshotMaker(one, 1).facts, SamplesMaker(one).make(running=False)
    return questions_of(facts), samples


def test_two_classes_are_one_question_with_the_network_s_own_threshold():
    (question,), samples = of(trainer())  # XOR
    assert question == Question(0, "1", "0", 0.5)
    rows = of_part(samples, "train")
    assert truth(samples, question, rows).tolist() == [False, True, True, False]
    tanh = trainer([dense(2, "tanh"), dense(1, "tanh")], loss={"name": "hinge"})
    assert of(tanh)[0][0].threshold == 0.0


def test_several_classes_are_one_question_each_without_a_threshold():
    loss = {"name": "categorical_cross_entropy"}
    questions, samples = of(trainer([dense(3, "softmax")], points(6, 2, 3, "one_hot"), loss=loss))
    assert [(q.output, q.against, q.threshold) for q in questions] == [
        (k, "", None) for k in range(3)
    ]
    found = [truth(samples, q, np.arange(6)).tolist() for q in questions]
    assert np.array(found).sum(axis=0).tolist() == [1] * 6 and found[1][1]


def test_several_targets_of_two_classes_are_one_question_each():
    loss = {"name": "binary_cross_entropy"}
    questions, samples = of(trainer([dense(2, "sigmoid")], points(9, 2, 2, "binary"), loss=loss))
    assert len(questions) == 2 and questions[1].output == 1
    for question in questions:
        expected = samples.targets[:, question.output] == 1
        np.testing.assert_array_equal(truth(samples, question, np.arange(9)), expected)


def test_numbers_ask_no_question():
    one = trainer([dense(1)], points(5), loss={"name": "mean_squared_error"})
    assert of(one)[0] == ()


def test_the_part_that_nothing_was_learned_from_is_preferred():
    assert part_judged(("train", "test", "validation")) == "test"
    assert part_judged(("train", "validation")) == "validation"
    assert part_judged(("train",)) == part_judged(("train",), "test") == "train"
    assert part_judged(("train", "test"), "train") == "train"
    _, samples = of(trainer())
    assert not len(of_part(samples, "test"))
    assert len(of_part(replace(samples, parts=("test",)), "test")) == 4


def test_what_is_between_zero_and_one_and_adds_up_is_a_probability():
    two, several = Task.TWO_CLASSES, Task.CLASSES
    assert are_probabilities(np.array([[0.0], [1.0]]), two)
    assert are_probabilities(np.array([[0.2, 0.8], [np.nan, 0.5]]), several)
    assert not are_probabilities(np.array([[-0.1], [0.5]]), two)
    assert not are_probabilities(np.array([[0.2, 0.7]]), several)
    assert are_probabilities(np.array([[0.2, 0.7]]), two)
    assert not are_probabilities(np.full((2, 1), np.nan), two)
