"""The tab Lab: the table of units, curves over an amount, what is asked and what is kept."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from core.pictures.lab.measured import ON_WEIGHTS, PRUNE, PRUNE_LAYERS, Curve, Worth
from gui.kit.theme import DARK, LIGHT
from gui.lab.plot import NOISES, SHARES, UNITS, LabPlot
from tests.gui.made import facts, snapshot


def worth() -> Worth:
    scores = np.array([[0.9, 0.5], [0.75, 0.75]])
    losses = np.array([[0.2, 0.9], [0.4, float("nan")]])
    return Worth(((0, 0), (0, 1)), ("train", "test"), "accuracy", np.array([1.0, 0.75]),
                 np.array([0.1, 0.3]), scores, losses, np.array([False, True]), 0, 0)  # fmt: skip


def curve(kind=PRUNE, draws=1) -> Curve:
    amounts = np.array(SHARES if kind == PRUNE else NOISES)
    shape = (len(amounts), draws, 2)
    figures = np.linspace(1.0, 0.5, len(amounts))[:, None, None] + np.zeros(shape)
    figures += 0.02 * np.arange(draws)[None, :, None]
    pruned = np.round(6 * np.minimum(amounts, 1.0)).astype(np.intp)
    return Curve(kind, ("train", "test"), "accuracy", amounts, figures, 1 - figures, pruned, 6,
                 0, 0, 0)  # fmt: skip


@pytest.fixture
def plot(qtbot) -> LabPlot:
    widget = LabPlot()
    qtbot.addWidget(widget)
    widget.resize(360, 460)
    widget.show()
    widget.show_facts(facts())
    widget.show_snapshot(snapshot())
    return widget


def choose(plot, kind):
    plot.what.setCurrentIndex(plot.what.findData(kind))
    plot.what.activated.emit(plot.what.currentIndex())


def measured(plot, kind, found):
    choose(plot, kind)
    plot.button.click()
    plot.show_measured(found)


def column(table, number):
    return [table.item(row, number).text() for row in range(table.rowCount())]


def test_it_asks_for_what_is_chosen_and_can_be_cancelled(plot, qtbot):
    with qtbot.waitSignal(plot.worth_asked):
        plot.button.click()
    with qtbot.waitSignal(plot.cancelled):
        QTest.keyClick(plot, Qt.Key.Key_Escape)
    plot.show_measured(None)
    choose(plot, ON_WEIGHTS)
    plot.draws.setValue(4)
    plot.seed.setValue(9)
    with qtbot.waitSignal(plot.curve_asked) as asked:
        plot.button.click()
    assert asked.args == [ON_WEIGHTS, NOISES, 4, 9]
    with qtbot.waitSignal(plot.cancelled):
        plot.button.click()
    plot.show_measured(None)
    choose(plot, PRUNE_LAYERS)
    with qtbot.waitSignal(plot.curve_asked) as asked:
        plot.button.click()
    assert asked.args == [PRUNE_LAYERS, SHARES, 1, 0]


def test_the_table_says_what_each_unit_is_worth_and_sorts(plot):
    measured(plot, UNITS, worth())
    table = plot.table
    assert table.isVisible() and not plot.draws.isVisible() and not plot.keep.isVisible()
    heads = [table.horizontalHeaderItem(k).text() for k in range(5)]
    assert heads == ["Neuron", "Training", "Δ", "Test", "Δ"]
    # the one without which the test part loses most first
    assert column(table, 0) == ["h₁", "h₂ · off"]
    assert column(table, 3) == ["50.0 %", "75.0 %"] and column(table, 4) == ["−25.0", "0.0"]
    table.sortItems(1, Qt.SortOrder.AscendingOrder)
    assert column(table, 1) == ["75.0 %", "90.0 %"]
    assert table.horizontalHeaderItem(1).font().bold()
    assert "All neurons, accuracy: training 100.0 % · test 75.0 %." in plot.said.text().replace(
        "\u00a0", " "
    )


def test_as_loss_what_is_no_number_is_the_greatest(plot):
    measured(plot, UNITS, worth())
    plot.shown.setCurrentIndex(1)
    plot.shown.activated.emit(1)
    assert column(plot.table, 3) == ["NaN", "0.900"] and column(plot.table, 4)[1] == "+0.600"
    plot.table.sortItems(3, Qt.SortOrder.AscendingOrder)
    assert column(plot.table, 3) == ["0.900", "NaN"]


def test_the_whole_table_is_copied_with_every_digit(plot):
    measured(plot, UNITS, worth())
    plot.table.setFocus()
    QTest.keyClick(plot.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:4] == ["unit", "off", "train_accuracy", "train_accuracy_change"]
    assert lines[1].split("\t")[:3] == ["h₁", "False", "0.9"] and len(lines) == 3
    assert float(lines[1].split("\t")[3]) == pytest.approx(-0.1)


def test_an_amount_is_read_and_kept(plot, qtbot):
    measured(plot, PRUNE, curve())
    assert plot.keep.isVisible() and not plot.keep.isEnabled()
    plot.curve.plot.setFocus()
    QTest.keyClick(plot.curve.plot, Qt.Key.Key_End)
    QTest.keyClick(plot.curve.plot, Qt.Key.Key_Left)
    said = plot.curve.reading.text().replace("\u00a0", " ")
    assert said == "95 %: 6 of 6 weights · training 52.5 % · test 52.5 %"
    with qtbot.waitSignal(plot.keep_requested) as kept:
        plot.keep.click()
    assert kept.args == [0.95, False]
    box = plot.curve.item.getViewBox()
    qtbot.waitUntil(lambda: box.sceneBoundingRect().width() > 200)
    at = plot.curve.plot.mapFromScene(box.mapViewToScene(box.viewRect().center()))
    QTest.mousePress(plot.curve.plot.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert plot.curve.at() == 10


def test_noise_shows_mean_and_range_and_keeps_nothing(plot):
    measured(plot, ON_WEIGHTS, curve(ON_WEIGHTS, draws=3))
    plot.curve.choose(0)
    said = plot.curve.reading.text().replace("\u00a0", " ")
    assert "noise 0 % · training 102.0 % (100.0 % – 104.0 %)" in said
    assert not plot.keep.isVisible() and plot.draws.isVisible()


@pytest.mark.parametrize("name", ["weight", "bias"])
def test_a_number_set_by_hand_has_changed_the_network(plot, name):
    """Also while it is measured, and a bias as well as a weight."""
    now = snapshot()
    plot.show_snapshot(now)
    plot.what.setCurrentIndex(plot.what.findData(PRUNE))
    plot._press()
    layer = now.layers[0]
    other = replace(layer, arrays={**layer.arrays, name: layer.arrays[name] + 1.0})
    plot.show_snapshot(replace(now, layers=(other, *now.layers[1:])))
    plot.show_measured(curve())
    assert "has changed since" in plot.said.text()


def test_it_says_when_the_network_has_changed_and_forgets_another(plot):
    measured(plot, PRUNE, curve())
    assert "has changed" not in plot.said.text()
    plot.show_snapshot(snapshot(epoch=1))
    assert "has changed since" in plot.said.text()
    plot.show_facts(facts())
    assert plot.said.text() == "" and plot.about.isVisible()


def test_in_a_narrow_column_the_first_differences_go_first(plot):
    measured(plot, UNITS, worth())
    plot.table.resize(700, 200)
    assert not plot.table.isColumnHidden(2)
    plot.table.resize(230, 200)
    assert plot.table.isColumnHidden(2)


def test_both_themes_and_nothing_to_show(plot):
    for theme in (DARK, LIGHT):
        plot.set_theme(theme)
    plot.clear()
    assert not plot.button.isEnabled()
