"""A gradient check on the diagram: shades, marks, cards and clicks; checks made by hand."""

from dataclasses import dataclass, field

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLineEdit

from core.lesson import parts
from core.lesson.check import Findings, Verdict, share
from core.lesson.parts import Part
from core.run.gradient_check import GradientCheck, check_trainer, float64_twin
from gui.kit.theme import DARK, LIGHT
from gui.network.diagram import NetworkDiagram
from tests.gui.made import facts, network, snapshot, xor_layers
from tests.nets import dense as dense_layer
from tests.nets import trainer

LEFT = Qt.MouseButton.LeftButton
NAN = float("nan")


@dataclass(frozen=True)
class Array:
    layer: int
    name: str
    failures: int


@dataclass(frozen=True)
class Check:
    layer_errors: tuple[dict[str, NDArray[np.float64]], ...]
    layer_kinks: tuple[dict[str, NDArray[np.bool_]], ...]
    arrays: tuple[Array, ...] = ()
    layer_slopes: tuple[dict[str, NDArray[np.float64]], ...] = field(default=())
    layer_numeric: tuple[dict[str, NDArray[np.float64]], ...] = field(default=())


def made(first: object, second: object, failures: int = 0, kinks: object = ()) -> Check:
    """A check of xor: errors of the weights; all biases agree."""
    errors = (
        {"weight": np.array(first, dtype=np.float64), "bias": np.full(2, 1e-10)},
        {"weight": np.array(second, dtype=np.float64), "bias": np.full(1, 1e-10)},
    )
    marked = tuple({n: np.zeros(a.shape, dtype=bool) for n, a in own.items()} for own in errors)
    for index in kinks:
        marked[0]["weight"][index] = True
    slopes = tuple({n: np.full(a.shape, -0.0518) for n, a in own.items()} for own in errors)
    numeric = tuple({n: a + 1e-4 for n, a in own.items()} for own in slopes)
    return Check(errors, marked, (Array(0, "weight", failures),), slopes, numeric)


ONE_WRONG = made([[0.02, 1e-10], [1e-9, NAN]], [[1e-11], [2e-10]], failures=1)


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


def strength(diagram, edge: int) -> float:
    """Return how violet an edge is: how far red and blue exceed green, on average."""
    picture = diagram.grab().toImage()
    points = diagram.scene.edges.points[edge][3:9]
    colours = [picture.pixelColor(round(x), round(y)) for x, y in points]
    return float(np.mean([min(c.red(), c.blue()) - c.green() for c in colours]))


def test_the_check_of_the_core_can_be_shown(diagram) -> None:
    one = trainer([dense_layer(2, "tanh"), dense_layer(1, "sigmoid")])
    check: GradientCheck = check_trainer(float64_twin(one))
    diagram.show_check(check)
    diagram.grab()
    findings = Findings(check)
    assert findings.there() == {Verdict.AGREES}
    assert findings.verdict(Part(0)) is findings.verdict(parts.neuron(1, 0)) is Verdict.AGREES
    spoilt = check_trainer(float64_twin(one), tampered=lambda gradient: _spoil(gradient))
    found = Findings(spoilt)
    wrong = [(i, j) for i in range(2) for j in range(2) if _differs(found, parts.weight(0, i, j))]
    assert len(wrong) + _differs(found, parts.bias(0, 0)) + _differs(found, parts.bias(0, 1)) == 1
    assert spoilt.worst is not None
    worst = Part(spoilt.worst.layer, spoilt.worst.name, spoilt.worst.index)
    assert _differs(found, worst) and found.verdict(Part(1)) is Verdict.AGREES


def _spoil(gradient: NDArray[np.float64]) -> None:
    gradient[0] = gradient[0] * 1.5 + 0.01


def _differs(findings: Findings, part: Part) -> bool:
    return findings.verdict(part) is Verdict.DIFFERS


def test_the_scale_is_logarithmic() -> None:
    errors = np.array([0.0, 1e-12, 1e-10, 1e-8, 1e-6, 1e-2, 1.0, np.inf, NAN])
    expected = [0.0, 0.0, 0.0, 0.25, 0.5, 1.0, 1.0, 1.0]
    assert share(errors)[:-1] == pytest.approx(expected) and np.isnan(share(errors)[-1])


def test_verdicts_of_numbers_neurons_and_layers() -> None:
    findings = Findings(ONE_WRONG)
    verdicts = [findings.verdict(parts.weight(0, i, j)) for i in (0, 1) for j in (0, 1)]
    assert verdicts == [Verdict.DIFFERS, Verdict.AGREES, Verdict.AGREES, Verdict.UNCHECKED]
    assert findings.verdict(parts.neuron(0, 0)) is Verdict.DIFFERS
    assert findings.verdict(parts.neuron(0, 1)) is Verdict.AGREES
    assert findings.verdict(Part(0)) is Verdict.DIFFERS
    assert findings.verdict(Part(1)) is Verdict.AGREES
    assert findings.verdict(Part(5)) is findings.verdict(parts.weight(0, 7, 7)) is Verdict.UNCHECKED


def test_a_kink_never_counts_as_wrong() -> None:
    errors = [[0.0, 1e-10], [1e-9, 0.3]]
    findings = Findings(made(errors, [[0.0], [0.0]], failures=1, kinks=[(0, 0)]))
    assert findings.verdict(parts.weight(0, 0, 0)) is Verdict.KINK
    assert findings.verdict(parts.weight(0, 1, 1)) is Verdict.DIFFERS
    assert findings.verdict(parts.neuron(0, 0)) is Verdict.AGREES  # the others do


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_farther_off_the_more_violet(diagram, theme) -> None:
    diagram.set_theme(theme)
    diagram.show_check(made([[1e-2, 1e-6], [1e-10, NAN]], [[0.0], [0.0]]))
    found = [strength(diagram, edge) for edge in range(4)]
    assert found[0] > found[1] + 10 > found[2] + 15  # 1e-2, 1e-6, 1e-10
    assert abs(found[3]) < 12  # not checked: grey
    diagram.show_check(None)
    assert strength(diagram, 0) < 0  # blue again


def test_no_red_and_no_green(diagram) -> None:
    diagram.show_check(ONE_WRONG)
    picture = diagram.grab().toImage()
    for x in range(0, picture.width(), 2):
        for y in range(0, picture.height(), 2):
            colour: QColor = picture.pixelColor(x, y)
            assert colour.green() <= max(colour.red(), colour.blue()) + 8


def test_marks_stand_at_the_neurons(diagram) -> None:
    diagram.show_check(ONE_WRONG)
    picture = diagram.grab().toImage()
    filled = []
    for index, unit in ((1, 0), (1, 1), (2, 0)):
        corner = diagram.scene.layout.columns[index].rect(unit).bottomRight()
        colour = picture.pixelColor(round(corner.x()) - 5, round(corner.y()))
        filled.append(colour.rgb() == QColor(LIGHT.now).rgb())
    assert filled == [True, False, False]  # "!" is filled


def test_the_card_says_both_slopes(diagram) -> None:
    diagram.show_check(ONE_WRONG)
    diagram._point(parts.weight(0, 0, 0))
    assert diagram.reading() == [
        "weight x₁ → h₁",
        "slope −0.051800",
        "by differences −0.051700",
        "ratio 1.00",
        "relative error 0.02",
        "! the slopes do not agree",
    ]
    diagram._point(parts.weight(0, 1, 1))
    assert diagram.reading()[1:] == ["not checked"]
    diagram._point(parts.neuron(0, 1))
    assert diagram.reading() == ["h₂ · tanh", "✓ all checked slopes agree"]
    diagram.show_check(made(np.zeros((2, 2)), np.zeros((2, 1)), kinks=[(0, 0)]))
    diagram._point(parts.weight(0, 0, 0))
    assert diagram.reading()[-1] == "k: at a kink, where left and right slopes differ"


def test_the_whole_is_said_in_words(diagram) -> None:
    diagram.show_check(ONE_WRONG)
    said = diagram.accessibleDescription()
    assert said.endswith("Gradient check: 1 slope does not agree.")
    diagram.show_check(made(np.zeros((2, 2)), np.zeros((2, 1))))
    assert diagram.accessibleDescription().endswith("all checked slopes agree.")
    diagram.show_check(None)
    assert "radient" not in diagram.accessibleDescription()


def test_a_click_asks_and_edits_nothing(diagram, qtbot) -> None:
    told: list[Part] = []
    diagram.check_clicked.connect(told.append)
    weight, bias = parts.weight(0, 0, 0), parts.bias(1, 0)
    middle = diagram.scene.rect(weight).center().toPoint()
    diagram.show_check(ONE_WRONG)
    qtbot.mouseMove(diagram, middle)
    for _ in range(2):  # also where it is selected already
        qtbot.mouseClick(diagram, LEFT, pos=middle)
    qtbot.mouseDClick(diagram, LEFT, pos=middle)
    qtbot.mouseClick(diagram, LEFT, pos=diagram.scene.rect(bias).center().toPoint())
    assert told == [weight, weight, weight, bias]
    assert not any(edit.isVisible() for edit in diagram.findChildren(QLineEdit))
    diagram.show_check(None)
    qtbot.mouseClick(diagram, LEFT, pos=diagram.scene.layout.columns[1].rect(0).center().toPoint())
    assert len(told) == 4


def test_enter_asks_too(diagram, qtbot) -> None:
    diagram.show_check(ONE_WRONG)
    diagram.setFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right):
        qtbot.keyClick(diagram, key)
    with qtbot.waitSignal(diagram.check_clicked) as caught:
        qtbot.keyClick(diagram, Qt.Key.Key_Return)
    assert caught.args == [parts.neuron(0, 0)]


def test_strips_show_the_worst_of_each_unit(diagram) -> None:
    layers = network(2, 600, 3)
    errors = tuple({n: np.full(a.shape, 1e-10) for n, a in p.arrays.items()} for p in layers)
    errors[1]["weight"][417, 1] = 0.5
    errors[0]["weight"][0, 300] = 0.5
    kinks = tuple({n: np.zeros(a.shape, dtype=bool) for n, a in p.arrays.items()} for p in layers)
    check = Check(errors, kinks, (Array(1, "weight", 1),), errors, errors)
    diagram.show_snapshot(snapshot(layers))
    diagram.show_check(check)
    diagram.grab()
    edge = diagram.scene.edges.find(1, 417, 1)
    assert edge is not None and diagram.scene.shown[edge] == 0.5  # drawn: the largest errors
    worst = Findings(check).worst_of_units(0, 600)
    assert worst[300] == 0.5 and np.count_nonzero(worst > 1e-9) == 1
    assert Findings(check).verdict(Part(1)) is Verdict.DIFFERS


@pytest.mark.parametrize("shape", [(2, 3, 1), (1, 1), (2, 90, 2), (3, 4, 4, 4, 2)])
def test_a_check_of_another_network_does_not_stop_the_painting(diagram, shape) -> None:
    diagram.show_check(ONE_WRONG)
    diagram.show_snapshot(snapshot(network(*shape)))
    diagram.grab()
    diagram._point(parts.neuron(0, 0))
    diagram.show_check(None)
    diagram.show_snapshot(snapshot(xor_layers()))
    diagram.show_check(ONE_WRONG)
    diagram.grab()
