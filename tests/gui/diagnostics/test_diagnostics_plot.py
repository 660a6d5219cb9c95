"""Diagnostics: what is asked for, drawn, and said about reading it."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QImage

from core.pictures.health import Health, HealthMoment
from core.pictures.snapshot import (
    Histogram,
    LayerDiagnostics,
    LayerPicture,
    TimeSpan,
    Wanted,
)
from gui.diagnostics.lines import Lines, apart
from gui.diagnostics.plot import DiagnosticsPlot
from gui.kit.fonts import caption_font
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
    assert "0.001" in plot.figures[1].sentence.text()


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
    assert [s.name for s in plot.weights.spreads] == ["Hidden", "Output"]
    assert [s.name for s in plot.activations.spreads] == [
        "Hidden",
        "Dropout",
        "Output",
    ]
    assert plot.gradients.spreads[1].histogram is None
    assert "20 numbers" not in plot.weights.accessibleDescription()
    assert "Hidden: 200 numbers from −1.00 to 1.00" in plot.weights.accessibleDescription()


def test_the_usual_ratio_is_marked(plot) -> None:
    image, area = plot.ratios.grab().toImage(), plot.ratios.area()
    y, now = plot.ratios.y_of(0.001), QColor(LIGHT.now)
    rows = [
        image.pixelColor(x, round(y) + dy) for x in range(int(area.left()), 200) for dy in (-1, 0)
    ]
    assert any(
        abs(c.red() - now.red()) + abs(c.green() - now.green()) + abs(c.blue() - now.blue()) < 120
        for c in rows
    )
    assert plot.ratios.accessibleDescription() == "Hidden: 0.001; Output: 0.020"


def test_the_scale_holds_all_figures(plot) -> None:
    low, high = plot.norms.powers()
    assert 10.0**low < 0.02 and 10.0**high > 0.5
    assert plot.norms.y_of(0.5) < plot.norms.y_of(0.02)


def health(updates, run_id=1) -> Health:
    moments = tuple(HealthMoment(k, FOUND, f"verdict {k}") for k in updates)
    return Health(run_id, moments, 0, max(updates))


@pytest.fixture
def long(plot) -> DiagnosticsPlot:
    """A plot at update 40 of a run of which ten moments are known."""
    shown = replace(snapshot(LAYERS, epoch=40), diagnostics=FOUND, verdict="now")
    shown = replace(shown, run_id=1, update=40, time=TimeSpan(0, 40))
    plot.show_snapshot(shown)
    plot.show_health(health(range(4, 41, 4)), True)
    return plot


def test_a_recorded_run_is_asked_for_once_seen(plot, qtbot) -> None:
    shown = replace(snapshot(LAYERS), run_id=2, update=40, time=TimeSpan(0, 40))
    with qtbot.waitSignal(plot.asked):
        plot.show_snapshot(shown)
    plot.show_health(health((10, 20, 40), 3), True)  # of another run
    assert plot.moment() is None
    plot.show_health(health((10, 20, 40), 2), True)
    assert plot.moment().update == 40 and plot.verdict.text() == "verdict 40"
    plot.show_snapshot(shown)
    assert not plot._soon.isActive() or not plot._is_behind()
    with qtbot.waitSignal(plot.given_up):
        plot.hide()


def test_the_slider_looks_at_another_update(long, qtbot) -> None:
    slider = long.moments.slider
    assert slider.maximum() == 9 and slider.value() == 9 and not long.moments.there.isEnabled()
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Left)
    assert long.moment().update == 36 and long.verdict.text() == "verdict 36"
    assert long.moments.reading.text() == "update 36"
    with qtbot.waitSignal(long.update_requested) as asked:
        qtbot.mouseClick(long.moments.there, Qt.MouseButton.LeftButton)
    assert asked.args == [36]
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert long._chosen is None and long.moment().update == 40


def test_a_click_on_a_line_looks_there(long, qtbot) -> None:
    x = long.norms.x_of(12)
    where = QPoint(round(x), round(long.norms.area().center().y()))
    qtbot.mouseClick(long.norms, Qt.MouseButton.LeftButton, pos=where)
    assert long.moment().update == 12
    text = long.norms.words_at(QPointF(where))
    assert text.startswith("After update 12") and "Output: 0.500" in text


def test_training_adds_moments_and_an_edit_cuts_them(long) -> None:
    shown = replace(long._snapshot, update=41, time=TimeSpan(0, 41))
    long.show_snapshot(shown)
    assert long.moment().update == 41
    long.show_snapshot(replace(shown, update=20, time=TimeSpan(0, 20), run_id=1))
    assert long._book.updates[-1] == 20 and long.moment().update == 20


def test_moments_of_another_document_are_not_in_a_run_of_the_same_number(long) -> None:
    long.forget()
    long.show_snapshot(replace(snapshot(LAYERS), run_id=1, update=60, time=TimeSpan(60, 60)))
    assert not any(update < 60 for update in long._book.updates)


def test_all_layers_share_an_axis(plot) -> None:
    assert plot.weights.reach == (-1.0, 1.0) and plot.activations.reach == (-1.0, 1.0)
    wide = replace(FOUND[0], gradients=histogram(-4.0, 2.0))
    narrow = replace(FOUND[2], gradients=histogram(-0.001, 0.001))
    plot.show_snapshot(replace(snapshot(LAYERS), run_id=5, update=3, diagnostics=(wide, narrow)))
    assert plot.gradients.reach == (-4.0, 2.0)
    rect, image = plot.gradients.place(1), plot.gradients.grab().toImage()
    zero = plot.gradients.x_of(0.0)
    assert dark_share(image, rect.left(), zero - 6, rect.bottom() - 6) < 0.05  # piled up at 0
    assert "20 numbers" not in plot.gradients.words_at(QPointF(rect.left() + 5, rect.center().y()))
    assert "10 numbers" in plot.weights.words_at(
        QPointF(plot.weights.place(0).left() + 5, plot.weights.place(0).center().y())
    )


def test_names_at_the_ends_are_apart() -> None:
    assert apart([10.0, 11.0, 50.0], 12.0, 100.0) == [10.0, 22.0, 50.0]
    assert apart([95.0, 96.0, 97.0], 12.0, 100.0) == [76.0, 88.0, 100.0]


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
    plot.show_snapshot(replace(snapshot(LAYERS, run=2), diagnostics=FOUND[:1]))
    assert len(plot.weights.spreads) == 2  # hidden: only remembered
    with qtbot.waitSignal(plot.wanted_changed):
        plot.show()
    assert len(plot.weights.spreads) == 1


def test_empty_states(plot) -> None:
    assert not plot._empty.isVisible()
    plot.show_snapshot(snapshot(LAYERS))  # none in it: what is shown stays
    assert not plot._empty.isVisible()
    plot.clear()
    assert plot._empty.isVisible() and not plot._area.isVisible()


@pytest.mark.parametrize(("width", "columns"), [(288, 1), (740, 2), (1500, 5)])
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


def test_the_numbers_of_the_scale_are_not_cut(qtbot) -> None:
    lines = Lines("Update to weight", 1e-3)
    qtbot.addWidget(lines)
    lines.show_lines(("Output",), (0, 1), np.array([[2e-4, 2e-5]]), 1.0)
    widest = QFontMetricsF(caption_font(lines.font())).horizontalAdvance("0.0001")
    assert lines.powers()[0] < -4 and lines.area().left() >= 6.0 + widest


def test_a_line_ends_where_nothing_was_measured(plot) -> None:
    """Training went on while another view was in front: no straight line bridges that."""
    lines = plot.norms
    values = np.array([[1.0, 2.0, 3.0, 4.0], [1.0, np.nan, 3.0, 4.0]])
    lines.show_lines(("Hidden", "Output"), (1, 2, 500, 501), values, 501, (0, 0, 1, 0))
    assert [len(piece) for piece in lines.pieces(0)] == [2, 2]
    assert [len(piece) for piece in lines.pieces(1)] == [1, 2]
    middle = QPointF(lines.x_of(250), lines.area().center().y())
    assert lines.words_at(middle) == "Updates 3 to 499: not measured"
    assert lines.words_at(QPointF(lines.x_of(500), middle.y())).startswith("After update 500")
    assert lines._in_words(1) == ["Hidden: 2.00", "Output: not measured"]
    image = lines.grab().toImage()
    row = round(lines.y_of(2.5))
    coloured = [
        x
        for x in range(round(lines.x_of(50)), round(lines.x_of(450)))
        for dy in range(-25, 26)
        if image.pixelColor(x, row + dy).saturation() > 120
    ]
    assert coloured == []


def test_what_was_trained_behind_another_view_is_a_gap_until_it_is_gone_through(long) -> None:
    shown = replace(long._snapshot, update=41, time=TimeSpan(0, 41))
    long.show_snapshot(shown)
    assert not any(long._book.gaps())
    long.hide()
    long.show()
    long.show_snapshot(replace(shown, update=90, time=TimeSpan(0, 90)))
    assert long._book.gaps()[-1] and long._is_behind()
    long.show_snapshot(replace(shown, update=91, time=TimeSpan(0, 91)))
    assert long._book.gaps()[-2:] == (True, False)
    long.show_health(health(range(4, 61, 4)), False)  # on its way
    assert long._book.gaps()[-2:] == (True, False)
    long.show_health(health((*range(4, 91, 4), 91)), True)
    assert not any(long._book.gaps()) and not long._book._breaks


def test_a_long_line_is_laid_out_as_often_as_a_short_one(qtbot, monkeypatch):
    lines = Lines("Gradient norm")
    qtbot.addWidget(lines)
    laid_out: list[None] = []
    area = Lines.area

    def counted(self: Lines) -> QRectF:
        laid_out.append(None)
        return area(self)

    monkeypatch.setattr(Lines, "area", counted)
    found = []
    for moments in (3, 300):
        updates = tuple(range(1, moments + 1))
        values = np.tile(np.linspace(0.1, 2.0, moments), (2, 1))
        lines.show_lines(("h", "o"), updates, values, float(moments))
        laid_out.clear()
        lines.grab()
        found.append(len(laid_out))
    assert found[0] == found[1]
    (points,) = lines.pieces(1)
    assert points[7] == QPointF(lines.x_of(8.0), lines.y_of(float(values[1, 7])))
