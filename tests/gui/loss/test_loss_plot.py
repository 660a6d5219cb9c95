"""The loss plot: nothing lost, earlier runs kept, readings, scales."""

import time
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from core.data.samples import Task
from core.pictures.snapshot import History
from gui.kit.colours import run_colour
from gui.kit.theme import DARK, LIGHT
from gui.loss.curves import DRAWN, EARLIER_RUNS, LossCurves
from gui.loss.plot import LossPlot
from tests.gui.made import facts, history, snapshot


@pytest.fixture
def plot(qtbot) -> LossPlot:
    widget = LossPlot()
    qtbot.addWidget(widget)
    widget.resize(360, 320)
    widget.show_facts(facts())
    widget.show()
    return widget


def series(item) -> tuple[np.ndarray, np.ndarray]:
    x, y = item.getOriginalDataset()
    return (np.empty(0), np.empty(0)) if x is None else (x, y)


def test_increments_are_joined(plot) -> None:
    plot.show_snapshot(snapshot(figures=history(0, 30), epoch=30))
    plot.show_snapshot(snapshot(figures=history(30, 1), epoch=31))
    plot.show_snapshot(snapshot(epoch=31))
    plot.show_snapshot(snapshot(figures=history(31, 19), epoch=50))
    x, y = series(plot._loss.training)
    whole = history(0, 50)
    assert np.array_equal(x, whole.epochs) and np.array_equal(y, whole.loss)
    assert np.array_equal(series(plot._loss.test)[1], whole.test_loss)
    assert plot._loss.now.value() == 50


def test_a_moment_is_painted_once(plot) -> None:
    class Paints(QObject):
        count = 0

        def eventFilter(self, _: QObject, event: QEvent) -> bool:
            self.count += event.type() == QEvent.Type.Paint
            return False

    def settled() -> None:
        for _ in range(5):
            QApplication.processEvents()

    plot.show_snapshot(snapshot(figures=history(0, 30), epoch=30))
    settled()
    paints = Paints()
    plot._loss.plot.viewport().installEventFilter(paints)
    for epoch in range(30, 34):
        plot.show_snapshot(snapshot(figures=history(epoch, 1), epoch=epoch + 1))
        settled()
    assert paints.count == 4


def test_a_new_run_keeps_the_old_curve(plot) -> None:
    plot.show_snapshot(snapshot(figures=history(0, 50), epoch=50))
    plot.show_facts(facts(run=2))
    plot.show_snapshot(snapshot(figures=history(0, 10, scale=2.0), run=2, epoch=10))
    assert len(series(plot._loss.training)[0]) == 10
    old = plot._earlier.lines[1]
    assert np.array_equal(series(old)[1][:-1], history(0, 50).loss)
    assert old.opts["pen"].color().name() == run_colour(1)
    assert old.opts["pen"].widthF() < plot._loss.training.opts["pen"].widthF()
    assert [e.text for e in plot._key._entries] == ["training", "test", "earlier runs"]


def test_the_last_fifty_runs_are_kept(plot) -> None:
    for run in range(1, 54):
        plot.show_snapshot(snapshot(figures=history(0, 10, scale=float(run)), run=run))
    kept = [run.loss[0] for run in plot._curves.earlier]
    assert kept == [float(run) for run in range(3, 53)] and len(kept) == EARLIER_RUNS


def test_a_replay_changes_nothing_and_another_future_branches() -> None:
    curves = LossCurves()
    curves.take(history(0, 50))
    curves.take(history(20, 10))  # replayed: the same figures
    assert len(curves) == 50 and not curves.earlier
    curves.take(history(45, 10))  # and beyond
    assert len(curves) == 55 and not curves.earlier
    curves.take(history(20, 5, scale=3.0))
    assert len(curves) == 25 and curves.earlier[0].loss.size == 55
    assert curves.value("loss", 19) == history(0, 50).loss[19]
    assert curves.value("loss", 20) == history(20, 1, scale=3.0).loss[0]
    assert curves.value("accuracy", 24) is not None


def test_reading_under_the_cursor(plot) -> None:
    plot.show_snapshot(snapshot(figures=history(0, 50), epoch=50))
    box = plot._loss.plot.getPlotItem().getViewBox()
    plot.grab()
    plot._loss.plot.scene().sigMouseMoved.emit(box.mapViewToScene(QPointF(20.2, 0.5)))
    # exp(−20/40) = 0.6065, times 1.1 = 0.667, accuracy 1 − 0.6065/4 = 84.8 %
    figures = "epoch 20: training loss 0.607, test 0.667, training accuracy 84.8\u00a0%"
    assert plot.reading() == f"{figures}, training R² 0.393"
    plot._loss.plot.scene().sigMouseMoved.emit(QPointF(-9.0, -9.0))
    assert plot.reading() == ""


def test_empty_state_in_words(plot) -> None:
    assert plot._empty.isVisible() and "Play" in plot._empty.text()
    plot.show_snapshot(snapshot(figures=history(0, 1)))
    assert plot._empty.isVisible()  # one entry is no curve
    plot.show_snapshot(snapshot(figures=history(1, 1), epoch=1))
    assert not plot._empty.isVisible()
    plot.clear()
    assert plot._empty.isVisible() and not series(plot._loss.training)[0].size


def test_logarithmic_scale_leaves_out_what_has_none(plot) -> None:
    losses = np.array([1.0, 0.1, 0.0, 0.001, -0.5])
    figures = History(np.arange(5.0), losses, np.empty(0))
    plot.show_snapshot(snapshot(figures=figures, epoch=4))
    plot.log.setChecked(True)
    _, y = series(plot._loss.training)
    assert np.allclose(y[[0, 1, 3]], [0.0, -1.0, -3.0]) and np.isnan(y[[2, 4]]).all()
    assert plot._key._entries[-1].text == "0 has no logarithm: left out"
    low, high = plot._loss.plot.getPlotItem().viewRange()[1]
    assert low < -3.0 and high > 0.0
    plot.grab()
    axis = plot._loss.left
    assert axis.tickStrings([-3.0, 0.0], 1.0, 1.0) == ["0.001", "1"]
    plot.log.setChecked(False)
    assert np.array_equal(series(plot._loss.training)[1], losses)


def test_all_losses_zero_on_a_logarithmic_scale(plot) -> None:
    plot.log.setChecked(True)
    figures = History(np.arange(3.0), np.zeros(3), np.empty(0))
    plot.show_snapshot(snapshot(figures=figures, epoch=2))
    plot.grab()
    assert plot._key._entries[-1].text == "0 has no logarithm: left out"


def test_values_that_are_no_numbers_are_gaps(plot) -> None:
    losses = np.array([1.0, np.nan, np.inf, 0.5])
    plot.show_snapshot(snapshot(figures=History(np.arange(4.0), losses, losses), epoch=3))
    plot.grab()
    assert np.isnan(series(plot._loss.training)[1]).tolist() == [False, True, True, False]
    assert plot._loss.plot.getPlotItem().viewRange()[1][1] < 2.0
    assert plot.read_at(1.0) == "epoch 1: training loss ·"


@pytest.mark.parametrize(
    ("task", "name"),
    [(Task.TWO_CLASSES, "accuracy"), (Task.CLASSES, "accuracy"), (Task.REGRESSION, "r2")],
)
def test_a_figure_of_merit_can_be_shown(plot, task, name) -> None:
    plot.show_facts(facts(task, run=7))
    plot.show_snapshot(snapshot(figures=history(0, 20), run=7, epoch=20))
    assert [plot.also.itemData(i) for i in range(plot.also.count())] == ["", name]
    assert plot._merit.there() is None
    plot.also.setCurrentIndex(1)
    assert plot._merit.part().plot.isVisible()
    assert np.array_equal(series(plot._merit.part().training)[1], history(0, 20).metrics[name])
    plot.grab()


def test_no_test_part_no_test_curve(plot) -> None:
    plot.show_snapshot(snapshot(figures=history(0, 20, test=False), epoch=20))
    assert not series(plot._loss.test)[0].size
    assert [e.text for e in plot._key._entries] == ["training"]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_now_is_violet_and_training_the_colour_of_text(plot, theme) -> None:
    plot.set_theme(theme)
    plot.show_snapshot(snapshot(figures=history(0, 50), epoch=25))
    image = plot._loss.plot.grab().toImage()
    box = plot._loss.plot.getPlotItem().getViewBox()

    def near(x: float, y: float, wanted: str) -> bool:
        at = plot._loss.plot.mapFromScene(box.mapViewToScene(QPointF(x, y)))
        other = QColor(wanted)
        for dx in range(-2, 3):
            for dy in range(-2, 3):
                found = image.pixelColor(at.x() + dx, at.y() + dy)
                parts = zip(found.getRgb()[:3], other.getRgb()[:3], strict=True)
                if all(abs(one - two) < 40 for one, two in parts):
                    return True
        return False

    assert near(25.0, 0.2, theme.now)
    assert near(10.0, float(np.exp(-0.25)), theme.text)
    assert not near(10.0, 0.1, theme.text)


def test_a_million_points_stay_fast_and_none_is_lost(plot) -> None:
    count = 1_000_000
    epochs = np.arange(count, dtype=np.float64)
    losses = 1.0 + 0.1 * np.sin(epochs / 1e4)
    losses[123_456] = 9.0  # one peak
    plot.show_snapshot(snapshot(figures=History(epochs, losses, losses), epoch=count))
    assert len(plot._curves) == count
    x, y = series(plot._loss.training)
    assert len(x) <= DRAWN + 2000 and np.nanmax(y) == 9.0
    assert plot.read_at(123_456.0).startswith("epoch 123,456: training loss 9.00")
    times = []
    for more in range(20):
        figures = History(np.array([count + more + 0.0]), np.ones(1), np.ones(1))
        start = time.thread_time()  # of this thread alone, however busy the machine is
        plot.show_snapshot(snapshot(figures=figures, epoch=count + more))
        times.append(time.thread_time() - start)
    assert np.median(times) < 0.010
    plot.grab()


def test_peaks_hold_every_extreme() -> None:
    rng = np.random.default_rng(2)
    values = rng.normal(size=30_011)
    values[7] = np.nan
    curves = LossCurves()
    x = np.arange(len(values), dtype=np.float64)
    for part in np.array_split(x, 97):
        losses = values[int(part[0]) : int(part[-1]) + 1]
        curves.take(History(part, losses, np.empty(0)))
    at, shown = curves.drawn("loss")
    assert len(at) == len(shown) <= DRAWN + 1100
    assert np.all(np.diff(at) >= 0.0) and at[-1] == x[-1]
    assert np.nanmin(shown) == np.nanmin(values) and np.nanmax(shown) == np.nanmax(values)
    for begin in range(0, 28_000, 4_000):  # and locally
        inside = (at >= begin) & (at < begin + 4_000)
        assert np.nanmax(shown[inside]) >= np.nanmax(values[begin + 300 : begin + 3_700])
    curves.take(History(x[100:101], np.ones(1), np.empty(0)))  # another future
    assert np.array_equal(curves.drawn("loss")[1], [*values[:100], 1.0], equal_nan=True)


@pytest.mark.parametrize("size", [(0, 0), (1, 200), (60, 40)])
def test_any_size_paints(plot, size) -> None:
    plot.setMinimumSize(0, 0)
    plot.show_snapshot(snapshot(figures=history(0, 20), epoch=20))
    plot.also.setCurrentIndex(1)
    plot.resize(*size)
    assert not plot.grab().isNull() or 0 in size


def test_controls_say_what_they_are(plot) -> None:
    for control in (plot.log, plot.also):
        assert control.toolTip() and control.accessibleName()
        assert control.focusPolicy().value & 1


def test_epochs_without_figures_are_passed_over_and_said(plot) -> None:
    """On large data figures are measured every few epochs: the line goes on, the key says so."""
    loss = np.full(9, np.nan)
    loss[[0, 4, 8]] = 3.0, 2.0, 1.0
    made = replace(facts(), figures_every=4)
    plot.show_facts(made)
    plot.show_snapshot(snapshot(figures=History(np.arange(9.0), loss, np.empty(0))))
    assert series(plot._loss.training)[0].tolist() == [0.0, 4.0, 8.0]
    assert series(plot._loss.training)[1].tolist() == [3.0, 2.0, 1.0]
    assert plot.read_at(5.0) == "epoch 4: training loss 2.00"
    assert "every 4 epochs" in [entry.text for entry in plot._key._entries]
