"""ROC, precision/recall and the counts at a threshold, by hand and as scikit-learn 1.9 has them."""

import numpy as np
import pytest

from core.pictures.assessing.ranking import DRAWN, Counts, ranking

K = np.arange(60)
#: sixty scores of ten values, so that most are tied
SCORES = np.round(((K * 37) % 60) / 60 * 0.9 + 0.03, 1)
POSITIVE = ((K * 7) % 11 + 10 * SCORES) > 8


def test_four_samples_by_hand():
    # falling scores: yes no yes no
    found = ranking(np.array([0.1, 0.9, 0.4, 0.6]), np.array([False, True, True, False]))
    assert found.thresholds.tolist() == [0.9, 0.6, 0.4, 0.1]
    x, y = found.roc()
    assert x.tolist() == [0, 0, 0.5, 0.5, 1] and y.tolist() == [0, 0.5, 0.5, 1, 1]
    assert found.auc == 0.75  # of the four pairs yes/no, three are the right way round
    recall, precision = found.precision_recall()
    assert recall.tolist() == [0.5, 0.5, 1, 1]
    np.testing.assert_allclose(precision, [1, 1 / 2, 2 / 3, 2 / 4])
    assert found.average_precision == pytest.approx(0.5 * 1 + 0.5 * 2 / 3)
    assert found.at(0.5) == Counts(1, 1, 1, 1)
    assert found.at(0.6) == Counts(1, 0, 2, 1)  # above the threshold, not at it
    assert found.at(-1.0) == Counts(2, 2, 0, 0) and found.at(1.0) == Counts(0, 0, 2, 2)


def test_ties_are_as_in_scikit_learn():
    found = ranking(SCORES, POSITIVE)
    assert found.auc == pytest.approx(0.8169856459330144, rel=1e-14)
    assert found.average_precision == pytest.approx(0.875765534977912, rel=1e-14)
    x, y = found.roc()
    np.testing.assert_allclose(x * 22, [0, 0, 0, 2, 3, 5, 7, 11, 16, 20, 22], atol=1e-12)
    np.testing.assert_allclose(y * 38, [0, 5, 12, 16, 22, 27, 31, 34, 36, 38, 38], atol=1e-12)
    recall, precision = found.precision_recall()
    np.testing.assert_allclose(precision[4:7], [0.84375, 0.8157894736842105, 0.7555555555555555])
    np.testing.assert_allclose(recall[4:7], [0.7105263157894737, 31 / 38, 0.8947368421052632])


def test_the_counts_at_a_threshold_are_as_in_scikit_learn():
    at = ranking(SCORES, POSITIVE).at(0.45)
    assert at == Counts(27, 5, 17, 11) and at.samples == 60
    found = (at.precision, at.recall, at.f1, at.accuracy, at.false_positive_rate)
    expected = (0.84375, 0.7105263157894737, 0.7714285714285715, 0.7333333333333333, 5 / 22)
    assert found == pytest.approx(expected)


def test_a_score_that_says_nothing_has_half_the_area_and_the_share_as_precision():
    found = ranking(np.full(10, 0.3), np.arange(10) < 4)
    assert found.auc == 0.5 and found.average_precision == found.prevalence == 0.4


def test_what_cannot_be_said_is_none_and_not_zero():
    only = ranking(np.array([0.2, 0.7]), np.array([True, True]))
    assert not only.has_both and only.auc is None and only.average_precision == 1.0
    none = ranking(np.array([0.2, 0.7]), np.array([False, False]))
    assert none.auc is None and none.average_precision is None
    at = none.at(0.9)
    assert at.precision is None and at.recall is None and at.f1 is None and at.accuracy == 1.0
    empty = ranking(np.zeros(0), np.zeros(0, dtype=bool))
    assert empty.auc is None and empty.prevalence is None and empty.at(0.5) == Counts(0, 0, 0, 0)
    assert empty.at(0.5).accuracy is None


def test_scores_that_are_no_numbers_are_left_out_and_counted():
    scores = np.array([np.nan, 0.9, np.inf, 0.1])
    found = ranking(scores, np.array([True, True, False, False]))
    assert found.left_out == 2 and found.positives == found.negatives == 1 and found.auc == 1.0


def test_a_threshold_between_two_scores_takes_exactly_those_above():
    found = ranking(SCORES, POSITIVE)
    for place in range(len(found.thresholds) + 1):
        assert found.taken(found.between(place)) == place
    tight = ranking(np.array([1.0, np.nextafter(1.0, 0.0)]), np.array([True, False]))
    assert [tight.taken(tight.between(place)) for place in range(3)] == [0, 1, 2]


def test_a_long_curve_is_drawn_with_few_points_and_both_ends():
    rng = np.random.default_rng(0)
    scores = rng.normal(size=50_000)
    found = ranking(scores, scores + rng.normal(size=50_000) > 0.0)
    drawn = found.drawn()
    assert len(drawn) <= DRAWN and drawn[0] == 0 and drawn[-1] == len(found.thresholds) - 1
    x, y = found.roc()
    at = np.append(0, drawn + 1)
    way = x + y  # which rises with every sample
    assert np.abs(np.interp(way, way[at], y[at]) - y).max() < 0.003
    assert len(ranking(SCORES, POSITIVE).drawn()) == 10
