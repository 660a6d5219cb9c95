"""The weights: a map in signed colours, and a table to edit, copy and paste."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QItemSelection, QItemSelectionModel, Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QLineEdit

from core.lesson.parts import Part
from core.pictures.snapshot import LayerPicture, Wanted
from gui.kit.texts import typed_number
from gui.kit.theme import DARK, LIGHT
from gui.weights import pasted
from gui.weights.map import reduced
from gui.weights.menus import verbs_of
from gui.weights.model import ArrayModel, read_block
from gui.weights.plot import WeightsPlot
from gui.weights.table import ArrayTable
from tests.gui.made import dense, facts, snapshot

LAYERS = (
    dense([[0.5, -1.0, 0.0], [0.25, 0.75, -0.125]], [0.1, 0.2, 0.3]),
    LayerPicture("dropout", "dropout 20 %", 3, 3, ""),
    dense([[1.0], [2.0], [-3.0]], [0.5], "sigmoid"),
)


@pytest.fixture
def plot(qtbot) -> WeightsPlot:
    widget = WeightsPlot()
    qtbot.addWidget(widget)
    widget.resize(360, 320)
    widget.show_facts(facts())
    widget.show_snapshot(snapshot(LAYERS))
    widget.show()
    widget.grab()
    return widget


def heard(signal) -> list:
    found: list = []
    signal.connect(lambda *values: found.append(values))
    return found


def select(plot, top: int, left: int, bottom: int, right: int) -> None:
    model = plot.model
    found = QItemSelection(model.index(top, left), model.index(bottom, right))
    selecting = QItemSelectionModel.SelectionFlag.ClearAndSelect
    plot.table.selectionModel().select(found, selecting)


def paste(plot, qtbot, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    qtbot.keyClick(plot.table, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)


def press_return(plot, qtbot, editor) -> None:
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: plot.table.state() != QAbstractItemView.State.EditingState)
    qtbot.waitUntil(lambda: plot.table.findChild(QLineEdit) is None)


def type_into(plot, qtbot, row: int, column: int, text: str) -> None:
    plot.table.setCurrentIndex(plot.model.index(row, column))
    plot.table.edit(plot.model.index(row, column))
    editor = plot.table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, text)
    press_return(plot, qtbot, editor)


def test_layers_with_arrays_are_offered(plot) -> None:
    named = [plot.layer.itemText(k) for k in range(plot.layer.count())]
    assert named == ["hidden layer 1 · 3 · tanh", "output layer · 1 · sigmoid"]
    assert [plot.array.itemText(k) for k in range(plot.array.count())] == ["weights", "biases"]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_colours_are_signed_and_symmetric(plot, theme) -> None:
    plot.set_theme(theme)
    image = plot.map.grab().toImage()

    def colour(row: int, column: int) -> QColor:
        rect = plot.map.cell_rect(row, column)
        return image.pixelColor(int(rect.left() + 3), int(rect.top() + 3))

    assert plot.map.limit() == 1.0
    assert colour(0, 1) == QColor(theme.negative)
    near = QColor(theme.canvas)
    assert all(abs(a - b) <= 2 for a, b in zip(colour(0, 2).getRgb(), near.getRgb(), strict=True))
    assert (plot._key._bar.low, plot._key._bar.middle, plot._key._bar.high) == ("−1", "0", "1")


def test_a_cell_is_read_under_the_cursor(plot, qtbot) -> None:
    qtbot.mouseMove(plot.map, plot.map.cell_rect(1, 2).center().toPoint())
    assert plot.reading() == "w⁽¹⁾₂₃, x₂ → a⁽¹⁾₃: −0.125"
    plot.show_snapshot(snapshot(LAYERS))
    assert plot.reading() == "w⁽¹⁾₂₃, x₂ → a⁽¹⁾₃: −0.125"


def test_another_layer_is_chosen_with_the_keyboard(plot, qtbot) -> None:
    qtbot.keyClick(plot.layer, Qt.Key.Key_Down)
    assert plot.model.matrix().tolist() == [[1.0], [2.0], [-3.0]]
    qtbot.keyClick(plot.array, Qt.Key.Key_Down)
    assert plot.model.matrix().tolist() == [[0.5]]
    plot.show_layer(0, "bias")
    assert plot.model.array().tolist() == [0.1, 0.2, 0.3]


def test_a_cell_is_edited(plot, qtbot) -> None:
    qtbot.mouseClick(plot.form.button(1), Qt.MouseButton.LeftButton)
    assert plot.table.isVisible()
    asked = heard(plot.value_edited)
    type_into(plot, qtbot, 1, 2, "0,5")
    assert asked == [(0, "weight", (1, 2), 0.5)]
    plot.show_layer(2, "bias")
    type_into(plot, qtbot, 0, 0, "-2e-3")
    assert asked[1] == (2, "bias", (0,), -0.002)
    assert plot.model.array().tolist() == [0.5]  # changes only when a snapshot brings it
    type_into(plot, qtbot, 0, 0, "-1/3")
    assert asked[2] == (2, "bias", (0,), -1 / 3)


@pytest.mark.parametrize("text", ["abc", "nan", "inf", "1e999", "1,2,3", "1/0", "9**9**9"])
def test_what_is_no_number_changes_nothing(plot, qtbot, text) -> None:
    plot.form.choose(1)
    asked = heard(plot.value_edited)
    type_into(plot, qtbot, 0, 0, text)
    assert not asked and text[:3] in plot.message()
    type_into(plot, qtbot, 0, 0, "1")
    assert len(asked) == 1 and not plot.message()


def test_typing_survives_snapshots(plot, qtbot) -> None:
    plot.form.choose(1)
    asked = heard(plot.value_edited)
    plot.table.setCurrentIndex(plot.model.index(0, 0))
    plot.table.edit(plot.model.index(0, 0))
    editor = plot.table.findChild(QLineEdit)
    editor.selectAll()
    qtbot.keyClicks(editor, "7.")
    plot.show_snapshot(snapshot((dense(np.ones((2, 3)), [0.0, 0.0, 0.0]), *LAYERS[1:])))
    qtbot.keyClicks(editor, "25")
    press_return(plot, qtbot, editor)
    assert asked == [(0, "weight", (0, 0), 7.25)]


def test_what_was_not_typed_is_not_sent(plot, qtbot) -> None:
    plot.form.choose(1)
    asked = heard(plot.value_edited)
    plot.table.edit(plot.model.index(0, 0))
    plot.show_snapshot(snapshot((dense(np.ones((2, 3)), [0.0, 0.0, 0.0]), *LAYERS[1:])))
    press_return(plot, qtbot, plot.table.findChild(QLineEdit))
    assert not asked


def test_copies_have_every_digit(plot, qtbot) -> None:
    third = np.array([[1 / 3, -2 / 3], [1e-17, 12345.678901234567]])
    plot.show_snapshot(snapshot((dense(third, [0.0, 0.0]),)))
    plot.form.choose(1)
    plot.table.selectAll()
    qtbot.keyClick(plot.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    rows = QGuiApplication.clipboard().text().split("\n")
    found = np.array([[float(cell) for cell in row.split("\t")] for row in rows])
    assert np.array_equal(found, third)
    select(plot, 0, 1, 1, 1)
    plot.table.copy()
    assert QGuiApplication.clipboard().text() == f"{-2 / 3}\n{third[1, 1]}"


def test_a_block_is_pasted_as_one_edit(plot, qtbot) -> None:
    plot.form.choose(1)
    asked = heard(plot.values_edited)
    select(plot, 0, 1, 0, 1)  # one cell: the block begins there
    paste(plot, qtbot, "1,5\t2\r\n-3\t4e-1\r\n")
    assert asked[0][:2] == (0, "weight")
    assert asked[0][2].tolist() == [[0.5, 1.5, 2.0], [0.25, -3.0, 0.4]]
    select(plot, 0, 0, 1, 2)
    paste(plot, qtbot, "0")  # one number fills the selection
    assert asked[1][2].tolist() == [[0.0] * 3] * 2
    plot.show_layer(0, "bias")
    select(plot, 0, 1, 0, 2)
    paste(plot, qtbot, "8\t9")
    assert asked[2][1] == "bias" and asked[2][2].tolist() == [0.1, 8.0, 9.0]
    assert not plot.message()


@pytest.mark.parametrize(
    ("selected", "text", "said"),
    [
        ((0, 0, 1, 1), "1\t2\t3", "The block is 1 × 3, the selection 2 × 2."),
        ((1, 1, 1, 1), "1\t2\n3\t4", "only 1 × 2 fit"),
        ((0, 0, 0, 0), "1\t2\n3", "differ in length"),
        ((0, 0, 0, 0), "1\tx", "“x” is not a number."),
        ((0, 0, 0, 0), "nan", "“nan” is not a finite number."),
        ((0, 0, 0, 0), "1\tinf", "“inf” is not a finite number."),
        ((0, 0, 0, 0), "   ", "holds no numbers"),
    ],
)
def test_a_wrong_block_changes_nothing(plot, qtbot, selected, text, said) -> None:
    plot.form.choose(1)
    asked = heard(plot.values_edited)
    select(plot, *selected)
    paste(plot, qtbot, text)
    assert not asked and said in plot.message() and "Nothing was changed" in plot.message()
    paste(plot, qtbot, "1")
    assert len(asked) == 1 and not plot.message()


def test_frozen_numbers_are_seen(plot) -> None:
    frozen = np.zeros((2, 3), dtype=bool)
    frozen[0, 1] = True
    plot.show_snapshot(snapshot((replace(LAYERS[0], frozen={"weight": frozen}), *LAYERS[1:])))
    plot.form.choose(1)
    index = plot.model.index(0, 1)
    assert index.data(Qt.ItemDataRole.BackgroundRole) == QColor(LIGHT.separator)
    assert index.data(Qt.ItemDataRole.ToolTipRole) == "w⁽¹⁾₁₂, x₁ → a⁽¹⁾₂: −1 (frozen)"
    assert plot.model.index(0, 0).data(Qt.ItemDataRole.BackgroundRole) is None


def test_weights_that_are_off_are_seen_and_switched_by_the_menu(plot) -> None:
    aside = np.full((2, 3), np.nan)
    aside[0, 1] = 0.5
    plot.show_snapshot(snapshot((replace(LAYERS[0], off={"weight": aside}), *LAYERS[1:])))
    plot.form.choose(1)
    index = plot.model.index(0, 1)
    assert index.data(Qt.ItemDataRole.ToolTipRole).endswith(" (off)")
    assert index.data(Qt.ItemDataRole.BackgroundRole) == QColor(LIGHT.separator)
    asked = heard(plot.switch_requested)
    for place, words in (((0, 0), "Switch this weight off"), ((0, 1), "Switch this weight on")):
        part = Part(0, "weight", place)
        signals = plot.freeze_requested, plot.switch_requested, plot.plot_requested
        menu = verbs_of(plot, part, plot._layers, *signals)
        next(action for action in menu.actions() if action.text() == words).trigger()
    assert asked == [(0, (0, 0), True), (0, (0, 1), False)]
    menu = verbs_of(plot, Part(0, "bias", (0,)), plot._layers, *signals)
    assert not any("Switch" in action.text() for action in menu.actions())


def test_large_matrices_are_reduced(plot) -> None:
    values = np.random.default_rng(0).normal(size=(784, 512))
    values[401, 300] = -9.0
    layers = (dense(values, np.zeros(512)),)
    plot.show_snapshot(snapshot(layers))
    plot.grab()
    plot.form.choose(1)
    plot.grab()
    assert plot.map.block() == (4, 3) and "4 × 3" in plot.reading()
    assert plot.model.rowCount() == 784 and not plot.table.findChildren(QLineEdit)


def test_reduced_keeps_the_largest_of_each_block() -> None:
    values = np.random.default_rng(1).normal(size=(401, 390))
    small, high, wide = reduced(values)
    assert (high, wide) == (3, 2) and small.shape == (134, 195)
    for row, column in ((0, 0), (40, 100), (133, 194)):
        block = values[row * 3 : row * 3 + 3, column * 2 : column * 2 + 2]
        assert small[row, column] == block.flat[np.argmax(np.abs(block))]


def test_numbers_that_are_none_paint(plot) -> None:
    plot.show_snapshot(snapshot((dense([[np.nan, np.inf], [-np.inf, 1.0]], [0.0, 0.0]),)))
    plot.grab()
    plot.form.choose(1)
    plot.grab()
    assert plot.model.index(0, 0).data() == "NaN"


def test_empty_and_hidden(plot, qtbot) -> None:
    assert plot.wants() == Wanted.WEIGHTS
    plot.clear()
    assert plot._empty.isVisible() and not plot.layer.isEnabled()
    with qtbot.waitSignal(plot.wanted_changed):
        plot.hide()
    assert plot.wants() == Wanted.NOTHING
    plot.show_snapshot(snapshot(LAYERS))
    assert plot.layer.count() == 0
    plot.show()
    assert plot.layer.count() == 2


def test_controls_say_what_they_are(plot) -> None:
    plot.form.choose(1)
    # one button of a switch is reached with Tab, the other with the arrow keys
    assert any(plot.form.button(k).focusPolicy().value & 1 for k in (0, 1))
    for control in (plot.layer, plot.array, plot.table):
        assert control.toolTip() and control.accessibleName() and control.focusPolicy().value & 1


@pytest.mark.parametrize("size", [(0, 0), (120, 100), (1200, 250)])
def test_any_size_paints(plot, size) -> None:
    plot.resize(*size)
    plot.grab()


def test_numbers_of_the_table_are_whole_in_large_text(qtbot, qapp) -> None:
    table = ArrayTable(ArrayModel())
    qtbot.addWidget(table)
    usual = table.horizontalHeader().defaultSectionSize()
    assert usual >= 80
    large = QFont(table.font())
    large.setPixelSize(2 * QFontInfo(table.font()).pixelSize())
    table.setFont(large)
    size = table.horizontalHeader().defaultSectionSize()
    assert size > usual
    assert table.fontMetrics().horizontalAdvance("-0.0410") + 12 <= size


def test_a_number_half_typed_is_not_taken_for_another_network(plot):
    plot.form.choose(1)
    edits = heard(plot.value_edited)
    index = plot.model.index(0, 1)
    plot.table.setCurrentIndex(index)
    plot.table.edit(index)
    (field,) = plot.table.viewport().findChildren(QLineEdit)
    QTest.keyClicks(field, "5")
    plot.let_go()
    assert not field.isVisible() and edits == []
    assert plot.table.state() is not QAbstractItemView.State.EditingState


@pytest.mark.parametrize("text", ["1\t2\n3\t-4e-3", " 1 \t 2.5 \n0.1\t-0", "1,5\t2", "1/3\t2"])
def test_a_block_read_at_once_is_what_its_cells_are(text):
    by_cells = [[float(typed_number(cell)) for cell in row.split("\t")] for row in text.split("\n")]
    for read in (read_block, pasted.read_block):
        assert np.array_equal(read(text), np.array(by_cells))


@pytest.mark.parametrize("text", ["1_0\t2", "nan\t1", "1\tinf", "1\t", "1e999\t2"])
def test_no_block_is_read_at_once_that_has_no_numbers(text):
    rows = [row.split("\t") for row in text.split("\n")]
    assert pasted.at_once(rows) is None
    with pytest.raises(ValueError):
        read_block(text)
