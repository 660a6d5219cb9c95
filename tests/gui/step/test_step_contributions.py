"""Who moved this weight: the parts of a slope, in words and as bars; and what one sample pushes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QApplication

from core.lesson.cards.card import card_of
from core.lesson.cards.content import Cursor
from core.lesson.cards.context import Context
from core.lesson.contribution.parts import point_of, pushes_of, shares_of
from core.lesson.contribution.words import sentence
from core.lesson.parts import Part, bias, weight
from core.project import Project
from gui.kit.theme import DARK, LIGHT
from gui.step.contribution_rows import MOST
from gui.step.contributions import ContributionsView
from tests.amount import some
from tests.gui.made import facts
from tests.gui.walked import Walked, walked
from tests.nets import dense, points, project
from tests.strategies import trainable

W11 = weight(0, 0, 0)


@pytest.fixture
def view(qtbot) -> ContributionsView:
    widget = ContributionsView()
    qtbot.addWidget(widget)
    widget.resize(440, 400)
    widget.show()
    return widget


def show(view, walk: Walked, part, sample=2, phases=None) -> None:
    snapshot = walk.picture() if phases is None else walk.step(phases)
    view.show_step(snapshot.step, walk.facts, part, sample, snapshot.layers)
    QApplication.processEvents()


def heard(signal) -> list:
    found: list = []
    signal.connect(found.append)
    return found


def centre(view, line: int) -> QPoint:
    return view.bars.sheet().row_rect(line).center().toPoint()


def test_the_walk_through_xor(view) -> None:
    show(view, Walked(), W11, phases=6)
    assert view.heading() == "w⁽¹⁾₁₁, x₁ → h₁"
    assert view.words() == "Sample 3 asks for more weight, sample 4 asks louder for less."
    rows = [line.split("\t") for line in view.bars.text().splitlines()]
    assert [row[0] for row in rows[:4]] == ["1 (0, 0)", "2 (0, 1)", "3 (1, 0)", "4 (1, 1)"]
    assert rows[4][0] == "together: the slope ∂L/∂w⁽¹⁾₁₁"
    shown = [round(float(row[1].replace("−", "-")), 4) for row in rows]
    assert shown == [0.0, 0.0, -0.0441, 0.0959, 0.0518]


def test_before_the_phase_is_done_it_says_where_to_step(view) -> None:
    walk = Walked()
    show(view, walk, W11, phases=5)
    assert view.words() == "Step to ← Hidden to see who moves it."
    assert not view.bars.isVisible()
    show(view, walk, weight(1, 0, 0))
    assert view.bars.isVisible()
    deep = walked([dense(3, "tanh"), dense(2, "tanh"), dense(1, "sigmoid")])
    show(view, deep, weight(1, 0, 0), phases=2)
    assert view.words() == "Step to ← Hidden 2 to see who moves it."
    show(view, deep, weight(2, 0, 0))
    assert view.words() == "Step to ← Output to see who moves it."


@pytest.mark.parametrize("part", [None, Part(0, None, 1), weight(0, 5, 0), weight(7, 0, 0)])
def test_without_a_number_it_asks_for_one(view, part) -> None:
    show(view, Walked(), part, phases=6)
    assert view.words() == "Click a weight or a bias in the network to ask about it."
    view.clear()
    assert not view.bars.isVisible()


@settings(max_examples=some(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(trainable(), st.data())
def test_the_parts_are_together_the_engines_slope(made: dict, data) -> None:
    walk = Walked(Project.from_json(made))
    snapshot = walk.update()
    step, layers = snapshot.step, snapshot.layers
    assume(step is not None and step.records)  # else it diverged
    numbers = [
        (i, name)
        for i, layer in enumerate(layers)
        for name in layer.arrays
        if "running" not in name
    ]
    layer, name = data.draw(st.sampled_from(numbers))
    array = layers[layer].arrays[name]
    index = tuple(data.draw(st.integers(0, n - 1)) for n in array.shape)
    shares = shares_of(step, layers, Part(layer, name, index))
    assert shares is not None and len(shares.values) == len(step.records[0][0].values["x"])
    total = float(shares.values.sum(dtype=np.float64)) + (shares.penalty or 0.0)
    scale = float(np.abs(shares.values).sum()) + abs(shares.penalty or 0.0)
    accuracy = 1e-10 if array.dtype == np.float64 else 1e-3
    if np.isfinite(total):
        assert abs(total - shares.total) <= accuracy * scale + 1e-300
    assert shares.words


@pytest.mark.parametrize(
    ("values", "penalty", "name", "row", "words"),
    [
        ([0.0, 0.0], 0.0, "weight", 0, "No sample has a say here: every part is 0."),
        ([0.0, -1.0], 0.0, "bias", 0, "Only sample 12 has a say: it asks for a larger bias."),
        ([2.0], 0.0, "shift", 0, "Sample 11 asks for a smaller shift."),
        (
            [2.0, 1.0],
            0.0,
            "scale",
            0,
            "Sample 11 asks for a smaller scale, the next loudest, sample 12, for a smaller one.",
        ),
        (
            [-3.0, 1.0],
            0.0,
            "bias",
            1,
            "Sample 12 asks for a smaller bias, sample 11 asks louder for a larger one.",
        ),
        (
            [-1.0, 1.0],
            0.0,
            "weight",
            1,
            "Sample 12 asks for less weight, sample 11 as loudly for more.",
        ),
        (
            [0.0, -1.0, 0.75, 0.75],
            0.5,
            "weight",
            0,
            "Sample 11 has no say here; sample 12 asks loudest, for more weight. Together they ask"
            " for less. The penalty asks for less weight.",
        ),
        (
            [-1.0, -1.0, 2.0],
            0.0,
            "weight",
            None,
            "Sample 13 asks for less weight, the next loudest, sample 11, for more. Together they"
            " cancel out.",
        ),
        ([np.nan, 1.0], 0.0, "weight", 0, "Some of these are no longer finite."),
    ],
)
def test_sentences(values, penalty, name, row, words) -> None:
    assert sentence(np.array(values), penalty, name, row, range(11, 20)) == words


@pytest.mark.parametrize("part", [W11, bias(0, 0)])
def test_the_panel_and_the_question_say_the_same_of_the_same_bars(view, part) -> None:
    walk = walked(
        [dense(2, "tanh"), dense(1)],
        points(9, 2, 1),
        training={"batch_size": 4, "shuffle": True},
        regularizer="l2",
    )
    walk.update()
    for row in range(4):
        snapshot = walk.step(6) if row == 0 else walk.picture()
        at = (snapshot.step, snapshot.layers, walk.facts, Cursor(row, 0, part))
        view.show_step(snapshot.step, walk.facts, part, row, snapshot.layers)
        assert card_of(*at).remark == view.words()
        labels = [line.split("\t")[0] for line in view.bars.text().splitlines()]
        numbers = [str(Context(*at).number(row)) for row in range(4)]
        assert [label.split(" ")[0] for label in labels[:4]] == numbers


def test_samples_are_hovered_and_chosen_by_their_point(view, qtbot) -> None:
    walk = walked(
        [dense(2, "tanh"), dense(1)],
        points(9),
        {"batch_size": 4, "shuffle": True},
        loss={"name": "mean_squared_error"},
    )
    show(view, walk, W11, sample=1, phases=6)
    indexes = walk.walk.picture().records[0][0].values["indexes"]
    hovered, chosen = heard(view.sample_hovered), heard(view.sample_chosen)
    qtbot.mouseMove(view.bars, centre(view, 2))
    qtbot.mouseClick(view.bars, Qt.MouseButton.LeftButton, pos=centre(view, 3))
    assert hovered[0] == indexes[2] and chosen == [indexes[3]]
    assert f"Sample {indexes[3] + 1} of the training data" in view.bars.tip_at(centre(view, 3))
    view.bars.leaveEvent(None)
    assert hovered[-1] is None


def test_with_the_keyboard(view, qtbot) -> None:
    show(view, Walked(), W11, phases=6)
    chosen, hovered = heard(view.sample_chosen), heard(view.sample_hovered)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Return):
        qtbot.keyClick(view.bars, key)
    assert hovered == [0, 1] and chosen == [1]
    qtbot.keyClick(view.bars, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0] == "1 (0, 0)\t0" and "−" not in text


def large() -> Walked:
    return walked(
        [dense(40, "tanh"), dense(3, "softmax")],
        points(130, 5, 3, "one_hot"),
        loss={"name": "categorical_cross_entropy"},
        regularizer={"name": "l2", "strength": 0.1},
    )


def test_of_many_samples_some_are_seen_and_the_others_counted(view, qtbot) -> None:
    show(view, large(), W11, sample=60, phases=6)
    sheet = view.bars.sheet()
    assert len(view.bars.labels()) == MOST and "61" in view.bars.labels()
    assert sheet.hidden() == 130 - MOST
    values = sheet.rows.values
    assert np.isclose(sheet.rest() + values[sheet.seen()].sum(), values.sum())
    first = view.bars.labels()
    qtbot.mouseClick(view.bars, Qt.MouseButton.LeftButton, pos=centre(view, MOST))
    assert view.bars.labels()[0] == str(int(first[-1]) + 1)
    view.order.click()
    found = [float(values[n]) for n in view.bars.sheet().seen()]
    assert np.abs(found).tolist() == sorted(np.abs(values), reverse=True)[:MOST]
    for _ in range(20):
        qtbot.keyClick(view.bars, Qt.Key.Key_Down)
    assert len(view.bars.labels()) == MOST


def test_the_penalty_has_a_bar_of_its_own(view) -> None:
    walk = large()
    show(view, walk, W11, phases=6)
    extras = view.bars.sheet().rows.extras
    assert [extra.label for extra in extras] == ["penalty", "together: the slope ∂J/∂w⁽¹⁾₁₁"]
    assert extras[0].bar and "The penalty asks for" in view.words()
    show(view, walk, bias(0, 1))
    assert len(view.bars.sheet().rows.extras) == 1  # none on a bias


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_bars_lie_left_and_right_of_the_middle(view, theme) -> None:
    view.set_theme(theme)
    show(view, Walked(), W11, phases=6)
    image, sheet = view.bars.grab().toImage(), view.bars.sheet()
    left, right = sheet.columns()
    middle = (left + right) / 2.0
    for line, aside, colour in ((2, -6.0, theme.negative), (3, 6.0, theme.positive)):
        y = int(sheet.row_rect(line).center().y())
        assert image.pixelColor(int(middle + aside), y) == QColor(colour)
        assert image.pixelColor(int(middle - aside), y) != QColor(colour)


def test_what_a_sample_pushes_is_told_only_while_it_is_looked_at(view) -> None:
    walk, wanted = Walked(), heard(view.pushes_wanted)
    show(view, walk, W11, phases=5)
    view.mode.choose(1)
    assert list(wanted[-1]) == [1]
    show(view, walk, W11, phases=1)
    edges = wanted[-1]
    # sample 3 is (1, 0): only x₁ pushes, by ∂L/∂z of the hidden neurons
    back = walk.walk.picture().record("backward", 0).values["gradient_z"][2]
    assert np.array_equal(edges[0], [[back[0], back[1]], [0.0, 0.0]])
    heard_before = len(wanted)
    show(view, walk, W11)
    assert len(wanted) == heard_before  # nothing new
    assert view.heading() == "sample 3 (1, 0)" and view.bars.labels()[0] == "w⁽²⁾₁₁, h₁ → ŷ"
    view.mode.choose(0)
    assert wanted[-1] is None
    view.mode.choose(1)
    assert wanted[-1] is not None
    view.hide()
    assert wanted[-1] is None


def test_pushes_before_anything_is_done_and_without_a_sample(view) -> None:
    walk = Walked()
    view.mode.choose(1)
    show(view, walk, W11, phases=4)
    assert view.words() == "Step to ← Output to see what it pushes."
    show(view, walk, W11, sample=None)
    assert view.words() == "Follow a sample to see what it pushes."


def test_hovering_a_push_tells_which_weight(view, qtbot) -> None:
    show(view, Walked(), None, phases=6)
    view.mode.choose(1)
    QApplication.processEvents()
    parts = heard(view.part_hovered)
    qtbot.mouseMove(view.bars, centre(view, 0))
    assert parts == [weight(1, 0, 0)]


def test_of_many_pushes_the_largest_are_listed() -> None:
    walk = walked([dense(60, "tanh"), dense(1)], points(3, 4), loss={"name": "mean_squared_error"})
    found = pushes_of(walk.step(6).step, 0)
    every = np.concatenate([edges.ravel() for edges in found.edges.values()])
    assert found.left == every.size - len(found.values) == 300 - 120
    assert np.abs(found.values).tolist() == sorted(np.abs(every), reverse=True)[:120]
    for part, value in zip(found.parts, found.values, strict=True):
        assert found.edges[part.layer][part.index] == value


def test_points_of_large_data_are_a_choice() -> None:
    told = facts(samples=40)
    assert point_of(told, 7) == 7 and point_of(told, 40) is None
    told = replace(told, train_samples=118)  # 40 of 118: every third, 0, 3.0…, 117
    assert point_of(told, 0) == 0 and point_of(told, 117) == 39 and point_of(told, 1) is None


def test_batch_normalization_and_dropout() -> None:
    made = project(
        [dense(3, "tanh"), {"name": "batch_norm"}, {"name": "dropout", "rate": 0.5}, dense(1)],
        points(8),
        loss={"name": "mean_squared_error"},
    )
    snapshot = Walked(made).update()
    found = shares_of(snapshot.step, snapshot.layers, Part(1, "scale", (2,)))
    assert found is not None and np.isclose(found.values.sum(), found.total)
