"""The confusion matrix: counts, shares, readings, empty states."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QApplication

from core.data.samples import Task
from core.pictures.baselines import Baseline, Baselines
from core.pictures.snapshot import Confusion, Wanted
from gui.confusion.plot import ConfusionPlot
from gui.kit.theme import DARK, LIGHT
from tests.gui.made import facts, snapshot

COUNTS = np.array([[8, 2, 0], [0, 5, 5], [0, 0, 10]])


@pytest.fixture
def plot(qtbot) -> ConfusionPlot:
    widget = ConfusionPlot()
    qtbot.addWidget(widget)
    widget.resize(360, 320)
    widget.show()
    return widget


def show(plot, counts=COUNTS, test=None, classes=3) -> None:
    given = facts(Task.CLASSES, classes=classes)
    plot.show_facts(replace(given, test_samples=0 if test is None else 10))
    plot.show_snapshot(replace(snapshot(), confusion=Confusion(counts, test)))
    QApplication.processEvents()


def colour(plot, row: int, column: int) -> QColor:
    rect = plot.matrix.cell_rect(row, column)
    image = plot.matrix.grab().toImage()
    return image.pixelColor(int(rect.left() + 4), int(rect.top() + 4))


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_cells_are_as_violet_as_their_share(plot, theme) -> None:
    plot.set_theme(theme)
    show(plot)
    canvas, now = QColor(theme.canvas), QColor(theme.now)
    assert colour(plot, 0, 2) == canvas and colour(plot, 2, 2) == now
    half = colour(plot, 1, 1)
    assert abs(half.red() - (canvas.red() + now.red()) / 2) < 3
    assert np.allclose(plot.matrix.shares()[0], [0.8, 0.2, 0.0])


def test_the_line_below_says_how_many_are_right(plot) -> None:
    show(plot)
    assert plot.reading() == "23 of 30 right, 76.7 %"


def test_a_cell_is_read_under_the_cursor_and_with_the_arrow_keys(plot, qtbot) -> None:
    show(plot)
    qtbot.mouseMove(plot.matrix, plot.matrix.cell_rect(0, 1).center().toPoint())
    assert plot.reading() == "true kind 0, said kind 1: 2 of 10 (20.0 %)"
    plot.matrix.setFocus()
    qtbot.keyClick(plot.matrix, Qt.Key.Key_Down)
    qtbot.keyClick(plot.matrix, Qt.Key.Key_Right)
    assert plot.reading() == "true kind 1, said kind 2: 5 of 10 (50.0 %)"
    qtbot.keyClick(plot.matrix, Qt.Key.Key_Right)  # the last column stays
    assert plot.reading().startswith("true kind 1, said kind 2")


def test_training_and_test_samples_are_counted_apart(plot, qtbot) -> None:
    show(plot, test=np.diag([4, 3, 3]))
    qtbot.mouseClick(plot.part.button(1), Qt.MouseButton.LeftButton)
    assert plot.reading() == "10 of 10 right, 100.0 %"
    assert colour(plot, 1, 2) == QColor(LIGHT.canvas)
    show(plot)
    assert plot.part.chosen() == 0 and not plot.part.button(1).isEnabled()


def test_a_class_without_samples_divides_by_nothing(plot) -> None:
    show(plot, np.array([[0, 0], [1, 3]]), classes=2)
    assert plot.matrix.shares()[0].tolist() == [0.0, 0.0]
    assert plot.reading() == "3 of 4 right, 75.0 %"


def test_many_classes_are_a_heat_map(plot, qtbot) -> None:
    show(plot, np.eye(60, dtype=int) * 7, classes=60)
    assert "point at a cell" in plot.reading()
    assert plot.matrix.minimumSizeHint().width() < 320
    qtbot.mouseMove(plot.matrix, plot.matrix.cell_rect(30, 30).center().toPoint())
    assert plot.reading() == "true kind 30, said kind 30: 7 of 7 (100.0 %)"


def test_twenty_classes_keep_their_numbers_where_they_have_room(plot) -> None:
    plot.resize(640, 600)
    show(plot, np.full((20, 20), 123), classes=20)
    assert plot.matrix.has_numbers() and plot.matrix.cell_rect(3, 4).width() >= 22.0
    plot.grab()
    plot.resize(360, 600)
    QApplication.processEvents()
    assert not plot.matrix.has_numbers() and "point at a cell" in plot.reading()
    plot.grab()


@pytest.mark.parametrize("pixels", [14, 21, 28])
@pytest.mark.parametrize("size", [(283, 170), (350, 420), (700, 700)])
@pytest.mark.parametrize(
    "names", [tuple("0123456789"), tuple(f"class number {k}" for k in range(10))]
)
def test_ten_classes_never_scroll_sideways(plot, pixels, size, names) -> None:
    font = plot.font()
    font.setPixelSize(pixels)
    plot.setFont(font)
    plot.resize(*size)
    show(plot, np.diag([132] * 10), classes=10)
    plot._facts = replace(plot._facts, classes=names)
    plot._redraw()
    QApplication.processEvents()
    matrix = plot.matrix
    assert matrix.width() <= plot._area.viewport().width()
    if not matrix.has_numbers():  # only where the smallest figures are wider than the room
        tightest = matrix._form._replace(figures=12, shares=False, beside=48.0)
        assert matrix._needs(tightest).width() > plot.width() - 40
        return
    figures = QFontMetricsF(matrix._fonts(matrix._form)[1])
    assert figures.horizontalAdvance("132") <= matrix.cell_rect(9, 9).width()
    assert figures.height() <= matrix.cell_rect(9, 9).height() + 1.0
    assert matrix.name_at(QPoint(2, int(matrix.cell_rect(7, 0).center().y()))) == names[7]
    assert matrix.name_at(QPoint(int(matrix.cell_rect(0, 3).center().x()), 2)) == names[3]
    assert matrix.name_at(matrix.cell_rect(3, 3).center()) == ""
    plot.grab()


def test_empty_states_are_in_words(plot) -> None:
    assert plot._empty.text() == "No data yet."
    plot.show_facts(facts(Task.CLASSES, classes=3))
    assert plot._empty.text() == "Being counted…"
    plot.show_facts(facts(Task.REGRESSION))
    assert "numbers, not classes" in plot._empty.text() and not plot.part.isVisible()
    plot.clear()
    assert plot._empty.isVisible() and not plot.matrix.isVisible()


def test_wanted_only_while_seen(plot, qtbot) -> None:
    assert plot.wants() == Wanted.CONFUSION
    with qtbot.waitSignal(plot.wanted_changed):
        plot.hide()
    assert plot.wants() == Wanted.NOTHING
    show(plot)
    assert not plot.matrix.counts().size  # hidden: only remembered
    plot.show()
    assert plot.matrix.counts().shape == (3, 3)


@pytest.mark.parametrize("size", [(0, 0), (60, 60), (1000, 250)])
def test_any_size_paints(plot, size) -> None:
    show(plot)
    plot.resize(*size)
    plot.grab()


def test_controls_say_what_they_are(plot) -> None:
    for control in (plot.part.button(0), plot.matrix):
        assert control.accessibleName() and control.focusPolicy().value & 1
    assert plot.part.button(0).toolTip()


def test_a_click_and_enter_choose_a_cell_of_the_part_that_is_counted(plot, qtbot) -> None:
    show(plot, test=np.diag([4, 3, 3]))
    place = plot.matrix.cell_rect(1, 2).center().toPoint()
    with qtbot.waitSignal(plot.cell_chosen) as chosen:
        qtbot.mouseClick(plot.matrix, Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [(1, 2), "train"]
    qtbot.mouseClick(plot.part.button(1), Qt.MouseButton.LeftButton)
    plot.matrix.setFocus()
    qtbot.keyClick(plot.matrix, Qt.Key.Key_Left)
    with qtbot.waitSignal(plot.cell_chosen) as chosen:
        qtbot.keyClick(plot.matrix, Qt.Key.Key_Return)
    assert chosen.args[1] == "test"
    with qtbot.assertNotEmitted(plot.cell_chosen):
        qtbot.mouseClick(plot.matrix, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))


@pytest.mark.parametrize("high", [420, 200])
def test_simpler_models_stand_beside_the_count_wherever_there_is_room(plot, high) -> None:
    plot.resize(360, high)
    simpler = Baselines("accuracy", (Baseline("most_frequent", {"train": 1 / 3}),))
    plot.show_facts(facts(Task.CLASSES, classes=3))
    shown = replace(snapshot(), confusion=Confusion(COUNTS, None), baselines=simpler)
    plot.show_snapshot(shown)
    QApplication.processEvents()
    line, said = plot._baselines_line, plot.compared().replace("\u00a0", " ")
    assert said.endswith("always the most frequent class 33.3 %")
    assert line.isVisible() is (high == 420)
    assert ("most frequent" in plot.reading()) is (high == 200)
    if line.isVisible():
        assert plot._area.height() >= plot.matrix.minimumHeight()


def test_the_shares_are_whole_or_left_out_where_the_columns_need_their_room(plot) -> None:
    show(plot, np.diag([132] * 10), classes=10)
    plot._facts = replace(plot._facts, classes=tuple("0123456789"))
    edges = {}
    for width in (300, 400):
        plot.resize(width, 320)
        QApplication.processEvents()
        matrix = plot.matrix
        edges[width] = matrix._edges(matrix._form)[2]
        last = matrix.cell_rect(9, 9)
        assert last.right() + edges[width] <= matrix.width() + 1.0
        assert matrix.width() <= plot._area.viewport().width()  # nothing to scroll to
    figures = QFontMetricsF(plot.matrix._fonts(plot.matrix._form)[1])
    assert edges[300] == 0.0 and edges[400] >= figures.horizontalAdvance("100.0 %")


def test_three_long_names_fit_into_the_lowest_room(plot) -> None:
    plot.resize(283, 190)
    show(plot, np.diag([35, 35, 35]), classes=3)
    plot._facts = replace(plot._facts, classes=("setosa", "versicolor", "virginica"))
    plot._redraw()
    QApplication.processEvents()
    assert plot.matrix.has_numbers()
    assert plot.matrix.height() <= plot._area.viewport().height()
