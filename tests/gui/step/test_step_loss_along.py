"""The loss along one number: requested, drawn, read, and dropped when it is another number's."""

import re
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor

from core.lesson.parts import bias, weight
from core.pictures.findings import LossCurve
from core.run.makers.loss_along import loss_along
from gui.kit.theme import DARK, LIGHT
from gui.step.loss_along import LossAlongView, apart, hop_words
from gui.step.loss_along_chart import nearest
from tests.gui.walked import Walked, walked
from tests.nets import dense

W11 = weight(0, 0, 0)


def curve_of(*numbers) -> LossCurve:
    """Return a curve along the first weight."""
    return LossCurve(0, "weight", (0, 0), *numbers)


VALUES = np.linspace(-3.0, 5.0, 81)
#: a parabola with its lowest loss, 1, at 3
PARABOLA = curve_of(VALUES, (VALUES - 3.0) ** 2 + 1.0, 1.0, 5.0, -4.0, 0.25, 2.0)


@pytest.fixture
def view(qtbot) -> LossAlongView:
    widget = LossAlongView()
    qtbot.addWidget(widget)
    widget.resize(440, 320)
    widget.show()
    return widget


def show(view, walk: Walked, part=W11) -> None:
    snapshot = walk.picture()
    view.show_number(snapshot.step, walk.facts, part, snapshot.layers)


def ask(view, walk: Walked) -> None:
    """Ask for the curve and answer as the worker does."""
    asked: list = []
    view.asked.connect(lambda *what: asked.append(what))
    view.button.click()
    layer, name, index = asked[-1]
    trainer = walk.trainer
    start = trainer.moment()
    if trainer.position == 0 and walk.picture().step.records:
        start = trainer.stepping.last_start
    view.show_answer(loss_along(trainer, start, layer, name, index))


def test_asking_and_the_hop_of_xors_first_update(view) -> None:
    walk = Walked()
    walk.step(3)
    show(view, walk)
    assert view.heading() == "w⁽¹⁾₁₁, x₁ → h₁" and not view.chart.isVisible()
    assert view.words() == "How does this batch's loss depend on w⁽¹⁾₁₁?"
    ask(view, walk)
    assert view.chart.isVisible() and not view.button.isVisible()
    assert view.words().startswith(
        "One step of 0.5 · 0.0518 downhill: training loss 0.7064 → 0.705"
    )
    assert view.reading() == "all else stays the same"


def test_once_the_update_is_done_it_is_still_that_updates_hop(view) -> None:
    walk = Walked()
    snapshot = walk.update()
    show(view, walk)
    ask(view, walk)
    curve = view.answer()
    assert curve.value == 0.8
    assert np.isclose(curve.reached, snapshot.layers[0].arrays["weight"][0, 0], rtol=1e-12)
    assert view.words().startswith("One step of 0.5 · 0.0518 downhill")


def test_the_curve_stays_within_its_update(view) -> None:
    walk = Walked()
    walk.step(2)
    show(view, walk)
    ask(view, walk)
    curve = view.answer()
    for phases in (1, 3, 1):
        walk.step(phases)
        show(view, walk)
        assert view.answer() is curve
    walk.step(1)
    show(view, walk)
    assert view.answer() is None
    ask(view, walk)
    assert view.answer() is not None and view.answer() is not curve
    show(view, walk, bias(0, 0))
    assert view.answer() is None and view.heading() == "b⁽¹⁾₁, h₁"


def test_after_an_edit_the_curve_is_let_go_of(view) -> None:
    walk = Walked()
    show(view, walk)
    ask(view, walk)
    snapshot = walk.picture()
    view.show_number(snapshot.step, walk.facts, W11, snapshot.layers)
    assert view.answer() is not None
    other = {**snapshot.layers[1].arrays, "bias": np.array([9.0])}
    layers = (snapshot.layers[0], replace(snapshot.layers[1], arrays=other))
    view.show_number(snapshot.step, walk.facts, W11, layers)
    assert view.answer() is None


def test_an_answer_to_another_question_is_left_alone(view) -> None:
    walk = Walked()
    show(view, walk)
    view.show_answer(PARABOLA)
    assert view.answer() is None  # not asked for
    view.button.click()
    view.show_answer(PARABOLA)
    assert view.answer() is None  # of a number that is 1, not 0.8
    view.show_answer(replace(PARABOLA, value=0.8, index=(0, 1)))
    assert view.answer() is None  # of another number with the same value
    view.show_answer(replace(PARABOLA, value=0.8))
    assert view.answer() is not None
    view.forget()
    assert view.answer() is None
    view.clear()
    assert view.words() == "Click a weight or a bias in the network to ask about it."


LARGE = np.linspace(0.7e308, 0.9e308, 81)
NO_LOSS = np.full(81, np.nan)


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (curve_of(VALUES, NO_LOSS, 1.0, np.inf, np.nan, 0.1, 2.0), "is not finite"),
        (curve_of(VALUES, NO_LOSS, 1.0, np.nan, np.inf, 0.1, 1.0), "is not finite"),
        (
            curve_of(LARGE, NO_LOSS, LARGE[40], np.inf, np.inf, 0.1, LARGE[40]),
            "is not finite",
        ),
        (
            curve_of(LARGE, LARGE, LARGE[40], LARGE[40], 1.0, 0.1, LARGE[3]),
            "are too large",
        ),
        (replace(PARABOLA, losses=1e305 * PARABOLA.losses, loss=5e305), "are too large"),
    ],
)
def test_what_cannot_be_drawn_is_said(view, curve, words) -> None:
    walk = Walked()
    show(view, walk)
    view.button.click()
    view.show_answer(replace(curve, value=0.8))
    assert view.answer() is not None and words in view.words()
    assert not view.chart.isVisible() and not view.button.isVisible()
    view.set_theme(DARK)
    # another one can be drawn again
    view.forget()
    view.button.click()
    view.show_answer(replace(PARABOLA, value=0.8))
    assert view.chart.isVisible()


@pytest.mark.parametrize("slope", [np.inf, np.nan, 1e300])
@pytest.mark.parametrize("odd", [np.nan, 1e308])
def test_what_can_be_drawn_of_a_curve_is(view, qtbot, slope, odd) -> None:
    """Infinite losses beside the number's own value: the rest of the curve is drawn."""
    losses = np.where(np.arange(81) > 60, odd, PARABOLA.losses)
    walk = Walked()
    show(view, walk)
    view.button.click()
    curve = replace(PARABOLA, losses=losses, slope=slope, reached=VALUES[70], value=0.8)
    view.show_answer(curve)
    assert view.chart.isVisible()
    view.grab()
    for at in (0, 40, 80):
        view.chart._point(at)


@pytest.mark.parametrize(
    ("curve", "words"),
    [
        (PARABOLA, "One step of 0.25 · 4 downhill: training loss 5 → 2."),
        (
            replace(PARABOLA, reached=1.5),
            "The update takes it from 1 to 1.5: training loss 5 → 3.25.",
        ),
        (
            replace(PARABOLA, reached=-1.0),
            "The update takes it from 1 to −1: training loss 5 → 17. The loss is higher there: it "
            "moves with its slope, not against it.",
        ),
        (
            replace(PARABOLA, reached=-1.0, slope=4.0),  # as if the loss fell that way at first
            "The update takes it from 1 to −1: training loss 5 → 17. That is too far: the loss is "
            "higher there.",
        ),
        (
            replace(PARABOLA, reached=1.0),
            "The update does not change it, or moves it out of sight.",
        ),
        (
            replace(PARABOLA, reached=1.0, slope=0.0),
            "The slope is 0 here: the update does not change it.",
        ),
    ],
)
def test_words(curve, words) -> None:
    assert numbers_short(hop_words(curve)) == words


def numbers_short(text: str) -> str:
    """Drop zeros at the end of decimals, which only fill up digits."""
    return re.sub(r"(\d+\.\d*?)0+(?=\D|$)", lambda m: m[1].rstrip("."), text)


def test_numbers_are_told_apart() -> None:
    assert apart(0.7064, 0.7065) == ("0.7064", "0.7065")
    assert apart(0.70643, 0.70641) == ("0.70643", "0.70641")
    assert apart(1.0, 1.0)[0] == "1"


def test_the_keyboard_reads_the_curve(view, qtbot) -> None:
    walk = Walked()
    show(view, walk)
    view.button.click()
    view.show_answer(replace(PARABOLA, value=0.8, loss=5.84))
    qtbot.keyClick(view.chart, Qt.Key.Key_Right)
    start = view.chart.at()
    assert start == nearest(PARABOLA, 0.8)
    for _ in range(200):
        qtbot.keyClick(view.chart, Qt.Key.Key_Right)
    assert view.chart.at() == 80 and view.reading() == "w⁽¹⁾₁₁ = 5.0000: training loss 5.0000"


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_hop_is_drawn_in_the_colour_of_now(view, theme) -> None:
    view.set_theme(theme)
    walk = Walked()
    walk.step(1)
    show(view, walk)
    ask(view, walk)
    view.grab()
    image = view.chart.grab().toImage()
    box = view.chart.plot.getPlotItem().getViewBox()
    curve = view.answer()
    middle = QPointF((curve.value + curve.reached) / 2.0, 0.0)
    middle.setY(float(np.interp(middle.x(), curve.values, curve.losses)))
    place = view.chart.plot.mapFromScene(box.mapViewToScene(middle))
    now = QColor(theme.now)
    near = [
        image.pixelColor(place.x() + dx, place.y() + dy) for dx in (-1, 0, 1) for dy in (-2, 0, 2)
    ]
    assert any(abs(c.red() - now.red()) + abs(c.blue() - now.blue()) < 60 for c in near)


def test_losses_that_are_no_numbers_leave_a_gap(view) -> None:
    walk = Walked()
    show(view, walk)
    view.button.click()
    losses = PARABOLA.losses.copy()
    losses[:20] = np.nan
    view.show_answer(replace(PARABOLA, value=0.8, losses=losses, reached=-2.5))
    view.grab()
    assert "the loss is higher there" in view.words().lower()
    low, high = view.chart.plot.getPlotItem().getViewBox().viewRange()[1]
    assert np.isfinite([low, high]).all() and low < high


def test_the_penalty_is_named_on_the_axis(view) -> None:
    walk = walked([dense(2, "tanh"), dense(1, "sigmoid")], regularizer="l2")
    show(view, walk)
    ask(view, walk)
    axis = view.chart.plot.getPlotItem().getAxis("left")
    assert axis.labelText == "loss of this batch + penalty"
