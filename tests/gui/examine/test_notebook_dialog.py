"""Compare with my notebook: the arrays of an update, what is lit, and the words about it."""

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication

from core.components.layers import Dense
from core.lesson.formulas.network import explain
from core.lesson.notebook.arrays import arrays_of, as_numpy
from core.lesson.notebook.comparing import compare
from core.lesson.notebook.words import hint_words, verdict
from core.project import Project
from gui.examine.notebook import NotebookDialog
from gui.kit.theme import DARK, LIGHT
from tests.amount import few, some
from tests.gui.made import network
from tests.gui.walked import Walked, walked
from tests.nets import dense, points
from tests.strategies import trainable

Z1 = np.array([[0.0, 0.0], [-0.7, 0.9], [0.8, -0.6], [0.1, 0.3]])
_Role = Qt.ItemDataRole


@pytest.fixture
def dialog(qtbot) -> NotebookDialog:
    made = NotebookDialog()
    qtbot.addWidget(made)
    made.set_arrays({"Z1": Z1, "b1": np.array([1.0, 2.0]), "L": np.array(0.5)}, 4)
    made.bring()
    yield made
    made.close()


def lit(dialog) -> list[tuple[int, int]]:
    model = dialog.model
    rows, columns = range(model.rowCount()), range(model.columnCount())
    return [(i, j) for i in rows for j in columns if model.is_lit(i, j)]


def cell(dialog, row: int, column: int, role=_Role.DisplayRole):
    return dialog.model.data(dialog.model.index(row, column), role)


def test_arrays_of_xors_update_have_the_tutorials_names() -> None:
    walk = Walked()
    snapshot = walk.step(3)
    found = arrays_of(snapshot.step, snapshot.layers)
    assert list(found) == ["X", "y", "Z1", "A1", "Z2", "A2", "W1", "b1", "W2", "b2"]
    assert np.allclose(found["Z1"], Z1) and found["W2"].shape == (2, 1)
    assert list(arrays_of(snapshot.step)) == ["X", "y", "Z1", "A1", "Z2", "A2"]
    before = found["W1"]
    snapshot = walk.update()
    found = arrays_of(snapshot.step, snapshot.layers)
    assert {"L", "dA2", "dZ2", "dW2", "db2", "dA1", "dZ1", "dW1", "db1"} <= set(found)
    assert np.array_equal(found["W1"], before)
    assert np.array_equal(found["W1 after"], snapshot.layers[0].arrays["weight"])


@settings(max_examples=some(25), deadline=None, suppress_health_check=list(HealthCheck))
@given(trainable())
def test_the_explained_lines_compute_the_arrays_of_the_same_names(described: dict) -> None:
    made = Project.from_json(described)
    # a component may have no NumPy text of its own: then its line is a call by name
    activations = [layer.activation for layer in made.layers if isinstance(layer, Dense)]
    assume(made.loss.is_written)
    assume(all(one.is_written and one.is_gradient_written for one in activations))
    walk = Walked(made)
    walk.walk.run_update()
    step = walk.picture().step
    assume(step is not None and step.records)  # otherwise it diverged
    found = arrays_of(step)
    explained = explain(made, found["X"].shape[1], masks_given=True)
    scope: dict = {name: array.astype(np.float64) for name, array in found.items()}
    given_names = set(scope)
    with np.errstate(all="ignore"):
        start = "\n".join(line for line in explained.start.splitlines() if "rng" not in line)
        exec(start, scope)
        exec(explained.python.split("# update")[0], scope)
    single = made.training.precision == "float32"
    for name in sorted(given_names - {"X", "y"}):
        if " " in name or name not in scope or not np.all(np.isfinite(found[name])):
            continue
        scale = max(1.0, float(np.max(np.abs(found[name]), initial=0.0)))
        apart = np.max(np.abs(np.asarray(scope[name]) - found[name]), initial=0.0)
        assert apart <= (1e-3 if single else 1e-9) * scale, name


def test_dropout_and_batch_normalization_are_named_by_their_layer() -> None:
    walk = walked(
        [dense(3, "tanh"), {"name": "dropout", "rate": 0.5}, {"name": "batch_norm"}, dense(1)],
        points(6),
        loss="mean_squared_error",
    )
    found = arrays_of(walk.update().step)
    assert {"D2", "A2", "N3", "A3", "Z4", "A4", "dA2", "dscale3", "W4"} <= set(found)
    assert "Z2" not in found and np.array_equal(found["A2"], found["A1"] * found["D2"])


def test_what_differs_is_lit_with_both_numbers(dialog) -> None:
    theirs = Z1.copy()
    theirs[2, 0], theirs[3, 1] = 0.81, 0.296
    dialog.field.setPlainText(repr(theirs))
    assert lit(dialog) == [(2, 0), (3, 1)]
    assert cell(dialog, 2, 0) == "0.8000 ≠ 0.8100" and cell(dialog, 0, 0) == "0"
    assert cell(dialog, 2, 0, _Role.ToolTipRole) == "here 0.8\nin the notebook 0.81"
    assert dialog.words() == ("", "! 2 of 8 differ, by at most 0.010.", "")


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_the_light_is_violet(dialog, theme) -> None:
    dialog.set_theme(theme)
    dialog.field.setPlainText(repr(-Z1))
    ground = cell(dialog, 1, 0, _Role.BackgroundRole)
    assert ground.name() == QColor(theme.now).name() and ground.alphaF() < 0.3
    assert cell(dialog, 0, 0, _Role.BackgroundRole) is None


def test_equal_arrays_and_no_text(dialog) -> None:
    dialog.field.setPlainText(str(Z1.tolist()))
    assert not lit(dialog) and dialog.words()[1].startswith("✓ All 8 numbers agree")
    dialog.field.setPlainText("  \n")
    assert dialog.comparison() is None and dialog.words() == ("", "", "")
    dialog.name.setCurrentText("L")
    dialog.field.setPlainText("0.5")
    assert dialog.comparison().equal and dialog.shape.text() == ""


def test_a_cell_says_what_its_number_is_called(dialog) -> None:
    def tip(row, column):
        return dialog.model.data(dialog.model.index(row, column), Qt.ItemDataRole.ToolTipRole)

    dialog.show_network(network(2, 2, 1), "J")
    dialog.set_arrays({"dZ2": Z1[:, :1], "W1 after": Z1[:2], "db1": np.ones(2), "L": np.array(0.5)})
    for name, place, words in (
        ("dZ2", (2, 0), "dZ2[2, 0] · ∂L/∂z: "),
        ("W1 after", (1, 0), "W1[1, 0] · w⁽¹⁾₂₁′: "),
        ("db1", (0, 1), "db1[1] · ∂J/∂b⁽¹⁾₂: 1"),
        ("L", (0, 0), "L: 0.5"),
    ):
        dialog.name.setCurrentText(name)
        assert tip(*place).startswith(words)
    dialog.field.setPlainText("0.25")
    assert tip(0, 0) == "L\nhere 0.5\nin the notebook 0.25"


def test_a_vector_may_be_pasted_as_one_row(dialog) -> None:
    dialog.name.setCurrentText("b1")
    dialog.field.setPlainText("[[1.0, 2.5]]")
    assert lit(dialog) == [(0, 1)] and cell(dialog, 0, 1) == "2.000 ≠ 2.500"


@pytest.mark.parametrize(
    ("theirs", "words"),
    [
        (Z1 * 2.0, "twice ours"),
        (Z1 * 0.5, "half of ours"),
        (Z1 * 4.0, "is the division by m = 4, the samples of the batch, missing?"),
        (Z1 / 4.0, "divided by m = 4"),
        (-Z1, "the opposite sign"),
        (Z1 * -4.0, "The sign is wrong, too."),
        (Z1 * 3.0, "3 times ours"),
        (Z1.T, "Yours is transposed"),
        (Z1.T * 2.0, "twice ours"),
        (Z1[[2, 0, 1, 3]], "The same rows in another order"),
        (Z1.ravel(), "The same numbers in another shape: here (4, 2), yours (8,)."),
        (np.hstack([Z1, np.ones((4, 1))]), "row or column of ones"),
        (np.vstack([Z1, [[5.0, 6.0]]]), "kept with the weights"),
        (Z1[:3], "lacks a row"),
        (Z1 + np.array([0.25, -0.5]), "off by its own constant"),
        (Z1.astype(np.float32) * np.float32(1.0000001), "single precision"),
        (np.zeros((3, 3)), "Here it is (4, 2), yours is (3, 3)."),
    ],
)
def test_hints(theirs, words) -> None:
    found = compare(Z1, np.asarray(theirs, dtype=np.float64), 4)
    assert words in hint_words(found.hint, 4)
    assert verdict(found, 8).startswith("!")


@pytest.mark.parametrize("text", few(["hello", "[[1, 2], [3]]", "[[1, 2], [3", "x" * 2_000_000], 3))
def test_what_is_no_array_is_said_under_the_field(dialog, text) -> None:
    dialog.field.setPlainText(text)
    wrong, said, hint = dialog.words()
    assert wrong and wrong.endswith((".", "?", ")")) and wrong[0].upper() == wrong[0]
    assert not said and not hint and not lit(dialog)
    dialog.field.setPlainText(repr(Z1))
    assert dialog.words()[0] == ""


def test_the_chosen_array_stays_while_training_goes_on(dialog) -> None:
    dialog.field.setPlainText("[1, 2]")
    dialog.name.setCurrentText("b1")
    assert dialog.comparison().equal
    dialog.set_arrays({"X": Z1, "b1": np.array([1.0, 3.0])}, 4)
    assert dialog.name.currentText() == "b1" and lit(dialog) == [(0, 1)]
    dialog.show_array("dW1", np.eye(2), 4)
    assert dialog.name.currentText() == "dW1" and dialog.shape.text() == "(2, 2)"
    dialog.set_arrays({}, None)
    assert "step into an update" in dialog.words()[1] and not dialog.copy.isEnabled()


def test_copying_ours_and_pasting(dialog, qtbot) -> None:
    dialog.copy.click()
    scope: dict = {"np": np}
    text = QGuiApplication.clipboard().text()
    exec(text, scope)
    assert np.array_equal(scope["Z1"], Z1)
    next(b for b in dialog.buttons.buttons() if b.text() == "Paste").click()
    assert dialog.comparison().equal
    assert as_numpy("W1 after", np.eye(2)).startswith("W1 = np.array([[")


def test_escape_closes_and_tab_leaves_the_field(dialog, qtbot) -> None:
    dialog.field.setFocus()
    qtbot.keyClick(dialog.field, Qt.Key.Key_Tab)
    assert not dialog.field.hasFocus() and dialog.field.toPlainText() == ""
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()
