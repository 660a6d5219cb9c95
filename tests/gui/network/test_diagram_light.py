"""The diagram in the step view: what is lit, which numbers are shown, and what is told."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QLineEdit

from core.lesson import parts
from core.lesson.cards.light import Light, Lit
from core.lesson.parts import Part
from core.pictures.snapshot import LayerPicture, Probe
from gui.kit.theme import DARK, LIGHT
from gui.network.diagram import NetworkDiagram
from tests.amount import some
from tests.gui.made import dense, facts, network, snapshot

LEFT = Qt.MouseButton.LeftButton
#: the opening XOR after its output layer has gone forward, following (1, 0)
FORWARD = Light(
    read_neurons=(Lit(0),),
    read_edges=(Lit(1),),
    written_neurons=(Lit(1),),
    values={-1: np.array([1.0, 0.0]), 0: np.array([0.664, -0.537]), 1: np.array([0.5489])},
)
PUSHES = Light(
    written_edges=(Lit(0, 0),),
    backward=True,
    edges={0: np.array([[-0.0441, 0.0123], [0.0, np.nan]])},
    edges_label="what sample 3 pushes",
)


def opening(change: float = 0.0) -> tuple[LayerPicture, ...]:
    first = np.array([[0.8, -0.6], [-0.7, 0.9]]) - change
    return (
        dense(first, [0.0, 0.0]),
        dense([[0.7 + change], [0.5 + change]], [0.0], "sigmoid"),
    )


@pytest.fixture
def diagram(qtbot) -> NetworkDiagram:
    widget = NetworkDiagram()
    qtbot.addWidget(widget)
    widget.resize(864, 752)
    widget.show_facts(facts())
    widget.show_snapshot(snapshot(opening()))
    widget.show()
    widget.grab()
    return widget


def image(diagram) -> QImage:
    return diagram.grab().toImage()


def is_violet(colour: QColor) -> bool:
    """Tell violet from orange, blue and grey: it has more red and more blue than green."""
    return min(colour.red(), colour.blue()) > colour.green() + 14


def violet_along(diagram, edge: int, off: float = 4.0) -> float:
    """Return the share of violet beside an edge, `off` pixels above it."""
    picture = image(diagram)
    points = diagram.scene.edges.points[edge][6:-6]
    spots = [picture.pixelColor(round(x), round(y - off)) for x, y in points]
    return sum(map(is_violet, spots)) / len(spots)


def violet_around(diagram, column: int, unit: int, inside: float) -> bool:
    rect = diagram.scene.layout.columns[column].rect(unit)
    x, y = rect.center().x(), rect.top() + inside
    return is_violet(image(diagram).pixelColor(round(x), round(y)))


def words(diagram) -> dict[int, list[float]]:
    assert diagram.scene.shine is not None
    return {index: values.tolist() for index, values in diagram.scene.shine.values.items()}


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_what_is_read_and_written_is_violet_and_nothing_else(diagram, theme) -> None:
    diagram.set_theme(theme)
    assert violet_along(diagram, 4) == 0.0
    diagram.show_light(FORWARD)
    for edge in (4, 5):  # h → ŷ
        assert violet_along(diagram, edge) > 0.4
    for edge in (0, 1, 2, 3):
        assert violet_along(diagram, edge) == 0.0
    assert violet_around(diagram, 2, 0, 0.0) and violet_around(diagram, 2, 0, -3.0)  # and around
    assert violet_around(diagram, 1, 1, 0.0) and not violet_around(diagram, 1, 1, -3.0)
    assert not violet_around(diagram, 0, 0, 0.0)
    diagram.show_light(None)
    assert violet_along(diagram, 4) == 0.0 and not violet_around(diagram, 2, 0, 0.0)


def test_the_rest_recedes_and_comes_back(diagram) -> None:
    x, y = diagram.scene.edges.points[0][3]  # x₁ → h₁, which is not read

    def lightness() -> int:
        return image(diagram).pixelColor(round(x), round(y)).lightness()

    before = lightness()
    diagram.show_light(FORWARD)
    assert before + 40 < lightness() < 250
    diagram.show_light(Light(values=FORWARD.values))  # before the update: nothing is lit
    assert lightness() == before
    diagram.show_light(None)
    assert lightness() == before


def test_one_neuron_alone_can_be_lit(diagram) -> None:
    diagram.show_light(Light(written_neurons=(Lit(0, 1),), written_edges=(Lit(0, 1),)))
    into_second = diagram.scene.edges.into(1, 1).tolist()
    assert diagram.scene.shine.written.nonzero()[0].tolist() == into_second
    assert violet_around(diagram, 1, 1, 0.0) and not violet_around(diagram, 1, 0, 0.0)


def heads(diagram, index: int, unit: int, away: float) -> bool:
    column = diagram.scene.layout.columns[index]
    x = column.x + away * (column.size / 2.0 + 9.0)
    colour = image(diagram).pixelColor(round(x), round(column.ys[unit]))
    return QColor(LIGHT.now).rgb() == colour.rgb()


def test_arrowheads_lead_rightwards_and_backward_leftwards(diagram) -> None:
    diagram.show_light(FORWARD)
    assert heads(diagram, 2, 0, -1.0)
    assert not heads(diagram, 1, 0, 1.0) and not heads(diagram, 1, 0, -1.0)
    diagram.show_light(replace(FORWARD, backward=True))
    assert heads(diagram, 1, 0, 1.0) and heads(diagram, 1, 1, 1.0)
    assert not heads(diagram, 2, 0, -1.0)


def test_the_followed_sample_stands_under_the_neurons(diagram, qtbot) -> None:
    unknown = FORWARD.values | {1: np.array([np.nan])}
    diagram.show_light(replace(FORWARD, values=unknown))
    assert words(diagram)[1] == [0.664, -0.537]
    output = parts.neuron(1, 0)
    diagram._point(output)
    assert not any("followed" in line for line in diagram.reading())
    diagram.show_light(FORWARD)
    assert diagram.reading()[-1] == "ŷ = 0.5489 · followed sample"


def test_what_is_not_computed_yet_is_never_told_by_the_probe(diagram) -> None:
    x = np.array([1.0, 0.0])
    probe = Probe(x, x, (x, x[:1]), (x, x[:1]), x[:1])
    diagram.show_snapshot(replace(snapshot(opening()), probe=probe))
    diagram._point(parts.neuron(1, 0))
    assert len(diagram.reading()) == 5  # with z
    diagram.show_light(Light(values={1: np.array([np.nan])}))
    assert diagram.reading()[-1] == "a = σ(z)" or "sigmoid" in diagram.reading()[-1]
    assert len(diagram.reading()) == 4


def test_an_update_tells_before_and_after(diagram) -> None:
    diagram.show_light(Light(written_edges=(Lit(0), Lit(1)), ghosts=_arrays(opening())))
    diagram.show_snapshot(snapshot(opening(0.25)))
    shine, weights = diagram.scene.shine, diagram.scene.weights
    assert [shine.trend(i, float(weights[i])) for i in range(6)] == [-1, -1, -1, -1, 1, 1]
    diagram._point(parts.weight(0, 0, 0))
    assert "0.8 → 0.55 ▼" in diagram.reading()
    diagram._point(parts.bias(0, 0))
    assert not any("→" in line for line in diagram.reading()[1:])  # it stayed
    image(diagram)


def _arrays(layers: tuple[LayerPicture, ...]) -> tuple[dict[str, np.ndarray], ...]:
    return tuple(layer.arrays for layer in layers)


def test_the_old_width_is_seen_behind_a_thinner_edge(diagram) -> None:
    light = Light(written_edges=(Lit(0),), ghosts=_arrays(opening()))
    thin = opening()
    thin[0].arrays["weight"] = np.array([[0.05, -0.6], [-0.7, 0.9]])
    thick = (replace(thin[0], arrays={"weight": np.array([[9.0, -0.6], [-0.7, 0.9]])}), thin[1])
    diagram.show_snapshot(snapshot(thin))
    x, y = diagram.scene.edges.points[0][4]
    found = []
    for ghosts in (_arrays(thin), _arrays(thick)):
        diagram.show_light(replace(light, ghosts=ghosts))
        found.append(image(diagram).pixelColor(round(x), round(y) - 2))
    assert is_violet(found[0])
    assert not is_violet(found[1]) and found[1].blue() > found[1].red() + 40  # pale blue


def test_edges_show_what_replaces_the_weights(diagram, qtbot) -> None:
    diagram.show_light(PUSHES)
    scene = diagram.scene
    assert scene.shown[0] == -0.0441 and scene.weights[0] == 0.8
    assert scene.drawn[0] < -2.0 and scene.drawn[1] > 0.5 and scene.drawn[3] == 0.0
    assert scene.drawn[4] == scene.weights[4]  # the other layer shows its weights
    colours = [image(diagram).pixelColor(*map(round, p)) for p in scene.edges.points[0][3:-3]]
    assert any(c.red() > c.blue() + 60 for c in colours)  # orange: a push downwards
    diagram._point(parts.weight(0, 0, 0))
    assert "what sample 3 pushes −0.0441" in diagram.reading()
    diagram._point(parts.weight(0, 1, 1))
    assert "what sample 3 pushes ·" in diagram.reading()
    diagram.show_light(None)
    assert scene.drawn[0] == 0.8


def test_the_number_of_a_push_is_not_edited_by_a_click(diagram, qtbot) -> None:
    diagram.show_light(PUSHES)
    for layer, fields in ((0, 0), (1, 1)):
        rect = diagram.scene.rect(parts.weight(layer, 0, 0))
        qtbot.mouseClick(diagram, LEFT, pos=rect.center().toPoint())
        assert sum(f.isVisible() for f in diagram.findChildren(QLineEdit)) == fields
    assert diagram.target() == parts.weight(1, 0, 0)


def legend_ink(diagram) -> int:
    """Count dark pixels in the lower left corner."""
    picture = image(diagram)
    across, down = range(4, 300, 2), range(722, 748)
    return sum(picture.pixelColor(x, y).lightness() < 160 for x in across for y in down)


def test_a_legend_says_what_the_edges_are(diagram) -> None:
    assert legend_ink(diagram) == 0
    diagram.show_light(FORWARD)
    assert legend_ink(diagram) == 0
    diagram.show_light(PUSHES)
    assert legend_ink(diagram) > 100


def test_what_is_lit_is_said_in_words(diagram) -> None:
    before = diagram.accessibleDescription()
    diagram.show_light(FORWARD)
    assert diagram.accessibleDescription() == before + (
        " Now reads hidden layer 1, the weights into the output layer. Now writes the output layer."
    )
    diagram.show_light(Light(written_neurons=(Lit(0, 1), Lit(-1))))
    said = diagram.accessibleDescription()
    assert said.endswith("Now writes neuron 2 of hidden layer 1, the inputs.")
    diagram.show_light(None)
    assert diagram.accessibleDescription() == before


def test_light_follows_a_new_layout(diagram) -> None:
    diagram.show_light(FORWARD)
    diagram.resize(500, 420)
    assert violet_along(diagram, 4) > 0.4  # its number covers a part
    assert "Now writes the output layer." in diagram.accessibleDescription()


def test_many_edges_are_lit_as_one(diagram) -> None:
    shape = (2, 24, 24, 1)
    diagram.show_snapshot(snapshot(network(*shape)))
    diagram.show_light(Light(read_edges=(Lit(1),), written_edges=(Lit(0),)))
    diagram.grab()
    shine = diagram.scene.shine
    assert [(b.column, b.unit, b.written) for b in shine.bundles] == [(2, None, False)]
    assert np.count_nonzero(shine.read) == 576 and np.count_nonzero(shine.written) == 48
    diagram.show_snapshot(snapshot(network(2, 600, 3)))
    diagram.show_light(Light(read_edges=(Lit(1, 2),), written_neurons=(Lit(0), Lit(1, 2))))
    diagram.grab()
    shine = diagram.scene.shine
    assert shine.bundles == []  # those of one unit are lit one by one
    assert shine.neurons == {(1, None): True, (2, 2): True}
    bar = diagram.scene.layout.columns[1].bar
    border = image(diagram).pixelColor(round(bar.left() - 2.0), round(bar.center().y()))
    assert is_violet(border)


def test_pushes_choose_the_edges_at_strips(diagram) -> None:
    layers = network(2, 600, 3)
    diagram.show_snapshot(snapshot(layers))
    pushes = np.zeros((600, 3))
    pushes[417, 1] = 5.0
    diagram.show_light(Light(edges={1: pushes}, edges_label="pushes"))
    diagram.grab()
    edge = diagram.scene.edges.find(1, 417, 1)
    assert edge is not None and diagram.scene.shown[edge] == 5.0
    diagram.show_light(None)


def test_slim_columns_are_lit(diagram) -> None:
    first, last = network(2, 4, 1)
    layers = (first, LayerPicture("dropout", "dropout 0.2", 4, 4, ""), last)
    diagram.show_snapshot(snapshot(layers))
    light = Light(read_neurons=(Lit(0),), read_edges=(Lit(1),), written_neurons=(Lit(1),))
    diagram.show_light(light)
    diagram.grab()
    column = diagram.scene.layout.columns[2]
    colour = image(diagram).pixelColor(round(column.x - 4.0), round(column.ys[0]) + 6)
    assert is_violet(colour)
    left = diagram.scene.layout.columns[1]
    middle = (left.x + column.x) / 2.0
    assert is_violet(image(diagram).pixelColor(round(middle), round(left.ys[1])))


# pointing and selecting


def hover(qtbot, diagram, point: QPointF | QPoint) -> None:
    qtbot.mouseMove(diagram, QPoint(3, 3))
    qtbot.mouseMove(diagram, QPoint(round(point.x()), round(point.y())))


def test_it_tells_what_is_pointed_at(diagram, qtbot) -> None:
    told: list[Part | None] = []
    diagram.pointed.connect(told.append)
    hover(qtbot, diagram, diagram.scene.layout.columns[1].rect(0).center())
    hover(qtbot, diagram, diagram.scene.rect(parts.weight(1, 0, 0)).center())
    qtbot.mouseMove(diagram, QPoint(3, 3))
    assert told == [parts.neuron(0, 0), None, parts.weight(1, 0, 0), None]
    told.clear()
    diagram.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Down, Qt.Key.Key_Escape):
        qtbot.keyClick(diagram, key)
    assert told == [parts.neuron(-1, 0), parts.neuron(0, 0), parts.neuron(0, 1), None]


def test_it_tells_what_is_selected_once(diagram, qtbot) -> None:
    told: list[Part | None] = []
    diagram.part_selected.connect(told.append)
    number = diagram.scene.rect(parts.weight(1, 1, 0)).center().toPoint()
    neuron = diagram.scene.layout.columns[1].rect(1).center().toPoint()
    for point in (neuron, neuron, number, QPoint(5, 5)):
        qtbot.mouseClick(diagram, LEFT, pos=point)
    assert told == [parts.neuron(0, 1), parts.weight(1, 1, 0), None]


def test_it_tells_what_keys_select(diagram, qtbot) -> None:
    told: list[Part | None] = []
    diagram.part_selected.connect(told.append)
    diagram.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Escape):
        qtbot.keyClick(diagram, key)
    assert told == [parts.neuron(0, 0), None]


@pytest.mark.parametrize(
    ("part", "off"),
    [
        (parts.neuron(0, 1), (0.0, -1.0)),
        (parts.weight(0, 0, 0), (0.0, -1.0)),
        (parts.bias(1, 0), (-1.0, 0.0)),
    ],
)
def test_what_is_pointed_at_elsewhere_is_ringed(diagram, part, off) -> None:
    rect = diagram.scene.rect(part).adjusted(-3.0, -3.0, 3.0, 3.0)
    spot = rect.center() + QPointF(off[0] * rect.width(), off[1] * rect.height()) / 2.0

    def ringed() -> bool:
        near = image(diagram)
        x, y = round(spot.x()), round(spot.y())
        around = [(x + i, y + j) for i in (-1, 0, 1) for j in (-1, 0, 1)]
        return any(is_violet(near.pixelColor(*at)) for at in around)

    told: list[object] = []
    diagram.pointed.connect(told.append)
    assert not ringed()
    diagram.show_pointed(part)
    assert ringed() and not diagram._pointer.card.isVisible()
    diagram.show_pointed(None)
    assert not ringed() and told == []


def test_parts_that_are_not_drawn_can_be_pointed_at(diagram) -> None:
    for part in (Part(0, "scale", (1,)), parts.weight(0, 9, 9), Part(7), Part(1)):
        diagram.show_pointed(part)
        diagram.grab()


lits = st.builds(Lit, st.integers(-1, 4), st.none() | st.integers(0, 9))
many = st.lists(lits, max_size=3).map(tuple)
arrays = st.lists(st.floats(allow_nan=True), min_size=1, max_size=4).map(np.array)


@settings(
    max_examples=some(40),
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    shape=st.sampled_from([(2, 2, 1), (1, 3, 2), (2, 90, 2), (70, 3, 1)]),
    one=many,
    two=many,
    three=many,
    values=st.dictionaries(st.integers(-1, 3), arrays, max_size=3),
    backward=st.booleans(),
    fits=st.booleans(),
    early=st.booleans(),
)
def test_any_light_on_any_network_paints(
    diagram, shape, one, two, three, values, backward, fits, early
) -> None:
    """Even a light made for another network, and one that arrives before the layout."""
    layers = network(*shape)
    edges = {0: np.full(shape[:2] if fits else (5, 5), 1e-3)} if backward else {}
    light = Light(one, two, one, three, values, backward, _arrays(layers[:1]), edges, "pushes")
    if early:
        diagram.show_light(light)
    diagram.show_snapshot(snapshot(layers))
    diagram.show_light(light)
    diagram.grab()
    diagram.show_light(None)
