"""The step panel as a widget: what it shows of a step, and what clicks and keys ask for."""

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from core.late import Late
from core.lesson.cards.content import Cursor
from core.lesson.cards.light import Light, Lit
from core.lesson.cards.lights import light_of
from core.lesson.parts import Part, bias, neuron, weight
from core.pictures.snapshot import Probe, Wanted
from gui.kit.theme import DARK, LIGHT
from gui.step.bars import chosen_bars
from gui.step.matrix import MatrixView
from gui.step.matrix_fit import fit
from gui.step.matrix_places import Places
from gui.step.panel import LEAST_WIDTH, WIDTH, StepPanel
from gui.step.rail import Rail, State
from tests.amount import few
from tests.gui.stepped import Stepped, opening
from tests.nets import dense, points, project

LEFT = Qt.MouseButton.LeftButton


class Shown:
    """A panel that shows a walk, and everything it has said."""

    def __init__(self, qtbot, made, width=WIDTH, height=700):
        self.stepped = Stepped(made)
        self.panel = StepPanel()
        qtbot.addWidget(self.panel)
        self.panel.show_facts(self.stepped.facts)
        self.panel.resize(width, height)
        self.said = {}
        for name in (
            "phase_requested", "back_requested", "forward_requested", "sample_followed", "lit",
            "pointed", "cursor_changed", "weight_followed", "notebook_requested",
        ):  # fmt: skip
            said = self.said.setdefault(name, [])
            getattr(self.panel, name).connect(lambda *values, said=said: said.append(values))
        self.panel.show()
        self.panel.show_snapshot(self.stepped.snapshot())

    def step(self, phases=1):
        self.panel.show_snapshot(self.stepped.step(phases))

    def last(self, name):
        return self.said[name][-1][0]


@pytest.fixture
def xor(qtbot):
    return Shown(qtbot, opening())


def deep():
    layers = [
        dense(6, "tanh"), {"name": "dropout", "rate": 0.2}, dense(30, "relu"),
        {"name": "batch_norm"}, dense(4, "softmax"),
    ]  # fmt: skip
    return project(
        layers, points(40, 20, 4, "one_hot"), loss="categorical_cross_entropy",
        training={"batch_size": 25, "shuffle": True},
    )  # fmt: skip


def click(qtbot, widget, place):
    qtbot.mouseClick(widget, LEFT, pos=QPoint(round(place.x()), round(place.y())))


def test_wants_steps_only_while_seen(xor):
    assert xor.panel.wants() is Wanted.STEP
    xor.panel.hide()
    assert xor.panel.wants() is Wanted.NOTHING


def test_rail_says_what_is_done_now_and_to_come(qtbot, xor):
    xor.step(3)
    rail = xor.panel.rail
    assert [stop.text() for stop in rail.stops] == [
        "Batch", "Hidden →", "Output →", "Loss", "← Output", "← Hidden", "Update"
    ]  # fmt: skip
    states = [State.DONE, State.DONE, State.NOW, *[State.TO_COME] * 4]
    assert [stop.state for stop in rail.stops] == states
    qtbot.mouseClick(rail.stops[5], LEFT)
    assert xor.last("phase_requested") == 6


def test_buttons_name_the_stops_around(qtbot, xor):
    way_on = xor.panel.way_on
    assert not way_on.back_button.isEnabled()  # nothing before the first update
    assert way_on.forward_button.text().strip() == "Batch"
    xor.step(3)
    assert way_on.back_button.text().strip() == "Hidden →"
    assert way_on.forward_button.text().strip() == "Loss"
    qtbot.mouseClick(way_on.back_button, LEFT)
    qtbot.mouseClick(way_on.forward_button, LEFT)
    assert len(xor.said["back_requested"]) == len(xor.said["forward_requested"]) == 1


def test_follows_the_third_sample_of_four_at_first(xor):
    xor.step()
    assert xor.last("cursor_changed") == Cursor(2, 0)
    assert xor.panel.follow.sample.label.text() == "sample 3 of 4"


def test_steps_to_another_sample_and_neuron(qtbot, xor):
    xor.step(2)
    qtbot.mouseClick(xor.panel.follow.sample.after, LEFT)
    assert xor.last("sample_followed") == 3
    assert not xor.panel.follow.sample.after.isEnabled()
    qtbot.mouseClick(xor.panel.follow.neuron.after, LEFT)
    assert xor.last("cursor_changed") == Cursor(3, 1)
    # sample 4 is (1, 1): −0.6 + 0.9 = 0.3
    assert "= 1·(−0.6) + 1·0.9 + 0\n= 0.3" in xor.panel.sheet.equation.as_text()


def test_a_click_in_the_matrix_follows(qtbot, xor):
    xor.step(2)
    matrix = xor.panel.sheet.matrix
    click(qtbot, matrix, matrix.places().cell(0, 0).center())
    assert xor.last("sample_followed") == 0
    names = [matrix.matrix().columns[i].name for i in matrix.places().fit.columns]
    click(qtbot, matrix, matrix.places().header(names.index("h₂")).center())
    assert xor.last("cursor_changed") == Cursor(0, 1)
    matrix.setFocus()
    qtbot.keyClick(matrix, Qt.Key.Key_Down)
    qtbot.keyClick(matrix, Qt.Key.Key_Left)
    assert xor.last("cursor_changed") == Cursor(1, 0)
    qtbot.keyClick(matrix, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[1:] == ["x₁", "x₂", "z₁", "z₂", "h₁", "h₂"]
    assert lines[2].split("\t")[0] == "2 (0, 1)"
    assert float(lines[2].split("\t")[5]) == np.tanh(-0.7)


def test_a_bar_follows_its_sample(qtbot, xor):
    xor.step(6)
    bars = xor.panel.sheet.bars
    click(qtbot, bars, bars.bar_rect(3).center())
    assert xor.last("sample_followed") == 3


def test_a_sample_followed_elsewhere_is_followed_here(xor):
    snapshot = xor.stepped.step(2)
    nothing = np.empty(0)
    probe = Probe(nothing, nothing, (), (), nothing, sample=1)
    xor.panel.show_snapshot(snapshot.__class__(**{**snapshot.__dict__, "probe": probe}))
    assert xor.last("cursor_changed") == Cursor(1, 0)
    assert not xor.said["sample_followed"]  # it was not this panel that chose it


def test_a_number_points_at_its_edge_and_the_other_way_round(qtbot, xor):
    xor.step(3)
    view = xor.panel.sheet.equation
    at = next(i for i, run in enumerate(view.laid().runs) if run.token.text == "0.7")
    place = view.run_rect(view.laid().runs[at]).center()
    qtbot.mouseMove(view, QPoint(round(place.x()), round(place.y())))
    assert xor.last("pointed") == weight(1, 0, 0)
    click(qtbot, view, place)
    assert xor.last("weight_followed") == weight(1, 0, 0)
    before = view.grab().toImage()
    xor.panel.show_pointed(bias(1, 0))
    assert view.grab().toImage() != before


def test_keys_walk_the_numbers(qtbot, xor):
    xor.step(3)
    view = xor.panel.sheet.equation
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_Right)
    assert xor.last("pointed") == neuron(0, 0)  # h₁
    qtbot.keyClick(view, Qt.Key.Key_Left)
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    said = xor.stepped.snapshot().step.record("forward", 1).values
    assert float(QGuiApplication.clipboard().text()) == said["a"][2, 0]


def test_follows_what_is_selected_in_the_diagram(xor):
    xor.step(6)
    xor.panel.show_selected(weight(0, 1, 1))
    assert xor.last("cursor_changed") == Cursor(2, 1, weight(0, 1, 1))
    xor.panel.show_selected(neuron(0, 0))
    assert xor.last("cursor_changed") == Cursor(2, 0, weight(0, 1, 0))
    xor.step()
    assert "x₂ → h₁" in xor.panel.sheet.remark.text()


def test_neurons_of_all_layers_are_gone_through_at_the_update(qtbot, xor):
    xor.step(7)
    follow = xor.panel.follow.neuron
    seen = [follow.label.text()]
    for _ in range(2):
        qtbot.mouseClick(follow.after, LEFT)
        seen.append(follow.label.text())
    assert seen == ["h₁", "h₂", "ŷ"]
    assert xor.last("weight_followed") == weight(1, 0, 0)
    assert not follow.after.isEnabled()


def test_the_chain_rule_unfolds_and_stays_so(xor):
    xor.step(5)
    section = xor.panel.sheet.why_section
    reasons = xor.panel.sheet.reasons
    assert section.isVisible() and not reasons.isVisible()
    section.set_open(True)
    assert reasons.isVisible() and "the slope of the activation cancels out" in reasons.as_text()
    xor.step()
    assert section.isVisible() and "through ŷ:" in reasons.as_text()
    xor.step()
    assert not section.isVisible()  # the update is no chain of slopes


def test_the_numpy_line_is_copied(qtbot, xor):
    xor.step(3)
    qtbot.mouseClick(xor.panel.sheet.code.copy, LEFT)
    copied = QGuiApplication.clipboard().text()
    assert copied.endswith("\n\n\nZ2 = A1 @ W2 + b2\nA2 = sigmoid(Z2)\n")
    notebook = {}
    exec(copied, notebook)
    assert notebook["A2"][2, 0] == pytest.approx(0.5489, abs=1e-4)


def test_the_notebook_gets_the_array(qtbot, xor):
    xor.step(3)
    qtbot.mouseClick(xor.panel.notebook_button, LEFT)
    name, array = xor.said["notebook_requested"][-1]
    assert name == "A2"
    assert array.shape == (4, 1)


def test_sections_are_added_at_the_bottom(xor):
    label = QLabel("who moved it")
    late = Late(lambda: label)
    section = xor.panel.add_section("Who moved this weight?", "Bars", late)
    assert late.there() is None and not label.isVisible()
    section.set_open(True)
    assert label.isVisible()
    assert section.y() > xor.panel.notebook_button.parentWidget().y()


def test_clears_without_a_step(xor):
    xor.step(3)
    snapshot = xor.stepped.snapshot()
    xor.panel.show_snapshot(snapshot.__class__(**{**snapshot.__dict__, "step": None}))
    assert xor.last("lit") is None
    assert not xor.panel.rail.stops


def height_needed(view):
    if view.hasHeightForWidth():
        return view.heightForWidth(view.width())
    return view.sizeHint().height()


@pytest.mark.parametrize("width", few([LEAST_WIDTH, WIDTH], 1))
def test_nothing_is_cut_off(qtbot, width):
    shown = Shown(qtbot, deep(), width, 600)
    shown.panel.sheet.why_section.set_open(True)
    for theme in (LIGHT, DARK):
        shown.panel.set_theme(theme)
        for _ in range(13):
            shown.step()
            sheet = shown.panel.sheet
            assert sheet.width() <= width - 16
            views = [sheet.title, sheet.equation, sheet.bars, sheet.matrix, sheet.code]
            seen = [view for view in views if view.isVisible()]
            assert all(view.height() >= height_needed(view) for view in seen)
            tops = [view.mapTo(sheet, QPoint(0, 0)).y() for view in seen]
            bottoms = [top + view.height() for top, view in zip(tops, seen, strict=True)]
            assert all(b <= t for b, t in zip(bottoms, tops[1:], strict=False))
            laid = sheet.equation.laid()
            right = max(run.rect.right() for run in laid.runs)
            assert right <= sheet.equation.width() - 12
            assert len({stop.y() for stop in shown.panel.rail.stops}) <= 3
            matrix = sheet.matrix
            if matrix.matrix() is not None and matrix.isVisible():
                last = matrix.places().cell(0, len(matrix.places().fit.columns) - 1)
                assert last.right() <= matrix.width()


def test_a_batch_without_the_followed_sample_shows_another(qtbot):
    shown = Shown(qtbot, deep())
    shown.step()
    first = shown.panel.following.context.number(shown.last("cursor_changed").sample)
    shown.panel.following.follow_row(3)
    number = shown.panel.following.sample + 1
    shown.step(13)  # the next batch: 15 other samples
    context = shown.panel.following.context
    assert number not in [context.number(row) for row in range(context.size)]
    assert shown.last("cursor_changed").sample == context.size // 2
    assert shown.panel.following.sample == number - 1
    assert first != number


def test_every_control_has_a_name_and_a_tip(xor):
    xor.step(5)
    buttons = xor.panel.findChildren(QAbstractButton)
    assert len(buttons) > 15
    for button in buttons:
        assert button.accessibleName(), button.text()
        assert button.toolTip(), button.text()


# ---------------------------------------------------------------------- lights


def lights(made):
    cursor = Cursor(2, 0)
    return [light_of(s.step, s.layers, cursor) for s in Stepped(made).update()]


def test_lights_of_xor():
    batch, hidden, output, loss, back_output, back_hidden, update = lights(opening())
    assert batch.written_neurons == (Lit(-1),)
    assert batch.values[-1].tolist() == [1.0, 0.0]
    assert np.isnan(batch.values[0]).all()
    assert (hidden.read_edges, hidden.written_neurons) == ((Lit(0),), (Lit(0),))
    assert hidden.values[0] == pytest.approx(np.tanh([0.8, -0.6]))
    assert np.isnan(hidden.values[1]).all()
    assert (output.read_neurons, output.read_edges) == ((Lit(0),), (Lit(1),))
    assert loss.written_neurons == (Lit(1),)
    assert back_output.backward and back_output.written_neurons == (Lit(1, 0),)
    assert back_hidden.written_edges == (Lit(0, 0),)
    assert not update.backward
    assert update.written_edges == (Lit(0), Lit(1))
    assert update.ghosts[0]["weight"][0, 0] == 0.8


def test_nothing_is_lit_before_an_update():
    stepped = Stepped(opening())
    snapshot = stepped.snapshot()
    light = light_of(snapshot.step, snapshot.layers, Cursor(None, 0))
    assert light == Light(values=light.values, gradients={})
    assert all(np.isnan(values).all() for values in light.values.values())


# ---------------------------------------------------------------------- what is left out


def test_the_followed_bar_is_shown_with_the_largest():
    values = np.arange(100.0)
    assert chosen_bars(values, 3) == [3, 94, 95, 96, 97, 98, 99]
    assert chosen_bars(values[:5], 3) == [0, 1, 2, 3, 4]


def test_columns_of_low_rank_stay():
    found = fit([50.0, 50.0, 50.0, 50.0], [3, 0, 2, 1], 0.0, 140.0)
    assert found.columns == (1, 3)
    assert found.left_out == 2
    assert found.lefts[0] >= 0.0
    assert found.lefts[1] + found.widths[1] <= 140.0
    everything = fit([50.0, 50.0], [0, 1], 0.0, 100.0)
    assert everything.columns == (0, 1)


def test_all_columns_of_a_small_layer_are_shown_in_a_narrow_window(xor):
    """368 pixels: the panel at 1024×768, with its scroll bar."""
    xor.step(2)
    matrix = next(v for v in xor.panel.findChildren(MatrixView) if v.matrix() is not None).matrix()
    places = Places(matrix, 368.0, xor.panel.font())
    names = [matrix.columns[i].name for i in places.fit.columns]
    assert names == ["x₁", "x₂", "z₁", "z₂", "h₁", "h₂"]
    assert places.fit.left_out == 0 and places.fit.lefts[0] >= places.label_width


def test_a_part_of_another_network_is_not_followed(xor):
    xor.panel.show_selected(Part(7, "weight", (9, 9)))
    xor.panel.show_selected(weight(0, 9, 9))
    xor.step(7)
    assert xor.last("cursor_changed").part == weight(0, 0, 0)


def test_a_neuron_handed_on_by_dropout_is_the_one_before_it(qtbot):
    shown = Shown(qtbot, deep())
    shown.step(2)
    shown.panel.show_selected(neuron(1, 4))  # of the dropout layer
    assert shown.last("cursor_changed").neuron == 4
    shown.step()
    assert shown.last("cursor_changed").neuron == 4


def test_a_rail_of_very_many_phases_is_made_in_turns(qtbot: QtBot) -> None:
    """A network of a hundred layers has two hundred; all at once would silence the window."""
    rail = Rail()
    qtbot.addWidget(rail)
    rail.resize(900, 40)
    rail.show()
    names = tuple(f"phase {n}" for n in range(200))
    rail.show_stops(names, 3)
    assert 0 < len(rail.stops) < 100
    rail.show_stops(names, 4)  # a step while they are being made
    qtbot.waitUntil(lambda: len(rail.stops) == 200)
    assert [stop.text() for stop in rail.stops] == list(names)
    assert [stop.state for stop in rail.stops[:5]] == [State.DONE] * 3 + [State.NOW, State.TO_COME]
    places = [stop.geometry() for stop in rail.stops]
    assert all(not place.isEmpty() for place in places)
    assert not any(a.intersects(b) for a, b in pairwise(places))
    rail.show_stops(names[:3], 1)
    assert len(rail.stops) == 3 and rail.stops[0].state is State.NOW


def test_nothing_is_known_of_a_stop_of_other_data(xor):
    xor.step(2)
    step = xor.panel._snapshot.step
    assert xor.panel.card is not None and xor.panel.following.is_at(step)
    xor.panel.show_facts(Stepped(deep()).facts)
    assert xor.panel.card is None and not xor.panel.following.is_at(step)
