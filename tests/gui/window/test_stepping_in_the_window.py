"""The Step view over a real session: the walk through one update of XOR, and back again."""

import math
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.lesson.cards.content import plain
from core.lesson.parts import Part, weight
from core.project import Project
from core.run.states import State
from gui.kit.settings import Settings
from gui.runs.list import RunsList
from tests.gui.real import RealWindow
from tests.nets import dense, described

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


class Stepper:
    """Keys in a real window, and what its step panel says."""

    def __init__(self, real: RealWindow) -> None:
        self.real, self.window = real, real.window
        self.panel = real.window.steps

    def press(self, key: Qt.Key, times: int = 1) -> None:
        for _ in range(times):
            QTest.keyClick(self.window, key)
            self.wait()

    def wait(self) -> None:
        self.real.settle()
        here = self.real.session.worker()
        self.real.wait(
            lambda: (
                not here.time.is_going()
                and here.showing.publisher.credit  # the last picture is drawn, and none waits
                and not here.showing.publisher._unsent
                and self.real.snapshots[-1].update == here.trainer.update
                and self.real.snapshots[-1].phases == here.trainer.position
            )
        )

    @property
    def card(self):
        return self.panel.sheet.card

    def said(self) -> str:
        """Return the equation, number for number."""
        return " ".join("\n".join(plain(block) for block in self.card.blocks).split())

    def written(self) -> list[float]:
        """Return the full values of what the phase wrote."""
        lines = [line for block in self.card.blocks for line in block]
        return [token.value for line in lines for cell in line.cells for token in cell if token.now]


@pytest.fixture
def stepper(qtbot: QtBot, settings: Settings) -> Iterator[Stepper]:
    real = RealWindow(qtbot, settings)
    yield Stepper(real)
    real.close()


def test_one_update_of_xor_number_for_number(stepper: Stepper) -> None:
    """PRODUCT's walk, following sample 3, (1, 0) → 1; the arithmetic is in the comments."""
    window = stepper.window
    stepper.press(Qt.Key.Key_Right)  # in the Train view: → shows why
    assert window.actions_table["step_view"].isChecked()
    assert stepper.card.place == "Update 1 · 1 of 7"
    assert "we follow number 3" in stepper.card.remark

    stepper.press(Qt.Key.Key_Right)  # z = 1·0.8 + 0·(−0.7) + 0, a = tanh 0.8
    assert "1·0.8 + 0·(−0.7)" in stepper.said() and "0.6640" in stepper.said()
    assert stepper.written()[-1] == pytest.approx(math.tanh(0.8), abs=1e-15)

    stepper.press(Qt.Key.Key_Right)  # z = tanh 0.8·0.7 + tanh(−0.6)·0.5, ŷ = σ(z)
    z = math.tanh(0.8) * 0.7 + math.tanh(-0.6) * 0.5
    assert "0.6640·0.7 + (−0.5370)·0.5" in stepper.said()
    assert stepper.written() == pytest.approx([z, 1 / (1 + math.exp(-z))], abs=1e-15)
    assert stepper.card.remark == "Barely says 1."

    stepper.press(Qt.Key.Key_Right)  # −ln 0.5489 = 0.5998, mean of four 0.7064
    assert "−ln 0.5489 = 0.5998" in stepper.said() and "0.7064" in stepper.said()

    stepper.press(Qt.Key.Key_Right)  # (0.5489 − 1)/4
    assert "(0.5489 − 1)/4" in stepper.said() and "−0.1128" in stepper.said()

    stepper.press(Qt.Key.Key_Right)  # −0.1128·0.7·0.5591, and the four samples' shares
    for text in ("−0.1128·0.7 = −0.0789", "0.6640² = 0.5591", "= −0.0441", "0.0959", "0.0518"):
        assert text in stepper.said(), text
    assert "Sample 3 asks for more weight, sample 4 asks louder for less." in stepper.card.remark

    stepper.press(Qt.Key.Key_Right)  # 0.8 − 0.5·0.0518 = 0.7741
    assert "0.8 − 0.5·0.0518" in stepper.said() and "0.7741" in stepper.said()
    assert "0.7064 → 0.6989" in stepper.card.outcome


def test_back_turns_what_was_written_into_dots_and_old_numbers(stepper: Stepper) -> None:
    window = stepper.window
    start = stepper.real.trainer.state.vector.tobytes()
    stepper.press(Qt.Key.Key_Right, 7)
    weights = stepper.real.snapshots[-1].layers[0].arrays["weight"]
    assert weights[0, 0] == pytest.approx(0.7741, abs=5e-5)
    stepper.press(Qt.Key.Key_Left)
    assert stepper.card.place == "Update 1 · 6 of 7"
    assert stepper.real.snapshots[-1].layers[0].arrays["weight"][0, 0] == 0.8
    assert stepper.real.trainer.state.vector.tobytes() == start
    stepper.press(Qt.Key.Key_Left, 4)
    assert stepper.card.place == "Update 1 · 2 of 7"
    light = window.stepping._light
    assert np.isnan(light.values[1]).all()  # the output is not computed yet: "·"
    stepper.press(Qt.Key.Key_Left, 3)
    assert (stepper.real.trainer.update, stepper.real.trainer.position) == (0, 0)
    assert not window.actions_table["back"].isEnabled()


@pytest.mark.thorough
def test_the_rail_the_buttons_and_the_timeline_go_anywhere(stepper: Stepper) -> None:
    stepper.real.train(30)
    window, trainer = stepper.window, stepper.real.trainer
    bits = trainer.state.vector.tobytes()
    window.actions_table["step_view"].setChecked(True)
    stepper.wait()
    assert stepper.card.place == "Update 30 · 7 of 7"
    stepper.panel.phase_requested.emit(3)
    stepper.wait()
    assert stepper.card.place == "Update 30 · 3 of 7"
    window.timeline.update_requested.emit(12)
    stepper.wait()
    assert stepper.card.place == "Update 12 · 7 of 7" and stepper.real.snapshots[-1].past
    window.actions_table["unit_update"].setChecked(True)
    stepper.press(Qt.Key.Key_Left)
    assert stepper.card.place == "Update 11 · 7 of 7"
    window.actions_table["to_end"].trigger()
    stepper.wait()
    assert trainer.state.vector.tobytes() == bits
    window.actions_table["to_start"].trigger()
    stepper.wait()
    assert trainer.update == 0


@pytest.mark.thorough
def test_what_is_followed_is_lit_and_what_is_pointed_at_is_found(stepper: Stepper) -> None:
    stepper.press(Qt.Key.Key_Right, 6)
    panel, window = stepper.panel, stepper.window
    assert window.diagram.scene is not None
    window.diagram.part_selected.emit(weight(0, 1, 1))
    assert panel._cursor.part == Part(0, "weight", (1, 1))
    for section in window.stepping.sections:
        section.set_open(True)
    stepper.wait()
    assert window.stepping.late.contributions.part().heading() == "w⁽¹⁾₂₂, x₂ → h₂"
    assert "ask" in window.stepping.late.contributions.part().words()
    window.stepping.late.loss_along.part().button.click()
    stepper.wait()
    assert "loss" in window.stepping.late.loss_along.part().words().lower()


@pytest.mark.thorough
def test_the_gradient_check_is_painted_and_over_with_the_next_update(stepper: Stepper) -> None:
    window = stepper.window
    told: list[tuple] = []
    window.stepping.offered.connect(lambda *said: told.append(said))
    window.actions_table["check_gradients"].trigger()
    stepper.real.wait(lambda: bool(told))
    assert told[0][0].startswith("All 9 gradients agree with central differences")
    assert window.stepping._checked_at is not None
    told[0][1][0][1]()  # Show the worst: where its gradient comes out
    stepper.wait()
    assert window.actions_table["step_view"].isChecked()
    assert stepper.card.title.endswith("backward")
    assert window.stepping._checked_at is not None
    stepper.press(Qt.Key.Key_Right, 7)
    assert window.stepping._checked_at is None


@pytest.mark.thorough
def test_a_gradient_check_is_over_once_a_number_is_set(stepper: Stepper) -> None:
    """It stood for the old numbers, as the update is the same."""
    window, session = stepper.window, stepper.real.session
    checked: list[object] = []
    session.gradients_checked.connect(checked.append)
    window.actions_table["check_gradients"].trigger()
    stepper.real.wait(lambda: bool(checked))
    assert window.stepping._checked_at is not None and window.bugs._checked is not None
    session.set_frozen(0, "weight", (0, 0), True)
    stepper.wait()
    assert window.stepping._checked_at is not None and window.bugs._checked is not None
    window.diagram.value_edited.emit(0, "weight", (0, 0), 2.0)
    stepper.wait()
    assert window.stepping._checked_at is None and window.bugs._checked is None


@pytest.mark.thorough
def test_an_edit_in_the_middle_of_an_update_says_that_it_returns(stepper: Stepper) -> None:
    stepper.press(Qt.Key.Key_Right, 4)
    stepper.window.diagram.value_edited.emit(0, "weight", (0, 0), 2.0)
    stepper.wait()
    assert stepper.real.trainer.position == 0
    assert "taken back to its start" in stepper.window.notice_bar.message.text()


def test_an_edit_in_the_past_is_a_run_of_its_own(stepper: Stepper) -> None:
    stepper.real.train(20)
    window = stepper.window
    window.timeline.update_requested.emit(5)
    stepper.wait()
    window.diagram.value_edited.emit(0, "weight", (0, 0), 2.0)
    stepper.wait()
    assert stepper.real.snapshots[-1].time.end == 5
    assert window.tabs.view(RunsList).table.rowCount() == 2
    assert "A new run begins at update 5" in window.notice_bar.message.text()


@pytest.mark.thorough
def test_play_in_slow_motion_and_pause(stepper: Stepper) -> None:
    window = stepper.window
    window.actions_table["step_view"].setChecked(True)
    window.speed.slider.setValue(4)
    assert window.speed.slow_speed() == 4
    window.actions_table["play"].trigger()
    stepper.real.wait(lambda: stepper.real.snapshots[-1].phases >= 2)
    window.actions_table["play"].trigger()
    stepper.real.wait(lambda: stepper.real.session.state is State.PAUSED)
    assert stepper.real.trainer.update == 0


@pytest.mark.thorough
def test_every_kind_of_layer_and_loss_is_stepped_through(stepper: Stepper) -> None:
    """Softmax, dropout, batch norm, L2 and Adam, phase by phase in the real window."""
    project = Project.from_json(
        described(
            [
                dense(3, "relu"),
                {"name": "batch_norm"},
                {"name": "dropout", "rate": 0.3},
                dense(2, "softmax"),
            ],
            {
                "name": "points",
                "inputs": [[0, 0], [0, 1], [1, 0], [1, 1], [2, 1]],
                "targets": [[1, 0], [0, 1], [0, 1], [1, 0], [1, 0]],
            },
            {"batch_size": 3},
            loss="categorical_cross_entropy",
            regularizer={"name": "l2"},
            optimizer={"name": "adam"},
        )
    )
    stepper.window.document.replace_all(project, None)
    stepper.real.session.load(project, None)
    stepper.wait()
    places = []
    for _ in range(22):
        stepper.press(Qt.Key.Key_Right)
        places.append(stepper.card.place)
        assert stepper.card.title and stepper.card.why
    assert places[0].startswith("Update 1 · 1 of 11") and places[-1].startswith("Update 2 · 11")
    assert stepper.real.failures == []


@pytest.mark.thorough
def test_space_after_an_answered_notice_presses_no_button(stepper: Stepper) -> None:
    """The button with the focus goes with its notice: Space must not press the next in line."""
    stepper.real.train(5)
    window = stepper.window
    window.notices.offer("Something.", [("Answer", lambda: None)])
    button = window.notice_bar.actions_shown()[0]
    button.setFocus()
    stepper.real.wait(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert not window.notice_bar.isVisible()
    assert not isinstance(window.focusWidget(), QPushButton)
    window.setFocus()
    QTest.keyClick(window.focusWidget() or window, Qt.Key.Key_Space)
    stepper.real.wait(lambda: stepper.real.session.state is State.RUNNING)
    stepper.window.actions_table["play"].trigger()
    stepper.wait()
    assert stepper.real.trainer.update >= 5
