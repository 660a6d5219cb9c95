"""What is frozen in the window is in the project: saved, opened again, undone."""

import json
import zipfile

import numpy as np
import pytest
from PySide6.QtCore import Qt

from core.lesson.parts import neuron, weight
from tests.gui.real import RealWindow

pytestmark = pytest.mark.thorough


@pytest.fixture
def real(shared: RealWindow) -> RealWindow:
    return shared


def freeze(real, qtbot, part):
    diagram = real.window.diagram
    diagram.setFocus(Qt.FocusReason.TabFocusReason)
    diagram._pointer.move(part, True, diagram._look)
    qtbot.keyClick(diagram, Qt.Key.Key_F)
    real.settle()


def frozen(real):
    mask = real.trainer.frozen
    if mask is None:
        return None
    learned = real.trainer.network.learned(mask.astype(float))
    return [{k: np.argwhere(v).tolist() for k, v in one.items() if v.any()} for one in learned]


@pytest.mark.parametrize("updates", [0, 3])
def test_it_is_saved_and_comes_back(real, qtbot, tmp_path, updates):
    real.train(updates)
    freeze(real, qtbot, weight(0, 1, 0))
    freeze(real, qtbot, neuron(1, 0))
    expected = [{"weight": [[1, 0]]}, {"weight": [[0, 0], [1, 0]], "bias": [[0]]}]
    assert frozen(real) == expected
    assert real.document.project.to_json()["frozen"] == [
        {"weight": [[False, False], [True, False]]}, True
    ]  # fmt: skip
    path = tmp_path / "frozen.backstep"
    real.session.save(path, real.document.project)
    real.settle()
    with zipfile.ZipFile(path) as packed:
        written = json.loads(packed.read("project.json"))
    assert written["frozen"][1] is True
    opened = []
    real.session.opened.connect(lambda project, _: opened.append(project))
    real.session.open_file(path)
    real.wait(lambda: bool(opened))
    real.settle()
    assert opened[0] == real.document.project
    assert frozen(real) == expected
    before = real.arrays()
    real.session.step_update()
    real.settle()
    after = real.arrays()
    assert (before[0]["weight"] == after[0]["weight"]).tolist() == [[False, False], [True, False]]
    assert np.array_equal(before[1]["weight"], after[1]["weight"])


def test_it_is_undone_step_by_step_while_training_stays(real, qtbot):
    real.train(4)
    before = real.arrays()
    freeze(real, qtbot, weight(0, 0, 0))
    freeze(real, qtbot, weight(0, 0, 1))
    assert frozen(real) == [{"weight": [[0, 0], [0, 1]]}, {}]
    real.undo()
    assert frozen(real) == [{"weight": [[0, 0]]}, {}]
    real.undo()
    assert frozen(real) is None
    assert real.trainer.update == 4
    assert np.array_equal(real.arrays()[0]["weight"], before[0]["weight"])
    real.redo()
    assert frozen(real) == [{"weight": [[0, 0]]}, {}]


def test_new_weights_leave_it_frozen(real, qtbot):
    freeze(real, qtbot, weight(0, 0, 0))
    real.window.actions_table["new_weights"].trigger()
    real.settle()
    assert frozen(real) == [{"weight": [[0, 0]]}, {}]
