"""Numbers edited by hand, with real training behind the window: done, undone, kept."""

import random

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from core.components.activations import ACTIVATIONS
from core.pictures.edits import ArrayEdit
from core.run.states import State
from gui.window.main_window import MainWindow
from tests.amount import some
from tests.gui.real import RealWindow

#: the window as a whole is in other tests too
pytestmark = pytest.mark.thorough


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    return shared


def test_a_weight_before_training_is_an_edit_of_the_project(real: RealWindow) -> None:
    real.window.diagram.value_edited.emit(0, "weight", (0, 1), 2.5)
    real.settle()
    assert real.document.project.weights[0][0][1].array[0, 1] == 2.5
    assert real.arrays()[0]["weight"][0, 1] == 2.5
    assert (
        real.window.actions_table["undo"].text().startswith("Undo weight x₁ → h₂, hidden layer 1")
    )
    real.train(3)
    real.window.actions_table["reset"].trigger()
    real.settle()
    assert real.arrays()[0]["weight"][0, 1] == 2.5
    real.undo()
    assert real.arrays()[0]["weight"][0, 1] == -0.6


def test_undoing_a_weight_of_a_drawn_start_brings_the_draw_back(real: RealWindow) -> None:
    real.window.actions_table["new_weights"].trigger()
    real.settle()
    real.wait(lambda: real.snapshots[-1].run_id == real.window.numbers._facts.run_id)
    before = real.arrays()
    assert real.document.project.weights is None
    real.window.diagram.value_edited.emit(1, "bias", (0,), 4.0)
    real.settle()
    assert real.arrays()[1]["bias"][0] == 4.0
    assert np.array_equal(real.arrays()[0]["weight"], before[0]["weight"])
    real.undo()
    assert real.document.project.weights is None
    assert np.array_equal(real.arrays()[1]["bias"], before[1]["bias"])


def test_a_weight_set_while_trained_is_undone_alone_and_now(real: RealWindow) -> None:
    real.train(5)
    project = real.document.project
    real.window.diagram.value_edited.emit(0, "weight", (1, 0), 3.0)
    real.settle()
    assert real.document.project == project and real.document.is_modified()
    before = real.document.stack.count()
    assert before == 1
    real.train(5)
    other = real.arrays()
    real.undo()
    now = real.arrays()
    assert real.trainer.update == 10
    assert now[0]["weight"][1, 0] != other[0]["weight"][1, 0]
    now[0]["weight"][1, 0] = other[0]["weight"][1, 0]
    for then, later in zip(other, now, strict=True):
        for name in then:
            assert np.array_equal(then[name], later[name])
    real.redo()
    assert real.arrays()[0]["weight"][1, 0] == 3.0
    assert real.document.stack.count() == before


def test_an_edit_that_fails_does_not_bring_undo_out_of_step(real: RealWindow) -> None:
    real.train(2)
    numbers = real.window.numbers
    numbers.set_value(0, "weight", (9, 9), 1.0)
    numbers.set_array(0, "weight", np.zeros((3, 3)))
    numbers.set_value(0, "weight", (0, 0), 1.25)
    real.settle()
    assert len(real.failures) == 2
    assert real.document.stack.count() == 1
    real.undo()
    assert real.arrays()[0]["weight"][0, 0] != 1.25
    numbers.set_value(0, "bias", (7,), 1.0)
    real.redo()
    assert real.arrays()[0]["weight"][0, 0] == 1.25
    assert real.document.stack.count() == 1 and not numbers._requests


def test_a_number_that_is_not_finite_is_refused_at_once(real: RealWindow) -> None:
    real.window.diagram.value_edited.emit(0, "weight", (0, 0), float("nan"))
    assert "finite" in real.window.notice_bar.message.text()
    assert not real.document.stack.canUndo()


def test_freezing_is_undone_and_stays_over_an_edit_of_the_start(real: RealWindow) -> None:
    real.window.diagram.freeze_requested.emit(0, None, None, True)
    real.settle()
    assert real.trainer.frozen.sum() == 6
    assert "freeze hidden layer 1" in real.window.actions_table["undo"].text()
    real.window.diagram.value_edited.emit(1, "weight", (0, 0), 2.0)
    real.settle()
    assert real.trainer.frozen.sum() == 6
    before = real.arrays()[0]["weight"]
    real.train(3)
    assert np.array_equal(real.arrays()[0]["weight"], before)
    real.undo()
    real.undo()
    assert real.trainer.frozen is None
    real.redo()
    assert real.trainer.frozen.sum() == 6


def test_the_right_neuron_goes_with_its_own_weights(real: RealWindow) -> None:
    real.train(4)
    before = real.arrays()
    real.window.diagram.remove_unit_at.emit(0, 0)
    real.settle()
    now = real.arrays()
    assert now[0]["weight"].shape == (2, 1)
    assert np.array_equal(now[0]["weight"], before[0]["weight"][:, 1:])
    assert np.array_equal(now[1]["weight"], before[1]["weight"][1:])
    assert "remove neuron 1 of hidden layer 1" in real.window.actions_table["undo"].text()
    real.undo()
    assert real.document.project.layers[0].units == 2


# ---------------------------------------------------------------------- all weights of a layer


def layer_dialog(real: RealWindow, how: str, name: str = "weight"):
    real.window.diagram.set_layer_requested.emit(0)
    dialog = real.window.dialogs.layer
    dialog.array.setCurrentIndex(dialog.array.findData(name))
    dialog.how.setCurrentIndex(dialog.how.findData(how))
    return dialog


@pytest.mark.parametrize("updates", [0, 3])
def test_all_weights_become_a_constant_and_come_back(real: RealWindow, updates: int) -> None:
    real.train(updates)
    before = real.arrays()
    dialog = layer_dialog(real, "same")
    dialog.constant.lineEdit().setText("0,25")
    QTest.mouseClick(dialog.apply, Qt.MouseButton.LeftButton)
    real.settle()
    assert (real.arrays()[0]["weight"] == 0.25).all()
    assert "all weights of hidden layer 1" in real.window.actions_table["undo"].text()
    real.undo()
    assert np.array_equal(real.arrays()[0]["weight"], before[0]["weight"])


def test_zeros_and_a_new_draw(real: RealWindow) -> None:
    real.train(1)
    layer_dialog(real, "zero").apply.click()
    real.settle()
    assert not real.arrays()[0]["weight"].any()
    layer_dialog(real, "draw").apply.click()
    real.settle()
    assert real.arrays()[0]["weight"].all()
    assert np.abs(real.arrays()[0]["weight"]).max() <= np.sqrt(6 / 4)


def test_a_block_is_pasted_or_turned_or_refused_with_both_shapes(real: RealWindow) -> None:
    real.window.diagram.add_unit.emit(0)
    real.settle()
    real.train(1)
    QGuiApplication.clipboard().setText("1;2,5;3\n4;5;−6\n")
    dialog = layer_dialog(real, "paste")
    dialog.paste.click()
    dialog.apply.click()
    real.settle()
    assert np.array_equal(real.arrays()[0]["weight"], [[1, 2.5, 3], [4, 5, -6]])
    dialog = layer_dialog(real, "paste")
    dialog.text.setPlainText("1\t2\n3\t4\n5\t6")
    dialog.apply.click()
    assert "3 rows of 2" in dialog.error.text() and "2 rows of 3" in dialog.error.text()
    assert dialog.turn.isVisible()
    dialog.turn.click()
    real.settle()
    assert np.array_equal(real.arrays()[0]["weight"], [[1, 3, 5], [2, 4, 6]])
    dialog = layer_dialog(real, "paste")
    dialog.text.setPlainText("1\t2\n3\tx")
    dialog.apply.click()
    assert "Row 2, column 2" in dialog.error.text() and not dialog.turn.isVisible()
    dialog.close()
    assert real.trainer.update == 1


# ---------------------------------------------------------------------- everything together


def random_edit(real: RealWindow, rng: random.Random) -> None:
    """Do one edit through a panel, the diagram or the numbers."""
    window: MainWindow = real.window
    kind = rng.randrange(9)
    layers = window.document.project.layers
    if kind == 0:
        window.training.rate.setEditText(str(rng.choice([0.01, 0.03, 0.1, 0.3])))
        window.training.rate.commit()
    elif kind == 1 and len(layers) > 1:
        window.diagram.add_unit.emit(rng.randrange(len(layers) - 1))
    elif kind == 2 and len(layers) > 1:
        index = rng.randrange(len(layers) - 1)
        if hasattr(layers[index], "units") and layers[index].units > 1:
            window.diagram.remove_unit_at.emit(index, rng.randrange(layers[index].units))
    elif kind == 3:
        window.diagram.add_layer.emit(rng.randrange(len(layers)))
    elif kind == 4:
        window.diagram.remove_layer.emit(rng.randrange(len(layers)))
    elif kind == 5 and len(layers) > 1:
        name = rng.choice([item.name for item in ACTIVATIONS][:4])
        window.diagram.activation_chosen.emit(rng.randrange(len(layers) - 1), name)
    elif kind == 6:
        window.diagram.feature_toggled.emit(
            rng.choice(["x1", "x2", "x1^2", "x1*x2"]), rng.random() < 0.7
        )
    elif kind == 7:
        picture = real.snapshots[-1].layers
        layer = rng.randrange(len(picture))
        array = picture[layer].arrays["bias"]
        window.diagram.value_edited.emit(
            layer, "bias", (rng.randrange(len(array)),), rng.gauss(0, 1)
        )
    elif kind == 8:
        window.diagram.freeze_requested.emit(rng.randrange(len(layers)), None, None, True)


def many_edits(real: RealWindow, count: int) -> None:
    rng = random.Random(11)
    stack = real.document.stack
    projects = {0: real.document.project}
    for step in range(count):
        while len(real.document.project.layers) > 6:
            real.window.diagram.remove_layer.emit(0)
            real.settle()
            projects[stack.index()] = real.document.project
        random_edit(real, rng)
        real.settle()
        projects[stack.index()] = real.document.project
        if step % 3 == 0 and real.session.state in (State.READY, State.PAUSED):
            real.session.step_update()
            real.settle()
            real.wait(lambda: real.snapshots[-1].update == real.trainer.update)
    last = stack.index()
    assert last > count // 2
    for index in range(last - 1, -1, -1):
        stack.undo()
        assert real.document.project == projects[index]
        if index % 5 == 0:
            real.session.step_update()
            real.settle()
    assert not stack.canUndo()
    real.settle()
    for index in range(1, last + 1):
        stack.redo()
        assert real.document.project == projects[index]
        if index % 5 == 0:
            real.session.step_update()
            real.settle()
    real.settle()
    assert stack.count() == last
    assert real.failures == []
    assert real.trainer.project == real.document.project


@pytest.mark.thorough
def test_undo_then_redo_of_many_edits_with_training_in_between(real: RealWindow) -> None:
    many_edits(real, some(120))


@pytest.mark.long
def test_undo_then_redo_of_500_edits_with_training_in_between(real: RealWindow) -> None:
    many_edits(real, 500)


def test_what_is_told_is_an_edit(real: RealWindow) -> None:
    seen: list[object] = []
    real.session.edited.connect(seen.append)
    real.train(1)
    real.window.numbers.set_value(1, "bias", 0, 0.5)
    real.settle()
    assert isinstance(seen[0], ArrayEdit) and real.arrays()[1]["bias"][0] == 0.5
