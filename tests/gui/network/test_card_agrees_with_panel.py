"""Pointing at every edge at every stop: the card says what the update has computed, or "·"."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF

from core.lesson import parts
from core.lesson.cards.content import Cursor
from core.lesson.cards.lights import light_of
from core.lesson.numbers import figure
from gui.network.diagram import NetworkDiagram
from gui.network.value_painting import uncovered, value_places
from tests.gui.stepped import Stepped, opening
from tests.lesson.addresses.views import Symbols, Told, check_numbers, numbers_of
from tests.nets import dense, points, project

#: single stops are in quicker tests beside this one
pytestmark = pytest.mark.thorough

NETS = {
    "xor": opening,
    "2-3-3-2 with L2 and Adam": lambda: project(
        [dense(3, "tanh"), dense(3, "tanh"), dense(2, "sigmoid")],
        points(4, 2, 2, "binary", 1),
        loss="mean_squared_error",
        regularizer="l2",
        optimizer="adam",
    ),
    "softmax, with norm and dropout": lambda: project(
        [
            dense(3, "relu"),
            {"name": "batch_norm"},
            {"name": "dropout", "rate": 0.5},
            dense(3, "softmax"),
        ],
        points(6, 2, 3, "one_hot", 2),
        loss="categorical_cross_entropy",
    ),
}


def check_given(scene, places, kind, diagram):
    """Going backward every neuron says what it gave too, and nothing lies on it."""
    given = [place.given_rect for place in places if place.given_rect is not None]
    if kind != "backward":
        assert not given
        return
    assert len(given) == sum(1 for place in places if place.column)
    for k, rect in enumerate(given):
        assert QRectF(diagram.rect()).contains(rect)
        assert not any(rect.intersects(other) for other in given[k + 1 :])
        assert not any(rect.intersects(place.rect) for place in places)


def weights_of(layers):
    for i, layer in enumerate(layers):
        for place in np.ndindex(layer.arrays.get("weight", np.empty((0, 0))).shape):
            yield parts.weight(i, *place)


@pytest.mark.parametrize("name", NETS)
def test_every_edge_at_every_stop(qtbot, name):
    stepped = Stepped(NETS[name]())
    diagram = NetworkDiagram()
    qtbot.addWidget(diagram)
    diagram.resize(900, 700)
    diagram.show_facts(stepped.facts)
    diagram.show()
    for _ in range(2):  # in the second update, nothing of the first one is said
        for snapshot in stepped.update():
            step = snapshot.step
            diagram.show_snapshot(snapshot)
            diagram.show_light(light_of(step, snapshot.layers, Cursor(0, 0)))
            diagram.grab()
            backward = bool(step.rail[step.done - 1].kind == "backward")
            for part in weights_of(snapshot.layers):
                diagram._point(part)
                said = diagram.reading()
                record = step.record("backward", part.layer)
                value = None
                if record is not None:
                    value = float(record.values["gradient_weight"][part.index])
                of = "J" if step.project.regularizer.penalizes else "L"
                drawn = diagram.scene.shown[diagram.scene.edge_of(part)]
                if backward:  # a slope or "·" is on every edge, and never a weight
                    assert value == drawn if value is not None else np.isnan(drawn)
                (row,) = [line for line in said if line.startswith(f"∂{of}/∂w")]
                assert row.endswith(f" = {figure(value, 4)}"), (step.done, said)
                assert not any("gradient" in line or "last change" in line for line in said)
            check_neurons(diagram, snapshot, stepped.facts)


def check_neurons(diagram, snapshot, facts):
    """What a neuron's card calls by a symbol is that number, and no symbol is one of the panel's
    for another."""
    step, layers = snapshot.step, snapshot.layers
    symbols, numbers = Symbols(layers, facts), numbers_of(step, layers)
    done = step.done == len(step.rail)
    for column in diagram.scene.layout.columns[1:]:
        layer = column.slot.layer
        for unit in range(layers[layer].units):
            rows = diagram.scene.words.neuron(layer + 1, unit)
            told = []
            for row in rows[1:]:
                symbols.take_words("".join(run.text for run in row).replace("·", " · "), rows)
                symbol = row[0].text.removesuffix(" = ").strip()
                if len(row) == 1 or not row[0].text.endswith(" = ") or row[1].value is None:
                    continue
                bare = symbol.partition("/∂")[2] or symbol
                array, _, place = symbols.known.get(bare, ("", False, ()))
                if not array:
                    assert symbol.startswith("running"), symbol
                    continue
                learned = array[0] in "Wbs"
                first = "" if learned else "1,"
                address = f"{array}[{first}{','.join(map(str, place))}]"
                address = f"d{address}" if symbol != bare else address
                if learned and done and symbol == bare:
                    address = address.replace("[", "'[")
                told.append((address, row[1].value))
            assert told or step.rail[step.done - 1].kind in ("batch", "forward")
            check_numbers(Told((), told), numbers, (step.done, layer, unit))


def test_slopes_stand_at_the_neurons_and_on_the_edges_going_backward(qtbot):
    stepped = Stepped(opening())
    diagram = NetworkDiagram()
    qtbot.addWidget(diagram)
    diagram.resize(900, 700)
    diagram.show_facts(stepped.facts)
    diagram.show()
    stops = []
    for snapshot in stepped.update():
        diagram.show_snapshot(snapshot)
        diagram.show_light(light_of(snapshot.step, snapshot.layers, Cursor(2, 0)))
        diagram.grab()
        scene = diagram.scene
        slopes = {i: np.round(found, 4).tolist() for i, found in scene.shine.slopes.items()}
        stops.append((slopes, np.round(scene.shown, 4).tolist(), scene.shine.light.faded))
    forward, output, hidden, update = stops[1], stops[4], stops[5], stops[6]
    assert forward[0] == {} and forward[1][0] == 0.8
    # ← Output: −0.1128 at ŷ and nothing yet at the hidden neurons
    assert output[0][2] == [-0.1128] and all(np.isnan(output[0][1]))
    assert output[1][4] == 0.0169  # ∂L/∂w of h₁ → ŷ
    # ← Hidden: the phase's −0.0441 at h₁, not the 0.6640 that it gave
    assert hidden[0][1] == [-0.0441, -0.0401] and hidden[1][0] == 0.0518
    assert update[0] == {} and update[1][0] == 0.7741 and update[2]
    diagram._point(parts.neuron(0, 0))
    assert any(line.endswith(" · before the update") for line in diagram.reading())


@pytest.mark.parametrize("size", [(610, 590), (950, 690)])
def test_no_number_on_an_edge_covers_one_of_a_neuron(qtbot, size):
    stepped = Stepped(NETS["2-3-3-2 with L2 and Adam"]())
    diagram = NetworkDiagram()
    qtbot.addWidget(diagram)
    diagram.resize(*size)
    diagram.show_facts(stepped.facts)
    diagram.show()
    for snapshot in stepped.update():
        diagram.show_snapshot(snapshot)
        diagram.show_light(light_of(snapshot.step, snapshot.layers, Cursor(0, 0)))
        diagram.grab()
        scene, palette = diagram.scene, diagram._look
        places = list(value_places(palette, scene, scene.shine))
        assert {place.column for place in places} == {0, 1, 2, 3}
        check_given(scene, places, snapshot.step.rail[snapshot.step.done - 1].kind, diagram)
        free = uncovered(scene.number_places, places)
        for place in places:
            metrics = palette.number_metrics
            assert metrics.horizontalAdvance(place.text) <= place.rect.width()
            if place.column:  # beside the dot of the bias, and not on it
                column = scene.layout.columns[place.column]
                dot = column.bias_centre(place.unit)
                assert not place.rect.contains(dot)
            inner = place.rect.adjusted(2.0, 2.0, -2.0, -2.0)
            assert not any(edge.adjusted(2, 3, -2, -3).intersects(inner) for edge in free.values())
