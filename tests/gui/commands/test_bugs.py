"""Bugs planted from the menu: hidden or by name, found by the check, repaired, undone, refused."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.lesson.check import Findings
from core.lesson.parts import Part
from core.pictures.findings import GradientCheck
from core.training.bugs import BUGS, bug_named
from gui.examine.mending import MendDialog
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    return shared


def do(real: RealWindow, name: str) -> None:
    real.window.actions_table[name].trigger()
    real.settle()
    real.wait(lambda: real.snapshots[-1].bug == real.trainer.bug)


def test_a_bug_by_name_is_said_found_where_it_sits_and_taken_out(real: RealWindow) -> None:
    act, window = real.window.actions_table, real.window
    assert not act["take_bug_out"].isEnabled()
    do(real, "plant_no_slope")
    assert real.trainer.bug == "no_slope" and act["take_bug_out"].isEnabled()
    assert window.windowTitle().endswith("[*] — a bug is planted — Backstep")
    assert act["undo"].text() == f"Undo planting of “{bug_named('no_slope').label}”"
    checks = []
    real.session.gradients_checked.connect(checks.append)
    act["check_gradients"].trigger()
    real.wait(lambda: bool(checks))
    assert {each.layer for each in checks[0].arrays if each.failures} == {0}
    do(real, "take_bug_out")
    assert real.trainer.bug == "" and not act["take_bug_out"].isEnabled()
    assert "a bug is planted" not in window.windowTitle()
    said = window.notice_bar.message.text()
    assert said.startswith("It was the activation's slope. ") and "f′(z)" in said
    real.undo()
    assert real.trainer.bug == "no_slope"
    real.undo()
    assert real.trainer.bug == ""
    real.redo()
    assert real.trainer.bug == "no_slope"


def test_a_hidden_bug_acts_here_and_nobody_tells_which_it_is(
    real: RealWindow, tmp_path: Path
) -> None:
    keys = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(real.window, Qt.Key.Key_B, keys)
    real.settle()
    real.wait(lambda: bool(real.snapshots[-1].bug))
    bug = real.trainer.bug
    assert bug not in ("transposed", "half", "wrong_count", "")  # XOR has no place for these
    window = real.window
    real.session.save(tmp_path / "a.backstep", real.document.project)
    real.wait(lambda: bool(real.failures))
    assert real.failures == ["a bug is planted in the backward pass"]
    assert not list(tmp_path.glob("*.backstep"))
    texts = (window.windowTitle(), window.notice_bar.message.text(), *real.failures)
    undo = window.actions_table["undo"].text()
    assert undo == "Undo planting of a bug"
    assert not any(bug_named(name).label in text for name in BUGS.names() for text in texts)


def test_one_that_cannot_act_here_is_refused_in_words(real: RealWindow) -> None:
    do(real, "plant_transposed")
    assert real.failures == ["This bug has no effect here: it would change no gradient"]
    assert real.trainer.bug == "" and not real.window.actions_table["undo"].isEnabled()


def test_reset_another_moment_and_another_network_have_no_bug(real: RealWindow) -> None:
    real.train(2)
    do(real, "plant_sign")
    real.train(2)
    real.session.go_to(1)
    real.settle()
    real.wait(lambda: real.snapshots[-1].update == 1)
    assert not real.window.bugs.is_planted() and real.trainer.bug == ""
    real.session.go_to(4)
    real.wait(lambda: real.snapshots[-1].update == 4)
    assert real.window.bugs.is_planted() and "planted" in real.window.windowTitle()
    do(real, "reset")
    assert not real.window.bugs.is_planted() and "planted" not in real.window.windowTitle()
    do(real, "plant_sign")
    project = real.document.project
    real.document.edit(replace(project, seed=project.seed + 1, weights=None), "seed")
    real.settle()
    real.wait(lambda: not real.window.bugs.is_planted())
    assert real.trainer.bug == ""


def test_one_after_the_other_at_once_is_taken_back_one_by_one(real: RealWindow) -> None:
    real.window.actions_table["plant_sign"].trigger()
    do(real, "plant_no_slope")
    assert real.trainer.bug == "no_slope"
    real.undo()
    assert real.trainer.bug == "sign"
    real.undo()
    assert real.trainer.bug == ""


def choose(dialog: MendDialog, layer: int, line: int) -> None:
    dialog.layer.setCurrentIndex(layer)
    dialog.choices[line].setChecked(True)
    dialog.mend.click()


def test_it_is_mended_by_choosing_its_line_and_the_check_is_green(real: RealWindow) -> None:
    act = real.window.actions_table
    assert not act["mend_bug"].isEnabled()
    do(real, "plant_no_slope")
    act["check_gradients"].trigger()
    real.wait(
        lambda: "Mend it…" in [each.text() for each in real.window.notice_bar.actions_shown()]
    )
    act["mend_bug"].trigger()
    dialog = real.window.bugs.dialog
    assert dialog is not None
    real.wait(lambda: bool(dialog.choices))
    # where: the output agrees, the six numbers of the hidden layer do not
    said = dialog.where.text().splitlines()
    assert said[:2] == ["Output layer: 0 of 3 disagree", "Hidden layer 1: 6 of 6 disagree"]
    assert said[2].startswith("Worst: w⁽¹⁾") and ", ratio " in said[2]
    assert [button.text() for button in dialog.choices] == [
        "dZ2 = (A2 - y) / n",
        "dW2 = A1.T @ dZ2",
        "db2 = np.sum(dZ2, axis=0)",
        "dA1 = dZ2 @ W2.T",
    ]
    choose(dialog, 0, 3)
    assert dialog.answer.text() == "That line is right. Does this layer disagree at all?"
    choose(dialog, 1, 1)
    assert "one of this layer is not" in dialog.answer.text()
    assert real.trainer.bug == "no_slope" and not dialog.is_mended()
    assert dialog.choices[0].text() == "dZ1 = dA1"
    choose(dialog, 1, 0)
    real.wait(lambda: dialog.where.text() == "Mended: every gradient agrees again.")
    assert real.trainer.bug == "" and dialog.answer.text().startswith("It was the activation's")
    assert not real.document.is_modified()


def test_the_worst_number_s_card_has_the_ratio(real: RealWindow) -> None:
    do(real, "plant_no_mean")
    checks: list[GradientCheck] = []
    real.session.gradients_checked.connect(checks.append)
    real.window.actions_table["check_gradients"].trigger()
    real.wait(lambda: bool(checks))
    worst = checks[0].worst
    assert worst is not None
    part = Part(worst.layer, worst.name, tuple(worst.index))
    text = ["".join(run.text for run in row) for row in Findings(checks[0]).rows(part)]
    assert "ratio 4.00" in text  # four samples


def test_a_bug_leaves_nothing_to_save(real: RealWindow) -> None:
    do(real, "plant_sign")
    assert not real.document.is_modified() and real.window.actions_table["undo"].isEnabled()
    assert not real.window.isWindowModified()
    project = real.document.project
    optimizer = replace(project.optimizer, learning_rate=0.25)
    real.document.edit(replace(project, optimizer=optimizer), "learning rate")
    assert real.document.is_modified()
    real.undo()
    assert not real.document.is_modified()
    real.undo()
    assert not real.document.is_modified() and real.trainer.bug == ""
