"""First update where…: typed, found, gone to, given up, in a real window."""

import pytest
from PySide6.QtCore import Qt

from core.run.states import State
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    return shared


@pytest.fixture
def dialog(real):
    real.window.actions_table["find"].trigger()
    found = real.window.past.finding
    yield found
    found.close()


def losses(real, updates):
    found = [real.trainer.evaluate().loss]
    for _ in range(updates):
        real.train(1)
        found.append(real.trainer.evaluate().loss)
    return found


def ask(qtbot, dialog, text):
    dialog.field.clear()
    qtbot.keyClicks(dialog.field, text)
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)


def test_it_jumps_to_the_first_update(real, dialog, qtbot):
    values = losses(real, 8)
    limit = values[5]
    expected = next(i for i, value in enumerate(values) if value <= limit)
    ask(qtbot, dialog, f"loss <= {limit!r}")
    real.wait(lambda: real.trainer.update == expected)
    real.settle()
    assert f"Update {expected} (epoch {expected}): loss is" in dialog.says.text()
    assert not dialog.progress.isVisible()


def test_nowhere_is_said_and_nothing_moves(real, dialog, qtbot):
    losses(real, 3)
    ask(qtbot, dialog, "loss < -1")
    real.wait(lambda: dialog.says.text() == "Nowhere in updates 0 to 3.")
    assert real.trainer.update == 3


def test_ahead_is_tried_apart_and_then_trained(real, dialog, qtbot):
    real.train(2)
    qtbot.mouseClick(dialog.ahead, Qt.MouseButton.LeftButton, pos=dialog.ahead.rect().center() * 0)
    dialog.ahead.setChecked(True)
    ask(qtbot, dialog, "update >= 40")
    real.wait(lambda: real.trainer.update == 40 and real.session.state is not State.RUNNING)
    assert "Update 40 (epoch 40)" in dialog.says.text()


def test_a_mistake_is_said_while_it_is_typed(dialog, qtbot):
    qtbot.keyClicks(dialog.field, "acuracy > 1")
    assert "“acuracy” is not a number of a moment (character 1)" in dialog.says.text()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    assert dialog.look.text() == "Find"  # nothing was begun
    dialog.field.clear()
    qtbot.keyClicks(dialog.field, "W7[1,1] > 1")
    qtbot.keyClick(dialog.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "there is no layer 7" in dialog.says.text())


def test_looking_is_given_up(real, dialog, qtbot):
    real.train(1)
    dialog.ahead.setChecked(True)
    dialog.epochs.set_value(10**9)
    ask(qtbot, dialog, "loss < -1")
    real.wait(lambda: dialog.progress.maximum() > 0)
    qtbot.mouseClick(dialog.look, Qt.MouseButton.LeftButton)
    real.wait(lambda: dialog.says.text() == "Stopped.")
    real.settle()
    assert real.session.worker().slicer.is_idle()
    assert real.trainer.update == 1


def test_an_example_is_taken(dialog, qtbot):
    dialog.examples.setFocus()
    qtbot.keyClick(dialog.examples, Qt.Key.Key_Down)
    dialog.examples.activated.emit(1)
    assert dialog.field.text() == "loss < 0.1"
    assert dialog.says.text() == ""
