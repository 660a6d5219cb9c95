"""The network diagram: what is painted, read and asked for."""

import sys
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QToolButton

from core.data.samples import Task
from core.lesson import parts
from core.pictures.snapshot import LayerPicture, Surface
from gui.kit.theme import DARK, LIGHT
from gui.network.diagram import NetworkDiagram
from tests.gui.made import PLANE, dense, facts, network, slope, snapshot, xor_layers


@pytest.fixture
def diagram(qtbot) -> NetworkDiagram:
    widget = NetworkDiagram()
    qtbot.addWidget(widget)
    widget.resize(864, 752)
    widget.show_facts(facts())
    widget.show_snapshot(snapshot())
    widget.show()
    widget.grab()
    return widget


def colour(widget, x: float, y: float) -> QColor:
    return widget.grab().toImage().pixelColor(round(x), round(y))


def close(found: QColor, wanted: str, by: int = 40) -> bool:
    other = QColor(wanted)
    parts = zip(found.getRgb()[:3], other.getRgb()[:3], strict=True)
    return all(abs(one - two) <= by for one, two in parts)


def button(widget, name: str) -> QToolButton:
    found = [b for b in widget.findChildren(QToolButton) if b.accessibleName() == name]
    assert len(found) == 1, [b.accessibleName() for b in widget.findChildren(QToolButton)]
    return found[0]


def hover(qtbot, widget, point: QPointF) -> None:
    qtbot.mouseMove(widget, QPoint(3, 3))  # a move to where the mouse is already is no move
    qtbot.mouseMove(widget, QPoint(round(point.x()), round(point.y())))


def colours_along(widget, edge: int) -> list[QColor]:
    image = widget.grab().toImage()
    points = widget.scene.edges.points[edge][2:-2]
    return [image.pixelColor(round(x), round(y)) for x, y in points]


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_edges_have_the_colour_of_their_sign(diagram, theme) -> None:
    diagram.set_theme(theme)
    positive = [close(c, theme.positive) for c in colours_along(diagram, 0)]
    assert sum(positive) > 0.6 * len(positive)
    negative = colours_along(diagram, 1)
    orange = [c.red() > c.blue() + 60 for c in negative]
    assert 0.3 * len(orange) < sum(orange) < 0.95 * len(orange)  # dashed
    assert not any(close(c, theme.positive) for c in negative[3:10])


def test_a_zero_weight_is_neutral(diagram) -> None:
    diagram.show_snapshot(snapshot((dense(np.zeros((2, 2))), dense([[0.0], [0.0]], [0.0]))))
    found = colours_along(diagram, 0)
    assert not any(c.blue() > c.red() + 60 or c.red() > c.blue() + 60 for c in found)
    assert any(not close(c, LIGHT.canvas, 20) for c in found)


def test_maps_are_painted_the_right_way_up(diagram) -> None:
    up = np.repeat(np.linspace(-1.0, 1.0, 24)[:, None], 24, axis=1)  # row 0 at the lowest y
    maps = (np.stack([up, -up], axis=-1), slope(1, 24, 24))
    surface = Surface(PLANE, slope(), maps, np.stack([up.T, up], axis=-1))
    diagram.show_snapshot(snapshot(surface=surface))
    rect = diagram.scene.layout.columns[1].rect(0)
    assert close(colour(diagram, rect.center().x(), rect.top() + 4), LIGHT.positive, 60)
    assert close(colour(diagram, rect.center().x(), rect.bottom() - 4), LIGHT.negative, 60)
    assert close(colour(diagram, rect.center().x(), rect.center().y()), LIGHT.canvas)
    x1 = diagram.scene.layout.columns[0].rect(0)  # the first input: its own value
    assert close(colour(diagram, x1.left() + 4, x1.center().y()), LIGHT.negative, 60)
    assert close(colour(diagram, x1.right() - 4, x1.center().y()), LIGHT.positive, 60)


def test_features_show_their_values_over_the_plane(diagram) -> None:
    diagram.show_facts(replace(facts(), input_names=("x₁", "x₁²", "x₁x₂")))
    maps = (np.zeros((24, 24, 2)), np.zeros((24, 24, 1)))
    up = np.repeat(np.linspace(-1.0, 1.0, 24)[:, None], 24, axis=1)
    inputs = np.stack([up.T, up.T**2, up.T * up], axis=-1)
    diagram.show_snapshot(snapshot(network(3, 2, 1), Surface(PLANE, slope(), maps, inputs)))
    diagram.grab()
    assert sorted(unit for column, unit in diagram.scene.images if column == 0) == [0, 1, 2]
    square, product = (
        diagram.scene.layout.columns[0].rect(1),
        diagram.scene.layout.columns[0].rect(2),
    )
    for x in (square.left() + 4, square.right() - 4):
        assert close(colour(diagram, x, square.center().y()), LIGHT.positive, 100)
    corner = colour(diagram, product.left() + 5, product.top() + 5)  # −1 · 1
    assert close(corner, LIGHT.negative, 100)


def test_bias_dots_have_the_colour_of_their_sign(diagram) -> None:
    column = diagram.scene.layout.columns[1]
    for unit, wanted in ((0, LIGHT.negative), (1, LIGHT.positive)):
        centre = column.bias_centre(unit)
        assert close(colour(diagram, centre.x(), centre.y()), wanted)


def test_hover_reads_a_weight_in_full(diagram, qtbot) -> None:
    layers = xor_layers()
    layers[0].arrays["weight"][0, 0] = 0.1 + 0.2
    diagram.show_snapshot(snapshot(layers))
    x, y = diagram.scene.edges.points[0][6]
    hover(qtbot, diagram, QPointF(x, y))
    assert diagram.reading()[:2] == ["weight x₁ → h₁", "w⁽¹⁾₁₁ = 0.30000000000000004"]
    qtbot.mouseMove(diagram, QPoint(3, 3))
    assert diagram.reading() == []


def test_hover_over_a_neuron_reads_its_bias_and_shows_its_numbers(diagram, qtbot) -> None:
    hover(qtbot, diagram, diagram.scene.layout.columns[1].rect(1).center())
    assert diagram.reading() == [
        "h₂ · tanh",
        "z₂ = x₁·w⁽¹⁾₁₂  + x₂·w⁽¹⁾₂₂ + b⁽¹⁾₂",
        "   = x₁·(−2.56) + x₂·2.45   + 1.30",
        "h₂ = tanh(z₂)",
        "click a point on the surface to follow it",
    ]
    assert set(diagram._pointer.numbers) == set(diagram.scene.edges.into(1, 1).tolist())
    for edge, place in diagram._pointer.numbers.items():
        assert place == diagram.scene.number_places[edge]  # numbers stay where they were
    card = diagram._pointer.card
    assert card.isVisible() and diagram.rect().contains(card.geometry())
    diagram.show_snapshot(snapshot((dense(np.eye(2), [0.0, 7.5]), xor_layers()[1])))
    assert diagram.reading()[2] == "   = x₁·0      + x₂·1.00   + 7.50"  # the value of now
    assert card.lines() == diagram.reading()


def test_hover_lights_the_edges_of_a_neuron_and_fades_the_rest(diagram, qtbot) -> None:
    before = colours_along(diagram, 4)[8]
    hover(qtbot, diagram, diagram.scene.layout.columns[1].rect(1).center())
    after = colours_along(diagram, 4)[8]  # h1 → ŷ, not one of h2's
    assert close(before, LIGHT.positive) and after.lightness() > before.lightness() + 40


def test_click_selects_a_layer(diagram, qtbot) -> None:
    with qtbot.waitSignal(diagram.layer_selected) as caught:
        qtbot.mouseClick(
            diagram,
            Qt.MouseButton.LeftButton,
            pos=diagram.scene.layout.columns[2].rect(0).center().toPoint(),
        )
    assert caught.args == [1]
    with qtbot.waitSignal(diagram.layer_selected) as caught:
        pos = diagram.scene.layout.columns[1].caption_rect.center().toPoint()
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=pos)
    assert caught.args == [0]
    edge = diagram.scene.layout.columns[1].rect(0)
    assert close(colour(diagram, edge.center().x(), edge.top()), LIGHT.now, 60)


def test_inputs_are_no_layer(diagram, qtbot) -> None:
    with qtbot.assertNotEmitted(diagram.layer_selected):
        pos = diagram.scene.layout.columns[0].rect(0).center().toPoint()
        qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=pos)


def test_buttons_ask_for_units_and_layers(diagram, qtbot) -> None:
    for name, signal, layer in (
        ("Add a neuron to hidden layer 1", diagram.add_unit, 0),
        ("Remove a neuron from hidden layer 1", diagram.remove_unit, 0),
        ("Add a hidden layer before the output layer", diagram.add_layer, 1),
    ):
        with qtbot.waitSignal(signal) as caught:
            qtbot.mouseClick(button(diagram, name), Qt.MouseButton.LeftButton)
        assert caught.args == [layer]
        assert button(diagram, name).toolTip() == name


def test_the_last_unit_cannot_be_removed(diagram) -> None:
    diagram.show_snapshot(snapshot(network(2, 1, 1)))
    diagram.grab()
    assert not button(diagram, "Remove a neuron from hidden layer 1").isEnabled()


def test_buttons_follow_the_network(diagram) -> None:
    diagram.show_snapshot(snapshot(network(2, 3, 3, 1)))
    diagram.grab()
    shown = diagram.findChildren(QToolButton)
    assert len([b for b in shown if b.isVisible()]) == 2 + 2 + 1 + 2  # and two between layers
    diagram.clear()
    assert not [b for b in shown if b.isVisible()]


def test_keys_move_a_cursor_over_the_neurons(diagram, qtbot) -> None:
    diagram.setFocus()
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    assert diagram.reading() == ["input x₁"]
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    qtbot.keyClick(diagram, Qt.Key.Key_Down)
    assert diagram.reading()[0] == "h₂ · tanh"
    assert "+ 1.30" in diagram.accessibleDescription()
    for key, signal in (
        (Qt.Key.Key_Plus, diagram.add_unit),
        (Qt.Key.Key_Minus, diagram.remove_unit),
        (Qt.Key.Key_Space, diagram.layer_selected),
    ):
        with qtbot.waitSignal(signal) as caught:
            qtbot.keyClick(diagram, key)
        assert caught.args == [0]
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    qtbot.keyClick(diagram, Qt.Key.Key_Right)
    assert diagram.reading()[0] == "output ŷ · sigmoid"
    qtbot.keyClick(diagram, Qt.Key.Key_Escape)
    assert diagram.reading() == []


def test_a_click_does_not_take_the_arrow_keys(diagram, qtbot) -> None:
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not diagram.hasFocus()
    pos = diagram.scene.layout.columns[1].rect(0).center().toPoint()
    qtbot.mouseClick(diagram, Qt.MouseButton.LeftButton, pos=pos)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Space):
        event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier)
        diagram.keyPressEvent(event)
        assert not event.isAccepted()  # the window steps and plays
    assert diagram.target() == parts.neuron(0, 0)


def test_the_network_is_said_in_words(diagram) -> None:
    said = diagram.accessibleDescription()
    assert said == "2 inputs: x₁, x₂; hidden layer 1: 2 · tanh; output layer: 1 · sigmoid (ŷ)."


def test_names_of_layers_where_there_are_several(diagram, qtbot) -> None:
    diagram.show_snapshot(snapshot(network(2, 3, 3, 1)))
    diagram.grab()
    hover(qtbot, diagram, diagram.scene.layout.columns[2].rect(0).center())
    assert diagram.reading()[0] == "a⁽²⁾₁ · tanh"


def test_class_names_stand_at_the_outputs(diagram) -> None:
    diagram.show_facts(facts(Task.CLASSES, classes=3))
    diagram.show_snapshot(snapshot(network(2, 4, 3, last="softmax")))
    diagram.grab()
    assert diagram.scene.names[2] == ("ŷ₁ kind 0", "ŷ₂ kind 1", "ŷ₃ kind 2")
    assert diagram.scene.layout.columns[2].caption == ("3 outputs · softmax",)


def test_dropout_and_batch_norm_are_slim_columns(diagram, qtbot) -> None:
    first, last = network(2, 3, 1)
    norm = {"scale": np.full(3, 1.5), "shift": np.zeros(3)}
    layers = (
        first,
        LayerPicture("dropout", "dropout 0.2", 3, 3, ""),
        LayerPicture("batch_norm", "batch normalization", 3, 3, "", norm),
        last,
    )
    diagram.show_snapshot(snapshot(layers))
    diagram.grab()
    assert len(diagram.scene.edges) == 2 * 3 + 3 and len(diagram.scene.edges.passes) == 6
    column = diagram.scene.layout.columns[3]
    hover(qtbot, diagram, QPointF(column.x, column.ys[1]))
    assert diagram.reading() == ["batch normalization · a⁽³⁾₂", "γ⁽³⁾₂ = 1.5", "β⁽³⁾₂ = 0"]
    x, y = diagram.scene.edges.points[int(diagram.scene.edges.into(4, 0)[1])][16]
    hover(qtbot, diagram, QPointF(x, y))
    assert diagram.reading()[0] == "weight a⁽³⁾₂ → ŷ"


@pytest.mark.parametrize(
    ("shape", "note"),
    [
        ((2, 2, 1), ""),
        ((2, 512, 256, 1), " of 132,352 weights are drawn: the largest of each layer"),
    ],
)
def test_what_is_left_out_is_said(diagram, shape, note) -> None:
    diagram.show_snapshot(snapshot(network(*shape)))
    diagram.grab()
    assert diagram.note().endswith(note) and bool(diagram.note()) == bool(note)


@pytest.mark.thorough
def test_the_largest_weights_are_said(diagram) -> None:
    diagram.resize(864, 1400)
    diagram.show_snapshot(snapshot(network(30, 30, 1)))
    diagram.grab()
    assert diagram.note() == "the 600 largest of 930 weights are drawn"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_numbers_that_are_none_do_not_stop_the_painting(diagram, bad) -> None:
    layers = xor_layers()
    layers[0].arrays["weight"][:] = bad
    layers[0].arrays["bias"][:] = bad
    maps = (np.full((24, 24, 2), bad), np.full((24, 24, 1), bad))
    diagram.show_snapshot(snapshot(layers, Surface(PLANE, slope(), maps)))
    assert close(colours_along(diagram, 4)[8], LIGHT.positive)  # the others are there
    diagram._point(parts.neuron(0, 0), by_keys=False)
    diagram.grab()


@pytest.mark.parametrize("size", [(0, 0), (1, 1), (30, 200), (200, 30), (160, 120)])
@pytest.mark.parametrize("shape", [(2, 2, 1), (64, 512, 512, 10), (2, *([8] * 14), 1)])
def test_any_size_paints(qtbot, size, shape) -> None:
    widget = NetworkDiagram()
    qtbot.addWidget(widget)
    widget.setMinimumSize(0, 0)
    widget.resize(*size)
    widget.show_facts(facts())
    widget.show_snapshot(snapshot(network(*shape)))
    widget.show()
    widget.resize(*size)
    assert widget.grab().size() == widget.size()


def test_nothing_to_show_is_said(qtbot) -> None:
    widget = NetworkDiagram()
    qtbot.addWidget(widget)
    widget.resize(300, 200)
    widget.show()
    image = widget.grab().toImage()
    assert widget.accessibleDescription() == "No network yet."
    middle = [image.pixelColor(x, y) for x in range(60, 240, 2) for y in range(90, 110)]
    assert any(not close(c, LIGHT.canvas, 30) for c in middle)


def test_changes_of_activation_change_the_caption(diagram) -> None:
    first, last = xor_layers()
    changed = LayerPicture("dense", "2 · relu", 2, 2, "relu", first.arrays)
    diagram.show_snapshot(snapshot((changed, last)))
    diagram.grab()
    assert diagram.scene.layout.columns[1].caption == ("2 · relu",)


def test_layout_is_kept_while_only_values_change(diagram) -> None:
    edges = diagram.scene.edges
    diagram.show_snapshot(snapshot(network(2, 2, 1, seed=5)[:1] + xor_layers()[1:]))
    diagram.grab()
    assert diagram.scene.edges is edges


def test_painting_loses_no_reference_to_none(diagram) -> None:
    before = sys.getrefcount(None)
    for _ in range(50):
        diagram.show_snapshot(snapshot())
        diagram.grab()
    assert sys.getrefcount(None) > before - 50


def test_the_cursor_shows_what_can_be_clicked(diagram, qtbot) -> None:
    point = diagram.scene.layout.columns[1].rect(0).center()
    hover(qtbot, diagram, point)
    assert diagram.cursor().shape() == Qt.CursorShape.PointingHandCursor
    hover(qtbot, diagram, diagram.scene.layout.columns[1].bias_centre(0))
    assert diagram.cursor().shape() == Qt.CursorShape.IBeamCursor
    qtbot.mouseMove(diagram, QPoint(3, 3))
    assert diagram.cursor().shape() == Qt.CursorShape.ArrowCursor


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_a_neuron_that_sees_a_picture_shows_what_it_looks_for(diagram, qtbot, theme) -> None:
    diagram.set_theme(theme)
    given = facts(Task.CLASSES, raw=16, classes=3)
    names = tuple(f"pixel_{r}_{c}" for r in range(4) for c in range(4))
    layers = network(16, 2, 3, last="softmax")
    weight = layers[0].arrays["weight"]
    weight[:] = 0.0
    weight[9, 1], weight[6, 1] = 2.0, -2.0  # pixels 2, 1 and 1, 2
    diagram.show_facts(replace(given, raw_names=names, input_names=names))
    diagram.show_snapshot(snapshot(layers))
    diagram.grab()  # laid out
    hover(qtbot, diagram, diagram.scene.layout.columns[1].rect(1).center())
    card = diagram._pointer.card
    shown = card.template()
    assert shown is not None and shown.shape == (4, 4)
    assert shown[2, 1] == 2.0 and shown[1, 2] == -2.0
    image = card.grab().toImage()
    seen = {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }
    assert {theme.positive, theme.negative} <= seen
    # an output does not see a picture, nor does a neuron of other data
    hover(qtbot, diagram, diagram.scene.layout.columns[2].rect(0).center())
    assert card.isVisible() and card.template() is None
    diagram.show_facts(given)
    diagram.show_snapshot(snapshot(layers))
    diagram.grab()  # laid out
    hover(qtbot, diagram, diagram.scene.layout.columns[1].rect(1).center())
    assert card.isVisible() and card.template() is None
