"""Residuals: what is left of the targets, in figures and points."""

import numpy as np
import pytest

from core.pictures.assessing.residuals import DRAWN, residuals


def test_three_samples_by_hand():
    found = residuals(np.array([4, 7, 9]), np.array([1.0, 2.0, 6.0]), np.array([2.0, 2.0, 4.0]))
    assert found.residual.tolist() == [-1.0, 0.0, 2.0] and found.rows.tolist() == [4, 7, 9]
    assert found.mean == pytest.approx(1 / 3) and found.mae == 1.0
    assert found.rmse == pytest.approx(np.sqrt(5 / 3))
    assert found.deviation == pytest.approx(np.sqrt(5 / 3 - 1 / 9))
    assert found.r2 == pytest.approx(1 - 5 / 14)  # the targets are 2, 1 and 3 from their mean
    assert found.counts.sum() == 3 and found.edges[[0, -1]].tolist() == [-2.0, 2.0]


def test_the_figures_are_those_of_scikit_learn():
    k = np.arange(60)
    found = residuals(k, k / 10 + np.cos(3 * k), np.sin(k) * 3 + k / 10)
    assert found.r2 == pytest.approx(-0.44097461132976146, rel=1e-12)
    assert found.rmse == pytest.approx(2.230737245584786, rel=1e-12)
    assert found.mae == pytest.approx(2.015002921687527, rel=1e-12)


def test_what_is_no_number_is_left_out_and_equal_targets_have_no_r2():
    found = residuals(np.arange(3), np.ones(3), np.array([np.nan, 1.0, np.inf]))
    assert found.left_out == 2 and len(found) == 1 and found.r2 is None and found.rmse == 0.0
    nothing = residuals(np.arange(2), np.ones(2), np.full(2, np.nan))
    assert len(nothing) == 0 and nothing.left_out == 2 and np.isnan(nothing.rmse)


def test_of_many_a_part_is_drawn_with_all_the_largest():
    e = np.zeros(50_000)
    e[123] = 9.0
    found = residuals(np.arange(50_000), e, np.zeros(50_000))
    drawn = found.drawn()
    assert len(drawn) <= DRAWN and 123 in drawn and (np.diff(drawn) > 0).all()
