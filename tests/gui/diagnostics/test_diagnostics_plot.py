"""Diagnostics: what is asked for, drawn, and said about reading it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QImage

from core.pictures.snapshot import Histogram, LayerDiagnostics, LayerPicture, Wanted
from gui.diagnostics.plot import DiagnosticsPlot
from gui.kit.theme import DARK, LIGHT
from tests.gui.made import dense, facts, snapshot


def histogram(low=-1.0, high=1.0, bins=40) -> Histogram:
    counts = np.zeros(bins, dtype=np.intp)
    counts[: bins // 2] = 10  # all at the left
    return Histogram(counts, np.linspace(low, high, bins + 1))


LAYERS = (
    dense(np.ones((2, 3))),
    LayerPicture("dropout", "dropout 20 %", 3, 3, ""),
    dense(np.ones((3, 1)), activation="sigmoid"),
)
FOUND = (
    LayerDiagnostics(0, histogram(), histogram(-0.1, 0.1), histogram(), 0.02, 0.001),
    LayerDiagnostics(1, None, None, histogram(), None, None),
    LayerDiagnostics(2, histogram(), None, histogram(0.0, 1.0), 0.5, 0.02),
)


@pytest.fixture
def plot(qtbot) -> DiagnosticsPlot:
    widget = DiagnosticsPlot()
    qtbot.addWidget(widget)
    widget.resize(360, 400)
    widget.show_facts(facts())
    widget.show_snapshot(replace(snapshot(LAYERS), diagnostics=FOUND))
    widget.show()
    widget.grab()
    return widget


def test_each_figure_has_a_sentence(plot) -> None:
    assert len(plot.figures) == 5
    for figure in plot.figures:
        text = figure.sentence.text()
        assert text.endswith(".") and text.count(".") - text.count("0.001") <= 1
        assert figure.sentence.height() >= figure.sentence.heightForWidth(figure.sentence.width())
    assert "0.001" in plot.figures[4].sentence.text()


def dark_share(image: QImage, left: float, right: float, y: float) -> float:
    seen = [image.pixelColor(x, int(y)).lightness() for x in range(int(left) + 2, int(right) - 2)]
    return float(np.mean([abs(s - image.pixelColor(0, 0).lightness()) > 20 for s in seen]))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_histograms_are_drawn_where_the_numbers_are(plot, theme) -> None:
    plot.set_theme(theme)
    rect = plot.weights.place(0)
    image = plot.weights.grab().toImage()
    y = rect.center().y()
    middle = rect.center().x()
    assert dark_share(image, rect.left(), middle, y) > 0.9
    assert dark_share(image, middle + 4, rect.right(), y) < 0.1


def test_layers_without_numbers_have_none(plot) -> None:
    assert [s.name for s in plot.weights._spreads] == ["hidden layer 1", "output layer"]
    assert [s.name for s in plot.activations._spreads] == [
        "hidden layer 1",
        "dropout",
        "output layer",
    ]
    assert plot.gradients._spreads[1].histogram is None
    assert "20 numbers" not in plot.weights.accessibleDescription()
    assert "hidden layer 1: 200 numbers from −1.00 to 1.00" in plot.weights.accessibleDescription()


def test_ratios_have_the_usual_one_marked(plot) -> None:
    image = plot.ratios.grab().toImage()
    x = plot.ratios.across(0.001)
    column = [image.pixelColor(round(x) + dx, 60) for dx in (-1, 0, 1)]
    near = [image.pixelColor(round(x) + dx, y) for dx in (-1, 0, 1) for y in range(2, 48)]
    now = QColor(LIGHT.now)
    assert any(
        abs(c.red() - now.red()) + abs(c.green() - now.green()) + abs(c.blue() - now.blue()) < 90
        for c in near + column
    )
    assert plot.ratios.accessibleDescription() == "hidden layer 1: 0.001; output layer: 0.020"


def test_the_scale_holds_all_figures(plot) -> None:
    low, high = plot.norms.powers()
    assert 10.0**low < 0.02 and 10.0**high > 0.5
    dot = plot.norms.across(0.5)
    image = plot.norms.grab().toImage()
    at = QPointF(dot, 36.0)  # the second row
    assert image.pixelColor(at.toPoint()).lightness() < 80


def test_figures_that_are_none_paint(plot) -> None:
    for value in (0.0, np.inf, np.nan, 1e-300, 1e300):
        odd = LayerDiagnostics(0, histogram(), None, None, value, value)
        plot.show_snapshot(replace(snapshot(LAYERS), diagnostics=(odd,)))
        plot.grab()


def test_asked_for_only_while_seen(plot, qtbot) -> None:
    assert plot.wants() == Wanted.DIAGNOSTICS
    with qtbot.waitSignal(plot.wanted_changed):
        plot.hide()
    assert plot.wants() == Wanted.NOTHING
    plot.show_snapshot(replace(snapshot(LAYERS), diagnostics=FOUND[:1]))
    assert len(plot.weights._spreads) == 2  # hidden: only remembered
    with qtbot.waitSignal(plot.wanted_changed):
        plot.show()
    assert len(plot.weights._spreads) == 1


def test_empty_states(plot) -> None:
    assert not plot._empty.isVisible()
    plot.show_snapshot(snapshot(LAYERS))  # none in it: what is shown stays
    assert not plot._empty.isVisible()
    plot.clear()
    assert plot._empty.isVisible() and not plot._area.isVisible()


@pytest.mark.parametrize(("width", "columns"), [(288, 1), (740, 2), (1440, 5)])
def test_columns_follow_the_width(plot, qtbot, width, columns) -> None:
    plot.resize(width, 400)

    def in_the_first_row() -> int:
        tops = [figure.mapTo(plot, figure.rect().topLeft()).y() for figure in plot.figures]
        return tops.count(tops[0])

    qtbot.waitUntil(lambda: in_the_first_row() == columns)


def test_fifty_layers_paint(plot) -> None:
    layers = tuple(dense(np.ones((2, 2))) for _ in range(50))
    found = tuple(replace(FOUND[0], layer=k) for k in range(50))
    plot.show_snapshot(replace(snapshot(layers), diagnostics=found))
    assert not plot.grab().isNull()
