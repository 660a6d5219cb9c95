"""What is switched off in the window is in the project: saved, undone, left and come back to."""

import numpy as np
import pytest
from PySide6.QtCore import Qt

from core.documents.opening import opening_project
from core.lesson.parts import neuron, weight
from gui.lab.plot import LabPlot
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    return shared


def press(real, qtbot, part, key=Qt.Key.Key_O):
    diagram = real.window.diagram
    diagram.setFocus(Qt.FocusReason.TabFocusReason)
    diagram._pointer.move(part, True, diagram._look)
    qtbot.keyClick(diagram, key)
    real.settle()


def last(real):
    return real.arrays()[1]["weight"][:, 0]


def test_a_unit_goes_off_trains_on_and_comes_back_as_it_was(real, qtbot):
    real.train(3)
    before = last(real)
    press(real, qtbot, neuron(0, 1))
    assert last(real).tolist() == [before[0], 0.0]
    assert real.document.project.to_json()["off"] == [False, {"weight": [[False], [True]]}]
    real.train(2)
    assert last(real)[1] == 0.0 != last(real)[0] != before[0]
    press(real, qtbot, neuron(0, 1))
    assert last(real)[1] == before[1]
    real.undo()
    assert last(real)[1] == 0.0
    real.undo()
    assert last(real)[1] == before[1] and real.document.project.off is None
    assert real.trainer.update == 5


def test_a_weight_that_is_off_is_not_set_and_one_at_the_start_stays_in_the_project(real, qtbot):
    press(real, qtbot, weight(1, 0, 0))
    given = opening_project().weights[1]
    real.window.numbers.set_value(1, "weight", (0, 0), 2.0)
    real.settle()
    assert last(real)[0] == 0.0
    assert "switched off" in real.window.notices._bar.message.text()
    real.window.numbers.set_value(1, "weight", (1, 0), 2.0)
    real.settle()
    assert last(real).tolist() == [0.0, 2.0]
    assert (
        dict(real.document.project.weights[1])["weight"].array[0, 0]
        == (dict(given)["weight"].array[0, 0])
    )


def test_what_was_done_later_can_be_done_earlier(real, qtbot):
    real.train(4)
    press(real, qtbot, neuron(0, 0))
    real.session.go_to(2)
    real.settle()
    assert last(real)[0] != 0.0
    real.wait(lambda: real.snapshots[-1].update == 2)
    press(real, qtbot, neuron(0, 0))
    assert last(real)[0] == 0.0 and real.trainer.update == 2
    assert real.session.worker().time.timeline.end == 2
    assert np.isfinite(last(real)).all()


def test_a_pruning_of_the_lab_is_kept_as_one_step(real):
    real.train(2)
    before = [layer["weight"] for layer in real.arrays() if "weight" in layer]
    lab = real.window.tabs.view(LabPlot)
    real.window.views.bring("lab")
    lab.what.setCurrentIndex(1)
    lab.what.activated.emit(1)
    lab.button.click()
    real.wait(lambda: lab.keep.isVisible() and lab.curve.isVisible())
    lab.curve.choose(10)
    lab.keep.click()
    real.settle()
    after = [layer["weight"] for layer in real.arrays() if "weight" in layer]
    sizes = np.sort(np.abs(np.concatenate([w.ravel() for w in before])))
    for old, new in zip(before, after, strict=True):
        np.testing.assert_array_equal(new, np.where(np.abs(old) <= sizes[2], 0.0, old))
    real.undo()
    for old, new in zip(before, real.arrays(), strict=True):
        np.testing.assert_array_equal(new["weight"], old)
