"""The table of samples: sorted, filtered, followed, by mouse and by keys."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from core.data.samples import Task
from core.pictures.assessing.scatter import MOST
from core.pictures.baselines import Baseline, Baselines
from core.pictures.samples import Samples, Shown
from core.pictures.snapshot import Probe, Wanted
from gui.kit.theme import DARK, LIGHT
from gui.samples.plot import SamplesPlot
from gui.samples.table import SamplesTable
from tests.gui.made import facts, snapshot

LEFT = Qt.MouseButton.LeftButton
BASELINES = Baselines("accuracy", (Baseline("most_frequent", {"train": 0.5, "test": 0.25}),))


def samples(given, shift=0.0, drawn=None) -> Samples:
    """Made by hand: the targets, with an error that grows from sample to sample."""
    points = given.points
    outputs = points.targets + np.linspace(0.0, 1.0, len(points.targets))[:, None] + shift
    none = np.zeros((len(outputs), 0), dtype=np.intp)
    true = said = none
    if given.task is Task.CLASSES:
        true = points.targets.argmax(axis=1)[:, None]
        said = true.copy()
        said[30:] = (said[30:] + 1) % 3
    return Samples(
        ("train", "test"),
        points.test.astype(np.intp),
        points.inputs,
        points.targets,
        outputs,
        true,
        said,
        np.abs(outputs - points.targets).max(axis=1),
        np.arange(len(outputs)) if drawn is None else drawn,
        np.square(outputs - points.targets).mean(axis=1),
    )


def probe(sample) -> Probe:
    return Probe(np.zeros(2), np.zeros(2), (), (), np.zeros(1), sample)


@pytest.fixture
def plot(qtbot) -> SamplesPlot:
    widget = SamplesPlot()
    qtbot.addWidget(widget)
    widget.resize(420, 400)
    widget.show()
    return widget


def show(plot, task=Task.CLASSES, **fields):
    given = replace(facts(task, classes=3), train_samples=30, test_samples=10)
    plot.show_facts(given)
    found = samples(given, **fields)
    plot.show_snapshot(replace(snapshot(), samples=found))
    QApplication.processEvents()
    return found


def cells(plot, column: str) -> list[str]:
    rows = plot.table.rows
    at = [rows.title(c) for c in rows.columns].index(column)
    return [rows.index(row, at).data() for row in range(rows.rowCount())]


def click_row(plot, qtbot, row: int) -> None:
    place = plot.table.visualRect(plot.table.rows.index(row, 0)).center()
    qtbot.mouseClick(plot.table.viewport(), LEFT, pos=place)


def click_head(plot, qtbot, column: int) -> None:
    head = plot.table.horizontalHeader()
    place = QPoint(head.sectionViewportPosition(column) + 10, head.height() // 2)
    qtbot.mouseClick(head.viewport(), LEFT, pos=place)


def choose(combo, text: str, qtbot) -> None:
    combo.setFocus()
    while combo.currentText() != text:
        before = combo.currentIndex()
        qtbot.keyClick(combo, Qt.Key.Key_Down)
        assert combo.currentIndex() == before + 1, text


def test_the_largest_error_is_first(plot) -> None:
    show(plot)
    assert cells(plot, "№")[:3] == ["40", "39", "38"]
    assert cells(plot, "error")[0] == "1.00"
    assert cells(plot, "prediction")[0].startswith("✕ ") and cells(plot, "prediction")[-1] != "✕"
    assert plot.reading() == "40 of 40 samples"


def test_a_click_on_a_head_sorts_and_a_second_the_other_way(plot, qtbot) -> None:
    found = show(plot)
    click_head(plot, qtbot, 0)
    assert cells(plot, "№")[:2] == ["1", "2"]
    click_head(plot, qtbot, 0)
    assert cells(plot, "№")[:2] == ["40", "39"]
    last = len(plot.table.rows.columns) - 1
    plot.table.scrollTo(plot.table.rows.index(0, last))
    click_head(plot, qtbot, last)
    order = plot.table.rows.order
    assert (np.diff(found.inputs[order, 1]) >= 0).all()


def test_enter_sorts_by_the_column_of_the_cursor(plot, qtbot) -> None:
    show(plot)
    click_row(plot, qtbot, 3)
    qtbot.keyClick(plot.table, Qt.Key.Key_Return)  # the cursor is in the first column
    assert cells(plot, "№")[0] == "1" and plot.table.chosen() == 36
    qtbot.keyClick(plot.table, Qt.Key.Key_Right)
    qtbot.keyClick(plot.table, Qt.Key.Key_Return)
    assert cells(plot, "№")[0] == "40" and plot.table.chosen() == 36


def test_part_right_and_wrong_are_chosen(plot, qtbot) -> None:
    found = show(plot)
    choose(plot.right, "wrong", qtbot)
    assert plot.reading() == "10 of 40 samples" and set(cells(plot, "prediction")) > set()
    assert all(text.startswith("✕") for text in cells(plot, "prediction"))
    choose(plot.part, "test", qtbot)
    assert set(cells(plot, "part")) == {"test"}
    assert len(cells(plot, "№")) == int((found.part[30:] == 1).sum())
    assert plot.shown() == Shown("test", False)


def test_a_cell_is_marked_and_taken_away_again(plot, qtbot) -> None:
    marked = []
    plot.marked.connect(lambda points: marked.append(points.tolist()))
    found = show(plot)
    true, said = int(found.true[35, 0]), int(found.said[35, 0])
    plot.show_cell((true, said), "train")
    expected = {k for k in range(30, 40) if found.true[k, 0] == true and found.part[k] == 0}
    assert set(marked[-1]) == expected and len(cells(plot, "№")) == len(expected)
    assert plot.cell.isVisible() and not plot.right.isVisible()
    assert plot.cell.accessibleName() == f"true kind {true}, said kind {said}"
    plot.hide()
    assert marked[-1] == []  # what is not seen marks nothing
    plot.show()
    assert set(marked[-1]) == expected
    qtbot.mouseClick(plot.cell, LEFT)
    assert marked[-1] == [] and plot.shown().cell is None and not plot.cell.isVisible()
    plot.show_cell((0, 2))
    assert not plot.table.isVisible() and plot.reading() == "0 of 40 samples"


def test_a_row_asks_for_its_point_and_keys_for_the_next(plot, qtbot) -> None:
    show(plot)
    with qtbot.waitSignal(plot.follow_requested) as asked:
        click_row(plot, qtbot, 0)
    assert asked.args == [39]
    with qtbot.waitSignal(plot.follow_requested) as asked:
        qtbot.keyClick(plot.table, Qt.Key.Key_Down)
    assert asked.args == [38] and plot.reading().endswith("sample 39 is followed")


def test_a_sample_that_is_not_drawn_is_asked_for_by_its_inputs(plot, qtbot) -> None:
    found = show(plot, drawn=np.full(40, -1))
    with qtbot.waitSignal(plot.probe_requested) as asked:
        click_row(plot, qtbot, 0)
    np.testing.assert_array_equal(asked.args[0], found.inputs[39])


def test_the_followed_point_is_chosen_without_asking_again(plot, qtbot) -> None:
    found = show(plot)
    with qtbot.assertNotEmitted(plot.follow_requested):
        plot.show_snapshot(replace(snapshot(), probe=probe(5)))
    assert plot.table.chosen() == 5
    row = plot.table.rows.row_of(5)
    shown = plot.table.visualRect(plot.table.rows.index(row, 0))
    assert plot.table.viewport().rect().intersects(shown)
    # it stays chosen where the order changes
    turned = replace(found, error=found.error[::-1].copy())
    plot.show_snapshot(replace(snapshot(), samples=turned, probe=probe(5)))
    assert plot.table.chosen() == 5 and plot.table.currentIndex().row() == 5
    plot.show_snapshot(replace(snapshot(), probe=probe(None)))
    assert plot.table.chosen() is None


def test_a_late_picture_does_not_take_the_cursor_back(plot, qtbot) -> None:
    show(plot)
    click_row(plot, qtbot, 0)
    qtbot.keyClick(plot.table, Qt.Key.Key_Down)
    plot.show_snapshot(replace(snapshot(), probe=probe(39)))  # of the row before
    assert plot.table.chosen() == 38
    plot.show_snapshot(replace(snapshot(), probe=probe(38)))
    assert plot.table.chosen() == 38
    plot.show_snapshot(replace(snapshot(), probe=probe(3)))  # then another was followed
    assert plot.table.chosen() == 3


def test_numbers_have_no_right_and_wrong(plot) -> None:
    show(plot, Task.REGRESSION)
    assert not plot.right.isVisible() and cells(plot, "error")[0] == "1.00"
    heads = [plot.table.rows.title(column) for column in plot.table.rows.columns]
    assert heads == ["№", "error", "loss", "target", "prediction", "part", "x₁", "x₂"]


def test_the_network_stands_beside_what_is_simpler(plot, qtbot) -> None:
    show(plot)
    metrics = {"train_metrics": {"accuracy": 0.9}, "test_metrics": {"accuracy": 0.8}}
    shot = replace(snapshot(), baselines=BASELINES, **metrics)
    plot.show_snapshot(shot)
    said = plot.compared().replace("\u00a0", " ")
    assert said == "test: network 80.0 % · always the most frequent class 25.0 %"
    choose(plot.part, "training", qtbot)
    said = plot.compared().replace("\u00a0", " ")
    assert said == "training: network 90.0 % · always the most frequent class 50.0 %"


def test_a_hundred_thousand_rows_make_only_the_cells_that_are_seen(plot, qtbot, monkeypatch):
    given = replace(facts(Task.REGRESSION, samples=100_000), train_samples=100_000)
    plot.show_facts(given)
    made, text = [], plot.table.rows.text
    monkeypatch.setattr(plot.table.rows, "text", lambda *at: made.append(at) or text(*at))
    plot.show_snapshot(replace(snapshot(), samples=samples(given)))
    plot.table.setFocus()
    qtbot.keyClick(plot.table, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    QApplication.processEvents()
    assert plot.table.rows.rowCount() == 100_000 and plot.table.chosen() == 0
    assert 0 < len(made) < 3_000


def test_it_asks_for_samples_only_while_it_is_seen(plot) -> None:
    assert plot.wants() == Wanted.SAMPLES
    plot.hide()
    assert plot.wants() == Wanted.NOTHING


def test_another_theme_and_nothing_to_show(plot) -> None:
    plot.set_theme(DARK)
    show(plot)
    plot.clear()
    assert plot.reading() == "" and not plot.table.isVisible()


def test_long_names_of_classes_do_not_widen_the_view(plot) -> None:
    show(plot)
    assert plot.minimumSizeHint().width() <= 272
    long = replace(plot._facts, classes=("a rather long name of a class", "another of them", "c"))
    plot.show_facts(long)
    plot.show_cell((0, 1))
    QApplication.processEvents()
    assert plot.minimumSizeHint().width() <= 272
    assert plot.cell.text().endswith("✕") and "…" in plot.cell.text()
    assert "a rather long name of a class" in plot.cell.toolTip()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_sample_that_is_a_picture_is_drawn(plot, qtbot, theme) -> None:
    plot.set_theme(theme)
    given = facts(Task.CLASSES, raw=16, classes=3)
    names = tuple(f"pixel_{r}_{c}" for r in range(4) for c in range(4))
    plot.show_facts(replace(given, raw_names=names, train_samples=40))
    found = samples(given)
    plot.show_snapshot(replace(snapshot(), samples=found))
    QApplication.processEvents()
    assert plot.picture.isVisible() and plot.picture.shares() is None
    assert plot.minimumSizeHint().width() <= 272  # the column of a small window is 288
    click_row(plot, qtbot, 0)
    sample = plot.table.chosen()
    expected = (found.inputs[sample].reshape(4, 4) + 1.0) / 2.0  # from −1 to 1
    np.testing.assert_allclose(plot.picture.shares(), expected)
    assert str(sample + 1) in plot.picture.accessibleDescription()
    image = plot.picture.grab().toImage()
    row, column = np.unravel_index(expected.argmax(), expected.shape)
    pixel = image.width() / 4.0
    seen = image.pixelColor(int((column + 0.5) * pixel), int((row + 0.5) * pixel))
    full, low = QColor(theme.text), QColor(theme.canvas)
    share = (seen.red() - low.red()) / (full.red() - low.red())
    assert share == pytest.approx(expected[row, column], abs=0.05)
    show(plot)  # other data are no pictures
    assert not plot.picture.isVisible()


def test_very_many_columns_get_their_width_in_turns(qtbot) -> None:
    """A thousand inputs are forty thousand texts to measure: at once that is a silence."""
    given = replace(facts(Task.REGRESSION), train_samples=30, test_samples=10)
    many = 300
    names = tuple(f"a rather long name of {n}" for n in range(many))
    found = replace(samples(given), inputs=np.zeros((40, many)))
    table = SamplesTable("samples", "all samples")
    qtbot.addWidget(table)
    table.begin(replace(given, raw_names=names, input_names=names))
    usual = table.horizontalHeader().defaultSectionSize()
    table.show_samples(found)
    places = [n for n, column in enumerate(table.rows.columns) if column.kind == "input"]
    assert len(places) == many
    wide = table.columnWidth(places[0])
    assert wide > usual and table.columnWidth(places[-1]) == usual
    qtbot.waitUntil(lambda: {table.columnWidth(n) for n in places} == {wide})


def place_of(plot, sample: int) -> QPoint:
    """Where a sample is on the scatter, in the viewport."""
    scatter = plot.scatter
    x = plot._samples.inputs[sample, scatter.x_axis.currentIndex()]
    y = plot._samples.inputs[sample, scatter.y_axis.currentIndex()]
    at = scatter.item.getViewBox().mapViewToScene(QPointF(x, y))
    return scatter.plot.mapFromScene(at)


def look_at_scatter(plot, qtbot) -> None:
    qtbot.mouseClick(plot.look.button(1), LEFT)
    QApplication.processEvents()
    assert plot.scatter.isVisible() and not plot.table.isVisible()


def test_the_loss_is_a_column_and_sorts_from_the_largest(plot, qtbot) -> None:
    found = show(plot)
    assert cells(plot, "loss")[0] == "1.00"
    click_row(plot, qtbot, 0)
    qtbot.keyClick(plot.table, Qt.Key.Key_Right)
    qtbot.keyClick(plot.table, Qt.Key.Key_Right)  # the column of the losses
    qtbot.keyClick(plot.table, Qt.Key.Key_Return)
    assert (np.diff(found.loss[plot.table.rows.order]) <= 0).all()
    qtbot.keyClick(plot.table, Qt.Key.Key_Return)
    assert (np.diff(found.loss[plot.table.rows.order]) >= 0).all()


def test_back_from_a_cell_by_the_button_and_by_backspace(plot, qtbot) -> None:
    found = show(plot)
    cell = (int(found.true[35, 0]), int(found.said[35, 0]))
    for leave in (
        lambda: qtbot.mouseClick(plot.filters.back, LEFT),
        lambda: qtbot.keyClick(plot.table, Qt.Key.Key_Backspace),
    ):
        plot.show_cell(cell)
        with qtbot.waitSignal(plot.cell_left) as left:
            leave()
        assert left.args == [cell] and plot.shown().cell is None
        assert not plot.filters.back.isVisible()


def test_a_row_stays_chosen_where_the_sample_is_no_point(plot, qtbot) -> None:
    """Of many samples some are not drawn on the surface: their probe has no number."""
    drawn = np.where(np.arange(40) == 5, 5, -1)
    show(plot, drawn=drawn)
    plot.show_snapshot(replace(snapshot(), probe=probe(5)))
    click_row(plot, qtbot, 0)
    plot.show_snapshot(replace(snapshot(), probe=probe(None)))
    assert plot.table.chosen() == 39


def test_a_click_on_a_point_follows_its_sample_and_the_row_is_chosen(plot, qtbot) -> None:
    found = show(plot)
    look_at_scatter(plot, qtbot)
    assert plot.scatter.points().tolist() == list(range(40))
    with qtbot.waitSignal(plot.follow_requested) as asked:
        qtbot.mouseClick(plot.scatter.plot.viewport(), LEFT, pos=place_of(plot, 7))
    assert asked.args == [7] and plot.reading().endswith("sample 8 is followed")
    x, y = plot.scatter.ring.getData()
    assert [x[0], y[0]] == found.inputs[7].tolist()
    with qtbot.waitSignal(plot.follow_requested) as asked:
        qtbot.keyClick(plot.scatter.plot, Qt.Key.Key_Right)
    assert asked.args == [8]
    qtbot.mouseClick(plot.look.button(0), LEFT)  # back to the table
    assert plot.table.chosen() == 8 and plot.table.isVisible()
    assert plot.table.currentIndex().row() == plot.table.rows.row_of(8)


def test_the_axes_are_any_two_inputs(plot, qtbot) -> None:
    found = show(plot)
    look_at_scatter(plot, qtbot)
    plot.scatter.x_axis.setFocus()
    qtbot.keyClick(plot.scatter.x_axis, Qt.Key.Key_Down)
    x, _ = plot.scatter._fills[0].getData()
    true = found.true[:, 0] == 0
    np.testing.assert_array_equal(np.sort(x), np.sort(found.inputs[true, 1]))


def test_errors_have_an_outline_in_the_colour_of_what_was_said(plot, qtbot) -> None:
    found = show(plot)
    look_at_scatter(plot, qtbot)
    wrong = found.true[:, 0] != found.said[:, 0]
    drawn = len(plot.scatter.rims.data)
    assert drawn == wrong.sum() == 10
    choose(plot.right, "right", qtbot)  # the filters are for both
    drawn = len(plot.scatter.rims.data)
    assert drawn == 0 and len(plot.scatter.points()) == 30


def test_a_point_is_read_under_the_cursor(plot, qtbot) -> None:
    found = show(plot)
    look_at_scatter(plot, qtbot)
    plot.scatter.pointed.emit(35)
    true, said = int(found.true[35, 0]), int(found.said[35, 0])
    part = "test" if found.part[35] else "training"
    assert plot.reading() == f"sample 36, {part}: kind {true}, said kind {said}"
    plot.scatter.pointed.emit(None)
    assert plot.reading() == "40 of 40 samples"


def test_numbers_colour_the_points_and_one_input_has_its_target_as_height(plot, qtbot) -> None:
    found = show(plot, Task.REGRESSION)
    look_at_scatter(plot, qtbot)
    assert len(plot.scatter._fills[-1].getData()[0]) == 40
    given = replace(facts(Task.REGRESSION, raw=1), train_samples=30, test_samples=10)
    plot.show_facts(given)
    found = samples(given)
    plot.show_snapshot(replace(snapshot(), samples=found))
    assert not plot.scatter.y_axis.isVisible()
    np.testing.assert_array_equal(plot.scatter._fills[-1].getData()[1], found.targets[:, 0])


def test_of_a_hundred_thousand_points_a_part_is_drawn_and_said(plot, qtbot) -> None:
    given = replace(facts(Task.REGRESSION, samples=100_000), train_samples=100_000)
    plot.show_facts(given)
    plot.show_snapshot(replace(snapshot(), samples=samples(given)))
    look_at_scatter(plot, qtbot)
    assert len(plot.scatter.points()) == MOST
    assert plot.reading() == "100,000 of 100,000 samples · 2,000 drawn"
