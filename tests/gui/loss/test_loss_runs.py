"""Runs in the loss plot: kept by their numbers, hidden, deleted, named under the cursor."""

import time

import numpy as np
import pytest
from PySide6.QtCore import QPointF

from core.pictures.snapshot import History, RunSummary
from gui.loss.plot import LossPlot
from tests.gui.made import facts, history, snapshot


@pytest.fixture
def plot(qtbot) -> LossPlot:
    widget = LossPlot()
    qtbot.addWidget(widget)
    widget.resize(360, 320)
    widget.show()
    return widget


def summary(run: int, name: str = "", hidden: bool = False, current: bool = False) -> RunSummary:
    name = name or f"Run {run}"
    return RunSummary(run, name, "", 50, 50, 0.3, None, {}, hidden, current)


def train(plot, *runs: int) -> None:
    for run in runs:
        plot.show_facts(facts(run=run))
        plot.show_snapshot(snapshot(figures=history(0, 50, scale=float(run)), run=run, epoch=50))


def kept(plot) -> list[int | None]:
    return [run.run_id for run in plot._curves.earlier]


def drawn(plot) -> np.ndarray:
    found = [line.getOriginalDataset()[1] for line in plot._earlier.lines]
    return np.concatenate([np.empty(0)] + [y for y in found if y is not None])


def test_hidden_runs_are_not_drawn_and_come_back(plot) -> None:
    train(plot, 1, 2, 3)
    plot.show_runs((summary(1), summary(2, hidden=True), summary(3, current=True)))
    assert kept(plot) == [1]
    assert np.nanmax(drawn(plot)) == 1.0
    plot.show_runs((summary(1), summary(2), summary(3, current=True)))
    assert kept(plot) == [1, 2] and np.nanmax(drawn(plot)) == 2.0


def test_deleted_runs_are_forgotten_the_current_one_is_not(plot) -> None:
    train(plot, 1, 2, 3)
    plot.show_runs((summary(2),))
    assert kept(plot) == [2]
    assert len(plot._curves) == 50  # run 3 goes on though it is not listed
    plot.show_runs(())
    assert kept(plot) == [] and not drawn(plot).size
    plot.show_runs((summary(1), summary(2)))
    assert kept(plot) == []


def test_what_a_run_did_before_it_was_taken_back_belongs_to_it(plot) -> None:
    train(plot, 1)
    plot.show_snapshot(snapshot(figures=history(20, 10, scale=3.0), run=1, epoch=30))
    plot.show_runs((summary(1, "first", current=True),))
    assert kept(plot) == [1]
    train(plot, 2)
    plot.show_runs((summary(2, current=True),))
    assert kept(plot) == []


def cursor(plot, x: float, y: float) -> None:
    plot.grab()
    box = plot._loss.plot.getPlotItem().getViewBox()
    plot._loss.plot.scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(x, y)))


@pytest.mark.parametrize("log", [False, True])
def test_a_thin_line_says_its_name(plot, log) -> None:
    train(plot, 1, 2)
    plot.show_runs((summary(1, "wide"), summary(2, "deep", current=True)))
    plot.log.setChecked(log)
    loss = float(np.exp(-20 / 40))
    cursor(plot, 20.0, np.log10(loss) if log else loss)
    assert plot.reading() == "wide, epoch 20: training loss 0.607"
    x, y = plot._loss.pointed.getOriginalDataset()
    assert np.array_equal(x, np.arange(50.0)) and len(y) == 50
    card = plot._card
    assert plot.rect().contains(card.geometry())
    cursor(plot, 20.0, np.log10(2 * loss) if log else 2 * loss)
    assert plot.reading().startswith("deep, epoch 20: training loss 1.21, test 1.33")
    assert plot._loss.pointed.getOriginalDataset()[0] is None
    plot._loss.plot.scene().sigMouseMoved.emit(QPointF(-9.0, -9.0))
    assert plot.reading() == ""


def test_an_unlisted_earlier_run_is_called_so(plot) -> None:
    train(plot, 1, 2)
    cursor(plot, 20.0, float(np.exp(-20 / 40)))
    assert plot.reading() == "earlier run, epoch 20: training loss 0.607"


def test_fifty_long_runs_cost_little_a_snapshot(plot) -> None:
    epochs = np.arange(20_000, dtype=np.float64)
    for run in range(1, 52):
        losses = run * np.exp(-epochs / 5_000.0)
        figures = History(epochs, losses, np.empty(0))
        plot.show_snapshot(snapshot(figures=figures, run=run, epoch=20_000))
    plot.show_runs(tuple(summary(run) for run in range(1, 52)))
    assert len(kept(plot)) == 50 and len(drawn(plot)) < 30_000
    times = []
    for more in range(10):
        figures = History(np.array([20_000.0 + more]), np.ones(1), np.empty(0))
        start = time.thread_time()  # of the processor: machines are shared
        plot.show_snapshot(snapshot(figures=figures, run=51, epoch=20_000 + more))
        times.append(time.thread_time() - start)
    assert np.median(times) < 0.010


def test_hidden_it_collects_and_catches_up(plot) -> None:
    train(plot, 1)
    plot.hide()
    plot.show_snapshot(snapshot(figures=history(50, 10), epoch=60))
    assert plot._loss.now.value() == 50
    plot.show()
    assert plot._loss.now.value() == 60 and len(plot._curves) == 60
