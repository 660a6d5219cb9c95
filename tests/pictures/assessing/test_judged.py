"""A network judged on one part beside the baselines: nothing of another part reaches a figure."""

from dataclasses import replace

import numpy as np
import pytest

from core.data.samples import Task
from core.pictures.assessing.judged import NETWORK, Judged
from core.pictures.assessing.question import questions_of
from core.pictures.assessing.ranking import ranking
from core.run.makers.baselines import baselines_of
from core.run.makers.samples import SamplesMaker
from core.run.makers.snapshots import SnapshotMaker
from tests.nets import dense, points, trainer

DATA = {"source": points(60, 2, 3, "one_hot"), "test_share": 0.3}


def judged(part="test", **changes):
    one = trainer(
        [dense(4, "tanh"), dense(3, "softmax")], DATA, loss={"name": "categorical_cross_entropy"}
    )
    one.run(updates=5)
    found = SamplesMaker(one).make(running=False)
    made = Judged(Task.CLASSES, replace(found, **changes), part, baselines_of(one.dataset))
    return made, questions_of(SnapshotMaker(one, 1).facts), one


def test_the_scores_and_answers_are_those_of_the_part():
    made, questions, one = judged()
    part = one.dataset.test
    assert made.models == (NETWORK, "most_frequent", "logistic")
    outputs = one.predict(part.raw_inputs)
    for k, question in enumerate(questions):
        expected = ranking(outputs[:, k], part.original_targets[:, k] == 1)
        found = made.ranking(question)
        assert found.auc == pytest.approx(expected.auc) and found.positives == expected.positives
    # the baselines' scores are worked out from the same outputs
    for entry in made.baselines.entries:
        right = made.outputs(entry.name).argmax(axis=1) == part.original_targets.argmax(axis=1)
        assert right.mean() == pytest.approx(entry.scores["test"])


def test_other_parts_change_nothing():
    made, questions, _ = judged()
    samples = made.samples
    spoilt = {
        name: np.where((samples.part == 1)[:, None], array, np.nan if array.dtype == float else 0)
        for name, array in (("outputs", samples.outputs), ("targets", samples.targets))
    }
    other, _, _ = judged(true=np.where((samples.part == 1)[:, None], samples.true, 0), **spoilt)
    for question in questions:
        assert other.ranking(question).auc == made.ranking(question).auc
        assert other.calibration(question).error == made.calibration(question).error
    assert other.calibration(None).error == made.calibration(None).error
    assert other.residuals(0).rmse == made.residuals(0).rmse
    train, _, _ = judged("train")
    assert train.ranking(questions[0]).auc != made.ranking(questions[0]).auc


def test_the_logistic_regressions_of_the_classes_are_shares_of_one():
    made, _, _ = judged()
    outputs = made.outputs("logistic")
    assert np.abs(outputs.sum(axis=1) - 1.0).max() > 1e-3
    shares = outputs / outputs.sum(axis=1, keepdims=True)
    right = shares.argmax(axis=1) == made.samples.true[made.rows, 0]
    found = made.calibration(None, "logistic")
    assert (np.nansum(found.mean * found.counts)) == pytest.approx(shares.max(axis=1).sum())
    assert np.nansum(found.share * found.counts) == pytest.approx(right.sum())


def test_a_model_that_there_is_not_is_refused():
    made, _, _ = judged()
    with pytest.raises(LookupError):
        made.outputs("forest")
    assert replace(made, baselines=None).models == (NETWORK,)
