"""Comparing two moments: the largest changes first, samples, and asking for others."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from core.data.samples import Task
from core.documents.opening import opening_project
from core.lesson.comparison import (
    MOST,
    change_cell,
    change_rows,
    crossing_rows,
    output_rows,
    ranked,
)
from core.pictures.findings import ArrayChange, Crossing, MomentComparison, OutputChange
from core.pictures.snapshot import LayerPicture, Pin, Snapshot, TimeSpan, Wanted
from core.run.makers.comparison import compare, picture_of
from core.run.makers.snapshots import SnapshotMaker
from core.training.timeline import Timeline
from core.training.walk import Walk
from gui.compare.choice import moment_name
from gui.compare.dialog import CompareDialog
from gui.kit.colours import sign_text_colour
from gui.kit.theme import DARK, LIGHT
from tests.amount import some
from tests.gui.made import dense, facts, snapshot
from tests.nets import trainer_of

PIN = Pin(1, "flat", 20, 20.0, 0.6)


def changes(before: np.ndarray, after: np.ndarray) -> ArrayChange:
    return ArrayChange(before, after, after - before)


def moment(update: int, end: int, run: int = 1, pins: tuple[Pin, ...] = (PIN,)) -> Snapshot:
    made = snapshot(epoch=update, run=run)
    return replace(made, time=TimeSpan(0, end, pins), past=update < end)


def comparison(first: int = 20, second: int = 140, **other: object) -> MomentComparison:
    rng = np.random.default_rng(3)
    shapes = {"weight": (2, 2), "bias": (2,)}
    layers = tuple(
        {name: changes(rng.normal(size=s), rng.normal(size=s)) for name, s in shapes.items()}
        for _ in range(2)
    )
    made = MomentComparison(
        updates=(first, second),
        epochs=(first, second),
        losses=(0.61, 0.0866),
        test_losses=None,
        arrays=layers,
        gradients=layers,
        changed_side=(Crossing(2, 0, 1), Crossing(0, 1, 0)),
        moved_most=(OutputChange(3, 0, 0.5, -1.25),),
    )
    return replace(made, **other)


@pytest.fixture
def dialog(qtbot) -> CompareDialog:
    window = CompareDialog()
    qtbot.addWidget(window)
    window.set_theme(LIGHT)
    window.show_facts(facts())
    window.show_snapshot(moment(140, 200))
    return window


@pytest.fixture
def asked(dialog) -> list[tuple[int, int]]:
    got: list[tuple[int, int]] = []
    dialog.compare_requested.connect(lambda *pair: got.append(pair))
    return got


def texts(table) -> list[list[str]]:
    model = table.model()
    return [
        [model.index(row, column).data() for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_opening_network_between_two_moments(qtbot) -> None:
    trainer = trainer_of(opening_project())
    walk, maker = Walk(Timeline(trainer)), SnapshotMaker(trainer, 1)
    points, pictures = maker.facts.points.inputs, []
    for updates in (20, 120):
        trainer.run(updates=updates, seconds=60.0)
        pictures.append(picture_of(trainer.dataset, trainer.moment(), points))
    shown = maker.make(Wanted.WEIGHTS, trainer.evaluate(), trainer.history.since(0), 0.0, walk)
    window = CompareDialog()
    qtbot.addWidget(window)
    window.show_facts(maker.facts)
    window.show_snapshot(shown)
    window.show_comparison(compare(*pictures))
    assert window.about.text() == "Update 20 and update 140 (now)"
    assert window.losses.text() == "training loss 0.631 → 0.086"
    assert window.weights.note.text() == "9 of 9 numbers changed"
    rows = texts(window.weights.table)
    assert [row[0] for row in rows[:3]] == [
        "output layer · w⁽²⁾₂₁, h₂ → ŷ",
        "output layer · w⁽²⁾₁₁, h₁ → ŷ",
        "output layer · b⁽²⁾₁, bias of ŷ",
    ]
    now = shown.layers[1].arrays["weight"][1, 0]
    assert float(rows[0][2]) == pytest.approx(now, abs=1e-3) and rows[0][3].startswith("+")
    index = window.weights.table.model().index(0, 2)
    assert float(index.data(Qt.ItemDataRole.ToolTipRole)) == now
    assert texts(window.samples.table) == [["2", "(0, 1)", "0 → 1", "1 ✓"]]


def test_names_and_losses_of_the_moments(dialog) -> None:
    dialog.show_comparison(comparison(test_losses=(0.7, 0.1)))
    assert dialog.about.text() == "Update 20 (pin “flat”) and update 140 (now)"
    assert dialog.losses.text() == "training loss 0.610 → 0.087, test 0.700 → 0.100"
    span = TimeSpan(0, 200, (PIN, Pin(2, "Update 30", 30, 3.0, None)))
    assert moment_name(0, span, 140) == "Update 0 (start)"
    assert moment_name(200, span, 140) == "Update 200 (newest)"
    assert moment_name(200, span, 200) == "Update 200 (now)"
    assert moment_name(30, span, 140) == "Update 30"
    assert moment_name(12_345, None, None) == "Update 12,345"


def test_the_largest_changes_come_first_with_sign_and_colour(dialog) -> None:
    dialog.show_comparison(comparison())
    model = dialog.weights.table.model()
    sizes = [abs(row[3].value) for row in model.rows]
    assert len(sizes) == 12 and sizes == sorted(sizes, reverse=True)
    for number, row in enumerate(model.rows):
        value = row[3].value
        assert row[3].text[0] == ("+" if value > 0 else "−")
        assert row[2].value - row[1].value == value
        colour = model.index(number, 3).data(Qt.ItemDataRole.ForegroundRole)
        assert colour == sign_text_colour(LIGHT, value)
    dialog.set_theme(DARK)
    colour = model.index(0, 3).data(Qt.ItemDataRole.ForegroundRole)
    assert colour == sign_text_colour(DARK, model.rows[0][3].value)


@settings(max_examples=some(50))
@given(
    st.lists(st.integers(-4, 4), min_size=1, max_size=60),
    st.integers(1, 5),
    st.integers(1, 30),
)
def test_ranking_is_sorting(numbers: list[int], columns: int, most: int) -> None:
    flat = np.array(numbers[: len(numbers) // columns * columns] or [1.0], dtype=np.float64)
    matrix = flat.reshape(-1, columns if flat.size % columns == 0 else 1)
    vector = np.array([0.5, -9.0])
    layers = (
        {"weight": changes(np.zeros_like(matrix), matrix), "bias": changes(vector * 0.0, vector)},
        {},
    )
    found = ranked(layers, most)
    assert found.numbers == matrix.size + 2
    assert found.changed == np.count_nonzero(matrix) + 2
    listed = [abs(layers[i][name].change[index]) for i, name, index in found.places]
    every = sorted([*np.abs(matrix).reshape(-1), 0.5, 9.0], reverse=True)
    assert listed == every[: min(most, found.changed)]
    assert len(set(found.places)) == len(found.places)


def test_a_large_network_lists_a_thousand_and_says_so(dialog) -> None:
    rng = np.random.default_rng(0)
    large = changes(np.zeros((300, 200)), rng.normal(size=(300, 200)))
    layers = ({"weight": large},)
    dialog.show_comparison(comparison(arrays=layers, gradients=layers))
    assert dialog.weights.table.model().rowCount() == MOST == 1000
    text = "60,000 of 60,000 numbers changed; the 1,000 largest changes are listed"
    assert dialog.weights.note.text() == text
    assert dialog.gradients.note.text().startswith(text)
    smallest = abs(dialog.weights.table.model().rows[-1][3].value)
    assert np.count_nonzero(np.abs(large.change) >= smallest) == 1000


def test_what_is_no_number_comes_first_and_is_not_hidden() -> None:
    array = changes(np.zeros(4), np.array([1.0, np.nan, np.inf, 0.0]))
    found = ranked(({"bias": array},))
    assert [index for *_, index in found.places] == [(1,), (2,), (0,)]
    assert change_cell(float("nan")).text == "NaN" and change_cell(0.0).text == "0"


def test_nothing_changed(dialog) -> None:
    same = ({"weight": changes(np.ones((2, 2)), np.ones((2, 2)))},)
    dialog.show_comparison(comparison(arrays=same, gradients=(), changed_side=()))
    assert dialog.weights.note.text() == "None of 4 numbers changed"
    assert dialog.gradients.note.text().startswith("None of 0")
    assert "same class" in dialog.samples.note.text()
    assert texts(dialog.samples.table) == []


def test_names_of_numbers_in_every_kind_of_layer() -> None:
    pictures = (
        dense(np.zeros((2, 3)), np.zeros(3)),
        LayerPicture("batch_norm", "batch norm", 3, 3, "", {"scale": np.ones(3)}),
        dense(np.zeros((3, 1)), np.zeros(1), "sigmoid"),
    )
    layers = (
        {"weight": changes(np.zeros((2, 3)), np.eye(2, 3) * [[9.0], [0.0]])},
        {"scale": changes(np.zeros(3), np.array([0.0, 5.0, 0.0]))},
        {"bias": changes(np.zeros(1), np.ones(1))},
    )
    found = ranked(layers)
    rows = change_rows(layers, found, facts(), pictures)
    assert [row[0].text for row in rows] == [
        "hidden layer 1 · w⁽¹⁾₁₁, x₁ → a⁽¹⁾₁",
        "batch normalization · γ⁽²⁾₂, scale of a⁽²⁾₂",
        "output layer · b⁽³⁾₁, bias of ŷ",
    ]
    rows = change_rows(layers, found, None, ())
    assert rows[0][0].text == "layer 1 · w⁽¹⁾₁₁"


def test_samples_that_changed_side_are_chosen(dialog) -> None:
    chosen: list[int] = []
    dialog.sample_chosen.connect(chosen.append)
    dialog.show_comparison(comparison())
    table = dialog.samples.table
    rows = texts(table)
    assert [row[0] for row in rows] == ["3", "1 (test)"]
    assert [row[2] for row in rows] == ["0 → 1", "1 → 0"]
    targets = facts().points.targets
    for row, sample, after in ((rows[0], 2, 1), (rows[1], 0, 0)):
        true = int(targets[sample, 0])
        assert row[3] == f"{true}" + (" ✓" if true == after else "")
    assert dialog.tabs.tabText(2) == "Samples that changed side: 2"
    dialog.tabs.setCurrentIndex(2)
    dialog.show()
    place = table.visualRect(table.model().index(1, 0)).center()
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    table.setCurrentIndex(table.model().index(0, 0))
    QTest.keyClick(table, Qt.Key.Key_Return)
    assert chosen == [0, 2]
    dialog.close()


def test_classes_by_name_and_regressions_by_their_outputs(dialog) -> None:
    dialog.show_facts(facts(Task.CLASSES, classes=3))
    dialog.show_snapshot(moment(140, 200))
    dialog.show_comparison(comparison(changed_side=(Crossing(2, 0, 2),)))
    assert texts(dialog.samples.table)[0][2] == "kind 0 → kind 2"
    dialog.show_facts(facts(Task.REGRESSION, run=2))
    dialog.show_snapshot(moment(140, 200, run=2))
    dialog.show_comparison(comparison(changed_side=()))
    rows = texts(dialog.samples.table)
    assert rows[0][0] == "4" and rows[0][2:] == ["0.5000", "−1.250", "−1.750"]
    assert dialog.tabs.tabText(2) == "Outputs that moved most"


def test_moments_are_chosen_among_start_pins_now_and_newest(dialog, asked) -> None:
    dialog.bring()
    assert asked == [(0, 140)]  # at first the start and now
    offered = [dialog.first.itemData(i) for i in range(dialog.first.count())]
    assert offered == [0, 20, 140, 200]
    dialog.first.setCurrentIndex(1)
    dialog.first.activated.emit(1)
    dialog.second.setCurrentIndex(3)
    dialog.second.activated.emit(3)
    assert asked[1:] == [(20, 140), (20, 200)]
    dialog.second.setCurrentIndex(1)
    dialog.second.activated.emit(1)
    assert len(asked) == 3  # a moment is not compared with itself
    dialog.close()


def test_choices_stay_while_training_goes_on(dialog, asked) -> None:
    dialog.show()
    dialog.show_comparison(comparison(20, 140))
    for update in (201, 202, 300):
        dialog.show_snapshot(moment(update, update))
    assert dialog.first.update_chosen() == 20 and dialog.second.update_chosen() == 140
    assert asked == []
    offered = [dialog.second.itemData(i) for i in range(dialog.second.count())]
    assert offered == [0, 20, 140, 300]
    dialog.show_comparison(comparison(57, 58))  # asked for elsewhere
    assert dialog.first.update_chosen() == 57 and dialog.second.update_chosen() == 58
    dialog.close()


@pytest.mark.parametrize("run", [1, 2])  # another document's first run is 1 too
def test_another_network_forgets_what_was_compared(dialog, run) -> None:
    dialog.show_comparison(comparison())
    dialog.show_facts(facts(run=run))
    assert dialog.about.text() == "Choose two moments"
    assert texts(dialog.weights.table) == [] and not dialog.copy_button.isEnabled()
    dialog.show_snapshot(moment(5, 5, run=3))
    dialog.bring()
    assert dialog.first.update_chosen() == 0 and dialog.second.update_chosen() == 5
    dialog.close()


def test_copied_as_text_with_every_digit(dialog) -> None:
    made = comparison()
    dialog.show_comparison(made)
    dialog.copy_button.click()
    lines = QGuiApplication.clipboard().text().split("\n")
    assert lines[0] == "weight or bias\tbefore\tafter\tchange" and len(lines) == 13
    found = {float(line.split("\t")[3]) for line in lines[1:]}
    every = [item.change for arrays in made.arrays for item in arrays.values()]
    assert found == {float(x) for array in every for x in array.reshape(-1)}
    dialog.show()
    dialog.weights.table.selectRow(2)
    QTest.keyClick(dialog.weights.table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().split("\n") == [lines[0], lines[3]]
    dialog.close()


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_every_tab_paints(dialog, theme) -> None:
    dialog.set_theme(theme)
    dialog.show_comparison(comparison())
    for tab in range(3):
        dialog.tabs.setCurrentIndex(tab)
        assert not dialog.grab().isNull()


def test_controls_say_what_they_are(dialog) -> None:
    for control in (dialog.first, dialog.second, dialog.copy_button):
        assert control.toolTip() and control.accessibleName()
    for tab in (dialog.weights, dialog.gradients, dialog.samples):
        assert tab.table.toolTip() and tab.table.accessibleName()


def test_names_of_targets_stand_beside_the_symbols_of_outputs() -> None:
    named = replace(facts(), task=Task.REGRESSION, target_names=("height", "mass"))
    moved = OutputChange(0, 1, 1.0, 2.0)
    assert output_rows([moved], named)[0][0].text.endswith(" · ŷ₂ mass")
    named = replace(named, task=Task.TWO_CLASSES)
    assert crossing_rows([Crossing(10**6, 0, 1, 1)], named)[0][2].text.startswith("ŷ₂ mass: ")
