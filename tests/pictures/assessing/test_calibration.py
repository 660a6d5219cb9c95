"""Calibration: bins, and the expected calibration error."""

import numpy as np
import pytest

from core.pictures.assessing.calibration import calibration, most_likely

K = np.arange(60)


def test_four_samples_in_two_bins_by_hand():
    found = calibration(np.array([0.2, 0.4, 0.5, 0.9]), np.array([0, 1, 0, 1]) == 1, bins=2)
    assert found.counts.tolist() == [3, 1]  # 0.5 belongs to the lower bin
    np.testing.assert_allclose(found.mean, [1.1 / 3, 0.9])
    np.testing.assert_allclose(found.share, [1 / 3, 1.0])
    assert found.error == pytest.approx(3 / 4 * abs(1.1 / 3 - 1 / 3) + 1 / 4 * 0.1)


def test_the_bins_are_those_of_scikit_learn():
    scores = ((K * 37) % 60) / 60 * 0.9 + 0.03
    found = calibration(scores, ((K * 7) % 11 + 10 * scores) > 8, bins=5)
    expected = [0.25, 0.5384615384615384, 0.7857142857142857, 0.8461538461538461, 1.0]
    np.testing.assert_allclose(found.share, expected, rtol=1e-14)
    np.testing.assert_allclose(found.mean, [0.1125, 0.3, 0.5025, 0.705, 0.8625], rtol=1e-12)
    assert found.samples == 60
    by_bin = found.counts / 60 * np.abs(found.share - found.mean)
    assert found.error == pytest.approx(by_bin.sum(), rel=1e-12)


def test_an_empty_bin_has_no_share_and_zero_and_one_are_inside():
    found = calibration(np.array([0.0, 1.0]), np.array([False, True]))
    assert found.counts.tolist() == [1] + [0] * 8 + [1] and found.error == 0.0
    assert np.isnan(found.share[1:9]).all() and np.isnan(found.mean[1:9]).all()
    nothing = calibration(np.array([np.nan]), np.array([True]))
    assert nothing.samples == 0 and nothing.error is None


def test_of_several_classes_the_most_likely_one_is_judged():
    outputs = np.array([[0.2, 0.5, 0.3], [0.6, 0.3, 0.1]])
    p, right = most_likely(outputs, np.array([1, 2]))
    assert p.tolist() == [0.5, 0.6] and right.tolist() == [True, False]
