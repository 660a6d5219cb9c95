"""The drawn bend and the nudge's view: shown, read, requested, and dropped."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from core.lesson.cards.bend import bend_of
from core.lesson.cards.content import Cursor
from core.lesson.cards.context import Context
from core.lesson.parts import bias, weight
from core.run.makers.nudging import nudge
from gui.kit.theme import DARK
from gui.step.bend import BendView
from gui.step.nudge import NudgeView
from tests.gui.walked import Walked, walked
from tests.nets import dense

W11 = weight(0, 0, 0)


@pytest.fixture
def drawn(qtbot) -> BendView:
    widget = BendView()
    qtbot.addWidget(widget)
    widget.resize(440, 320)
    widget.show()
    return widget


def bend(walk: Walked, layer=0, unit=0):
    snapshot = walk.picture()
    context = Context(snapshot.step, snapshot.layers, walk.facts, Cursor(2, 0))
    return bend_of(context, layer, unit)


def test_the_curve_is_drawn_and_read(qtbot, drawn) -> None:
    walk = Walked()
    walk.step(2)
    drawn.show_bend(bend(walk))
    assert drawn.plot.isVisible() and drawn.words().startswith("At z₁ = 0.8")
    assert drawn.reading() == "z₁ = 0.8000   h₁ = 0.6640   f′(z₁) = 0.5591"
    qtbot.keyClick(drawn, Qt.Key.Key_Left)
    assert drawn.reading() != "z₁ = 0.8000   h₁ = 0.6640   f′(z₁) = 0.5591"
    drawn.set_theme(DARK)
    drawn.grab()
    drawn.show_bend(None)
    assert not drawn.plot.isVisible() and drawn.words().startswith("Step to where")


def test_a_jump_of_the_slope_is_not_joined(drawn) -> None:
    walk = walked([dense(2, "relu"), dense(1)])
    walk.step(2)
    drawn.show_bend(bend(walk))
    _, slopes = drawn._slopes.getData()
    assert np.any(np.isnan(slopes))


@pytest.fixture
def view(qtbot) -> NudgeView:
    widget = NudgeView()
    qtbot.addWidget(widget)
    widget.resize(440, 500)
    widget.show()
    return widget


def show(view, walk: Walked, part=W11, sample=2) -> None:
    snapshot = walk.picture()
    view.show_step(snapshot.step, walk.facts, part, sample, snapshot.layers)


def ask(view, walk: Walked) -> None:
    asked: list = []
    view.asked.connect(lambda *what: asked.append(what))
    view.button.click()
    view.show_answer(nudge(walk.trainer, walk.trainer.moment(), *asked[-1]))


def test_a_nudge_is_asked_for_and_shown(view) -> None:
    walk = Walked()
    walk.step(3)
    show(view, walk)
    assert view.words() == "What if w⁽¹⁾₁₁ were larger by 0.01?" and not view.chain.isVisible()
    ask(view, walk)
    assert "Δh₁ = 0.00555" in view.chain.as_text() and not view.button.isVisible()
    assert view.words().startswith("The loss rises by 0.000522.")
    show(view, walk, sample=3)  # the same nudge, as another sample has it
    assert "Δz₁ = 0.01" in view.chain.as_text() and "ΔL₄" in view.chain.as_text()


def test_it_is_let_go_of_with_its_number_and_its_update(view) -> None:
    walk = Walked()
    walk.step(2)
    show(view, walk)
    ask(view, walk)
    walk.step(1)
    show(view, walk)
    assert view.chain.isVisible()
    show(view, walk, bias(0, 0))
    assert not view.chain.isVisible() and view.button.isVisible()
    show(view, walk)
    ask(view, walk)
    walk.step(5)
    show(view, walk)
    assert not view.chain.isVisible()
