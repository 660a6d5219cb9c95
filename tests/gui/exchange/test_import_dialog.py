"""The window of weights from elsewhere: the table of shapes, and what can be done with them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from core.components.layers import BatchNorm, Dense, Dropout
from core.documents.opening import opening_project
from core.errors import FileError
from core.formats.importers import read_weights
from core.formats.weights.fitting import FitRow
from core.run.weights import Reading, reading_of
from gui.exchange.importing import ImportDialog, array_names, fit_rows, verdict
from gui.exchange.layers import shape_words
from gui.kit.theme import DARK
from tests.nets import trainer_of


def reading(tmp_path: Path, **arrays: np.ndarray) -> Reading:
    path = tmp_path / "mlp.npz"
    np.savez(path, **arrays)
    project = opening_project()
    return reading_of(path, read_weights(path), trainer_of(project).dataset, project)


def mlp(hidden: int, inputs: int = 2) -> dict[str, np.ndarray]:
    rng = np.random.default_rng(hidden)
    return {
        "coefs_0": rng.normal(size=(inputs, hidden)),
        "coefs_1": rng.normal(size=(hidden, 1)),
        "intercepts_0": rng.normal(size=hidden),
        "intercepts_1": rng.normal(size=1),
    }


@pytest.fixture
def dialog(qtbot, tmp_path) -> ImportDialog:
    window = ImportDialog()
    qtbot.addWidget(window)
    window.set_theme(DARK)
    window.set_project(opening_project(), tmp_path)
    window.bring()
    return window


@pytest.fixture
def accepted(dialog) -> list[tuple[object, str]]:
    got: list[tuple[object, str]] = []
    dialog.accepted_project.connect(lambda *pair: got.append(pair))
    return got


def texts(dialog: ImportDialog) -> list[tuple[str, ...]]:
    return [tuple(cell.text for cell in row) for row in dialog.table.rows.rows]


def test_layers_are_named_as_people_count_them() -> None:
    project = opening_project()
    layers = (
        Dense(units=3),
        BatchNorm(),
        Dropout(),
        Dense(units=2, bias=False),
        project.layers[-1],
    )
    label = BatchNorm().label
    assert array_names(replace(project, layers=layers)) == (
        "hidden layer 1: weight",
        "hidden layer 1: bias",
        *(f"{label}: {name}" for name in ("scale", "shift", "running mean", "running variance")),
        "hidden layer 2: weight",
        "output layer: weight",
        "output layer: bias",
    )


def test_shapes_and_verdicts_in_words() -> None:
    assert shape_words((2, 4)) == "2 × 4" and shape_words((1500,)) == "1,500"
    assert shape_words(None) == "–"
    rows = (FitRow("a", (2,), (2,)), FitRow("a", (2,), (3,)))
    rows += (FitRow("a", (2,), None), FitRow("a", None, (2,)))
    assert [verdict(row) for row in rows] == [
        "✓ fits",
        "≠ another shape",
        "≠ not in the network",
        "≠ not in the file",
    ]


def test_arrays_that_one_side_has_not_do_not_move_the_names() -> None:
    rows = (
        FitRow("fc: weight", (2, 2), (2, 2)),
        FitRow("dense_0: bias", None, (2,)),
        FitRow("out: weight", (2, 1), (2, 1)),
        FitRow("out: bias", (1,), (1,)),
        FitRow("more: weight", (1, 1), None),
    )
    made = [tuple(cell.text for cell in row) for row in fit_rows(rows, opening_project())]
    assert [row[0] for row in made] == [
        "fc: weight",
        "–",
        "out: weight",
        "out: bias",
        "more: weight",
    ]
    assert [row[2] for row in made] == [
        "hidden layer 1: weight",
        "hidden layer 1: bias",
        "output layer: weight",
        "output layer: bias",
        "–",
    ]


def test_weights_that_fit_are_used_with_enter(dialog, accepted, tmp_path) -> None:
    found = reading(tmp_path, **mlp(2))
    dialog.show_reading(found)
    assert texts(dialog)[0] == ("0: weight", "2 × 2", "hidden layer 1: weight", "2 × 2", "✓ fits")
    assert dialog.use_button.isEnabled() and "scikit-learn" in dialog.file.text()
    QTest.keyClick(dialog.table, Qt.Key.Key_Tab)
    QTest.keyClick(dialog.use_button, Qt.Key.Key_Return)
    assert accepted == [(found.applied, "weights of mlp.npz")]
    assert not dialog.isVisible()


def test_other_shapes_can_be_built(dialog, accepted, tmp_path) -> None:
    found = reading(tmp_path, **mlp(5))
    dialog.show_reading(found)
    assert not dialog.use_button.isEnabled() and "table" in dialog.use_button.toolTip()
    assert texts(dialog)[0][-1] == "≠ another shape"
    dialog.build_button.click()
    assert accepted == [(found.built, "network of mlp.npz")]


def test_what_can_neither_fit_nor_be_built_says_why(dialog, tmp_path) -> None:
    dialog.show_reading(reading(tmp_path, **mlp(2, inputs=7)))
    assert not dialog.use_button.isEnabled() and not dialog.build_button.isEnabled()
    assert "7 inputs" in dialog.notices.text() and "7 inputs" in dialog.build_button.toolTip()


def test_notices_are_shown(dialog, tmp_path) -> None:
    dialog.show_reading(reading(tmp_path, **mlp(2)))
    assert "activations" in dialog.notices.text() and dialog.notices.isVisible()


def test_the_same_network_is_not_offered_twice(dialog, tmp_path) -> None:
    found = reading(tmp_path, **mlp(2))
    dialog.show_reading(replace(found, built=found.applied))
    assert dialog.use_button.isEnabled() and not dialog.build_button.isEnabled()


def test_matrices_are_turned_where_they_can_be(dialog, tmp_path) -> None:
    turns: list[int] = []
    dialog.turn_requested.connect(lambda: turns.append(1))
    assert not dialog.turn.isEnabled()
    found = reading(tmp_path, **mlp(5))
    dialog.show_reading(replace(found, can_turn=False))
    assert not dialog.turn.isEnabled()
    dialog.show_reading(replace(found, can_turn=True))
    QTest.keyClick(dialog.turn, Qt.Key.Key_Space)
    assert turns == [1]
    dialog.show_reading(replace(found, can_turn=True, turned=True))
    assert dialog.turn.isChecked()


def test_a_file_is_chosen_and_read(dialog, tmp_path, monkeypatch) -> None:
    asked: list[Path] = []
    dialog.look_requested.connect(asked.append)
    filters: list[str] = []

    def get(*arguments: object) -> tuple[str, str]:
        filters.append(str(arguments[3]))
        return str(tmp_path / "mlp.npz"), ""

    monkeypatch.setattr(QFileDialog, "getOpenFileName", get)
    dialog.choose_button.click()
    assert asked == [tmp_path / "mlp.npz"] and dialog.file.text() == "Reading mlp.npz…"
    for suffix in (".npz", ".json", ".csv", ".zip", ".safetensors", ".onnx"):
        assert f"*{suffix}" in filters[0].split(";;")[0]


def test_an_error_is_said_in_words(dialog, tmp_path) -> None:
    dialog.look(tmp_path / "bad.npz")
    dialog.show_error(FileError("bad.npz is damaged", "open another copy"))
    assert dialog.error.text() == "bad.npz is damaged: open another copy"
    assert dialog.error.isVisible() and dialog.file.text() == ""
    assert not dialog.use_button.isEnabled() and not texts(dialog)


def test_closing_lets_go_of_the_file(dialog, tmp_path) -> None:
    ended: list[int] = []
    dialog.ended.connect(lambda: ended.append(1))
    dialog.show_reading(reading(tmp_path, **mlp(2)))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert ended == [1] and dialog._reading is None


def test_every_control_has_a_name_and_help(dialog) -> None:
    for control in (dialog.table, dialog.turn, dialog.use_button, dialog.build_button):
        assert control.accessibleName() and control.toolTip()
    assert dialog.choose_button.text() and dialog.choose_button.toolTip()


def test_what_the_file_leaves_open_is_asked_with_what_comes_of_it(
    dialog, accepted, tmp_path
) -> None:
    project = opening_project()
    scaled = replace(project, data=replace(project.data, scaling="standard"))
    path = tmp_path / "mlp.npz"
    np.savez(path, **mlp(2))
    told: list[tuple[str, str]] = []
    dialog.answered.connect(lambda *pair: told.append(pair))
    found = reading_of(path, read_weights(path), trainer_of(scaled).dataset, scaled)
    dialog.set_project(scaled, tmp_path)
    dialog.show_reading(found)
    combo = dialog.questions.combos["scaling"]
    assert combo.itemData(0) == "file" and "rows right" in combo.itemText(0)
    assert "rows right" in dialog.said.text()
    combo.setCurrentIndex(1)
    combo.activated.emit(1)
    assert told == [("scaling", "project")]
    other = reading_of(
        path, read_weights(path), trainer_of(scaled).dataset, scaled, {"scaling": "project"}
    )
    dialog.show_reading(other)
    assert dialog.questions.combos["scaling"].currentData() == "project"
    dialog.use_button.click()
    ((accepted_project, _),) = accepted
    assert accepted_project.data.scaling == "standard"


def test_nothing_is_applied_before_an_open_order_is_chosen(dialog, tmp_path) -> None:
    from safetensors.numpy import save_file

    rng = np.random.default_rng(0)
    shapes = {"in": (2, 2), "first": (2, 2), "other": (2, 2), "out": (1, 2)}
    path = tmp_path / "s.safetensors"
    save_file({f"{k}.weight": rng.normal(size=v) for k, v in shapes.items()}, path)
    project = opening_project()
    dataset = trainer_of(project).dataset
    dialog.show_reading(reading_of(path, read_weights(path), dataset, project))
    combo = dialog.questions.combos["order"]
    assert combo.currentData() == "" and not dialog.build_button.isEnabled()
    answers = {"order": combo.itemData(1)}
    dialog.show_reading(reading_of(path, read_weights(path), dataset, project, answers))
    assert dialog.build_button.isEnabled()


def test_the_epsilon_can_be_typed(dialog, tmp_path) -> None:
    norm = {f"1.{k}": np.ones(3) for k in ("weight", "bias", "running_mean", "running_var")}
    path = tmp_path / "n.npz"
    np.savez(path, **{"0.weight": np.ones((3, 2))}, **norm, **{"3.weight": np.ones((1, 3))})
    project = opening_project()
    dataset = trainer_of(project).dataset
    told: list[tuple[str, str]] = []
    dialog.answered.connect(lambda *pair: told.append(pair))
    dialog.show_reading(reading_of(path, read_weights(path), dataset, project))
    combo = dialog.questions.combos["epsilon"]
    assert combo.isEditable() and combo.currentData() == "1e-05" and combo.toolTip()
    combo.lineEdit().editingFinished.emit()  # left as it was
    assert told == []
    combo.setEditText("0.25")
    combo.lineEdit().editingFinished.emit()
    assert told == [("epsilon", "0.25")]
    answers = {"epsilon": "0.25"}
    dialog.show_reading(reading_of(path, read_weights(path), dataset, project, answers))
    assert dialog.questions.combos["epsilon"].currentText() == "0.25"


def test_an_output_of_several_is_chosen(dialog, tmp_path) -> None:
    from onnx import TensorProto, helper, numpy_helper

    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "W"], ["y"]), helper.make_node("Sigmoid", ["y"], ["p"])],
        "g",
        [helper.make_tensor_value_info("x", TensorProto.DOUBLE, ["N", 2])],
        [helper.make_tensor_value_info(n, TensorProto.DOUBLE, ["N", 1]) for n in ("y", "p")],
        [numpy_helper.from_array(np.ones((2, 1)), "W")],
    )
    path = tmp_path / "m.onnx"
    path.write_bytes(helper.make_model(graph).SerializeToString())
    project = opening_project()
    dataset = trainer_of(project).dataset
    dialog.show_reading(reading_of(path, read_weights(path), dataset, project))
    assert dialog.questions.combos["model_output"].currentData() == "y"
    answers = {"model_output": "p"}
    dialog.show_reading(reading_of(path, read_weights(path), dataset, project, answers))
    assert dialog.questions.combos["model_output"].currentData() == "p"
    assert dialog._reading.imported.layers[0].activation.name == "sigmoid"
