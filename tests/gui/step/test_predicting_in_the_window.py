"""Ask me first in the window: switched on by key, numbers covered, predicted, uncovered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.lesson.cards.content import plain
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


def step_to(real: RealWindow, phases: int) -> None:
    for _ in range(phases - real.snapshots[-1].phases):
        real.window.actions_table["step"].trigger()
        real.settle()
    real.wait(lambda: real.snapshots[-1].phases == phases)


def card(real: RealWindow) -> str:
    return "\n".join(map(plain, real.window.steps.sheet.card.blocks))


def test_a_number_is_covered_until_it_is_predicted(shared: RealWindow) -> None:
    window, panel = shared.window, shared.window.steps
    strip, row = panel.predict, window.actions_table["ask_first"]
    window.time.show_steps(True)
    step_to(shared, 2)
    shared.session.follow(2)
    shared.settle()
    assert not row.isChecked() and strip.isHidden() and "0.8" in card(shared)
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(window, Qt.Key.Key_P, keys)
    assert row.isChecked() and panel.predict_box.isChecked() and strip.isVisible()
    assert window.focusWidget() is strip.line and strip.symbol.text() == "z₁ ="
    assert "= ?" in card(shared) and not any(s.isVisible() for s in panel._sections)
    high = strip.height()
    QTest.keyClicks(strip.line, "-0.8")
    QTest.keyClick(strip.line, Qt.Key.Key_Return)
    assert "sign" in strip.said.text() and strip.score.text() == "0 of 1 right"
    assert strip.symbol.text() == "h₁ =" and "tanh(0.8) = ?" in card(shared)
    QTest.keyClicks(strip.line, "0.664")
    QTest.keyClick(strip.line, Qt.Key.Key_Return)
    assert strip.said.text().startswith("h₁: Right") and strip.score.text() == "1 of 2 right"
    assert "?" not in card(shared) and not strip.line.isEnabled()
    assert strip.height() == high  # nothing has moved
    assert window.focusWidget() is not strip.line
    step_to(shared, 3)
    assert strip.symbol.text() == "z =" and "?" in card(shared) and "first" in strip.said.text()
    strip.uncover.click()
    assert "?" not in card(shared) and strip.score.text() == "1 of 2 right"
    QTest.keyClick(window, Qt.Key.Key_P, keys)
    assert not row.isChecked() and strip.isHidden()


@pytest.mark.thorough
def test_ways_are_answers_at_the_loss_and_at_the_update(shared: RealWindow) -> None:
    window, panel = shared.window, shared.window.steps
    strip = panel.predict
    window.time.show_steps(True)
    panel.ask_first(True)
    step_to(shared, 4)
    right, checked = panel._asker.right, panel._asker.checked  # of this file so far
    assert strip.way_words.text() == "Where will this loss go?"
    high = strip.height()
    strip.way_buttons[1].click()
    assert strip.said.text() == "You will be told after the update."
    assert strip.ways.isHidden() and strip.height() == high  # nothing has moved
    for _ in range(3):
        window.actions_table["step"].trigger()
        shared.settle()
    shared.wait(lambda: shared.snapshots[-1].step.done == 7)
    assert "The loss: Right: ▼ it falls" in strip.said.text()
    assert strip.score.text() == f"{right + 1} of {checked + 1} right"
    name = strip.symbol.text().removesuffix(" =")
    strip.way_buttons[2].click()
    assert strip.said.text().startswith(f"{name}: Not right: ")
    assert strip.score.text() == f"{right + 1} of {checked + 2} right"
    assert all(button.toolTip() for button in strip.way_buttons)
    panel.ask_first(False)


def test_the_controls_have_names_and_help(shared: RealWindow) -> None:
    panel = shared.window.steps
    strip = panel.predict
    for part in (strip.line, strip.check, strip.uncover, panel.predict_box):
        assert part.accessibleName() and part.toolTip()


@pytest.mark.thorough
def test_which_stops_ask_and_how_often_is_chosen_and_remembered(shared: RealWindow) -> None:
    window, panel = shared.window, shared.window.steps
    act, strip = window.actions_table, panel.predict
    window.time.show_steps(True)
    step_to(shared, 2)
    act["ask_first"].trigger()
    assert "?" in card(shared) and act["ask_every_time"].isChecked()
    act["ask_at_forward"].trigger()
    assert not act["ask_at_forward"].isChecked() and "?" not in card(shared)
    assert not strip.line.isEnabled()
    for kind in ("loss", "update"):
        act[f"ask_at_{kind}"].trigger()
    assert not act["ask_at_backward"].isEnabled()  # one stays on
    act["ask_first_time"].trigger()
    settings = window.marking._settings
    assert settings.asking_stops() == {"backward"} and settings.asks_once()
    step_to(shared, 4)
    assert "?" not in card(shared)
    step_to(shared, 5)
    assert "?" in card(shared)
    step_to(shared, 6)
    assert "?" not in card(shared)  # the second one of its kind
    act["ask_every_time"].trigger()
    assert "?" in card(shared)
    settings.start_over()
    act["ask_first"].trigger()
    act["ask_first"].trigger()
    assert act["ask_at_forward"].isChecked() and act["ask_every_time"].isChecked()
    act["ask_first"].trigger()
