"""The names at the ends of curves: apart from each other, elided, and only of what is drawn."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from core.pictures.snapshot import RunSummary
from gui.kit.colours import run_colour
from gui.loss.ends import apart
from gui.loss.plot import LossPlot
from tests.gui.made import facts, history, snapshot

HIGH = 10.0


@pytest.mark.parametrize(
    ("middles", "tops"),
    [
        ([50.0], [45.0]),
        ([50.0, 52.0], [45.0, 55.0]),
        ([52.0, 50.0], [55.0, 45.0]),
        ([99.0, 98.0, 97.0], [90.0, 80.0, 70.0]),
        ([0.0, 1.0], [0.0, 10.0]),
    ],
)
def test_names_are_shifted_apart_and_stay_inside(middles, tops):
    assert apart([(0.0, 40.0, y) for y in middles], HIGH, 0.0, 100.0) == tops


def test_names_beside_each_other_stay():
    assert apart([(0.0, 40.0, 50.0), (60.0, 90.0, 52.0)], HIGH, 0.0, 100.0) == [45.0, 47.0]


def test_no_two_names_overlap_while_there_is_room():
    random = np.random.default_rng(1)
    for _ in range(50):
        middles = random.uniform(0.0, 100.0, 10)
        tops = sorted(apart([(0.0, 40.0, y) for y in middles], HIGH, 0.0, 100.0))
        assert np.all(np.diff(tops) >= HIGH - 1e-9) and tops[0] >= 0.0 and tops[-1] <= 90.0


@pytest.fixture
def plot(qtbot) -> LossPlot:
    widget = LossPlot()
    qtbot.addWidget(widget)
    widget.resize(400, 320)
    widget.show()
    return widget


def summary(run: int, **fields) -> RunSummary:
    return replace(RunSummary(run, f"Run {run}", "", 50, 50, 0.3, None, {}, False, False), **fields)


def train(plot, *runs: int) -> None:
    for run in runs:
        plot.show_facts(facts(run=run))
        plot.show_snapshot(snapshot(figures=history(0, 50, scale=float(run)), run=run, epoch=50))


def names(plot) -> list[str]:
    QApplication.processEvents()  # the margin is laid out
    return plot._earlier.labels.names()


def test_every_curve_has_its_name_from_top_to_bottom(plot) -> None:
    train(plot, 1, 2, 3)
    plot.show_runs((summary(1), summary(2), summary(3, current=True)))
    assert names(plot) == ["Run 3", "Run 2", "Run 1"]
    area = plot._loss.plot.getPlotItem().getViewBox()
    placed = plot._earlier.labels._placed()
    assert all(box.right() <= plot._loss.plot.width() for _, box, *_ in placed)
    assert {end.colour for *_, end, _ in placed[1:]} == {run_colour(1), run_colour(2)}
    end = area.mapViewToScene(QPointF(49.0, 0.0)).x()
    assert end < plot._loss.plot.width() - 40  # there is a margin for the names


def test_a_single_curve_needs_no_name_and_no_margin(plot) -> None:
    train(plot, 1)
    plot.show_runs((summary(1, current=True),))
    assert names(plot) == [] and plot._earlier.labels.room() == 0.0


def test_a_long_name_is_elided(plot) -> None:
    train(plot, 1, 2)
    plot.show_runs((summary(1, name="a name that is much too long for it"), summary(2)))
    assert any(name.endswith("…") for name in names(plot))


def test_runs_of_other_data_are_not_drawn_and_that_is_said(plot) -> None:
    train(plot, 1, 2, 3)
    listed = (summary(1, measures="a"), summary(2, measures="b"), summary(3, measures="b"))
    plot.show_runs(listed)
    assert names(plot) == ["Run 3", "Run 2"]
    assert "1 of other data or loss: not drawn" in [e.text for e in plot._key._entries]
    plot.show_runs((replace(listed[0], hidden=True), *listed[1:]))
    assert not any("other data" in e.text for e in plot._key._entries)


def test_more_runs_than_fit_name_the_newest(plot) -> None:
    train(plot, *range(1, 41))
    plot.show_runs(tuple(summary(run) for run in range(1, 41)))
    shown = names(plot)
    assert 3 < len(shown) < 40 and "Run 40" in shown and "Run 39" in shown
    assert "Run 1" not in shown
