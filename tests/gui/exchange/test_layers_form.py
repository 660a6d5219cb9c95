"""Layers of a file in the import dialog: put in order, turned, given activations; room for all."""

from itertools import pairwise

import numpy as np
import pytest

from core.documents.opening import opening_project
from core.formats.importers import read_weights
from core.run.weights import reading_of
from gui.exchange.importing import ImportDialog
from gui.kit.theme import DARK
from tests.nets import trainer_of

RNG = np.random.default_rng(0)
FILE = {
    "W1": RNG.normal(size=(2, 2)),
    "b1": np.ones(2),
    "W2": RNG.normal(size=(2, 1)),
    "b2": np.ones(1),
}


def read(tmp_path, **answers):
    path = tmp_path / "w.npz"
    np.savez(path, **FILE)
    project = opening_project()
    return reading_of(path, read_weights(path), trainer_of(project).dataset, project, answers)


@pytest.fixture
def dialog(qtbot, tmp_path):
    window = ImportDialog()
    qtbot.addWidget(window)
    window.set_theme(DARK)
    window.set_project(opening_project(), tmp_path)
    window.bring()
    window.show_reading(read(tmp_path))
    window.layers.opener.setChecked(True)
    return window


def at(dialog, row, column):
    return dialog.layers.grid.itemAtPosition(row, column).widget()


def test_what_is_done_to_a_layer_is_told_as_an_arrangement(dialog):
    told = []
    dialog.answered.connect(lambda *pair: told.append(pair))
    at(dialog, 0, 2).click()
    combo = at(dialog, 1, 3)
    combo.setCurrentIndex(combo.findData("tanh"))
    combo.activated.emit(combo.currentIndex())
    at(dialog, 0, 5).click()
    at(dialog, 1, 4).click()
    assert told == [("arrange", text) for text in ("0t,1", "0,1:tanh", "1,0", "1,0")]
    assert not at(dialog, 0, 4).isEnabled() and not at(dialog, 1, 5).isEnabled()


def test_the_chain_of_sizes_is_shown_and_what_does_not_fit_cannot_be_used(dialog, tmp_path):
    assert dialog.layers.chain.text().endswith("2 → 2 → 1")
    dialog.show_reading(read(tmp_path, arrange="1,0t:relu"))
    assert dialog.layers.chain.text().endswith("2 → 1 ≠ 2 → 2")
    assert not dialog.use_button.isEnabled() and not dialog.build_button.isEnabled()
    assert at(dialog, 1, 2).isChecked() and at(dialog, 1, 3).currentData() == "relu"
    # taken back, it is as the file has it
    told = []
    dialog.answered.connect(lambda *pair: told.append(pair))
    dialog.show_reading(read(tmp_path, arrange="1,0"))
    at(dialog, 0, 5).click()
    assert told == [("arrange", "")]
    dialog.show_reading(read(tmp_path, arrange=""))
    assert dialog.use_button.isEnabled()


def test_every_control_has_a_name_and_help(dialog):
    for row in range(2):
        for column in range(2, 6):
            control = at(dialog, row, column)
            assert control.accessibleName() and control.toolTip()


def test_nothing_lies_over_anything_else(dialog, qtbot, tmp_path):
    """What comes into the dialog is given room at once, not at the next resize."""
    rows = [dialog.table, dialog.turn, dialog.layers, dialog.questions, dialog.notices]
    qtbot.waitUntil(lambda: dialog.height() >= dialog.minimumHeight())
    for above, below in pairwise(rows):
        assert above.geometry().bottom() < below.geometry().top()
    for combo in dialog.questions.combos.values():
        assert combo.geometry().bottom() <= dialog.questions.height()
